"""What `schoolgate inspect` says: as text, as Markdown, as JSON. Without a value, unless values were asked for."""

from collections.abc import Iterator, Sequence
from typing import Any

from schoolgate.basics.shown import in_markdown, visible
from schoolgate.intake.look import Fit, Look, Outlook
from schoolgate.intake.profile import Profile, Profiled
from schoolgate.language.reading import listed

_MARKS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
_CODECS = {"utf-8-sig": "UTF-8", "utf-8": "UTF-8", "cp1252": "Windows-1252"}
_FITS = 4


def text(look: Look) -> str:
    """The look for a terminal."""
    lines = [visible(look.source)]
    for profile, fits in look.sheets:
        lines += ["", visible(profile.sheet.label), f"  {visible(how(profile))}"]
        rows = [row(column, profile.rows or 0) for column in profile.columns]
        lines += [f"    {line}" for line in _aligned([_HEAD, *rows])] if rows else []
        lines += [f"  {visible(fit)}" for fit in fits_told(fits)]
    lines += ["", *(f"note: {visible(note)}" for note in look.notes)] if look.notes else []
    for title, items in _outlooks(look):
        lines += ["", title]
        lines += [visible_lines(item, "  ") for item in items]
    return "\n".join(lines) + "\n"


def visible_lines(told: str, before: str) -> str:
    """Several lines, each of them visible and behind `before`."""
    return "\n".join(before + visible(line) for line in told.split("\n"))


def markdown(look: Look) -> str:
    """The look as a page."""
    lines = [f"# {in_markdown(look.source)}"]
    for profile, fits in look.sheets:
        lines += ["", f"## {in_markdown(profile.sheet.label)}", "", in_markdown(how(profile)), ""]
        rows = [row(column, profile.rows or 0) for column in profile.columns]
        if rows:
            lines += [f"| {' | '.join(_HEAD)} |", "|---|---:|---:|---|"]
            lines += [f"| {' | '.join(in_markdown(cell) for cell in row)} |" for row in rows]
        lines += ["", *(f"- {in_markdown(fit)}" for fit in fits_told(fits))]
    lines += ["", *(f"- {in_markdown(note)}" for note in look.notes)] if look.notes else []
    for title, items in _outlooks(look):
        lines += ["", f"## {in_markdown(title)}", ""]
        for item in items:
            first, *more = item.split("\n")
            lines += [
                f"- {in_markdown(first)}",
                *(["", *(f"      {visible(one)}" for one in more), ""] if more else []),
            ]
    return "\n".join(lines) + "\n"


def as_json(look: Look) -> dict[str, Any]:
    """The look as a document."""
    return {
        "source": look.source,
        "sheets": [_sheet(profile, fits) for profile, fits in look.sheets],
        "notes": list(look.notes),
        "suites": [
            {
                "suite": one.suite,
                "read_as": list(one.readings),
                "assumed": list(one.assumed),
                "in_the_way": list(one.obstacles),
                "notes": list(one.notes),
            }
            for one in look.outlooks
        ],
    }


def _sheet(profile: Profile, fits: Sequence[Fit]) -> dict[str, Any]:
    sheet = profile.sheet
    columns = [
        {
            "heading": one.heading,
            "blank": one.blank,
            "distinct": one.distinct,
            "shapes": dict(one.shapes),
            **({"values": dict(one.values)} if one.values else {}),
        }
        for one in profile.columns
    ]
    return {
        "sheet": sheet.label,
        "encoding": sheet.encoding,
        "delimiter": sheet.delimiter,
        "hidden": sheet.hidden,
        "header_row": profile.header,
        "rows_above": list(profile.above),
        "rows": profile.rows,
        "columns": columns,
        "cannot_be_read": profile.why,
        "fits": [
            {
                "suite": fit.suite,
                "table": fit.table,
                "columns": dict(fit.columns),
                "absent": list(fit.absent),
                "doubtful": {ours: list(several) for ours, several in fit.asked.items()},
            }
            for fit in fits
        ],
    }


_HEAD = ("column", "blank", "different", "shapes")


def row(column: Profiled, rows: int) -> tuple[str, str, str, str]:
    """A column as a table of columns tells it: its heading, the share of blanks, how many cells differ, their shapes."""
    share = f"{100 * column.blank / rows:.0f} %" if rows else "-"
    told = column.values or column.shapes
    return (
        visible(column.heading),
        share,
        f"{column.distinct:,}",
        ", ".join(f"{visible(cell)} ({number:,})" for cell, number in told),
    )


def _aligned(rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    wide = [max(len(row[place]) for row in rows) for place in range(3)]
    for heading, blank, distinct, shapes in rows:
        yield f"{heading:<{wide[0]}}  {blank:>{wide[1]}}  {distinct:>{wide[2]}}  {shapes}".rstrip()


def how(profile: Profile) -> str:
    """How a sheet was read: encoding, delimiter, header, and how much it holds."""
    sheet = profile.sheet
    parts = [_CODECS.get(sheet.encoding, sheet.encoding)] if sheet.encoding else []
    parts += [_MARKS.get(sheet.delimiter, repr(sheet.delimiter))] if sheet.delimiter else []
    parts += ["hidden"] if sheet.hidden else []
    above = f" (above it: row{'s' if len(profile.above) > 1 else ''} {', '.join(map(str, profile.above))})"
    header = f"header in row {profile.header}{above if profile.above else ''}"
    parts.append(header if profile.header else "no heading that any suite knows, so no row is shown as the header")
    if profile.why:
        return f"{', '.join(parts)}; cannot be read: {profile.why}"
    return f"{', '.join(parts)}; {profile.rows:,} rows, {len(profile.columns)} columns"


def fits_told(fits: Sequence[Fit]) -> Iterator[str]:
    """The tables that a sheet is like, those it fits best first."""
    for fit in fits[:_FITS]:
        told = f"fits {fit.suite}, {fit.table}: {len(fit.columns)} of its columns"
        told += f"; required and not there: {listed(fit.absent)}" if fit.absent else ""
        asked = [f"{' and '.join(several)} may be {ours}" for ours, several in fit.asked.items()]
        yield told + (f"; to be asked: {listed(asked)}" if asked else "")
    if len(fits) > _FITS:
        yield f"and is like {len(fits) - _FITS} more tables"
    if not fits:
        yield "fits no table of any suite that was asked"


def _outlooks(look: Look) -> Iterator[tuple[str, list[str]]]:
    """For one suite everything; for several how many things are in the way of each."""
    if len(look.outlooks) > 1:
        yield "Suites", [_short(one) for one in look.outlooks]
        return
    for one in look.outlooks:
        if one.readings:
            yield f"{one.suite} would read", list(one.readings)
        if one.assumed:
            yield "Taken to be so, as nobody has said it", list(one.assumed)
        yield ("In the way", list(one.obstacles)) if one.obstacles else ("Nothing is in the way.", [])
        if one.notes:
            yield "Notes", list(one.notes)


def _short(one: Outlook) -> str:
    read = (
        f"reads {len(one.readings)} table{'' if len(one.readings) == 1 else 's'}" if one.readings else "reads nothing"
    )
    way = (
        f"{len(one.obstacles)} in the way: inspect --suite {one.suite} says what"
        if one.obstacles
        else "nothing in the way"
    )
    return f"{one.suite}: {read}; {way}"
