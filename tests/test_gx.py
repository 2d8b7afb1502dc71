"""The Great Expectations compiler: the rules' own examples, random facts, and a project that has no schoolgate."""

import json
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

from examples import FIRST_ROW, every_example, examples_of, frame_of
from schoolgate import suites
from schoolgate.basics.errors import ProgramError
from schoolgate.basics.staging import staging
from schoolgate.engines import fused, gx
from schoolgate.engines.gx_conditions import LIMIT
from schoolgate.frames.export import HIDDEN_DATE, HIDDEN_TEXT, masked, write_facts
from schoolgate.language.outcome import Outcome, then_column
from schoolgate.language.predicate import AllOf, AnyOf, AtLeast, AtMost, Filled, IsTrue, Not, OneOf, Predicate, columns
from schoolgate.language.rule import UNKNOWN, Depends, Example, Rule, Severity
from schoolgate.language.suite import FactFrames, Suite
from schoolgate.language.table import FactTable
from schoolgate.pages import results
from shapes import FACTS, odd_suite, random_facts, rule_of, suite_of

if TYPE_CHECKING:
    from great_expectations.core import ExpectationSuiteValidationResult

# Great Expectations takes seconds for five rows as for two thousand.
pytestmark = pytest.mark.slow

PORTAL = suites.load("portal-sync")
EXPECTATIONS = Path(__file__).parent.parent / "expectations"
GX_SEVERITY = {Severity.ERROR: "critical", Severity.WARNING: "warning", Severity.INFO: "info"}


def failing(suite: Suite, facts: FactFrames) -> dict[str, dict[str, set[int]]]:
    """The failing rows by fact table and rule, in the judgement of the fused engine."""
    outcomes = fused.evaluate(suite, facts)
    return {
        table.name: {
            rule.id: set(outcomes[table.name].filter(pl.col(rule.id) == Outcome.FAIL.value)["row"])
            for rule in suite.rules_on(table)
        }
        for table in suite.fact_tables
    }


def conditions(row_condition: Mapping[str, Any] | None) -> list[Mapping[str, Any]]:
    if row_condition is None:
        return []
    if "conditions" not in row_condition:
        return [row_condition]
    return [leaf for part in row_condition["conditions"] for leaf in conditions(part)]


def expectations(suite: Suite, table: FactTable) -> list[dict[str, Any]]:
    found = gx.expectation_suite(suite, table)["expectations"]
    assert isinstance(found, list)
    return found


@pytest.fixture(scope="session")
def example_facts() -> FactFrames:
    return {table.name: every_example(PORTAL, table.name) for table in PORTAL.fact_tables}


@dataclass(frozen=True)
class Found:
    """What Great Expectations found: failing rows by rule, and the severities with which a row fails a rule."""

    rows: dict[str, set[int]]
    severities: dict[tuple[str, int], set[str]]


@pytest.fixture(scope="session")
def found_in_examples(example_facts: FactFrames) -> dict[str, Found]:
    return {table.name: _found(PORTAL, table, example_facts[table.name]) for table in PORTAL.fact_tables}


def _found(suite: Suite, table: FactTable, facts: pl.DataFrame) -> Found:
    return _in(gx.validated(gx.expectation_suite(suite, table), gx.pandas_frame(masked(facts, table, suite))))


def _in(result: "ExpectationSuiteValidationResult") -> Found:
    found = Found({}, {})
    for expectation in result.results:
        config = expectation.expectation_config
        assert config is not None
        assert config.meta is not None
        rule = config.meta["rule"]
        rows = {row for part in expectation.result["unexpected_index_list"] for row in part["row"]}
        found.rows.setdefault(rule, set()).update(rows)
        for row in rows:
            found.severities.setdefault((rule, row), set()).add(str(config.severity.value))
    return found


# What the rules say


@pytest.mark.parametrize(
    ("rule", "table"),
    [(rule, table) for rule in PORTAL.rules for table in rule.facts],
    ids=lambda it: getattr(it, "id", it),
)
def test_good_rows_pass_and_bad_rows_fail_with_their_severity(
    rule: Rule, table: str, example_facts: FactFrames, found_in_examples: dict[str, Found]
) -> None:
    facts, found = example_facts[table], found_in_examples[table]
    then = fused.evaluate(PORTAL, example_facts)[table] if isinstance(rule.severity, Depends) else None
    row = FIRST_ROW
    for other in PORTAL.rules_on(PORTAL.facts_by_name[table]):
        for example, bad in examples_of(other):
            if other is rule:
                assert (row in found.rows[rule.id]) == bad, f"{rule.id} on {table}: {example}"
                if bad:
                    severity = rule.severity
                    if isinstance(severity, Depends):
                        assert then is not None
                        is_then = then.filter(pl.col("row") == row)[then_column(rule)].item()
                        severity = severity.then if is_then else severity.otherwise
                    assert found.severities[rule.id, row] == {GX_SEVERITY[severity]}
            row += 1
    assert row == FIRST_ROW + facts.height


