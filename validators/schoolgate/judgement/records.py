"""The verdict on each record: what failed for it, what was not checked, and hence its status."""

import polars as pl

from schoolgate.basics.remembered import remembered
from schoolgate.frames.masks import anywhere
from schoolgate.language.outcome import Outcome, then_column
from schoolgate.language.rule import Effect, Rule, Severity
from schoolgate.language.suite import Answer, Answers, FactFrames, OutcomeFrames, Suite, Verdict
from schoolgate.language.table import ROW, Carried, FactTable

STATUSES = ("ready", "ready_with_warnings", "blocked", "undetermined")
"""The statuses of every suite. A suite may add others."""
GOES_THROUGH = ("ready", "ready_with_warnings")
"""Those with which a record goes through."""
ERRORS_FAILED = "errors_failed"
ERRORS_NOT_CHECKED = "errors_not_checked"
ANSWER = "answer"
"""The answer to the suite's question, one of `answers_of(…)`."""
STOPPED = "stopped"
"""Whether a rule that stops a record failed for it; one that is blocked and not stopped goes through, and should not."""
HARMED = "harmed"
"""Whether a warning of a record says that it should not go through as it is. For `Answers.given` alone."""


def failed(rule: Rule) -> pl.Expr:
    """Where the rule failed."""
    return pl.col(rule.id) == Outcome.FAIL.value


def has_severity(rule: Rule, severity: Severity) -> pl.Expr:
    """Where a finding of the rule has this severity, true or false in every row."""
    then, otherwise = _has(rule, severity)
    return pl.lit(then) if then == otherwise else pl.col(then_column(rule)) if then else ~pl.col(then_column(rule))


def with_severity(rule: Rule, severity: Severity, outcomes: pl.DataFrame) -> pl.Series | bool:
    """The same of outcomes at hand; one word where it is the same for every row."""
    then, otherwise = _has(rule, severity)
    return then if then == otherwise else outcomes[then_column(rule)] if then else ~outcomes[then_column(rule)]


def _has(rule: Rule, severity: Severity) -> tuple[bool, bool]:
    """Whether a finding of the rule has this severity, where what it depends on holds and where it does not."""
    if isinstance(rule.severity, Severity):
        return (rule.severity is severity,) * 2
    return rule.severity.then is severity, rule.severity.otherwise is severity


def judged(suite: Suite, verdict: Verdict, facts: FactFrames, outcomes: OutcomeFrames) -> pl.DataFrame:
    """The records of a verdict's fact table.

    Returns:
        A row per record: `row`, `key`, `status`, how many error-level rules failed and whether one was not checked
        (`errors_failed`, `errors_not_checked`), whether one that stops it failed (`stopped`), the suite's own fields, and
        the `answer` to its question.
    """
    table = suite.facts_by_name[verdict.facts]
    frame = outcomes[table.name]
    records = frame.lazy().select(_gravity(suite, table.name)).with_columns(_STATUS).drop("warned").collect()
    known = facts[table.name]
    finished = verdict.judge(known.hstack(records).hstack(frame.drop(ROW)))
    key = pl.lit(None, dtype=pl.String()) if table.key is None else pl.col(table.key)
    names = [field.name for field in verdict.fields]
    answer = answers_of(suite, verdict).given().alias(ANSWER)
    return finished.select(ROW, key.alias("key"), "status", *names, ERRORS_FAILED, ERRORS_NOT_CHECKED, STOPPED, answer)


_STATUS = (
    pl.when(pl.col(ERRORS_FAILED) > 0)
    .then(pl.lit("blocked"))
    .when(ERRORS_NOT_CHECKED)
    .then(pl.lit("undetermined"))
    .when("warned")
    .then(pl.lit("ready_with_warnings"))
    .otherwise(pl.lit("ready"))
    .alias("status")
)


