"""Pandera must say of every rule what the fused engine says, on Polars and on pandas, whatever types pandas holds."""

import doctest
import io
import random
import subprocess
import sys
import traceback
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
import polars as pl
import pytest
from pandera.config import CONFIG, ValidationDepth, config_context
from pandera.errors import SchemaError, SchemaErrors

from examples import FIRST_ROW, every_example, examples_of, frame_of
from schoolgate import schemas
from schoolgate.basics.dates import Calendar
from schoolgate.basics.errors import ProgramError, UsageError
from schoolgate.engines import fused
from schoolgate.engines import pandera as engine
from schoolgate.intake.files import read_files
from schoolgate.intake.source import Wanted
from schoolgate.language.mapping import IntakeSettings
from schoolgate.language.outcome import Outcome
from schoolgate.language.predicate import ALWAYS, NEVER, OneOf, atoms
from schoolgate.language.rule import Rule
from schoolgate.language.suite import Suite
from schoolgate.language.table import ROW, Fact, FactTable, Kind, Table
from schoolgate.language.truth import unknown_flag
from schoolgate.suites import load, names

SUITES = [load(name) for name in names()]
FACTS = [pytest.param(suite, table, id=f"{suite.name}.{table.name}") for suite in SUITES for table in suite.fact_tables]
TABLES = [pytest.param(suite, table, id=f"{suite.name}.{table.name}") for suite in SUITES for table in suite.tables]
RULES = [
    pytest.param(suite, suite.facts_by_name[name], rule, id=f"{rule.id}.{name}")
    for suite in SUITES
    for rule in suite.rules
    for name in rule.facts
]
BACKENDS: tuple[engine.Backend, ...] = ("polars", "pandas")
SYNC = load("portal-sync")
CALENDAR = Calendar((), ZoneInfo("Europe/London"))
STUDENTS = SYNC.facts_by_name["students"]


def parquet(frame: pl.DataFrame, **options: Any) -> pd.DataFrame:
    file = io.BytesIO()
    frame.write_parquet(file)
    file.seek(0)
    return pd.read_parquet(file, **options)


def objects(frame: pl.DataFrame) -> pd.DataFrame:
    return pd.DataFrame({name: pd.Series(frame[name].to_list(), dtype=object) for name in frame.columns})


def oddly_indexed(frame: pl.DataFrame) -> pd.DataFrame:
    return frame.to_pandas().set_axis(pd.Index([7] * frame.height), axis=0)


PANDAS: dict[str, Callable[[pl.DataFrame], pd.DataFrame]] = {
    "to_pandas": lambda frame: frame.to_pandas(),
    "read_parquet": parquet,
    "numpy_nullable": lambda frame: parquet(frame, dtype_backend="numpy_nullable"),
    "pyarrow": lambda frame: parquet(frame, dtype_backend="pyarrow"),
    "objects": objects,
    "inferred": lambda frame: pd.DataFrame(frame.to_dict(as_series=False)),
    "odd index": oddly_indexed,
}
"""The ways in which a fact table becomes a pandas frame."""


def fused_rows(suite: Suite, table: FactTable, facts: pl.DataFrame) -> dict[str, set[int]]:
    rules = tuple(replace(rule, facts=(table.name,), explains=()) for rule in suite.rules_on(table))
    alone = replace(suite, fact_tables=(table,), rules=rules)
    outcomes = fused.evaluate(alone, {table.name: facts})[table.name]
    failed = {
        rule.id: outcomes.filter(pl.col(rule.id) == Outcome.FAIL.value)[ROW].to_list() for rule in suite.rules_on(table)
    }
    return {rule: set(rows) for rule, rows in failed.items()}


# ------------------------------------------------------------------------------------------------------------ rules


