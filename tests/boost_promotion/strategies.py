"""Small, dirty schools for boost-promotion, drawn by hypothesis.

Each pupil starts out as somebody (already linked, in the hub under a similar name, new, out of range), and so do the
learners that nobody in the MIS answers to; then each record receives none, one or two faults. Keys, names and birthdays
come from tiny pools, so that twins, namesakes, duplicates and orphans are common. Now and then a block of plain linked
learners is added, since some rules speak only of ten or more.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import TYPE_CHECKING, Final, TypeAlias

from boost_promotion.oracle_rules import add_years
from boost_promotion.oracle_tags import LAYOUTS, Settings
from oracle.drawn import corpus_of, rarely, some, strategy_of
from oracle.tables import RawTable, Reading, Tables

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hypothesis.strategies import SearchStrategy

Cells: TypeAlias = dict[str, str | None]
Case: TypeAlias = tuple[Tables, Settings, date]

COLUMNS: Final = {layout.name: tuple(layout.columns) for layout in LAYOUTS}
OPTIONAL_COLUMNS: Final = {
    "pupils": ("date_of_birth", "email"),
    "learners": ("date_of_birth", "last_test_date", "username", "email", "test_suites", "to_delete"),
    "classes": ("kind",),
    "class_map": ("class_name",),
}

AS_OF: Final = (date(2026, 11, 22), date(2024, 2, 29), date(2026, 2, 28), date(2026, 3, 1), date(2025, 9, 1))
DAY_FIRST: Final = "%d/%m/%Y"
LEAVERS: Final = "Leavers/Desynced"

YES: Final = ("true", "yes", "Y", "t", "1", "TRUE", "Yes")
NO: Final = ("false", "no", "N", "f", "0", None, None)
BAD_BOOLS: Final = ("With access", "maybe", "2", "NA", "1.0")
# None of them is a date in any order, so that a column is read alike with and without them.
BAD_DATES: Final = ("2015-02-30", "2015-13-01", "soon", "1 March", "NULL", "2015-03-01 10:00", "\u0662015-03-01")
PADS: Final = (" ", "  ", "\t", "\u00a0", "\u2003", "\u3000", "\u2028", "\x85", "\x1f")
ODD_TEXT: Final = ("NA", "NULL", "=1+1", "\u200b", "007", "<b>x</b>", "a;b|c")

# Names that fold to the same, or to nearly the same; the first of each is what the MIS has. Baxter and Bater come out at
# exactly 88.
FIRST_NAMES: Final = (
    ("Zo\u00eb", "Zoe", "ZOE\u0308", "zoe", "Zo"),
    ("Mary-Ann", "Maryann", "Mary Ann", "Mary\u2010Ann", "Ann Mary"),
    ("Ella", "Bella", "Ellla", "ELLA", "Ela"),
    ("Christo", "Chris", "Christo", "Kristo", "Christopher"),
    ("Anna", "Anna Anna", "Hannah", "\u0391nna", "Ann"),
)
LAST_NAMES: Final = (
    ("O'Brien", "O\u2019Brien", "OBrien", "O\u00b4Brien", "O Brien"),
    ("Smith-Jones", "Smith Jones", "Jones Smith", "SmithJones", "Smith"),
    ("Stra\u00dfe", "STRASSE", "Strasse", "Strase", "Stra\u00dfe "),
    ("Baxter", "Bater", "Baxter", "BAXTER", "Batr"),
    ("\ufb01eld", "Field", "FIELD", "Fields", "Feild"),
)
EMPTY_NAMES: Final = (None, "-", "\u200b", "\u2026", "'\u0301")
BIRTHDAYS: Final = ("2015-03-01", "2015-03-01", "2015-03-01", "2014-02-28", "2016-02-29", None)
YEARS: Final = ("6", "6", "Year 6", "Yr 06", "5", "Y5", "7", "R", "Reception", None)
ODD_YEARS: Final = (
    None,
    "13",
    "14",
    "6.0",
    "N1",
    "year 1",
    "FS2",
    "Nursery",
    "year\u20106",
    "Upper",
    "upper",
    "2027.0",
)
GROUPS: Final = ("6A", "6A", "6B", "7A")
CLASSES: Final = ("6A", "Maths", "6B", LEAVERS, "7A", "5A", "Old", "Art")
EMAILS: Final = (
    "strasse@x.org",
    "stra\u00dfe@x.org",
    "STRASSE@X.org",
    "mum@gmail.com",
    "MUM@GMAIL.com",
    "mum@home.net",
    "ada@mail.x.org",
)
BAD_EMAILS: Final = ("a@b", "a b@x.org", "a@@x.org", "a@x..org", "x.org", "a@x.org.", "@x.org", "a@x\u00a0y.org", "NA")


# ------------------------------------------------------------------------------------------------------ small choices


def pick(draw: Random, values: Sequence[str | None]) -> str | None:
    """One of the values."""
    return draw.choice(values)


def spoil(draw: Random, row: Cells, faults: Mapping[str, Sequence[str | None]]) -> None:
    """Give a record up to two faults, in its key less often, and sometimes white space around a cell."""
    for _ in range(draw.choice((0, 0, 0, 0, 0, 0, 1, 1, 1, 2))):
        key, *others = faults
        column = draw.choice((key, *others, *others, *others))
        row[column] = pick(draw, faults[column])
    if rarely(draw, 6):
        column = draw.choice(tuple(row))
        before, after = pick(draw, (*PADS, "")), pick(draw, PADS)
        row[column] = f"{before}{row[column] or ''}{after}"


# ----------------------------------------------------------------------------------------------------------- settings


def some_settings(draw: Random) -> Settings:
    """Mostly the defaults, each changed now and then."""
    usual = Settings()
    return Settings(
        year_groups=draw.choice((None, None, (), ("6", "Year 7"), ("Y5", "6", "R"), ("year 6",), ("12",))),
        registration_groups=draw.choice((None, None, None, (), ("6A", "7A"), ("6B",), ("6A", "6a"))),
        year_order=draw.choice((usual.year_order, usual.year_order, ("5", "Year 6"), ("7", "6", "5"), ())),
        sync_emails=not rarely(draw, 3),
        school_email_domains=draw.choice((None, None, (), ("x.org",), ("X.org", "y.org"), ("home.net",))),
        platforms=draw.choice(
                (None, None, (), ("Boost Learning",), ("SNAP", "hachette-learning  adaptive"),
                 ("Boost Insights", "Wellbeing"), ("Hachette Learning Magazines",))
        ),
        leavers_class=draw.choice((LEAVERS, LEAVERS, LEAVERS, "Old", "6A")),
        inactive_years=draw.choice((2, 2, 2, 1, 5)),
        inactive_years_by_suite=draw.choice(({"ART": 3, "AMT": 3}, {"ART": 3, "AMT": 3}, {}, {"ART": 1, "X": 4})),
        inactive_notice_days=draw.choice((90, 90, 0, 1)),
        may_match_score=draw.choice((88, 88, 88, 88, 89, 100, 70, 0, 88.5)),
        reading=Reading(date_formats=(DAY_FIRST,) if rarely(draw, 4) else ()),
    )  # fmt: skip


def last_tests(settings: Settings, as_of: date) -> tuple[str, ...]:
    """Dates of last tests whose limit ends about now, or about when notice is due."""
    ends = (-1, 0, 1, settings.inactive_notice_days, settings.inactive_notice_days + 1, 500)
    years = {settings.inactive_years, *settings.inactive_years_by_suite.values()}
    days = [add_years(as_of + timedelta(days=end), -limit) for end in ends for limit in sorted(years)]
    return (*(day.isoformat() for day in days), "2024-02-29", as_of.isoformat())


# ------------------------------------------------------------------------------------------------------------- people

PUPIL_FAULTS: Final[dict[str, Sequence[str | None]]] = {
    "mis_id": (None, "P1", "P2", "p1", "007"),
    "first_name": (*EMPTY_NAMES, *ODD_TEXT),
    "last_name": (*EMPTY_NAMES, *ODD_TEXT),
    "date_of_birth": (None, None, *BAD_DATES),
    "year_group": ODD_YEARS,
    "registration_group": (None, None, "6a", "9Z", "5A", "6-A", LEAVERS),
    "email": (*EMAILS, *BAD_EMAILS, None, None),
}
LEARNER_FAULTS: Final[dict[str, Sequence[str | None]]] = {
    "learner_id": (None, None, None, "L1", "L2", "l1"),
    "first_name": (*EMPTY_NAMES, *ODD_TEXT),
    "last_name": (*EMPTY_NAMES, *ODD_TEXT),
    "mis_id": (None, None, "P1", "P2", "P9", "p1", "P 1"),
    "date_of_birth": (None, None, *BAD_DATES),
    "last_test_date": (None, *BAD_DATES),
    "year_group": ODD_YEARS,
    "class_name": (None, LEAVERS, LEAVERS, "Old", "6a", "6B"),
    "has_access": (*NO, *YES, *BAD_BOOLS),
    "username": (None, "ada"),
    "email": (None, "ada@x.org"),
    "test_suites": (None, "ART", "art", "PUMA; ART ", ";AMT", "X;ART", "A RT", ";"),
    "to_delete": (*YES[:4], *BAD_BOOLS),
}


def written(draw: Random, iso: str | None, settings: Settings) -> str | None:
    """Write a date as it is, or now and then in a form that the settings list."""
    if iso is None or not settings.reading.date_formats or rarely(draw, 2):
        return iso
    day = date.fromisoformat(iso)
    return f"{day.day}/{day.month}/{day.year:04d}"


def pupil(draw: Random, number: int, settings: Settings) -> Cells:
    """One pupil in the MIS, in order but for who else has the name, the birthday or the e-mail."""
    row: Cells = {
        "mis_id": f"P{number}",
        "first_name": draw.choice(FIRST_NAMES)[0],
        "last_name": draw.choice((LAST_NAMES[0], *LAST_NAMES))[0],
        "date_of_birth": written(draw, pick(draw, BIRTHDAYS), settings),
        "year_group": pick(draw, YEARS),
        "registration_group": pick(draw, GROUPS),
        "email": pick(draw, (None, None, f"p{number}@x.org", f"p{number}@X.ORG", EMAILS[0], BAD_EMAILS[0])),
    }
    spoil(draw, row, PUPIL_FAULTS)
    return row


def variant(draw: Random, name: str | None, pools: Sequence[Sequence[str]]) -> str | None:
    """The name, or one that somebody else might write for it."""
    pool = next((pool for pool in pools if pool[0] == name), None)
    return pick(draw, (pool[0], *pool)) if pool else name


def learner(draw: Random, number: int, who: Cells | None, settings: Settings, tests: Sequence[str]) -> Cells:
    """One learner in the hub: the given pupil under some name, or somebody else."""
    like = who or pupil(draw, 90, settings)
    user = rarely(draw, 2)
    row: Cells = {
        "learner_id": f"L{number}",
        "first_name": variant(draw, like["first_name"], FIRST_NAMES),
        "last_name": variant(draw, like["last_name"], LAST_NAMES),
        "mis_id": None,
        "date_of_birth": like["date_of_birth"] if who and not rarely(draw, 5) else pick(draw, (None, *BIRTHDAYS)),
        "last_test_date": written(draw, pick(draw, (None, *tests)), settings),
        "year_group": pick(draw, (like["year_group"], "5", "6")),
        "class_name": pick(draw, ("5A", "5A", "6A", "6B", LEAVERS)),
        "has_access": pick(draw, (*YES, "no", None, None)),
        "username": f"u{number}" if user else None,
        "email": None if user else f"p{number}@x.org",
        "test_suites": pick(draw, (None, "PUMA", "PUMA;ART", "AMT;ART")),
        "to_delete": pick(draw, (None, None, None, None, "no", "yes")),
    }
    return row


RELATIONS: Final = (
    ("linked",),
    ("linked",),
    ("loose",),
    ("loose",),
    ("loose",),
    (),
    ("loose", "loose"),
    ("linked", "loose"),
)
"""Which learners there are for one pupil: linked by its mis_id, or added by hand."""


def people(draw: Random, settings: Settings, tests: Sequence[str]) -> tuple[list[Cells], list[Cells]]:
    """Up to six pupils, each with the learners that it may be, and learners whom nobody in the MIS answers to."""
    pupils: list[Cells] = []
    learners: list[Cells] = []
    for number in range(1, draw.choice((4, 5, 6, 3, 2, 1, 0)) + 1):
        who = pupil(draw, number, settings)
        pupils.append(who)
        for kind in draw.choice(RELATIONS):
            row = learner(draw, len(learners) + 1, who, settings, tests)
            row["mis_id"] = who["mis_id"] if kind == "linked" else None
            learners.append(row)
    for _ in range(draw.choice((0, 1, 1, 2, 3))):
        row = learner(draw, len(learners) + 1, None, settings, tests)
        row["mis_id"] = pick(draw, ("P90", "P91", "P91", None, None))
        learners.append(row)
    for row in learners:
        if row["mis_id"] in {"P90", "P91"} and rarely(draw, 2):
            row |= {"class_name": settings.leavers_class, "has_access": pick(draw, NO)}
        spoil(draw, row, LEARNER_FAULTS)
    if rarely(draw, 2):
        learners.reverse()
    return pupils, learners


UNTICKED: Final = "9X"
ID_FORMS: Final = (*(("F{}", "F{}"),) * 9, ("00{}", "{}"), ("F{}", "f{}"), ("F-{}", "F{}"))
"""How the MIS writes an id, and how the hub does: where they differ, nobody is found."""


def block(draw: Random) -> tuple[list[Cells], list[Cells]]:
    """Draw nine to twenty plain learners with access, some of them Desynced, and the pupils of the others.

    Those who are Desynced have left, or are in a group that is not ticked.
    """
    size, gone = draw.choice(((10, 3), (10, 4), (9, 4), (11, 5), (20, 6), (20, 7), (10, 0), (10, 0), (20, 0), (9, 0)))
    rolled = draw.choice((0, 0, 1, 2, size))
    years = draw.choice((("3", "4"), ("5", "Year 6"), ("6", "5"), ("5", "7"), ("Lower", "Upper")))
    ours, theirs = draw.choice(ID_FORMS)
    unticked = rarely(draw, 3)
    pupils: list[Cells] = []
    learners: list[Cells] = []
    for number in range(size):
        same: Cells = {"first_name": "F" * (number + 1), "last_name": "F", "date_of_birth": f"2013-01-{number + 1:02}"}
        hub: Cells = {"learner_id": f"M{number}", "mis_id": theirs.format(number), "year_group": years[0]}
        learners.append(same | hub | {"class_name": "5A", "has_access": "yes"})
        if number >= gone or unticked:
            year = years[1] if number - gone < rolled else years[0]
            group = "6A" if number >= gone else UNTICKED
            row: Cells = {"mis_id": ours.format(number), "year_group": year, "registration_group": group}
            pupils.append(same | row | {"email": f"f{number}@x.org"})
    for place in draw.choice(((), (), (-1,), (0,), (0, -1))):
        learners[place]["has_access"] = pick(draw, (*BAD_BOOLS, "no"))
    if rarely(draw, 4):
        learners[-1] |= {"year_group": draw.choice(("9", "Year 6", "Upper"))}
    return pupils, learners


# -------------------------------------------------------------------------------------------- classes and other tables


def classes(draw: Random, settings: Settings) -> list[Cells]:
    """Draw most of the classes that groups and learners name, and some that nobody does."""
    rows: list[Cells] = []
    names = (*CLASSES, settings.leavers_class) if rarely(draw, 3) else CLASSES
    for name in names[: draw.choice((8, 9, 7, 6, 5, 4, 3, 0))]:
        subject = ("subject", "subject", "registration") if name in {"Maths", "Art"} else ("registration", None)
        row: Cells = {"class_name": name, "kind": pick(draw, subject)}
        spoil(
            draw, row, {"class_name": (None, "6A", "6a"), "kind": ("SUBJECT", "Registration", "house", "house", None)}
        )
        rows.append(row)
    return rows


def class_map(draw: Random) -> list[Cells]:
    """Draw the registration-group panel."""
    rows: list[Cells] = []
    for group in ("6A", "6B", "7A", "5A")[: draw.choice((3, 4, 3, 2, 1, 0))]:
        row: Cells = {"registration_group": group, "class_name": group, "set_up": pick(draw, (*YES, "no"))}
        faults: dict[str, Sequence[str | None]] = {
            "registration_group": (None, "6A", "6a"),
            "class_name": (None, None, "6A", "6B", "6B", "6a", LEAVERS, "9Z"),
            "set_up": (*NO, *BAD_BOOLS, *BAD_BOOLS),
        }
        spoil(draw, row, faults)
        rows.append(row)
    if rarely(draw, 2):
        rows.append({"registration_group": UNTICKED, "class_name": None, "set_up": "no"})
    return rows


def of_pupils(draw: Random, column: str, values: Sequence[str | None]) -> list[Cells]:
    """Draw rows that hang something on pupils, some on nobody."""
    owners = ("P1", "P1", "P2", "P2", "P3", "P4", "P5", "P9", "p1", None, "\u00a0P1")
    return [{"mis_id": pick(draw, owners), column: pick(draw, values)} for _ in range(draw.choice((0, 2, 4, 5)))]


# ----------------------------------------------------------------------------------------------------- tables as files


def as_file(draw: Random, name: str, rows: list[Cells]) -> RawTable:
    """Lay a table out as people do: columns left out, added or moved, blank lines in between."""
    columns = list(COLUMNS[name])
    if name in OPTIONAL_COLUMNS and rarely(draw, 8):
        for column in some(draw, OPTIONAL_COLUMNS[name], 3):
            columns.remove(column)
    if rarely(draw, 6):
        columns.append("note")
        rows = [{**row, "note": pick(draw, (None, *ODD_TEXT))} for row in rows]
    if rarely(draw, 4):
        columns = list(draw.sample(columns, len(columns)))
    lines: list[Cells] = [{column: row.get(column) for column in columns} for row in rows]
    if rarely(draw, 5):
        for place in [draw.randint(0, len(lines)) for _ in range(draw.randint(1, 3))]:
            lines.insert(place, dict.fromkeys(columns, pick(draw, (None, "", " ", "\u00a0"))))
    return RawTable(columns=tuple(columns), rows=tuple(enumerate(lines, start=2)))


def one_case(draw: Random) -> Case:
    """Draw the tables, the settings and the day of one run."""
    settings = some_settings(draw)
    as_of = draw.choice(AS_OF)
    pupils, learners = people(draw, settings, last_tests(settings, as_of))
    if rarely(draw, 2):
        keep = draw.choice((0, 0, 1, 6))
        if not rarely(draw, 3):
            settings = replace(settings, year_groups=None, registration_groups=None)
        more_pupils, more_learners = block(draw)
        pupils, learners = pupils[:keep] + more_pupils, learners[:keep] + more_learners
    rows = {"pupils": pupils, "learners": learners, "classes": classes(draw, settings)}
    if not rarely(draw, 4):
        rows["class_map"] = class_map(draw)
    if not rarely(draw, 4):
        rows["subject_enrolments"] = of_pupils(draw, "subject_class", ("Maths", "Maths", "Art", "6A", "Latin", None))
    if not rarely(draw, 6):
        rows["contacts"] = of_pupils(draw, "email", (*EMAILS, "p1@X.org", "p2@x.org", "p3@x.org", None))
    return {name: as_file(draw, name, lines) for name, lines in rows.items()}, settings, as_of


def cases() -> SearchStrategy[Case]:
    """Draw cases that hypothesis can shrink."""
    return strategy_of(one_case)


def corpus(count: int) -> tuple[Case, ...]:
    """Draw cases, the same ones each time."""
    return corpus_of(one_case, count)
