"""What commands share that write an entry into a file beside the tables: which file, which rule, until when."""

import shlex
from pathlib import Path

from schoolgate import suites
from schoolgate.basics.errors import UsageError, nearest
from schoolgate.basics.shown import visible
from schoolgate.language.suite import Suite


def suite_of(rule: str, where: str) -> Suite:
    """The suite that has a rule.

    Raises:
        UsageError: none has; the message names the nearest.
    """
    known = {one: suite for suite in map(suites.load, suites.names()) for one in suite.rules_by_id}
    if rule not in known:
        hint = nearest(rule, known)
        hint = "`schoolgate rules SUITE` lists those of a workflow" if hint.startswith("known:") else hint
        msg = f"{where}: there is no rule {rule!r}: {hint}"
        raise UsageError(msg)
    return known[rule]


def next_command(words: str, option: str, path: Path, source: Path | None, key: str = "") -> str:
    """The command to run next, `words` and what they are about; the file has to be named where nothing finds it."""
    found = source is not None and path.parent.resolve() == source.resolve()
    place = "SOURCE" if source is None else shlex.quote(str(source))
    named = "" if found else f" {option} {shlex.quote(str(path))}"
    return visible(f"Next: schoolgate {words} {place}{f' {key}' if key else ''}{named}")
