"""What is asked of a person: the doubts of `map` and the suite's own questions, each with its evidence and what may be said.

Nothing here knows a suite: what is asked, why, and what the answers are comes from the suite's tables, questions and
settings.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from schoolgate.basics.shown import visible
from schoolgate.intake.proposing.suggestion import Suggestion
from schoolgate.language.mapping import OPEN
from schoolgate.language.question import Question
from schoolgate.language.suite import Suite
from schoolgate.language.table import Kind
from schoolgate.serving.asks import Ask, Option, Writing

_YES = "Yes"
_NEEDED = "required"
"""How the reason of a question begins without whose answer the files cannot be read."""
_FOR_A_FILE = re.compile(
    r"^what do these mean\? "
    r"|^is it that(?:, or [^?]*)?\? |: is it that(?:, or [^?]*)?\?$"
    r"|\.? Name its heading under .*$"
    r"|; if (?:not|all are): ignore = \[[^\]]*\]"
    r"|\.? If it is the same for every row, say it here.*$"
    r"|; delete a word that means something else$"
    r"| Else delete one, or name it alone$"
    r"|; put right what is not so$"
    r"| Then answer this and the next line$"
)
"""What the reason of a question says to whoever writes settings by hand."""
_HOW = {
    "preset": "Is it this format?",
    "header": "Is this row the header?",
    "columns_in_order": "Are the columns in this order?",
}


@dataclass(frozen=True, slots=True)
class Seen:
    """What there is to choose from: the headings of the files that may be each table, and the files that are none yet."""

    headings: Mapping[str, Sequence[str]] = field(default_factory=dict)
    files: Sequence[str] = ()


# --------------------------------------------------------------------------------------------------------- the files


def doubts(suggestions: Iterable[Suggestion], suite: Suite, seen: Seen) -> Iterator[Ask]:
    """A question for each thing that nobody but a person can say of the files."""
    for one in suggestions:
        if one.sure:
            continue
        table = one.section[1] if len(one.section) > 1 else ""
        what = one.section[2] if len(one.section) > 2 else one.key  # noqa: PLR2004 (intake, table, what of it)
        if what == "values":
            yield from _words(one, suite, table)
        else:
            yield _doubt(one, what, suite, table, seen)


def _doubt(one: Suggestion, what: str, suite: Suite, table: str, seen: Seen) -> Ask:
    name = ".".join((*one.section, one.key))
    # What is needed cannot stay open: the files could not be read.
    leave = "" if one.why.startswith(_NEEDED) else "Leave it open: nobody knows"
    writing: Writing | None = None
    options: list[Option] = []
    asks, about = _HOW.get(what, "Is that so?"), table
    match what:
        case "columns" | "constant":
            asks, about = f"Which column of {table} is “{_plainly(one.key)}”?", _about(suite, table, one.key)
            options = _headings(one, table, seen)
            if what == "constant":
                said = _of_every_row(one, suite, table)
                # What `map` would propose comes first.
                options = [*said, *options] if one.value == "" else [*options, *said]
                writing = Writing("Every row holds", one.section, one.key)
        case "file":
            asks, options = f"Which file is “{_plainly(table)}”?", _files(one, seen)
            leave = leave if options else ""
        case "dates":
            asks, about = f"How are the dates in {_plainly(one.key)} written?", f"{table}, {_plainly(one.key)}"
            options = [Option(label, one.section, one.key, said) for label, said in _likely_formats(one.value)]
            writing = Writing("In another way", one.section, one.key, hint="such as DD.MM.YYYY")
        case "where":
            options = list(_whose(one, table))
            asks = f"Which rows are {table}?"
        case "key":
            asks = f"Are these the same {_plainly(one.key)}?"
            options = [Option("Yes, compare them so", one.section, one.key, one.value)]
            leave = "No, or nobody knows"
        case _:
            options = [Option(_said(one), one.section, one.key, one.value)]
    return Ask(name, asks, _reason(one), tuple(options), writing, leave, one, about=about)


def _reason(one: Suggestion) -> str:
    """The evidence, without what is said to whoever writes settings by hand."""
    return visible(_FOR_A_FILE.sub("", one.why))


def _about(suite: Suite, table: str, ours: str) -> str:
    """What a column is, in the suite's words."""
    column = suite.tables_by_name[table].by_name.get(ours) if table in suite.tables_by_name else None
    return (
        f"{table}: {column.about.rpartition('; ')[2]}"
        if column and column.about and "->" not in column.about
        else table
    )


