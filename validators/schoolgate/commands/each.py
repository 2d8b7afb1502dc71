"""`schoolgate check --each`: every school's folder, on all cores, with one table and one exit code."""

import argparse
import multiprocessing
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from itertools import islice
from pathlib import Path
from typing import Protocol

from rich.console import Console

from schoolgate.basics.cores import THREADS, cores
from schoolgate.basics.errors import ProgramError, SchoolgateError, UsageError, nearest
from schoolgate.basics.staging import staging
from schoolgate.basics.streams import document
from schoolgate.commands import docs, portfolio
from schoolgate.commands.school_places import SchoolPlace, SchoolPlaces, beside, schools_asked
from schoolgate.commands.schools_bar import Progressing, progressing
from schoolgate.commands.worker import at_work, take_signals, unheard
from schoolgate.delivery.pages import is_page
from schoolgate.delivery.requests import refuse_no_folder
from schoolgate.judgement.records import answers_of
from schoolgate.language.files import SETTINGS_FILE
from schoolgate.options.each import PLACE
from schoolgate.report import schools, terminal
from schoolgate.report.formats import Telling
from schoolgate.report.schools import School
from schoolgate.report.schools_documents import render
from schoolgate.report.summaries import Summary
from schoolgate.run.order import named
from schoolgate.run.result import Result
from schoolgate.story.cases import cases
from schoolgate.story.rows import answers


class Done(Protocol):
    """A check that ran, with its reports written."""

    @property
    def result(self) -> Result:
        """What it found."""

    @property
    def telling(self) -> Telling:
        """How it is told."""

    @property
    def exit_code(self) -> int:
        """Whether to go ahead."""


CarryOut = Callable[[argparse.Namespace], Done]


def run(options: argparse.Namespace, requested: Callable[[argparse.Namespace], object], carry_out: CarryOut) -> int:
    """Check every school, print the table, and say with the exit code how the worst of them ended.

    Args:
        options: of `check`.
        requested: refuses reports that cannot be written.
        carry_out: checks one source.
    """
    source, places = schools_asked(options)
    own, combined = _reports(options)
    summaries = _summaries([*combined, *options.summary])
    _refuse_shared(options)
    with_cases = any(name == "junit" for name, _ in summaries)
    shared = [place for place in options.docs if PLACE not in str(place)]
    given = argparse.Namespace(**{**vars(options), "report": own, "shared_docs": shared, "with_cases": with_cases})
    requested(_placed(given, places, places.schools[0]))
    plans = [_placed(given, places, school) for school in places.schools]
    if shared:
        portfolio.refuse_namesakes(plans)
        portfolio.begin(shared)
    with progressing(Console(stderr=True, quiet=options.quiet), len(plans)) as progress:
        found = _checked(plans, carry_out, min(options.jobs or cores(), len(plans)), progress)
    told = sorted([*places.lost, *found.values()], key=lambda one: one.name)
    printed = _write(summaries, options.suite, str(source), told, places.others)
    pages = portfolio.end(shared, options.suite, told, source) if shared else ()
    # A reader who has seen enough and closed the pipe changes nothing of the verdicts.
    with suppress(BrokenPipeError):
        if printed is not None:
            document(printed)
        else:
            schools.show(options.suite, str(source), told, places.others, terminal.console(quiet=options.quiet))
    if not options.quiet:
        docs.tell(pages)
    return schools.gravest(told)


def _reports(options: argparse.Namespace) -> tuple[list[str], list[str]]:
    """The reports that each school has of its own, and those that all have together.

    Raises:
        UsageError: one for all cannot be made for many schools.
    """
    own = [text for text in options.report if PLACE in text.partition("=")[2]]
    combined = [text for text in options.report if text not in own]
    for text in combined:
        if text.partition("=")[0] not in set(Summary):
            msg = (
                f"--report {text}: with --each, each school needs its own: write {PLACE} where its name belongs; of all "
                f"schools together there are {', '.join(Summary)}"
            )
            raise UsageError(msg)
    return own, combined


def _summaries(asked: Sequence[str]) -> list[tuple[str, Path | None]]:
    """The tables that are asked for, each with its file, or None for stdout.

    Raises:
        UsageError: there is no such format, or two go to stdout or to one file.
        InputError: the folder of a file does not exist.
    """
    found: list[tuple[str, Path | None]] = []
    for text in asked:
        name, _, place = text.partition("=")
        if name not in set(Summary):
            msg = f"--summary {text}: there is no such format: {nearest(name, Summary)}"
            raise UsageError(msg)
        path = None if place in {"", "-"} else Path(place)
        if path is not None:
            refuse_no_folder(path)
        if path in [other for _, other in found]:
            msg = f"--summary {text}: that is the place of another one; give another file"
            raise UsageError(msg)
        found.append((name, path))
    return found


def _write(
    summaries: Sequence[tuple[str, Path | None]], suite: str, source: str, told: Sequence[School], others: Sequence[str]
) -> str | None:
    """Write the tables; the one for stdout, if there is one."""
    printed = None
    with staging() as files:
        for name, path in summaries:
            text = render(Summary(name), suite, source, told, others)
            if path is None:
                printed = text
            else:
                files.path(path).write_text(text, encoding="utf-8", newline="\n")
    return printed


def _refuse_shared(options: argparse.Namespace) -> None:
    """Refuse one path for what each school has of its own."""
    named = [(name, getattr(options, name)) for name in ("baseline", "waivers")]
    for name, path in [*named, *(("docs", place) for place in options.docs if is_page(place))]:
        if path is not None and PLACE not in str(path):
            msg = f"--{name} {path}: with --each, each school needs its own: write {PLACE} where its name belongs"
            raise UsageError(msg)


