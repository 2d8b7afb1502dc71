"""What is said of one record, composed once: `explain --reply`, the page of the record and its copy as text only join it.

A letter is lines without layout. Where only a name, a place or a message differs, lines of many records are the same, so
that a page can carry each of them once: `Blanks` says what stands there instead.
"""

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from schoolgate.basics.shown import visible
from schoolgate.judgement.jobs import Job
from schoolgate.language.noun import RECORD, Noun
from schoolgate.language.outcome import Outcome
from schoolgate.language.rule import Effect, Severity
from schoolgate.language.suite import Field, Verdict
from schoolgate.story import words
from schoolgate.story.explanation import Explanation, Item
from schoolgate.story.guiding import said

WIDTH = 72
"""How many characters a line of a letter has at most."""
FIRST = "What to do first"
FAILED = "What is not met"
OPEN = "What could not be checked"
LACKS = "What each way lacks, the nearest first"
MET = "Met"
TOLD = "Of what is met"
NOTED = "Notes"
NEXT = "What next"
NOBODY_TOLD = words.NOBODY_TOLD
JOB, PLAIN, UNCHECKED = "job", "", "unchecked"
"""Marks of points; one about a finding has its severity for a mark."""
_MOST_TITLES = 2
_GRAVE = (Severity.ERROR, Severity.WARNING)
_LATER = {Effect.REVIEW: "Look at {} before you start.", Effect.AFTER: "When it is done: {}."}
_KINDS = {Severity.ERROR: "", Severity.WARNING: " (warning)", Severity.INFO: " (info)"}


@dataclass(frozen=True, slots=True)
class Point:
    """One thing that is said, of some rules or of none; the first of its lines says what it is about."""

    mark: str
    rules: tuple[str, ...]
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """Points under a heading."""

    heading: str
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Letter:
    """What is said of one record: what will happen, which record that is, then section by section. All text is safe to show.

    `met` are the rules that it meets; they are told before the last section. `idle` are those that do not apply to it, each
    with why: a page can open them.
    """

    conclusion: str
    record: str
    sections: tuple[Section, ...]
    met: tuple[str, ...]
    idle: tuple[tuple[str, str], ...] = ()


class Blanks:
    """What stands in a letter where records differ: here the record's own words. Cells are made safe to show."""

    def name(self, explanation: Explanation) -> str:
        """What to call the record."""
        return visible(explanation.name)

    def place(self, explanation: Explanation) -> str:
        """Which record it is."""
        return place(explanation)

    def found(self, item: Item) -> str:
        """What was found."""
        return visible(found(item))


def letter(explanation: Explanation, as_of: str, blanks: Blanks | None = None) -> Letter:
    """What is said of a record as of some moment."""
    own = blanks or Blanks()
    articles = visible(" and ".join(explanation.articles))
    return Letter(
        conclusion=conclusion(explanation, own),
        record=f"Record: {own.place(explanation)}. As of {as_of}, checked against {articles}.",
        sections=tuple(section for section in _sections(explanation, own) if section.points),
        met=tuple(_ids(explanation.having(Outcome.PASS))),
        idle=tuple(
            (item.rule.id, visible(f"{item.why}.")) for item in explanation.having(Outcome.NOT_APPLICABLE) if item.why
        ),
    )


def as_text(told: Letter) -> str:
    """The letter as plain text, ready to paste: no line is longer than `WIDTH`."""
    return "".join(_text(told))


def _text(told: Letter) -> Iterator[str]:
    yield wrapped(told.conclusion)
    yield "\n" + wrapped(told.record)
    for section in told.sections:
        if section is told.sections[-1] and told.met:
            yield "\n" + wrapped(f"{MET}: {listed(told.met)}.")
        yield f"\n{section.heading}:\n"
        for point in section.points:
            first, *others = point.lines
            yield "\n" + wrapped(" ".join(filter(None, (", ".join(point.rules), first))), "- ")
            yield from (wrapped(line, "  ") for line in others)


def wrapped(text: str, first: str = "") -> str:
    """The text in lines that are not too long; what follows the first is as far in as its words."""
    lines = textwrap.wrap(text, WIDTH, initial_indent=first, subsequent_indent=" " * len(first), break_on_hyphens=False)
    return "".join(f"{line}\n" for line in lines)


# -------------------------------------------------------------------------------------------------------- the conclusion


