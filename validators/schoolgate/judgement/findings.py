"""Findings: one per rule, table and record that failed, in words that say what was found and how to mend it.

A value is shown only where it is a key or of a column marked shown; `show_values` adds the rest.
"""

from collections.abc import Callable, Mapping
from string import Formatter

import polars as pl

from schoolgate.frames.masks import compiled, holds_in_polars
from schoolgate.judgement.records import failed
from schoolgate.language.outcome import on, then_column
from schoolgate.language.predicate import KEY
from schoolgate.language.rule import Depends, Rule, Severity, Variant
from schoolgate.language.suite import FactFrames, OutcomeFrames, Suite
from schoolgate.language.table import ROW, FactTable
from schoolgate.language.truth import surely, unknown_flag

COLUMNS = (
    "rule",
    "severity",
    "table",
    "row",
    "key",
    "column",
    "value",
    "message",
    "fix",
    "owner",
    "screen",
    "effect",
    "basis",
)
_SCHEMA = {name: pl.Int64() if name == "row" else pl.String() for name in COLUMNS}


def failing(rule: Rule, name: str, facts: FactFrames, outcomes: OutcomeFrames) -> pl.DataFrame:
    """The fact rows for which the rule failed, in the order of their rows."""
    return facts[name].filter(outcomes[name].select(failed(rule)).to_series())


def findings(
    suite: Suite,
    facts: FactFrames,
    outcomes: OutcomeFrames,
    texts: Mapping[str, pl.DataFrame],
    *,
    show_values: bool = False,
) -> pl.DataFrame:
    """Every finding, by table, row and rule; the columns are `COLUMNS`. `texts` are the tables as text."""
    tables = {table.name: number for number, table in enumerate(suite.tables)}
    broken = {(rule, name) for name, frame in outcomes.items() for rule in _broken(suite, name, frame)}
    parts = [
        _findings_of(rule, suite.facts_by_name[name], facts, outcomes, texts, show_values=show_values).with_columns(
            table_number=pl.lit(tables[suite.facts_by_name[name].table]), rule_number=pl.lit(number)
        )
        for number, rule in enumerate(suite.rules)
        for name in rule.facts
        if (rule.id, name) in broken
    ]
    numbers = dict.fromkeys(("table_number", "rule_number"), pl.Int32())
    return (
        pl.concat([pl.DataFrame(schema={**_SCHEMA, **numbers}), *parts])
        .sort("table_number", "row", "rule_number", nulls_last=True, maintain_order=True)
        .select(COLUMNS)
    )


def _broken(suite: Suite, name: str, outcomes: pl.DataFrame) -> list[str]:
    """The rules that failed for any row of a fact table: most fail for none, and cost nothing more."""
    rules = suite.rules_on(suite.facts_by_name[name])
    if not rules or outcomes.is_empty():
        return []
    found = outcomes.select(failed(rule).any().alias(rule.id) for rule in rules).row(0, named=True)
    return [rule for rule, any_failed in found.items() if any_failed]


def _findings_of(
    rule: Rule,
    table: FactTable,
    facts: FactFrames,
    outcomes: OutcomeFrames,
    texts: Mapping[str, pl.DataFrame],
    *,
    show_values: bool,
) -> pl.DataFrame:
    rows = failing(rule, table.name, facts, outcomes)
    file_grain = table.key is None
    judged = outcomes[table.name].filter(failed(rule)).with_columns(severity=_severity(rule))
    pointer = _pointer(rule, table)
    column = pl.col(pointer) if table.facts[pointer].names_column else pl.lit(pointer)
    return rows.select(
        pl.lit(rule.id).alias("rule"),
        judged["severity"],
        pl.lit(table.table).alias("table"),
        (pl.lit(None, dtype=pl.Int64()) if file_grain else pl.col(ROW)).alias("row"),
        (pl.lit(None, dtype=pl.String()) if table.key is None else pl.col(table.key)).alias("key"),
        column.alias("column"),
        _value(rule, table, rows, texts.get(table.table), show_values=show_values).alias("value"),
        *told(rule, table),
        judged["severity"]
        .replace_strict({severity: rule.effect_of(severity) for severity in Severity}, return_dtype=pl.String())
        .alias("effect"),
        pl.lit(str(rule.basis)).alias("basis"),
    )