def test_a_rule_whose_severity_depends_has_examples_of_both() -> None:
    rule = PORTAL.rules_by_id["PS-403"]
    assert isinstance(rule.severity, Depends)
    aspects = [
        found["severity"] for found in expectations(PORTAL, PORTAL.facts_by_name["students"]) if "PS-403" in str(found)
    ]
    assert sorted(set(aspects)) == ["critical", "info"]


def test_examples_of_one_rule_are_judged_alike_for_every_other(
    example_facts: FactFrames, found_in_examples: dict[str, Found]
) -> None:
    assert {name: found.rows for name, found in found_in_examples.items()} == failing(PORTAL, example_facts)


def test_random_facts_are_judged_as_by_the_fused_engine() -> None:
    facts = {table.name: random_facts(PORTAL, table, 600) for table in PORTAL.fact_tables}
    expected = failing(PORTAL, facts)
    for table in PORTAL.fact_tables:
        assert gx.failing_rows(PORTAL, table, facts[table.name]) == expected[table.name]
    assert sum(map(bool, expected["students"].values())) > 25


# Shapes that no rule of portal-sync has


@pytest.mark.slow
def test_every_shape_of_rule_is_judged_as_by_the_fused_engine() -> None:
    suite = odd_suite()
    facts = {"things": random_facts(suite, FACTS, 1500)}
    frame = gx.pandas_frame(masked(facts["things"], FACTS, suite))
    native = gx.validated(gx.expectation_suite(suite, FACTS), frame, ["row", "id"])
    found = _in(native)
    assert {rule.id: found.rows.get(rule.id, set()) for rule in suite.rules} == failing(suite, facts)["things"]
    then = fused.evaluate(suite, facts)["things"]
    for rule in suite.rules:
        if isinstance(rule.severity, Depends):
            is_then = dict(then.select("row", then_column(rule)).iter_rows())
            for row in found.rows.get(rule.id, set()):
                severity = rule.severity.then if is_then[row] else rule.severity.otherwise
                assert found.severities[rule.id, row] == {GX_SEVERITY[severity]}, (rule, row)
    # What Data Docs build from the outcomes is what Great Expectations would have given.
    built = results.built(suite, FACTS, facts["things"], then)
    theirs, ours = (
        {one["expectation_config"]["description"]: one for one in told["results"]}
        for told in (json.loads(str(native)), json.loads(json.dumps(built)))
    )
    assert len(ours) > 60
    assert sum(one["success"] for one in ours.values()) < len(ours) / 2
    assert ours == theirs
    assert built["statistics"] == native.statistics
    assert built["success"] is native.success is False


@pytest.mark.parametrize(
    ("require", "told"),
    [
        (OneOf("note", ("x",)), "personal"),
        (AtLeast("price", 1), "whole number"),
        (Not(AtMost("word", 1)), "whole number"),
        (AllOf(IsTrue("word"), Filled("note")), "yes-or-no"),
        (AllOf(Filled("sure"), Filled("hazy")), "never"),
        (Not(AnyOf(*(AllOf(OneOf("word", (f"w{n}",)), AtLeast("count", n)) for n in range(60)))), "180 conditions"),
    ],
)
def test_a_rule_that_cannot_be_said_is_refused_by_name(require: Predicate, told: str) -> None:
    with pytest.raises(ProgramError, match=rf"TT-007.*{told}"):
        gx.expectation_suite(suite_of(rule_of(7, require)), FACTS)


def test_two_rules_that_ask_the_same_stay_two_expectations() -> None:
    suite = suite_of(rule_of(1, IsTrue("flag")), rule_of(2, IsTrue("flag")))
    found = _found(suite, FACTS, frame_of(suite, "things", [{"flag": False}, {"flag": None}]))
    assert found.rows == {"TT-001": {2, 3}, "TT-002": {2, 3}}


# The form of the suites


def every_expectation() -> list[dict[str, Any]]:
    return [found for table in PORTAL.fact_tables for found in expectations(PORTAL, table)]


