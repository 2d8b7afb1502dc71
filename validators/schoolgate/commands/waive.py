"""`schoolgate waive`: let a finding pass until a day, with the reason; the waiver goes into `waivers.toml`."""

import argparse
from collections.abc import Mapping
from typing import Any

from schoolgate.basics.shown import visible
from schoolgate.commands.kept import add_file, day, next_command, suite_of
from schoolgate.commands.parser import Parser
from schoolgate.commands.project import kept_in
from schoolgate.gate.waivers import WAIVERS_FILE, read_waivers, waiver_of
from schoolgate.run.entries import keep


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
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Write the waiver, and say what to run next."""
    rule = options.rule.upper()
    suite = suite_of(rule, "waive")
    told = {
        "rule": rule,
        "key": options.key,
        "table": options.table,
        "until": options.until,
        "reason": options.reason,
        "by": options.by,
    }
    given = {name: value for name, value in told.items() if value is not None}
    waiver = waiver_of(given, suite, f"waive {rule}")
    # Of its own suite a rule has a waiver, or is refused.
    assert waiver is not None  # noqa: S101 (for the type)
    path, source = kept_in(options, "waivers", WAIVERS_FILE)
    if path.exists():
        read_waivers(path, suite)

    def same(entry: Mapping[str, Any]) -> bool:
        found = waiver_of(entry, suite, str(path)) if entry.get("rule") == rule else None
        return found is not None and (found.table, found.key) == (waiver.table, waiver.key)

    entry = given | {"reason": waiver.reason} | ({"key": waiver.key} if waiver.key else {})
    kept = keep(path, "waivers", entry, same)
    before = f" (it stood there until {kept.before['until']})" if kept.before else ""
    print(visible(f"{path}: {waiver.name} is let pass until {waiver.until}{before}: {waiver.reason}"))  # noqa: T201 (what the command is for)
    print(next_command(f"check {suite.name}", "--waivers", path, source))  # noqa: T201 (as above)
    return 0
