"""What no article says is said nowhere, and what is our reading or our own safeguard says so wherever it is told."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import schoolgate
from checked import checked
from schoolgate import suites
from schoolgate.catalogue.entries import find
from schoolgate.judgement.findings import marked
from schoolgate.language.outcome import Outcome
from schoolgate.language.rule import Article, Basis, Effect, Rule
from schoolgate.language.suite import Suite
from schoolgate.report.catalogue import card
from schoolgate.story.checklist import explain
from schoolgate.story.guiding import said
from schoolgate.story.letter import conclusion
from schoolgate.story.words import EFFECTS, OWNERS

PACKAGE = Path(schoolgate.__file__).parent
DATA = Path(__file__).parents[1] / "data"
SUITES = [suites.load(name) for name in suites.names()]
RULES = [(suite, rule) for suite in SUITES for rule in suite.rules]
TITLES = {"How do I manage students/leavers?"}
"""The titles that articles carry: of the five, only one has any."""
NOT_SAID = {
    r"\bnightly\b|\bovernight\b|\b(every|each|at) night\b|\bby tomorrow\b": "no article says at what time of day it syncs",
    r"\bexport\w*\b[^.]{0,40}\btest (data|results)\b|\btest (data|results)\b[^.]{0,40}\bexport\w*": "that test data "
    "can be exported",
    r"\b(restore|recover|undelete|bring back)\b[^.]{0,40}\b(deleted|member|test data|learner)": "that deletion is undone",
    r"(?<!days of )\b24[- ]hours?\b(?!, which is our assumption)": "how long the queue is",
    r"\b(instantly|immediately|within (a|an|\d+) (minutes?|hours?))\b": "how fast anything is",
    r"\bmatch(es|ed)?\b[^.]{0,30}\b\d\d ?(%|percent)": "from which likeness on the product takes two names for one",
    r"\bcypad\b[^.]{0,30}\b(deletes|removes|erases)\b": "that Cypad removes a record, which should change to Closed",
    r"\b(14|fourteen) days\b[^.]{0,25}\b(deleted|removed|erased)\b": "that what is kept goes: it is anonymised",
    r"\b(two|three) years\b[^.]{0,40}\b(deleted|removed|erased)\b": "that test data goes: it is anonymised",
    r"\bsync (deletes|removes) (?!nobody)": "that a sync removes a learner",
    r"\blogs? in to (Boost Insights|SNAP|Wellbeing) (by|with|using)\b": "that learners log in to these directly",
    r"\bimport (deletes|removes)\b": "that an import removes a student",
}
"""Phrases, as patterns, and what no article says that they would say."""
TOLD = {
    "portal-sync": (
        r"your own MIS", r"salutation, a first name and a last name", r"e-mail address", r"preferred forename.*support",
        r"base group.*year group in the portal", r"hardcodes", r"no admission date or one ahead", r"intake group",
        r"year group that has synced", r"support which admission statuses", r"does not sync", r"not On Roll",
        r"latest_dol in stud_student", r"12 by default", r"removes leavers by latest_dol", r"new case online.*title",
    ),
    "student-import": (
        r"student role", r"Dual", r"tolerance.*errors out", r"Create any non-existent Programs", r"lock-step.*full refresh",
        r"minimum graduation year", r"further ahead than the program has years", r"is no number",
        r"warning.*lock-step.*error", r"cohort year.*update", r"current year plus the years.*plus 4", r"still has none",
        r"there it is required", r"out of date, first-year students",
    ),
    "boost-promotion": (
        r"by hand", r"Access Coordinator", r"MIS user sync > Registration groups", r"Save registration group names",
        r"Save subject class names", r"Select all pupils", r"Sync pupil email addresses", r"Matched or May match",
        r"Save and sync pupils", r"refresh the browser page", r"chain-link", r"Grant access.*class and a year group",
        r"Boost Learning, Hachette Learning Adaptive or Hachette Learning Magazines", r"no effect on Boost Insights, SNAP",
        r"verification e-mail.*password", r"cannot be removed from an account", r"parents'", r"return to it later",
        r"overwritten", r"New Class", r"Set Up\?", r"Revoke Access", r"Leavers/Desynced", r"as Pupils > Without Access",
        r"Delete Class", r"hidden", r"marksheets", r"deletes its test data", r"two years \(three",
    ),
    "schoolcomms-leavers": (
        r"6am, 11am, 3pm or 6pm", r"Open to Closed", r"marks whoever has left", r"Save every message", r"no payments",
        r"club bookings", r"for good", r"no longer send the member messages", r"School Gateway", r"transactions and refunds",
        r"anonymised after 14 days", r"XXXX", r"longer anonymised period", r"desktop version", r"Import Management",
        r"Delete Leavers", r"click Add", r"Click OK", r"success message.*queued", r"how many are being deleted",
    ),
}  # fmt: skip
"""What each guide tells, as patterns: the steps, screens, conditions and warnings of its articles, none left out."""
NO_FIX = {
    r"\b(set|change|switch|put)\b[^.]{0,20}\broll mode\b": "a roll mode is a statutory record",
    r"\b(remove|delete|clear|move|change)\b[^.]{0,15}\bleaving date\b": "so is a leaving date",
    r"\bmake (it|the student|the pupil|them) On Roll\b": "so is who is on roll",
    r"\b(change|move|alter)\b[^.]{0,15}\bdate of birth\b": "and so is a date of birth",
}
"""What a fix never tells a school, and why: no record is changed to please a sync."""


def texts_of(rule: Rule) -> Iterator[tuple[str, str]]:
    """What a rule says, by where it says it."""
    yield from ((name, getattr(rule, name)) for name in ("title", "asks", "message", "fix", "reading", "screen"))
    if rule.fixed:
        yield "fixed", rule.fixed
    for number, variant in enumerate(rule.variants):
        parts = ((name, getattr(variant, name)) for name in ("message", "fix", "screen"))
        yield from ((f"variant {number} {name}", text) for name, text in parts if text)


def texts_of_suite(suite: Suite) -> Iterator[tuple[str, str]]:
    """Everything that a suite says, by where it says it."""
    yield from (("title", suite.title), ("question", suite.question))
    for rule in suite.rules:
        yield from ((f"{rule.id} {where}", text) for where, text in texts_of(rule))
    for question in suite.questions:
        names = ("asks", "decides", "answer", "why")
        yield from ((f"question {question.name} {name}", getattr(question, name)) for name in names)
    for number, step in enumerate(suite.guide.steps if suite.guide else ()):
        yield from ((f"step {number} {name}", getattr(step, name)) for name in ("text", "reading"))
    for verdict in suite.verdicts:
        yield "verdict", verdict.goes_through
        for field in verdict.fields:
            yield from ((f"field {field.name}", text) for text in (field.about, field.blank, *field.says.values()))
    for table in suite.tables:
        yield from ((f"{table.name}.{column.name}", column.about) for column in table.columns)
    for facts in suite.fact_tables:
        yield from ((f"fact {fact.name}", fact.about) for fact in facts.derived)
    for name, setting in suite.settings.model_fields.items():
        yield f"setting {name}", setting.description or ""


def constants() -> Iterator[tuple[str, str]]:
    """What reports, pages and commands say: the texts in their source that are no docstring, and their templates."""
    for room in ("story", "report", "pages", "commands", "gate"):
        for file in sorted((PACKAGE / room).rglob("*")):
            if file.suffix in {".html", ".js"}:
                yield file.name, file.read_text(encoding="utf-8")
            elif file.suffix == ".py":
                tree = ast.parse(file.read_text(encoding="utf-8"))
                spoken = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
                for node in ast.walk(tree):
                    if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in spoken:
                        yield f"{room}/{file.name}:{node.lineno}", node.value


def offending(texts: Iterator[tuple[str, str]], phrases: dict[str, str]) -> list[str]:
    return [
        f"{where}: {why}: {text}"
        for where, text in texts
        for phrase, why in phrases.items()
        if re.search(phrase, text, re.IGNORECASE)
    ]


@pytest.mark.parametrize("suite", SUITES, ids=lambda suite: suite.name)
def test_no_suite_says_what_no_article_says(suite: Suite) -> None:
    assert offending(texts_of_suite(suite), NOT_SAID) == []


def test_no_report_says_what_no_article_says() -> None:
    found = list(constants())
    assert len(found) > 1000
    assert offending(iter(found), NOT_SAID) == []


@pytest.mark.parametrize(
    "text",
    [
        "Then wait for the next nightly sync.",
        "Export the test data first.",
        "Its test results can be exported.",
        "The queue takes 24 hours.",
        "Support can restore a deleted member.",
        "Then Cypad removes the record.",
        "After 14 days the name is deleted.",
        "Test data older than two years is deleted.",
        "The sync removes learners who left.",
        "Learners log in to SNAP with their address.",
        "The import deletes who is not listed.",
    ],
)
def test_the_phrases_are_found(text: str) -> None:
    assert len(offending(iter([("here", text)]), NOT_SAID)) == 1
    assert offending(iter([("here", "with a queue of 24 hours, which is our assumption")]), NOT_SAID) == []


@pytest.mark.parametrize("suite", SUITES, ids=lambda suite: suite.name)
def test_no_fix_changes_a_statutory_record(suite: Suite) -> None:
    fixes = ((where, text) for where, text in texts_of_suite(suite) if where.endswith(" fix"))
    assert offending(fixes, NO_FIX) == []
    assert len(offending(iter([("here", "Set the roll mode to On Roll.")]), NO_FIX)) == 1


# ------------------------------------------------------------------------------------------------------------- titles


@pytest.mark.parametrize(("suite", "rule"), RULES, ids=lambda one: getattr(one, "id", ""))
def test_a_citation_quotes_no_title_that_the_article_does_not_carry(suite: Suite, rule: Rule) -> None:
    quoted = re.findall(r'["“]([^"”]+)["”]', rule.source.article)
    assert set(quoted) <= TITLES
    assert rule.source.article
    assert suite.name


def test_an_article_without_a_title_is_told_by_what_it_is_about() -> None:
    assert Article("the article on syncing").name == "the article on syncing"
    assert Article("the article on leavers", title="How?").name == '"How?"'


@pytest.mark.parametrize("suite", SUITES, ids=lambda suite: suite.name)
def test_no_text_quotes_a_title_of_an_article_that_has_none(suite: Suite) -> None:
    for where, text in texts_of_suite(suite):
        assert f'"{suite.title}"' not in text, where
        for quoted in re.findall(r'\barticle\b[^."]{0,40}"([^"]+)"', text):
            assert quoted in TITLES, where


def test_no_template_puts_an_article_in_quotation_marks() -> None:
    for where, text in constants():
        assert not re.search(r"[“\"']\{\{ ?one\.article ?}}|“\$\{rule\.article", text), where


# -------------------------------------------------------------------------------------------------------------- marks


@pytest.mark.parametrize(("suite", "rule"), RULES, ids=lambda one: getattr(one, "id", ""))
def test_what_is_not_the_articles_says_so_when_it_is_told(suite: Suite, rule: Rule) -> None:
    messages = [rule.message, *(variant.message for variant in rule.variants if variant.message)]
    for message in messages:
        told = marked(rule, message)
        assert rule.basis.mark in told.casefold()
        assert (told == message) or rule.basis is not Basis.ARTICLE
    (entry,) = find(rule.id)
    about = dict(card(entry))
    assert {
        Basis.ARTICLE: "the article says it",
        Basis.READING: f"our reading: {rule.reading}",
        Basis.SAFEGUARD: "a safeguard of schoolgate: no article asks for it",
    }[rule.basis] == about["Rests on"]
    assert suite.rules_by_id[rule.id] is rule


@pytest.mark.parametrize("suite", [suite for suite in SUITES if suite.guide], ids=lambda suite: suite.name)
def test_a_step_that_is_no_articles_says_so(suite: Suite) -> None:
    assert suite.guide is not None
    for step in suite.guide.steps:
        assert step.basis.mark in said(step).casefold()
        assert step.text.endswith(".")


@pytest.mark.parametrize("suite", [suite for suite in SUITES if suite.guide], ids=lambda suite: suite.name)
def test_a_guide_tells_all_that_its_articles_ask_and_warn_of(suite: Suite) -> None:
    assert suite.guide is not None
    told = " ".join(step.text for step in suite.guide.steps)
    assert [pattern for pattern in TOLD[suite.name] if not re.search(pattern, told)] == []


@pytest.mark.parametrize("suite", SUITES, ids=lambda suite: suite.name)
def test_findings_and_explanations_of_a_sample_are_marked(suite: Suite) -> None:
    result = checked(DATA / suite.name / "faulty", suite.name)
    found = result.findings().select("rule", "message", "basis").unique(maintain_order=True)
    assert found.height > 10
    for rule, message, basis in found.iter_rows():
        assert Basis(basis).mark in message.casefold(), rule
        assert suite.rules_by_id[rule].basis == basis
    for verdict in suite.verdicts:
        table = suite.facts_by_name[verdict.facts]
        frame = result.records[verdict.facts]
        goes = frame["status"].is_in(["ready", "ready_with_warnings"])
        harmed = (frame["status"] == "blocked") & ~frame["stopped"]
        for at in [*goes.arg_true().head(3), *harmed.arg_true().head(5)]:
            told = explain(result, table, at)
            for item in told.having(Outcome.FAIL):
                assert item.rule.basis.mark in str(item.message).casefold(), item.rule.id
            if verdict.goes_through.startswith("will "):
                assert " will not " not in conclusion(told), told.name


# -------------------------------------------------------------------------------------------------- one set of words


def test_every_effect_and_owner_has_its_words() -> None:
    assert list(EFFECTS) == list(Effect)
    assert {len({told.heading for told in EFFECTS.values()}), len({told.short for told in EFFECTS.values()})} == {5, 4}
    assert len({told.who for told in OWNERS.values()}) == len(OWNERS) == 3


@pytest.mark.parametrize("suite", SUITES, ids=lambda suite: suite.name)
def test_questions_are_questions_that_read_on(suite: Suite) -> None:
    assert suite.questions
    for question in suite.questions:
        assert question.asks.endswith("?"), question.name
        assert question.decides, question.name
        assert not question.decides.endswith("."), question.name
        assert question.answer, question.name
