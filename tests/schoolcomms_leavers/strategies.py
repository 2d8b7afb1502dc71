"""Small, dirty schools for schoolcomms-leavers, drawn by hypothesis.

Each member starts out in order for what it is meant to be (a pupil, a leaver who may go, one who was deleted ...) and
then receives none, one or two faults, so that differences do not drown in members that are wrong for five reasons at
once. Ids come from tiny pools, so that duplicates and orphans are common; deletions sit on the edges that the queue, the
syncs and the days of anonymising make, on either side of both clock changes. Now and then a class of pupils is added, whose
identifiers the other systems may write in another way.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from random import Random
from typing import Final, TypeAlias

from hypothesis.strategies import SearchStrategy

from oracle.cells import local_date, on_the_wall, parse_moment
from oracle.drawn import corpus_of, rarely, some, strategy_of
from oracle.tables import RawTable, Reading, Tables
from schoolcomms_leavers.oracle_clock import next_sync
from schoolcomms_leavers.oracle_records import LAYOUTS, PROOFS, Settings

Cells: TypeAlias = dict[str, str | None]
Case: TypeAlias = tuple[Tables, Settings, str]
"""The tables, the settings, and as_of as it is typed."""

COLUMNS: Final = {layout.name: tuple(layout.columns) for layout in LAYOUTS}
REQUIRED_COLUMNS: Final = {
    "members": ("member_id", "is_leaver"),
    "cypad": ("member_id", "status"),
    "mis": ("member_id",),
    "proofs": ("member_id",),
}

SYNC_TIMES: Final = (
    *(Settings().sync_times,) * 4,
    ("01:30",),  # skipped in one night, shown twice in another
    ("00:00", "23:59"),
    ("02:15", "01:30", "01:00", "02:00", "18:00"),
)
# Days about which the clocks change, and a plain one.
CHANGES: Final = {
    "Europe/London": (date(2026, 3, 29), date(2026, 10, 25), date(2026, 10, 25), date(2026, 11, 22), date(2024, 2, 29)),
    "America/New_York": (date(2026, 3, 8), date(2026, 11, 1)),
    "Australia/Lord_Howe": (date(2026, 4, 5), date(2026, 10, 4)),  # by half an hour
    "UTC": (date(2026, 11, 22),),
}
ZONES: Final = (*("Europe/London",) * 6, "America/New_York", "Australia/Lord_Howe", "UTC")
TWICE: Final = ("2026-10-25T00:45Z", "2026-10-25 01:30")
"""A moment in London, and a time between whose two moments it lies."""
CLOCKS: Final = (
    "01:30",
    "02:15",
    "00:59:59",
    "00:00",
    "23:59:59",
    "23:30Z",
    "00:45Z",
    "01:00:00+00:00",
)
DAYS_AFTER: Final = (0, 0, 0, 0, 0, 1, 1, -1, 2, 7, 13, 14, 15)
DAY_FIRST: Final = ("%d/%m/%Y", "%d/%m/%Y %H:%M")

YES: Final = ("true", "yes", "Y", "t", "1", "TRUE", "Yes")
NO: Final = ("false", "no", "N", "f", "0", None)
BAD_BOOLS: Final = ("maybe", "2", "NA", "1.0", "ja", "yess")
# None of them is a date in any order, so that a column is read alike with and without them.
BAD_DATES: Final = ("2026-02-30", "2026-13-05", "soon", "NULL", "2026-01-05 00:01", "\u0662\u0660\u0662\u0666-01-05")
BAD_MOMENTS: Final = (
    "2026-11-20T24:00", "2026-11-20T10:60", "2026-11-20 10:00:60", "2026-02-30 10:00", "2026-11-20  10:00", "2026-02-30",
    "2026-11-20T1:00", "2026-11-20T10:00+25:00", "0000-01-01T00:00", "2026-11-20T10:00:00.", "2026-11-20T10:00-05",
    "2026-11-20 10:00 Europe/London", "soon", "2026-11-20T10", "2026-11-20T10:00+01:60", "\u0662026-11-20 10:00",
)  # fmt: skip
FAR_MOMENTS: Final = ("1900-01-01T00:00", "1970-01-01 00:00Z", "2100-12-30T23:59:59")
NOUGHTS: Final = ("0", "0", "0", "0.00", "-0", "+0", "0.0", "000")
NO_DEBTS: Final = (*NOUGHTS, "\u00a30", "\u00a30.00", "-\u00a30.00", "0.00 \u20ac", "$ 0")
BALANCES: Final = (
    None, "12.50", "-3", "0.01", "-0.01", "1", "0." + "0" * 40 + "1", "1" + "0" * 40,  # readable, and not nought
    "\u00a31,200.00", "-\u00a32", "\u00a3-2", "1,000.00", "5 \u20ac", "- 5",
    "0,00", "0.", ".0", "0e0", "(5.00)", "5-", "NaN", "inf", "--0", "0 0", "nil", "\u0660", "0x0",
    "12,34.00", "1,2000", "\u00a30\u00a3",
)  # fmt: skip
BOOKINGS: Final = (
    None, "1", "2", "-1", "1.0", "999999999999999999",  # readable, and not nought
    "0.5", "0.", ".0", "0 0", "0e0", "none", "\u0660", "1,000",
)  # fmt: skip
PADS: Final = (" ", "  ", "\t", "\u00a0", "\u2003", "\u3000", "\u2028", "\x85", "\x1f", "\x0b")
ODD_TEXT: Final = ("NA", "NULL", "Zoë", 'O\'Brien, "Bob"', "=1+1", "🎓", "007", "<b>x</b>", "a;b|c")
ODD_IDS: Final = (None, None, "M1", "M2", "m1", "M-1", "007", "7")
ODD_STATUSES: Final = ("open", "CLOSED", "oPEN", "Open?", "Leaver", None, "NA", "Closed", "Open")


@dataclass(frozen=True)
class Clock:
    """What the dates and moments of one case revolve around."""

    settings: Settings
    now: datetime

    @property
    def today(self) -> date:
        """The calendar date of as_of."""
        return local_date(self.now, self.settings.zone)

    def syncs(self) -> tuple[datetime, ...]:
        """The last two syncs up to as_of, and the next two."""
        times, zone = self.settings.sync_times, self.settings.zone
        found = [next_sync(self.now - timedelta(days=3), times, zone)]
        while found[-1] <= self.now:
            found.append(next_sync(found[-1], times, zone))
        return (*found[-3:], next_sync(found[-1], times, zone))

    def deletions(self) -> tuple[datetime, ...]:
        """Moments on which a rule turns; each is also taken a second before and after."""
        queue, readable = self.settings.queue, self.settings.readable
        same_clock = self.now.astimezone(self.settings.zone).time()  # days by the clock, not by the hour
        return (
            self.now - queue,
            *(sync - queue for sync in self.syncs()),
            *(self.now - readable,) * 3,
            on_the_wall(self.today - readable, same_clock, self.settings.zone),
            on_the_wall(self.today - timedelta(days=1), same_clock, self.settings.zone),
            *(on_the_wall(self.today, time(1, 30), self.settings.zone),)
            * 2,  # which the clock may show twice, or not at all
            self.now,
            self.now - timedelta(hours=2),
            self.now - timedelta(days=7),
            self.now - timedelta(days=100),
            self.now + timedelta(days=5),
        )


# -------------------------------------------------------------------------------------------------------- small choices


def pick(draw: Random, values: Sequence[str | None]) -> str | None:
    """One of the values."""
    return draw.choice(values)


def written(draw: Random, day: date, clock: Clock) -> str:
    """Write a date as text: ISO, or now and then in a form that the settings list."""
    if clock.settings.reading.date_formats and rarely(draw, 2):
        return f"{day.day}/{day.month}/{day.year:04d}" if rarely(draw, 2) else f"{day:%d/%m/}{day.year:04d}"
    return day.isoformat()


def stamped(draw: Random, moment: datetime, clock: Clock) -> str:
    """Write a moment as text: by the clock on the wall (which loses the second of two like hours), or with an offset."""
    wall = moment.astimezone(clock.settings.zone).replace(tzinfo=None)
    if clock.settings.reading.date_formats and rarely(draw, 3):
        return f"{wall:%d/%m/%Y %H:%M}"
    form = draw.choice(("wall", "wall", "day", "Z", "+00:00", "offset", "+0100"))
    if form == "day":
        return wall.date().isoformat()
    if form == "wall":
        at, suffix = wall, ""
    elif form in {"Z", "+00:00"}:
        at, suffix = moment.replace(tzinfo=None), form
    elif form == "offset":
        at, suffix = moment.astimezone(timezone(timedelta(hours=5, minutes=45))), ""
    else:
        at, suffix = moment.astimezone(timezone(timedelta(hours=1))).replace(tzinfo=None), form
    if form != "offset" and rarely(draw, 6):
        return at.isoformat(draw.choice("T "), "seconds") + draw.choice((".0", ".500", ".000001")) + suffix
    precise = at.second != 0 or rarely(draw, 2)
    return at.isoformat(draw.choice("T "), "seconds" if precise else "minutes") + suffix


def deleted(draw: Random, clock: Clock) -> str:
    """When a member was deleted, as text."""
    if clock.now == parse_moment(TWICE[0], clock.settings.zone) and rarely(draw, 2):
        return TWICE[1]
    if rarely(draw, 14):
        return draw.choice(FAR_MOMENTS)
    beside = timedelta(seconds=draw.choice((0, 0, 1, -1)))
    return stamped(draw, draw.choice(clock.deletions()) + beside, clock)


def around(clock: Clock) -> tuple[date, ...]:
    """Days about as_of, the edges of "on or before today" first."""
    return tuple(clock.today + timedelta(days=offset) for offset in (0, 1, -1, -40, 200))


ANY_DATE: Final = "any date"  # stands in a list of faults for one of the days around as_of
ANY_MOMENT: Final = "any moment"  # the same for a deletion


def spoil(draw: Random, row: Cells, faults: Mapping[str, Sequence[str | None]], clock: Clock) -> None:
    """Give a record in order up to two faults, in its key less often, and sometimes white space around a cell."""
    for _ in range(draw.choice((0, 0, 0, 0, 0, 0, 0, 1, 1, 2))):
        key, *others = faults
        column = draw.choice((key, *others, *others))
        value = pick(draw, faults[column])
        if value == ANY_DATE:
            value = written(draw, draw.choice(around(clock)), clock)
        elif value == ANY_MOMENT:
            value = deleted(draw, clock)
        row[column] = value
    if rarely(draw, 6):
        column = draw.choice(tuple(row))
        before, after = pick(draw, (*PADS, "")), pick(draw, PADS)
        row[column] = f"{before}{row[column] or ''}{after}"


# --------------------------------------------------------------------------------------------------------------- tables

MEMBER_FAULTS: Final[dict[str, Sequence[str | None]]] = {
    "member_id": ODD_IDS,
    "first_name": (None, "xxxx", "XXXX", "XXXX", *ODD_TEXT),
    "last_name": (None, "xxxxx", "XXXX", "XXXX", *ODD_TEXT),
    "class_name": (None, "7B", "7a", "7  A"),
    "mis_id": (None, "A1", "a1", "A9"),
    "cypad_id": (None, "C1", "c1", "C9"),
    "leaving_date": (None, ANY_DATE, ANY_DATE, ANY_DATE, *BAD_DATES),
    "is_leaver": (*YES, *NO, *BAD_BOOLS),
    "selected": (*YES, *YES, *NO, *BAD_BOOLS),
    "deleted_at": (ANY_MOMENT, ANY_MOMENT, None, *BAD_MOMENTS),
    "outstanding_balance": BALANCES,
    "open_bookings": BOOKINGS,
    "messages_saved": (*NO, *NO, *BAD_BOOLS),
    "transactions_settled": (*NO, *NO, *BAD_BOOLS),
}
OBJECTIONS: Final = dict(zip(PROOFS, ("\u00a312.50", "2", "no", "no"), strict=True))
FORM_FAULTS: Final[dict[str, Sequence[str | None]]] = {
    "member_id": ODD_IDS,
    **{column: MEMBER_FAULTS[column] for column in PROOFS},
}
CYPAD_FAULTS: Final[dict[str, Sequence[str | None]]] = {
    "member_id": (*ODD_IDS, "M9"),
    "status": ODD_STATUSES,
    "class_name": (None, "7B", "7a"),
}
MIS_FAULTS: Final[dict[str, Sequence[str | None]]] = {
    "member_id": (*ODD_IDS, "M9"),
    "leaving_date": (None, ANY_DATE, ANY_DATE, ANY_DATE, *BAD_DATES),
}


def member(draw: Random, number: int, kind: str, clock: Clock) -> Cells:
    """One member in order for what it is meant to be."""
    row: Cells = {
        "member_id": f"M{number}",
        "first_name": "Ada",
        "last_name": "Byron",
        "class_name": pick(draw, ("7A", "7A", "7A", "7B")),
        "mis_id": f"A{number}",
        "cypad_id": f"C{number}",
        "leaving_date": None,
        "is_leaver": pick(draw, NO if kind in {"pupil", "stray"} else YES),
        "selected": pick(draw, YES if kind in {"picked", "stray"} else NO),
        "deleted_at": None,
        "outstanding_balance": pick(draw, NO_DEBTS),
        "open_bookings": pick(draw, NOUGHTS),
        "messages_saved": pick(draw, YES),
        "transactions_settled": pick(draw, YES),
    }
    if kind == "pupil" and rarely(draw, 2):
        row |= dict.fromkeys(PROOFS)
    if kind == "pupil" and rarely(draw, 3):
        row["leaving_date"] = written(draw, clock.today + timedelta(days=draw.choice((1, 200, 0))), clock)
    if kind in {"leaver", "picked", "deleted"}:
        row["leaving_date"] = written(draw, clock.today - timedelta(days=draw.choice((0, 1, 40))), clock)
    if kind == "deleted":
        row["deleted_at"] = deleted(draw, clock)
        if rarely(draw, 2):
            row |= dict.fromkeys(("first_name", "last_name"), clock.settings.anonymised_text)
    if rarely(draw, 10):
        row[draw.choice(("first_name", "last_name"))] = clock.settings.anonymised_text
    if kind == "picked" and rarely(draw, 8):
        row["is_leaver"] = pick(draw, BAD_BOOLS)
    if kind in {"leaver", "picked"} and rarely(draw, 4):  # the fault that matters most: one thing is not settled
        column = draw.choice(tuple(PROOFS))
        row[column] = OBJECTIONS[column] if rarely(draw, 2) else pick(draw, MEMBER_FAULTS[column])
        row["selected"] = pick(draw, (row["selected"], row["selected"], "maybe"))
    return row


def in_cypad(draw: Random, row: Cells, kind: str, column: str) -> Cells:
    """What Cypad holds of a member, mostly as it should be, under the identifier that this column has."""
    status = (
        ("Open", "Closed", "OPEN", "closed") if kind in {"leaver", "picked", "deleted"} else ("Open",) * 4 + ("CLOSED",)
    )
    return {"member_id": row[column], "status": pick(draw, status), "class_name": row["class_name"]}


def in_form(draw: Random, row: Cells) -> Cells:
    """What the form says of a member: what the member's own cells leave blank, or the same, or something else."""
    proofs = {"outstanding_balance": pick(draw, NO_DEBTS), "open_bookings": pick(draw, NOUGHTS),
              "messages_saved": pick(draw, YES), "transactions_settled": pick(draw, YES)}  # fmt: skip
    for column in some(draw, tuple(proofs), 2):
        proofs[column] = None
    if rarely(draw, 2):
        row |= dict.fromkeys(some(draw, tuple(PROOFS), 4))
    return {"member_id": row["member_id"], **proofs}


