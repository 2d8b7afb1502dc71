"""What `schoolgate inspect` takes."""

from schoolgate.options import project
from schoolgate.options.parser import Parser
from schoolgate.options.source import add_places, add_settings

FORMATS = ("text", "markdown", "json")


def add(parser: Parser) -> None:
    """Add what the command takes."""
    parser.description = (
        "Look at files before anything is checked: sheets, encoding, header, columns with blanks, different "
        "values and shapes, which table of which suite they fit, and all that is in the way, each with the line of "
        "settings that settles it. Exit codes: 0 looked at; 2 wrong usage or settings; 3 it cannot be opened."
    )
    parser.usage = "schoolgate inspect [SOURCE ...] [options]"
    add_places(parser, optional=True)
    read = parser.group("how it is read", "inspect extracts --suite portal-sync --settings portal.toml")
    read.add_argument("--suite", metavar="SUITE", help="look with one workflow's eyes (default: all)")
    add_settings(read)
    told = parser.group("what is told", "inspect extracts --format markdown")
    told.add_argument("--format", choices=FORMATS, default="text", help="how to print it (default: text)")
    told.add_argument("--show-values", action="store_true", help="show the commonest values, in place of their shapes")
    project.add_options(parser.group("a project file", "inspect --config schools/schoolgate.toml"), printing=False)