@pytest.mark.parametrize(("suite", "table", "rule"), RULES)
def test_bad_rows_fail_and_good_rows_do_not(suite: Suite, table: FactTable, rule: Rule) -> None:
    examples = examples_of(rule)
    facts = frame_of(suite, table.name, [example for example, _ in examples])
    expected = {row for row, (_, bad) in enumerate(examples, FIRST_ROW) if bad}
    assert expected
    assert engine.failing_rows(suite, table, facts)[rule.id] == expected
    assert engine.failing_rows_pandas(suite, table, facts.to_pandas())[rule.id] == expected


@pytest.mark.parametrize(("suite", "table", "rule"), RULES)
def test_validate_names_the_rule_and_its_rows(suite: Suite, table: FactTable, rule: Rule) -> None:
    examples = examples_of(rule)
    facts = frame_of(suite, table.name, [example for example, _ in examples])
    expected = [row for row, (_, bad) in enumerate(examples, FIRST_ROW) if bad]
    in_polars, in_pandas = (engine.fact_schema(suite, table, backend) for backend in BACKENDS)
    for errors in (raised(in_polars, facts), raised(in_pandas, facts.to_pandas())):
        found = {fault.check.rule.id: reported_rows(fault) for fault in errors.schema_errors}
        assert found[rule.id] == expected
        assert f"{rule.id}: {rule.asks} {rule.fix}" in set(errors.failure_cases["check"])


def raised(schema: Any, frame: pl.DataFrame | pl.LazyFrame | pd.DataFrame) -> SchemaErrors:
    with pytest.raises(SchemaErrors) as caught:
        schema.validate(frame, lazy=True)
    return caught.value


def reported_rows(fault: SchemaError) -> list[int]:
    cases = fault.failure_cases
    rows: list[int] = (cases[ROW] if isinstance(cases, pl.DataFrame) else cases["failure_case"]).to_list()
    return rows


@pytest.mark.parametrize(("suite", "table"), FACTS)
def test_validate_passes_a_row_without_faults(suite: Suite, table: FactTable) -> None:
    facts = frame_of(suite, table.name, [{}])
    assert engine.fact_schema(suite, table, "polars").validate(facts, lazy=True).equals(facts)
    pandas = facts.to_pandas()
    assert engine.fact_schema(suite, table, "pandas").validate(pandas, lazy=True).equals(pandas)
    assert not any(engine.failing_rows(suite, table, facts).values())


@pytest.mark.parametrize(("suite", "table"), FACTS)
def test_a_schema_says_what_it_knows_of_each_rule(suite: Suite, table: FactTable) -> None:
    for backend in BACKENDS:
        schema: Any = engine.fact_schema(suite, table, backend)
        rules = suite.rules_on(table)
        assert [check.name for check in schema.checks] == [rule.id for rule in rules]
        assert list(schema.columns) == list(table.columns)
        for rule, check in zip(rules, schema.checks, strict=True):
            told = schema.metadata["rules"][rule.id]
            assert (told["severity"], told["owner"]) == (rule.severities[0], rule.owner)
            assert told["source"] == str(rule.source)
            assert check.error == f"{rule.id}: {rule.asks} {rule.fix}"
            assert not check.ignore_na


# ------------------------------------------------------------------------------------------ against the fused engine


@pytest.mark.parametrize(("suite", "table"), FACTS)
def test_all_examples_together(suite: Suite, table: FactTable) -> None:
    facts = every_example(suite, table.name)
    expected = fused_rows(suite, table, facts)
    assert engine.failing_rows(suite, table, facts) == expected
    for made in PANDAS.values():
        assert engine.failing_rows_pandas(suite, table, made(facts)) == expected
    none: dict[str, set[int]] = {rule: set() for rule in expected}
    assert engine.failing_rows(suite, table, facts.clear()) == none
    assert engine.failing_rows_pandas(suite, table, facts.clear().to_pandas()) == none


