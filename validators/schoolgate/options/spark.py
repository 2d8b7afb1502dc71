"""What `schoolgate spark` takes."""

from schoolgate.gate.levels import LEVELS
from schoolgate.options.parser import Parser
from schoolgate.options.source import add_reading, add_show_values, add_suite


def add(parser: Parser) -> None:
    """Add what the command takes."""
    parser.description = (
        "Check every school of a lake: each on a worker of Spark, after one shuffle. Writes findings, records and a ledger "
        "as Parquet; schoolgate docs ledger makes a page of all schools from it. Exit codes as for check --each."
    )
    add_suite(parser)
    parser.add_argument("more", nargs="*", metavar="TABLE=PATH", help="further tables, as --tables takes them")
    held = parser.group(
        "what is checked", "spark portal-sync --tables students=lake/students groups=lake/groups --out out"
    )
    held.add_argument(
        "--tables",
        action="append",
        default=[],
        metavar="TABLE=PATH",
        help="where the rows of all schools are: Parquet, or a file that ends in .csv, .json or .orc, or a table of the "
        "catalogue by its name; several may follow",
    )
    held.add_argument(
        "--schools",
        metavar="PATH",
        help="in place of tables: the same of a table of schools, a row each, with its columns school and source, the "
        "folder or file of that school",
    )
    held.add_argument(
        "--partition",
        default="school_id",
        metavar="COLUMN",
        help="the column that says whose a row is (default: school_id)",
    )
    held.add_argument(
        "--order", metavar="COLUMN", help="the column that rows are numbered by (default: as they stand in their file)"
    )
    held.add_argument(
        "--school", action="append", default=[], metavar="NAME", help="this school alone; several may be given"
    )
    add_reading(
        parser.group("how it is read", "spark portal-sync --schools lake/places --settings portal.toml --out out")
    )
    run_on = parser.group(
        "where it runs", "spark portal-sync --tables students=lake/students --remote sc://spark:15002 --out out"
    )
    run_on.add_argument(
        "--remote",
        metavar="URL",
        help="a server of Spark Connect (default: the session of spark-submit, or one of this machine)",
    )
    run_on.add_argument(
        "--partitions",
        type=int,
        metavar="N",
        help="into how many parts schools are shuffled (default: as Spark is set up)",
    )
    written = parser.group(
        "what is written", "spark portal-sync --tables students=lake/students --fail-on warning --out out"
    )
    written.add_argument(
        "--out", required=True, metavar="DIR", help="a folder that every worker reaches; runs are added to it"
    )
    written.add_argument(
        "--fail-on",
        choices=[*LEVELS],
        default="error",
        help="the least severity that fails a school",
    )
    add_show_values(written)
