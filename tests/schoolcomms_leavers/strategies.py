"""Small, dirty schools for schoolcomms-leavers, drawn by hypothesis.

Each member starts out in order for what it is meant to be (a pupil, a leaver who may go, one who was deleted ...) and
then receives none, one or two faults, so that differences do not drown in members that are wrong for five reasons at
once. Ids come from tiny pools, so that duplicates and orphans are common; deletions sit on the edges that the queue, the
syncs and the days of anonymising make, on either side of both clock changes.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from pathlib import Path
from typing import Final, TypeAlias

from hypothesis import strategies as st

from schoolcomms_leavers.oracle_cells import RawTable, Tables
from schoolcomms_leavers.oracle_clock import DAY, HOUR, Moment, local_date, next_sync, on_the_wall, parse_as_of
from schoolcomms_leavers.oracle_records import Settings

Cells: TypeAlias = dict[str, str | None]
Case: TypeAlias = tuple[Tables, Settings, str]
"""The tables, the settings, and as_of as it is typed."""

COLUMNS: Final = {
    "members": (
        "member_id", "first_name", "last_name", "class_name", "leaving_date", "is_leaver", "selected", "deleted_at",
        "outstanding_balance", "open_bookings", "messages_saved", "transactions_settled",
    ),
    "cypad": ("member_id", "status", "class_name"),
    "mis": ("member_id", "leaving_date"),
}  # fmt: skip
REQUIRED_COLUMNS: Final = {
    "members": ("member_id", "is_leaver"),
    "cypad": ("member_id", "status"),
    "mis": ("member_id",),
}

SYNC_TIMES: Final = (
    *(Settings().sync_times,) * 4,
    ("01:30",),  # skipped in one night, shown twice in another
    ("00:00", "23:59"),
    ("02:15", "01:30", "01:00", "02:00", "18:00"),
)
# Days about which the clocks change, and a plain one.
CHANGES: Final = {
    "Europe/London": (date(2026, 3, 29), date(2026, 10, 25), date(2026, 11, 22), date(2024, 2, 29)),
    "America/New_York": (date(2026, 3, 8), date(2026, 11, 1)),
    "Australia/Lord_Howe": (date(2026, 4, 5), date(2026, 10, 4)),  # by half an hour
    "UTC": (date(2026, 11, 22),),
}
ZONES: Final = (*("Europe/London",) * 6, "America/New_York", "Australia/Lord_Howe", "UTC")
DAYS_AFTER: Final = (0, 0, 0, 1, 1, -1, 2, 7, 13, 14, 15)
DAY_FIRST: Final = "%d/%m/%Y"

YES: Final = ("true", "yes", "Y", "t", "1", "TRUE", "Yes")
NO: Final = ("false", "no", "N", "f", "0", None)
BAD_BOOLS: Final = ("maybe", "2", "NA", "1.0", "ja", "yess")
BAD_DATES: Final = ("2026-02-30", "31/12/2025", "2026-1-5", "0000-01-01", "NULL", "20251231", "2026-01-05 00:00",
                    "\u0662\u0660\u0662\u0666-01-05")  # fmt: skip
BAD_MOMENTS: Final = (
    "2026-11-20", "2026-11-20T24:00", "2026-11-20T10:60", "2026-11-20 10:00:60", "2026-02-30 10:00", "2026-11-20  10:00",
    "2026-11-20T1:00", "20/11/2026 10:00", "2026-11-20T10:00:00.000", "2026-11-20T10:00+25:00", "0000-01-01T00:00",
    "2026-11-20 10:00 Europe/London", "soon", "2026-11-20T10", "2026-11-20T10:00+01:60", "\u0662026-11-20 10:00",
)  # fmt: skip
FAR_MOMENTS: Final = ("0001-01-01T00:00+14:00", "1753-01-01 00:00", "9999-12-31T23:59:59", "9999-12-31 23:59:59-12:00")
NOUGHTS: Final = ("0", "0", "0", "0.00", "-0", "+0", "0.0", "-0.00", "000")
BALANCES: Final = (
    None, "12.50", "-3", "0.01", "-0.01", "1", "0." + "0" * 40 + "1", "1" + "0" * 40,  # readable, and not nought
    "0,00", "\u00a30", "0.", ".0", "0e0", "1,000.00", "NaN", "inf", "--0", "0 0", "nil", "\u0660", "0x0",
)  # fmt: skip
BOOKINGS: Final = (
    None, "1", "2", "-1", "1.0", "999999999999999999",  # readable, and not nought
    "0.5", "0.", ".0", "0 0", "0e0", "none", "\u0660", "1,000",
)  # fmt: skip
PADS: Final = (" ", "  ", "\t", "\u00a0", "\u2003", "\u3000", "\u2028", "\x85", "\x1f", "\x0b")
ODD_TEXT: Final = ("NA", "NULL", "Zoë", 'O\'Brien, "Bob"', "=1+1", "🎓", "\u200b", "007", "<b>x</b>", "a;b|c")
ODD_IDS: Final = (None, "M1", "M2", "m1", "M1\u200b", "007", "7")
ODD_STATUSES: Final = ("open", "CLOSED", "Open?", "Leaver", None, "NA", "Closed", "Open")


@dataclass(frozen=True)
class Clock:
    """What the dates and moments of one case revolve around."""

    settings: Settings
    now: Moment

    @property
    def today(self) -> date:
        """The calendar date of as_of."""
        return local_date(self.now, self.settings.zone)

    def sync_after(self, moment: Moment) -> Moment:
        """The next sync; there is always one near as_of."""
        return next_sync(moment, self.settings.sync_times, self.settings.zone) or moment

    def syncs(self) -> tuple[Moment, ...]:
        """The last two syncs up to as_of, and the next two."""
        sync = self.sync_after(self.now - 3 * DAY)
        found = [sync]
        while sync <= self.now:
            sync = self.sync_after(sync)
            found.append(sync)
        return (*found[-3:], self.sync_after(sync))

    def deletions(self) -> tuple[Moment, ...]:
        """Moments on which a rule turns; each is also taken a second before and after."""
        queue, days = self.settings.queue_hours * HOUR, self.settings.anonymise_after_days
        same_clock = datetime.fromtimestamp(self.now, self.settings.zone).time()  # days by the clock, not by the hour
        return (
            self.now - queue,
            *(sync - queue for sync in self.syncs()),
            *(self.now - days * DAY,) * 3,
            on_the_wall(self.today - timedelta(days=days), same_clock, self.settings.zone),
            on_the_wall(self.today - timedelta(days=1), same_clock, self.settings.zone),
            self.now,
            self.now - 2 * HOUR,
            self.now - 7 * DAY,
            self.now - 100 * DAY,
            self.now + 5 * DAY,
        )


# -------------------------------------------------------------------------------------------------------- small choices


def rarely(draw: st.DrawFn, out_of: int) -> bool:
    """Say yes about once in so many draws."""
    return draw(st.integers(0, out_of - 1)) == out_of - 1


def pick(draw: st.DrawFn, values: Sequence[str | None]) -> str | None:
    """One of the values."""
    return draw(st.sampled_from(values))


def written(draw: st.DrawFn, day: date, clock: Clock) -> str:
    """Write a date as text: ISO, or now and then in a form that the settings list."""
    if clock.settings.date_formats and rarely(draw, 2):
        return f"{day.day}/{day.month}/{day.year:04d}" if rarely(draw, 2) else f"{day:%d/%m/}{day.year:04d}"
    return day.isoformat()


def stamped(draw: st.DrawFn, moment: Moment, clock: Clock) -> str:
    """Write a moment as text: by the clock on the wall (which loses the second of two like hours), or with an offset."""
    form = draw(st.sampled_from(("wall", "wall", "Z", "+00:00", "offset", "+0100", "-05")))
    if form == "wall":
        at = datetime.fromtimestamp(moment, clock.settings.zone).replace(tzinfo=None, fold=0)
    elif form in {"Z", "+00:00"}:
        at = datetime.fromtimestamp(moment, UTC).replace(tzinfo=None)
    elif form == "offset":
        at = datetime.fromtimestamp(moment, timezone(timedelta(hours=5, minutes=45)))
    else:
        at = datetime.fromtimestamp(moment, timezone(timedelta(hours=int(form[:3])))).replace(tzinfo=None)
    suffix = "" if form in {"wall", "offset"} else form
    precise = at.second != 0 or rarely(draw, 2)
    return at.isoformat(draw(st.sampled_from("T ")), "seconds" if precise else "minutes") + suffix


def deleted(draw: st.DrawFn, clock: Clock) -> str:
    """When a member was deleted, as text."""
    if rarely(draw, 14):
        return draw(st.sampled_from(FAR_MOMENTS))
    return stamped(draw, draw(st.sampled_from(clock.deletions())) + draw(st.sampled_from((0, 0, 1, -1))), clock)


def around(clock: Clock) -> tuple[date, ...]:
    """Days about as_of, the edges of "on or before today" first."""
    return tuple(clock.today + timedelta(days=offset) for offset in (0, 1, -1, -40, 200))


ANY_DATE: Final = "any date"  # stands in a list of faults for one of the days around as_of
ANY_MOMENT: Final = "any moment"  # the same for a deletion


def spoil(draw: st.DrawFn, row: Cells, faults: Mapping[str, Sequence[str | None]], clock: Clock) -> None:
    """Give a record in order up to two faults, and sometimes white space around a cell."""
    for _ in range(draw(st.sampled_from((0, 0, 0, 0, 0, 1, 1, 1, 2)))):
        column = draw(st.sampled_from(tuple(faults)))
        value = pick(draw, faults[column])
        if value == ANY_DATE:
            value = written(draw, draw(st.sampled_from(around(clock))), clock)
        elif value == ANY_MOMENT:
            value = deleted(draw, clock)
        row[column] = value
    if rarely(draw, 6):
        column = draw(st.sampled_from(tuple(row)))
        before, after = pick(draw, (*PADS, "")), pick(draw, PADS)
        row[column] = f"{before}{row[column] or ''}{after}"


# --------------------------------------------------------------------------------------------------------------- tables

MEMBER_FAULTS: Final[dict[str, Sequence[str | None]]] = {
    "member_id": ODD_IDS,
    "first_name": (None, "xxxx", "XXXX", "XXXX", *ODD_TEXT),
    "last_name": (None, "xxxxx", "XXXX", "XXXX", *ODD_TEXT),
    "class_name": (None, "7B", "7a", "7  A"),
    "leaving_date": (None, ANY_DATE, ANY_DATE, ANY_DATE, *BAD_DATES),
    "is_leaver": (*YES, *NO, *BAD_BOOLS),
    "selected": (*YES, *YES, *NO, *BAD_BOOLS),
    "deleted_at": (ANY_MOMENT, ANY_MOMENT, None, *BAD_MOMENTS),
    "outstanding_balance": BALANCES,
    "open_bookings": BOOKINGS,
    "messages_saved": (*NO, *NO, *BAD_BOOLS),
    "transactions_settled": (*NO, *NO, *BAD_BOOLS),
}
EVIDENCE: Final = ("outstanding_balance", "open_bookings", "messages_saved", "transactions_settled")
CYPAD_FAULTS: Final[dict[str, Sequence[str | None]]] = {
    "member_id": (*ODD_IDS, "M9"),
    "status": ODD_STATUSES,
    "class_name": (None, "7B", "7a"),
}
MIS_FAULTS: Final[dict[str, Sequence[str | None]]] = {
    "member_id": (*ODD_IDS, "M9"),
    "leaving_date": (None, ANY_DATE, ANY_DATE, ANY_DATE, *BAD_DATES),
}


def member(draw: st.DrawFn, number: int, kind: str, clock: Clock) -> Cells:
    """One member in order for what it is meant to be."""
    row: Cells = {
        "member_id": f"M{number}",
        "first_name": "Ada",
        "last_name": "Byron",
        "class_name": pick(draw, ("7A", "7A", "7A", "7B")),
        "leaving_date": None,
        "is_leaver": pick(draw, NO if kind in {"pupil", "stray"} else YES),
        "selected": pick(draw, YES if kind in {"picked", "stray"} else NO),
        "deleted_at": None,
        "outstanding_balance": pick(draw, NOUGHTS),
        "open_bookings": pick(draw, NOUGHTS),
        "messages_saved": pick(draw, YES),
        "transactions_settled": pick(draw, YES),
    }
    if kind == "pupil" and rarely(draw, 2):
        row |= dict.fromkeys(EVIDENCE)
    if kind == "pupil" and rarely(draw, 3):
        row["leaving_date"] = written(draw, clock.today + timedelta(days=draw(st.sampled_from((1, 200, 0)))), clock)
    if kind in {"leaver", "picked", "deleted"}:
        row["leaving_date"] = written(draw, clock.today - timedelta(days=draw(st.sampled_from((0, 1, 40)))), clock)
    if kind == "deleted":
        row["deleted_at"] = deleted(draw, clock)
        if rarely(draw, 2):
            row |= dict.fromkeys(("first_name", "last_name"), clock.settings.anonymised_text)
    if rarely(draw, 10):
        row[draw(st.sampled_from(("first_name", "last_name")))] = clock.settings.anonymised_text
    if kind in {"leaver", "picked"} and rarely(draw, 4):  # the fault that matters most: one thing is not settled
        column = draw(st.sampled_from(EVIDENCE))
        row[column] = pick(draw, MEMBER_FAULTS[column])
        row["selected"] = pick(draw, (row["selected"], row["selected"], "maybe"))
    return row


def in_cypad(draw: st.DrawFn, row: Cells, kind: str) -> Cells:
    """What Cypad holds of a member, mostly as it should be."""
    status = {"leaver": ("Open", "Closed"), "picked": ("Open", "Closed"), "deleted": ("Open", "Closed")}
    return {
        "member_id": row["member_id"],
        "status": pick(draw, status.get(kind, ("Open", "Open", "Open", "Closed"))),
        "class_name": row["class_name"],
    }


def rows_of_all(draw: st.DrawFn, clock: Clock) -> dict[str, list[Cells]]:
    """Up to six members, and what the other two systems hold of them, and of others."""
    kinds = ("pupil", "leaver", "leaver", "picked", "picked", "deleted", "deleted", "deleted", "stray")
    rows: dict[str, list[Cells]] = {"members": [], "cypad": [], "mis": []}
    for number in range(1, draw(st.sampled_from((5, 6, 4, 3, 2, 1, 0))) + 1):
        kind = draw(st.sampled_from(kinds))
        row = member(draw, 1 if rarely(draw, 15) else number, kind, clock)
        if not rarely(draw, 6):
            rows["cypad"].append(in_cypad(draw, row, kind))
        if not rarely(draw, 6):
            unmarked = kind == "pupil" and rarely(draw, 4)  # has left, and the next import will say so
            day = written(draw, clock.today, clock) if unmarked else row["leaving_date"]
            rows["mis"].append({"member_id": row["member_id"], "leaving_date": day})
        if not (kind == "deleted" and rarely(draw, 6)):  # a deleted member can vanish before Cypad closes
            rows["members"].append(row)
    for name, faults in (("members", MEMBER_FAULTS), ("cypad", CYPAD_FAULTS), ("mis", MIS_FAULTS)):
        for row in rows[name]:
            spoil(draw, row, faults, clock)
        if draw(st.booleans()):
            rows[name].reverse()
    return rows


# ------------------------------------------------------------------------------------------------------ tables as files


def as_file(draw: st.DrawFn, name: str, rows: list[Cells]) -> RawTable:
    """Lay a table out as people do: columns left out, added or moved, blank lines in between."""
    columns = list(COLUMNS[name])
    if rarely(draw, 6):
        optional = [column for column in columns if column not in REQUIRED_COLUMNS[name]]
        for column in draw(st.sets(st.sampled_from(optional), min_size=1, max_size=2)):
            columns.remove(column)
    if rarely(draw, 6):
        columns.append("note")
        rows = [{**row, "note": pick(draw, (None, *ODD_TEXT))} for row in rows]
    if rarely(draw, 4):
        columns = list(draw(st.permutations(columns)))
    lines: list[Cells] = [{column: row.get(column) for column in columns} for row in rows]
    if rarely(draw, 5):
        for place in draw(st.lists(st.integers(0, len(lines)), min_size=1, max_size=3)):
            lines.insert(place, dict.fromkeys(columns, pick(draw, (None, "", " ", "\u00a0"))))
    return RawTable(columns=tuple(columns), rows=tuple(enumerate(lines, start=2)))


def typed_as_of(draw: st.DrawFn, settings: Settings) -> str:
    """As somebody types it: a bare date, or a time of the local clock on a sync, beside it or in a changing hour."""
    day = draw(st.sampled_from(CHANGES[settings.timezone])) + timedelta(days=draw(st.sampled_from(DAYS_AFTER)))
    if rarely(draw, 5):
        return day.isoformat()
    if rarely(draw, 4):
        return f"{day}T{pick(draw, ('01:30', '02:15', '00:59:59', '00:00', '23:59:59', '23:30Z', '01:00:00+00:00'))}"
    sync = on_the_wall(day, time.fromisoformat(draw(st.sampled_from(settings.sync_times))), settings.zone)
    beside = datetime.fromtimestamp(sync + draw(st.sampled_from((0, 0, 1, -1, 600))), UTC)
    return beside.strftime("%Y-%m-%dT%H:%M:%SZ")


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Draw the tables, the settings and the moment of one run."""
    settings = Settings(
        sync_times=draw(st.sampled_from(SYNC_TIMES)),
        timezone=draw(st.sampled_from(ZONES)),
        anonymise_after_days=draw(st.sampled_from((14, 14, 14, 1, 30))),
        anonymised_text=draw(st.sampled_from(("XXXX", "XXXX", "XXXX", "Anonymised member"))),
        queue_hours=draw(st.sampled_from((24, 24, 24, 1, 72, 0))),
        date_formats=(DAY_FIRST,) if rarely(draw, 4) else (),
    )
    as_of = typed_as_of(draw, settings)
    rows = rows_of_all(draw, Clock(settings, parse_as_of(as_of, settings.zone)))
    tables = {"members": as_file(draw, "members", rows["members"])}
    for name in ("cypad", "mis"):
        if not rarely(draw, 10):
            tables[name] = as_file(draw, name, rows[name])
    return tables, settings, as_of


def write_csv(tables: Tables, directory: Path) -> None:
    """Write each table as <table>.csv, every record on the line that its row number says.

    A blank row becomes an empty line if all its cells are None, and a line of separators (``,,``) otherwise.
    """
    for name, table in tables.items():
        buffer = io.StringIO()
        writer = csv.writer(buffer, lineterminator="\n")
        writer.writerow(table.columns)
        for expected, (number, cells) in enumerate(table.rows, start=2):
            if number != expected:
                message = f"{name}: row {number} stands where row {expected} should"
                raise ValueError(message)
            if all(cells.get(column) is None for column in table.columns):
                buffer.write("\n")
            else:
                writer.writerow([cells.get(column) or "" for column in table.columns])
        (directory / f"{name}.csv").write_bytes(buffer.getvalue().encode())
