"""The words that every report uses: for statuses, owners, effects, verdicts, outlooks and assumptions. Each of them once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from schoolgate.language.question import Assumption
from schoolgate.language.rule import Basis, Effect, Owner, Rule
from schoolgate.language.suite import Answer, Answers, Field
from schoolgate.run.remarks import Remark

# ---------------------------------------------------------------------------------------------------------- statuses


@dataclass(frozen=True, slots=True)
class StatusWords:
    """A status: its `tone` (good, warn, bad, unknown or other), and what it `means`, "" where its name says that."""

    tone: str
    means: str


_STATUSES = MappingProxyType(
    {
        "ready": StatusWords("good", "go through"),
        "ready_with_warnings": StatusWords("warn", "go through, but look at them"),
        "blocked": StatusWords("bad", "to be mended first"),
        "undetermined": StatusWords("unknown", "cannot be judged yet"),
    }
)
_OWN = StatusWords("other", "")
"""Of a suite's own status."""


def status(name: str) -> StatusWords:
    """What is to be said of a status, a suite's own included."""
    return _STATUSES.get(name, _OWN)


def cell(value: object) -> str:
    """A value of a verdict's field as people read it.

    >>> cell(True), cell(["a", "b"]), cell(7)
    ('yes', 'a, b', '7')
    """
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def shown(field: Field, value: object) -> str:
    """A value of a verdict's field as people read it, in the suite's words where it has any."""
    return field.words.get(value, value) if isinstance(value, str) else cell(value)


def labelled(name: str) -> str:
    """The name of a table, status or field as people read it."""
    return name.replace("_", " ")


# ------------------------------------------------------------------------------------------------------------ owners


@dataclass(frozen=True, slots=True)
class OwnerWords:
    """Who mends: `who` in a table, as a `sentence` that a fix follows, and before ids (`acts`)."""

    who: str
    sentence: str
    acts: str


OWNERS: Mapping[Owner, OwnerWords] = MappingProxyType(
    {
        Owner.SCHOOL: OwnerWords("the school", "The school mends it", "The school mends {}."),
        Owner.SUPPORT: OwnerWords("vendor support", "Support is asked", "Ask support about {}."),
        Owner.NOBODY: OwnerWords(
            "nobody: it resolves by itself",
            "It resolves by itself",
            "{}: nobody has to act, it resolves by itself.",
        ),
    }
)


def who(owner: Owner | str) -> str:
    """Who mends it."""
    return OWNERS[Owner(owner)].who


# ----------------------------------------------------------------------------------------------------------- effects


@dataclass(frozen=True, slots=True)
class EffectWords:
    """What findings mean: above a list of them (`heading`), before the `fix` of one, and in a column (`short`)."""

    heading: str
    fix: str
    short: str


EFFECTS: Mapping[Effect, EffectWords] = MappingProxyType(
    {
        Effect.STOPS: EffectWords("To mend before you start", "To mend", "mend"),
        Effect.HARMS: EffectWords("To mend before you start, or it goes through and should not", "To mend", "mend"),
        Effect.REVIEW: EffectWords("To look at before you start", "To look at", "look at"),
        Effect.AFTER: EffectWords("For when it is done", "Afterwards", "afterwards"),
        Effect.TELLS: EffectWords("To know", "To know", "know"),
    }
)
"""In the order in which they are told."""


def to_do(effect: Effect | str, fix: str) -> str:
    """A fix with what it is for: "To mend: fill it in.", or for when it is done "Afterwards: …"."""
    return f"{EFFECTS[Effect(effect)].fix}: {fix}"


# ------------------------------------------------------------------------------------------------------------- basis


def basis(rule: Rule) -> str:
    """What the requirement rests on, the reading included."""
    if rule.basis is Basis.READING:
        return f"our reading: {rule.reading}"
    return (
        "a safeguard of schoolgate: no article asks for it" if rule.basis is Basis.SAFEGUARD else "the article says it"
    )


def titled(rule: Rule) -> str:
    """The rule's title, with what it rests on where that is not the article itself: "… (by our reading)"."""
    return f"{rule.title} ({rule.basis.mark})" if rule.basis.mark else rule.title


