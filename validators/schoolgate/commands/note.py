"""`schoolgate note`: keep what there is to know of a rule or a record; the note goes into `notes.toml`."""

import argparse
import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from schoolgate import suites
from schoolgate.basics.errors import UsageError, nearest
from schoolgate.basics.shown import visible
from schoolgate.commands.kept import next_command, suite_of
from schoolgate.commands.project import kept_in
from schoolgate.language.files import NOTES_FILE
from schoolgate.language.suite import Suite
from schoolgate.run.entries import keep
from schoolgate.run.remarks import Remark, read_remarks, remark_of


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
