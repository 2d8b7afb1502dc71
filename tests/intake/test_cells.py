"""What text must look like to be a date, a yes-or-no, a number."""

import datetime as dt
from decimal import Decimal
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schoolgate.basics.dates import Calendar, DateFormat
from schoolgate.intake.cells import parsed, typed
from schoolgate.language.table import Column, Kind, Table

LONDON = ZoneInfo("Europe/London")
CALENDAR = Calendar((), LONDON)


def read(text: str | None, kind: Kind, *formats: str) -> object:
    cells = pl.DataFrame({"cell": [text]}, schema={"cell": pl.String})
    return cells.select(parsed(pl.col("cell"), kind, Calendar(tuple(map(DateFormat.parse, formats)), LONDON))).item()


@pytest.mark.parametrize("text", ["true", "TRUE", "yes", "Y", "t", "1"])
def test_true(text: str) -> None:
    assert read(text, Kind.BOOL) is True


@pytest.mark.parametrize("text", ["false", "False", "NO", "n", "f", "0"])
def test_false(text: str) -> None:
    assert read(text, Kind.BOOL) is False


@pytest.mark.parametrize("text", ["maybe", "2", "on", "ja", "1.0", "truee", None])
def test_neither_true_nor_false(text: str | None) -> None:
    assert read(text, Kind.BOOL) is None


@pytest.mark.parametrize(
    ("text", "formats", "expected"),
    [
        ("2026-11-22", (), dt.date(2026, 11, 22)),
        ("2024-02-29", (), dt.date(2024, 2, 29)),
        ("2026-02-29", (), None),
        ("2026-13-01", (), None),
        ("2026-1-5", (), None),
        ("26-11-22", (), None),
        ("0000-01-01", (), None),
        ("1900-01-01", (), dt.date(1900, 1, 1)),
        ("2100-12-31", (), dt.date(2100, 12, 31)),
        ("1899-12-31", (), None),
        ("2101-01-01", (), None),
        ("12026-01-01", (), None),
        ("2026-11-22T00:00", (), dt.date(2026, 11, 22)),
        ("2026-11-22 00:00:00.000", (), dt.date(2026, 11, 22)),
        ("2026-11-22T00:00:00Z", (), dt.date(2026, 11, 22)),
        # What .NET writes of a day, and what SQL Server shows of one: the day is that of the writer's clock.
        ("2026-07-22T00:00:00+01:00", (), dt.date(2026, 7, 22)),
        ("2026-07-22 00:00:00-0530", (), dt.date(2026, 7, 22)),
        ("2026-11-22 12:00:00 AM", (), dt.date(2026, 11, 22)),
        ("2026-11-22T00:01", (), None),
        ("٢٠٢٦-١١-٢٢", (), None),
        ("22/11/2026", (), None),
        ("22/11/2026", ("%d/%m/%Y",), dt.date(2026, 11, 22)),
        ("1/2/2026", ("%d/%m/%Y",), dt.date(2026, 2, 1)),
        ("1/2/2026", ("%m/%d/%Y",), dt.date(2026, 1, 2)),
        ("22/11/2026", ("%m/%d/%Y",), None),
        ("22/11/2026", ("%m/%d/%Y", "%d/%m/%Y"), dt.date(2026, 11, 22)),
        ("2026-11-22", ("%d/%m/%Y",), dt.date(2026, 11, 22)),
        ("01-Sep-2026", ("%d-%b-%Y",), dt.date(2026, 9, 1)),
        ("1 september 2026", ("%d %B %Y",), dt.date(2026, 9, 1)),
        ("22/11/26", ("%d/%m/%Y",), None),
        ("22/11/26", ("DD/MM/YY",), dt.date(2026, 11, 22)),
        ("22/11/68", ("%d/%m/%y",), dt.date(2068, 11, 22)),
        ("22/11/69", ("%d/%m/%y",), dt.date(1969, 11, 22)),
        ("22/11/2026", ("DD/MM/YYYY",), dt.date(2026, 11, 22)),
        ("22112026", ("%d%m%Y",), dt.date(2026, 11, 22)),
        # Without marks between them the parts need all their digits: this is no 11 December 026.
        ("1112026", ("%d%m%Y",), None),
        ("20261122", ("YYYYMMDD",), dt.date(2026, 11, 22)),
        ("2026112", ("YYYYMMDD",), None),
        ("22/11/2026 00:00", ("DD/MM/YYYY HH:MM",), dt.date(2026, 11, 22)),
        ("22/11/2026 09:30", ("DD/MM/YYYY HH:MM",), None),
        ("22 Nov 2026", ("DD MMM YYYY",), dt.date(2026, 11, 22)),
    ],
)
def test_dates(text: str, formats: tuple[str, ...], expected: dt.date | None) -> None:
    assert read(text, Kind.DATE, *formats) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("2027", 2027), ("2027.0", 2027), ("2027.00", 2027), ("-1", -1), ("+3", 3), ("007", 7)]
    + [(text, None) for text in ("2027.", "2027.5", "20 27", "1e3", "", ".0", "--1", "99999999999999999999", "٣")],
)
def test_whole_numbers(text: str, expected: int | None) -> None:
    assert read(text, Kind.INT) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("0", Decimal(0)), ("12.50", Decimal("12.5")), ("-3.1", Decimal("-3.1")), ("+0.5", Decimal("0.5"))]
    + [
        ("£1,200.00", Decimal(1200)),
        ("-£2", Decimal(-2)),
        ("£-2", Decimal(-2)),
        ("2 €", Decimal(2)),
        ("$ 1,000,000.5", Decimal("1000000.5")),
    ]
    # A number too small or too large for the table stays a number that is not 0.
    + [("0." + "0" * 20 + "1", Decimal("1e-9")), ("-0." + "0" * 9 + "4", Decimal("-1e-9")), ("-0.000", Decimal(0))]
    + [("1" + "0" * 40, Decimal("9" * 29)), ("-1" + "0" * 40, Decimal("-" + "9" * 29))]
    + [
        (text, None)
        for text in ("1,00", "1,0000", ",100", "1e3", "12.", ".5", "(2)", "2-", "1,5", "££5", "£5€", "--2", "NaN", "-")
    ],
)
def test_numbers(text: str, expected: Decimal | None) -> None:
    assert read(text, Kind.NUMBER) == expected


