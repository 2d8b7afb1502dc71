"""GitLab's code quality report: findings beside the lines of a merge request, new ones and fixed ones told apart."""

import polars as pl

from schoolgate.basics.shown import visible_texts
from schoolgate.language.rule import Severity
from schoolgate.run.result import Result
from schoolgate.story.places import fingerprints, located

_SEVERITIES = {Severity.ERROR: "critical", Severity.WARNING: "minor", Severity.INFO: "info"}


def render(
    result: Result,
    *,
    fail_on: Severity | None = Severity.ERROR,  # noqa: ARG001 (one signature for all; GitLab knows no verdict)
    show_values: bool = False,
) -> str:
    """The report as text, every finding on a line of its own."""
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
    return "[\n" + lines.replace("\n", ",\n") + "\n]\n" if lines else "[]\n"
