"""The tables and settings of schoolcomms-leavers, and what its rules look up of a member, in plain Python."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final
from zoneinfo import ZoneInfo

from oracle.cells import fold_near, local_date, parse_moment
from oracle.logic import UNKNOWN, Truth, Unknown, present
from oracle.tables import Column, Day, Layout, Reading, Row, Table, Tables, Text, read_tables
from schoolcomms_leavers.oracle_clock import sync_by

# ------------------------------------------------------------------------------------------------------------- Settings

EVERYONE, CURRENT = "everyone", "current"


@dataclass(frozen=True)
class Settings:
    """The settings that the suite reads; None is one that was not given."""

    sync_times: tuple[str, ...] = ("06:00", "11:00", "15:00", "18:00")
    anonymise_after_days: int | None = None
    anonymised_text: str = "XXXX"
    queue_hours: int | None = None
    mis_holds: str | None = None
    reading: Reading = field(default_factory=Reading)

    @property
    def zone(self) -> ZoneInfo:
        """The time zone of the clock on the wall."""
        return ZoneInfo(self.reading.timezone)

    @property
    def queue(self) -> timedelta:
        """How long a deletion may be queued: our figure, where nobody gave one."""
        return timedelta(hours=24 if self.queue_hours is None else self.queue_hours)

    @property
    def readable(self) -> timedelta:
        """How long the names of a deleted member may be read."""
        return timedelta(days=14 if self.anonymise_after_days is None else self.anonymise_after_days)


# --------------------------------------------------------------------------------------------------------------- Tables

NAMES: Final = ("first_name", "last_name")
PROOFS: Final = {
    "outstanding_balance": Column("number"),
    "open_bookings": Column("int"),
    "messages_saved": Column("bool"),
    "transactions_settled": Column("bool"),
}
TEXT: Final = Column()
LAYOUTS: Final = (
    Layout(
        "members",
        "member_id",
        {
            "member_id": TEXT, "first_name": TEXT, "last_name": TEXT, "class_name": TEXT, "mis_id": Column(to="mis"),
            "cypad_id": Column(to="cypad"), "leaving_date": Column("date"), "is_leaver": Column("bool", blank="no"),
            "selected": Column("bool", blank="no", absent="no"), "deleted_at": Column("datetime", missing=True), **PROOFS,
        },
    ),
    Layout("cypad", "member_id", {"member_id": TEXT, "status": TEXT, "class_name": TEXT}),
    Layout("mis", "member_id", {"member_id": TEXT, "leaving_date": Column("date")}),
    Layout("proofs", "member_id", {"member_id": Column(to="members"), **PROOFS}),
)  # fmt: skip


@dataclass(frozen=True)
class School:
    """All tables that were supplied, and what the rules are judged against."""

    tables: Mapping[str, Table]
    settings: Settings
    now: datetime

    @property
    def today(self) -> date:
        """The calendar date of as_of in the settings' time zone."""
        return local_date(self.now, self.settings.zone)

    @property
    def members(self) -> Table:
        """Schoolcomms."""
        return self.tables["members"]


def read_school(tables: Tables, settings: Settings, as_of: str) -> School:
    """Read whatever tables there are.

    Raises:
        ValueError: If ``as_of`` is neither a date nor a date-time.
    """
    now = parse_moment(as_of, settings.zone)
    if now is None:
        message = f"{as_of!r} is neither YYYY-MM-DD nor YYYY-MM-DDTHH:MM[:SS][offset]"
        raise ValueError(message)
    return School(read_tables(LAYOUTS, tables, settings.reading), settings, now)


def id_in(row: Row, column: str) -> Text:
    """Read the identifier by which another system knows a member: its own where the column was not supplied.

    A blank cell is unknown: the member may be there, under a number that nobody told.
    """
    if column not in row.cells:
        return row.normalised(column, row.key) if row.key is not None else None
    cell = row.ref(column)
    return UNKNOWN if cell is None else cell


@dataclass(frozen=True)
class LookedUp:
    """What a reference found: whether there is such a row, and the row."""

    there: Truth
    row: Row | None

    def text(self, column: str) -> Text:
        """Read a cell of the row: missing where there is none, unknown where nobody knows."""
        if self.row is None:
            return UNKNOWN if self.there is None else None
        return self.row.text(column)

    def day(self, column: str) -> Day:
        """Read a date of the row, likewise."""
        if self.row is None:
            return UNKNOWN if self.there is None else None
        return self.row.day(column)


def look_up(school: School, table: str, identifier: Text) -> LookedUp:
    """Look an identifier up in a table, which may not have been supplied."""
    if table not in school.tables or identifier is UNKNOWN:
        return LookedUp(None, None)
    row = school.tables[table].first(identifier)
    return LookedUp(row is not None, row)


def cypad_status(row: Row) -> Text:
    """Read the status of a row of cypad; anything but the two words, a missing one too, is as good as unparseable."""
    return {"open": "Open", "closed": "Closed"}.get(str(row.word("status")), UNKNOWN)


# ----------------------------------------------------------------------------------------------------- the four proofs

Value = bool | int | Decimal | Unknown | None


def value_in(row: Row, column: str) -> Value:
    """Read a proof as its type; one in a column that was not supplied is missing."""
    if column not in row.cells:
        return None
    value = row.value(column)
    return value if isinstance(value, (bool, int, Decimal, Unknown)) else None


