"""What `schoolgate what-if` takes."""

from schoolgate.options import project
from schoolgate.options.parser import Parser
from schoolgate.options.source import add_places, add_reading, add_suite


def add(parser: Parser) -> None:
    """Add what the command takes."""
    parser.description = (
        "Judge again with jobs taken as done and done well. Without --do, all jobs that somebody can do. "
        "Exit codes: 0 told; 2 wrong usage, or no such JOB; 3 input cannot be read; 4 a fault of schoolgate."
    )
    parser.usage = "schoolgate what-if [SUITE] [SOURCE ...] [options]"
    add_suite(parser, optional=True)
    add_places(parser, optional=True)
    add_reading(parser.group("how it is read", "what-if portal-sync extracts --as-of 2026-09-01"))
    done = parser.group("what is taken as done", "what-if portal-sync extracts --do PS-101 --target 95%")
    done.add_argument(
        "--do", action="append", default=[], metavar="JOB", help="a job, as check names it; may be given several times"
    )
    done.add_argument(
        "--target",
        metavar="PERCENT",
        help="say which jobs get so many of those that the question is about to a good answer",
    )
    project.add_options(
        parser.group("a project file", "what-if --config schools/schoolgate.toml --do PS-101"), printing=False
    )
