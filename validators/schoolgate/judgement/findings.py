"""Findings: one per rule, table and record that failed, in words that say what was found and how to mend it.

A value is shown only where it is a key or of a column marked shown; `show_values` adds the rest.
"""

from collections.abc import Mapping
from string import Formatter

import polars as pl

from schoolgate.judgement.records import failed
from schoolgate.language.outcome import then_column
from schoolgate.language.predicate import KEY
from schoolgate.language.rule import Depends, Rule
from schoolgate.language.suite import FactFrames, OutcomeFrames, Suite
from schoolgate.language.table import ROW, FactTable
from schoolgate.language.truth import unknown_flag

COLUMNS = ("rule", "severity", "table", "row", "key", "column", "value", "message", "fix")
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
    parts = [
        _findings_of(rule, suite.facts_by_name[name], facts, outcomes, texts, show_values=show_values).with_columns(
            table_number=pl.lit(tables[suite.facts_by_name[name].table]), rule_number=pl.lit(number)
        )
        for number, rule in enumerate(suite.rules)
        for name in rule.facts
    ]
    return (
        pl.concat(parts)
        .sort("table_number", "row", "rule_number", nulls_last=True, maintain_order=True)
        .select(COLUMNS)
    )


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
    if rows.is_empty():
        return pl.DataFrame(schema=_SCHEMA)
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
        message(rule, table).alias("message"),
        pl.lit(rule.fix).alias("fix"),
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


def message(rule: Rule, table: FactTable) -> pl.Expr:
    """The rule's message for each row, its placeholders filled from the row."""
    pieces: list[pl.Expr] = []
    for literal, name, _, _ in Formatter().parse(rule.message):
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
