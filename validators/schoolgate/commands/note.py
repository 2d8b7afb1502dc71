"""`schoolgate note`: keep what there is to know of a rule or a record; the note goes into `notes.toml`."""

import argparse
import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from schoolgate import suites
from schoolgate.basics.errors import UsageError, nearest
from schoolgate.basics.shown import visible
from schoolgate.commands.kept import add_file, day, next_command, suite_of
from schoolgate.commands.parser import Parser
from schoolgate.commands.project import kept_in
from schoolgate.language.suite import Suite
from schoolgate.run.entries import keep
from schoolgate.run.remarks import NOTES_FILE, Remark, read_remarks, remark_of


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
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Write the note, and say where it is told."""
    rule = options.rule.upper() if options.rule else None
    suite = _suite(rule, options.table)
    told = {
        "rule": rule,
        "key": options.key,
        "table": options.table,
        "text": options.text,
        "case": options.case,
        "by": options.by,
        "until": options.until,
    }
    given = {name: value for name, value in told.items() if value is not None}
    remark = remark_of(given, suite, "note")
    # Of its own suite a rule has a note, or is refused.
    assert remark is not None  # noqa: S101 (for the type)
    path, source = kept_in(options, "notes", NOTES_FILE)
    if path.exists():
        read_remarks(path, suite)

    def same(entry: Mapping[str, Any]) -> bool:
        return _of(entry) == (remark.rule, remark.key, remark.table, remark.case)

    entry = given | {name: getattr(remark, name) for name in ("key", "text", "case", "by") if getattr(remark, name)}
    kept = keep(
        path, "note", {name: value for name, value in entry.items() if value != ""} | {"share": options.share}, same
    )
    until = options.until or (kept.before or {}).get("until")
    instead = (f" until {until}" if until else "") + (", in place of the one that stood there" if kept.before else "")
    print(visible(f"{path}: a note of {remark.name}{instead}: {_shared(remark, share=options.share)}"))  # noqa: T201 (what the command is for)
    print(_next(remark, suite, source, path))  # noqa: T201 (as above)
    return 0


def _suite(rule: str | None, table: str | None) -> Suite:
    """The suite that a note is held against: of its rule, else of its table, else any."""
    if rule is not None:
        return suite_of(rule, "note")
    every = [suites.load(name) for name in suites.names()]
    known = {one.table: suite for suite in every for one in suite.fact_tables if one.key is not None}
    if table is not None and table not in known:
        msg = f"note: there is no table {table!r}: {nearest(table, known)}"
        raise UsageError(msg)
    return known[table] if table is not None else every[0]


def _of(entry: Mapping[str, Any]) -> tuple[object, ...]:
    key, case = (str(entry.get(name, "")).strip() or None for name in ("key", "case"))
    return entry.get("rule"), key, entry.get("table"), case


def _shared(remark: Remark, *, share: bool) -> str:
    if share:
        return "replies, reports and pages tell its text"
    return "replies, reports and pages tell " + (
        "its case, not its text" if remark.case else "that there is one, not its text"
    )


def _next(remark: Remark, suite: Suite, source: Path | None, path: Path) -> str:
    """The command that tells the note."""
    name = "SUITE" if remark.rule is None and remark.table is None else suite.name
    if remark.key is None:
        return next_command(f"check {name}", "--notes", path, source)
    return next_command(f"explain {name}", "--notes", path, source, shlex.quote(remark.key))
