"""A question as the page puts it, and what a filled form says in answer: lines of settings.

An answer that is chosen is a line that stands here already: the browser sends its number and nothing else.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from schoolgate.basics.errors import UsageError
from schoolgate.intake.proposing.suggestion import Suggestion

TYPED = "typed"
"""What the browser sends for an answer that somebody writes."""
LEFT = "left"
"""What it sends where somebody leaves a question open."""
_ANSWERED = "answered on the page"


@dataclass(frozen=True, slots=True)
class Option:
    """An answer to choose: its `label`, and the line of settings that it is."""

    label: str
    section: tuple[str, ...]
    key: str
    value: Any


@dataclass(frozen=True, slots=True)
class Writing:
    """An answer to write: what the field is called, the setting that it fills, and what kind of text it takes."""

    label: str
    section: tuple[str, ...]
    key: str
    kind: Literal["text", "number", "list"] = "text"
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Ask:
    """A question: what is asked, the reason, and what may be said.

    `leave` are the words for no answer, "" where there has to be one; `left` is what that is in the settings. `several` may
    be chosen at once. `doubt` is whether it is about the files; else it is about the school. `word` is the word of a column
    whose meaning is asked. `must` is whether nothing can be checked before it is answered.
    """

    name: str
    asks: str
    why: str
    options: tuple[Option, ...] = ()
    writing: Writing | None = None
    leave: str = ""
    left: Suggestion | None = None
    several: bool = False
    doubt: bool = True
    about: str = ""
    word: str = ""
    must: bool = True

    @property
    def places(self) -> frozenset[tuple[tuple[str, ...], str]]:
        """The lines of settings that an answer may be."""
        left = [(self.left.section, self.left.key)] if self.left else []
        written = [(self.writing.section, self.writing.key)] if self.writing else []
        return frozenset([*((one.section, one.key) for one in self.options), *written, *left])


def answered(asks: Iterable[Ask], form: Mapping[str, Sequence[str]]) -> list[Suggestion]:
    """What a filled form says, as lines of settings: answers, and what was left open as it was asked.

    Raises:
        UsageError: something is written that the question does not take.
    """
    said: dict[tuple[tuple[str, ...], str], Suggestion] = {}
    for ask in asks:
        for one in _answer(ask, form):
            before = said.get((one.section, one.key))
            if before is not None and isinstance(before.value, dict) and one.sure and before.sure:
                one = Suggestion(one.section, one.key, {**before.value, **one.value}, one.why, sure=True)  # noqa: PLW2901 (one line for all words)
            if before is None or one.sure:
                said[one.section, one.key] = one
    return list(said.values())


def _answer(ask: Ask, form: Mapping[str, Sequence[str]]) -> Iterator[Suggestion]:
    chosen = form.get(ask.name, ())
    text = next(iter(form.get(f"{ask.name}.{TYPED}", ())), "").strip()
    # Without a script, who writes an answer may have left the choice as it was.
    if ask.writing is not None and (TYPED in chosen or (text and not set(chosen) - {LEFT})):
        writing = ask.writing
        yield Suggestion(writing.section, writing.key, _written(writing, text, ask), _ANSWERED, sure=True)
        return
    options = [
        ask.options[int(one)] for one in chosen if one.isascii() and one.isdigit() and int(one) < len(ask.options)
    ]
    if options and ask.several:
        value = [word for option in options for word in option.value]
        yield Suggestion(options[0].section, options[0].key, value, _ANSWERED, sure=True)
    elif options:
        yield Suggestion(options[0].section, options[0].key, options[0].value, _ANSWERED, sure=True)
    elif LEFT in chosen and ask.left is not None:
        yield ask.left


def _written(writing: Writing, text: str, ask: Ask) -> Any:
    if writing.kind == "list":
        return [word.strip() for word in text.split(",") if word.strip()]
    if not text:
        msg = f"{ask.asks} Nothing was written; write an answer, or choose another one"
        raise UsageError(msg)
    if writing.kind == "number":
        try:
            number = float(text.replace(",", "."))
        except ValueError:
            number = float("nan")
        if number != number or abs(number) > 1e9:  # noqa: PLR0124, PLR2004 (no number is not equal to itself; nothing is asked that is larger)
            msg = f"{ask.asks} What was written is no number; write one such as 12"
            raise UsageError(msg)
        return int(number) if number == int(number) else number
    return text
