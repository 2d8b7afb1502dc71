"""One table of many schools: how each of them ended."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from schoolgate.basics.shown import visible
from schoolgate.language.rule import Severity
from schoolgate.report.terminal import STYLES, TONES, print_plainly

ENDINGS = {0: "go ahead", 1: "findings", 2: "settings", 3: "no input", 4: "fault"}
"""What each exit code is called."""
_GOOD = 0
_SEVERITIES = (str(Severity.ERROR), str(Severity.WARNING))


@dataclass(frozen=True, slots=True)
class School:
    """How one school ended: with which exit code, how its records answer the suite's question, its findings, and why.

    `answers` are counts by an answer's label and tone, `severities` by severity.
    """

    name: str
    exit_code: int
    answers: Mapping[tuple[str, str], int] = field(default_factory=dict)
    severities: Mapping[str, int] = field(default_factory=dict)
    why: str = ""
    school: str = ""
    """What the school is called; `name` is that of its folder or file."""
    cases: Sequence[tuple[str, str, str]] = ()
    """Id, state and summary of each case of the check, where they are asked for: see `schoolgate.story.cases`."""


def gravest(schools: Sequence[School]) -> int:
    """The exit code of all: that of the school that ended worst. The codes are numbered by gravity."""
    return max(school.exit_code for school in schools)


def show(suite: str, source: str, schools: Sequence[School], others: Sequence[str], console: Console) -> None:
    """Print the table; `others` are the names of what lies among the schools and is none."""
    print_plainly(console, lambda: console.print(_all(suite, source, schools, others)))


def _all(suite: str, source: str, schools: Sequence[School], others: Sequence[str]) -> Group:
    passed = sum(school.exit_code == _GOOD for school in schools)
    badge = ("PASSED", "bold white on green") if passed == len(schools) else ("FAILED", "bold white on red")
    heading = Text.assemble((suite, "bold"), (f"  {visible(source)}", "dim"))
    verdict = Text.assemble(badge, "  ", (f"{passed:,} of {len(schools):,} schools can go ahead.", "bold"))
    parts: list[RenderableType] = [heading, Text(), verdict, Text(), Padding(_table(schools), (0, 0, 0, 2))]
    # What ended without a verdict says why; findings are told by the counts, and by the report of each school.
    told = [school for school in schools if school.exit_code > 1]
    if told:
        parts += [Text(), Text("No verdict", style="bold underline"), Padding(_reasons(told), (0, 0, 0, 2))]
    if others:
        names = ", ".join(map(visible, others))
        told_of = Text(f"No folder of a school, so not checked: {names}. Was one of them meant to be?")
        parts += [Text(), Text("Passed over", style="bold underline"), Padding(told_of, (0, 0, 0, 2))]
    return Group(*parts, Text())


def _table(schools: Sequence[School]) -> Table:
    """A row per school. What only informs is left to each school's own report: the table has to fit 80 columns."""
    answers = list(dict.fromkeys(answer for school in schools for answer in school.answers))
    answers = [one for one in answers if any(school.answers.get(one) for school in schools)]
    severities = [name for name in _SEVERITIES if any(school.severities.get(name) for school in schools)]
    table = Table(box=None, pad_edge=False, collapse_padding=True, header_style="dim", expand=False)
    table.add_column("school", overflow="fold")
    for label, tone in answers:
        table.add_column(label.replace(" ", "\n"), justify="right", no_wrap=True, style=TONES[tone])
    for severity in severities:
        table.add_column(f"{severity}s", justify="right", no_wrap=True, style=STYLES[Severity(severity)])
    table.add_column("ends with", no_wrap=True)
    for school in schools:
        counts = [_number(school, school.answers.get(answer, 0)) for answer in answers]
        counts += [_number(school, school.severities.get(name, 0)) for name in severities]
        style = "green" if school.exit_code == _GOOD else "bold"
        ending = Text(f"{school.exit_code} {ENDINGS[school.exit_code]}", style=style)
        table.add_row(Text(visible(school.name)), *counts, ending)
    return table


def _number(school: School, count: int) -> str:
    """A count, where there is one."""
    return f"{count:,}" if school.answers else "-"


def _reasons(schools: Sequence[School]) -> Table:
    table = Table.grid(padding=(0, 2))
    table.add_column(overflow="fold")
    table.add_column(overflow="fold")
    for school in schools:
        table.add_row(Text(visible(school.name), style="bold"), Text("\n".join(map(visible, school.why.splitlines()))))
    return table
