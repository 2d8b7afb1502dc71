"""The terminal report: what will happen, why, what to mend first. Readable at 80 columns, plain in a pipe."""

from collections.abc import Callable, Iterator, Sequence

import polars as pl
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from schoolgate.basics.shown import visible
from schoolgate.basics.stages import stage
from schoolgate.frames.begun import begun
from schoolgate.judgement.findings import message
from schoolgate.judgement.jobs import Job
from schoolgate.judgement.tally import Coverage
from schoolgate.language.guide import Part
from schoolgate.language.outcome import Outcome
from schoolgate.language.rule import Effect, Severity
from schoolgate.language.suite import Verdict
from schoolgate.run.calendar import Turn
from schoolgate.run.result import Result
from schoolgate.story import jobs as story
from schoolgate.story import turning, words
from schoolgate.story.guiding import said
from schoolgate.story.rows import by_effect, headline, new_since, not_checked, outlook

STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.INFO: "cyan"}
TONES = {"good": "green", "warn": "yellow", "bad": "bold red", "unknown": "magenta", "other": "dim"}
"""How what is told of a status is coloured, by its tone."""
_FIRST_KEYS = 4
_MOST_JOBS = 7
_MOST_NOTES = 3
_WIDTH = 78
"""What a terminal of 80 columns has beside the indent."""
_KEY_WIDTH = 20


def show(result: Result, console: Console, *, fail_on: Severity | None, brief: bool = False) -> None:
    """Print the report; a `brief` one has the verdict and the jobs alone."""
    prepare(result, fail_on=fail_on, brief=brief)
    print_plainly(console, lambda: _print(result, console, fail_on, brief=brief))


def prepare(result: Result, *, fail_on: Severity | None, brief: bool = False) -> None:
    """Work out what takes longest of a report, before anything of it is printed; only once."""
    stage("finding out what frees most")
    # The longest of it, beside the rest.
    jobs = begun(lambda: result.jobs, max(frame.height for frame in result.facts.values()))
    _verdict(result, fail_on)
    _ = result.coverage, result.statuses, result.assumptions, None if brief else result.turns
    jobs()


def print_plainly(console: Console, printing: Callable[[], None]) -> None:
    """Print; in a file or a pipe without the blanks that pad a table to its width, which are only noise there."""
    if console.is_terminal:
        printing()
        return
    with console.capture() as captured:
        printing()
    console.file.writelines(f"{line.rstrip()}\n" for line in captured.get().split("\n")[:-1])


def show_line(result: Result, console: Console, *, fail_on: Severity | None) -> None:
    """Print one line: whether to go ahead, and the answer to the suite's question."""
    decision = result.decision(fail_on)
    told = " ".join(outlook(result, verdict) for verdict in result.suite.verdicts)
    # What no record shows must not pass in silence.
    told += "" if decision.only_counts else f" {visible(decision.reasons[0])}."
    print_plainly(
        console, lambda: console.print(_badged(result, fail_on, told), no_wrap=True, overflow="ignore", crop=False)
    )


def _print(result: Result, console: Console, fail_on: Severity | None, *, brief: bool) -> None:
    verdict = _verdict(result, fail_on)
    console.print(verdict)
    console.print(heading(result))
    for told in result.supplied:
        console.print(Text(visible(f"{told}."), style="yellow"))
    for asked in result.suite.verdicts:
        if asked.answers is not None and asked.answers.ready and (counted := _statuses(result, asked)):
            console.print(counted)
    for title, body in _sections(result, fail_on, brief=brief):
        console.print()
        console.print(Text(title, style="bold underline"))
        console.print(Padding(body, (0, 0, 0, 2)))
    console.print()
    # A long report scrolls its first line away: the last one says it again.
    console.print(verdict)


def _sections(result: Result, fail_on: Severity | None, *, brief: bool) -> Iterator[tuple[str, RenderableType]]:
    decision = result.decision(fail_on)
    # Of mere counts, those above and the table below say it all.
    told_below = decision.only_counts and not (result.gate.lenient or result.gate.refused)
    if decision.reasons and not told_below:
        yield words.NOT_PASSED, Group(*(Text(visible(f"{reason}.")) for reason in decision.reasons))
    if (newer := new_since(result)) is not None and newer.height:
        yield words.NEW, _new(result, newer)
    if story.to_mend(result.jobs):
        yield "Jobs, what frees most first", _jobs(result)
    if brief:
        return
    turns, all_of_it = result.turns
    if turns:
        yield turning.title_soon(all_of_it=all_of_it), turned(result, turns)
    broken = [covered for covered in result.coverage if covered.failed]
    if broken:
        yield "Requirements that are not met", _rules(result, broken)
    if result.assumptions:
        yield words.NOBODY_TOLD, Group(*(Text(visible(words.assumed(one))) for one in result.assumptions))
    idle = not_checked(result)
    if idle:
        yield words.NOT_CHECKED, _not_checked(idle)
    if result.notes:
        yield words.noticed(len(result.notes)), _notes(result)
    yield "What next", _next(result, fail_on)


