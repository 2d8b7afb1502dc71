"""The tables and settings of schoolcomms-leavers, and what its rules look up of a member, in plain Python."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from zoneinfo import ZoneInfo

from schoolcomms_leavers.oracle_cells import (
    UNKNOWN,
    Day,
    Row,
    Tables,
    Text,
    Truth,
    Unknown,
    first_with_key,
    parse_bool,
    parse_date,
    parse_int,
    parse_number,
    present,
    read_table,
)
from schoolcomms_leavers.oracle_clock import DAY, HOUR, Moment, local_date, parse_as_of, parse_moment, sync_by


@dataclass(frozen=True)
class Settings:
    """The settings that the suite reads, its own and the common ones."""

    sync_times: tuple[str, ...] = ("06:00", "11:00", "15:00", "18:00")
    timezone: str = "Europe/London"
    anonymise_after_days: int = 14
    anonymised_text: str = "XXXX"
    queue_hours: int = 24
    date_formats: tuple[str, ...] = ()

    @property
    def zone(self) -> ZoneInfo:
        """The time zone of the clock on the wall."""
        return ZoneInfo(self.timezone)


# --------------------------------------------------------------------------------------------------------------- Tables

KEY: Final = "member_id"
NAMES: Final = ("first_name", "last_name")
STATUSES: Final = ("Open", "Closed")
# The columns that can fail to parse, in the order of the tables; the status of cypad is SL-003's.
TYPED: Final[dict[str, dict[str, str]]] = {
    "members": {
        "leaving_date": "date", "is_leaver": "bool", "selected": "bool", "deleted_at": "datetime",
        "outstanding_balance": "number", "open_bookings": "int", "messages_saved": "bool",
        "transactions_settled": "bool",
    },
    "cypad": {},
    "mis": {"leaving_date": "date"},
}  # fmt: skip


@dataclass(frozen=True)
class School:
    """All tables, and what the rules are judged against; None is a table that was not supplied."""

    members: tuple[Row, ...]
    cypad: tuple[Row, ...] | None
    mis: tuple[Row, ...] | None
    settings: Settings
    now: Moment

    @property
    def today(self) -> date:
        """The calendar date of as_of in the settings' time zone."""
        return local_date(self.now, self.settings.zone)

    def tables(self) -> dict[str, tuple[Row, ...]]:
        """List the tables that were supplied."""
        named = {"members": self.members, "cypad": self.cypad, "mis": self.mis}
        return {name: rows for name, rows in named.items() if rows is not None}

    def date_in(self, row: Row, column: str) -> Day:
        """Read a date cell."""
        return row.read(column, lambda text: parse_date(text, self.settings.date_formats))

    def parses(self, text: str, kind: str) -> bool:
        """Whether a cell that is filled can be read as its type."""
        read = {
            "bool": parse_bool(text),
            "date": parse_date(text, self.settings.date_formats),
            "datetime": parse_moment(text, self.settings.zone),
            "int": parse_int(text),
            "number": parse_number(text),
        }
        return read[kind] is not None

    def unparseable(self, table: str, row: Row) -> list[str]:
        """Columns whose cell does not parse, in table order; a column that was not supplied has no cells."""
        filled = {column: row.cells.get(column) for column in TYPED[table]}
        return [c for c, text in filled.items() if text is not None and not self.parses(text, TYPED[table][c])]


def read_school(tables: Tables, settings: Settings, as_of: str) -> School:
    """Read whatever tables there are."""
    read = {name: read_table(tables[name], KEY) for name in TYPED if name in tables}
    now = parse_as_of(as_of, settings.zone)
    return School(read["members"], read.get("cypad"), read.get("mis"), settings, now)


def truth_of(cell: bool | Unknown | None, *, missing: Truth) -> Truth:
    """Take a bool cell for a condition; ``missing`` is what a missing one counts as."""
    if cell is UNKNOWN:
        return None
    return missing if cell is None else cell


@dataclass(frozen=True)
class Member:
    """A row of members that has a key, with what the other two tables hold of it."""

    row: Row
    school: School
    is_leaver: Truth
    selected: Truth
    deleted: Truth
    """Whether deleted_at is present, whether or not it parses, and in the future too."""
    deleted_at: Moment | Unknown | None
    in_cypad: Truth
    cypad_status: Text
    cypad_class: Text
    in_mis: Truth
    mis_leaving: Day

    def yes(self, column: str) -> Truth:
        """Read a piece of evidence that is a yes or a no; a missing one is unknown, never a yes."""
        return truth_of(self.row.read(column, parse_bool), missing=None)

    def zero(self, column: str) -> Truth:
        """Whether a piece of evidence that is a number is nought; a missing one is unknown, never settled."""
        number = self.row.read(column, parse_int if TYPED["members"][column] == "int" else parse_number)
        return None if number is UNKNOWN or number is None else number == 0

    def since_deletion(self, seconds: int) -> Moment | None:
        """Give the moment so long after the deletion; None where nobody can say, or where there was none."""
        return None if self.deleted_at is UNKNOWN or self.deleted_at is None else self.deleted_at + seconds


def read_member(school: School, row: Row) -> Member:
    """Read a row of members, and look its key up in the other tables."""
    cypad = first_with_key(school.cypad or (), row.key or "")
    mis = first_with_key(school.mis or (), row.key or "")
    return Member(
        row=row,
        school=school,
        is_leaver=truth_of(row.read("is_leaver", parse_bool), missing=False),
        selected=truth_of(row.read("selected", parse_bool), missing=False) if "selected" in row.cells else False,
        deleted=present(row.text("deleted_at")),
        deleted_at=row.read("deleted_at", lambda text: parse_moment(text, school.settings.zone)),
        in_cypad=None if school.cypad is None else cypad is not None,
        cypad_status=cypad_status(cypad) if cypad else absent(school.cypad),
        cypad_class=cypad.text("class_name") if cypad else absent(school.cypad),
        in_mis=None if school.mis is None else mis is not None,
        mis_leaving=school.date_in(mis, "leaving_date") if mis else absent(school.mis),
    )


def absent(table: Sequence[Row] | None) -> Unknown | None:
    """Give what a reference that found no row reads: missing, or unknown where there was no table to look in."""
    return UNKNOWN if table is None else None


def cypad_status(row: Row) -> Text:
    """Read the status of a row of cypad; anything but the two words, a missing one too, is as good as unparseable."""
    status = row.text("status")
    return status if status in STATUSES else UNKNOWN


# -------------------------------------------------------------------------------------------- what time has run out


def queue_over(member: Member) -> Truth:
    """Whether the queue's hours have run out, to the second."""
    over = member.since_deletion(member.school.settings.queue_hours * HOUR)
    return None if over is None else over <= member.school.now


def synced_since_queue(member: Member, by: Moment) -> Truth:
    """Whether a sync after the deletion and the queue's hours comes no later than ``by``."""
    settings = member.school.settings
    over = member.since_deletion(settings.queue_hours * HOUR)
    return None if over is None else sync_by(over, by, settings.sync_times, settings.zone)


def anonymise_over(member: Member) -> Truth:
    """Whether the deletion lies more than the days of anonymising back, to the second."""
    over = member.since_deletion(member.school.settings.anonymise_after_days * DAY)
    return None if over is None else over < member.school.now