KINDS: Final = (*("pupil", "leaver", "picked", "deleted") * 3, "stray")
GONE_FROM_THE_ROLL: Final = ("leaver", "picked", "deleted")


def rows_of_all(draw: Random, clock: Clock, *, own_ids: bool) -> dict[str, list[Cells]]:
    """Up to six members, what the other systems hold of them, and of others, and the form; ``own_ids`` of each system."""
    mis_id, cypad_id = ("mis_id", "cypad_id") if own_ids else ("member_id", "member_id")
    on_roll = clock.settings.mis_holds == "current"
    rows: dict[str, list[Cells]] = {"members": [], "cypad": [], "mis": [], "proofs": []}
    for number in range(1, draw.choice((5, 6, 4, 3, 2, 1, 0)) + 1):
        kind = draw.choice(KINDS)
        row = member(draw, 1 if rarely(draw, 15) else number, kind, clock)
        if not rarely(draw, 6):
            rows["cypad"].append(in_cypad(draw, row, kind, cypad_id))
        if not rarely(draw, 6) and not (on_roll and kind in GONE_FROM_THE_ROLL and not rarely(draw, 4)):
            unmarked = kind == "pupil" and rarely(draw, 4)  # has left, and the next import will say so
            day = written(draw, clock.today, clock) if unmarked else row["leaving_date"]
            rows["mis"].append({"member_id": row[mis_id], "leaving_date": day})
        elif rarely(draw, 4):  # the same number, in another spelling
            rows["mis"].append({"member_id": (row[mis_id] or "").lower(), "leaving_date": None})
        if rarely(draw, 2):
            rows["proofs"].append(in_form(draw, row))
        if rarely(draw, 10) and rows["proofs"]:
            rows["proofs"].append(dict(rows["proofs"][-1]))
        if not (kind == "deleted" and rarely(draw, 6)):  # a deleted member can vanish before Cypad closes
            rows["members"].append(row)
    faults = {"members": MEMBER_FAULTS, "cypad": CYPAD_FAULTS, "mis": MIS_FAULTS, "proofs": FORM_FAULTS}
    for name, of_table in faults.items():
        for row in rows[name]:
            spoil(draw, row, of_table, clock)
        if rarely(draw, 2):
            rows[name].reverse()
    return rows


