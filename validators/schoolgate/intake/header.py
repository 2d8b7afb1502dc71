"""Which row is the header, and which rows below it are no records: format words, a total, what a report says at its end."""

import re
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace

from schoolgate.basics.errors import InputError
from schoolgate.basics.whitespace import INVISIBLE, SPACES
from schoolgate.intake.names.fold import fold
from schoolgate.intake.sheet import TOP, Line, Sheet

_LOOKED_AT = 20
_UNSEEN = str.maketrans("", "", INVISIBLE)
_FORMAT = re.compile(
    r"(?:required|optional|mandatory|free text|text|string|number|numeric|integer|date|boolean|yes/no|y/n|true/false|"
    r"alphanumeric|whole number|decimal|yes or no|y or n|true or false|yyyy|hh:mm(?::ss)?|"
    r"dd[/.-]mm[/.-]yy(?:yy)?|mm[/.-]dd[/.-]yy(?:yy)?|yyyy[/.-]?mm[/.-]?dd|max(?:imum)?\.? [0-9]+|[0-9]+ char(?:acter)?s?)"
    r"(?![a-z0-9])",
    re.IGNORECASE,
)
_TOTAL = re.compile(r"(?:grand |sub[- ]?)?totals?(?![a-z])", re.IGNORECASE)
_PEOPLE = r"(?:pupil|student|learner|member|record|row|entrie|entry|people|person)s?"
_CLOSING = re.compile(
    r"[*=_~ -]*(?:"
    r"end of (?:the )?(?:report|file|list|data|export|document)|page [0-9]+|confidential|copyright|©|"
    r"(?:date |time )?(?:report )?(?:was )?(?:printed|generated|produced|exported)(?![a-z])|"
    r"(?:report )?(?:created|run|downloaded) (?:on|at|by|date)(?![a-z])|(?:report|print|run|export) (?:date|time)(?![a-z])|"
    rf"(?:number|count|no\.?) of {_PEOPLE}(?![a-z])|(?:record )?count *[:=]|"
    rf"{_PEOPLE}(?: (?:listed|found|shown|printed))? *[:=] *[0-9]|"
    rf"[0-9]+ {_PEOPLE}(?![a-z])"
    r")",
    re.IGNORECASE,
)
_MOMENT = re.compile(r"[0-9][0-9/.:T +-]*(?: ?[ap]m)?", re.IGNORECASE)
_NUMBER = re.compile(r"[-+(]?\s*[£€$]?\s*[0-9][0-9,. ]*%?\)?")


@dataclass(frozen=True)
class Headed:
    """A sheet whose header is found: `row` is its row, 0 where there is none; `headings` name every column.

    A column without a heading is called after its number. `above` are the rows above the header that hold something.
    """

    sheet: Sheet
    row: int
    headings: tuple[str, ...]
    above: tuple[int, ...] = ()

    def has(self, heading: str) -> bool:
        """Whether a heading is there."""
        return self.place(heading) is not None

    def place(self, heading: str) -> int | None:
        """Where a heading stands: as it is written, or as the only one that folds as it does."""
        if heading in self.headings:
            return self.headings.index(heading)
        folded = fold(heading)
        same = [place for place, name in enumerate(self.headings) if fold(name) == folded]
        return same[0] if len(same) == 1 else None


def headed(sheet: Sheet, known: Callable[[str], bool], row: int | None = None) -> Headed:
    """The sheet with its header: row `row`, or the one with the most known names; without any, the first.

    Raises:
        InputError: there is no such row, or two columns have one name.
    """
    lines = [line for line in sheet.top if any(line.cells)]
    if row is not None:
        chosen = next((line for line in lines if line.number == row), None)
        if chosen is None:
            msg = (
                f"{sheet.place}: header = {row}, but that row is blank, or not there, or below the first {TOP} rows, where "
                "a header can be; give the row of the column names"
            )
            raise InputError(msg)
    else:
        # What the file is not looked at for a header is a table of nobody: its first row stands in.
        looked_at = [line for line in lines if line.number <= _LOOKED_AT + lines[0].number - 1] if lines else []
        chosen = max(looked_at, key=lambda line: sum(map(known, line.cells)), default=Line(1, ()))
    names = tuple(_heading(cell) or f"column {place}" for place, cell in enumerate(chosen.cells, start=1))
    return Headed(sheet, chosen.number, names, tuple(line.number for line in lines if line.number < chosen.number))


def _heading(cell: str) -> str:
    return cell.translate(_UNSEEN).strip(SPACES)


def told_apart(found: Headed, spoken: Collection[str]) -> Headed:
    """The same, where columns of one name are called by their number if the settings have `spoken` of them so."""
    numbers, several = {fold(name) for name in spoken}, Counter(found.headings)
    numbered = (
        f"column {place}" if several[name] > 1 and fold(f"column {place}") in numbers else name
        for place, name in enumerate(found.headings, start=1)
    )
    return replace(found, headings=tuple(numbered))


def twice(found: Headed) -> list[list[int]]:
    """The numbers of columns that have one name, for each name that several have."""
    columns: dict[str, list[int]] = {}
    for number, name in enumerate(found.headings, start=1):
        columns.setdefault(name, []).append(number)
    return [numbers for numbers in columns.values() if len(numbers) > 1]


def unheaded(sheet: Sheet, names: Sequence[str]) -> Headed:
    """The sheet without a header: its columns are `names`, from left to right."""
    return Headed(sheet, 0, tuple(names))


def is_instruction(cells: Sequence[str]) -> bool:
    """Whether a row says what its columns should hold: each filled cell is a format word, or begins with one.

    >>> is_instruction(["Required", "(DD/MM/YYYY)", ""]), is_instruction(["Optional studies", "2"])
    (True, False)
    """
    filled = [cell.lstrip("([<") for cell in cells if cell]
    return len(filled) > 1 and all(_FORMAT.match(cell) for cell in filled)


def is_total(cells: Sequence[str]) -> bool:
    """Whether a row is a total: its first filled cell begins so, every other one is blank or a number.

    >>> is_total(["Total", "", "214"]), is_total(["Total pupils: 5", ""]), is_total(["Total", "Ada"])
    (True, True, False)
    """
    filled = [cell for cell in cells if cell]
    return bool(filled) and bool(_TOTAL.match(filled[0])) and all(map(_NUMBER.fullmatch, filled[1:]))


def is_closing(cells: Sequence[str]) -> bool:
    """Whether a row is what a report says below its table: its end, when it was printed, how many it lists.

    >>> is_closing(["*** End of report ***", ""]), is_closing(["Printed", "07/09/2026"]), is_closing(["7A", "Page", "Ada"])
    (True, True, False)
    """
    filled = [cell for cell in cells if cell]
    if not filled or not _CLOSING.match(filled[0]):
        return False
    return all(_CLOSING.match(cell) or _MOMENT.fullmatch(cell) for cell in filled[1:])