def test_a_rule_that_reads_no_column() -> None:
    never = replace(SYNC.rules_by_id["PS-001"], require=NEVER)
    always = replace(SYNC.rules_by_id["PS-008"], when=ALWAYS, keyless=True, require=ALWAYS)
    suite = replace(SYNC, rules=(never, always))
    facts = frame_of(suite, "students", [{}, {"student_id": None}])
    expected = {"PS-001": {2, 3}, "PS-008": set()}
    assert engine.failing_rows(suite, STUDENTS, facts) == expected
    assert engine.failing_rows_pandas(suite, STUDENTS, facts.to_pandas()) == expected


Cell = tuple[str, object, bool]
"""A fact, its value, and whether it is unknown."""


def cells(fact: Fact, rules: Iterable[Rule]) -> list[Cell]:
    """Every state that the fact declares, with a few values, those that rules ask for among them."""
    some: list[object]
    match fact.kind:
        case Kind.BOOL:
            some = [True, False]
        case Kind.INT:
            some = [-1, 0, 1, 2, 89, 90, 91]
        case Kind.DATE:
            some = [date(1, 1, 1), date(2026, 11, 22), date(9999, 12, 31)]
        case Kind.DATETIME:
            some = [datetime(1677, 9, 22, tzinfo=UTC), datetime(2026, 11, 22, 9, 30, tzinfo=UTC)]
        case Kind.NUMBER:
            some = [Decimal(-1), Decimal(0), Decimal("0.01")]
        case Kind.TEXT:
            asked = [atom for rule in rules for part in (rule.when, rule.require) for atom in atoms(part)]
            lists = [atom for atom in asked if isinstance(atom, OneOf) and atom.column == fact.name]
            listed = {text for atom in lists for text in atom.values}  # noqa: PD011  a rule's, no frame's
            some = ["", " ", "other", *sorted(listed)]
    found = [(fact.name, value, False) for value in some]
    found += [(fact.name, None, False)] if fact.missing else []
    return found + ([(fact.name, None, True)] if fact.unknown else [])


SIZES = (1, 3, 400)
"""Rows of a frame: a column of a small one may be missing throughout, one of a large one has every cell."""


@pytest.mark.slow
@pytest.mark.parametrize(("suite", "table"), FACTS)
def test_random_facts(suite: Suite, table: FactTable) -> None:
    draw = random.Random(table.name)  # noqa: S311 (no secrets here)
    rules, facts = suite.rules_on(table), list(table.facts.values())
    states = {fact.name: cells(fact, rules) for fact in facts}
    # Wholly random rows would hardly ever get to the question of a rule that needs others, so they start as examples.
    starts = every_example(suite, table.name).rows(named=True)

    def row(number: int) -> dict[str, Any]:
        found = draw.choice(starts) | {ROW: number}
        for fact in draw.choices(facts, k=draw.randint(0, 8)):
            name, value, unknown = draw.choice(states[fact.name])
            found |= {name: value, unknown_flag(name): unknown}
        return {name: found[name] for name in table.columns}

    schema = every_example(suite, table.name).schema
    for made in PANDAS.values():
        for size in SIZES:
            drawn = pl.DataFrame([row(number) for number in range(FIRST_ROW, FIRST_ROW + size)], schema=schema)
            expected = fused_rows(suite, table, drawn)
            assert engine.failing_rows(suite, table, drawn) == expected
            assert engine.failing_rows_pandas(suite, table, made(drawn)) == expected


# ------------------------------------------------------------------------------------------ no silent pass, no cell


def test_a_lazy_frame_is_checked() -> None:
    facts = frame_of(SYNC, "students", [{"first_name": None}])
    schema = schemas.facts("portal-sync", "students")
    assert "PS-102" in str(raised(schema, facts.lazy()))
    assert schemas.failing_rows("portal-sync", "students", facts.lazy())["PS-102"] == {FIRST_ROW}
    fine = frame_of(SYNC, "students", [{}]).lazy()
    checked = schema.validate(fine, lazy=True)
    assert isinstance(checked, pl.LazyFrame)
    assert checked.collect().equals(fine.collect())


