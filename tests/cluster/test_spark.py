"""A lake of sixty schools on Apache Spark, on this machine: one session for all, as a JVM takes seconds to start.

The stock Great Expectations suites and the views of SQL are run on Spark here too, for the same reason.
"""

import json
import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from cluster.many import AS_OF, SCHOOL_ID, SETTINGS, Tables, alone, by_school, findings_of, lake, schools
from facts_elsewhere import found_in, script, told_here
from schoolgate import cli, suites
from schoolgate.basics.errors import UsageError
from schoolgate.basics.stages import heard_by
from schoolgate.engines import gx
from schoolgate.engines.sql_names import Dialect, usual_names
from schoolgate.frames.export import masked
from shapes import random_facts

pytest.importorskip("pyspark", reason="no PySpark here: what Spark does was not tested; make spark")
if shutil.which("java") is None:
    pytest.skip(
        "no Java on this machine: what Apache Spark does was not tested; apt-get install default-jre-headless",
        allow_module_level=True,
    )

pytestmark = [
    pytest.mark.slow,
    # Sockets of its gateway are left to the collector.
    pytest.mark.filterwarnings("ignore:.*:ResourceWarning"),
]
SCHOOLS = partial(schools, 60, 1000)
NAMES = [f"School {number:02}" for number in range(60)]


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    from pyspark.sql import SparkSession  # noqa: PLC0415 (only where there is one)

    before = os.environ.get("PYSPARK_PYTHON")
    os.environ["PYSPARK_PYTHON"] = sys.executable
    builder = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
    builder = builder.config("spark.sql.shuffle.partitions", "4").config("spark.driver.memory", "1g")
    # A JVM that lives for a minute needs no second compiler, and no collector beside it, nor proof of Apache's own bytecode.
    options = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -XX:+IgnoreUnrecognizedVMOptions"
    options += " -XX:+UnlockDiagnosticVMOptions -XX:-BytecodeVerificationRemote"
    builder = builder.config("spark.driver.extraJavaOptions", options)
    session = builder.config("spark.log.level", "ERROR").config("spark.ui.showConsoleProgress", "false").getOrCreate()
    yield session
    session.stop()
    if before is None:
        del os.environ["PYSPARK_PYTHON"]


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Path]:
    """The lake on disk: a Parquet file per table."""
    folder = tmp_path_factory.mktemp("lake")
    found = {}
    for name, table in lake(SCHOOLS()).items():
        found[name] = folder / f"{name}.parquet"
        table.write_parquet(found[name], row_group_size=5000)
    return found


