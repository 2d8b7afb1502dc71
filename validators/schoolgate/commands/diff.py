"""`schoolgate diff`: what got better and what got worse between two runs."""

import argparse
import sys
from contextlib import suppress
from pathlib import Path

from schoolgate.basics.errors import UsageError
from schoolgate.basics.shown import visible_json
from schoolgate.basics.staging import staging
from schoolgate.basics.streams import document
from schoolgate.commands.parser import Parser
from schoolgate.delivery.requests import refuse_no_folder
from schoolgate.gate.decision import NEW_LEVELS
from schoolgate.gate.difference import difference
from schoolgate.report import diff, terminal
from schoolgate.run.earlier import read_report
from schoolgate.run.order import level


def add(parser: Parser) -> None:
    """Add what the command takes."""
    parser.description = (
        "Compare two reports that --report json=FILE wrote. Exit codes: 0 nothing got worse; 1 new findings, or "
        "records that can no longer be judged; 2 wrong usage, or reports that cannot be compared; 3 a report cannot be "
        "read, or output cannot be written; 4 a fault of schoolgate."
    )
    parser.add_argument("old", metavar="OLD.json", type=Path, help="the earlier report")
    parser.add_argument("new", metavar="NEW.json", type=Path, help="the later report, of the same suite")
    fails = parser.group("what fails the run", "diff last-week.json today.json --fail-on new-warning")
    fails.add_argument(
        "--fail-on",
        choices=[*NEW_LEVELS, "never"],
        default="new",
        help="what fails the run: new errors (default), new warnings too, or nothing",
    )
    told = parser.group("what is told", "diff last-week.json today.json --report json=changed.json")
    told.add_argument(
        "--report",
        metavar="json[=FILE]",
        help="write every finding and every verdict that changed as JSON, to FILE or to stdout",
    )
    told.add_argument("--quiet", action="store_true", help="print nothing but errors; the exit code tells")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Compare, write and print, and say with the exit code whether anything got worse."""
    target = _target(options.report, options)
    fail_on = level(options.fail_on)
    found = difference(read_report(options.old), read_report(options.new))
    if target is not None:
        with staging() as files:
            files.path(target).write_text(diff.render(found, fail_on, options.fail_on), encoding="utf-8")
    # A reader who has seen enough and closed the pipe changes nothing of what differs.
    with suppress(BrokenPipeError):
        if options.report and target is None:
            text = diff.render(found, fail_on, options.fail_on)
            document(visible_json(text) if sys.stdout.isatty() else text)
        else:
            diff.show(found, terminal.console(quiet=options.quiet), fail_on)
        sys.stdout.flush()
    return 0 if found.passed(fail_on) else 1


def _target(report: str | None, options: argparse.Namespace) -> Path | None:
    """Where the JSON goes: None for stdout, or where there is none."""
    name, given, place = (report or "json").partition("=")
    if name != "json" or (given and not place):
        msg = f"--report {report}: expected json[=FILE]"
        raise UsageError(msg)
    if not place:
        return None
    path = Path(place)
    refuse_no_folder(path)
    if path.resolve() in {options.old.resolve(), options.new.resolve()}:
        msg = f"--report {report}: that is the place of a report to compare; give another path"
        raise UsageError(msg)
    return path
