"""What `schoolgate diff` takes."""

from pathlib import Path

from schoolgate.gate.levels import NEW_LEVELS
from schoolgate.options import project
from schoolgate.options.parser import Parser


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
