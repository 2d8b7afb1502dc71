"""One sheet's records on their way to a table: read, and freed of rows that are nobody's of the table."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import polars as pl

from schoolgate.basics.errors import InputError
from schoolgate.basics.folding import closed
from schoolgate.intake.header import Headed, is_closing, is_instruction, is_total
from schoolgate.intake.names.aliases import is_role
from schoolgate.intake.names.fold import fold
from schoolgate.language.mapping import Words, spelled
from schoolgate.language.reading import LeftOut
from schoolgate.language.table import ROW

_MOST_SHORT = 100
"""One record in so many may have fewer cells than the header; with more, the file was cut or a quotation mark is lost."""
_TELLING = 2
"""Of one column alone nobody can say whether a cell that reads as its heading is the header once more."""
_MOST_CLOSING = 10
"""So many rows at the end of a sheet may be no records."""
_NAMED = 5
_FEW = 6
_OF_SYSTEMS = frozenset(("status", "classtype", "usertype", "active", "enabled", "kind", "type"))
"""Headings, folded, under which a system's own words stand."""


@dataclass(frozen=True)
class Part:
    """Records by the places of their cells ("0", "1", ...), as `schoolgate.intake.sheet.Records` has them.

    `headings` name the places; those beyond the sheet's own come from joined files. What was left out, and what is worth a
    note, is gathered on the way: `unmet` are words of the settings that no cell has, each with the setting and the heading.
    `typed` says that the cells were values, not text, where they came from.
    """

    frame: pl.DataFrame
    headings: tuple[str, ...]
    unreadable: Mapping[int, frozenset[int]] = field(default_factory=dict)
    left_out: tuple[LeftOut, ...] = ()
    notes: tuple[str, ...] = ()
    lines: Callable[[Sequence[int]], list[int]] | None = None
    joined: tuple[str, ...] = ()
    plain: bool = False
    bare: bool = False
    typed: bool = False
    unmet: frozenset[tuple[str, str, str]] = frozenset()

    def place(self, heading: str) -> int | None:
        """Where a heading stands, as `Headed.place`; a joined column of the same name comes after the sheet's own."""
        if heading in self.headings:
            return self.headings.index(heading)
        folded = fold(heading)
        same = [place for place, name in enumerate(self.headings) if fold(name) == folded]
        return same[0] if len(same) == 1 else None


def part_of(found: Headed, wanted: Sequence[int]) -> Part:
    """The records below the header; format words below it, the header again, and what ends a report are left out, and told.

    Raises:
        InputError: the file cannot be read, or too many records have fewer cells than the header.
    """
    sheet, width = found.sheet, len(found.headings)
    read = sheet.read(found.row, width, sorted(set(wanted)))
    no_records = _no_records(found, read.frame, sorted(set(wanted)))
    frame, notes = read.frame, list(read.notes)
    if no_records:
        frame = frame.filter(~pl.col(ROW).is_in([row for row, _ in no_records]))
    left_out = [LeftOut(1, f"row {row} ({why})") for row, why in no_records]
    none = {row for row, _ in no_records}
    if short := [row for row in read.short if row not in none]:
        notes.append(_short(sheet.place, sheet.label, short, frame.height))
    return Part(
        frame,
        found.headings,
        read.unreadable,
        tuple(left_out),
        tuple(notes),
        read.lines,
        plain=read.plain,
        bare=read.bare,
        typed=sheet.encoding is None,
    )


def _short(place: str, label: str, rows: Sequence[int], records: int) -> str:
    if len(rows) * _MOST_SHORT > records:
        many = f"{len(rows)} of {records} records have" if len(rows) > 1 else f"1 of {records} records has"
        msg = (
            f"{place}, row {rows[0]}: {many} fewer cells than the header; the file was cut off, or a line break or a "
            "quotation mark is wrong: export it again"
        )
        raise InputError(msg)
    said = ", ".join(map(str, rows[:_NAMED])) + (f" and {len(rows) - _NAMED} more" if len(rows) > _NAMED else "")
    return (
        f"{label}: fewer cells than the header in row{'s' if len(rows) > 1 else ''} {said}; the last count as missing"
    )