def conclusion(explanation: Explanation, blanks: Blanks | None = None) -> str:
    """What will happen to the record, in the words of the suite's answer, and why."""
    name, answer = (blanks or Blanks()).name(explanation), explanation.answer
    if explanation.verdict is None or answer is None:
        return _met(explanation, name)
    proofs = explanation.verdict.proofs
    graves = [
        item
        for item in explanation.having(Outcome.FAIL)
        if item.severity is Severity.ERROR or item.rule.id in proofs or item.effect is Effect.HARMS
    ]
    told = f"{name} {answer.of_one}"
    if answer.tone == "unknown":
        unchecked = [
            item
            for item in explanation.having(Outcome.NOT_CHECKED)
            if item.severity is Severity.ERROR or item.rule.id in proofs
        ]
        return f"It cannot be told whether {told}{_because(graves) or _open(unchecked)}."
    if answer.tone == "bad":
        return f"{told}{_because(graves)}."
    if answer.tone == "other":
        noted = _ids(explanation.having(Outcome.FAIL))
        return f"{told}{f' ({listed(noted)})' if noted else ''}."
    if graves:
        return f"{told}; to mend all the same{_because(graves)}."
    warnings = explanation.having(Outcome.FAIL, Severity.WARNING)
    later = [item for item in warnings if item.effect is Effect.AFTER]
    before = [item for item in warnings if item.effect is not Effect.AFTER]
    warned = f", with a warning{_because(before)}" if before else ""
    return f"{told}{warned}{f'; to do when it is done{_because(later)}' if later else ''}."


def _met(explanation: Explanation, name: str) -> str:
    """Of a row without a verdict: whether all is well with it."""
    if explanation.goes_through:
        return f"{name} meets every requirement."
    if explanation.goes_through is None:
        return f"{name} cannot be judged{_open(explanation.having(Outcome.NOT_CHECKED, *_GRAVE))}."
    return f"{name} does not meet every requirement{_because(explanation.having(Outcome.FAIL, *_GRAVE))}."


def _because(items: Sequence[Item]) -> str:
    """The reason as a title, or as ids where there are so many that titles would not be read."""
    if len(items) > _MOST_TITLES:
        return f": {listed(_ids(items))} are not met"
    return ": " * bool(items) + "; ".join(f"{item.rule.title} ({item.rule.id})" for item in items)


def _open(unchecked: Sequence[Item]) -> str:
    ids = _ids(unchecked)
    return f": {listed(ids)} {_is(ids)} not checked" if ids else ""


def place(explanation: Explanation) -> str:
    """Where the record stands, and the suite's fields but for those that only repeat the conclusion."""
    parts = [] if explanation.key is None else [explanation.key]
    parts.append(f"{explanation.table.table} row {explanation.row}")
    if explanation.verdict:
        parts += [f"{words.labelled(one.name)} {_told(explanation, one)}" for one in placed(explanation.verdict)]
    return visible(", ".join(parts))


def _told(explanation: Explanation, one: Field) -> str:
    return explanation.blanks.get(one.name) or words.shown(one, explanation.fields[one.name])


def placed(verdict: Verdict) -> list[Field]:
    """The fields that say more than the answer does: not "will_arrive" where that is the question, nor the answer itself."""
    answers = set(verdict.answers.by_name) if verdict.answers else set()
    return [
        field
        for field in verdict.fields
        if words.labelled(field.name) != verdict.goes_through and not (field.words and set(field.words) == answers)
    ]


# --------------------------------------------------------------------------------------------------------- the sections


def _sections(explanation: Explanation, blanks: Blanks) -> Iterator[Section]:
    yield Section(FIRST, tuple(_job(job) for job in explanation.jobs))
    yield Section(FAILED, tuple(failed(explanation, item, blanks) for item in explanation.to_mend))
    for effect in (Effect.REVIEW, Effect.AFTER, Effect.TELLS):
        items = explanation.meaning(effect)
        heading = words.EFFECTS[effect].heading
        yield Section(heading, tuple(failed(explanation, item, blanks) for item in items))
    yield Section(
        OPEN,
        tuple(
            Point(UNCHECKED, (item.rule.id,), (item.rule.asks, visible(f"{words.NOT_CHECKED}: {item.why}.")))
            for item in explanation.having(Outcome.NOT_CHECKED)
        ),
    )
    yield Section(LACKS, tuple(Point(PLAIN, (), (visible(lack.text),)) for lack in explanation.lacks))
    yield Section(NOBODY_TOLD, tuple(Point(PLAIN, (), (line,)) for line in nobody_told(explanation)))
    yield Section(
        TOLD,
        tuple(
            Point(PLAIN, (item.rule.id,), (visible(item.message),))
            for item in explanation.having(Outcome.PASS)
            if item.message
        ),
    )
    yield Section(
        NOTED,
        tuple(
            Point(PLAIN, (one.rule,) if one.rule else (), (visible(words.noted(one)),)) for one in explanation.remarks
        ),
    )
    yield Section(NEXT, tuple(Point(PLAIN, (), (step,)) for step in next_steps(explanation)))


def _job(job: Job) -> Point:
    """What one person does in one place, and whom else that helps."""
    others = job.touches - 1
    told = [visible(job.mend.title + (f": {', '.join(job.at[:3])}{' …' * (len(job.at) > 3)}" if job.at else ""))]  # noqa: PLR2004 (as many as are shown)
    told.append(visible(f"{_to_do(job.effect, str(job.owner), job.mend.screen)}: {job.mend.fix}"))
    if others:
        told.append(f"It holds back {(job.of or RECORD).other(others)} too.")
    return Point(JOB, job.rules, tuple(told))


