"""The product against a plain-Python reading of the requirements, on schools that nobody would think of."""

import csv
import tomllib
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from mending import BATCHES, wrong_of_batch
from oracle.tables import raw_table
from product import differences, hand_case_differences, outcome_differences, unsaid
from schoolcomms_leavers.compared import COMPARED, SCHOOLS, SUITE, expected, said, told
from schoolcomms_leavers.hand_cases import CASES
from schoolcomms_leavers.oracle import judge
from schoolcomms_leavers.oracle_records import Settings
from schoolgate import check as check_folder
from schoolgate.delivery.handed import Report
from schoolgate.engines.engine import Engine
from schoolgate.sample.extract import sample
from shares import shared
from trial import differences_of_engine, mutants_told


@pytest.mark.parametrize("number", shared(range(SCHOOLS), 3))
def test_the_product_reads_the_requirements_as_the_oracle_does(number: int) -> None:
    report, judgement = COMPARED.drawn(number)
    assert differences(told(report), expected(judgement)) == {}
    assert unsaid(report, judgement) == {}


@pytest.mark.parametrize("number", range(len(CASES)), ids=lambda number: CASES[number].name)
def test_the_product_reads_the_requirements_as_a_person_does(number: int) -> None:
    case, (report, judgement) = CASES[number], COMPARED.by_hand(number)
    found = said(report)
    # How keys written two ways are told is the product's own; that they fail the run is in the exit code.
    assert hand_case_differences(replace(case, causes=None), report, found) == {}
    assert outcome_differences(found, judgement) == {}


@pytest.mark.parametrize("number", shared(range(SCHOOLS), 3))
def test_whoever_is_selected_and_has_not_left_is_a_cause(number: int) -> None:
    report, judgement = COMPARED.drawn(number)
    selected = set(report.result.facts["members"].filter("selected")["row"])
    for rule in ("SL-201", "SL-202"):
        rows = {found.row for found in judgement.findings if found.rule == rule} & selected
        causes = report.result.causes.filter(rule=rule).select("key", "records").rows()
        assert causes == ([(None, len(rows))] if rows else [])


@pytest.mark.parametrize("batch", BATCHES)
def test_doing_every_job_leaves_nobody_but_those_whom_nobody_can_mend(batch: int) -> None:
    assert wrong_of_batch(COMPARED, batch) == []


EQUIVALENT = {"SL-005: keyless turned", "SL-006: keyless turned"}
"""Mutants that mean the same as the rule: no proof belongs to a member without a key, and the whole file has none."""


ONLY_BY_HAND = ("without a key", "names that were not supplied do not count")
"""Cases that tell a mutant from its rule where no drawn school does."""


@pytest.mark.slow
def test_a_rule_with_one_thing_wrong_does_not_get_past_the_tests() -> None:
    """Dropped conditions, bounds one off, needs forgotten: a mutant dies by the rules' examples or by the oracle."""
    told_by_hand = [number for number, case in enumerate(CASES) if case.name in ONLY_BY_HAND]
    assert mutants_told(SUITE, [*COMPARED.all_drawn(), *map(COMPARED.by_hand, told_by_hand)], {}) == EQUIVALENT


@pytest.mark.slow
@pytest.mark.parametrize("engine", [Engine.PANDERA, Engine.GX, Engine.SQL])
def test_the_other_engines_say_the_same_of_all_drawn_and_shipped_schools(engine: Engine) -> None:
    reports = [*(report for report, _ in COMPARED.all_drawn()), *map(shipped, ("clean", "faulty"))]
    assert differences_of_engine(SUITE, engine, [report.result for report in reports]) == ""


def shipped(name: str) -> Report[Any]:
    folder = Path(__file__).parents[2] / "data" / "schoolcomms-leavers" / name
    return check_folder("schoolcomms-leavers", folder, folder / "settings.toml", "2026-11-22")


def test_the_oracle_agrees_with_the_truth_of_a_sample(tmp_path: Path) -> None:
    as_of = date(2026, 11, 22)
    sample(SUITE, tmp_path, rows=400, faults=0.5, seed=9, as_of=as_of)
    tables = {}
    for path in tmp_path.glob("*.csv"):
        with path.open(encoding="utf-8-sig", newline="") as file:
            tables[path.stem] = raw_table(list(csv.DictReader(file)))
    listed = [
        (row["table"], int(row["row"] or 0), row["rule"], row["key"] or None) for _, row in tables.pop("truth").rows
    ]
    document: dict[str, Any] = tomllib.loads((tmp_path / "settings.toml").read_text(encoding="utf-8"))
    own: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in
           document.get("schoolcomms_leavers", {}).items()}  # fmt: skip
    findings = judge(tables, Settings(**own), as_of.isoformat()).findings
    assert Counter((one.table, one.row, one.rule, one.key) for one in findings) == Counter(listed)
