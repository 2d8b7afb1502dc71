"""The rules as SQL: as an engine here, and as views in DuckDB, SQLite and PostgreSQL, over facts that others hold."""

import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

import postgres
from examples import every_example
from facts_elsewhere import columns_in, found_in, script, told_here
from schoolgate import suites
from schoolgate.basics.errors import ProgramError, UsageError
from schoolgate.cli import main
from schoolgate.engines import fused, sql
from schoolgate.engines.sql_names import Dialect, Names, usual_names
from schoolgate.engines.sql_views import views
from schoolgate.language.suite import FactFrames, Suite
from schoolgate.language.table import FactTable
from shapes import odd_suite, random_facts

SUITES = [*(suites.load(name) for name in suites.names()), odd_suite()]
PORTAL = suites.load("portal-sync")
STUDENTS = suites.load("student-import").facts_by_name["students"]
FAULTY = Path(__file__).parents[1] / "data" / "portal-sync" / "faulty"
LONGEST = 63
"""Bytes of a name in PostgreSQL; what is longer is cut off, and then two may be one."""

Ask = Callable[[str], list[tuple[Any, ...]]]
by_suite = pytest.mark.parametrize("suite", SUITES, ids=lambda suite: suite.name)


def drawn(suite: Suite, rows: int = 120) -> FactFrames:
    return {table.name: random_facts(suite, table, rows) for table in suite.fact_tables}


# The engine


@by_suite
@pytest.mark.parametrize(
    "some", [drawn, lambda suite: {one.name: every_example(suite, one.name) for one in suite.fact_tables}]
)
def test_every_outcome_is_that_of_the_fused_engine(suite: Suite, some: Callable[[Suite], FactFrames]) -> None:
    facts = some(suite)
    expected, found = fused.evaluate(suite, facts), sql.evaluate(suite, facts)
    for name, frame in expected.items():
        differ = [column for column in frame.columns if not frame[column].equals(found[name][column])]
        assert differ == [], name
        assert frame.equals(found[name])


def test_no_rows_are_no_outcomes() -> None:
    facts = {table.name: random_facts(PORTAL, table, 1).clear() for table in PORTAL.fact_tables}
    assert {name: frame.height for name, frame in sql.evaluate(PORTAL, facts).items()} == dict.fromkeys(facts, 0)


def test_a_fault_of_the_database_is_told_without_a_cell() -> None:
    table = PORTAL.facts_by_name["students"]
    facts = random_facts(PORTAL, table, 3).with_columns(days_since_leaving=pl.lit("Zebedee"))
    with pytest.raises(ProgramError, match=r"DuckDB could not judge students of portal-sync \(\w+\)") as raised:
        sql.failing_rows(PORTAL, table, facts)
    assert "Zebedee" not in str(raised.value)
    assert raised.value.__cause__ is None


def test_without_duckdb_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "duckdb", None)
    monkeypatch.delitem(sys.modules, "schoolgate.engines.sql")
    with pytest.raises(UsageError, match=r"pip install 'schoolgate\[duckdb\]'"):
        import schoolgate.engines.sql  # noqa: F401, PLC0415 (what it says is the test)


# The views, where others run them


@by_suite
def test_views_in_duckdb(suite: Suite) -> None:
    facts = drawn(suite)
    with duckdb.connect() as connection:
        for table in suite.fact_tables:
            connection.execute(f"CREATE TABLE {_table(suite, table)} ({columns_in(table, Dialect.DUCKDB)})")
            connection.register("lent", sql._Lent(facts[table.name]))  # noqa: SLF001 (as the engine lends it)
            connection.execute(f"INSERT INTO {_table(suite, table)} SELECT * FROM lent")  # noqa: S608 (our own names)
        connection.execute(script(suite, Dialect.DUCKDB))
        assert found_in(suite, lambda query: connection.execute(query).fetchall()) == told_here(suite, facts)


@by_suite
def test_views_in_sqlite(suite: Suite) -> None:
    facts = drawn(suite)
    with closing(sqlite3.connect(":memory:")) as connection:
        for table in suite.fact_tables:
            connection.execute(f"CREATE TABLE {_table(suite, table)} ({columns_in(table, Dialect.SQLITE)})")
            rows = facts[table.name].cast({pl.Decimal: pl.Float64, pl.Date: pl.String, pl.Datetime: pl.String}).rows()
            marks = ", ".join("?" for _ in table.columns)
            connection.executemany(f"INSERT INTO {_table(suite, table)} VALUES ({marks})", rows)  # noqa: S608 (as above)
        connection.executescript(script(suite, Dialect.SQLITE))
        assert found_in(suite, lambda query: connection.execute(query).fetchall()) == told_here(suite, facts)