def _placed(options: argparse.Namespace, places: SchoolPlaces, school: SchoolPlace) -> argparse.Namespace:
    """The options of one school. Without settings of its own it has those that lie beside all, if there are any."""
    given = vars(options)
    paths = {
        name: Path(str(given[name]).replace(PLACE, school.name))
        for name in ("settings", "baseline", "waivers")
        if given[name] is not None
    }
    own = beside([school.path])
    if options.settings is None and options.trusted_settings is None and named(own, SETTINGS_FILE) is None:
        shared = named(places.beside, SETTINGS_FILE)
        paths |= {"settings": shared} if shared is not None else {}
    changed = {
        **paths,
        "report": [text.replace(PLACE, school.name) for text in options.report],
        "docs": [Path(str(place).replace(PLACE, school.name)) for place in options.docs],
        "source": [school.path] if school.part is None else options.source,
        "part": school.part,
        "named": school.name,
        "school": None if school.part is None else school.part.school,
    }
    # The functions of the command stay here: a process needs none of them.
    return argparse.Namespace(**{**given, **changed, "run": None})


# --------------------------------------------------------------------------------------------------------- processes


def _checked(
    plans: Sequence[argparse.Namespace], carry_out: CarryOut, workers: int, progress: Progressing
) -> dict[str, School]:
    """How each school ended, by its name.

    A process that dies takes those of the other schools with it, and does not say whose it was: whoever has no answer then
    is asked again, each alone.
    """
    found: dict[str, School] = {}
    with suppress(BrokenProcessPool):
        for school in _pooled(plans, carry_out, workers, progress):
            found[school.name] = school
            progress.ended(school.name)
    for plan in plans:
        if plan.named in found:
            continue
        try:
            (found[plan.named],) = _pooled([plan], carry_out, 1, progress)
        except BrokenProcessPool:
            why = "its process died; is there enough memory?"
            found[plan.named] = School(plan.named, ProgramError.exit_code, why=why)
        progress.ended(plan.named)
    return found


def _pooled(
    plans: Sequence[argparse.Namespace], carry_out: CarryOut, workers: int, progress: Progressing
) -> Iterator[School]:
    """Each school as it ends."""
    # Polars must not be forked; and the threads of all processes together should be as many as there are cores.
    context = multiprocessing.get_context("spawn")
    threads = str(max(1, cores() // workers))
    with _environment({THREADS: os.environ.get(THREADS, threads)}):
        pool = ProcessPoolExecutor(workers, context, initializer=take_signals)
        waiting = _begun(plans, progress)
        with unheard():
            asked = {pool.submit(_one, carry_out, plan) for plan in islice(waiting, workers)}
        try:
            while asked:
                answered, asked = wait(asked, return_when=FIRST_COMPLETED)
                for answer in answered:
                    # One for one: after an interruption, none is begun that was not at work.
                    with unheard():
                        asked |= {pool.submit(_one, carry_out, plan) for plan in islice(waiting, 1)}
                    yield answer.result()
        finally:
            _end(pool)


def _begun(plans: Sequence[argparse.Namespace], progress: Progressing) -> Iterator[argparse.Namespace]:
    """The plans; whoever takes one begins it."""
    for plan in plans:
        progress.began(plan.named)
        yield plan


def _end(pool: ProcessPoolExecutor) -> None:
    """Let the schools at work come to their end, so that nothing is written half; interrupted once more, wait no longer."""
    try:
        pool.shutdown(wait=True, cancel_futures=True)
    except BaseException:
        for process in multiprocessing.active_children():
            process.kill()
        raise


@contextmanager
def _environment(variables: Mapping[str, str]) -> Iterator[None]:
    """Variables that the processes find, for as long as they are started."""
    before = {name: os.environ.get(name) for name in variables}
    os.environ.update(variables)
    try:
        yield
    finally:
        for name, text in before.items():
            if text is None:
                del os.environ[name]
            else:
                os.environ[name] = text


def _one(carry_out: CarryOut, plan: argparse.Namespace) -> School:
    """One school, in a process of its own."""
    with at_work():
        return _of(carry_out, plan)


def _of(carry_out: CarryOut, plan: argparse.Namespace) -> School:
    name = plan.named
    try:
        done = carry_out(plan)
        result = done.result
        return School(
            name,
            done.exit_code,
            answers=_answers(result),
            severities={str(severity): count for severity, count in result.severities.items()},
            why="; ".join(result.decision(done.telling.fail_on).reasons),
            school=result.school,
            cases=_cases(done) if plan.with_cases else (),
        )
    except SchoolgateError as error:
        return School(name, error.exit_code, why=str(error), school=portfolio.school_of(plan))
    except BaseException as error:  # noqa: BLE001 (a Polars panic is no Exception; the other schools go on)
        # The text of an error may quote a cell: only its kind is told.
        why = f"a fault of schoolgate itself ({type(error).__name__})"
        return School(name, ProgramError.exit_code, why=why, school=portfolio.school_of(plan))


def _cases(done: Done) -> tuple[tuple[str, str, str], ...]:
    """Each case of the check: its id, how it ended, and why."""
    found = cases(done.result, fail_on=done.telling.fail_on, most=0)
    return tuple((one.id, str(one.state), one.summary) for one in found)


def _answers(result: Result) -> dict[tuple[str, str], int]:
    """How the suite's first question is answered, every answer in its order, so that the schools' columns are the same."""
    verdict = result.suite.verdicts[0]
    counts = answers(result, verdict)
    return {
        (one.label, one.tone): counts.get(one, 0)
        for one in answers_of(result.suite, verdict).values
        if one.tone != "other"
    }
