"""`schoolgate waive`: let a finding pass until a day, with the reason; the waiver goes into `waivers.toml`."""

import argparse
from collections.abc import Mapping
from typing import Any

from schoolgate.basics.shown import visible
from schoolgate.commands.kept import next_command, suite_of
from schoolgate.commands.project import kept_in
from schoolgate.gate.waivers import read_waivers, waiver_of
from schoolgate.language.files import WAIVERS_FILE
from schoolgate.run.entries import keep


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