@given(st.dates(min_value=dt.date(1900, 1, 1), max_value=dt.date(2100, 12, 31)))
def test_every_date_reads_as_itself(date: dt.date) -> None:
    assert read(date.isoformat(), Kind.DATE) == date


TABLE = Table(
    "things",
    key="thing_id",
    columns=(
        Column("thing_id", required=True),
        Column("since", Kind.DATE),
        Column("on", Kind.BOOL, missing_as=False),
        Column("login", Kind.BOOL, default=False),
        Column("note"),
    ),
)


def table_of(**cells: list[str | None]) -> pl.DataFrame:
    height = len(next(iter(cells.values())))
    return pl.DataFrame(
        {"row": range(2, height + 2), **cells}, schema={"row": pl.Int64, **dict.fromkeys(cells, pl.String)}
    )


def test_a_cell_that_cannot_be_read_is_unknown_and_named() -> None:
    text = table_of(
        thing_id=["a", "b", "c"], since=["x", None, "2026-01-01"], on=["y", "?", None], login=["?", None, "1"]
    )
    frame = typed(text, [name for name in text.columns if name != "row"], TABLE, CALENDAR)
    assert frame["unparsed"].to_list() == ["since", "on", None]
    assert frame["since"].to_list() == [None, None, dt.date(2026, 1, 1)]
    assert frame["since__unknown"].to_list() == [True, False, False]
    assert frame["on"].to_list() == [True, None, False]
    assert frame["on__unknown"].to_list() == [False, True, False]
    assert frame["login"].to_list() == [None, False, True]
    assert frame["login__unknown"].to_list() == [True, False, False]


def test_an_absent_column_is_unknown_unless_it_has_a_default() -> None:
    frame = typed(table_of(thing_id=["a"]), ["thing_id"], TABLE, CALENDAR)
    assert frame.row(0, named=True) == {
        "row": 2,
        "thing_id": "a",
        "since": None,
        "since__unknown": True,
        "on": None,
        "on__unknown": True,
        "login": False,
        "login__unknown": False,
        "note": None,
        "note__unknown": True,
        "unparsed": None,
    }


