"""One record's checklist: for the terminal, and as plain text for a support case or a reply to the school."""

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from schoolgate.basics.shown import visible
from schoolgate.language.outcome import Outcome
from schoolgate.language.rule import Effect, Severity
from schoolgate.language.suite import Verdict
from schoolgate.report import terminal
from schoolgate.run.result import Result
from schoolgate.story import words
from schoolgate.story.explanation import Cause, Explanation, Item
from schoolgate.story.guiding import said

_WIDTH = 72
_MOST_TITLES = 2
_GRAVE = (Severity.ERROR, Severity.WARNING)
_FAILED = {Severity.ERROR: ("✗", "bold red"), Severity.WARNING: ("!", "yellow"), Severity.INFO: ("i", "cyan")}
_MARKS = {
    Outcome.PASS: ("✓", "green"),
    Outcome.NOT_CHECKED: ("?", "magenta"),
    Outcome.NOT_APPLICABLE: ("–", "dim"),  # noqa: RUF001 (the mark itself)
}
_LATER = {Effect.REVIEW: "Look at {} before you start.", Effect.AFTER: "When it is done: {}."}
_KINDS = {Severity.ERROR: "", Severity.WARNING: " (warning)", Severity.INFO: " (info)"}

_LACKS = "What each way lacks, the nearest first"


def conclusion(explanation: Explanation) -> str:
    """What will happen to the record, and what the suite's own verdict says of it."""
    return _conclusion(explanation) + _says(explanation)


def _conclusion(explanation: Explanation) -> str:
    """What will happen to the record, in one sentence."""
    name, holds, verdict = explanation.name, explanation.goes_through, explanation.verdict
    errors, warnings = (explanation.having(Outcome.FAIL, severity) for severity in _GRAVE)
    if verdict is None:
        return _met(explanation)
    if holds is None:
        unchecked = explanation.having(Outcome.NOT_CHECKED, Severity.ERROR)
        return f"It cannot be told whether {name} {phrase(verdict, holds=True)}{_open(unchecked)}."
    outlook = f"{name} {phrase(verdict, holds=holds)}"
    if explanation.harmed and _will(verdict):
        return f"{name} {phrase(verdict, holds=True)}, and should not as it is{_because(errors)}."
    if holds:
        return f"{outlook}, with a warning{_because(warnings)}." if warnings else f"{outlook}."
    if explanation.status in verdict.statuses:
        noted = _ids(explanation.having(Outcome.FAIL))
        return f"{outlook}: {_status(explanation)}{f' ({_listed(noted)})' if noted else ''}."
    return f"{outlook}{_because(errors)}."


def _met(explanation: Explanation) -> str:
    """Of a row without a verdict: whether all is well with it."""
    if explanation.goes_through:
        return f"{explanation.name} meets every requirement."
    if explanation.goes_through is None:
        return f"{explanation.name} cannot be judged{_open(explanation.having(Outcome.NOT_CHECKED, *_GRAVE))}."
    return f"{explanation.name} does not meet every requirement{_because(explanation.having(Outcome.FAIL, *_GRAVE))}."


def _says(explanation: Explanation) -> str:
    """What the suite's own verdict adds: a sentence such as "M1 is not safe to delete.", with a blank before it."""
    told = [
        field.says[str(explanation.fields[field.name])]
        for field in (explanation.verdict.fields if explanation.verdict else ())
        if explanation.fields[field.name] in field.says
    ]
    return "".join(f" {explanation.name} {holds}." for holds in told)


def _will(verdict: Verdict) -> bool:
    """Whether the verdict speaks of what will happen, and not of what may be done."""
    return verdict.goes_through.startswith("will ")


def _because(failed: Sequence[Item]) -> str:
    """The reason as a title, or as ids where there are so many that titles would not be read."""
    if len(failed) > _MOST_TITLES:
        return f": {_listed(_ids(failed))} are not met"
    return ": " * bool(failed) + "; ".join(f"{item.rule.title} ({item.rule.id})" for item in failed)


def _open(unchecked: Sequence[Item]) -> str:
    ids = _ids(unchecked)
    return f": {_listed(ids)} {_is(ids)} not checked" if ids else ""


def next_steps(explanation: Explanation) -> Iterator[str]:
    """What to do now, a sentence each."""
    mend = explanation.to_mend
    for owner, told in words.OWNERS.items():
        if mine := _ids(item for item in mend if item.owner is owner):
            yield told.acts.format(_listed(mine))
    for effect, sentence in _LATER.items():
        if mine := _ids(explanation.meaning(effect)):
            yield sentence.format(_listed(mine))
    if unchecked := explanation.having(Outcome.NOT_CHECKED):
        reasons = dict.fromkeys(str(item.why) for item in unchecked)
        yield f"Mend or supply what kept {_listed(_ids(unchecked))} from being checked: {'; '.join(reasons)}."
    failed = _ids(explanation.having(Outcome.FAIL))
    if waiting := [item for item in explanation.items if item.waits_for in failed]:
        needs = list(dict.fromkeys(str(item.waits_for) for item in waiting))
        ids = _ids(waiting)
        yield f"Then check again: {_listed(ids)} {_is(ids)} asked only once {_listed(needs)} {_is(needs)} met."
    yield from _guided(explanation)
    own_status = explanation.verdict is not None and explanation.status in explanation.verdict.statuses
    if own_status and not mend:
        yield "Nothing has to be mended, unless you expected otherwise: then see what was found above."
        return
    if explanation.goes_through and not mend:
        yield "Nothing has to be mended."
    if explanation.verdict:
        yield _case(explanation, explanation.verdict)