def test_switches_of_pandera_do_not_switch_the_engine_off(monkeypatch: pytest.MonkeyPatch) -> None:
    facts = frame_of(SYNC, "students", [{"first_name": None}])
    with config_context(validation_enabled=False, validation_depth=ValidationDepth.SCHEMA_ONLY):
        assert engine.failing_rows(SYNC, STUDENTS, facts)["PS-102"] == {FIRST_ROW}
        with pytest.raises(ProgramError, match="wrong dtype"):
            engine.failing_rows(SYNC, STUDENTS, facts.with_columns(first_name=1))
    monkeypatch.setattr(CONFIG, "use_narwhals_backend", True)
    with pytest.raises(ProgramError, match="PANDERA_USE_NARWHALS_BACKEND"):
        engine.failing_rows(SYNC, STUDENTS, facts)


PUPIL = "Zebedee"


@pytest.mark.parametrize(
    ("spoil", "fault"),
    [
        ({"first_name": None}, "first_name (column not in dataframe)"),
        ({"first_name": 7}, "first_name (wrong dtype)"),
        ({"rows_with_key": PUPIL}, "rows_with_key (wrong dtype)"),
        ({"rows_with_key": 1.5}, "rows_with_key (wrong dtype)"),
        ({"type__unknown": pl.lit(None, pl.Boolean())}, "type__unknown (series contains nulls)"),
        ({"row": pl.lit(None, pl.Int64())}, "row (series contains nulls)"),
    ],
)
def test_a_misshapen_frame_is_refused_without_its_cells(spoil: dict[str, Any], fault: str) -> None:
    facts = frame_of(SYNC, "students", [{"first_name": PUPIL}])
    facts = facts.drop("first_name") if spoil == {"first_name": None} else facts.with_columns(**spoilt(spoil))
    for run in runs(facts):
        with pytest.raises(ProgramError) as caught:
            run()
        assert fault in str(caught.value)
        assert PUPIL not in str(caught.value)


def runs(facts: pl.DataFrame) -> tuple[Callable[[], object], Callable[[], object]]:
    return (
        lambda: engine.failing_rows(SYNC, STUDENTS, facts),
        lambda: engine.failing_rows_pandas(SYNC, STUDENTS, facts.to_pandas()),
    )


def spoilt(cells: dict[str, Any]) -> dict[str, pl.Expr]:
    return {name: cell if isinstance(cell, pl.Expr) else pl.lit(cell) for name, cell in cells.items()}