def test_an_absent_table_has_no_rows_and_every_column() -> None:
    frame = typed(None, (), TABLE, CALENDAR)
    assert frame.height == 0
    assert frame.schema["since"] == pl.Date
    assert frame.schema["login__unknown"] == pl.Boolean


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-11-22T06:00", "2026-11-22T06:00:00+00:00"),
        ("2026-11-22 06:00:59", "2026-11-22T06:00:59+00:00"),
        ("2026-07-22 06:00", "2026-07-22T05:00:00+00:00"),
        ("2026-07-22 06:00Z", "2026-07-22T06:00:00+00:00"),
        ("2026-07-22T06:00-05:30", "2026-07-22T11:30:00+00:00"),
        ("2026-07-22 06:00+0130", "2026-07-22T04:30:00+00:00"),
        ("2026-07-22 06:00:00+0100", "2026-07-22T05:00:00+00:00"),
        ("2026-07-22 06:00:00.1234567Z", "2026-07-22T06:00:00.123456+00:00"),
        ("2026-07-22 06:00:00.5", "2026-07-22T05:00:00.500000+00:00"),
        # A date alone is the end of that day.
        ("2026-11-22", "2026-11-22T23:59:59+00:00"),
        # The clocks went back: 01:30 was twice, the first is meant. In spring 01:30 never was: it moves an hour on.
        ("2026-10-25 01:30", "2026-10-25T00:30:00+00:00"),
        ("2026-03-29 01:30", "2026-03-29T01:30:00+00:00"),
        ("2026-03-29 00:59:59", "2026-03-29T00:59:59+00:00"),
        ("2026-03-29 02:00", "2026-03-29T01:00:00+00:00"),
    ],
)
def test_date_times_are_local_to_the_school_unless_they_say_otherwise(text: str, expected: str) -> None:
    assert read(text, Kind.DATETIME) == dt.datetime.fromisoformat(expected)


@pytest.mark.parametrize(
    "text",
    [
        *("2026-11-32", "2026-11-22T6:00", "2026-11-22 24:00", "2026-02-29 06:00", "22/11/2026 06:00", "6:00", None),
        *(
            "2026-11-22  06:00",
            "2026-11-22 06:00+24:00",
            "2026-11-22 06:00+01:60",
            "2026-11-22 06:00+1",
            "2026-11-22 06:00+01",
        ),
        *("2026-11-22 06:00:00.", "0000-01-01 00:00", "9999-12-31 23:59-01:00", "0001-01-01 00:30+01:00"),
    ],
)
def test_what_is_no_date_time(text: str | None) -> None:
    assert read(text, Kind.DATETIME, "%d-%m-%Y") is None


def test_a_date_time_in_a_format_that_the_settings_list() -> None:
    assert read("22/07/2026 06:30", Kind.DATETIME, "%d/%m/%Y %H:%M") == dt.datetime(2026, 7, 22, 5, 30, tzinfo=dt.UTC)
    assert read("22/07/2026", Kind.DATETIME, "DD/MM/YYYY") == dt.datetime(2026, 7, 22, 22, 59, 59, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("cell", "value", "unknown", "unparsed"),
    [("yes", True, False, None), (None, None, True, None), ("?", None, True, "saved")],
)
def test_where_only_proof_counts_a_blank_cell_is_unknown(
    cell: str | None, value: bool | None, unknown: bool, unparsed: str | None
) -> None:
    table = Table("things", key="thing_id", columns=(Column("thing_id"), Column("saved", Kind.BOOL, proof=True)))
    text = pl.DataFrame({"row": [2], "thing_id": ["T1"], "saved": [cell]}, schema_overrides={"saved": pl.String()})
    row = typed(text, ("thing_id", "saved"), table, CALENDAR).row(0, named=True)
    assert (row["saved"], row["saved__unknown"], row["unparsed"]) == (value, unknown, unparsed)
    assert not table.by_name["saved"].may_be_missing