def written_in_form(school: School, member: Row, column: str) -> Value:
    """Read a proof in the form that a school filled in; lines of one member that differ tell nothing."""
    lines = [line for line in school.tables.get("proofs", ()) if line.ref("member_id") == member.id is not None]
    given = [value for value in (value_in(line, column) for line in lines) if value is not None]
    if UNKNOWN in given or len(set(given)) > 1:
        return UNKNOWN
    return given[0] if given else None


def contradicted(school: School, member: Row) -> dict[str, Truth]:
    """Say of each proof that is given twice, and can be read both times, whether the two differ."""
    found: dict[str, Truth] = {}
    for column in PROOFS:
        pair = value_in(member, column), written_in_form(school, member, column)
        if not {None, UNKNOWN} & set(pair):
            found[column] = pair[0] != pair[1]
    return found


def proof(school: School, member: Row, column: str) -> Value:
    """Settle a proof: the member's own cell, or where that is blank the form's; unknown where they differ."""
    own, theirs = value_in(member, column), written_in_form(school, member, column)
    if contradicted(school, member).get(column):
        return UNKNOWN
    return theirs if own is None else own


# -------------------------------------------------------------------------------------------------------------- members


@dataclass(frozen=True)
class Member:
    """A row of members that has a key, with what the other tables hold of it."""

    row: Row
    school: School
    is_leaver: Truth
    selected: Truth
    deleted: bool
    """Whether deleted_at is present, whether or not it parses, and in the future too."""
    deleted_at: datetime | Unknown | None
    cypad: LookedUp
    mis: LookedUp

    @property
    def cypad_status(self) -> Text:
        """Open, Closed or unknown; missing where the member is not there."""
        return self.cypad.text("status") if self.cypad.row is None else cypad_status(self.cypad.row)

    def zero(self, column: str) -> Truth:
        """Whether a proof that is a number is nought; a missing one is unknown, never settled."""
        number = proof(self.school, self.row, column)
        return None if number is None or isinstance(number, Unknown) else number == 0

    def yes(self, column: str) -> Truth:
        """Whether a proof that is a yes or a no is a yes; a missing one is unknown."""
        said = proof(self.school, self.row, column)
        return said if isinstance(said, bool) else None

    def since_deletion(self, passed: timedelta) -> datetime | None:
        """Give the moment so long after the deletion; None where nobody can say, or where there was none."""
        return self.deleted_at + passed if isinstance(self.deleted_at, datetime) else None


def read_member(school: School, row: Row) -> Member:
    """Read a row of members, and look it up in the other tables."""
    return Member(
        row=row,
        school=school,
        is_leaver=row.flag("is_leaver"),
        selected=row.flag("selected"),
        deleted=present(row.text("deleted_at")) is True,
        deleted_at=row.moment("deleted_at"),
        cypad=look_up(school, "cypad", id_in(row, "cypad_id")),
        mis=look_up(school, "mis", id_in(row, "mis_id")),
    )


def read_members(school: School) -> list[Member]:
    """Read all that have a key."""
    return [read_member(school, row) for row in school.members.keyed()]


# --------------------------------------------------------------------------------------------------- what the MIS says


def on_or_before(day: Day, other: date) -> Truth:
    """Compare dates; a missing one is not before anything."""
    return None if isinstance(day, Unknown) else day is not None and day <= other


def identifiers_compare(members: Iterable[Member]) -> bool:
    """Whether surely half of those who are there, and at least one, are found in the MIS.

    Who may be there counts where that hurts, and who may be found does not.
    """
    found = there = 0
    for member in members:
        is_found = member.mis.there is True
        if not member.deleted and (member.is_leaver is False or (member.is_leaver is None and not is_found)):
            there += 1
            found += is_found
    return found >= 1 and 2 * found >= there


def has_left(member: Member, *, compares: bool) -> Truth:
    """Whether the MIS says that the member has left (SL-202); ``compares`` is whether its identifiers are ours."""
    school = member.school
    if "mis" not in school.tables:
        own = member.row.day("leaving_date")
        return None if own is None else on_or_before(own, school.today)
    current = school.settings.mis_holds == CURRENT
    if member.mis.there is None or (current and not compares):
        return None
    if member.mis.row is not None:
        day = member.mis.day("leaving_date")
        unsupplied = "leaving_date" not in member.mis.row.cells
        return False if current and unsupplied else on_or_before(day, school.today)
    if school.settings.mis_holds is None:
        return None
    return current and not is_near_a_row(member)


def is_near_a_row(member: Member) -> bool:
    """Whether a row of the MIS has the member's identifier in another spelling."""
    mine = id_in(member.row, "mis_id")
    known = {fold_near(row.id or "") for row in member.school.tables["mis"].keyed()}
    return isinstance(mine, str) and fold_near(mine) in known


# -------------------------------------------------------------------------------------------- what time has run out


def queue_over(member: Member) -> Truth:
    """Whether the deletion lies more than the queue's hours back."""
    over = member.since_deletion(member.school.settings.queue)
    return None if over is None else over < member.school.now


def synced_since_queue(member: Member, by: datetime) -> Truth:
    """Whether a sync after the deletion and the queue's hours comes no later than ``by``."""
    settings = member.school.settings
    over = member.since_deletion(settings.queue)
    return None if over is None else sync_by(over, by, settings.sync_times, settings.zone)


def anonymise_over(member: Member) -> Truth:
    """Whether the deletion lies more than the days of anonymising back, to the second."""
    over = member.since_deletion(member.school.settings.readable)
    return None if over is None else over < member.school.now