ID_FORMS: Final = (*(("K{}", "K{}"),) * 3, ("00{}", "{}"), ("K{}", "k{}"), ("K-{}", "K{}"))


def with_a_class(draw: Random, rows: dict[str, list[Cells]], clock: Clock, *, own_ids: bool) -> None:
    """Add a class of pupils, whose identifiers the other systems write in this way or that."""
    ours, theirs = draw.choice(ID_FORMS)
    listed = draw.choice((1, 1, 2, 3))  # the MIS has one of so many
    for number in range(draw.choice((5, 8))):
        row = member(draw, 100 + number, "pupil", clock)
        for column in ("mis_id", "cypad_id") if own_ids else ("member_id",):
            row[column] = ours.format(number + 1)
        rows["members"].append(row)
        if number % listed == 0:
            rows["mis"].append({"member_id": theirs.format(number + 1), "leaving_date": row["leaving_date"]})
        rows["cypad"].append(
            {"member_id": theirs.format(number + 1), "status": "Open", "class_name": row["class_name"]}
        )


# ------------------------------------------------------------------------------------------------------ tables as files


def as_file(draw: Random, name: str, rows: list[Cells], without: Sequence[str] = ()) -> RawTable:
    """Lay a table out as people do: columns left out, added or moved, blank lines in between."""
    columns = [column for column in COLUMNS[name] if column not in without]
    if rarely(draw, 6):
        kept = {*REQUIRED_COLUMNS[name], "mis_id", "cypad_id"}
        optional = [column for column in columns if column not in kept]
        for column in some(draw, optional, 2):
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


