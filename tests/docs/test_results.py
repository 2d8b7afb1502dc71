"""The validation results of Data Docs: Great Expectations' own and those built from outcomes are the same."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from extracts import TRACES, write_canaries
from schoolgate import suites
from schoolgate.basics.errors import ProgramError
from schoolgate.commands.sample import has_sample
from schoolgate.engines.gx_conditions import Json
from schoolgate.language.outcome import Outcome
from schoolgate.language.table import ROW
from schoolgate.pages import results
from schoolgate.pages.conditions import met
from schoolgate.run.pseudonym import pseudonymised
from schoolgate.run.result import Result
from schoolgate.sample.extract import sample
from sites import checked

DATA = Path(__file__).parents[2] / "data"
DAY = date(2026, 11, 22)
NAMES = suites.names()


def shipped(name: str, kind: str) -> Result:
    return checked(name, DATA / name / kind)


def drawn(name: str, seed: int, folder: Path) -> Result:
    sample(suites.load(name), folder / "drawn", rows=250, faults=1.0, seed=seed, as_of=DAY)
    return checked(name, folder / "drawn")


def odd(name: str, folder: Path) -> Result:
    return checked(name, write_canaries(suites.load(name), folder / "odd"))


def all_sorts(name: str, folder: Path) -> Result:
    """The rows of several checks in one: Great Expectations takes seconds for a few rows as for many."""
    found = [odd(name, folder)]
    if has_sample(name):
        found += [shipped(name, "faulty"), *(drawn(name, seed, folder / str(seed)) for seed in (7, 8))]
    facts = {
        table: pl.concat([one.facts[table] for one in found]).with_columns(pl.int_range(2, pl.len() + 2).alias(ROW))
        for table in found[0].facts
    }
    outcomes = {
        table: pl.concat([one.outcomes[table] for one in found]).with_columns(facts[table][ROW])
        for table in found[0].outcomes
    }
    return replace(found[0], facts=facts, outcomes=outcomes)


def nothing_wrong(name: str, folder: Path) -> Result:
    del folder
    return shipped(name, "clean")


MAKERS = (all_sorts, nothing_wrong)
CASES = [(name, maker) for name in NAMES for maker in MAKERS if maker is all_sorts or has_sample(name)]


def told(found: results.Results) -> dict[str, Json]:
    """What the results say, but for who judged."""
    documents: dict[str, Json] = {name: json.loads(json.dumps(one)) for name, one in found.items()}
    for document in documents.values():
        del document["meta"]["judged_by"]
    return documents


def failing_of(document: Json) -> dict[str, set[tuple[object, ...]]]:
    """The failing rows of a result by rule, each as its row and its key."""
    found: dict[str, set[tuple[object, ...]]] = {}
    for one in document["results"]:
        rows = found.setdefault(one["expectation_config"]["meta"]["rule"], set())
        for part in one["result"]["unexpected_index_list"]:
            rows.update(zip(*part.values(), strict=True))
    return found


@pytest.mark.slow
@pytest.mark.parametrize(("name", "maker"), CASES)
def test_results_built_from_outcomes_are_those_of_great_expectations(
    name: str, maker: Callable[[str, Path], Result], tmp_path: Path
) -> None:
    result = maker(name, tmp_path)
    native, built = results.validation_results(result, native=True), results.validation_results(result)
    for table in result.suite.fact_tables:
        judged = "Great Expectations" if result.facts[table.name].height else "the outcomes of the check"
        assert native[table.name]["meta"]["judged_by"] == judged
        assert built[table.name]["meta"]["judged_by"] == "the outcomes of the check"
    assert told(native) == told(built)
    for table in result.suite.fact_tables:
        failing = failing_of(told(built)[table.name])
        for rule in result.suite.rules_on(table):
            rows = result.facts[table.name].filter(result.outcomes[table.name][rule.id] == Outcome.FAIL.value)
            assert failing[rule.id] == set(rows.select(results.index_columns(table)).rows())
    for found in (native, built):
        assert_impersonal(found)


def assert_impersonal(found: results.Results) -> None:
    text = "".join(map(str, found.values()))
    assert "'rule'" in text
    assert not [trace for trace in TRACES if trace in text]


@pytest.mark.parametrize("name", NAMES)
def test_results_hold_no_personal_value(name: str, tmp_path: Path) -> None:
    assert_impersonal(results.validation_results(odd(name, tmp_path)))


@pytest.mark.parametrize("native", [pytest.param(True, marks=pytest.mark.slow), False])
def test_pseudonyms_stand_in_the_results_and_change_no_count(native: bool, tmp_path: Path) -> None:
    result = drawn("portal-sync", 7, tmp_path)
    hidden = pseudonymised(result, b"a key of sixteen bytes or more")
    plain_, secret = (told(results.validation_results(one, native=native)) for one in (result, hidden))
    keys = set(result.facts["students"]["student_id"].drop_nulls())
    assert any(key in str(plain_["students"]) for key in keys)
    assert not [key for key in keys if f"'{key}'" in str(secret)]
    for table, document in plain_.items():
        assert [one["result"]["unexpected_count"] for one in document["results"]] == [
            one["result"]["unexpected_count"] for one in secret[table]["results"]
        ]


def changed(result: Result, table: str, **columns: pl.Expr) -> Result:
    outcomes = {**result.outcomes, table: result.outcomes[table].with_columns(**columns)}
    return replace(result, outcomes=outcomes)


def test_outcomes_that_no_expectation_asks_of_are_refused() -> None:
    result = checked("portal-sync", DATA / "portal-sync" / "clean")
    wrong = changed(result, "students", **{"PS-310": pl.lit(Outcome.FAIL.value, pl.UInt8())})
    with pytest.raises(ProgramError, match="PS-310 do not ask of every row"):
        results.validation_results(wrong)


@pytest.mark.parametrize(
    "condition",
    [
        {"type": "comparison", "column": {"name": "a"}, "operator": "!=", "parameter": 1},
        {"type": "comparison", "column": {"name": "a"}, "operator": ">=", "parameter": "1"},
        {"type": "pass_through", "pass_through_filter": "a == 1"},
        {},
    ],
)
def test_a_condition_that_we_do_not_write_is_refused(condition: dict[str, Any]) -> None:
    with pytest.raises(ProgramError, match="does not write"):
        met(condition)
