"""What `schoolgate note` takes."""

from schoolgate.language.files import NOTES_FILE
from schoolgate.options.kept import add_file, day
from schoolgate.options.parser import Parser


def add(parser: Parser) -> None:
    """Add what the command takes."""
    parser.description = (
        "Keep a note of a rule, of a record, or of a rule at a record: explain, reports and pages tell it there. It changes "
        "no verdict. A second note of the same, with the same case, takes the place of the first; comments and other notes "
        "of the file stay. "
        "Exit codes: 0 written; 2 wrong usage; 3 it cannot be written."
    )
    parser.add_argument("text", metavar="TEXT", help="what there is to know")
    of = parser.group("what it is of", 'note "Support adds the status on Friday" --rule PS-310')
    of.add_argument("--rule", metavar="RULE", help="a rule's id, as reports print it")
    of.add_argument("--key", metavar="KEY", help="a record's key")
    of.add_argument("--table", metavar="NAME", help="the table of the record (default: those that are judged)")
    said = parser.group("what is said of it", 'note "Mother rang, calls again" --key S0042 --case CS-4711')
    said.add_argument("--case", metavar="NUMBER", help="the number of the case at the support desk")
    said.add_argument("--by", metavar="NAME", help="who says so")
    said.add_argument("--until", metavar="DATE", type=day, help="the last day on which it is shown, YYYY-MM-DD")
    said.add_argument(
        "--share",
        action="store_true",
        help="let the text into replies, reports and pages (default: only that there is a note, and its case)",
    )
    add_file(parser, NOTES_FILE, 'note "Support adds the status on Friday" --rule PS-310')