def typed_as_of(draw: Random, settings: Settings) -> str:
    """As somebody types it: a bare date, or a time of the local clock on a sync, beside it or in a changing hour."""
    if settings.reading.timezone == "Europe/London" and rarely(draw, 12):
        return TWICE[0]
    day = draw.choice(CHANGES[settings.reading.timezone]) + timedelta(days=draw.choice(DAYS_AFTER))
    if rarely(draw, 5):
        return day.isoformat()
    if rarely(draw, 3):
        return f"{day}T{draw.choice(CLOCKS)}"
    sync = on_the_wall(day, time.fromisoformat(draw.choice(settings.sync_times)), settings.zone)
    beside = sync + timedelta(seconds=draw.choice((0, 0, 1, -1, 600)))
    return beside.strftime("%Y-%m-%dT%H:%M:%SZ")


def one_case(draw: Random) -> Case:
    """Draw the tables, the settings and the moment of one run."""
    settings = Settings(
        sync_times=draw.choice(SYNC_TIMES),
        anonymise_after_days=draw.choice((None, None, 14, 1, 30)),
        anonymised_text=draw.choice(("XXXX", "XXXX", "XXXX", "Anonymised member")),
        queue_hours=draw.choice((None, None, 24, 1, 72, 0)),
        mis_holds=draw.choice((None, "everyone", "everyone", "current", "current")),
        reading=Reading(timezone=draw.choice(ZONES), date_formats=DAY_FIRST if rarely(draw, 4) else ()),
    )
    as_of = typed_as_of(draw, settings)
    now = parse_moment(as_of, settings.zone)
    if now is None:
        message = f"no moment: {as_of!r}"
        raise ValueError(message)
    own_ids = rarely(draw, 2)
    clock = Clock(settings, now)
    rows = rows_of_all(draw, clock, own_ids=own_ids)
    if rarely(draw, 4):
        with_a_class(draw, rows, clock, own_ids=own_ids)
    without = [] if own_ids else ["mis_id", "cypad_id"]
    if own_ids and rarely(draw, 4):
        without = some(draw, ("mis_id", "cypad_id"), 1)
    tables = {"members": as_file(draw, "members", rows["members"], without)}
    for name, out_of in (("cypad", 10), ("mis", 8), ("proofs", 2)):
        if not rarely(draw, out_of):
            tables[name] = as_file(draw, name, rows[name])
    return tables, settings, as_of


def cases() -> SearchStrategy[Case]:
    """Draw cases that hypothesis can shrink."""
    return strategy_of(one_case)


def corpus(count: int) -> tuple[Case, ...]:
    """Draw cases, the same ones each time."""
    return corpus_of(one_case, count)