def _notes(result: Result) -> Group:
    """The first of what was noticed."""
    first = [Text(visible(note)) for note in result.notes[:_MOST_NOTES]]
    more = len(result.notes) - len(first)
    return Group(
        *first, *([Text(f"… and {more:,} more; --report json=FILE lists them all.", style="dim")] if more else [])
    )


def heading(result: Result) -> Text:
    """The suite, the source and the moment."""
    by = f"  settings: {visible(result.settings.told_by)}"
    return Text.assemble((result.suite.name, "bold"), (f"  {visible(result.source)}  as of {as_of(result)}{by}", "dim"))


def _statuses(result: Result, verdict: Verdict) -> Text:
    """How many records have which status, where that is an answer to what the suite asks."""
    return Text("  ").join(
        Text(f"{count:,} {words.labelled(status)}", style=TONES[words.status(status).tone])
        for status, count in result.statuses_of(verdict).items()
        if count
    )


def as_of(result: Result) -> str:
    """The moment that stands for now; of a midnight the date alone."""
    moment = result.moment.at
    return f"{moment:%Y-%m-%d}" if moment.time().isoformat() == "00:00:00" else f"{moment:%Y-%m-%d %H:%M}"


def _verdict(result: Result, fail_on: Severity | None) -> Group:
    return Group(*(_badged(result, fail_on, outlook(result, verdict)) for verdict in result.suite.verdicts))


def _badged(result: Result, fail_on: Severity | None, told: str) -> Text:
    passed = result.passed(fail_on)
    badge = (headline(result, passed=passed), "bold white on green" if passed else "bold white on red")
    return Text.assemble(badge, "  ", (told, "bold"))


def short_key(text: str | None) -> Text:
    """A key as a table has room for it."""
    key = Text("(no key)" if text is None else visible(text))
    key.truncate(_KEY_WIDTH, overflow="ellipsis")
    return key


def _jobs(result: Result) -> Group:
    """The first jobs, in a dozen lines: how far they get, what each is, and how to do the first."""
    every = story.to_mend(result.jobs)
    table = Table(box=None, pad_edge=False, header_style="dim", expand=False)
    shown = every[:_MOST_JOBS]
    # What is wrong is cut where there is no room, never what a job is called or what it does.
    rows = [
        (short_key(job.id).plain, story.gains(job), str(job.owner), visible(wrong)) for job, wrong in told_apart(shown)
    ]
    room = _WIDTH
    for heading, cells in zip(("job", "what it does", "who"), zip(*rows, strict=True), strict=False):
        width = max(map(len, (heading, *cells)))
        table.add_column(heading, no_wrap=True, min_width=width)
        room -= width + 2
    table.add_column("what is wrong", no_wrap=True)
    for name, gains, who, wrong in rows:
        text = Text(wrong)
        text.truncate(room, overflow="ellipsis")
        table.add_row(Text(name, style="bold"), gains, who, text)
    first = Text(f"First: {visible(every[0].mend.fix)} ({every[0].mend.screen})")
    far = story.outlook(result.jobs)
    parts: list[RenderableType] = [*([Text(far)] if far else []), table, first]
    more = len(every) - _MOST_JOBS
    if more > 0:
        parts.append(Text(f"… and {more:,} more; --report fixlist=FILE.xlsx lists them all.", style="dim"))
    return Group(*parts)


def told_apart(jobs: Sequence[Job]) -> Iterator[tuple[Job, str]]:
    """Each job with what is wrong; where that was said before, with how it is mended: there lies the difference."""
    seen: set[str] = set()
    for job in jobs:
        wrong = story.told(job)
        yield job, f"{job.mend.fix} ({wrong})" if job.mend.title in seen and not job.at else wrong
        seen.add(job.mend.title)


def turned(result: Result, turns: Sequence[Turn]) -> Table:
    """What changes by itself, the nearest first: when, who, for which rules, and the first keys."""
    table = Table(box=None, pad_edge=False, show_header=False, expand=False)
    table.add_column("when", no_wrap=True)
    table.add_column("what")
    for turn in turns:
        keys = Text(", ", style="dim").join(short_key(key) for key in turn.keys[:_FIRST_KEYS])
        keys.append(" …" if len(turn.keys) > _FIRST_KEYS else "")
        keys.stylize("dim")
        because = turning.why(result, turn)
        lines = [Text(visible(turning.what(result, turn))), *([Text(visible(because), style="dim")] if because else [])]
        table.add_row(Text(turning.when(turn), style="bold"), Group(*lines, keys))
    return table


