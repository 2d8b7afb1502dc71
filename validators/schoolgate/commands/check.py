"""`schoolgate check`: say per record what will happen, why, and how to mend it."""

import argparse
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from schoolgate.commands import docs
from schoolgate.commands.parser import Commands, add_source, checked
from schoolgate.errors import InputError, UsageError, nearest
from schoolgate.facts_export import write_facts
from schoolgate.pseudonym import VARIABLE, pseudonymised, secret
from schoolgate.report import fixlist, json_report, tables, terminal
from schoolgate.report.rows import records
from schoolgate.result import Result
from schoolgate.rule import Severity
from schoolgate.run import Engine
from schoolgate.shown import visible_json
from schoolgate.staging import Staging, staging

REPORTS = ("json", "findings", "records", "fixlist", "facts")
FAIL_ON = {"error": Severity.ERROR, "warning": Severity.WARNING, "never": None}


@dataclass(frozen=True, slots=True)
class ReportRequest:
    """One `--report FORMAT[=PATH]`; without a path it goes to stdout."""

    form: str
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
        help="json[=FILE], findings=FILE.csv|.parquet, records=FILE.csv|.parquet, fixlist=FILE.xlsx|.csv, facts=DIR; "
        "may be given several times",
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
    parser.add_argument("--quiet", action="store_true", help="print nothing but errors; the exit code tells")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Check, write the reports, print, and say with the exit code whether to go ahead."""
    requests = [_request(text) for text in options.report]
    pages = [ReportRequest("docs", place) for place in options.docs if docs.is_page(place)]
    _refuse_clashes([*requests, *pages], options.source)
    docs.refuse_unwritable(options.docs)
    key = _key(options)
    result = checked(options, Engine(options.engine))
    if key is not None:
        result = pseudonymised(result, key)
    fail_on = FAIL_ON[options.fail_on]
    with staging() as files:
        for request in requests:
            if request.path is not None:
                _write(request, request.path, files, result, fail_on, show_values=options.show_values)
        docs.write(
            result,
            options.docs,
            fail_on=fail_on,
            show_values=options.show_values,
            native_limit=options.docs_native_limit,
        )
    # A reader who has seen enough and closed the pipe changes nothing of the verdict.
    with suppress(BrokenPipeError):
        if any(request.path is None for request in requests):
            text = json_report.render(result, fail_on=fail_on, show_values=options.show_values)
            sys.stdout.write(visible_json(text) if sys.stdout.isatty() else text)
        else:
            terminal.show(result, terminal.console(quiet=options.quiet), fail_on=fail_on)
        sys.stdout.flush()
    return 0 if result.passed(fail_on) else 1


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


def _request(text: str) -> ReportRequest:
    """The report that `--report` asks for, refused before the check runs if it could not be written after it."""
    form, given, name = text.partition("=")
    if form not in REPORTS:
        msg = f"--report {text}: there is no format {form!r}: {nearest(form, REPORTS)}"
        raise UsageError(msg)
    if not name:
        if form == "json" and not given:
            return ReportRequest(form, None)
        msg = f"--report {text}: expected {form}=PATH"
        raise UsageError(msg)
    path = Path(name)
    if form in {"findings", "records"}:
        tables.refuse_other_formats(path)
    if form == "fixlist":
        tables.refuse_other_formats(path, fixlist.FORMATS, "the fix list")
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
            option = "--docs " if request.form == "docs" else f"--report {request.form}="
            msg = f"{option}{request.path}: that is the place of {what}; give another path"
            raise UsageError(msg)
        taken.add(place)


def _write(
    request: ReportRequest, path: Path, files: Staging, result: Result, fail_on: Severity | None, *, show_values: bool
) -> None:
    match request.form:
        case "json":
            text = json_report.render(result, fail_on=fail_on, show_values=show_values)
            files.path(path).write_text(text, encoding="utf-8")
        case "findings":
            tables.write(result.findings(show_values=show_values), files.path(path), path.suffix)
        case "records":
            tables.write(records(result), files.path(path), path.suffix)
        case "fixlist":
            fixlist.write(result, files.path(path), path.suffix)
        case "facts":
            write_facts(result.suite, result.facts, path, show_values=show_values)
