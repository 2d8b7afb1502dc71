"""GitLab's code quality report: findings beside the lines of a merge request, new ones and fixed ones told apart.

GitLab takes a list of issues and nothing beside it. So what nobody told, and made a difference, is an issue too, of the
mildest kind, where it can be answered: at the file of settings, or without one at the first line of the main table.
"""

import json
from collections.abc import Iterator

import polars as pl

from schoolgate.basics.shown import visible
from schoolgate.frames.shown import visible_texts
from schoolgate.language.rule import Effect, Severity
from schoolgate.run.result import Result
from schoolgate.story import words
from schoolgate.story.places import fingerprints, fingerprints_of_questions, located, path_of_settings

_SEVERITIES = {Severity.ERROR: "critical", Severity.WARNING: "minor", Severity.INFO: "info"}
_TO_DO = {str(effect): words.to_do(effect, "") for effect in Effect}
QUESTION = "assumption"
"""What the check of an open question is called, before its name."""


def render(
    result: Result,
    *,
    fail_on: Severity | None = Severity.ERROR,  # noqa: ARG001 (one signature for all; GitLab knows no verdict)
    show_values: bool = False,
) -> str:
    """The report as text, every finding and every assumption on a line of its own."""
    found = located(result, show_values=show_values)
    grade = pl.col("severity").replace_strict(
        {str(key): name for key, name in _SEVERITIES.items()}, return_dtype=pl.String()
    )
    waiver = pl.lit("")
    if result.gate.waivers:
        waiver = pl.when("waived").then(pl.concat_str(pl.lit(" Waived "), "waiver")).otherwise(pl.lit(""))
        grade = pl.when("waived").then(pl.lit(_SEVERITIES[Severity.INFO])).otherwise(grade)
    told = found.select(
        pl.concat_str(
            pl.when(pl.col("key").is_not_null()).then(pl.concat_str("key", pl.lit(": "))).otherwise(pl.lit("")),
            "message",
            pl.lit(" "),
            pl.col("effect").replace_strict(_TO_DO, return_dtype=pl.String()),
            "fix",
            waiver,
        ).alias("description"),
        pl.col("rule").alias("check_name"),
        fingerprints(result, found),
        grade.alias("severity"),
        "path",
        "line",
    )
    lines = (
        visible_texts(told)
        .select(
            "description",
            "check_name",
            "fingerprint",
            "severity",
            location=pl.struct("path", lines=pl.struct(begin="line")),
        )
        .write_ndjson()
        .strip("\n")
    )
    every = ",\n".join([*lines.split("\n"), *_assumptions(result)] if lines else _assumptions(result))
    return f"[\n{every}\n]\n" if every else "[]\n"


def _assumptions(result: Result) -> Iterator[str]:
    """An issue for each question that nobody answered and that made a difference."""
    prints = fingerprints_of_questions(result)
    for one, fingerprint in zip(result.assumptions, prints, strict=True):
        issue = {
            "description": visible(f"{words.NOBODY_TOLD}: {words.assumed(one)}"),
            "check_name": f"{QUESTION}:{one.question}",
            "fingerprint": fingerprint,
            "severity": _SEVERITIES[Severity.INFO],
            "location": {"path": visible(path_of_settings(result)), "lines": {"begin": 1}},
        }
        yield json.dumps(issue, ensure_ascii=False, separators=(",", ":"))
