"""What a synthetic school consists of besides people: year groups, classes and intakes, and where their rows stand."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl

from schoolgate.sample.dice import Ints

CURRENT, LEFT, PROSPECTIVE = range(3)
SHARES = (0.7, 0.2, 0.1)
"""Of the students: current, left, prospective."""
CLASS_SIZE, INTAKE_SIZE = 28, 120
STATUSES = ("Applied", "Offered", "Accepted", "Place Confirmed")
"""The admission statuses that the portal has."""
UNUSED_YEAR = "YAL"
"""A year group of the portal that no group is linked to."""
HOUSES = ("Ash", "Birch", "Cedar", "Elm")
"""Base groups that no year group is linked to; nobody is in them."""

_ALL_THROUGH = ("R", *map(str, range(1, 14)))
_SECONDARY = _ALL_THROUGH[7:]
_LARGE = 1000
_AUTUMN = 9


@dataclass(frozen=True, slots=True)
class Layout:
    """Today, the year groups (youngest first), how many classes and intake groups each has, when the school year began.

    Rows of the table groups, from 0: the classes; last year's classes, no longer active; the next intakes; past intakes,
    no longer active; the houses. In each of these, year by year.
    """

    as_of: date
    years: tuple[str, ...]
    forms: int
    intakes: int
    began: int

    @property
    def classes(self) -> int:
        """How many classes there are."""
        return len(self.years) * self.forms

    @property
    def unsynced(self) -> int:
        """The position of the year group that has not synced yet: the last, where nobody applies."""
        return len(self.years) - 1

    @property
    def entry(self) -> date:
        """The first day of the next school year."""
        return date(self.began + 1, _AUTUMN, 1)

    def class_row(self, year: Ints, form: Ints) -> Ints:
        """The rows of classes in the table groups."""
        return year * self.forms + form

    def last_years(self, class_row: Ints) -> Ints:
        """The rows of the classes of the same names last year."""
        return class_row + self.classes

    def intake_row(self, year: Ints, number: Ints) -> Ints:
        """The rows of the next intake groups."""
        return 2 * self.classes + year * self.intakes + number

    def past_intake(self, intake_row: Ints) -> Ints:
        """The rows of the intake groups of the same names last year."""
        return intake_row + len(self.years) * self.intakes

    @property
    def house_rows(self) -> Ints:
        """The rows of the houses."""
        return np.arange(len(HOUSES)) + 2 * (self.classes + len(self.years) * self.intakes)


def layout(rows: int, as_of: date) -> Layout:
    """The layout of a school of `rows` students: secondary, or all-through where it is large."""
    years = _SECONDARY if rows < _LARGE else _ALL_THROUGH
    each = rows / len(years)
    return Layout(
        as_of=as_of,
        years=years,
        forms=max(2, round(each * SHARES[CURRENT] / CLASS_SIZE)),
        intakes=max(1, round(each * SHARES[PROSPECTIVE] / INTAKE_SIZE)),
        began=as_of.year if as_of.month >= _AUTUMN else as_of.year - 1,
    )


def letters(number: int) -> str:
    """The letters of a class: A, B .. Z, AA, AB ..

    >>> letters(0), letters(25), letters(26)
    ('A', 'Z', 'AA')
    """
    rest, last = divmod(number, 26)
    return (letters(rest - 1) if rest else "") + chr(ord("A") + last)


def groups(plan: Layout) -> pl.DataFrame:
    """The table groups, as text, in the order of rows that `Layout` describes."""
    classes = [(year, f"{year}{letters(form)}") for year in plan.years for form in range(plan.forms)]
    intakes = [(year, number) for year in plan.years for number in range(1, plan.intakes + 1)]
    before = plan.began - 1
    rows = [(f"BG-{name}", name, "base", "true", f"Y{year}") for year, name in classes]
    rows += [
        (f"BG-{name}-{before}", f"{name} ({before}/{plan.began % 100:02})", "base", "false", f"Y{year}")
        for year, name in classes
    ]
    for began, active in ((plan.entry.year, "true"), (before, "false")):
        rows += [
            (f"IG-{began}-Y{year}-{number}", f"Year {year}, September {began}", "intake", active, f"Y{year}")
            for year, number in intakes
        ]
    return group_rows([*rows, *((f"BG-{house}", f"{house} House", "base", "true", None) for house in HOUSES)])


def group_rows(rows: Sequence[tuple[str | None, ...]]) -> pl.DataFrame:
    """Rows of the table groups: id, name, kind, active, year group."""
    columns = ("group_id", "name", "kind", "active", "year_group_id")
    return pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.String()), orient="row")


def year_groups(plan: Layout) -> pl.DataFrame:
    """The table year_groups, as text: all have synced but the one that nobody applies for."""
    rows = [
        (f"Y{year}", "Reception" if year == "R" else f"Year {year}", "false" if at == plan.unsynced else "true")
        for at, year in enumerate(plan.years)
    ]
    columns = ("year_group_id", "name", "synced")
    return pl.DataFrame(
        [*rows, (UNUSED_YEAR, "Alumni", "true")], schema=dict.fromkeys(columns, pl.String()), orient="row"
    )


def admission_statuses() -> pl.DataFrame:
    """The table admission_statuses, as text."""
    return pl.DataFrame({"admission_status": STATUSES})


def dates(as_of: date, offsets: Ints) -> pl.Series:
    """The days so many days after `as_of` (before it, where negative), as YYYY-MM-DD."""
    epoch = (as_of - date(1970, 1, 1)).days
    return pl.Series(offsets + epoch, dtype=pl.Int32()).cast(pl.Date).dt.to_string("%Y-%m-%d")


def term_ends(as_of: date, within: int) -> Ints:
    """The last days of terms and half terms in the `within` days before `as_of`, as days before it; never none."""
    ends = ((2, 14), (4, 1), (5, 27), (7, 22), (10, 23), (12, 18))
    days = [(as_of - date(year, *end)).days for year in (as_of.year - 1, as_of.year) for end in ends]
    return np.array([day for day in days if 0 < day <= within], dtype=np.int64)


def window_opens(as_of: date) -> int:
    """How many days ago leavers could leave at the earliest and still sync: twelve months, clipped to the month's end."""
    opens = pl.Series([as_of]).dt.offset_by("-12mo").item()
    return int((as_of - opens) / timedelta(days=1))
