"""What the oracle reads in a cell, and what its clock says.

Every moment expected here was worked out by hand. Britain's clocks: 2026-03-29 from 01:00 to 02:00
(01:00Z), 2026-10-25 from 02:00 to 01:00 (01:00Z).
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from schoolcomms_leavers.handmade import DEFAULT, LONDON
from schoolcomms_leavers.oracle_cells import (
    Truth,
    and3,
    answer,
    equal,
    not3,
    or3,
    parse_bool,
    parse_date,
    parse_int,
    parse_number,
)
from schoolcomms_leavers.oracle_clock import as_utc, next_sync, parse_as_of, parse_moment

# --------------------------------------------------------------------------------------------------------------- truth


def test_one_part_decides_where_others_are_unknown() -> None:
    truths = (True, False, None)
    assert [and3(truth, None) for truth in truths] == [None, False, None]
    assert [or3(truth, None) for truth in truths] == [True, None, None]
    assert [not3(truth) for truth in truths] == [False, True, None]


def test_a_missing_cell_equals_nothing_not_even_a_missing_one() -> None:
    assert equal(None, None) is False
    assert equal("7A", None) is equal(None, "7A") is equal("7A", "7a") is False


@pytest.mark.parametrize(
    ("when", "must", "expected"),
    [
        (True, True, "pass"),
        (True, False, "fail"),
        (True, None, "not_checked"),
        (False, False, "not_applicable"),
        (False, None, "not_applicable"),
        (None, True, "not_applicable"),
        (None, False, "not_checked"),
        (None, None, "not_checked"),
    ],
)
def test_outcomes(when: Truth, must: Truth, expected: str) -> None:
    assert answer(when, must) == expected


# --------------------------------------------------------------------------------------------------------------- cells


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0", 0),
        ("-0.00", 0),
        ("+0.0", 0),
        ("12.50", Decimal("12.5")),
        ("-0.01", Decimal("-0.01")),
        ("0.00000000000000000000000000000000000000001", Decimal("1e-41")),
        ("0.", None),
        (".0", 0),
        ("1,000.00", None),
        ("0,00", None),
        ("0e0", None),
        ("\u00a30", None),
        ("NaN", None),
        ("\u0660", None),
        ("0 0", None),
    ],
)
def test_numbers_are_exact(text: str, expected: Decimal | None) -> None:
    assert parse_number(text) == expected


def test_whole_numbers_may_be_written_by_a_spreadsheet() -> None:
    assert [parse_int(text) for text in ("2027", "2027.0", "2027.00", "-1", "+0")] == [2027, 2027, 2027, -1, 0]
    assert parse_int("18446744073709551616") == 2**64
    assert [parse_int(text) for text in ("2027.", "2027.5", "20 27", ".0", "1e3")] == [None] * 5


def test_bools_are_the_five_pairs_in_any_case() -> None:
    assert [parse_bool(word) for word in ("TRUE", "Yes", "y", "T", "1")] == [True] * 5
    assert [parse_bool(word) for word in ("False", "NO", "n", "f", "0")] == [False] * 5
    assert [parse_bool(word) for word in ("2", "1.0", "ja", "ye\u017f")] == [None] * 4


def test_dates_are_never_guessed() -> None:
    assert parse_date("2026-01-05", ()) == date(2026, 1, 5)
    assert parse_date("5/1/2026", ("%d/%m/%Y",)) == date(2026, 1, 5)
    assert parse_date("13/05/2026", ("%m/%d/%Y", "%d/%m/%Y")) == date(2026, 5, 13)
    assert [parse_date(text, ()) for text in ("5/1/2026", "2026-1-5", "2026-02-30", "0000-01-01")] == [None] * 4


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2026-11-22T11:00", "2026-11-22T11:00:00"),
        ("2026-11-22 11:00:01", "2026-11-22T11:00:01"),
        ("2026-07-01T11:00", "2026-07-01T10:00:00"),
        ("2026-07-01T11:00Z", "2026-07-01T11:00:00"),
        ("2026-07-01 11:00+05:30", "2026-07-01T05:30:00"),
        ("2026-07-01T11:00:30-0500", "2026-07-01T16:00:30"),
        ("2026-07-01T11:00+01", "2026-07-01T10:00:00"),
        ("2026-10-25T01:30", "2026-10-25T00:30:00"),  # shown twice: the first
        ("2026-03-29T01:30", "2026-03-29T01:30:00"),  # jumped over: an hour on, 02:30 on the wall
        ("2026-03-29T02:00", "2026-03-29T01:00:00"),
    ],
)
def test_date_times_without_an_offset_are_local(text: str, utc: str) -> None:
    moment = parse_moment(text, LONDON)
    assert moment is not None
    assert as_utc(moment) == datetime.fromisoformat(utc).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    ["2026-11-22", "2026-11-22T11", "2026-11-22T24:00", "2026-11-22T11:00:60", "2026-11-22T11:00:00.5", "22/11/2026 11:00",
     "2026-11-22t11:00", "2026-11-22T11:00z", "2026-11-22  11:00", "2026-02-30T11:00", "2026-11-22T11:00+24:00",
     "2026-11-22T11:00 +01:00", "0000-01-01T00:00"],
)  # fmt: skip
def test_other_date_times_do_not_parse(text: str) -> None:
    assert parse_moment(text, LONDON) is None


def test_a_jump_of_half_an_hour_moves_by_half_an_hour() -> None:
    lord_howe = ZoneInfo("Australia/Lord_Howe")  # 2026-10-04 02:00 to 02:30, from +10:30 to +11:00
    moment = parse_moment("2026-10-04T02:15", lord_howe)
    assert moment == parse_moment("2026-10-04T02:45+11:00", lord_howe)


# ----------------------------------------------------------------------------------------------------------------- time


@pytest.mark.parametrize(
    ("after", "expected", "times"),
    [
        ("2026-11-22T10:59:59Z", "2026-11-22T11:00Z", DEFAULT.sync_times),
        ("2026-11-22T11:00:00Z", "2026-11-22T15:00Z", DEFAULT.sync_times),  # strictly later
        ("2026-11-22T11:00:01Z", "2026-11-22T15:00Z", DEFAULT.sync_times),
        ("2026-11-22T18:00Z", "2026-11-23T06:00Z", DEFAULT.sync_times),
        ("2026-07-01T04:59:59Z", "2026-07-01T05:00Z", DEFAULT.sync_times),  # 06:00 in summer
        ("2026-07-01T23:30Z", "2026-07-02T05:00Z", DEFAULT.sync_times),  # the 2nd already, on the wall
        ("2026-03-28T18:00Z", "2026-03-29T05:00Z", DEFAULT.sync_times),  # eleven hours on
        ("2026-10-24T17:00Z", "2026-10-25T06:00Z", DEFAULT.sync_times),  # thirteen hours on
        ("2026-03-29T01:00Z", "2026-03-29T01:30Z", ("01:30",)),  # jumped over: 02:30 on the wall
        ("2026-03-29T01:00Z", "2026-03-29T01:15Z", ("01:30", "02:15")),  # and so after the 02:15
        ("2026-10-25T00:00Z", "2026-10-25T00:30Z", ("01:30",)),  # shown twice: the first
        ("2026-10-25T00:30Z", "2026-10-26T01:30Z", ("01:30",)),  # and only the first
        ("2026-11-22T10:00Z", "2026-11-22T11:00Z", ("18:00", "11:00")),  # in any order
        ("0001-01-01T03:00Z", "0001-01-01T06:01:15Z", ("06:00",)),  # the sun's own time in London, 75 s behind
        ("9999-12-31T03:00Z", "9999-12-31T06:00Z", ("06:00",)),
    ],
)
def test_next_sync(after: str, expected: str, times: tuple[str, ...]) -> None:
    start = parse_moment(after, LONDON)
    assert start is not None
    assert next_sync(start, times, LONDON) == parse_moment(expected, LONDON)


def test_the_calendar_ends() -> None:
    last = parse_moment("9999-12-31T18:00Z", LONDON)
    assert last is not None
    assert next_sync(last, DEFAULT.sync_times, LONDON) is None


def test_a_bare_date_as_of_is_its_last_second_here() -> None:
    assert parse_as_of("2026-07-01", LONDON) == parse_moment("2026-07-01T22:59:59Z", LONDON)
    with pytest.raises(ValueError, match="neither"):
        parse_as_of("1 July", LONDON)
