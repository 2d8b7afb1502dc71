"""What the oracle's clock says of syncs.

Every moment expected here was worked out by hand. Britain's clocks: 2026-03-29 from 01:00 to 02:00
(01:00Z), 2026-10-25 from 02:00 to 01:00 (01:00Z).
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final
from zoneinfo import ZoneInfo

import pytest

from oracle.cells import parse_moment
from schoolcomms_leavers.oracle_clock import next_sync, sync_by
from schoolcomms_leavers.oracle_records import Settings

LONDON: Final = ZoneInfo("Europe/London")
DAILY: Final = Settings().sync_times


@pytest.mark.parametrize(
    ("after", "expected", "times"),
    [
        ("2026-11-22T10:59:59Z", "2026-11-22T11:00Z", DAILY),
        ("2026-11-22T11:00:00Z", "2026-11-22T15:00Z", DAILY),  # strictly later
        ("2026-11-22T11:00:01Z", "2026-11-22T15:00Z", DAILY),
        ("2026-11-22T18:00Z", "2026-11-23T06:00Z", DAILY),
        ("2026-07-01T04:59:59Z", "2026-07-01T05:00Z", DAILY),  # 06:00 in summer
        ("2026-07-01T23:30Z", "2026-07-02T05:00Z", DAILY),  # the 2nd already, on the wall
        ("2026-03-28T18:00Z", "2026-03-29T05:00Z", DAILY),  # eleven hours on
        ("2026-10-24T17:00Z", "2026-10-25T06:00Z", DAILY),  # thirteen hours on
        ("2026-03-29T01:00Z", "2026-03-29T01:30Z", ("01:30",)),  # jumped over: 02:30 on the wall
        ("2026-03-29T01:00Z", "2026-03-29T01:15Z", ("01:30", "02:15")),  # and so after the 02:15
        ("2026-10-25T00:00Z", "2026-10-25T00:30Z", ("01:30",)),  # shown twice: the first
        ("2026-10-25T00:30Z", "2026-10-26T01:30Z", ("01:30",)),  # and only the first
        ("2026-11-22T10:00Z", "2026-11-22T11:00Z", ("18:00", "11:00")),  # in any order
    ],
)
def test_next_sync(after: str, expected: str, times: tuple[str, ...]) -> None:
    start = parse_moment(after, LONDON)
    assert start is not None
    assert next_sync(start, times, LONDON) == parse_moment(expected, LONDON)


def test_a_sync_on_the_deadline_is_in_time() -> None:
    start = parse_moment("2026-11-22T10:00Z", LONDON)
    assert start is not None
    eleven = start + timedelta(hours=1)
    assert sync_by(start, eleven, DAILY, LONDON)
    assert not sync_by(start, eleven - timedelta(seconds=1), DAILY, LONDON)
    assert not sync_by(eleven, eleven, DAILY, LONDON)
