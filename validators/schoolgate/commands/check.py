"""`schoolgate check`: say per record what will happen, why, and how to mend it."""

import argparse
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from schoolgate import registry
from schoolgate.commands.parser import Commands, add_source, checked
from schoolgate.errors import InputError, UsageError
from schoolgate.pseudonym import VARIABLE, pseudonymised, secret
from schoolgate.report import terminal
from schoolgate.report.formats import FORMATS, Format, Telling, format_named
from schoolgate.result import Result
from schoolgate.rule import Severity
from schoolgate.run import Engine
from schoolgate.shown import visible, visible_json
from schoolgate.staging import staging
from schoolgate.suite import Suite

FAIL_ON = {"error": Severity.ERROR, "warning": Severity.WARNING, "never": None}


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
    parser.add_argument(
        "--fail-on",
        choices=list(FAIL_ON),
        default="error",
        help="the least severity that fails the run (default: error)",
    )
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
    parser.add_argument("--quiet", action="store_true", help="print nothing but errors; the exit code tells")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Check, write the reports, print, and say with the exit code whether to go ahead."""
    suite = registry.load(options.suite)
    requests = [_request(text, suite) for text in options.report]
    _refuse_clashes(requests, options.source)
    if options.only_safe and not any(request.form.refuses for request in requests):
        msg = "--only-safe does nothing by itself; it goes with a report that can be refused, such as delete-list"
        raise UsageError(msg)
    key = _key(options)
    result = checked(options, Engine(options.engine))
    if key is not None:
        result = pseudonymised(result, key)
    telling = Telling(FAIL_ON[options.fail_on], options.show_values)
    refused = {} if options.only_safe else _refused(requests, result)
    with staging() as files:
        for request in requests:
            if request.path is not None and request.form.name not in refused:
                request.form.write(result, request.path, files, telling)
    _print(requests, result, telling, quiet=options.quiet)
    for name, reason in refused.items():
        print(f"schoolgate: --report {name}: not written: {visible(reason)}", file=sys.stderr)  # noqa: T201
    return 0 if result.passed(telling.fail_on) and not refused else 1


def _refused(requests: Sequence[ReportRequest], result: Result) -> dict[str, str]:
    """The reports that must not be written, with the reason."""
    reasons = {request.form.name: request.form.refuses(result) for request in requests if request.form.refuses}
    return {name: reason for name, reason in reasons.items() if reason is not None}


def _print(requests: Sequence[ReportRequest], result: Result, telling: Telling, *, quiet: bool) -> None:
    # A reader who has seen enough and closed the pipe changes nothing of the verdict.
    with suppress(BrokenPipeError):
        texts = [request.form.text for request in requests if request.path is None and request.form.text]
        for render in texts:
            text = render(result, telling)
            sys.stdout.write(visible_json(text) if sys.stdout.isatty() else text)
        if not texts:
            terminal.show(result, terminal.console(quiet=quiet), fail_on=telling.fail_on)
        sys.stdout.flush()


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
    if not path.absolute().parent.is_dir():
        msg = f"{path}: cannot be written, the folder {path.absolute().parent} does not exist; make it first"
        raise InputError(msg)
    return ReportRequest(form, path)


def _refuse_clashes(requests: Sequence[ReportRequest], source: Path) -> None:
    """Refuse a report that would replace another one, or a file of the extract."""
    taken = {path.resolve() for path in source.glob("*.csv")} if source.is_dir() else set()
    for request in requests:
        if request.path is None:
            continue
        place = request.path.resolve()
        if place in taken:
            what = "a table of the extract" if place.parent == source.resolve() else "another report"
            msg = f"--report {request.form.name}={request.path}: that is the place of {what}; give another path"
            raise UsageError(msg)
        taken.add(place)