def _of_every_row(one: Suggestion, suite: Suite, table: str) -> list[Option]:
    """What every row of a file may hold that has no such column."""
    column = suite.tables_by_name[table].by_name[one.key]
    # Of what is required, blank is offered only where the table says what a blank cell means.
    blank = one.value == "" or not one.why.startswith(_NEEDED)
    words: list[tuple[str, Any]] = [("blank", "")] if blank else []
    if column.kind is Kind.BOOL:
        words += [("yes", True), ("no", False)]
    words += [(f"“{word}”", word) for word in column.closed]
    return [Option(f"It is {label} in every row", one.section, one.key, value) for label, value in words]


def _plainly(name: str) -> str:
    """A name of ours as people say it."""
    return name.replace("_", " ")


def _headings(one: Suggestion, table: str, seen: Seen) -> list[Option]:
    """Each heading of the files that may be the table, the likeliest first."""
    place = (*one.section[:2], "columns")
    likely = [one.value] if one.section[-1] == "columns" and one.value != OPEN else []
    names = dict.fromkeys([*likely, *seen.headings.get(table, ())])
    return [Option(_named(heading, likely), place, one.key, heading) for heading in names]


def _files(one: Suggestion, seen: Seen) -> list[Option]:
    if isinstance(one.value, list):
        together = Option(f"{' and '.join(map(visible, one.value))} together", one.section, one.key, one.value)
        return [together, *(Option(f"{visible(name)} alone", one.section, one.key, name) for name in one.value)]
    likely = [one.value] if one.value != OPEN else []
    names = dict.fromkeys([*likely, *seen.files])
    return [Option(_named(name, likely), one.section, one.key, name) for name in names]


def _named(name: str, likely: Sequence[str]) -> str:
    """A name of the files; the one that the evidence is about says so."""
    return f"{visible(name)} (likely)" if name in likely else visible(name)


def _likely_formats(value: Any) -> list[tuple[str, Any]]:
    """The format that the cells fit, and the same with day and month the other way round; each with an example."""
    if not isinstance(value, str):
        return [(", or ".join(value), value)]
    other = value.replace("DD", "?").replace("MM", "DD").replace("?", "MM")
    return [(f"{text}, as in {_example_of(text)}", text) for text in dict.fromkeys((value, other))]


def _example_of(text: str) -> str:
    """The last day of a year, so written."""
    return text.replace("YYYY", "2026").replace("YY", "26").replace("DD", "31").replace("MM", "12")


def _whose(one: Suggestion, table: str) -> Iterator[Option]:
    (heading, wanted), *_ = one.value.items()
    if OPEN not in wanted:
        yield Option(
            f"Only those whose {visible(heading)} is {' or '.join(map(visible, wanted))}",
            one.section,
            one.key,
            one.value,
        )
    yield Option(f"All of them are {table}", one.section, "ignore", [heading])


def _said(one: Suggestion) -> str:
    value = one.value
    if isinstance(value, list):
        return f"{_YES}: {', '.join(visible(str(word)) for word in value)}"
    return f"{_YES}: {visible(str(value))}" if isinstance(value, str | int) and not isinstance(value, bool) else _YES


def _words(one: Suggestion, suite: Suite, table: str) -> Iterator[Ask]:
    """A question for each word of a column that ours does not know."""
    column = suite.tables_by_name[table].by_name[one.key]
    means = [("yes", True), ("no", False)] if column.kind is Kind.BOOL else [(word, word) for word in column.closed]
    for word, likely in one.value.items():
        ordered = sorted(means, key=lambda pair, likely=likely: pair[1] != likely)
        yield Ask(
            ".".join((*one.section, one.key, word)),
            f"What do these words mean in {_plainly(one.key)}?",
            _reason(one),
            tuple(Option(label, one.section, one.key, {word: value}) for label, value in ordered),
            # A word that stands for itself can be judged; a yes or no that nobody knows cannot be read.
            leave="nobody knows" if column.kind is Kind.BOOL else "none of these: it stands for itself",
            left=one,
            about=f"{table}, {_plainly(one.key)}",
            word=visible(word),
            must=column.kind is Kind.BOOL,
        )