def failed(explanation: Explanation, item: Item, blanks: Blanks | None = None) -> Point:
    """What failed; its fix only where none of the record's jobs mends it, and what else it holds back, once."""
    told = [f"{item.rule.asks}{_KINDS[item.severity]}", f"Found: {(blanks or Blanks()).found(item)}"]
    if not any(item.rule.id in job.rules for job in explanation.jobs):
        told.append(visible(f"{to_do(item)}: {item.fix}"))
    if explanation.verdict is None:
        told += [_holds(explanation.suite.of, cause.others) for cause in explanation.causes if cause.rule is item.rule]
    told.append(_see(explanation, item))
    return Point(str(item.severity), (item.rule.id,), tuple(told))


def _holds(of: Noun, others: int) -> str:
    return f"It holds back {of.counted(others)}." if others else f"It holds back no {of.one}."


def _see(explanation: Explanation, item: Item) -> str:
    derived = " (a safeguard derived from it)" if item.rule.source.derived else ""
    return visible(f'See {explanation.cited(item.rule)}, section "{item.rule.source.section}"{derived}.')


def to_do(item: Item) -> str:
    """What its fix is for, whose it is and where: "To mend (the school; MIS: basic details)"."""
    return _to_do(item.effect, str(item.owner), item.screen)


def _to_do(effect: Effect, owner: str, screen: str) -> str:
    return f"{words.EFFECTS[effect].fix} ({words.who(owner)}; {screen})"


def found(item: Item) -> str:
    """What was found, with the cell where it may be shown."""
    return f"{item.message} ({item.column}: {item.value})" if item.value is not None else str(item.message)


def nobody_told(explanation: Explanation) -> Iterator[str]:
    """The open questions that make a difference here; that they touch one record goes without saying."""
    yield from (visible(words.assumed(replace(one, records=0))) for one in explanation.assumptions)


def next_steps(explanation: Explanation) -> Iterator[str]:
    """What to do now, a sentence each; what the jobs say already is not said again."""
    yield from _acts(explanation)
    if unchecked := explanation.having(Outcome.NOT_CHECKED):
        reasons = dict.fromkeys(visible(str(item.why)) for item in unchecked)
        yield f"Mend or supply what kept {listed(_ids(unchecked))} from being checked: {'; '.join(reasons)}."
    # What only tells is nobody's to meet: nothing waits for it.
    unmet = _ids(item for item in explanation.having(Outcome.FAIL) if item.effect is not Effect.TELLS)
    if waiting := [item for item in explanation.items if item.waits_for in unmet]:
        needs = list(dict.fromkeys(str(item.waits_for) for item in waiting))
        ids = _ids(waiting)
        yield f"Then check again: {listed(ids)} {_is(ids)} asked only once {listed(needs)} {_is(needs)} met."
    mend = explanation.to_mend
    for part, steps in explanation.guide:
        yield visible(f"{part.heading}: {' '.join(said(step) for step in steps)}")
    if explanation.answer and explanation.answer.tone == "other":
        if not mend:
            yield "Nothing has to be mended, unless you expected otherwise: then see what was found above."
        return
    if explanation.goes_through and not mend:
        yield "Nothing has to be mended."
    if explanation.verdict:
        yield visible(_case(explanation, explanation.verdict))


def _acts(explanation: Explanation) -> Iterator[str]:
    """Who mends what no job says."""
    by_jobs = {rule for job in explanation.jobs for rule in job.rules}
    for owner, told in words.OWNERS.items():
        if mine := _ids(item for item in explanation.to_mend if item.owner is owner and item.rule.id not in by_jobs):
            yield told.acts.format(listed(mine))
    for effect, sentence in _LATER.items():
        if mine := [one for one in _ids(explanation.meaning(effect)) if one not in by_jobs]:
            yield sentence.format(listed(mine))


def _case(explanation: Explanation, verdict: Verdict) -> str:
    titles = " and ".join(explanation.articles)
    when = "If it" if explanation.goes_through else "If all of this is in order and it"
    return f"{when} {_otherwise(verdict)}, raise a case with support that names the article: {titles}."


def _otherwise(verdict: Verdict) -> str:
    """That what should happen does not: "will arrive" gives "still does not arrive", "will be sent" "still is not sent"."""
    first, _, rest = verdict.goes_through.partition(" ")
    if first == "will" and rest.startswith("be "):
        return f"still is not {rest.removeprefix('be ')}"
    return f"still does not {rest}" if first == "will" else "turns out otherwise"


def _ids(items: Iterable[Item]) -> list[str]:
    return [item.rule.id for item in items]


def listed(names: Sequence[str]) -> str:
    """Names as a list in a sentence.

    >>> listed(["PS-101", "PS-102", "PS-104"])
    'PS-101, PS-102 and PS-104'
    """
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _is(names: Sequence[str]) -> str:
    return "is" if len(names) == 1 else "are"
