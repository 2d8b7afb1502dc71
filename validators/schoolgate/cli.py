"""The command line: parse, call, print."""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from schoolgate import __version__, registry
from schoolgate.check import Engine, check
from schoolgate.clock import moment
from schoolgate.engines import gx_suite
from schoolgate.errors import InputError, ProgramError, SchoolgateError, UsageError, nearest
from schoolgate.facts_export import write_facts
from schoolgate.report import json_report, tables, terminal
from schoolgate.report.rows import records
from schoolgate.result import Result
from schoolgate.rule import Severity
from schoolgate.settings import read_settings
from schoolgate.shown import visible
from schoolgate.staging import Staging, staging

SETTINGS_FILE = "settings.toml"
REPORTS = ("json", "findings", "records", "facts")
NEVER = "never"
FAIL_ON = {"error": Severity.ERROR, "warning": Severity.WARNING, NEVER: None}
_INTERRUPTED = 130


@dataclass(frozen=True, slots=True)
class ReportRequest:
    """One `--report FORMAT[=PATH]`; without a path it goes to stdout."""

    form: str
    path: Path | None


class _Parser(argparse.ArgumentParser):
    """A parser whose complaint is one line, with the nearest known word."""

    def error(self, message: str) -> NoReturn:
        options = _options(self)
        unknown = next((word for word in message.split() if word.startswith("--") and word not in options), None)
        if unknown and message.startswith("unrecognized arguments"):
            message = f"unknown option {unknown}: {nearest(unknown, options)}"
        raise UsageError(f"{message} ({self.prog} --help shows how)")  # noqa: EM102, TRY003


def _options(parser: argparse.ArgumentParser) -> list[str]:
    """The long options of the parser and of its commands."""
    own = [word for action in parser._actions for word in action.option_strings if word.startswith("--")]  # noqa: SLF001
    below = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]  # noqa: SLF001
    return own + [word for action in below for command in action.choices.values() for word in _options(command)]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line.

    Returns:
        The exit code, as `schoolgate check --help` lists them.
    """
    try:
        options = _parser().parse_args(arguments)
        run: Callable[[argparse.Namespace], int] = options.run
        code = run(options)
        sys.stdout.flush()
    except SchoolgateError as error:
        return _stop(str(error), error.exit_code)
    except BrokenPipeError:
        # The reader has seen enough. Python would complain once more when it closes stdout.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return _stop("interrupted; nothing was written", _INTERRUPTED)
    except Exception as error:  # the text of an error may quote a cell: only its kind is told
        if os.environ.get("SCHOOLGATE_DEBUG"):
            raise
        kind = type(error).__name__
        return _stop(
            f"a fault of schoolgate itself ({kind}); set SCHOOLGATE_DEBUG=1 to see where", ProgramError.exit_code
        )
    return code


def _stop(message: str, code: int) -> int:
    print(f"schoolgate: {visible(message)}", file=sys.stderr)  # noqa: T201
    return code


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="schoolgate",
        description="Know which students will sync before you press the button.",
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"schoolgate {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _add_check(commands)
    _add_suites(commands)
    return parser


def _add_check(commands: "argparse._SubParsersAction[_Parser]") -> None:
    parser = commands.add_parser(
        "check",
        help="say per record what will happen, why, and how to mend it",
        description="Check an extract. Exit codes: 0 go ahead; 1 findings, or records that cannot be judged; "
        "2 wrong usage or settings; 3 input cannot be read or output cannot be written; 4 a fault of schoolgate.",
        allow_abbrev=False,
    )
    parser.add_argument("suite", metavar="SUITE", help=f"the workflow: {', '.join(registry.names())}")
    parser.add_argument("source", metavar="SOURCE", type=Path, help="a folder with a CSV file per table")
    parser.add_argument(
        "--settings", type=Path, metavar="FILE", help=f"TOML settings (default: {SETTINGS_FILE} in SOURCE, if there)"
    )
    parser.add_argument("--as-of", metavar="WHEN", help="the date or date-time that stands for now (default: now)")
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
        help="json[=FILE], findings=FILE.csv|.parquet, records=FILE.csv|.parquet, facts=DIR; may be given several times",
    )
    parser.add_argument(
        "--show-values",
        action="store_true",
        help="show cell values of personal columns too (default: keys and statuses)",
    )
    parser.add_argument("--quiet", action="store_true", help="print nothing but errors; the exit code tells")
    parser.set_defaults(run=_run_check)


def _run_check(options: argparse.Namespace) -> int:
    wanted = registry.load(options.suite)
    requests = [_request(text) for text in options.report]
    settings_file = options.settings or _settings_beside(options.source)
    sections = [registry.section(name) for name in registry.names()]
    settings = read_settings(settings_file, registry.section(wanted.name), wanted.settings, sections)
    at = moment(options.as_of, settings.zone, wanted.bare_date)
    result = check(wanted, options.source, settings, at, Engine(options.engine))
    fail_on = FAIL_ON[options.fail_on]
    to_stdout = [request for request in requests if request.path is None]
    with staging() as files:
        for request in requests:
            if request.path is not None:
                _write(request, request.path, files, result, fail_on, show_values=options.show_values)
    if to_stdout:
        sys.stdout.write(json_report.render(result, fail_on=fail_on, show_values=options.show_values))
    else:
        terminal.show(result, terminal.console(quiet=options.quiet), fail_on=fail_on)
    return 0 if result.passed(fail_on) else 1


def _settings_beside(source: Path) -> Path | None:
    path = source / SETTINGS_FILE
    return path if path.is_file() else None


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
    if not path.absolute().parent.is_dir():
        msg = f"{path}: cannot be written, the folder {path.absolute().parent} does not exist; make it first"
        raise InputError(msg)
    return ReportRequest(form, path)


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
        case "facts":
            write_facts(result.suite, result.facts, path, show_values=show_values)


def _add_suites(commands: "argparse._SubParsersAction[_Parser]") -> None:
    parser = commands.add_parser(
        "suites",
        help="write or check the Great Expectations suites in expectations/",
        description="Compile the rules to stock Great Expectations suites, one JSON file per fact table.",
        allow_abbrev=False,
    )
    parser.add_argument(
        "action", choices=["write", "check"], help="write the files, or fail if one drifts from the rules"
    )
    parser.add_argument("--dir", type=Path, default=Path("expectations"), help="where they are (default: expectations)")
    parser.set_defaults(run=_run_suites)


def _run_suites(options: argparse.Namespace) -> int:
    drifted: list[str] = []
    for name in registry.names():
        if options.action == "write":
            gx_suite.write(registry.load(name), options.dir)
        else:
            drifted += gx_suite.check(registry.load(name), options.dir)
    for line in drifted:
        print(visible(line), file=sys.stderr)  # noqa: T201
    return 1 if drifted else 0
