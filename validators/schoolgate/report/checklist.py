"""One record's checklist: for the terminal, and as plain text for a support case or a reply to the school."""

import shlex
from collections.abc import Iterable, Iterator, Sequence

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from schoolgate.basics.shown import visible
from schoolgate.language.outcome import Outcome
from schoolgate.language.rule import Severity
from schoolgate.report import terminal
from schoolgate.run.result import Result
from schoolgate.story import letter, words
from schoolgate.story.explanation import Explanation, Item

_FAILED = {Severity.ERROR: ("✗", "bold red"), Severity.WARNING: ("!", "yellow"), Severity.INFO: ("i", "cyan")}
_MARKS = {
    Outcome.PASS: ("✓", "green"),
    Outcome.NOT_CHECKED: ("?", "magenta"),
    Outcome.NOT_APPLICABLE: ("–", "dim"),  # noqa: RUF001 (the mark itself)
}
_STYLES = {"good": "bold green", "warn": "bold green", "unknown": "bold magenta", "other": "bold"}
_KINDS = {Severity.ERROR: "", Severity.WARNING: " (warning)", Severity.INFO: " (info)"}
_NOTES = 3
_ASIDE = (letter.FIRST, letter.LACKS, letter.NOBODY_TOLD, letter.NOTED, letter.NEXT)
"""The sections of the letter that stand beside the checklist."""


def show(result: Result, explanations: Sequence[Explanation], console: Console, *, everything: bool) -> None:
    """Print the checklists; with `everything` what does not apply too."""
    terminal.print_plainly(console, lambda: _print(result, explanations, console, everything=everything))


def _print(result: Result, explanations: Sequence[Explanation], console: Console, *, everything: bool) -> None:
    for number, explanation in enumerate(explanations):
        if number:
            console.print()
        console.print(Text(letter.conclusion(explanation), style=_style(explanation)))
        console.print(Text(letter.place(explanation), style="dim"))
        console.print(terminal.heading(result))
        for title, body in _sections(result, explanation, everything=everything):
            console.print()
            console.print(Text(title, style="bold underline"))
            console.print(Padding(body, (0, 0, 0, 2)))
    if noted := [*result.supplied, *result.notes]:
        console.print()
        console.print(Text(words.noticed(len(noted)), style="bold underline"))
        more = [f"… and {len(noted) - _NOTES} more; schoolgate check tells them."] if len(noted) > _NOTES else []
        console.print(Padding(Group(*(Text(visible(note)) for note in (*noted[:_NOTES], *more))), (0, 0, 0, 2)))
    console.print()


def _style(explanation: Explanation) -> str:
    if explanation.answer is not None:
        return _STYLES.get(explanation.answer.tone, "bold red")
    return {True: "bold green", False: "bold red", None: "bold magenta"}[explanation.goes_through]


def _sections(result: Result, explanation: Explanation, *, everything: bool) -> Iterator[tuple[str, RenderableType]]:
    told = letter.letter(explanation, terminal.as_of(result))
    aside = {section.heading: section for section in told.sections if section.heading in _ASIDE}
    if letter.FIRST in aside:
        yield letter.FIRST, _points(aside.pop(letter.FIRST))
    idle = explanation.having(Outcome.NOT_APPLICABLE)
    failed = explanation.having(Outcome.FAIL)
    others = [item for item in explanation.items if item not in idle and item not in failed]
    checklist: list[RenderableType] = [_checklist(explanation, [*failed, *others])]
    if idle and not everything:
        left = f"{len(idle)} {'does' if len(idle) == 1 else 'do'} not apply; --all lists {_them(len(idle))} with why."
        checklist.append(Text(left, style="dim"))
    yield "Requirements", Group(*checklist)
    if idle and everything:
        yield "Do not apply", _checklist(explanation, idle)
    for heading, section in aside.items():
        if heading != letter.NEXT:
            yield heading, _points(section)
    lines = [point.lines[0] for point in aside[letter.NEXT].points] if letter.NEXT in aside else []
    steps = [*lines, "--reply writes this as plain text for a support case or the school.", *_kept(explanation)]
    yield letter.NEXT, Group(*map(Text, steps))


def _kept(explanation: Explanation) -> Iterator[str]:
    """The commands that keep what is to be known of a record that does not go through, or that let its run pass."""
    if explanation.key is None or explanation.goes_through:
        return
    key = shlex.quote(visible(explanation.key))
    yield f'schoolgate note "…" --key {key} keeps what you know of it, with a case number.'
    mendable = [item.rule for item in explanation.having(Outcome.FAIL) if item.severity is Severity.ERROR]
    rule = next((one.id for one in mendable if one.fixed is None), None)
    if rule is not None:
        yield f"schoolgate waive {rule} {key} --until DATE --reason TEXT lets the run pass with it until then."


def _points(section: letter.Section) -> Group:
    """Points outside the checklist, each of their lines on a line of its own."""
    return Group(
        *(Text(" ".join(filter(None, (", ".join(point.rules), "\n".join(point.lines))))) for point in section.points)
    )


def _checklist(explanation: Explanation, items: Iterable[Item]) -> Table:
    table = Table.grid(padding=(0, 1))
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column()
    for item in items:
        mark, style = _FAILED[item.severity] if item.outcome is Outcome.FAIL else _MARKS[item.outcome]
        table.add_row(Text(mark, style=style), Text(item.rule.id, style=style), _words(explanation, item))
    return table


def _words(explanation: Explanation, item: Item) -> Text:
    match item.outcome:
        case Outcome.FAIL:
            asks, *told, source = letter.failed(explanation, item).lines
            found = "".join(f"\n{line}" for line in told)
            return Text(asks, style="bold").append(found, style="not bold").append(f"\n{source}", style="dim not bold")
        case Outcome.NOT_CHECKED:
            return Text(f"{item.rule.asks}{_KINDS[item.severity]}\nNot checked: {visible(str(item.why))}.")
        case Outcome.NOT_APPLICABLE:
            return Text(f"{item.rule.asks}\n{visible(str(item.reason))}", style="dim")
        case _:
            return Text(item.rule.asks if item.message is None else f"{item.rule.asks}\n{visible(item.message)}")


def reply(result: Result, explanations: Sequence[Explanation]) -> str:
    """Plain text, ready to paste: no colours, no personal values, no line longer than 72."""
    line = f"\n{'-' * letter.WIDTH}\n\n"
    moment = terminal.as_of(result)
    return line.join(letter.as_text(letter.letter(explanation, moment)) for explanation in explanations)


def _them(count: int) -> str:
    return "it" if count == 1 else "them"
