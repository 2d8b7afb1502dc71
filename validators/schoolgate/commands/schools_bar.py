"""How far many schools are: a bar on a terminal, with the names of those at work; nothing elsewhere."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from schoolgate.basics.shown import visible


class Progressing:
    """What is told of the schools while they are checked: nothing, where nobody looks."""

    def __init__(self, bar: Progress | None = None, total: int = 0) -> None:
        self._bar = bar
        self._task = bar.add_task("schools", total=total, at_work="") if bar else None
        self._at_work: dict[str, None] = {}

    def began(self, name: str) -> None:
        """A school is begun."""
        self._at_work[visible(name)] = None
        self._show(0)

    def ended(self, name: str) -> None:
        """A school has ended."""
        self._at_work.pop(visible(name), None)
        self._show(1)

    def _show(self, further: int) -> None:
        if self._bar is not None and self._task is not None:
            self._bar.update(self._task, advance=further, at_work=escape(", ".join(self._at_work)))


@contextmanager
def progressing(console: Console, total: int) -> Iterator[Progressing]:
    """A bar on a terminal, with the names of the schools at work; nothing elsewhere."""
    if not console.is_terminal or console.quiet:
        yield Progressing()
        return
    columns = (
        TextColumn("checking"),
        BarColumn(bar_width=20),
        MofNCompleteColumn(),
        TextColumn("schools"),
        TimeRemainingColumn(),
        TextColumn("{task.fields[at_work]}"),
    )
    with Progress(*columns, console=console, transient=True) as bar:
        yield Progressing(bar, total)