@pytest.fixture(scope="module")
def ask_postgres() -> Iterator[Callable[[str, Sequence[Iterable[Any]]], list[tuple[Any, ...]]]]:
    where = postgres.programs()
    if where is None:
        pytest.skip("no PostgreSQL on this machine: the views were not tried there; apt-get install postgresql")
    import psycopg  # noqa: PLC0415 (only where there is a server)

    with (
        tempfile.TemporaryDirectory(prefix="pg") as folder,
        postgres.server(Path(folder), where) as address,
        psycopg.connect(address, password=postgres.PASSWORD, autocommit=True) as connection,
    ):

        def ask(words: str, rows: Sequence[Iterable[Any]] = ()) -> list[tuple[Any, ...]]:
            cursor = connection.cursor()
            if rows:
                with cursor.copy(words.encode()) as into:
                    for row in rows:
                        into.write_row(list(row))
                return []
            cursor.execute(words.encode())
            return cursor.fetchall() if cursor.description else []

        yield ask


@by_suite
def test_views_in_postgresql(suite: Suite, ask_postgres: Callable[..., list[tuple[Any, ...]]]) -> None:
    facts = drawn(suite)
    for table in suite.fact_tables:
        ask_postgres(f"CREATE TABLE {_table(suite, table)} ({columns_in(table, Dialect.POSTGRESQL)})")
        ask_postgres(f"COPY {_table(suite, table)} FROM STDIN", facts[table.name].rows())
    for _ in range(2):  # what is there is replaced
        ask_postgres(script(suite, Dialect.POSTGRESQL))
    assert found_in(suite, ask_postgres) == told_here(suite, facts)


def _table(suite: Suite, table: FactTable) -> str:
    return usual_names(suite).facts.replace("{table}", table.name)


@by_suite
def test_no_name_is_too_long(suite: Suite) -> None:
    for table in suite.fact_tables:
        assert len(f"{_table(suite, table)}_outcomes") <= LONGEST
        assert max(map(len, table.columns)) <= LONGEST


# The command, and the hand-over of facts


def test_facts_as_parquet_are_judged_where_they_lie(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    facts, found = tmp_path / "facts", tmp_path / "findings.parquet"
    words = ["check", "portal-sync", str(FAULTY), "--as-of", "2026-11-22", "--quiet", "--engine", "sql"]
    assert main([*words, "--report", f"facts={facts}", "--report", f"findings={found}"]) == 1
    place = "read_parquet('" + str(facts) + "/{table}.parquet')"
    out = tmp_path / "views.sql"
    named = ["--facts", place, "--views", "gate.{table}", "--also", "student_type"]
    assert main(["suites", "sql", "portal-sync", "--dialect", "duckdb", *named[:4], "--out", str(out)]) == 0
    assert capfd.readouterr().out == ""
    findings = pl.read_parquet(found)
    with duckdb.connect() as connection:
        connection.execute("CREATE SCHEMA gate")
        connection.execute(out.read_text(encoding="utf-8"))
        for table in PORTAL.fact_tables:
            keyed = '"row", ' + (f'"{table.key}"' if table.key else "NULL")
            told = connection.execute(f"SELECT rule, severity, {keyed} FROM gate.{table.name}_findings").fetchall()  # noqa: S608 (as above)
            ours = {rule.id for rule in PORTAL.rules_on(table)}
            here = findings.filter(pl.col("rule").is_in(ours) & (pl.col("table") == table.table))
            if table.key is not None and sum(other.table == table.table for other in PORTAL.fact_tables) == 1:
                assert sorted(told) == sorted(here.select("rule", "severity", "row", "key").rows())
    assert findings.height


def test_the_script_goes_to_stdout_with_further_columns(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["suites", "sql", "student-import", "--dialect", "spark", "--also", "school_id"]) == 0
    out = capfd.readouterr().out
    assert out.count("CREATE VIEW") == 2 * len(suites.load("student-import").fact_tables)
    (outcomes, findings) = (one for one in out.split("CREATE VIEW ")[1:] if one.startswith("student_import_students_"))
    assert outcomes.count("`school_id`") == 1
    assert findings.count("`school_id`") == 1
    assert all(f"'{rule.id}'" in findings for rule in suites.load("student-import").rules_on(STUDENTS))
    assert "MATERIALIZED" not in out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ([], "whose rules, in whose SQL"),
        (["portal-sync"], "duckdb, postgresql, spark, sqlite"),
        (["portal-sync", "--dialect", "oracle"], "there is no 'oracle'"),
        (["portal-snyc", "--dialect", "duckdb"], "did you mean portal-sync"),
        (["portal-sync", "--dialect", "duckdb", "--facts", "a, b"], "'a, b' is no name in the SQL of duckdb"),
        (["portal-sync", "--dialect", "duckdb", "--facts", "a; drop table b"], "is no name in the SQL of duckdb"),
        (["portal-sync", "--dialect", "sqlite", "--views", "f('x')"], "is no name in the SQL of sqlite"),
    ],
)
def test_what_cannot_be_written_is_refused(words: list[str], told: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["suites", "sql", *words]) == 2
    out, err = capfd.readouterr()
    assert out == ""
    assert told in err


def test_two_scripts_of_the_same_rules_are_the_same() -> None:
    names = Names("a.{table}", "b.{table}")
    assert views(PORTAL, Dialect.SPARK, names) == views(PORTAL, Dialect.SPARK, names)
