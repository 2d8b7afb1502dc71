"""Findings: one per rule, table and record that failed, in words that say what was found and how to mend it.

A value is shown only where it is a key or of a column marked shown; `show_values` adds the rest.
"""

from collections.abc import Callable, Mapping
from functools import cached_property
from string import Formatter

import polars as pl

from schoolgate.basics.remembered import remembered
from schoolgate.frames.masks import compiled, holds_in_polars
from schoolgate.judgement.records import failing
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
_BEFORE_VALUE = COLUMNS.index("value")
_SCHEMA = {name: pl.Int64() if name == "row" else pl.String() for name in COLUMNS}


class _Texts:
    """The cells of a fact table's own columns as they stand in the file, of fact rows by their positions."""

    def __init__(self, table: FactTable, facts: pl.DataFrame, text: pl.DataFrame | None) -> None:
        self.text, self.facts = text, facts
        self.names = {fact.name for fact in table.own} & set(() if text is None else text.columns)

    @cached_property
    def alike(self) -> bool:
        """Whether the fact rows are those of the file, in their order."""
        return self.text is not None and self.facts[ROW].equals(self.text[ROW])

    def of(self, name: str, records: pl.Series) -> pl.Series | None:
        """The cells of a column; None where it is none of the file's."""
        if self.text is None or name not in self.names:
            return None
        if self.alike:
            return self.text[name].gather(records)
        wanted = self.facts.select(pl.col(ROW).gather(records))
        return wanted.join(self.text.select(ROW, name), on=ROW, how="left", maintain_order="left")[name]


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
    failures = {name: failing(suite, name, frame) for name, frame in outcomes.items()}
    written = {name: _Texts(table, facts[name], texts.get(table.table)) for name, table in suite.facts_by_name.items()}
    parts = [
        _findings_of(
            rule,
            suite.facts_by_name[name],
            records,
            facts[name],
            outcomes[name],
            written[name],
            show_values=show_values,
        ).with_columns(
            table_number=pl.lit(tables[suite.facts_by_name[name].table], pl.Int32()),
            rule_number=pl.lit(number, pl.Int32()),
        )
        for number, rule in enumerate(suite.rules)
        for name in rule.facts
        if (records := failures[name].get(rule.id)) is not None
    ]
    if not parts:
        return pl.DataFrame(schema=_SCHEMA)
    return (
        pl.concat(parts)
        .lazy()
        .sort("table_number", "row", "rule_number", nulls_last=True, maintain_order=True)
        .select(COLUMNS)
        .collect()
    )


def _findings_of(
    rule: Rule,
    table: FactTable,
    records: pl.Series,
    facts: pl.DataFrame,
    outcomes: pl.DataFrame,
    written: _Texts,
    *,
    show_values: bool,
) -> pl.DataFrame:
    """The findings of a rule in a fact table: a row for each of the `records`, which are positions."""
    needed, said = _said(rule, table)
    pointer = _pointer(rule, table)
    # A fact that names a column may name any; else of all facts only what the words depend on: the rows may be many.
    rows = facts.select((pl.all() if table.facts[pointer].names_column else pl.col(needed)).gather(records))
    if isinstance(rule.severity, Depends):
        rows = rows.with_columns(outcomes[then_column(rule)].gather(records))
    found = _values(rule, table, rows, lambda name: written.of(name, records), show_values=show_values)
    return rows.select(*said[:_BEFORE_VALUE], found, *said[_BEFORE_VALUE:])


@remembered
def _said(rule: Rule, table: FactTable) -> tuple[list[str], list[pl.Expr]]:
    """The facts that the findings of a rule are told from, and what is told of each but the value that was found."""
    pointer = _pointer(rule, table)
    column = pl.col(pointer) if table.facts[pointer].names_column else pl.lit(pointer)
    severity, effect = (_by_severity(rule, words) for words in (str, lambda one: str(rule.effect_of(one))))
    said = [
        pl.lit(rule.id).alias("rule"),
        severity.alias("severity"),
        pl.lit(table.table).alias("table"),
        (pl.lit(None, dtype=pl.Int64()) if table.key is None else pl.col(ROW)).alias("row"),
        (pl.lit(None, dtype=pl.String()) if table.key is None else pl.col(table.key)).alias("key"),
        column.alias("column"),
        *told(rule, table),
        effect.alias("effect"),
        pl.lit(str(rule.basis)).alias("basis"),
    ]
    needed = {name for one in said for name in one.meta.root_names()} - {then_column(rule)}
    return sorted({ROW, pointer, *needed}), said


def _pointer(rule: Rule, table: FactTable) -> str:
    """The column that the findings are on, or the one that names it row by row."""
    return table.key if rule.column == KEY and table.key else rule.column


def _by_severity(rule: Rule, words: Callable[[Severity], str]) -> pl.Expr:
    """The words for the severity of each finding."""
    if not isinstance(rule.severity, Depends):
        return pl.lit(words(rule.severity))
    then, otherwise = pl.lit(words(rule.severity.then)), pl.lit(words(rule.severity.otherwise))
    return pl.when(then_column(rule)).then(then).otherwise(otherwise)


def _values(
    rule: Rule,
    table: FactTable,
    rows: pl.DataFrame,
    text: Callable[[str], pl.Series | None],
    *,
    show_values: bool,
) -> pl.Series:
    """The value found, as it stands in the file where it does; null where it is not to be shown."""
    pointer = _pointer(rule, table)
    by_row = table.facts[pointer].names_column
    names = rows[pointer].unique().drop_nulls().sort().to_list() if by_row else [pointer]
    found = pl.repeat(None, rows.height, dtype=pl.String(), eager=True).alias("value")
    for name in names:
        if show_values or table.facts[name].shown:
            written = text(name)
            value = rows[name].cast(pl.String) if written is None else written
            found = (value.zip_with(rows[pointer] == name, found) if by_row else value).alias("value")
    return found


@remembered
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
