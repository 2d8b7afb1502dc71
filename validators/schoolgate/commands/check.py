"""`schoolgate check`: say per record what will happen, why, and how to mend it."""

import argparse
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from schoolgate import registry
from schoolgate.commands import docs, each, gating
from schoolgate.commands.parser import Commands, add_source, checked, refuse_no_folder
from schoolgate.errors import UsageError
from schoolgate.gate import LEVELS
from schoolgate.pseudonym import VARIABLE, secret
from schoolgate.report import terminal
from schoolgate.report.formats import FORMATS, Format, Telling, format_named
from schoolgate.result import Result
from schoolgate.run import Engine
from schoolgate.shown import visible, visible_json
from schoolgate.staging import staging
from schoolgate.suite import Suite

FAIL_ON = LEVELS


@dataclass(frozen=True, slots=True)
class ReportRequest:
    """One `--report FORMAT[=PATH]`; without a path it goes to stdout."""

    form: Format
    path: Path | None


def add(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "check",
        help="say per record what will happen, why, and how to mend it",
        description="Check an extract. Exit codes: 0 go ahead; 1 findings, or records that cannot be judged; "
        "2 wrong usage or settings; 3 input cannot be read or output cannot be written; 4 a fault of schoolgate.",
        allow_abbrev=False,
    )
    add_source(parser)
    gating.add_options(parser)
    parser.add_argument(
        "--engine",
        choices=[engine.value for engine in Engine],
        default=Engine.FUSED.value,
        help="who judges (default: fused)",
    )
    parser.add_argument(
        "--report",
        action="append",
        default=[],
        metavar="FORMAT[=PATH]",
        help=f"{', '.join(form.usage for form in FORMATS)}, or a report that only this suite has (a wrong name lists "
        "them); may be given several times",
    )
    docs.add_option(parser)
    parser.add_argument(
        "--show-values",
        action="store_true",
        help="show cell values of personal columns too (default: keys and statuses)",
    )
    parser.add_argument(
        "--pseudonymise",
        action="store_true",
        help=f"replace the identifiers of persons in all output by keyed hashes; the key comes from {VARIABLE}",
    )
    parser.add_argument(
        "--pseudonym-key-file", type=Path, metavar="FILE", help=f"a file with that key, in place of {VARIABLE}"
    )
    parser.add_argument(
        "--only-safe", action="store_true", help="write what is safe even where a report would rather not be written"
    )
    each.add_options(parser)
    parser.add_argument("--quiet", action="store_true", help="print nothing but errors; the exit code tells")
    parser.set_defaults(run=run)


@dataclass(frozen=True, slots=True)
class Done:
    """A check that ran, with its reports written."""

    result: Result
    requests: Sequence[ReportRequest]
    telling: Telling

    @property
    def exit_code(self) -> int:
        """Whether to go ahead."""
        return 0 if self.result.passed(self.telling.fail_on) else 1


def run(options: argparse.Namespace) -> int:
    """Check, write the reports, print, and say with the exit code whether to go ahead."""
    if options.each:
        return each.run(options, requested, carry_out)
    each.refuse_alone(options)
    done = carry_out(options)
    _print(done, quiet=options.quiet)
    for name, reason in done.result.gate.refused.items():
        print(f"schoolgate: --report {name}: not written: {visible(reason)}", file=sys.stderr)  # noqa: T201
    return done.exit_code


def carry_out(options: argparse.Namespace) -> Done:
    """Check one source and write its reports; print nothing."""
    suite, requests = requested(options)
    key = _key(options)
    gate = gating.gate(options, suite)
    result = gating.gated(checked(options, Engine(options.engine)), gate, key)
    telling = Telling(gating.level(options.fail_on), options.show_values)
    if not options.only_safe:
        result = replace(result, gate=replace(result.gate, refused=_refused(requests, result)))
    with staging() as files:
        for request in requests:
            if request.path is not None and request.form.name not in result.gate.refused:
                request.form.write(result, request.path, files, telling)
        for request in requests:
            if (place := _appended(request)) is not None and request.form.text:
                files.append(place, request.form.text(result, telling))
        docs.write(
            result,
            options.docs,
            fail_on=telling.fail_on,
            show_values=telling.show_values,
            native_limit=options.docs_native_limit,
        )
    return Done(result, requests, telling)


