"""The contract of each table: valid JSON Schema, and it takes what intake can read and refuses what it cannot."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from schoolgate import cli, suites
from schoolgate.basics.dates import Calendar
from schoolgate.basics.errors import UsageError
from schoolgate.basics.whitespace import SPACES
from schoolgate.catalogue.contract import suite_schema, table_schema
from schoolgate.intake.cells import parsed
from schoolgate.language.suite import Suite
from schoolgate.language.table import Column, Kind, Table

DATA = Path(__file__).parents[1] / "data"
CALENDAR = Calendar((), ZoneInfo("Europe/London"))
SUITES = [suites.load(name) for name in suites.names()]
TABLES = [(suite, table) for suite in SUITES for table in suite.tables]
GOOD = {
    Kind.TEXT: "some text",
    Kind.BOOL: "yes",
    Kind.DATE: "2026-09-01",
    Kind.DATETIME: "2026-09-01T08:30",
    Kind.INT: "7",
    Kind.NUMBER: "7.5",
}
BAD = {
    Kind.BOOL: ("maybe", "truee", "2"),
    Kind.DATE: ("01/09/2026", "2026-9-1", "2026-02-30", "2025-02-29", "1900-02-29", "0000-01-01", "soon"),
    Kind.DATETIME: ("2026-09-01T", "2026-09-01T24:00"),
    Kind.INT: ("7.5", "2027.", "20 27", "seven"),
    Kind.NUMBER: ("7,5", "1e3", "seven"),
}


def named(case: tuple[Suite, Table]) -> str:
    return f"{case[0].name}-{case[1].name}"


def row(table: Table) -> dict[str, Any]:
    return {column.name: GOOD[column.kind] for column in table.columns}


@pytest.mark.parametrize("suite", SUITES, ids=lambda suite: suite.name)
def test_schemas_are_valid(suite: Suite) -> None:
    for schema in (suite_schema(suite), *(table_schema(suite, table.name) for table in suite.tables)):
        assert schema["$schema"] == Draft202012Validator.META_SCHEMA["$id"]
        Draft202012Validator.check_schema(schema)


@pytest.mark.parametrize("case", TABLES, ids=named)
def test_rows_are_taken_or_refused(case: tuple[Suite, Table]) -> None:
    suite, table = case
    validator = Draft202012Validator(table_schema(suite, table.name))
    good = row(table)
    assert validator.is_valid(good)
    assert validator.is_valid({**good, "another column": "x"})
    for column in table.columns:
        without = {name: cell for name, cell in good.items() if name != column.name}
        assert validator.is_valid(without) == (not column.required)
        for blank in ("", " \u00a0", None):
            assert validator.is_valid({**good, column.name: blank}) == (column.name != table.key)
        assert validator.is_valid({**good, column.name: f" {GOOD[column.kind]}\t"})
        assert not validator.is_valid({**good, column.name: 7})
        for bad in BAD.get(column.kind, ()):
            assert not validator.is_valid({**good, column.name: bad})


@pytest.mark.parametrize("case", TABLES, ids=named)
def test_a_schema_says_what_the_table_says(case: tuple[Suite, Table]) -> None:
    suite, table = case
    schema = table_schema(suite, table.name)
    assert (schema["x-key"], schema["x-required-table"]) == (table.key, table.required)
    assert list(schema["properties"]) == [column.name for column in table.columns]
    for column in table.columns:
        told = schema["properties"][column.name]
        assert told["x-type"] == column.kind
        assert told["x-personal"] is not told["x-shown"]
        assert told["x-shown"] == (column.shown or column.name == table.key)
        assert told["x-person"] == column.person
        assert ("default" in told) == (column.default is not None)
        assert ("x-blank-counts-as" in told) == (column.missing_as is not None)
        assert column.about.startswith("->") == ("x-references" in told)
        assert "->" not in told.get("description", "")
        if "x-references" in told:
            other = suite.tables_by_name[told["x-references"]["table"]]
            assert told["x-references"]["column"] == other.key


def suite_of(kind: Kind) -> Suite:
    """Some suite, with a table of one column besides the key."""
    table = Table("things", "id", (Column("id", required=True), Column("cell", kind)))
    return replace(SUITES[0], tables=(table,))


TEXTS = st.one_of(
    st.text(alphabet="0123456789-+.T: truefalsYNo", max_size=12),
    st.dates().map(str),
    st.tuples(st.integers(0, 9999), st.integers(0, 13), st.integers(0, 32)).map(
        "{0[0]:04d}-{0[1]:02d}-{0[2]:02d}".format
    ),
    st.sampled_from([*GOOD.values(), *(text for texts in BAD.values() for text in texts), "TRUE", "nO", "2027.0"]),
)


@given(st.lists(st.tuples(st.sampled_from(SPACES), TEXTS), min_size=1, max_size=20))
def test_typed_cells_are_taken_where_intake_reads_them(texts: list[tuple[str, str]]) -> None:
    cells = [f"{space}{text}{space}" for space, text in texts]
    for kind in (Kind.BOOL, Kind.DATE, Kind.DATETIME, Kind.INT, Kind.NUMBER):
        validator = Draft202012Validator(table_schema(suite_of(kind), "things"))
        stripped = pl.DataFrame({"cell": cells}).select(pl.col("cell").str.strip_chars(SPACES))
        read = stripped.select(parsed(pl.col("cell"), kind, CALENDAR).alias("cell"))["cell"].is_not_null() | (
            stripped["cell"] == ""
        )
        taken = [validator.is_valid({"id": "1", "cell": cell}) for cell in cells]
        assert dict(zip(cells, taken, strict=True)) == dict(zip(cells, read, strict=True))


def extract(suite: Suite, folder: Path) -> dict[str, list[dict[str, Any]]]:
    frames = {table.name: pl.read_csv(folder / f"{table.name}.csv", infer_schema=False) for table in suite.tables}
    return {name: frame.to_dicts() for name, frame in frames.items()}


def committed() -> Iterator[tuple[Suite, Path]]:
    yield from ((suite, DATA / suite.name) for suite in SUITES if (DATA / suite.name / "clean").is_dir())


@pytest.mark.parametrize("case", list(committed()), ids=lambda case: case[0].name)
def test_the_clean_extract_keeps_the_contract_and_the_faulty_one_does_not(case: tuple[Suite, Path]) -> None:
    suite, folder = case
    validator = Draft202012Validator(suite_schema(suite))
    assert [error.json_path for error in validator.iter_errors(extract(suite, folder / "clean"))] == []
    assert not validator.is_valid(extract(suite, folder / "faulty"))


@pytest.mark.parametrize("suite", SUITES, ids=lambda suite: suite.name)
def test_an_extract_needs_its_required_tables(suite: Suite) -> None:
    validator = Draft202012Validator(suite_schema(suite))
    whole: dict[str, Any] = {table.name: [row(table)] for table in suite.tables}
    assert validator.is_valid(whole)
    for table in suite.tables:
        assert validator.is_valid({name: rows for name, rows in whole.items() if name != table.name}) != table.required


def test_the_command_prints_one_table_or_all(capfd: pytest.CaptureFixture[str]) -> None:
    suite = SUITES[0]
    assert cli.main(["schema", suite.name]) == 0
    assert json.loads(capfd.readouterr().out) == suite_schema(suite)
    assert cli.main(["schema", suite.name, suite.tables[0].name]) == 0
    assert json.loads(capfd.readouterr().out) == table_schema(suite, suite.tables[0].name)
    assert cli.main(["schema", suite.name, f"{suite.tables[0].name}x"]) == UsageError.exit_code
    assert f"did you mean {suite.tables[0].name}?" in capfd.readouterr().err
