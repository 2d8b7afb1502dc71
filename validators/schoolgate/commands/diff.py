"""`schoolgate diff`: what got better and what got worse between two runs."""

import argparse
import sys
from contextlib import suppress
from pathlib import Path

from schoolgate.basics.errors import UsageError
from schoolgate.basics.shown import visible_json
from schoolgate.basics.staging import staging
from schoolgate.basics.streams import document
from schoolgate.commands import project
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
    parser.usage = "schoolgate diff [OLD.json] [NEW.json] [options]"
    parser.add_argument(
        "old", metavar="OLD.json", type=Path, nargs="?", help="the earlier report (default: the project's baseline)"
    )
    parser.add_argument(
        "new",
        metavar="NEW.json",
        type=Path,
        nargs="?",
        help="the later report, of the same suite (default: what the project's checks write as json=FILE)",
    )
    fails = parser.group("what fails the run", "diff last-week.json today.json --fail-on new-warning")
    fails.add_argument(
        "--fail-on",
        choices=[*NEW_LEVELS, "never"],
        help="what fails the run: new errors (default), new warnings too, or nothing",
    )
    told = parser.group("what is told", "diff last-week.json today.json --report json=changed.json")
    told.add_argument(
        "--report",
        metavar="json[=FILE]",
        help="write every finding and every verdict that changed as JSON, to FILE or to stdout",
    )
    told.add_argument("--quiet", action="store_true", help="print nothing but errors; the exit code tells")
    project.add_options(
        parser.group("a project file", "diff --config schools/schoolgate.toml last-week.json"), printing=False
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Compare, write and print, and say with the exit code whether anything got worse."""
    _fill(options)
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


def _fill(options: argparse.Namespace) -> None:
    """Take what is not given from the project file.

    Raises:
        UsageError: nobody names a report.
    """
    said = project.reports_of(options) if options.new is None else project.Reports()
    options.old, options.new = options.old or said.old, options.new or said.new
    if options.fail_on is None:
        options.fail_on = said.fail_on if said.fail_on in {*NEW_LEVELS, "never"} else "new"
    if options.old is None or options.new is None:
        which = "which reports?" if options.old is None else "which is the later report?"
        msg = (
            f"{which} Give two that --report json=FILE wrote: schoolgate diff OLD.json NEW.json; or name them in "
            f'{project.PROJECT_FILE}: baseline = "OLD.json" in [gate], and "json=NEW.json" in reports'
        )
        raise UsageError(msg)


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
