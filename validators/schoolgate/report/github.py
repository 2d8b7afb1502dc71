"""Annotations of GitHub Actions: workflow commands on stdout that mark the lines of a pull request's files.

GitHub keeps ten errors, ten warnings and ten notices of a step and drops the rest without a word, so no more are printed:
first the first finding of every rule, then the second of each. The last notice counts what is left out.
"""

from typing import Any

import polars as pl

from schoolgate.basics.shown import shortened, visible
from schoolgate.language.rule import Severity
from schoolgate.run.result import Result
from schoolgate.story import words
from schoolgate.story.places import located
from schoolgate.story.rows import headline, not_checked, outlook

MOST = 10
"""How many annotations of each level GitHub keeps of a step."""
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}
_LONGEST = 4000


def render(result: Result, *, fail_on: Severity | None = Severity.ERROR, show_values: bool = False) -> str:
    """The workflow commands, a line each, the summary last."""
    every = located(result, show_values=show_values)
    found = every.filter(~_let_pass(result))
    order = {rule.id: number for number, rule in enumerate(result.suite.rules)}
    ranked = found.with_columns(
        nth=pl.int_range(1, pl.len() + 1).over("rule", "severity"),
        of=pl.len().over("rule", "severity"),
        number=pl.col("rule").replace_strict(order, return_dtype=pl.Int64()),
    ).sort("nth", "number", maintain_order=True)
    lines, left = [], {}
    for severity in Severity:
        mine = ranked.filter(pl.col("severity") == str(severity))
        # One notice is kept for the summary.
        room = MOST - 1 if severity is Severity.INFO else MOST
        lines += [_annotation(result, severity, one) for one in mine.head(room).iter_rows(named=True)]
        left[severity] = max(mine.height - room, 0)
    return "\n".join([*lines, _summary(result, fail_on, left, every.height - found.height)]) + "\n"


def _let_pass(result: Result) -> pl.Expr:
    """Findings that someone knows of and has let pass: they would take the places of those that count."""
    waived = pl.col("waived") if result.gate.waivers else pl.lit(value=False)
    return waived | ~pl.col("new") if result.gate.only_new else waived


def _annotation(result: Result, severity: Severity, one: dict[str, Any]) -> str:
    rule = result.suite.rules_by_id[one["rule"]]
    which = f" ({one['nth']:,} of {one['of']:,})" if one["of"] > 1 else ""
    key = f"{one['key']}: " if one["key"] is not None else ""
    row = f" ({one['table']} row {one['row']})" if one["row"] is not None else ""
    told = (
        f"{shortened(key, _LONGEST)}{shortened(one['message'], _LONGEST)}{row} {words.to_do(one['effect'], one['fix'])}"
    )
    place = {"file": one["path"], "line": str(one["line"]), "title": f"{rule.id} {rule.title}{which}"}
    return command(_LEVELS[severity], place, told)


def _summary(result: Result, fail_on: Severity | None, left: dict[Severity, int], let_pass: int) -> str:
    told = [outlook(result, verdict) for verdict in result.suite.verdicts]
    decision = result.decision(fail_on)
    told += [f"Not passed: {reason}." for reason in decision.reasons]
    counts = [f"{count:,} {severity}{'' if count == 1 else 's'}" for severity, count in left.items() if count]
    if counts:
        told.append(f"GitHub shows ten of each level: {', '.join(counts)} not shown here.")
    if let_pass:
        told.append(f"{let_pass:,} waived, or in the baseline already, not shown here.")
    for reason, rules in not_checked(result).items():
        told.append(f"{words.NOT_CHECKED}, {reason}: {', '.join(covered.rule.id for covered in rules)}.")
    told += [f"{words.NOBODY_TOLD}: {words.assumed(one)}" for one in result.assumptions]
    told += [f"Settings: {result.settings.told_by}.", *result.notes]
    title = f"schoolgate {result.suite.name} {headline(result, passed=decision.passed)}"
    return command("notice", {"title": title}, "\n".join(map(visible, told)))


def command(name: str, properties: dict[str, str], message: str) -> str:
    r"""A workflow command. What ends a property, or the line, is percent-encoded; other controls become visible.

    >>> command("error", {"file": "a,b.csv", "line": "2"}, "100%\nof 5: no")
    '::error file=a%2Cb.csv,line=2::100%25%0Aof 5: no'
    """
    told = ",".join(f"{key}={_in_property(value)}" for key, value in properties.items())
    return f"::{name} {told}::{_in_message(message)}"


def _in_message(text: str) -> str:
    lines = "\n".join(map(visible, text.split("\n")))
    return lines.replace("%", "%25").replace("\n", "%0A")


def _in_property(text: str) -> str:
    return visible(text).replace("%", "%25").replace(":", "%3A").replace(",", "%2C")