def _guided(explanation: Explanation) -> Iterator[str]:
    """What the suite's guide says to someone with this verdict, part by part."""
    for part, steps in explanation.guide:
        yield f"{part.heading}: {' '.join(said(step) for step in steps)}"


def show(result: Result, explanations: Sequence[Explanation], console: Console, *, everything: bool) -> None:
    """Print the checklists; with `everything` what does not apply too."""
    terminal.print_plainly(console, lambda: _print(result, explanations, console, everything=everything))


def _print(result: Result, explanations: Sequence[Explanation], console: Console, *, everything: bool) -> None:
    for number, explanation in enumerate(explanations):
        if number:
            console.print()
        style = {True: "bold green", False: "bold red", None: "bold magenta"}[explanation.goes_through]
        console.print(Text(visible(conclusion(explanation)), style=style))
        console.print(Text(visible(_place(explanation)), style="dim"))
        console.print(terminal.heading(result))
        for title, body in _sections(explanation, everything=everything):
            console.print()
            console.print(Text(title, style="bold underline"))
            console.print(Padding(body, (0, 0, 0, 2)))
    console.print()


def _sections(explanation: Explanation, *, everything: bool) -> Iterator[tuple[str, RenderableType]]:
    idle = explanation.having(Outcome.NOT_APPLICABLE)
    applicable = [item for item in explanation.items if item not in idle]
    checklist: list[RenderableType] = [_checklist(applicable)]
    if idle and not everything:
        left = f"{len(idle)} {'does' if len(idle) == 1 else 'do'} not apply; --all lists {_them(len(idle))} with why."
        checklist.append(Text(left, style="dim"))
    yield "Requirements", Group(*checklist)
    if idle and everything:
        yield "Do not apply", _checklist(idle)
    if explanation.causes:
        yield "Causes", Group(*(Text(visible(_cause(cause, explanation))) for cause in explanation.causes))
    if explanation.lacks:
        yield _LACKS, Group(*(Text(visible(lack.text)) for lack in explanation.lacks))
    if explanation.assumptions:
        yield words.NOBODY_TOLD, Group(*(Text(visible(line)) for line in _nobody_told(explanation)))
    steps = [*next_steps(explanation), "--reply writes this as plain text for a support case or the school."]
    yield "What next", Group(*(Text(visible(step)) for step in steps))


def _checklist(items: Iterable[Item]) -> Table:
    table = Table.grid(padding=(0, 1))
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column()
    for item in items:
        mark, style = _FAILED[item.severity] if item.outcome is Outcome.FAIL else _MARKS[item.outcome]
        table.add_row(Text(mark, style=style), Text(item.rule.id, style=style), _words(item))
    return table


def _words(item: Item) -> Text:
    match item.outcome:
        case Outcome.FAIL:
            told = Text(f"{item.rule.asks}{_KINDS[item.severity]}", style="bold")
            told.append(f"\nFound: {visible(_found(item))}", style="not bold")
            told.append(f"\n{_to_do(item)}: {visible(item.fix)}", style="not bold")
            return told.append(f"\nSource: {item.rule.source}", style="dim not bold")
        case Outcome.NOT_CHECKED:
            return Text(f"{item.rule.asks}{_KINDS[item.severity]}\nNot checked: {visible(str(item.why))}.")
        case Outcome.NOT_APPLICABLE:
            return Text(f"{item.rule.asks}\n{visible(str(item.why))}", style="dim")
        case _:
            return Text(item.rule.asks if item.message is None else f"{item.rule.asks}\n{visible(item.message)}")


def _to_do(item: Item) -> str:
    """What its fix is for, and whose it is: "To mend (the school)"."""
    return f"{words.EFFECTS[item.effect].fix} ({words.who(item.owner)})"


def _found(item: Item) -> str:
    """What was found, with the cell where it may be shown."""
    return f"{item.message} ({item.column}: {item.value})" if item.value is not None else str(item.message)


def _cause(cause: Cause, explanation: Explanation) -> str:
    others = f"{cause.others:,}" if cause.others else "no"
    also = "Blocks"
    if explanation.verdict:
        also = "Also blocks" if explanation.status == "blocked" else "Also concerns"
    other = " other" if explanation.verdict else ""
    key = "the whole file" if cause.key is None else cause.key
    return (
        f"{cause.rule.id} {key}: {cause.message} {also} {others}{other} record{'' if cause.others == 1 else 's'}. "
        f"To mend ({words.who(cause.owner)}): {cause.fix}"
    )


