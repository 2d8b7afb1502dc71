"""The verdict on each record: what failed for it, what was not checked, and hence its status."""

from collections.abc import Iterator

import polars as pl

from schoolgate.language.outcome import Outcome, scope_column, then_column
from schoolgate.language.rule import Rule, Severity
from schoolgate.language.suite import FactFrames, OutcomeFrames, Suite, Verdict
from schoolgate.language.table import ROW, Carried, FactTable

STATUSES = ("ready", "ready_with_warnings", "blocked", "undetermined")
"""The statuses of every suite. A suite may add others."""
ERRORS_FAILED = "errors_failed"
ERRORS_NOT_CHECKED = "errors_not_checked"


def failed(rule: Rule) -> pl.Expr:
    """Where the rule failed."""
    return pl.col(rule.id) == Outcome.FAIL.value


def has_severity(rule: Rule, severity: Severity) -> pl.Expr:
    """Where a finding of the rule has this severity, true or false in every row."""
    if isinstance(rule.severity, Severity):
        return pl.lit(rule.severity is severity)
    then, otherwise = (pl.lit(choice is severity) for choice in (rule.severity.then, rule.severity.otherwise))
    return pl.when(then_column(rule)).then(then).otherwise(otherwise)


def judged(suite: Suite, verdict: Verdict, facts: FactFrames, outcomes: OutcomeFrames) -> pl.DataFrame:
    """The records of a verdict's fact table.

    Returns:
        A row per record: `row`, `key`, `status`, how many error-level rules failed and whether one was not checked
        (`errors_failed`, `errors_not_checked`), and the suite's own fields.
    """
    table = suite.facts_by_name[verdict.facts]
    rules = [rule for rule in suite.rules_on(table) if rule.counts]
    errors = [rule for rule in rules if Severity.ERROR in rule.severities]
    warnings = [rule for rule in rules if Severity.WARNING in rule.severities]
    carried = [
        mask for rule, mask in carried_findings(suite, table, facts, outcomes) if rule.severity is Severity.WARNING
    ]
    frame = outcomes[table.name]
    gravity = frame.lazy().select(
        pl.sum_horizontal((failed(rule) & has_severity(rule, Severity.ERROR)).cast(pl.UInt8) for rule in errors).alias(
            ERRORS_FAILED
        ),
        pl.any_horizontal(
            (pl.col(rule.id) == Outcome.NOT_CHECKED.value) & has_severity(rule, Severity.ERROR) for rule in errors
        ).alias(ERRORS_NOT_CHECKED),
        pl.any_horizontal(
            *(failed(rule) & has_severity(rule, Severity.WARNING) for rule in warnings), *map(pl.lit, carried)
        ).alias("warned"),
    )
    status = (
        pl.when(pl.col(ERRORS_FAILED) > 0)
        .then(pl.lit("blocked"))
        .when(ERRORS_NOT_CHECKED)
        .then(pl.lit("undetermined"))
        .when("warned")
        .then(pl.lit("ready_with_warnings"))
        .otherwise(pl.lit("ready"))
        .alias("status")
    )
    records = gravity.with_columns(status).drop("warned").collect()
    known = facts[table.name]
    finished = verdict.judge(known.hstack(records).hstack(frame.drop(ROW)))
    key = pl.lit(None, dtype=pl.String()) if table.key is None else pl.col(table.key)
    names = [field.name for field in verdict.fields]
    return finished.select(ROW, key.alias("key"), "status", *names, ERRORS_FAILED, ERRORS_NOT_CHECKED)


def carried_findings(
    suite: Suite, table: FactTable, facts: FactFrames, outcomes: OutcomeFrames
) -> Iterator[tuple[Rule, pl.Series]]:
    """Each rule about a value that records of `table` carry, with which of them carry a value that failed it."""
    for values in suite.fact_tables:
        if values.carried is None or values.carried.facts != table.name or values.key is None:
            continue
        for rule in suite.rules_on(values):
            bad = facts[values.name].filter(outcomes[values.name].select(failed(rule)).to_series())[values.key]
            if not bad.is_empty():
                held = carried_values(values.carried, facts[table.name], outcomes[table.name][scope_column(values)])
                here = held.filter(pl.col("value").is_in(bad.implode()))["record"].unique()
                records = pl.repeat(value=False, n=facts[table.name].height, eager=True)
                yield rule, records.scatter(here, values=True)


def carried_values(carried: Carried, facts: pl.DataFrame, scope: pl.Series) -> pl.DataFrame:
    """What each record in `scope` carries: `record`, its position among the fact rows, and `value`, a row for each."""
    held = facts.select(value=pl.when(pl.lit(scope)).then(carried.column)).with_row_index("record").drop_nulls("value")
    if carried.separator is None:
        return held
    return held.with_columns(pl.col("value").str.split(carried.separator)).explode("value")


def failing_rules(suite: Suite, table: FactTable, facts: FactFrames, outcomes: OutcomeFrames) -> pl.Series:
    """For each record of `table` the ids of the rules that failed for it, findings of the values it carries included."""
    ids = [pl.when(failed(rule)).then(pl.lit(rule.id)) for rule in suite.rules_on(table)]
    ids += [
        pl.when(pl.lit(mask)).then(pl.lit(rule.id)) for rule, mask in carried_findings(suite, table, facts, outcomes)
    ]
    frame = outcomes[table.name]
    return frame.select(pl.concat_list(ids).list.drop_nulls().alias("rules"))["rules"]
