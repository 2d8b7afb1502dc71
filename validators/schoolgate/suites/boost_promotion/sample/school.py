"""A clean school: everybody moves up a year with the class, nobody joins or leaves, and nothing is to be tidied."""

from datetime import date

import numpy as np
import polars as pl

from schoolgate.sample.dice import Dice, Ints
from schoolgate.sample.names import names
from schoolgate.sample.plan import Draft
from schoolgate.suites.boost_promotion.settings import BoostPromotionSettings
from schoolgate.suites.boost_promotion.tables import REGISTRATION, SUBJECT

LEAVERS_CLASS: str = BoostPromotionSettings().leavers_class
DOMAIN = "school.example"
_ALL_THROUGH = ("R", *map(str, range(1, 14)))
_PRIMARY = _ALL_THROUGH[:7]
_LARGE, _CLASS_SIZE = 1000, 28
_FAMILY_SIZES = (0.7, 0.24, 0.06)
_SETS = ("Maths set 1", "Maths set 2", "Maths set 3", "French")
_SUITES = ("PUMA", "PUMA;PiRA", "PiRA; GAPS", "ART", "PUMA;ART", "AMT", None)
_YES = ("true", "true", "yes", "Y", "1")
_AUTUMN = 9
_PLAIN = "^[A-Za-z]{3,}$"
_OLD_ENOUGH = 3


def build(rows: int, dice: Dice, as_of: date) -> Draft:
    """A clean school of `rows` pupils.

    Returns:
        The tables, and about each pupil: `year` (its position among `years_of`), `learner_row`; `ordinary`, whether it is
        not the first pupil of its year group or of its registration group; `alone`, whether it is also the first with its
        date of birth and the first with its name; `plain`, whether both names are
        of three or more Latin letters; `tested`, whether its learner has taken a test.
    """
    years = years_of(rows)
    year = dice.below("year", len(years), rows)
    forms = max(2, round(rows / len(years) / _CLASS_SIZE))
    form = dice.below("form", forms, rows)
    sizes = dice.picks("family size", _FAMILY_SIZES, rows) + 1
    family = np.repeat(np.arange(rows), sizes)[:rows]
    ordinal = np.arange(rows) - (np.cumsum(sizes) - sizes)[family]
    called = names(family, ordinal, dice.of("names"))
    ids = _ids("P", rows)
    born = _birthdays(year, as_of, dice)
    groups = _class_names(year, form, years)
    email = called["first_slug"] + "." + called["last_slug"] + pl.int_range(1, rows + 1, eager=True).cast(pl.String)
    pupils = pl.DataFrame(
        {
            "mis_id": ids,
            "first_name": called["first_name"],
            "last_name": called["last_name"],
            "date_of_birth": born,
            "year_group": pl.Series(years).gather(year),
            "registration_group": groups,
            "email": email + f"@{DOMAIN}",
        }
    )
    # Who is in the lowest year joined lately, and was synced then.
    before = np.maximum(year - 1, 0)
    order = dice.order("learners", rows)
    place = np.empty(rows, dtype=np.int64)
    place[order] = np.arange(rows)
    learners = _learners(pupils, before, _class_names(before, form, years), years, as_of, dice)
    present = groups.unique().sort()
    about = pl.DataFrame({"year": year, "learner_row": place, "tested": learners["last_test_date"].is_not_null()})
    plain = pupils["first_name"].str.contains(_PLAIN) & pupils["last_name"].str.contains(_PLAIN)
    first = pupils["year_group"].is_first_distinct() | groups.is_first_distinct()
    alone = (
        born.is_first_distinct() & pl.struct(called["first_name"], called["last_name"], eager=True).is_first_distinct()
    )
    tables = {
        "pupils": pupils,
        "learners": learners[order].with_columns(learner_id=_ids("L", rows)),
        "classes": pl.DataFrame(
            {
                "class_name": [*present, LEAVERS_CLASS, *_SETS],
                "kind": [*([REGISTRATION, None] * len(present))[: len(present)], REGISTRATION, *[SUBJECT] * len(_SETS)],
            }
        ),
        "class_map": pl.DataFrame({"registration_group": present, "class_name": present}).with_columns(
            set_up=pl.Series(_YES).gather(dice.below("set up", len(_YES), len(present)))
        ),
        "subject_enrolments": _enrolments(ids, year, dice),
        "contacts": pl.DataFrame({"mis_id": ids, "email": called["last_slug"] + ids.str.slice(1) + "@example.org"}),
    }
    return Draft(tables, about.with_columns(ordinary=~first, alone=~first & alone, plain=plain), as_of)


