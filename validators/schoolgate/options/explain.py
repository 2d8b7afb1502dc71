"""What `schoolgate explain` takes."""

from schoolgate.options import project
from schoolgate.options.parser import Parser
from schoolgate.options.source import add_notes, add_reading, add_suite


def add(parser: Parser) -> None:
    """Add what the command takes."""
    parser.usage = "schoolgate explain [SUITE] [SOURCE ...] KEY [KEY ...] [options]"
    parser.description = (
        "Tick the documented requirements for one record, or for several. Exit codes: 0 all of them go through; 1 one does "
        "not, or that cannot be told; 2 wrong usage, or no such KEY; 3 input cannot be read; 4 a fault of schoolgate."
    )
    add_suite(parser, optional=True)
    # What is a suite, a source and a key is told apart once all words are there.
    parser.add_argument(
        "source", metavar="SOURCE", nargs="*", help="a folder with a file per table, a file, a database; several"
    )
    parser.add_argument(
        "key",
        metavar="KEY",
        nargs="?",
        help="the record's key, in any case where one fits; or 'row N' for the record in row N of its file; several",
    )
    read = parser.group("how it is read", "explain portal-sync extracts S0042 --as-of 2026-09-01")
    add_reading(read)
    add_notes(read)
    told = parser.group("what is told", "explain portal-sync extracts S0042 S0043 'row 46' --format json")
    told.add_argument("--table", metavar="NAME", help="the table that KEY is of (default: the records that are judged)")
    told.add_argument("--all", action="store_true", help="list the requirements that do not apply too, and why")
    told.add_argument("--show-values", action="store_true", help="show cell values of personal columns too")
    how = told.add_mutually_exclusive_group()
    how.add_argument(
        "--reply", action="store_true", help="write plain text for a support case, or for a reply to the school"
    )
    how.add_argument("--format", choices=["text", "json"], default="text", help="how to print it (default: text)")
    project.add_options(
        parser.group("a project file", "explain S0042 --config schools/schoolgate.toml"), printing=False
    )