def test_every_rule_has_an_expectation_that_cites_it() -> None:
    for table in PORTAL.fact_tables:
        found = expectations(PORTAL, table)
        assert {one["meta"]["rule"] for one in found} == {rule.id for rule in PORTAL.rules_on(table)}
        assert len({one["description"] for one in found}) == len(found)
        for one in found:
            rule = PORTAL.rules_by_id[one["meta"]["rule"]]
            said = {"rule": rule.id, "owner": rule.owner.value, "source": str(rule.source)}
            said |= {"reading": rule.reading} if rule.reading else {}
            assert one["meta"] == said | {"basis": str(rule.basis), "effect": one["meta"]["effect"]}
            assert one["meta"]["effect"] in {str(rule.effect_of(severity)) for severity in rule.severities}
            assert one["description"].startswith(rule.id)
            assert all(text in one["description"] for text in (rule.asks, str(rule.source), rule.fix))


def test_no_row_condition_is_too_long_and_each_says_only_what_every_engine_understands() -> None:
    counts = []
    for one in every_expectation():
        found = conditions(one["kwargs"].get("row_condition"))
        counts.append(len(found))
        filled = {part["column"]["name"] for part in found if part["type"] == "nullity" and not part["is_null"]}
        for part in found:
            if part["type"] == "comparison":
                assert part["operator"] in {"==", "IN", "NOT_IN", "<", "<=", ">", ">="}
                assert part["operator"] != "NOT_IN" or part["column"]["name"] in filled
    assert 0 < max(counts) <= LIMIT


def test_great_expectations_writes_what_we_write() -> None:
    from great_expectations import ExpectationSuite, __version__  # noqa: PLC0415 (costs seconds)

    for table in PORTAL.fact_tables:
        ours = gx.expectation_suite(PORTAL, table)
        theirs = ExpectationSuite(**json.loads(json.dumps(ours))).to_json_dict()
        assert theirs == {
            **ours,
            "id": None,
            "notes": None,
            "meta": {**ours["meta"], "great_expectations_version": __version__},
        }


def test_the_committed_suites_say_what_the_rules_say() -> None:
    assert gx.check(PORTAL, EXPECTATIONS) == []


def test_a_drifting_a_missing_and_a_left_over_file_are_told_and_mended(tmp_path: Path) -> None:
    gx.write(PORTAL, tmp_path)
    assert gx.check(PORTAL, tmp_path) == []
    folder = tmp_path / "portal-sync"
    students = folder / "students.json"
    students.write_text(students.read_text(encoding="utf-8").replace("On Roll", "on Roll", 1), encoding="utf-8")
    (folder / "groups.json").unlink()
    (folder / "pets.json").write_text("{}", encoding="utf-8")
    told = gx.check(PORTAL, tmp_path)
    assert [line.partition(":")[0] for line in told] == [
        str(students),
        str(folder / "groups.json"),
        str(folder / "pets.json"),
    ]
    assert all("schoolgate expectations write" in line for line in told)
    gx.write(PORTAL, tmp_path)
    assert gx.check(PORTAL, tmp_path) == []
    assert sorted(path.name for path in folder.iterdir()) == sorted(
        f"{table.name}.json" for table in PORTAL.fact_tables
    )


# Others' machines, and nobody's values


def export(facts: FactFrames, directory: Path, *, show_values: bool = False) -> None:
    with staging() as files:
        write_facts(PORTAL, facts, directory, files, show_values=show_values)


@pytest.mark.slow
def test_a_project_without_schoolgate_finds_the_same(example_facts: FactFrames, tmp_path: Path) -> None:
    export(example_facts, tmp_path)
    script = Path(__file__).parent / "gx_stock.py"
    command = [sys.executable, "-I", str(script), str(EXPECTATIONS / "portal-sync"), str(tmp_path)]
    run = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert run.returncode == 0, run.stderr
    found = {
        table: {rule: set(rows) for rule, rows in by_rule.items()} for table, by_rule in json.loads(run.stdout).items()
    }
    assert found == failing(PORTAL, example_facts)


@pytest.mark.slow
@pytest.mark.parametrize("version", ["==1.8.0", "<2"], ids=["the oldest that we name", "the newest"])
def test_a_project_with_another_great_expectations_finds_the_same(
    example_facts: FactFrames, tmp_path: Path, version: str
) -> None:
    uv = shutil.which("uv") or str(Path(__file__).parents[1] / ".venv-uv" / "bin" / "uv")
    python = str(tmp_path / "venv" / "bin" / "python")
    subprocess.run([uv, "venv", "--quiet", "--python", sys.executable, str(tmp_path / "venv")], check=True)
    install = [uv, "pip", "install", "--quiet", "--python", python, f"great_expectations{version}", "pyarrow"]
    done = subprocess.run(install, capture_output=True, text=True, check=False, cwd=tmp_path)
    if done.returncode != 0 and (
        "Failed to fetch" in done.stderr or "not found in the package registry" in done.stderr
    ):
        pytest.skip("no package index can be reached: what other versions do was not tested")
    assert done.returncode == 0, done.stderr
    export(example_facts, tmp_path / "facts")
    script = Path(__file__).parent / "gx_stock.py"
    command = [python, "-I", str(script), str(EXPECTATIONS / "portal-sync"), str(tmp_path / "facts")]
    run = subprocess.run(command, capture_output=True, text=True, check=False, timeout=600)
    assert run.returncode == 0, run.stderr
    found = {
        table: {rule: set(rows) for rule, rows in by_rule.items()} for table, by_rule in json.loads(run.stdout).items()
    }
    assert found == failing(PORTAL, example_facts)