def _pointer(rule: Rule, table: FactTable) -> str:
    """The column that the findings are on, or the one that names it row by row."""
    return table.key if rule.column == KEY and table.key else rule.column


def _severity(rule: Rule) -> pl.Expr:
    if not isinstance(rule.severity, Depends):
        return pl.lit(str(rule.severity))
    then, otherwise = pl.lit(str(rule.severity.then)), pl.lit(str(rule.severity.otherwise))
    return pl.when(then_column(rule)).then(then).otherwise(otherwise)


def _value(
    rule: Rule, table: FactTable, rows: pl.DataFrame, text: pl.DataFrame | None, *, show_values: bool
) -> pl.Series:
    """The value found, as it stands in the file where it does; null where it is not to be shown."""
    pointer = _pointer(rule, table)
    by_row = table.facts[pointer].names_column
    names = rows[pointer].unique().drop_nulls().sort().to_list() if by_row else [pointer]
    found = pl.Series([None] * rows.height, dtype=pl.String())
    for name in names:
        if not (show_values or table.facts[name].shown):
            continue
        if text is not None and name in text.columns and any(fact.name == name for fact in table.own):
            wanted = rows.select(ROW).join(text.select(ROW, name), on=ROW, how="left", maintain_order="left")[name]
        else:
            wanted = rows[name].cast(pl.String)
        here = rows[pointer] == name if by_row else pl.Series([True] * rows.height)
        found = wanted.zip_with(here, found)
    return found


def told(rule: Rule, table: FactTable) -> tuple[pl.Expr, ...]:
    """What a finding says in each row: `message`, `fix`, `owner` and `screen`, in the variant that fits it."""
    return (
        message(rule, table).alias("message"),
        _by_variant(rule, table, lambda variant: variant.fix, rule.fix).alias("fix"),
        _by_variant(rule, table, lambda variant: variant.owner, rule.owner).alias("owner"),
        _by_variant(rule, table, lambda variant: variant.screen, rule.screen).alias("screen"),
    )


def message(rule: Rule, table: FactTable) -> pl.Expr:
    """The rule's message for each row, in the variant that fits it, its placeholders filled from the row.

    A message that rests on a reading, or on a safeguard of ours, says so at its end.
    """
    said = _filled(marked(rule, rule.message), table)
    for variant in reversed(rule.variants):
        if variant.message is not None:
            said = pl.when(_where(variant, table)).then(_filled(marked(rule, variant.message), table)).otherwise(said)
    return said


def met(rule: Rule, table: FactTable) -> pl.Expr:
    """What there is to say of each row that passes; null where there is nothing."""
    said: pl.Expr = pl.lit(None, dtype=pl.String())
    for variant in reversed(rule.met):
        if variant.message is not None:
            said = pl.when(_where(variant, table)).then(_filled(marked(rule, variant.message), table)).otherwise(said)
    return said


def marked(rule: Rule, text: str) -> str:
    """The message with what it rests on, where that is not the article itself: "(by our reading)"."""
    mark = rule.basis.mark
    return text if not mark or mark in text.casefold() else f"{text.removesuffix('.')} ({mark})."


def _where(variant: Variant, table: FactTable) -> pl.Expr:
    return compiled(surely(on(variant.where, table)), table, holds_in_polars)


def _by_variant(rule: Rule, table: FactTable, words_of: Callable[[Variant], str | None], otherwise: str) -> pl.Expr:
    said: pl.Expr = pl.lit(str(otherwise))
    for variant in reversed(rule.variants):
        words = words_of(variant)
        if words is not None:
            said = pl.when(_where(variant, table)).then(pl.lit(str(words))).otherwise(said)
    return said


def _filled(text: str, table: FactTable) -> pl.Expr:
    """The text for each row, its placeholders filled from the row."""
    pieces: list[pl.Expr] = []
    for literal, name, _, _ in Formatter().parse(text):
        if literal:
            pieces.append(pl.lit(literal))
        if name:
            pieces.append(_told(name, table))
    return pl.concat_str(pieces)


def _told(name: str, table: FactTable) -> pl.Expr:
    blank: pl.Expr = pl.lit("(blank)")
    if table.facts[name].unknown:
        blank = pl.when(unknown_flag(name)).then(pl.lit("(unknown)")).otherwise(blank)
    return pl.coalesce(pl.col(name).cast(pl.String), blank)