def _no_records(found: Headed, frame: pl.DataFrame, wanted: Sequence[int]) -> list[tuple[int, str]]:
    """The rows below the header that are no records, and what they are."""
    if not found.row or frame.is_empty():
        return []
    first = next((line for line in found.sheet.top if line.number > found.row and any(line.cells)), None)
    rows = [(first.number, "format words")] if first is not None and is_instruction(first.cells) else []
    return [*rows, *_header_again(found, frame, wanted), *_ending(found, frame)]


def _header_again(found: Headed, frame: pl.DataFrame, wanted: Sequence[int]) -> list[tuple[int, str]]:
    """The rows that are the header once more: files that were copied one below the other, pages of a report."""
    if len(wanted) < _TELLING:
        return []
    again = frame
    for place in wanted:
        again = again.filter(pl.col(str(place)) == found.headings[place])
        if again.is_empty():
            break
    return [(row, "the header again") for row in again[ROW]]


def _ending(found: Headed, frame: pl.DataFrame) -> list[tuple[int, str]]:
    """The last rows, where they are no records: a total, and what a report says below its table."""
    # The whole rows are read again only where the cells that are read look like that already.
    if frame.height == 1 or not _may_end(frame.row(-1)[1:]):
        return []
    width = len(found.headings)
    whole = found.sheet.read(found.row, width, range(width)).frame.tail(min(_MOST_CLOSING, frame.height - 1))
    rows: list[tuple[int, str]] = []
    for row, *cells in reversed(whole.rows()):
        told = [cell or "" for cell in cells]
        if not (is_total(told) or is_closing(told)):
            break
        rows.insert(0, (row, "a total" if is_total(told) else "the end of a report"))
    return rows


def _may_end(cells: Sequence[str | None]) -> bool:
    told = [cell for cell in cells if cell is not None]
    if is_total(told) or is_closing(told):
        return True
    return len(told) * 2 < len(cells) and is_total(["Total", *told])


def kept(part: Part, heading: str, place: int, words: Words, *, without: bool = False) -> Part:
    """The rows whose cell is one of the words, compared folded; `without`: those whose cell is none of them.

    `heading` is what the settings call the place.
    """
    cells = part.frame[str(place)]
    asked = {closed(spelled(word)): spelled(word) for word in ((words,) if not isinstance(words, tuple) else words)}
    distinct = cells.unique().to_list()
    hits = [cell for cell in distinct if _folded(cell) in asked]
    setting = "without" if without else "where"
    unmet = {(setting, heading, asked[word]) for word in asked.keys() - set(map(_folded, distinct))}
    part = replace(part, unmet=part.unmet | unmet)
    chosen = cells.is_in(pl.Series(hits, dtype=pl.String()).implode(), nulls_equal=True)
    chosen = ~chosen if without else chosen
    out = cells.filter(~chosen)
    if out.is_empty():
        return part
    named = part.headings[place]
    told = LeftOut(len(out), f"{_rows(len(out))}, {named} {_words(named, out)}")
    return replace(part, frame=part.frame.filter(chosen), left_out=(*part.left_out, told))


def _folded(cell: str | None) -> str:
    return "" if cell is None else closed(cell)


def _rows(number: int) -> str:
    return f"{number:,} row{'' if number == 1 else 's'}"


def _words(heading: str, cells: pl.Series) -> str:
    """The words of rows that were left out, where the column holds words of a system; never what may be somebody's."""
    distinct = cells.unique().drop_nulls().to_list()
    if not distinct:
        return "blank"
    if len(distinct) > _FEW or not (is_role(heading) or fold(heading) in _OF_SYSTEMS):
        return "other"
    return ", ".join(sorted(distinct))
