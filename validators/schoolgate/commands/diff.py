"""`schoolgate diff`: what got better and what got worse between two runs."""

import argparse
import sys
from contextlib import suppress
from pathlib import Path

from schoolgate.basics.errors import UsageError
from schoolgate.basics.shown import visible_json
from schoolgate.basics.stages import stage
from schoolgate.basics.staging import staging
from schoolgate.basics.streams import document
from schoolgate.commands import progress, project
from schoolgate.delivery.requests import refuse_no_folder
from schoolgate.gate.difference import difference
from schoolgate.gate.levels import NEW_LEVELS
from schoolgate.options.project import PROJECT_FILE
from schoolgate.report import diff, terminal
from schoolgate.run.earlier import read_report
from schoolgate.run.order import level


def run(options: argparse.Namespace) -> int:
    """Compare, write and print, and say with the exit code whether anything got worse."""
    _fill(options)
    target = _target(options.report, options)
    fail_on = level(options.fail_on)
    with progress.told(quiet=options.quiet):
        stage(f"reading {options.old}", 1, 2)
        old = read_report(options.old)
        stage(f"reading {options.new}", 2, 2)
        found = difference(old, read_report(options.new))
    if target is not None:
        with staging() as files, files.path(target).open("w", encoding="utf-8") as file:
            file.writelines(diff.pieces(found, fail_on, options.fail_on))
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
            f'{PROJECT_FILE}: baseline = "OLD.json" in [gate], and "json=NEW.json" in reports'
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
