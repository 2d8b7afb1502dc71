"""A suite's workflow as a page: what it answers, what the article says to do, whom it asks what, its tables and settings."""

from collections.abc import Iterator

from schoolgate.judgement.records import answers_of
from schoolgate.language.guide import Part, Step
from schoolgate.language.question import Question
from schoolgate.language.rule import Basis
from schoolgate.language.suite import Suite
from schoolgate.language.table import Column
from schoolgate.report.prose import code, escaped, table
from schoolgate.sample.write import toml
from schoolgate.story.guiding import said


def workflow(suite: Suite, section: str) -> str:
    """The page; `section` is what the suite's own settings stand under."""
    lines = [
        "<!-- Written by docs/generate.py. Do not edit. -->",
        f"# {suite.name}: {escaped(suite.title)}",
        "",
        escaped(suite.question),
        "",
        f"[Every requirement](../rules/{suite.name}.md) · [Where to get each column](../exports.md)",
        "",
        *_answers(suite),
        *_guide(suite),
        *_questions(suite),
        *_tables(suite),
        *_settings(suite, section),
    ]
    return "\n".join(lines).rstrip("\n") + "\n"


def _answers(suite: Suite) -> Iterator[str]:
    for verdict in suite.verdicts:
        answers = answers_of(suite, verdict)
        yield f"## {escaped(answers.question)}"
        yield ""
        rows = [(answer.label, f"7 {answers.of} {answer.says}", _TONES[answer.tone]) for answer in answers.values]
        yield from table(("answer", "as a report says it", "which is"), rows)
        yield ""


_TONES = {
    "good": "as it should be",
    "warn": "so too, but look at it",
    "bad": "to be mended",
    "unknown": "not to be told yet",
    "other": "not what the question is about",
}


def _guide(suite: Suite) -> Iterator[str]:
    if suite.guide is None:
        return
    for part in Part:
        steps = [step for step in suite.guide.steps if step.part is part]
        if steps:
            yield f"## {part.heading}"
            yield ""
            yield from (f"{number}. {_step(step)}" for number, step in enumerate(steps, start=1))
            yield ""


def _step(step: Step) -> str:
    source = f"By our reading: {step.reading}" if step.basis is Basis.READING else str(step.source)
    return f"{escaped(said(step))} *{escaped(source)}*"


def _questions(suite: Suite) -> Iterator[str]:
    if not suite.questions:
        return
    yield "## Questions that only you can answer"
    yield ""
    rows = [(one.asks, one.decides, _meanwhile(one), one.answer) for one in suite.questions]
    yield from table(("question", "what it decides", "until then", "to answer"), rows)
    yield ""


def _meanwhile(question: Question) -> str:
    if question.assumed is None:
        return "nobody knows: what depends on it is not checked where it decides"
    why = f" ({question.why})" if question.why else ""
    return f"assumed{'' if callable(question.assumed) else f': {toml(question.assumed)}'}{why}"


def _tables(suite: Suite) -> Iterator[str]:
    yield "## Tables"
    yield ""
    for one in suite.tables:
        yield f"### {one.name}{'' if one.required else ' (optional)'}"
        yield ""
        if one.about:
            yield f"{escaped(one.about)}."
            yield ""
        rows = [(code(column.name), _needed(column), str(column.kind), _about(column)) for column in one.columns]
        yield from table(("column", "", "holds", "what"), rows)
        yield ""


def _needed(column: Column) -> str:
    return "required" if column.required else ""


def _about(column: Column) -> str:
    parts = [column.about, f"one of {', '.join(column.closed)}" if column.closed else ""]
    return "; ".join(part for part in parts if part)


def _settings(suite: Suite, section: str) -> Iterator[str]:
    yield "## Settings"
    yield ""
    yield f"Under `[{section}]`; `schoolgate init {suite.name} DIR` writes them all, to be turned on."
    yield ""
    rows = []
    for name, field in suite.settings.model_fields.items():
        default = field.get_default(call_default_factory=True)
        rows.append((code(name), "nothing" if default is None else code(toml(default)), field.description or ""))
    yield from table(("setting", "without it", "what it says"), rows)
    yield ""
    for name, why in suite.settings.hardcoded.items():
        yield f"- {code(name)} cannot be set: {escaped(why)}"
