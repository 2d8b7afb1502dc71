"""The catalogue: every rule with all its parts, in words that cover the vocabulary, and documents that do not drift."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import get_args

import polars as pl
import pytest

from examples import every_example
from schoolgate import cli, suites
from schoolgate.catalogue.entries import Requirement, find
from schoolgate.catalogue.wording import phrase, where
from schoolgate.engines import fused
from schoolgate.frames.masks import compiled, holds_in_polars
from schoolgate.judgement.findings import marked
from schoolgate.language.outcome import Outcome, fails
from schoolgate.language.predicate import (
    ALWAYS,
    NEVER,
    AllOf,
    AnyOf,
    AtLeast,
    AtMost,
    Atom,
    Filled,
    IsTrue,
    Not,
    OneOf,
    Predicate,
    atoms,
)
from schoolgate.language.suite import Suite
from schoolgate.language.table import Fact, FactTable, Kind
from schoolgate.language.truth import Formula, surely
from schoolgate.report.catalogue import as_json
from schoolgate.report.catalogue_markdown import catalogue, index

ROOT = Path(__file__).parents[1]
SUITES = [suites.load(name) for name in suites.names()]
EVERY = find(None)
WIDTH = 80
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("COLUMNS", str(WIDTH))

    def command(*arguments: str) -> tuple[int, str, str]:
        code = cli.main(arguments)
        out, err = capfd.readouterr()
        return code, out, err

    return command


def flat(text: str) -> str:
    return " ".join(text.split())


def rule_id(one: Requirement) -> str:
    return one.rule.id


# ------------------------------------------------------------------------------------------------------------- words

SAID: dict[str, Predicate] = {
    "always": ALWAYS,
    "never": NEVER,
    "t is filled": Filled("t"),
    "t is missing": Not(Filled("t")),
    't is "it\'s"': OneOf("t", ("it's",)),
    't is not "it\'s"': Not(OneOf("t", ("it's",))),
    't is one of "a", "it\'s"': OneOf("t", ("a", "it's")),
    't is none of "a", "it\'s"': Not(OneOf("t", ("a", "it's"))),
    "b is true": IsTrue("b"),
    "b is not true": Not(IsTrue("b")),
    "n is at least 1": AtLeast("n", 1),
    "n is not at least 1": Not(AtLeast("n", 1)),
    "n is at most -1": AtMost("n", -1),
    "n is not at most -1": Not(AtMost("n", -1)),
    "t is filled and b is true": AllOf(Filled("t"), IsTrue("b"), AllOf(Filled("t"))),
    "t is missing or b is not true": Not(AllOf(Filled("t"), IsTrue("b"))),
    "t is filled and (b is true or n is at least 1)": AllOf(Filled("t"), AnyOf(IsTrue("b"), AtLeast("n", 1))),
    "(t is filled and b is true) or n is at least 1": AnyOf(AllOf(Filled("t"), IsTrue("b")), AtLeast("n", 1)),
    "t is missing and (b is not true or n is not at least 1)": Not(
        AnyOf(Filled("t"), Not(AnyOf(Not(IsTrue("b")), Not(AtLeast("n", 1)))))
    ),
    "t is filled or never": AnyOf(Filled("t"), AnyOf(NEVER, NEVER), AllOf(NEVER)),
}
COLUMNS: dict[str, tuple[Kind, list[object]]] = {
    "t": (Kind.TEXT, ["a", "it's", "b"]),
    "b": (Kind.BOOL, [True, False]),
    "n": (Kind.INT, [-2, -1, 0, 1, 2]),
}


@pytest.mark.parametrize("words", [words for words in SAID if "never" not in words or words == "never"])
def test_a_predicate_in_words(words: str) -> None:
    assert phrase(SAID[words]) == words


def test_words_cover_the_vocabulary() -> None:
    assert {type(atom) for predicate in SAID.values() for atom in atoms(predicate)} == set(get_args(Atom))


def every_state(*, missing: bool, unknown: bool) -> tuple[FactTable, pl.DataFrame]:
    """A fact table of three columns, and a row for every combination of states that they can be in."""
    facts = tuple(Fact(name, kind, missing=missing, unknown=unknown) for name, (kind, _) in COLUMNS.items())
    frame = pl.DataFrame({"row": [2]})
    for name, (_, values) in COLUMNS.items():
        cells: list[tuple[object, bool]] = [(value, False) for value in values]
        cells += [(None, False)] if missing else []
        cells += [(None, True)] if unknown else []
        column = {name: [cell for cell, _ in cells]}
        flags = {f"{name}__unknown": [flag for _, flag in cells]} if unknown else {}
        frame = frame.join(pl.DataFrame({**column, **flags}), how="cross")
    return FactTable("things", "things", None, facts), frame


def in_sql(formula: Formula, table: FactTable, frame: pl.DataFrame) -> list[int]:
    condition = " AND ".join(f"({part})" for part in where(formula, table))
    return frame.with_row_index().filter(pl.sql_expr(condition))["index"].to_list()


@pytest.mark.parametrize("unknown", [False, True], ids=["known", "unknown"])
@pytest.mark.parametrize("missing", [False, True], ids=["filled", "missing"])
@pytest.mark.parametrize("words", SAID)
def test_sql_says_what_the_engine_says(words: str, *, missing: bool, unknown: bool) -> None:
    table, frame = every_state(missing=missing, unknown=unknown)
    for holds in (True, False):
        formula = surely(SAID[words], holds=holds)
        found = frame.select(found=compiled(formula, table, holds_in_polars))["found"].to_list()
        assert in_sql(formula, table, frame) == [row for row, met in enumerate(found) if met]


@pytest.mark.parametrize("suite", SUITES, ids=lambda suite: suite.name)
def test_sql_of_every_rule_finds_what_the_engine_finds(suite: Suite) -> None:
    facts = {table.name: every_example(suite, table.name) for table in suite.fact_tables}
    outcomes = fused.evaluate(suite, facts)
    for table in suite.fact_tables:
        for rule in suite.rules_on(table):
            failed = (outcomes[table.name][rule.id] == Outcome.FAIL.value).arg_true().to_list()
            assert in_sql(fails(rule, table, suite.rules_by_id), table, facts[table.name]) == failed
            assert failed


# --------------------------------------------------------------------------------------------------------- every rule


def test_every_rule_is_there_once_in_the_articles_order() -> None:
    assert [one.rule for one in EVERY] == [rule for suite in SUITES for rule in suite.rules]


@pytest.mark.parametrize("one", EVERY, ids=rule_id)
def test_every_rule_has_every_part(one: Requirement) -> None:
    (told,) = json.loads(as_json([one]))
    may_be_empty = {"needs", "explains", "explained_by", "lone_derived_fact", "asks_rows_without_key"}
    may_be_empty |= {"severity_depends_on_record", "enters_status", "fixed", "reading", "variants"}
    assert [name for name, value in told.items() if value in ("", [], None) and name not in may_be_empty] == []
    assert all(fact["meaning"] for fact in told["facts"])
    assert [engine["fact_table"] for engine in told["engines"]] == list(one.rule.facts)
    for engine in told["engines"]:
        assert engine["fails_where_sql"]
        assert engine["great_expectations"]["expectations"]
        assert (ROOT / engine["great_expectations"]["suite"]).is_file()


@pytest.mark.parametrize("one", EVERY, ids=rule_id)
def test_good_examples_do_not_fail_and_bad_ones_do(one: Requirement) -> None:
    assert [example.outcome is Outcome.FAIL for example in one.examples] == [example.bad for example in one.examples]
    assert (len(one.rule.good), len(one.rule.bad)) == (
        sum(not example.bad for example in one.examples),
        sum(example.bad for example in one.examples),
    )
    assert all(example.severity in one.rule.severities for example in one.examples if example.bad)
    # The columns that are shown are enough to tell why one fails and another does not.
    bad = [(example.cells, example.unknown) for example in one.examples if example.bad]
    assert not [example for example in one.examples if not example.bad and (example.cells, example.unknown) in bad]


@pytest.mark.parametrize("one", EVERY, ids=rule_id)
def test_one_rule_in_full_in_the_terminal(run: Run, one: Requirement) -> None:
    code, out, err = run("rules", one.rule.id)
    assert (code, err) == (0, "")
    words = flat(out)
    rule = one.rule
    texts = (rule.message, *(variant.message for variant in rule.variants if variant.message))
    said = (rule.title, rule.asks, str(rule.source), rule.fix, rule.screen, rule.reading, one.asks, one.must_hold)
    for part in (*said, *(marked(rule, text) for text in texts)):
        assert flat(part) in words
    for read in one.reads:
        assert flat(read.meaning) in words
    for needed in rule.needs:
        assert f"{needed} to pass" in words
    assert max(map(len, out.splitlines())) <= WIDTH
    assert "\x1b" not in out


@pytest.mark.parametrize("one", EVERY, ids=rule_id)
def test_what_the_terminal_calls_the_engines_is_what_they_hold(one: Requirement) -> None:
    for engine in one.engines:
        written = json.loads((ROOT / engine.suite_file).read_text(encoding="utf-8"))["expectations"]
        mine = [found for found in written if found["meta"]["rule"] == one.rule.id]
        assert [(found["type"], found["severity"]) for found in mine] == [
            (found.type, found.severity) for found in engine.expectations
        ]
        assert [found["kwargs"]["column"] for found in mine] == [
            found.arguments["column"] for found in engine.expectations
        ]


def test_the_schema_that_is_named_has_the_check() -> None:
    one = EVERY[0]
    found: dict[str, object] = {}
    imports, builds = one.engines[0].schema
    exec(f"{imports}\nschema = {builds}", found)  # noqa: S102  the line is ours
    checks = getattr(found["schema"], "checks", [])
    assert one.engines[0].check in [check.name for check in checks]


def test_lone_facts_are_listed_with_what_they_mean(run: Run) -> None:
    lone = [one for one in EVERY if one.lone_fact]
    words, document = flat(run("rules")[1]), catalogue(EVERY)
    assert lone
    for one in lone:
        assert isinstance(one.rule.require, IsTrue)
        assert one.lone_fact
        assert one.lone_fact.meaning
        assert f"{one.rule.id} {one.lone_fact.name}: {one.lone_fact.meaning}" in words
        assert f"- [{one.rule.id}](#{one.rule.id.lower()}): `{one.lone_fact.name}`" in document


def test_a_severity_that_depends_says_on_what() -> None:
    depending = [one for one in EVERY if len(one.rule.severities) > 1]
    assert all(" where " in one.severity and "otherwise" in one.severity for one in depending)


# ----------------------------------------------------------------------------------------------------------- the list


def test_the_list_names_every_rule_at_eighty_columns(run: Run) -> None:
    code, out, err = run("rules")
    assert (code, err) == (0, "")
    assert max(map(len, out.splitlines())) <= WIDTH
    assert all(line == line.rstrip() for line in out.splitlines())
    words = flat(out)
    for one in EVERY:
        assert one.rule.id in words
    for suite in SUITES:
        assert suite.question in words
        assert run("rules", suite.name)[0] == 0


def test_a_rule_is_found_whatever_its_case(run: Run) -> None:
    name = EVERY[0].rule.id
    assert run("rules", name.lower()) == run("rules", name)


def test_an_unknown_name_is_refused_with_the_nearest(run: Run) -> None:
    name = SUITES[0].name
    code, out, err = run("rules", name.replace("-", "_") + "s")
    assert (code, out) == (2, "")
    assert f"did you mean {name}?" in err
    code, out, err = run("rules", "zzz")
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert f"known suites: {', '.join(suites.names())}" in err


@pytest.mark.parametrize("every", [20, pytest.param(1, marks=pytest.mark.slow)])
def test_json_is_one_object_per_rule_and_always_the_same(run: Run, every: int) -> None:
    code, out, err = run("rules", "--format", "json")
    assert (code, err) == (0, "")
    assert run("rules", "--format", "json")[1] == out
    told = json.loads(out)
    assert [one["id"] for one in told] == [one.rule.id for one in EVERY]
    assert len({tuple(one) for one in told}) == 1
    for one in told[::every]:
        assert json.loads(run("rules", one["id"], "--format", "json")[1]) == [one]


# ---------------------------------------------------------------------------------------------------------- documents


@pytest.mark.parametrize("suite", SUITES, ids=lambda suite: suite.name)
def test_the_committed_document_is_what_the_command_prints(run: Run, suite: Suite) -> None:
    committed = (ROOT / "docs" / "rules" / f"{suite.name}.md").read_text(encoding="utf-8")
    assert committed == run("rules", suite.name, "--format", "markdown")[1], "run `make generate`"


def test_every_link_of_the_document_leads_somewhere() -> None:
    document, listed = catalogue(EVERY), index(EVERY)
    for one in EVERY:
        assert document.count(f'<a id="{one.rule.id.lower()}"></a>') == 1
        assert f"(#{one.rule.id.lower()})" in document
        assert f"({one.suite.name}.md#{one.rule.id.lower()})" in listed


def test_every_row_of_a_table_has_the_cells_of_its_header() -> None:
    lines = [*catalogue(EVERY).splitlines(), "", *index(EVERY).splitlines()]
    width = 0
    for line in lines:
        cells = line.replace("\\|", "").count("|")
        if not line.startswith("|"):
            width = 0
        elif width:
            assert cells == width, line
        else:
            width = cells
