"""The words of the requirements that all oracles share, tied to hand-worked values."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from oracle.cells import (
    fold_near,
    fold_word,
    formats_of,
    key_cause,
    near_miss,
    parse_bool,
    parse_date,
    parse_int,
    parse_moment,
    parse_number,
)
from oracle.logic import FAIL, NOT_APPLICABLE, NOT_CHECKED, PASS, Question, and3, answer_all, from_both_ends, not3, or3
from oracle.tables import Column, Layout, Reading, raw_table, read_tables

LONDON = ZoneInfo("Europe/London")


def test_three_valued_logic_lets_one_part_decide() -> None:
    truths = (True, False, None)
    assert [and3(truth, None) for truth in truths] == [None, False, None]
    assert [or3(truth, None) for truth in truths] == [True, None, None]
    assert [not3(truth) for truth in truths] == [False, True, None]


def test_one_fault_one_finding_and_what_could_not_fail_is_not_unknown() -> None:
    outcomes = answer_all(
        [
            Question("A", when=True, must=False),
            Question("B", when=True, must=True, needs=("A",)),
            Question("C", when=None, must=True),
            Question("D", when=None, must=False),
            Question("E", when=True, must=True, needs=("D",)),
            Question("F", when=False, must=None, needs=("D",)),
            Question("G", when=True, must=True, needs=("C",)),
            Question("H", when=True, must=None),
        ]
    )
    assert outcomes == {"A": FAIL, "B": NOT_APPLICABLE, "C": NOT_APPLICABLE, "D": NOT_CHECKED, "E": NOT_CHECKED,
                            "F": NOT_APPLICABLE, "G": NOT_APPLICABLE, "H": NOT_CHECKED}  # fmt: skip


def test_a_count_is_not_checked_only_where_unknown_cells_decide() -> None:
    assert from_both_ends([PASS, PASS]) == PASS
    assert from_both_ends([FAIL]) == FAIL
    assert from_both_ends([PASS, FAIL]) == NOT_CHECKED
    assert from_both_ends([NOT_APPLICABLE, PASS]) == NOT_APPLICABLE


def test_closed_words_fold_case_gaps_dashes_and_underscores_and_nothing_else() -> None:
    for text in ("On Roll", "ON  ROLL", "on-roll", "on_ \u00a0roll", "\u2014On\u2013Roll"):
        assert fold_word(text) == "on roll"
    assert fold_word("OnRoll") == "onroll"
    assert fold_word("\uff2fn Roll") != "on roll"


def test_a_near_miss_is_the_one_that_differs_in_spelling_only() -> None:
    assert fold_near("BG-7A") == fold_near("bg 7_a.") == fold_near("\uff22\uff27 7\u2010A") == "bg7a"
    assert fold_near("007") == "7"
    assert fold_near("70") == "70"
    assert near_miss("bg 7a", ["BG-7A", "BG-8A"]) == "BG-7A"
    assert near_miss("BG-7A", ["BG-7A", "bg7a"]) is None
    assert near_miss("bg7a", ["BG-7A", "BG 7A"]) is None
    assert near_miss("BG-9A", ["BG-7A"]) is None


def test_keys_are_written_two_ways_where_one_fold_mends_a_tenth_and_five() -> None:
    known = [f"00{number}" for number in range(1, 61)]
    assert key_cause(["1", "2", "3", "4", "5", *known[10:55]], known) == "leading zeros"
    assert key_cause(["1", "2", "3", "4", *known[10:20]], known) is None
    assert key_cause(["1", "2", "3", "4", "5", *known[10:56]], known) is None
    assert key_cause(["a1", "a2", "a3", "a4", "b 5"], ["A1", "A2", "A3", "A4", "b5"]) is None
    assert key_cause(list("abcde"), list("ABCDE")) == "case"


@pytest.mark.parametrize(
    ("text", "value"),
    [("2027", 2027), ("2027.0", 2027), ("+2027.00", 2027), ("-0", 0), ("2027.", None), ("2027.5", None),
     ("20 27", None), ("2,027", None), ("\u0662", None), ("1e3", None)],
)  # fmt: skip
def test_whole_numbers(text: str, value: int | None) -> None:
    assert parse_int(text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [("£1,200.00", "1200.00"), ("-£2", "-2"), ("£ -2", "-2"), ("2 €", "2"), ("+$ 0.5", "0.5"), ("1,234,567", "1234567"),
     ("(2)", None), ("2-", None), (".5", None), ("5.", None), ("1e3", None), ("1,5", None), ("1,2345", None),
     ("£2£", None), ("2 -€", None)],
)  # fmt: skip
def test_numbers(text: str, value: str | None) -> None:
    assert parse_number(text) == (None if value is None else Decimal(value))


def test_bools_are_the_five_pairs_in_any_case() -> None:
    assert [parse_bool(word) for word in ("TRUE", "Yes", "y", "T", "1")] == [True] * 5
    assert [parse_bool(word) for word in ("False", "NO", "n", "f", "0")] == [False] * 5
    assert [parse_bool(word) for word in ("2", "1.0", "ja", "ye\u017f")] == [None] * 4


@pytest.mark.parametrize(
    ("text", "formats", "expected"),
    [
        ("2026-01-05", (), date(2026, 1, 5)),
        ("2026-01-05 00:00", (), date(2026, 1, 5)),
        ("2026-01-05T00:00:00.000Z", (), date(2026, 1, 5)),
        ("2026-01-05 14:30", (), None),
        ("2026-1-5", (), None),
        ("2026-02-30", (), None),
        ("0000-01-01", (), None),
        ("05/01/2026", (), None),
        ("5/1/2026", ("%d/%m/%Y",), date(2026, 1, 5)),
        ("5/1/2026", ("DD/MM/YYYY",), date(2026, 1, 5)),
        ("5/1/26", ("%d/%m/%Y",), None),
        ("5/1/68", ("%d/%m/%y",), date(2068, 1, 5)),
        ("5/1/69", ("%d/%m/%y",), date(1969, 1, 5)),
        ("2026-01-05", ("%d/%m/%Y",), date(2026, 1, 5)),
        ("01/05/2026", ("%m/%d/%Y", "%d/%m/%Y"), date(2026, 1, 5)),
        ("13/05/2026", ("%m/%d/%Y", "%d/%m/%Y"), date(2026, 5, 13)),
        ("5 jAn 2026", ("%d %b %Y",), date(2026, 1, 5)),
        ("5 JANUARY 2026", ("%d %B %Y",), date(2026, 1, 5)),
        ("\u0662026-01-05", (), None),
    ],
)
def test_dates_are_never_guessed(text: str, formats: tuple[str, ...], expected: date | None) -> None:
    assert parse_date(text, formats) == expected


@pytest.mark.parametrize(
    ("cells", "listed", "formats"),
    [
        (["2026-01-05", "31/12/2025"], (), ("%d/%m/%Y",)),
        (["12/31/2025", "5/3/2026"], (), ("%m/%d/%Y",)),
        (["1/5/2026"], (), ()),
        (["31/12/2025", "31.12.2025"], (), ()),
        (["31/12/2025", "soon"], (), ()),
        (["20251231"], (), ("%Y%m%d",)),
        (["5 May 2026", "6-May-2026"], (), ()),
        (["5 May 2026"], (), ("%d %b %Y",)),
        (["31/12/2025", "soon"], ("%d/%m/%Y",), ("%d/%m/%Y",)),
        (["5/3/2026", "12/31/2025"], ("%d/%m/%Y",), ()),
    ],
)
def test_a_column_of_dates_is_judged_as_a_whole(
    cells: list[str], listed: tuple[str, ...], formats: tuple[str, ...]
) -> None:
    assert formats_of(cells, listed) == formats


@pytest.mark.parametrize(
    ("text", "formats", "expected"),
    [
        ("2026-07-01", (), (2026, 7, 1, 22, 59, 59)),
        ("2026-01-01T10:00", (), (2026, 1, 1, 10)),
        ("2026-07-01 10:00:05.25", (), (2026, 7, 1, 9, 0, 5, 250000)),
        ("2026-07-01T10:00Z", (), (2026, 7, 1, 10)),
        ("2026-07-01T10:00+0100", (), (2026, 7, 1, 9)),
        ("2026-07-01T10:00+01:00", (), (2026, 7, 1, 9)),
        ("2026-07-01T10:00+01", (), None),
        ("2026-10-25T01:30", (), (2026, 10, 25, 0, 30)),
        ("2026-03-29T01:30", (), (2026, 3, 29, 1, 30)),
        ("01/07/26 10:00", ("%d/%m/%y %H:%M",), (2026, 7, 1, 9)),
        ("01/07/26", ("%d/%m/%y",), (2026, 7, 1, 22, 59, 59)),
        ("2026-07-01T24:00", (), None),
    ],
)
def test_moments(text: str, formats: tuple[str, ...], expected: tuple[int, ...] | None) -> None:
    whole = None if expected is None else datetime(*expected, tzinfo=UTC)  # type: ignore[misc,arg-type]  # as many parts as a case names
    assert parse_moment(text, LONDON, formats) == whole


def test_rows_are_numbered_as_shown_and_keys_compare_as_the_settings_say() -> None:
    home = Layout("home", "id", {"id": Column(), "due": Column("date")})
    away = Layout("away", None, {"home": Column(to="home"), "on": Column("bool", blank="no", absent="no")})
    raw = {
        "home": raw_table([{"id": " 007\u00a0", "due": "soon"}, {"id": "\u2003"}, {"id": "7", "due": None}]),
        "away": raw_table([{"home": "07", "on": "ja"}]),
    }
    tables = read_tables((home, away), raw, Reading(keys={("away", "home"): ("drop_leading_zeros",)}))
    assert [(row.number, row.key, row.id) for row in tables["home"]] == [(2, "007", "7"), (4, "7", "7")]
    (row,) = tables["away"]
    assert tables["home"].first(row.ref("home")) is tables["home"].rows[0]
    assert not tables["home"].is_single(tables["home"].rows[1])
    assert tables["home"].rows[0].unparseable() == ["due"]
    assert row.unparseable() == ["on"]
    assert row.flag("on") is None
