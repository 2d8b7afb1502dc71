"""What `schoolgate map` takes."""

from schoolgate.options import project
from schoolgate.options.parser import Parser
from schoolgate.options.source import add_places, add_settings, add_suite


def add(parser: Parser) -> None:
    """Add what the command takes."""
    parser.description = (
        "Propose [intake]: which file is which table, which heading which column, how dates are written. What "
        "is plain is written as an answer, what is doubtful as a question in a comment; what stands there already stays. "
        "Then say what `inspect` says. Exit codes: 0 written; 2 wrong usage or settings; 3 it cannot be opened or written."
    )
    parser.usage = "schoolgate map [SUITE] [SOURCE ...] [options]"
    add_suite(parser, optional=True)
    add_places(parser, optional=True)
    read = parser.group("how it is read", "map portal-sync extracts --settings portal.toml")
    read.add_argument("--preset", metavar="NAME", help="the format of the files, where it is not recognised")
    add_settings(read)
    project.add_options(parser.group("a project file", "map --config schools/schoolgate.toml"), printing=False)