@remembered
def _gravity(suite: Suite, name: str) -> tuple[pl.Expr, ...]:
    """What failed and what is open of each row of a fact table, by how grave it is: compiled once, asked for many days."""
    rules = [rule for rule in suite.rules_on(suite.facts_by_name[name]) if rule.counts]
    errors = [rule for rule in rules if Severity.ERROR in rule.severities]
    warnings = [rule for rule in rules if Severity.WARNING in rule.severities]
    harmful = [rule for rule in warnings if rule.effect_of(Severity.WARNING) is Effect.HARMS]
    graves = [failed(rule) & has_severity(rule, Severity.ERROR) for rule in errors]
    return (
        # A suite may have no rule of a severity: each fold begins with what changes nothing.
        pl.sum_horizontal(pl.lit(0, pl.UInt8()), *(grave.cast(pl.UInt8) for grave in graves)).alias(ERRORS_FAILED),
        anywhere(
            *((pl.col(rule.id) == Outcome.NOT_CHECKED.value) & has_severity(rule, Severity.ERROR) for rule in errors),
        ).alias(ERRORS_NOT_CHECKED),
        anywhere(*(failed(rule) & has_severity(rule, Severity.WARNING) for rule in warnings)).alias("warned"),
        anywhere(*(grave for rule, grave in zip(errors, graves, strict=True) if _stops(rule))).alias(STOPPED),
        anywhere(*(failed(rule) & has_severity(rule, Severity.WARNING) for rule in harmful)).alias(HARMED),
    )


def answers_of(suite: Suite, verdict: Verdict) -> Answers:
    """The question of a verdict with its answers; those of a suite that declares none are the statuses."""
    if verdict.answers is not None:
        return verdict.answers
    people, good = suite.facts_by_name[verdict.facts].table.replace("_", " "), verdict.phrase(holds=True)
    return Answers(
        question=suite.question,
        of=people,
        good=verdict.goes_through,
        values=(
            Answer("blocked", "to be mended first", "to be mended first", "bad", alone=verdict.phrase(holds=False)),
            Answer("undetermined", "cannot be told", "cannot be told", "unknown", alone=good),
            Answer("ready_with_warnings", "to look at", verdict.goes_through, "warn", alone=good),
            Answer("ready", "in order", verdict.goes_through, "good", alone=good),
            *(
                Answer(
                    own, own.replace("_", " "), f"are {own.replace('_', ' ')}", "other", f"is {own.replace('_', ' ')}"
                )
                for own in verdict.statuses
            ),
        ),
        given=lambda: pl.col("status"),
    )


def _stops(rule: Rule) -> bool:
    return rule.effect_of(Severity.ERROR) is Effect.STOPS


def carried_values(carried: Carried, facts: pl.DataFrame, scope: pl.Series) -> pl.DataFrame:
    """What each record in `scope` carries: `record`, its position among the fact rows, and `value`, a row for each."""
    held = facts.select(value=pl.when(pl.lit(scope)).then(carried.column)).with_row_index("record").drop_nulls("value")
    if carried.separator is None:
        return held
    return held.with_columns(pl.col("value").str.split(carried.separator)).explode("value")


def failing(suite: Suite, name: str, outcomes: pl.DataFrame) -> dict[str, pl.Series]:
    """The rules that failed for any row of a fact table, each with these rows' positions: most rules fail for none."""
    rules = suite.rules_on(suite.facts_by_name[name])
    if not rules or outcomes.is_empty():
        return {}
    found = outcomes.select(_failures(suite, name))
    positions = {rule.id: found[rule.id].item() for rule in rules}
    return {rule: records for rule, records in positions.items() if records.len()}


@remembered
def _failures(suite: Suite, name: str) -> tuple[pl.Expr, ...]:
    rules = suite.rules_on(suite.facts_by_name[name])
    return tuple(failed(rule).arg_true().implode().alias(rule.id) for rule in rules)


def failing_rules(suite: Suite, table: FactTable, outcomes: OutcomeFrames) -> pl.Series:
    """For each record of `table` the ids of the rules that failed for it, in the article's order."""
    frame = outcomes[table.name]
    # Few rules fail for a record: gather those, rather than ask forty columns of every row.
    failures = failing(suite, table.name, frame)
    schema = {"rules": pl.String(), "record": pl.List(pl.UInt32())}
    of_record = (
        pl.DataFrame({"rules": list(failures), "record": list(failures.values())}, schema=schema)
        .explode("record")
        .sort("record", maintain_order=True)
        .group_by("record", maintain_order=True)
        .agg("rules")
    )
    records = pl.int_range(frame.height, dtype=pl.UInt32(), eager=True).alias("record").to_frame()
    nothing = pl.lit([], dtype=pl.List(pl.String()))
    return records.join(of_record, on="record", how="left", maintain_order="left").select(
        pl.col("rules").fill_null(nothing)
    )["rules"]