def test_a_check_that_crashes_is_told_without_its_cells(monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(*_: object) -> None:
        raise ValueError(PUPIL)

    monkeypatch.setattr(engine, "rule_check", lambda _suite, _table, rule, _backend: engine.RuleCheck(rule, crash))
    facts = frame_of(SYNC, "students", [{}])
    for run in runs(facts):
        with pytest.raises(ProgramError, match=r"PS-001 crashed with ValueError") as caught:
            run()
        assert PUPIL not in "".join(traceback.format_exception(caught.value))


def test_errors_of_rules_quote_no_cell() -> None:
    facts = frame_of(SYNC, "students", [{"first_name": PUPIL, "last_name": None}])
    made: list[tuple[Any, pl.DataFrame | pd.DataFrame]] = [
        (schemas.facts("portal-sync", "students"), facts),
        (schemas.facts("portal-sync", "students", "pandas"), facts.to_pandas()),
    ]
    for schema, frame in made:
        errors = raised(schema, frame)
        assert "PS-104" in str(errors)
        assert PUPIL not in str(errors) + str(errors.failure_cases)
        with pytest.raises(SchemaError, match="PS-104") as caught:
            schema.validate(frame)
        assert PUPIL not in str(caught.value)


# ----------------------------------------------------------------------------------------------------------- tables


@pytest.mark.parametrize(("suite", "table"), TABLES)
def test_table_schemas_accept_what_intake_types(suite: Suite, table: Table, tmp_path: Path) -> None:
    for other in suite.tables:
        required = tuple(column for column in other.columns if column.required)
        for name, columns in (("all", other.columns), ("few", required)):
            file = tmp_path / name / f"{other.name}.csv"
            file.parent.mkdir(exist_ok=True)
            header = ",".join(column.name for column in columns)
            lines = [",".join(cell[column.kind] for column in columns) for cell in (CELLS, BLANK, UNREADABLE)]
            file.write_text("\n".join([header, *lines, ""]), encoding="utf-8")
    for name in ("all", "few"):
        typed = read_files([tmp_path / name], Wanted(suite.tables, IntakeSettings(), CALENDAR)).typed[table.name]
        assert typed.height == 3
        engine.table_schema(suite, table, "polars").validate(typed, lazy=True)
        for made in PANDAS.values():
            engine.table_schema(suite, table, "pandas").validate(made(typed), lazy=True)


CELLS = {
    Kind.TEXT: "K1", Kind.BOOL: "yes", Kind.DATE: "2026-11-22", Kind.INT: "7", Kind.NUMBER: "7.5",
    Kind.DATETIME: "2026-11-22T10:00:00+00:00",
}  # fmt: skip
BLANK = CELLS | dict.fromkeys((Kind.BOOL, Kind.DATE, Kind.INT, Kind.NUMBER, Kind.DATETIME), "")
UNREADABLE = dict.fromkeys(Kind, "?")


def test_table_schemas_name_what_is_absent_or_of_another_kind() -> None:
    schema = schemas.table("portal-sync", "year_groups")
    assert "synced" in str(raised(schema, pl.DataFrame({"year_group_id": ["Y1"]})))
    assert "year_group_id" in str(raised(schema, pl.DataFrame({"year_group_id": [7], "synced": [True]})))
    in_pandas = schemas.table("portal-sync", "year_groups", "pandas")
    assert "synced" in str(raised(in_pandas, pd.DataFrame({"year_group_id": ["Y1"]})))
    # Pandera's own text type would turn 007 into 7 without a word, a file that pandas read would lose its zeros.
    assert "year_group_id" in str(raised(in_pandas, pd.DataFrame({"year_group_id": [7], "synced": [True]})))
    assert "synced" in str(raised(in_pandas, pd.DataFrame({"year_group_id": ["Y1"], "synced": ["yes"]})))


# -------------------------------------------------------------------------------------------------- the public door


def test_the_example_of_the_documentation() -> None:
    tested = doctest.testmod(schemas)
    assert tested.attempted
    assert not tested.failed


def test_a_wrong_name_is_told_with_the_nearest() -> None:
    with pytest.raises(UsageError, match="did you mean portal-sync"):
        schemas.facts("portal-snyc", "students")
    with pytest.raises(UsageError, match="did you mean students"):
        schemas.facts("portal-sync", "student")
    with pytest.raises(UsageError, match="did you mean groups"):
        schemas.table("portal-sync", "group")
    with pytest.raises(UsageError, match="did you mean pandas"):
        schemas.table("portal-sync", "groups", "panda")  # type: ignore[call-overload]  # which is the point


def test_pandera_is_not_imported_before_it_is_asked_for() -> None:
    code = (
        "import sys, schoolgate.schemas, schoolgate.run.check; sys.exit(bool({'pandera', 'pandas'} & {*sys.modules}))"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize("suite", SUITES, ids=lambda suite: suite.name)
def test_what_was_read_as_text_is_text_in_every_column(suite: Suite) -> None:
    for table in suite.tables:
        frame = pl.DataFrame({column.name: ["07/13/2026"] for column in table.columns})
        assert schemas.table(suite.name, table.name, text=True).validate(frame, lazy=True).equals(frame)
        schemas.table(suite.name, table.name, "pandas", text=True).validate(frame.to_pandas(), lazy=True)
        required = [column.name for column in table.columns if column.required]
        with pytest.raises(SchemaErrors) as raised:
            schemas.table(suite.name, table.name, text=True).validate(frame.drop(required), lazy=True)
        assert len(raised.value.schema_errors) == len(required)