def reply(result: Result, explanations: Sequence[Explanation]) -> str:
    """Plain text, ready to paste: no colours, no personal values, no line longer than 72."""
    line = f"\n{'-' * _WIDTH}\n\n"
    return line.join("".join(_reply_lines(result, explanation)) for explanation in explanations)


def _reply_lines(result: Result, explanation: Explanation) -> Iterator[str]:
    yield _wrapped(conclusion(explanation))
    articles = " and ".join(explanation.articles)
    yield "\n" + _wrapped(f"Record: {_place(explanation)}. As of {terminal.as_of(result)}, checked against {articles}.")
    for owner, told in words.OWNERS.items():
        mine = [item for item in explanation.to_mend if item.owner is owner]
        yield from _reply_part(explanation, told.heading, mine)
    for effect in (Effect.REVIEW, Effect.AFTER, Effect.TELLS):
        yield from _reply_part(explanation, words.EFFECTS[effect].heading, explanation.meaning(effect))
    if explanation.causes:
        yield "\nWhat blocks more than this record:\n" if explanation.verdict else "\nWhat it blocks:\n"
        yield from ("\n" + _wrapped(_cause(cause, explanation), "- ") for cause in explanation.causes)
    if open_ := explanation.having(Outcome.NOT_CHECKED):
        yield "\nWhat could not be checked:\n"
        yield from (
            "\n" + _wrapped(f"{item.rule.id} {item.rule.asks} Not checked: {item.why}.", "- ") for item in open_
        )
    if explanation.lacks:
        yield f"\n{_LACKS}:\n"
        yield from ("\n" + _wrapped(lack.text, "- ") for lack in explanation.lacks)
    if explanation.assumptions:
        yield f"\n{words.NOBODY_TOLD}:\n"
        yield from ("\n" + _wrapped(line, "- ") for line in _nobody_told(explanation))
    if met := _ids(explanation.having(Outcome.PASS)):
        yield "\n" + _wrapped(f"Met: {_listed(met)}.")
    if told_of := [item for item in explanation.having(Outcome.PASS) if item.message]:
        yield from ("\n" + _wrapped(f"{item.rule.id} {item.message}") for item in told_of)
    yield "\nWhat next:\n"
    yield from ("\n" + _wrapped(step, "- ") for step in next_steps(explanation))


def _reply_part(explanation: Explanation, heading: str, items: Sequence[Item]) -> Iterator[str]:
    if items:
        yield f"\n{heading}:\n"
        yield from (_reply_item(explanation, item) for item in items)


def _nobody_told(explanation: Explanation) -> Iterator[str]:
    """The open questions that make a difference here; that they touch one record goes without saying."""
    yield from (words.assumed(replace(one, records=0)) for one in explanation.assumptions)


def _reply_item(explanation: Explanation, item: Item) -> str:
    place = f'See {explanation.cited(item.rule)}, section "{item.rule.source.section}"'
    derived = " (a safeguard derived from it)." if item.rule.source.derived else "."
    return "\n" + "".join(
        (
            _wrapped(f"{item.rule.id} {item.rule.asks}{_KINDS[item.severity]}", "- "),
            _wrapped(f"Found: {_found(item)}", "  "),
            _wrapped(f"{words.EFFECTS[item.effect].fix}: {item.fix}", "  "),
            _wrapped(place + derived, "  "),
        )
    )


def _wrapped(text: str, first: str = "") -> str:
    """The text in lines that are not too long; what follows the first is as far in as its words."""
    lines = textwrap.wrap(
        visible(text), _WIDTH, initial_indent=first, subsequent_indent=" " * len(first), break_on_hyphens=False
    )
    return "".join(f"{line}\n" for line in lines)


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


def phrase(verdict: Verdict, *, holds: bool) -> str:
    """What the verdict says of many, said of one: "are safe" gives "is safe" or "is not safe"."""
    first, _, rest = verdict.goes_through.partition(" ")
    verb = {"are": "is", "have": "has", "do": "does"}.get(first, first)
    return f"{verb} {rest}" if holds else f"{verb} not {rest}"


def _place(explanation: Explanation) -> str:
    """Where the record stands, its status and the suite's fields; not the field that only repeats the conclusion."""
    parts = [f"{explanation.table.table} row {explanation.row}"]
    if explanation.key is not None:
        parts.insert(0, explanation.key)
    if explanation.status is not None:
        parts.append(f"status {_status(explanation)}")
    parts += [
        f"{words.labelled(name)} {explanation.blanks.get(name, value)}"
        for name, value in explanation.fields.items()
        if not _repeats(explanation, name)
    ]
    return ", ".join(parts)


def _repeats(explanation: Explanation, name: str) -> bool:
    """Whether the field is the suite's own word for whether the record goes through ("will_arrive", "will arrive")."""
    return explanation.verdict is not None and words.labelled(name) == explanation.verdict.goes_through


def _status(explanation: Explanation) -> str:
    return words.labelled(str(explanation.status))


def _ids(items: Iterable[Item]) -> list[str]:
    return [item.rule.id for item in items]


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _is(names: Sequence[str]) -> str:
    return "is" if len(names) == 1 else "are"


def _them(count: int) -> str:
    return "it" if count == 1 else "them"
