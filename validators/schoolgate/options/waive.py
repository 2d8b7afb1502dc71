"""What `schoolgate waive` takes."""

from schoolgate.language.files import WAIVERS_FILE
from schoolgate.options.kept import add_file, day
from schoolgate.options.parser import Parser


def add(parser: Parser) -> None:
    """Add what the command takes."""
    parser.description = (
        "Let one finding pass until a day: the gate does, the product may not. Comments and other waivers of the file "
        "stay; a waiver of the same finding gets the new day and reason. Exit codes: 0 written; 2 wrong usage, or a rule "
        "that nobody can waive; 3 it cannot be written."
    )
    parser.add_argument("rule", metavar="RULE", help="the rule's id, as reports print it")
    parser.add_argument("key", metavar="KEY", nargs="?", help="the record's key; none for a rule about the whole file")
    said = parser.group("what is said of it", 'waive PS-101 S000045 --until 2099-01-31 --reason "case 4711"')
    said.add_argument("--until", metavar="DATE", type=day, required=True, help="its last day, YYYY-MM-DD")
    said.add_argument("--reason", metavar="TEXT", required=True, help="why, for whoever reads a report")
    said.add_argument("--by", metavar="NAME", help="who asks for it")
    said.add_argument("--table", metavar="NAME", help="the table of the record, of a rule that judges several")
    add_file(parser, WAIVERS_FILE, "waive PS-310 S0042 --until 2099-01-31 --reason agreed")
