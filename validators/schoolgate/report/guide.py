"""A suite's guide in the terminal: part by part, each step with where it comes from, and the questions to settle first."""

from collections.abc import Iterator

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from schoolgate.language.guide import Guide, Part, Step
from schoolgate.language.rule import Basis
from schoolgate.language.suite import Suite
from schoolgate.report.terminal import print_plainly
from schoolgate.story.guiding import said


def show(suite: Suite, guide: Guide, console: Console) -> None:
    """Print the guide."""
    print_plainly(console, lambda: _print(suite, guide, console))


def _print(suite: Suite, guide: Guide, console: Console) -> None:
    console.print(Text(f"{suite.name}: {guide.title}", style="bold"))
    for title, body in _sections(suite, guide):
        console.print()
        console.print(Text(title, style="bold underline"))
        console.print(Padding(body, (0, 0, 0, 2)))


def _sections(suite: Suite, guide: Guide) -> Iterator[tuple[str, RenderableType]]:
    for part in Part:
        steps = [step for step in guide.steps if step.part is part]
        if steps:
            yield part.heading, _numbered([_words(step) for step in steps])
    if suite.questions:
        asked = [
            Text.assemble(question.asks, (f"\nDecides {question.decides}. To answer: {question.answer}", "dim"))
            for question in suite.questions
        ]
        yield "Questions that only you can answer", _numbered(asked)


def _words(step: Step) -> Text:
    if step.basis is Basis.READING:
        return Text.assemble(said(step), (f"\nBy our reading: {step.reading}", "dim"))
    return Text.assemble(said(step), (f"\n{step.source}", "dim"))


def _numbered(lines: list[Text]) -> Table:
    table = Table.grid(padding=(0, 1))
    table.add_column(no_wrap=True, justify="right")
    table.add_column()
    for number, line in enumerate(lines, start=1):
        table.add_row(f"{number}.", line)
    return table
