"""A clean synthetic school for the portal: every student syncs, and a check has nothing at all to say."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from schoolgate.sample.dice import Bools, Dice, Ints
from schoolgate.sample.names import names
from schoolgate.sample.plan import Draft
from schoolgate.suites.portal_sync.sample.applications import applications
from schoolgate.suites.portal_sync.sample.layout import (
    CURRENT,
    LEFT,
    PROSPECTIVE,
    SHARES,
    Layout,
    admission_statuses,
    dates,
    groups,
    layout,
    term_ends,
    year_groups,
)
from schoolgate.suites.portal_sync.tables import ON_ROLL

_FAMILY_SIZES = (0.68, 0.25, 0.07)
"""Of families: with one child at the school, two, three."""
_TWINS = 0.12
_SAFE_DAYS = 270
"""A leaver of so many days ago is not removed within the next 90."""
_KINDS = ("current", "left", "prospective")
_YES = ("true", "true", "true", "yes", "Y", "1")
_NO = (None, None, "false", "false", "no", "0")
"""The settings of the sample say that nobody logs in of whom the column says nothing."""
_ROLL_MODES = ((ON_ROLL,), ("Left", "Left", "Previous"), ("Applicant", "Applicant", "Enquiry"))
_LOGIN_SHARES = np.array([0.45, 0.1, 0.2])


@dataclass(frozen=True, slots=True)
class _People:
    """A row per student, in the order of the file: family, number within it, and what siblings and twins share.

    `twin` is the position of the elder twin, or the student's own.
    """

    family: Ints
    ordinal: Ints
    siblings: Ints
    twin: Ints
    kind: Ints
    year: Ints


def build(rows: int, dice: Dice, as_of: date) -> Draft:
    """A clean school of `rows` students.

    Returns:
        The tables, and about each student: `type`; `family`; `class_row` and `intake_row`, the rows of its class (the one
        to come, if it applies) and of the next intake of its year in the table groups; `synced`, whether that year has;
        `applications` and `active_applications`, how many; `application`, the row of the one that decides for a
        prospective student, or of a past one, else -1; `has_email`.
    """
    plan = layout(rows, as_of)
    people = _people(rows, plan, dice)
    class_row = plan.class_row(people.year, dice.below("form", plan.forms, rows))
    intake_row = plan.intake_row(people.year, dice.below("intake", plan.intakes, rows)[people.twin])
    tables = {"groups": groups(plan), "year_groups": year_groups(plan), "admission_statuses": admission_statuses()}
    group_ids = tables["groups"]["group_id"]
    students = _students(people, class_row, group_ids, plan, dice)
    owners, found = applications(
        plan,
        dice.of("applications"),
        kind=people.kind,
        twin=people.twin,
        student_ids=students["student_id"],
        group_ids=group_ids,
        intake_row=intake_row,
    )
    about = pl.DataFrame(
        {
            "type": pl.Series(_KINDS).gather(people.kind),
            "family": people.family,
            "class_row": class_row,
            "intake_row": intake_row,
            "synced": people.year != plan.unsynced,
            "has_email": students["email"].is_not_null(),
            **owners,
        }
    )
    return Draft({"students": students, "applications": found, **tables}, about, as_of)


def _people(rows: int, plan: Layout, dice: Dice) -> _People:
    sizes = dice.picks("family size", _FAMILY_SIZES, rows) + 1
    family = np.repeat(np.arange(rows), sizes)[:rows]
    starts = np.cumsum(sizes) - sizes
    ordinal = np.arange(rows) - starts[family]
    is_twin = (ordinal == 1) & dice.chances("twin", _TWINS, rows)
    # Siblings came to the school in different years, so the file does not list them together.
    order = dice.order("students", rows)
    place = np.empty(rows, dtype=np.int64)
    place[order] = np.arange(rows)
    twin = np.where(is_twin[order], place[order - 1], np.arange(rows))
    shares = np.cumsum(SHARES)
    kind = np.searchsorted(shares[:-1] * rows, dice.order("kind", rows), side="right").astype(np.int64)[twin]
    return _People(
        family=family[order],
        ordinal=ordinal[order],
        siblings=np.bincount(family, minlength=rows)[family[order]],
        twin=twin,
        kind=kind,
        year=_years(kind, plan, dice)[twin],
    )


def _years(kind: Ints, plan: Layout, dice: Dice) -> Ints:
    """The year of each student: any; those who apply mostly enter at the start of a school, never the unsynced year."""
    anywhere = dice.below("year", len(plan.years), kind.size)
    entries = [8.0 if year in {"R", "7", "12"} else 1.0 for year in plan.years[: plan.unsynced]]
    return np.where(kind == PROSPECTIVE, dice.picks("entry year", entries, kind.size), anywhere)


def _students(people: _People, class_row: Ints, group_ids: pl.Series, plan: Layout, dice: Dice) -> pl.DataFrame:
    """The table students, as text."""
    rows = people.kind.size
    called = names(people.family, people.ordinal, dice.of("names"))
    ids = "S" + pl.int_range(1, rows + 1, eager=True).cast(pl.String).str.zfill(max(6, len(str(rows))))
    logs_in = dice.units("logs in", rows) < _LOGIN_SHARES[people.kind]
    has_email = logs_in | dice.chances("email", 0.6, rows)
    named_again = pl.Series(dice.chances("preferred", 0.3, rows))
    stated = pl.Series(dice.chances("stated", 0.1, rows))
    left_from_old = (people.kind == LEFT) & dice.chances("old class", 0.6, rows)
    base = group_ids.gather(np.where(left_from_old, plan.last_years(class_row), class_row))
    no_base = (people.kind == LEFT) & dice.chances("no class", 0.3, rows)
    blank = pl.repeat(None, rows, dtype=pl.String(), eager=True)
    return pl.DataFrame(
        {
            "student_id": ids,
            "salutation": called["salutation"],
            "first_name": called["first_name"],
            "preferred_forename": called["first_name"].zip_with(named_again, blank),
            "last_name": called["last_name"],
            "email": _emails(people, called, dice).zip_with(pl.Series(has_email), blank),
            "portal_login": _words(_YES, dice, "yes", rows).zip_with(pl.Series(logs_in), _words(_NO, dice, "no", rows)),
            "roll_mode": _roll_modes(people.kind, dice),
            "base_group_id": blank.zip_with(pl.Series(no_base), base),
            "latest_dol": _leaving_dates(people, plan, dice),
            "student_type": pl.Series(_KINDS).gather(people.kind).zip_with(stated, blank),
        }
    )


def _words(words: tuple[str | None, ...], dice: Dice, name: str, count: int) -> pl.Series:
    return pl.Series(words).gather(dice.below(name, len(words), count))


def _roll_modes(kind: Ints, dice: Dice) -> pl.Series:
    current, left, prospective = (
        _words(modes, dice, f"roll mode {number}", kind.size) for number, modes in enumerate(_ROLL_MODES)
    )
    return current.zip_with(pl.Series(kind == CURRENT), left.zip_with(pl.Series(kind == LEFT), prospective))


def _emails(people: _People, called: pl.DataFrame, dice: Dice) -> pl.Series:
    """An address for each student that nobody else has: of the school, or of a family, tagged with the first name."""
    shared = pl.Series((people.siblings > 1) & dice.chances("family mail", 0.5, people.kind.size)[people.twin])
    family, number = (
        pl.Series(values).cast(pl.String) for values in (people.family, np.arange(1, people.kind.size + 1))
    )
    at_home = called["last_slug"] + family + "+" + called["first_slug"] + "@example.org"
    at_school = called["first_slug"] + "." + called["last_slug"] + number + "@school.example"
    return at_home.zip_with(shared, at_school)


def _leaving_dates(people: _People, plan: Layout, dice: Dice) -> pl.Series:
    """When those who left did, mostly at the end of a term; a few current students of the last year are to leave."""
    rows = people.kind.size
    ends = term_ends(plan.as_of, _SAFE_DAYS)
    at_end = ends[dice.below("end", len(ends), rows)]
    ago = np.where(dice.chances("at the end", 0.65, rows), at_end, dice.below("ago", _SAFE_DAYS, rows) + 1)
    left = people.kind == LEFT
    leaves = (people.kind == CURRENT) & (people.year == plan.unsynced) & dice.chances("leaves", 0.3, rows)
    ahead = np.full(rows, (date(plan.began + 1, 7, 31) - plan.as_of).days)
    # In August the summer's leavers are gone; the next ones leave in a year.
    ahead = np.where(ahead > 0, ahead, ahead + 366)
    known: Bools = left | leaves
    when = dates(plan.as_of, np.where(left, -ago, ahead)[people.twin])
    return when.zip_with(pl.Series(known[people.twin]), pl.repeat(None, rows, dtype=pl.String(), eager=True))
