"""In which format a column writes its dates: by its cells, or by what the settings say, tested against its cells."""

import datetime as dt

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schoolgate.basics.dates import DateFormat
from schoolgate.intake.cells import date_in
from schoolgate.intake.dating import WAYS, Dated, dated

DMY, MDY = DateFormat.parse("DD/MM/YYYY"), DateFormat.parse("MM/DD/YYYY")


def judged(*cells: str | None, asked: tuple[DateFormat, ...] = (), listed: tuple[DateFormat, ...] = ()) -> Dated:
    return dated(pl.Series("cell", cells, dtype=pl.String()), asked, listed)


@pytest.mark.parametrize(
    ("cells", "spelled"),
    [
        (("01/02/2015", "13/02/2015"), "DD/MM/YYYY"),
        (("1/2/2015", "2/13/2015"), "MM/DD/YYYY"),
        (("1/2/15", "2/15/15"), "MM/DD/YY"),
        (("1/2/15", "2/15/2015"), "MM/DD/YYYY or MM/DD/YY"),
        (("01.02.2015", "31.12.2014"), "DD.MM.YYYY"),
        (("01-02-2015", "31-12-2014"), "DD-MM-YYYY"),
        (("2015/02/01", "2015/12/31"), "YYYY/MM/DD"),
        (("1 Feb 2015", "13 March 2015"), "DD MMM YYYY or DD MMMM YYYY"),
        (("01-Feb-15", None), "DD-MMM-YY"),
        (("20150201", "20151231"), "YYYYMMDD"),
        # What a spreadsheet leaves of a day whose cell lost its format.
        (("42036", "42369"), "EXCEL"),
        # Cells that are no date are nobody's evidence, those written YYYY-MM-DD need none.
        (("13/02/2015", "unknown", "30/02/2015", "2015-05-05"), "DD/MM/YYYY"),
        (("13/02/2015 00:00:00", "01/02/2015 00:00"), "DD/MM/YYYY"),
        (("2/13/2015 12:00:00 AM", "1/2/2015 12:00 am"), "MM/DD/YYYY"),
    ],
)
def test_one_reading_is_found(cells: tuple[str | None, ...], spelled: str) -> None:
    way = judged(*cells)
    assert way.unread == ""
    assert way.found is not None
    assert way.found.told == spelled
    again = judged(*cells, asked=way.found.formats)
    assert (again.unread, again.formats) == ("", way.formats), "what is told as the answer must read the column"


def test_the_evidence_counts_cells() -> None:
    assert judged("13/02/2015", "13/02/2015", "01/02/2015").evidence == "2 of 3 cells fit only day first"


@pytest.mark.parametrize("cells", [("01/02/2015", "03/04/2015"), ("15/01/02", "16/01/03")])
def test_two_readings_are_none(cells: tuple[str, ...]) -> None:
    way = judged(*cells)
    assert (way.formats, way.found, way.cells) == ((), None, 2)
    assert "can be day first or" in way.unread
    assert all(judged(*cells, asked=choice.formats).unread == "" for choice in way.choices)


def test_a_day_that_is_its_month_reads_the_same_either_way() -> None:
    assert judged("05/05/2015").found is not None


def test_days_that_read_the_same_in_any_order_are_told_as_that() -> None:
    assert judged("05/05/2015", "06/06/2015").evidence == "all 2 are the same days in any other order"


def test_a_spreadsheets_number_is_the_day_that_it_shows() -> None:
    cells = pl.DataFrame({"cell": ["42036", "99999", "4203", "042036"]})
    days = cells.select(date_in(pl.col("cell"), DateFormat.parse("Excel"))).to_series().to_list()
    assert days == [dt.date(2015, 2, 1), None, None, None]