def _rules(result: Result, broken: list[Coverage]) -> Group:
    table = Table(box=None, pad_edge=False, header_style="dim", expand=False)
    table.add_column("rule", no_wrap=True)
    table.add_column("severity", no_wrap=True)
    table.add_column("failed", justify="right", no_wrap=True)
    table.add_column("of", justify="right", no_wrap=True)
    table.add_column("what, and the first of them")
    for covered in sorted(broken, key=lambda covered: covered.severity.rank):
        asked = covered.counts[Outcome.PASS] + covered.counts[Outcome.FAIL]
        what = Text(covered.rule.title)
        what.append_text(Text("\n")).append_text(_first_keys(result, covered) or _told(result, covered))
        # What only informs is not counted among what must be mended: a line for each severity.
        severity = Text("\n").join(Text(str(one), style=STYLES[one]) for one in covered.by_severity)
        failed = "\n".join(f"{count:,}" for count in covered.by_severity.values())
        table.add_row(covered.rule.id, severity, failed, f"{asked:,}", what)
    ours = words.ours(covered.rule for covered in broken)
    return Group(table, *([Text(f"Not from the article: {ours}.", style="dim")] if ours else []))


def _new(result: Result, newer: pl.DataFrame) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim", expand=False)
    table.add_column("rule", no_wrap=True)
    table.add_column("severity", no_wrap=True)
    table.add_column("new", justify="right", no_wrap=True)
    table.add_column("what, and the first of them")
    for one in newer.iter_rows(named=True):
        rule = result.suite.rules_by_id[one["rule"]]
        keys = Text(", ", style="dim").join(short_key(key) for key in one["keys"][:_FIRST_KEYS])
        keys.append(" …" if one["new"] > _FIRST_KEYS else "")
        keys.stylize("dim")
        severity = Severity(one["severity"])
        table.add_row(
            rule.id, Text(severity, style=STYLES[severity]), f"{one['new']:,}", Text(f"{rule.title}\n") + keys
        )
    return table


def _first_keys(result: Result, covered: Coverage) -> Text:
    """The first keys that failed, or their rows where they have none."""
    keys: list[Text] = []
    for name in covered.rule.facts:
        table = result.suite.facts_by_name[name]
        if table.key is None:
            continue
        where = (result.outcomes[name][covered.rule.id] == Outcome.FAIL.value).arg_true().head(_FIRST_KEYS)
        for row, key in result.facts[name].select("row", table.key)[where].iter_rows():
            keys.append(short_key(key) if key is not None else Text(f"{table.table} row {row}"))
    shown = Text(", ", style="dim").join(keys[:_FIRST_KEYS])
    if covered.failed > _FIRST_KEYS:
        shown.append(" …")
    shown.stylize("dim")
    return shown


def _told(result: Result, covered: Coverage) -> Text:
    """What a rule about the whole file found, as it has no keys."""
    table = result.suite.facts_by_name[covered.rule.facts[0]]
    return Text(visible(result.facts[table.name].select(message(covered.rule, table)).item()), style="dim")


def _not_checked(reasons: dict[str, list[Coverage]]) -> Table:
    table = Table.grid(padding=(0, 2))
    table.add_column(ratio=1)
    for reason, rules in reasons.items():
        count = sum(covered.counts[Outcome.NOT_CHECKED] for covered in rules)
        ids = ", ".join(covered.rule.id for covered in rules)
        table.add_row(Text.assemble(f"{reason}: ", (ids, "bold"), (f" ({words.left_open(count)})", "dim")))
    return table


def _next(result: Result, fail_on: Severity | None) -> Group:
    lines = list(_to_do(result))
    if result.statuses["undetermined"]:
        lines.append("Supply what was not checked, or mend the cells that cannot be read: until then nobody can tell.")
    if lines:
        lines.append("--report findings=FILE.csv lists each finding with its row, message and fix.")
    elif not sum(result.statuses.values()):
        lines.append("There is nothing to judge: is the extract complete?")
    elif any(job.touches for job in result.jobs.ranked):
        lines.append(words.NOT_TOLD)
    elif result.passed(fail_on):
        lines += ["Nothing to mend. Let it run.", *_guided(result, Part.STEPS)]
    lines += _guided(result, Part.FOR_GOOD)
    return Group(*(Text(visible(line)) for line in lines))


def _guided(result: Result, part: Part) -> list[str]:
    """What a part of the guide says here: what is for everybody, and what is for a verdict that some record has."""
    guide = result.suite.guide
    if guide is None:
        return []
    had = {status for status, count in result.statuses.items() if count}
    for verdict in result.suite.verdicts:
        for field in verdict.fields:
            had |= set(result.records[verdict.facts][field.name].unique().drop_nulls()) if field.says else set()
    steps = guide.part(part, *had)
    return [f"{part.heading}: {' '.join(map(said, steps))}"] if steps else []


def _to_do(result: Result) -> Iterator[str]:
    """What there is to do, by when: what only tells is no task."""
    for effect, found in by_effect(result).items():
        if found and effect is not Effect.TELLS:
            count = words.counted(sum(found.values()), "finding")
            yield f"{words.EFFECTS[effect].heading}: {count} ({', '.join(found)})."


def console(*, quiet: bool) -> Console:
    """A console for results on stdout; at most 100 columns wide, so that lines stay readable on a wide screen."""
    found = Console(quiet=quiet, highlight=False, soft_wrap=False)
    found.width = min(found.width, 100)
    return found
