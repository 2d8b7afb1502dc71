"""The engines against a plain-Python reading of the requirements, on schools that nobody would think of."""

import csv
import tomllib
from collections import Counter
from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import date, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zoneinfo import ZoneInfo

import pytest

import against
from oracle.hand import differences
from oracle.judgement import Judgement, Record
from oracle.tables import raw_table
from schoolcomms_leavers.hand_cases import HAND_CASES
from schoolcomms_leavers.handmade import Case as HandCase
from schoolcomms_leavers.oracle import judge
from schoolcomms_leavers.oracle_records import Settings
from schoolcomms_leavers.strategies import Case, corpus
from schoolgate.run.check import Engine
from schoolgate.run.result import Result
from schoolgate.sample.extract import sample
from schoolgate.suites import load

SUITE = load("schoolcomms-leavers")


def run(case: Case, folder: Path, engine: Engine = Engine.FUSED) -> Result:
    tables, options, as_of = case
    own = {field.name: getattr(options, field.name) for field in fields(Settings) if field.name != "reading"}
    return against.run(SUITE, tables, own, options.reading, as_of, folder, engine)


def told(result: Result) -> Judgement:
    """What the product says, with the next sync as a moment in UTC."""
    said = against.judgement_of(result)
    return replace(said, records=tuple(replace(one, fields=with_moment(one)) for one in said.records))


def with_moment(record: Record) -> Mapping[str, object]:
    shown = record["next_sync"]
    moment = datetime.fromisoformat(shown).astimezone(ZoneInfo("UTC")) if isinstance(shown, str) else shown
    return {**record.fields, "next_sync": moment}


@cache
def judged() -> tuple[tuple[Judgement, Judgement], ...]:
    """What the product says of the drawn schools, and what the oracle says."""
    with TemporaryDirectory() as folder:
        return tuple((told(run(case, Path(folder))), judge(*case)) for case in corpus())


def test_outcomes_are_those_of_the_oracle() -> None:
    for product, oracle in judged():
        assert product.outcomes == oracle.outcomes


def test_findings_are_those_of_the_oracle() -> None:
    for product, oracle in judged():
        assert product.findings == oracle.findings


def test_records_are_those_of_the_oracle() -> None:
    for product, oracle in judged():
        assert against.as_told(product.records, oracle.records) == oracle.records


def test_messages_give_the_moments_that_the_oracle_gives() -> None:
    for product, oracle in judged():
        assert not against.unnamed(product, oracle)


def test_questions_that_were_not_answered_are_those_of_the_oracle() -> None:
    for product, oracle in judged():
        assert product.assumptions == oracle.assumptions


def test_the_exit_code_is_that_of_the_oracle() -> None:
    for product, oracle in judged():
        assert product.exit == oracle.exit


@pytest.mark.parametrize("case", HAND_CASES, ids=str)
def test_a_case_worked_out_by_hand(case: HandCase, tmp_path: Path) -> None:
    said = told(run((case.tables, case.settings, case.as_of), tmp_path))
    # How keys written two ways are told is the product's own; that they fail the run is in the exit code.
    assert not differences(said, {what: wanted for what, wanted in case.expected.items() if what != "causes"})


def test_whoever_is_selected_and_has_not_left_is_a_cause() -> None:
    with TemporaryDirectory() as folder:
        for case in corpus(40):
            result = run(case, Path(folder))
            oracle = judge(*case)
            selected = set(result.facts["members"].filter("selected")["row"])
            for rule in ("SL-201", "SL-202"):
                rows = {found.row for found in oracle.findings if found.rule == rule} & selected
                causes = result.causes.filter(rule=rule).select("key", "records").rows()
                assert causes == ([(None, len(rows))] if rows else [])


# Pandera and Great Expectations are compared with the fused engine inside the check, which stops where they differ.
@pytest.mark.parametrize(("engine", "cases"), [(Engine.PANDERA, 40), (Engine.GX, 4)])
def test_the_other_engines_find_what_the_oracle_finds(engine: Engine, cases: int, tmp_path: Path) -> None:
    for case in corpus(cases):
        assert told(run(case, tmp_path, engine)).outcomes == judge(*case).outcomes


def test_the_oracle_agrees_with_the_truth_of_a_sample(tmp_path: Path) -> None:
    as_of = date(2026, 11, 22)
    sample(SUITE, tmp_path, rows=400, faults=0.5, seed=9, as_of=as_of)
    tables = {}
    for path in tmp_path.glob("*.csv"):
        with path.open(encoding="utf-8-sig", newline="") as file:
            tables[path.stem] = raw_table(list(csv.DictReader(file)))
    listed = [(row["table"], int(row["row"]), row["rule"], row["key"] or None) for _, row in tables.pop("truth").rows]
    document: dict[str, Any] = tomllib.loads((tmp_path / "settings.toml").read_text(encoding="utf-8"))
    own = {name: tuple(value) if isinstance(value, list) else value for name, value in
           document.get("schoolcomms_leavers", {}).items()}  # fmt: skip
    findings = judge(tables, Settings(**own), as_of.isoformat()).findings
    assert Counter((one.table, one.row, one.rule, one.key) for one in findings) == Counter(listed)