@pytest.mark.parametrize(
    ("cells", "choice"),
    [
        (("20150105", "20/02/2015"), '["YYYYMMDD", "DD/MM/YYYY"]'),
        (("13/02/2015", "20.02.2015", "20.02.15"), '["DD.MM.YYYY", "DD.MM.YY", "DD/MM/YYYY"]'),
        # No list settles these: in the next export 03/04 would be both.
        (("13/02/2015", "02/14/2015"), None),
    ],
)
def test_of_two_formats_the_line_that_is_told_reads_the_column(cells: tuple[str, ...], choice: str | None) -> None:
    for way in (judged(*cells), judged(*cells, listed=(DateFormat.parse("YYYY/MM/DD"),))):
        assert [sorted(one.value) for one in way.choices] == ([sorted(choice)] if choice else [])
        assert all(judged(*cells, asked=one.formats).unread == "" for one in way.choices)


def test_two_formats_in_one_column_are_told() -> None:
    way = judged("20150105", "20/02/2015", "28/04/2015")
    assert way.unread == "its dates are written in two formats, DD/MM/YYYY (2 cells) and YYYYMMDD (1 cell)"


def test_what_the_settings_say_is_tested_against_the_column() -> None:
    assert judged("01/02/2015", asked=(MDY,)) == Dated((MDY,))
    assert judged("13/02/2015", "01/02/2015", listed=(DMY,)) == Dated((DMY,))
    way = judged("2/13/2015", "1/2/2015", listed=(DMY,))
    assert way.formats == ()
    assert (
        "the settings say DD/MM/YYYY, but 1 of 2 cells are dates that are not written so, and fit MM/DD/YYYY"
        in way.unread
    )
    assert [choice.value for choice in way.choices] == ['"MM/DD/YYYY"']


def test_the_columns_own_format_wins_over_those_for_all() -> None:
    assert judged("2/13/2015", asked=(MDY,), listed=(DMY,)) == Dated((MDY,))


def test_two_listed_formats_may_share_a_column() -> None:
    listed = (DMY, DateFormat.parse("YYYYMMDD"))
    assert judged("13/02/2015", "20150213", listed=listed) == Dated(listed)


def test_plain_dates_need_no_word() -> None:
    assert judged("2015-02-13", "2015-02-13T00:00:00", None) == Dated()


DAYS = st.dates(min_value=dt.date(1980, 1, 1), max_value=dt.date(2060, 12, 31))


@given(
    days=st.lists(DAYS, min_size=1, max_size=8), way=st.sampled_from([one for one in WAYS if one.formats[0].numeric])
)
def test_a_column_is_never_read_as_other_days(days: list[dt.date], way: object) -> None:
    text = way.formats[0].text  # type: ignore[attr-defined]  # a way of reading dates
    found = judged(*(day.strftime(text) for day in days))
    if found.found is not None:
        read = [dt.datetime.strptime(day.strftime(text), found.formats[0].text).date() for day in days]  # noqa: DTZ007 (a day has no zone)
        assert read == days


# Of YYYY-MM-DD nothing is told: it is always read.
FORMS = [form for way in WAYS for form in way.formats if not form.counted and form.text != "%Y-%m-%d"]


@given(
    day=st.dates(dt.date(1990, 1, 1), dt.date(2049, 12, 31)),
    form=st.sampled_from(FORMS),
    midnight=st.sampled_from(["", " 00:00", "T00:00:00Z", " 12:00:00 AM"]),
    others=st.lists(st.sampled_from(["2015-02-13", "31/02/2015", "none", "x1", "Friday 1st"]), max_size=3),
)
def test_every_format_is_among_those_that_are_tried(
    day: dt.date, form: DateFormat, midnight: str, others: list[str]
) -> None:
    way = judged(*others, day.strftime(form.text) + midnight)
    tried = [one for choice in (way.found, *way.choices) if choice is not None for one in choice.spelled]
    # Where formats show one day, whichever of them is told reads it.
    cell = pl.DataFrame({"cell": [day.strftime(form.text)]})
    assert day in [cell.select(date_in(pl.col("cell"), DateFormat.parse(one))).item() for one in tried]