@pytest.fixture
def settings(tmp_path: Path) -> Path:
    path = tmp_path / "portal.toml"
    path.write_text('[portal_sync]\nstudents_log_in = "none"\n', encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def written(spark: Any, places: Mapping[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Any:
    from schoolgate.cluster import spark as cluster  # noqa: PLC0415 (as above)

    tables = {name: spark.read.parquet(str(path)) for name, path in places.items()}
    before = spark.conf.get("spark.sql.execution.arrow.maxRecordsPerBatch")
    told = cluster.check(tables, "portal-sync", tmp_path_factory.mktemp("out"), settings=SETTINGS, as_of=AS_OF)
    assert spark.conf.get("spark.sql.execution.arrow.maxRecordsPerBatch") == before
    return told


def parquet(written: Any, name: str) -> pl.DataFrame:
    return pl.concat([pl.read_parquet(path) for path in sorted(Path(written.out).glob(f"{name}/run=*/*.parquet"))])


def test_every_school_is_row_for_row_what_a_run_of_it_alone_says(written: Any) -> None:
    findings = by_school(parquet(written, "findings"), NAMES)
    records = by_school(parquet(written, "records"), NAMES)
    ledger = {line["school"]: line for line in parquet(written, "ledger").iter_rows(named=True)}
    assert sorted(ledger) == NAMES
    for school, tables in SCHOOLS().items():
        report = alone(school, tables)
        assert findings[school].equals(findings_of(report))
        assert records[school].equals(report.records)
        assert ledger[school]["status"] == ("go ahead" if report.passed else "findings")
        assert json.loads(ledger[school]["summary"])["school"] == school
    assert written.endings() == {0: 35, 1: 25}


def test_it_shuffles_once(spark: Any, places: Mapping[str, Path], capsys: pytest.CaptureFixture[str]) -> None:
    from schoolgate.cluster import spark as cluster  # noqa: PLC0415 (as above)

    tables = {name: spark.read.parquet(str(path)) for name, path in places.items()}
    cluster.gathered(tables, "portal-sync", partitions=3).explain()
    assert capsys.readouterr().out.count("Exchange") == 1


def test_a_late_school_alone_and_the_page_of_all(
    written: Any, places: Mapping[str, Path], settings: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = [f"{name}={path}" for name, path in places.items()]
    told = ["--settings", str(settings), "--as-of", "2026-11-23", "--school", NAMES[1], "--out", written.out]
    heard: list[str] = []
    with heard_by(lambda doing, *_: heard.append(doing)):
        assert cli.main(["spark", "portal-sync", "--tables", *words, *told]) == 0
    assert heard[0] == "starting Spark"
    assert heard[-1] == "counting how the schools ended"
    out = capsys.readouterr().out
    assert out.startswith("1 school: 1 go ahead. Run 2026")
    assert cli.main(["docs", "ledger", written.out, str(tmp_path / "site")]) == 0
    assert "each school: 60 checks" in capsys.readouterr().out
    lines = parquet(written, "ledger").filter(school=NAMES[1])
    assert sorted(lines["as_of"]) == [AS_OF, "2026-11-23"]


def test_an_order_column_numbers_the_rows(
    spark: Any, tmp_path: Path, settings: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    del spark
    tables: Tables = SCHOOLS()[NAMES[3]]
    places = []
    for name, table in tables.items():
        numbered = table.with_columns(pl.lit(NAMES[3]).alias(SCHOOL_ID)).with_row_index("line")
        numbered.sample(fraction=1, shuffle=True, seed=2).write_csv(tmp_path / f"{name}.csv")
        places.append(f"{name}={tmp_path / name}.csv")
    told = ["--settings", str(settings), "--as-of", AS_OF, "--order", "line", "--out", str(tmp_path / "out")]
    assert cli.main(["spark", "portal-sync", "--tables", *places, *told]) == 1
    assert capsys.readouterr().out.startswith("1 school: 1 findings.")
    found = pl.concat(map(pl.read_parquet, (tmp_path / "out" / "findings").rglob("*.parquet")))
    assert found.drop("school").equals(findings_of(alone(NAMES[3], tables)))


def test_schools_that_name_their_files(spark: Any, tmp_path: Path) -> None:
    from schoolgate.cluster import spark as cluster  # noqa: PLC0415 (as above)

    for name, table in SCHOOLS()[NAMES[0]].items():
        (tmp_path / "school").mkdir(exist_ok=True)
        table.write_csv(tmp_path / "school" / f"{name}.csv")
    rows = [(NAMES[0], str(tmp_path / "school")), ("Nowhere", str(tmp_path / "nowhere"))]
    frame = spark.createDataFrame(rows, "school string, source string")
    told = cluster.check(frame, "portal-sync", tmp_path / "out", settings=SETTINGS, as_of=AS_OF, partitions=1)
    assert told.endings() == {1: 1, 3: 1}
    assert parquet(told, "findings").drop("school").equals(findings_of(alone(NAMES[0], SCHOOLS()[NAMES[0]])))


def test_what_is_not_there_is_told_before_anything_runs(
    spark: Any, places: Mapping[str, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from schoolgate.cluster import spark as cluster  # noqa: PLC0415 (as above)

    students = spark.read.parquet(str(places["students"]))
    for tables, told in (
        ({"student": students}, "There is no table 'student' in portal-sync: did you mean students"),
        ({}, "no table; portal-sync has students"),
        ({"students": students.drop(SCHOOL_ID)}, "students has no column 'school_id', which says whose a row is"),
        (students, "the frame of schools has no column 'school'"),
    ):
        with pytest.raises(UsageError, match=told):
            cluster.check(tables, "portal-sync", tmp_path)
    out = ["--out", str(tmp_path / "out")]
    assert cli.main(["spark", "portal-sync", *out]) == 2
    assert cli.main(["spark", "portal-sync", "--tables", "students", *out]) == 2
    assert cli.main(["spark", "portal-sync", "--tables", f"students={tmp_path}/none", *out]) == 3
    err = capsys.readouterr().err
    assert "expected TABLE=PATH" in err
    assert "schoolgate: Spark: [PATH_NOT_FOUND] Path does not exist" in err
    assert not (tmp_path / "out").exists()


def test_views_in_spark(spark: Any, tmp_path: Path) -> None:
    # A small suite: what takes Spark long is to read what is asked, however few rows there are.
    suite = suites.load("student-import")
    facts = {table.name: random_facts(suite, table, 120) for table in suite.fact_tables}
    for name, frame in facts.items():
        frame.write_parquet(tmp_path / f"{name}.parquet")
        called = usual_names(suite).facts.replace("{table}", name)
        spark.read.parquet(str(tmp_path / f"{name}.parquet")).createOrReplaceTempView(called)
    statements = script(suite, Dialect.SPARK).replace("CREATE VIEW", "CREATE TEMPORARY VIEW").split(";\n")
    for statement in filter(str.strip, statements):
        spark.sql(statement)
    assert found_in(suite, lambda query: spark.sql(query).collect(), "`") == told_here(suite, facts)


def test_a_stock_suite_of_great_expectations_on_facts_in_spark(spark: Any, tmp_path: Path) -> None:
    import great_expectations  # noqa: PLC0415 (it costs seconds)

    suite = suites.load("portal-sync")
    table = suite.facts_by_name["groups"]
    facts = masked(random_facts(suite, table, 500), table, suite)
    facts.write_parquet(tmp_path / "groups.parquet")
    context = gx.context()
    asset = context.data_sources.add_spark("lake").add_dataframe_asset("groups")
    frame = spark.read.parquet(str(tmp_path / "groups.parquet"))
    batch = asset.add_batch_definition_whole_dataframe("all").get_batch({"dataframe": frame})
    compiled = great_expectations.ExpectationSuite(**gx.expectation_suite(suite, table))
    told = {"result_format": "COMPLETE", "unexpected_index_column_names": ["row"]}
    with gx.quiet():
        result = batch.validate(compiled, result_format=told)
    found: dict[str, set[int]] = {}
    for one in result.results:
        assert one.exception_info["raised_exception"] is False, one.exception_info
        assert one.expectation_config is not None
        assert one.expectation_config.meta is not None
        found.setdefault(one.expectation_config.meta["rule"], set()).update(
            int(cell["row"]) for cell in one.result.get("unexpected_index_list") or ()
        )
    assert found == gx.failing_rows(suite, table, facts)
    assert any(found.values())
