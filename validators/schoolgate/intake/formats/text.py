"""Text files: CSV, TSV and whatever else separates its cells by one character.

Polars reads what a survey of the bytes shows to be read alike by everybody, and straight from the file; all else is read by
the strict reader. Both are held against the lines that the survey counted.
"""

import codecs
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import polars as pl

from schoolgate.basics.errors import InputError
from schoolgate.frames.begun import begun
from schoolgate.intake.delimited import fast, strict
from schoolgate.intake.delimited.encoding import UTF8, decoded, marked, refuse_null, spoken
from schoolgate.intake.delimited.survey import Survey, shape, survey
from schoolgate.intake.delimited.top import DELIMITERS, Top, top_of
from schoolgate.intake.formats import archive
from schoolgate.intake.formats.format import HEAD, Asked, Blob, Format
from schoolgate.intake.sheet import TOP, Records, Sheet
from schoolgate.intake.text import visible_cell
from schoolgate.language.table import ROW


def sheets(blob: Blob, asked: Asked) -> Sequence[Sheet]:
    """The one sheet of a text file.

    Raises:
        InputError: it is empty, no text, or in no encoding that is known.
    """
    _refuse_misnamed(blob)
    content, counted, encoding, notes = _as_utf8(blob, asked)
    refuse_null(blob.path, counted.null)
    top = _top(content, counted, asked)
    if not any(any(line.cells) for line in top.lines):
        msg = f"{blob.path}: is empty; expected a header row with the names of the columns"
        raise InputError(msg)
    words = [] if encoding in UTF8 else [spoken(encoding)]
    if top.delimiter != ",":
        words.append(DELIMITERS.get(top.delimiter, f"separated by {top.delimiter!r}"))
    if top.said:
        words.append("a sep= line in row 1")
    return [
        Sheet(
            name=blob.path.stem,
            path=blob.path,
            top=top.lines,
            read=partial(_read, content, counted, top.delimiter),
            encoding=encoding,
            delimiter=top.delimiter,
            words=tuple(words),
            notes=notes,
        )
    ]


_MISNAMED = {
    archive.BEGINS: "is a workbook or an archive, whatever its name says; rename it to end in .xlsx, .ods or .zip",
    b"%PDF": "is a PDF, whatever its name says; export it as CSV or .xlsx",
}


def _refuse_misnamed(blob: Blob) -> None:
    """Refuse what begins as a file of another kind does.

    Raises:
        InputError: it does; the message says which.
    """
    head = blob.head(max(map(len, _MISNAMED)))
    for mark, told in _MISNAMED.items():
        if head.startswith(mark):
            msg = f"{blob.path}: {told}"
            raise InputError(msg)


def _as_utf8(blob: Blob, asked: Asked) -> tuple[Blob, Survey, str, tuple[str, ...]]:
    """The file as UTF-8 (itself where it is that), what a survey says of it, its encoding, and what to tell of that."""
    head = blob.head()
    name = asked.encoding or marked(head)
    if name is None or codecs.lookup(name).name in UTF8:
        counted = survey(blob.chunks())
        if counted.utf8:
            return blob, counted, "utf-8-sig" if head.startswith(codecs.BOM_UTF8) else "utf-8", ()
        refuse_null(blob.path, counted.null)
    found = decoded(blob.path, blob.content(), asked.encoding)
    content = Blob(blob.path, found.content)
    return content, survey(content.chunks()), found.encoding, found.notes


def _top(content: Blob, counted: Survey, asked: Asked) -> Top:
    size = HEAD
    while True:
        head = content.head(size)
        whole = len(head) < size or counted.lines == 0
        text = head.decode("utf-8-sig", errors="ignore")
        ends = max(text.rfind("\n"), text.rfind("\r"))
        if whole or (ends >= 0 and text.count("\n", 0, ends) + text.count("\r", 0, ends) > 2 * TOP):
            break
        size *= 8
    return top_of(text if whole else text[: ends + 1], asked.delimiter, asked.known)


def _read(content: Blob, counted: Survey, delimiter: str, header: int, width: int, wanted: Sequence[int]) -> Records:
    if delimiter.isascii():
        found = _fast(content, counted, delimiter, header, width, wanted)
        if found is not None:
            return found
    text = content.content().decode("utf-8-sig")
    found = strict.read(content.path, text, delimiter, counted.lines, header, width, wanted)
    cells = [visible_cell(pl.col(str(place))).alias(str(place)) for place in wanted]
    return replace(found, frame=found.frame.select(ROW, *cells))


def _fast(
    content: Blob, counted: Survey, delimiter: str, header: int, width: int, wanted: Sequence[int]
) -> Records | None:
    """The records, where the bytes say that there is only one reading; else None."""
    if counted.alone:
        if counted.quotes:
            return None
        # A carriage return alone ends a row too; where no cell is quoted it can be nothing else.
        content = Blob(content.path, content.content().replace(b"\r\n", b"\n").replace(b"\r", b"\n"))
    source = content.path if content.held is None else content.held
    read = partial(fast.cells, source, delimiter, counted.lines, header, width, wanted, quotes=counted.quotes)
    # What Polars reads is only used where the bytes allow it: both look at the file at once.
    waited_for = begun(read, counted.lines)
    lines = shape(content.chunks(), delimiter, width, header, quotes=counted.quotes, lines=counted.lines)
    if not lines.proper or lines.long is not None:
        return None
    found = waited_for()
    frame = None if found is None else fast.records(found, header, width, lines.untidy, plain=counted.plain)
    if frame is None:
        return None
    # A line of blanks is short, but no record.
    kept = set(frame.filter(pl.col(ROW).is_in(lines.short))[ROW]) if lines.short else set()
    short = tuple(row for row in lines.short if row in kept)
    return Records(frame, short=short, plain=counted.plain, bare=not counted.quotes)


TEXT = Format(
    name="text",
    about="CSV, TSV and other text (.csv, .txt, .tsv, .tab, .text)",
    suffixes=(".csv", ".txt", ".tsv", ".tab", ".text"),
    read=sheets,
)