# --------------------------------------------------------------------------------------------------------- the school


def questions(
    suite: Suite, section: str, told: Mapping[str, Any], supplied: Iterable[str], usual: Callable[[Question], Any]
) -> Iterator[Ask]:
    """A question of the suite for each setting that nobody has given, and whose table or column is not there.

    Args:
        suite: the workflow.
        section: its section of the settings.
        told: what the settings say in it.
        supplied: the tables (`groups`) and columns (`groups.active`) that the files have.
        usual: gives what holds of a question until somebody answers it.
    """
    there = set(supplied)
    for question in suite.questions:
        if there & set(question.supplied) or set(question.settings) & set(told):
            continue
        for name in question.settings:
            if name in suite.settings.model_fields:
                yield _setting(question, name, suite.settings.model_fields[name], section, usual(question))
                break


def of_files(suite: Suite, told: Mapping[str, Any], supplied: Iterable[str]) -> Iterator[Question]:
    """The questions that a file answers, and no file has answered."""
    there = set(supplied)
    for question in suite.questions:
        if not question.settings and not there & set(question.supplied) and not set(question.settings) & set(told):
            yield question


def _setting(question: Question, name: str, about: FieldInfo, section: str, usual: Any) -> Ask:
    place = (section,)
    kinds = _kinds(about.annotation)
    several, words = _choices(kinds)
    options: tuple[Option, ...] = ()
    writing = None
    if bool in kinds:
        options = tuple(Option(label, place, name, value) for label, value in (("Yes", True), ("No", False)))
    elif words:
        options = tuple(Option(visible(str(word)), place, name, [word] if several else word) for word in words)
    elif {int, float} & set(kinds):
        writing = Writing("A number", place, name, "number")
    elif any(get_origin(kind) is tuple for kind in kinds):
        writing = Writing("Separated by commas", place, name, "list", _example(question))
    elif about.examples and len(about.examples) > 1:
        # A text that must be one of several words has them for examples.
        options = tuple(Option(visible(str(word)), place, name, word) for word in about.examples)
    else:
        writing = Writing("In its own words", place, name, hint=about.description or "")
    return Ask(
        f"{section}.{name}",
        question.asks,
        f"It decides {question.decides}.{_or_a_file(question)}",
        options,
        writing,
        _until_then(question, usual),
        several=several,
        doubt=False,
        must=False,
    )


def _or_a_file(question: Question) -> str:
    tables = [name for name in question.supplied if "." not in name]
    return f" A file would tell it too: {' or '.join(map(_plainly, tables))}." if tables else ""


def _example(question: Question) -> str:
    return (
        question.answer.partition("= ")[2].replace('"', "").replace("[", "").replace("]", "").partition("(")[0].strip()
    )


def _until_then(question: Question, usual: Any) -> str:
    """The words for no answer: what holds then."""
    if usual is None:
        return "Nobody has told: leave open what depends on it"
    word = ("yes" if usual else "no") if isinstance(usual, bool) else usual
    return f"Nobody has told: take “{word}”" + (f" ({question.why})" if question.why else "")


def _kinds(annotation: Any) -> list[Any]:
    """What a setting may be, but for nothing."""
    if get_origin(annotation) in {Union, UnionType}:
        return [one for kind in get_args(annotation) if kind is not NoneType for one in _kinds(kind)]
    return [annotation]


def _choices(kinds: Sequence[Any]) -> tuple[bool, list[Any]]:
    """Whether several may be chosen, and the words that a setting is one of."""
    for kind in kinds:
        if get_origin(kind) is Literal:
            return False, list(get_args(kind))
        if get_origin(kind) is tuple and get_origin(get_args(kind)[0]) is Literal:
            return True, list(get_args(get_args(kind)[0]))
    return False, []