def test_it_prints_nothing_and_opens_no_connection(
    example_facts: FactFrames, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        pytest.fail("a connection was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    table = PORTAL.facts_by_name["groups"]
    assert gx.failing_rows(PORTAL, table, example_facts["groups"])["PS-007"]
    assert capfd.readouterr() == ("", "")


def test_no_rows_are_judged_without_great_expectations() -> None:
    table = PORTAL.facts_by_name["students"]
    assert gx.failing_rows(PORTAL, table, frame_of(PORTAL, "students", [])) == {}


SECRET = "Zebedee"  # noqa: S105 (a name)
BREAKS: Mapping[str, Callable[[pl.DataFrame], pl.DataFrame]] = MappingProxyType(
    {
        "column missing": lambda facts: facts.drop("roll_mode"),
        "text among numbers": lambda facts: facts.with_columns(days_since_leaving=pl.lit(SECRET)),
    }
)

BROKEN = {"column missing": "roll_mode", "text among numbers": "days_since_leaving"}
"""What each of them breaks."""


@pytest.mark.slow
@pytest.mark.parametrize("name", BREAKS)
def test_an_exception_inside_stops_the_run_without_a_value(
    name: str, example_facts: FactFrames, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    table = PORTAL.facts_by_name["students"]
    # A few rules will do: each costs as much as it would among all.
    reads = next(rule for rule in PORTAL.rules_on(table) if BROKEN[name] in columns(rule.when) + columns(rule.require))
    others = [rule for rule in PORTAL.rules_on(table) if not rule.needs and rule is not reads][:2]
    few = replace(PORTAL, rules=tuple(replace(rule, needs=(), explains=()) for rule in (*others, reads)))
    with pytest.raises(ProgramError, match=r"raised \w+Error on rule PS-\d+") as raised:
        gx.failing_rows(few, table, BREAKS[name](example_facts["students"]))
    assert SECRET not in str(raised.value)
    assert raised.value.__cause__ is None
    assert not caplog.records
    assert capfd.readouterr() == ("", "")


def test_an_expectation_that_great_expectations_drops_is_missed(example_facts: FactFrames) -> None:
    table = PORTAL.facts_by_name["groups"]
    compiled = gx.expectation_suite(PORTAL, table)
    compiled["expectations"][0]["type"] = "expect_nothing"
    count = len(compiled["expectations"])
    with pytest.raises(ProgramError, match=rf"ran {count - 1} of the {count} expectations of portal-sync\.groups"):
        gx.validated(compiled, gx.pandas_frame(example_facts["groups"]))


def test_personal_cells_are_hidden_and_missing_ones_stay_missing() -> None:
    table = PORTAL.facts_by_name["students"]
    rows: list[Example] = [
        {"salutation": "Ms", "latest_dol": "2026-07-20"},
        {"salutation": None, "latest_dol": UNKNOWN},
    ]
    facts = frame_of(PORTAL, "students", rows)
    hidden = masked(facts, table, PORTAL)
    assert hidden.schema == facts.schema
    assert hidden["salutation"].to_list() == [HIDDEN_TEXT, None]
    assert hidden["latest_dol"].to_list() == [HIDDEN_DATE, None]
    assert hidden["latest_dol__unknown"].to_list() == [False, True]
    shown = [fact.name for fact in table.facts.values() if fact.shown]
    assert hidden.select(shown).equals(facts.select(shown))


def test_written_facts_show_personal_values_only_when_asked(example_facts: FactFrames, tmp_path: Path) -> None:
    export(example_facts, tmp_path / "new")
    files = sorted(path.name for path in (tmp_path / "new").iterdir())
    assert files == sorted(f"{table.name}.parquet" for table in PORTAL.fact_tables)
    assert set(pl.read_parquet(tmp_path / "new" / "students.parquet")["email"].drop_nulls()) == {HIDDEN_TEXT}
    export(example_facts, tmp_path / "new", show_values=True)
    assert pl.read_parquet(tmp_path / "new" / "students.parquet").equals(example_facts["students"])
