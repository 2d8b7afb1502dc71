"""Suites of no size that anybody planned for: no rule or a few, of any severity, about records or about the whole file."""

import json
from io import StringIO
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rich.console import Console

from schoolgate.basics.clock import moment
from schoolgate.engines import pandera
from schoolgate.engines.engine import Engine
from schoolgate.intake.frames import read_frames
from schoolgate.language.outcome import Outcome
from schoolgate.language.predicate import ALWAYS, NEVER, AllOf, AnyOf, Filled, IsTrue, Not, OneOf, Predicate
from schoolgate.language.rule import Article, Depends, Effect, Example, Owner, Rule, Severity
from schoolgate.language.settings import CommonSettings, Settings, SuiteSettings
from schoolgate.language.suite import Field, Suite, Verdict
from schoolgate.language.table import ROW, Column, Fact, FactTable, Kind, Table, facts_of
from schoolgate.report import github, gitlab, json_report, junit, markdown, sarif, terminal
from schoolgate.run.check import judged, wanted
from schoolgate.run.result import Result
from schoolgate.story.checklist import explain
from schoolgate.story.rows import records

THINGS = Table(
    "things",
    "id",
    (Column("id", required=True, shown=True, person=True), Column("title", shown=True), Column("flag", Kind.BOOL)),
    required=True,
)
FACTS = facts_of(THINGS, neutral={"id": "T1", "title": "a", "flag": True})
ANY = Fact("flag", Kind.BOOL, "any", neutral=True, missing=True, unknown=True)
WHOLE = FactTable("whole", "things", None, derived=(ANY,))
PREDICATES: list[Predicate] = [
    *(ALWAYS, NEVER, Filled("flag"), IsTrue("flag"), Not(IsTrue("flag"))),
    *(AllOf(Filled("flag"), IsTrue("flag")), AnyOf(Not(Filled("flag")), IsTrue("flag"))),
]
OF_THINGS: list[Predicate] = [*PREDICATES, OneOf("title", ("a",)), Filled("title"), Filled("key")]
SEVERITIES: list[Severity | Depends] = [
    *Severity,
    Depends(IsTrue("flag"), Severity.ERROR, Severity.INFO),
    Depends(IsTrue("flag"), Severity.WARNING, Severity.ERROR),
]
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "id": st.sampled_from(["T1", "T2", None]),
            "title": st.sampled_from(["a", "b", None]),
            "flag": st.sampled_from(["true", "no", "?", None]),
        }
    ),
    max_size=4,
)


def build(tables: Any, *_: object) -> dict[str, pl.DataFrame]:
    things = tables["things"]
    some = things["flag"].any()
    whole = pl.DataFrame({ROW: [2], "flag": [some], "flag__unknown": [False]}, schema_overrides={ROW: pl.Int64()})
    return {"things": things.select(FACTS.columns), "whole": whole.select(WHOLE.columns)}


@st.composite
def rules(draw: st.DrawFn) -> tuple[Rule, ...]:
    found: list[Rule] = []
    for number in range(draw(st.integers(0, 3))):
        facts = draw(st.sampled_from(["things", "whole"]))
        predicates = OF_THINGS if facts == "things" else PREDICATES
        example: Example = {}
        needs = [rule.id for rule in found if rule.facts == (facts,) and draw(st.booleans())]
        found.append(
            Rule(
                id=f"TT-{number:03}",
                title="A thing is not right",
                asks="Something holds.",
                facts=(facts,),
                when=draw(st.sampled_from(predicates)),
                require=draw(st.sampled_from(predicates)),
                needs=tuple(needs),
                severity=draw(st.sampled_from(SEVERITIES)),
                effect=draw(st.sampled_from([None, *Effect])),
                reading=draw(st.sampled_from(["", "we read it so"])),
                keyless=draw(st.booleans()),
                counts=draw(st.booleans()),
                message="Something does not hold.",
                fix="Mend it.",
                owner=draw(st.sampled_from(list(Owner))),
                screen="MIS: things",
                source=Article("the article on things").section("all of it", derived=draw(st.booleans())),
                column="flag",
                good=(example,),
                bad=(example,),
            )
        )
    return tuple(found)


def suite_of(made: tuple[Rule, ...]) -> Suite:
    verdict = Verdict("things", "will do", (Field("title", "its title"),), lambda records: records)
    return Suite(
        name="things",
        title="Things",
        question="Will it do?",
        tables=(THINGS,),
        fact_tables=(FACTS, WHOLE),
        rules=made,
        settings=SuiteSettings,
        build_facts=build,
        verdicts=(verdict,),
    )


def checked(suite: Suite, rows: list[dict[str, str | None]], engine: Engine = Engine.FUSED) -> Result:
    frame = pl.DataFrame(rows, schema=dict.fromkeys(("id", "title", "flag"), pl.String()))
    own = Settings(CommonSettings(), SuiteSettings(), "things")
    read = read_frames({"things": frame}, wanted(suite, own))
    return judged(suite, read, "frames", own, moment("2026-11-22", ZoneInfo("Europe/London"), "start"), engine)


@given(made=rules(), rows=ROWS)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_suite_is_checked_and_told(made: tuple[Rule, ...], rows: list[dict[str, str | None]]) -> None:
    suite = suite_of(made)
    result = checked(suite, rows)
    counted = sum(covered.failed for covered in result.coverage)
    assert result.findings().height == counted
    assert set(result.statuses) <= {"ready", "ready_with_warnings", "blocked", "undetermined"}
    for module in (json_report, junit, sarif, github, gitlab, markdown):
        assert module.render(result, fail_on=Severity.ERROR, show_values=False) is not None
    document = json.loads(json_report.render(result))
    assert document["passed"] is result.passed()
    written = StringIO()
    terminal.show(result, Console(file=written, width=80), fail_on=Severity.ERROR)
    assert "PASSED" in written.getvalue() or "FAILED" in written.getvalue()
    assert records(result).height == result.facts["things"].height
    for index in range(result.facts["things"].height):
        assert explain(result, FACTS, index).verdict is not None


@given(made=rules(), rows=ROWS)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_pandera_finds_the_same(made: tuple[Rule, ...], rows: list[dict[str, str | None]]) -> None:
    suite = suite_of(made)
    result = checked(suite, rows)
    for table in suite.fact_tables:
        found = pandera.failing_rows(suite, table, result.facts[table.name])
        for rule in suite.rules_on(table):
            failed = result.outcomes[table.name].filter(pl.col(rule.id) == Outcome.FAIL.value)[ROW]
            assert found[rule.id] == set(failed)