def years_of(rows: int) -> tuple[str, ...]:
    """The year groups of a school of so many pupils: primary, or all-through where it is large."""
    return _PRIMARY if rows < _LARGE else _ALL_THROUGH


def _ids(letter: str, count: int) -> pl.Series:
    numbers = pl.int_range(1, count + 1, eager=True).cast(pl.String)
    return letter + numbers.str.zfill(max(5, len(str(count))))


def _class_names(year: Ints, form: Ints, years: tuple[str, ...]) -> pl.Series:
    letters = pl.Series([_letters(number) for number in range(int(form.max(initial=0)) + 1)], dtype=pl.String())
    return pl.Series(years).gather(year) + letters.gather(form)


def _letters(number: int) -> str:
    """A, B .. Z, AA, AB .."""
    rest, last = divmod(number, 26)
    return (_letters(rest - 1) if rest else "") + chr(ord("A") + last)


def _birthdays(year: Ints, as_of: date, dice: Dice) -> pl.Series:
    began = as_of.year if as_of.month >= _AUTUMN else as_of.year - 1
    youngest = (date(began - 4, 8, 31) - date(1970, 1, 1)).days
    days = youngest - np.round(year * 365.25).astype(np.int64) - dice.below("birthday", 365, year.size)
    return pl.Series(days, dtype=pl.Int32()).cast(pl.Date).dt.to_string("%Y-%m-%d")


def _learners(
    pupils: pl.DataFrame, before: Ints, classes: pl.Series, years: tuple[str, ...], as_of: date, dice: Dice
) -> pl.DataFrame:
    """The learner of each pupil, in the order of the pupils."""
    rows = pupils.height
    tested = pl.Series(dice.chances("tested", 0.8, rows))
    blank = pl.repeat(None, rows, dtype=pl.String(), eager=True)
    ago = (as_of - date(1970, 1, 1)).days - dice.below("last test", 290, rows) - 5
    when = pl.Series(ago, dtype=pl.Int32()).cast(pl.Date).dt.to_string("%Y-%m-%d")
    return pl.DataFrame(
        {
            "learner_id": blank,
            "first_name": pupils["first_name"],
            "last_name": pupils["last_name"],
            "mis_id": pupils["mis_id"],
            "date_of_birth": pupils["date_of_birth"],
            "last_test_date": when.zip_with(tested, blank),
            "year_group": pl.Series(years).gather(before),
            "class_name": classes,
            "has_access": pl.Series(_YES).gather(dice.below("access", len(_YES), rows)),
            "username": "u" + pupils["mis_id"].str.slice(1),
            "email": pupils["email"],
            "test_suites": pl.Series(_SUITES).gather(dice.below("suites", len(_SUITES), rows)),
            "to_delete": pl.Series(("false", None, "no")).gather(dice.below("to delete", 3, rows)),
        }
    )


def _enrolments(ids: pl.Series, year: Ints, dice: Dice) -> pl.DataFrame:
    """Most pupils from year 3 on take a subject class or two."""
    takes = np.flatnonzero((year > _OLD_ENOUGH) & dice.chances("takes", 0.8, ids.len()))
    first = pl.Series(_SETS[:3]).gather(dice.below("set", 3, takes.size))
    french = takes[dice.chances("french", 0.4, takes.size)]
    return pl.DataFrame(
        {
            "mis_id": pl.concat([ids.gather(takes), ids.gather(french)]),
            "subject_class": pl.concat([first, pl.repeat(_SETS[3], french.size, dtype=pl.String(), eager=True)]),
        }
    )