def requested(options: argparse.Namespace) -> tuple[Suite, list[ReportRequest]]:
    """The suite, and the reports that are asked for.

    Raises:
        UsageError: there is no such suite or report, or a report would replace another file.
        InputError: the folder of a report does not exist.
    """
    suite = registry.load(options.suite)
    requests = [_request(text, suite) for text in options.report]
    _refuse_clashes(_places(requests, options.docs), options.source)
    docs.refuse_unwritable(options.docs)
    if options.only_safe and not any(request.form.refuses for request in requests):
        msg = "--only-safe does nothing by itself; it goes with a report that can be refused, such as delete-list"
        raise UsageError(msg)
    return suite, requests


def _refused(requests: Sequence[ReportRequest], result: Result) -> dict[str, str]:
    """The reports that must not be written, with the reason."""
    reasons = {request.form.name: request.form.refuses(result) for request in requests if request.form.refuses}
    return {name: reason for name, reason in reasons.items() if reason is not None}


def _print(done: Done, *, quiet: bool) -> None:
    # A reader who has seen enough and closed the pipe changes nothing of the verdict.
    with suppress(BrokenPipeError):
        here = [request for request in done.requests if request.path is None and _appended(request) is None]
        texts = [request.form.text for request in here if request.form.text]
        for render in texts:
            text = render(done.result, done.telling)
            sys.stdout.write(visible_json(text) if sys.stdout.isatty() else text)
        if not texts:
            terminal.show(done.result, terminal.console(quiet=quiet), fail_on=done.telling.fail_on)
        sys.stdout.flush()


def _appended(request: ReportRequest) -> Path | None:
    """The file to append a report to that has no path, where the environment names one."""
    place = os.environ.get(request.form.appended_to) if request.form.appended_to and request.path is None else None
    return Path(place) if place else None


def _key(options: argparse.Namespace) -> bytes | None:
    """The key of the pseudonyms, where they are asked for."""
    if not options.pseudonymise:
        if options.pseudonym_key_file:
            msg = "--pseudonym-key-file does nothing by itself; give --pseudonymise as well"
            raise UsageError(msg)
        return None
    if options.show_values:
        msg = "--pseudonymise hides who is meant and --show-values shows it; give one of them"
        raise UsageError(msg)
    return secret(options.pseudonym_key_file)


def _request(text: str, suite: Suite) -> ReportRequest:
    """The report that `--report` asks for, refused before the check runs if it could not be written after it."""
    name, given, place = text.partition("=")
    try:
        form = format_named(name, suite)
    except UsageError as error:
        msg = f"--report {text}: {error}"
        raise UsageError(msg) from None
    if not place:
        if form.text and not given:
            return ReportRequest(form, None)
        msg = f"--report {text}: expected {form.usage}"
        raise UsageError(msg)
    path = Path(place)
    form.refuse_other_endings(path)
    refuse_no_folder(path)
    return ReportRequest(form, path)


def _places(requests: Sequence[ReportRequest], pages: Sequence[Path]) -> list[tuple[str, Path]]:
    """The files that are to be written, with the option that asks for each."""
    reports = [(f"--report {request.form.name}=", request.path) for request in requests if request.path is not None]
    return [*reports, *(("--docs ", page) for page in pages if docs.is_page(page))]


def _refuse_clashes(places: Sequence[tuple[str, Path]], source: Path) -> None:
    """Refuse a report that would replace another one, or a file of the extract."""
    taken = {path.resolve() for path in source.glob("*.csv")} if source.is_dir() else set()
    for option, path in places:
        place = path.resolve()
        if place in taken:
            what = "a table of the extract" if place.parent == source.resolve() else "another report"
            msg = f"{option}{path}: that is the place of {what}; give another path"
            raise UsageError(msg)
        taken.add(place)