def ours(rules: Iterable[Rule]) -> str:
    """Which of the rules no article states, by what they rest on; nothing where all of them are an article's."""
    marks: dict[str, list[str]] = {}
    for rule in rules:
        if rule.basis.mark:
            marks.setdefault(rule.basis.mark, []).append(rule.id)
    return "; ".join(f"{', '.join(ids)}: {mark}" for mark, ids in marks.items())


# ---------------------------------------------------------------------------------------------------------- verdicts


def headline(*, passed: bool, assumptions: int) -> str:
    """Whether to go ahead, and on how many assumptions.

    >>> headline(passed=True, assumptions=2)
    'PASSED, on 2 assumptions'
    """
    word = "PASSED" if passed else "FAILED"
    return f"{word}, on {counted(assumptions, 'assumption')}" if assumptions else word


def answered(answers: Answers, counts: Mapping[Answer, int]) -> str:
    """How a suite's question is answered: how many are as they should be, then the others, in the order that matters.

    Those whom the question is not about are left out.
    """
    about = {answer: count for answer, count in counts.items() if answer.tone != "other"}
    if not about:
        return f"There are no {answers.of} to tell of."
    good = {answer: count for answer, count in about.items() if answer.tone in GOOD}
    parts = ", ".join(f"{count:,} {answer.label}" for answer, count in good.items())
    first = f"{sum(good.values()):,} of {sum(about.values()):,} {answers.of} {answers.good}"
    first += f" ({parts})" if len(good) > 1 else ""
    rest = (
        f"{count:,} {(answer.one if count == 1 else '') or answer.says}"
        for answer, count in about.items()
        if answer not in good
    )
    return f"{'; '.join([first, *rest])}."


GOOD = ("good", "warn")
"""The tones of answers that are as they should be."""


def counted(count: int, name: str) -> str:
    """So many of something.

    >>> counted(1, "record"), counted(1200, "record")
    ('1 record', '1,200 records')
    """
    return f"{count:,} {name}{'' if count == 1 else 's'}"


# ------------------------------------------------------------------------------------------- what nobody told, and why

NOBODY_TOLD = "Nobody told"
"""Above the questions that were not answered and made a difference."""
NOT_CHECKED = "Not checked"


def noticed(count: int) -> str:
    """Above what a run noticed: how much that is."""
    return f"Noticed: {counted(count, 'thing')}"


NOT_PASSED = "Why it does not pass"
NOT_TOLD = (
    "Nothing was found to mend, but not everything can be told yet: do the jobs that are listed, then check again."
)
"""In place of letting it run, where records wait for an answer that no rule of theirs needs."""
NEW = "New since the baseline"
NOTHING_TURNS = "Nobody gets another answer by itself."


def noted(remark: Remark) -> str:
    """What somebody noted, with the case; where its text is withheld, that there is a note."""
    until = f"until {remark.until}" if remark.until else ""
    head = ", ".join(filter(None, (f"Case {remark.case}" if remark.case else "", remark.by or "", until)))
    if remark.text is None:
        return f"{head}." if remark.case else f"A note is kept{f', {until}' if until else ''}."
    return f"{head}: {remark.text}" if head else remark.text


def assumed(one: Assumption) -> str:
    """What was assumed, for how many records, and what answers it, as a sentence or two."""
    return f"{one.asks} {taken(one)} To answer: {one.answer}"


def taken(one: Assumption) -> str:
    """What was assumed while nobody told, on what evidence, and for how many records, as a sentence."""
    told = "Nobody has told" if one.assumed is None else f"Assumed: {_plain(one.assumed)}"
    why = f" ({one.evidence})" if one.evidence else ""
    touched = f"; it touches {one.of.counted(one.records)}" if one.records else ""
    return f"{told}{why}{touched}."


def _plain(value: object) -> str:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def left_open(count: int) -> str:
    """How often it could not be said whether a requirement is met."""
    return f"{counted(count, 'answer')} left open"
