"""Every record's checklist, in little space: what the page of records searches, sorts and opens.

Records that fared alike share a *pattern*: a letter per requirement. A hundred thousand students have a few hundred
patterns, so that a record costs its key and a few numbers, and only what failed is told in words.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from schoolgate.engines.engine import Engine
from schoolgate.frames.shown import visible_texts
from schoolgate.judgement.assumptions import touching
from schoolgate.judgement.records import ANSWER, carried_values, failed
from schoolgate.language.noun import RECORD
from schoolgate.language.outcome import Outcome, scope_column
from schoolgate.language.question import Assumption
from schoolgate.language.rule import Rule
from schoolgate.language.suite import FactFrames, Field, OutcomeFrames
from schoolgate.language.table import ROW, FactTable
from schoolgate.language.truth import unknown_flag
from schoolgate.pages import chips
from schoolgate.pages.letters import Book, Subjects, Writer, place_of
from schoolgate.pages.room import with_room
from schoolgate.run.check import judge
from schoolgate.run.result import Result
from schoolgate.story import words
from schoolgate.story.checklist import asking
from schoolgate.story.words import labelled

NOT_ASKED = "n"
"""The requirement asks only other records."""
NOT_LISTED = "-"
"""The requirement is about a value that the record does not carry."""
_LETTERS = {Outcome.PASS: "p", Outcome.FAIL: "f", Outcome.NOT_APPLICABLE: "w", Outcome.NOT_CHECKED: "c"}
_GRAVITY = {letter: number for number, letter in enumerate("fcpwn")}
_AT = "at"
_VALUE = "value"
_FIX = ["effect", "owner", "screen", "fix"]


@dataclass(frozen=True, slots=True)
class FieldColumn:
    """A field of the verdict: for each record the position of its value in `values`.

    It is -1 where it has none: `blank`, and -2 where nobody knows it.
    """

    name: str
    label: str
    about: str
    blank: str
    values: tuple[str, ...]
    codes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class RecordTable:
    """The records of one fact table, column by column. Without a verdict only those with findings, and no statuses.

    `patterns` hold a letter per rule of `rules`: p pass, f fail, c not checked, n not asked, w waits for a need (or it is
    not known whether it asks), - not listed. `pattern` gives each record its own. `findings` are, by record, (record,
    rule, severity, column, message, value), the last but one a position in `messages`. `keys` is None for a table whose
    one record is the whole file.
    """

    facts: str
    table: str
    label: str
    keys: tuple[str | None, ...] | None
    rows: tuple[int | None, ...]
    statuses: tuple[str, ...]
    status: tuple[int, ...] | None
    fields: tuple[FieldColumn, ...]
    rules: tuple[str, ...]
    patterns: tuple[str, ...]
    pattern: tuple[int, ...]
    messages: tuple[str, ...]
    findings: tuple[tuple[int, str, str, str | None, int, str | None], ...]
    fixes: tuple[tuple[str, str, str, str], ...] = ()
    """Effect, owner, screen and fix of findings; `fix` has the position for each of `findings`."""
    fix: tuple[int, ...] = ()
    assumptions: tuple[tuple[int, int], ...] = ()
    """(record, position of the open question that makes a difference for it)."""
    answers: tuple[str, ...] = ()
    """The names of the suite's answers; `answer` has the position of each record's."""
    answer: tuple[int, ...] | None = None
    jobs: tuple[tuple[int, int], ...] = ()
    """(record, position of the job that holds it back)."""
    letter: tuple[int, ...] = ()
    """The position of each record's letter in the book."""
    chips: tuple[tuple[int, str, str], ...] = ()
    """(record, tone, words) of what is waived, and of what somebody noted."""
    place: tuple[tuple[str, str], ...] = ()
    """What a record's place is joined from: see `schoolgate.pages.letters.place_of`."""
    idle: tuple[int, ...] = ()
    """For each of `patterns` the position, in the book, of the rules that do not apply, with why."""
    of: tuple[str, str] = (RECORD.one, RECORD.many)
    """What one of its records is called, and several."""
    left_out: int = 0
    """How many more of its records there are, for which the page has no room: see `schoolgate.pages.room`."""
    places: tuple[int, ...] = ()
    """Where some are left out: the position of each among all."""
    unmet: Mapping[str, int] = field(default_factory=dict)
    """Where some are left out: how many of all do not meet each rule, by the rule."""

    @property
    def every(self) -> int:
        """How many records there are, those included for which there is no room."""
        return len(self.rows) + self.left_out


@dataclass(frozen=True, slots=True)
class _Listed:
    """The records of a fact table that are shown, by their positions in the check, and what was found in them.

    `told` has the position of each finding's record among those shown. `left_out`, `places` and `unmet` are as
    `RecordTable` has them.
    """

    rows: pl.Series
    told: pl.DataFrame
    left_out: int = 0
    places: tuple[int, ...] = ()
    unmet: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Judged:
    """What a fact table's records are told from: those that are shown, and a letter for each rule and record."""

    result: Result
    facts: FactFrames
    outcomes: OutcomeFrames
    letters: FactFrames
    values: FactFrames
    """For each fact table whose values other records carry: the letters of every value, shown or not."""
    listed: Mapping[str, _Listed]
    """The records that are shown."""
    open: tuple[tuple[Assumption, Mapping[str, pl.Series]], ...]
    """The open questions, with the rows that each touches."""


def record_tables(result: Result, findings: pl.DataFrame, as_of: str) -> tuple[tuple[RecordTable, ...], Book]:
    """The records, those of every verdict, then the others that have findings; and their letters.

    Args:
        result: the check.
        findings: its findings, texts made visible.
        as_of: the moment that stands in letters.
    """
    suite, verdicts = result.suite, [verdict.facts for verdict in result.suite.verdicts]
    names = [*verdicts, *(table.name for table in suite.fact_tables if table.name not in verdicts)]
    listed = {name: _listed(result, suite.facts_by_name[name], findings) for name in names}
    facts = {name: _at(result.facts[name], one.rows) for name, one in listed.items()}
    outcomes = {name: _at(result.outcomes[name], one.rows) for name, one in listed.items()}
    carried = [table.name for table in suite.fact_tables if table.carried]
    judged = _Judged(
        result=result,
        facts=facts,
        outcomes=outcomes,
        letters=_letters(result, facts, outcomes, names),
        listed=listed,
        open=tuple(touching(suite, result.settings, result.moment, result.absent, result.facts, result.outcomes)),
        values=_letters(result, {**facts, **{name: result.facts[name] for name in carried}}, result.outcomes, carried),
    )
    writer = Writer(result, as_of)
    tables = tuple(
        _record_table(judged, suite.facts_by_name[name], writer) for name, one in listed.items() if len(one.rows)
    )
    return tables, writer.book()


def _listed(result: Result, table: FactTable, findings: pl.DataFrame) -> _Listed:
    """The records to show."""
    rows = there(result, table)
    told = found_in(result, table, rows, findings)
    kept = with_room(result, table, told, len(rows))
    if len(kept) == len(rows):
        return _Listed(rows, told)
    numbers = pl.DataFrame({_AT: kept}).with_row_index("number")
    return _Listed(
        rows=rows.gather(kept),
        told=told.join(numbers, on=_AT, maintain_order="left").drop(_AT).rename({"number": _AT}).select(told.columns),
        left_out=len(rows) - len(kept),
        places=tuple(kept),
        unmet=dict(told.group_by("rule", maintain_order=True).agg(pl.col(_AT).n_unique()).iter_rows()),
    )


def there(result: Result, table: FactTable) -> pl.Series:
    """The positions of a table's records: all that are judged, or else those with findings."""
    outcomes, rules = result.outcomes[table.name], result.suite.rules_on(table)
    whole = any(verdict.facts == table.name for verdict in result.suite.verdicts)
    if whole or not rules:
        return pl.int_range(outcomes.height if whole else 0, dtype=pl.UInt32(), eager=True)
    return outcomes.select(pl.any_horizontal(failed(rule) for rule in rules)).to_series().arg_true()


def _at(frame: pl.DataFrame, rows: pl.Series) -> pl.DataFrame:
    """The rows of a frame at these positions, which are in order: nothing is copied where that is all of it."""
    return frame if len(rows) == frame.height else frame[rows]


def _letters(result: Result, facts: FactFrames, outcomes: OutcomeFrames, names: Sequence[str]) -> FactFrames:
    """For each of the named fact tables a letter for each rule on it and each of its rows."""
    if not names:
        return {}
    asked = judge(asking(result.suite), facts, Engine.FUSED)
    return {
        name: outcomes[name].select(
            _letter(rule, asked[name]).alias(rule.id)
            for rule in result.suite.rules_on(result.suite.facts_by_name[name])
        )
        for name in names
    }


def _letter(rule: Rule, asked: pl.DataFrame) -> pl.Expr:
    said = pl.col(rule.id).replace_strict(
        {outcome.value: letter for outcome, letter in _LETTERS.items()}, return_dtype=pl.String()
    )
    if rule.id not in asked.columns:
        return said
    never = pl.lit(asked[rule.id] == Outcome.FAIL.value) & (pl.col(rule.id) == Outcome.NOT_APPLICABLE.value)
    return pl.when(never).then(pl.lit(NOT_ASKED)).otherwise(said)


def _record_table(
    judged: _Judged,
    table: FactTable,
    writer: Writer,
) -> RecordTable:
    result, known, listed = judged.result, judged.facts[table.name], judged.listed[table.name]
    key = pl.lit(None, pl.String()) if table.key is None else pl.col(table.key).cast(pl.String)
    places = visible_texts(known.select(ROW, key.alias("key")))
    every = pl.concat([judged.letters[table.name], *_carried(judged, table)], how="horizontal")
    rules = [rule.id for rule in result.suite.rules if rule.id in every.columns]
    spelled = every.select(pl.concat_str(rules)).to_series() if rules else pl.Series([""] * known.height)
    patterns, pattern = coded(spelled)
    verdict = next((verdict for verdict in result.suite.verdicts if verdict.facts == table.name), None)
    records = None if verdict is None else visible_texts(_at(result.records[table.name], listed.rows))
    statuses, status = ((), None) if records is None else coded(records["status"])
    answers, answer = ((), None) if records is None else coded(records[ANSWER])
    told = listed.told
    messages, message = coded(told["message"])
    fixes = told.select(_FIX).unique(maintain_order=True)
    fix = told.join(fixes.with_row_index("number"), on=_FIX, how="left", maintain_order="left")["number"]
    shown = pl.DataFrame({"record": listed.rows}).with_row_index(_AT)
    bonds = result.jobs.bonds.filter(verdict=table.name).select("record", "job").unique()
    jobs = bonds.join(shown, on="record").select(_AT, "job").sort(_AT, "job").rows()
    assumptions = [
        (at, number)
        for number, (_, touched) in enumerate(judged.open)
        if table.name in touched
        for at in touched[table.name].gather(listed.rows).arg_true()
    ]
    letters, idle = writer.write(
        Subjects(
            table=table,
            at=listed.rows,
            facts=known,
            outcomes=judged.outcomes[table.name],
            patterns=spelled,
            findings=told.select(_AT, "rule", "severity", fix=fix),
            jobs=jobs,
            assumptions=assumptions,
        )
    )
    return RecordTable(
        facts=table.name,
        table=table.table,
        label=labelled(table.table if verdict or table.key is None else table.name),
        keys=None if table.key is None else tuple(places["key"]),
        rows=(None,) * known.height if table.key is None else tuple(places[ROW]),
        statuses=statuses,
        status=status,
        fields=()
        if verdict is None or records is None
        else tuple(_field(field, records[field.name], known, table) for field in verdict.fields),
        rules=tuple(rules),
        patterns=patterns,
        pattern=pattern,
        messages=messages,
        findings=tuple(
            zip(told[_AT], told["rule"], told["severity"], told["column"], message, told["value"], strict=True)
        ),
        fixes=tuple(fixes.iter_rows()),
        fix=tuple(fix),
        assumptions=tuple(assumptions),
        answers=answers,
        answer=answer,
        jobs=tuple(jobs),
        letter=letters,
        chips=tuple(chips.of_records(result, table, known.select(key.alias("key")), told)),
        place=place_of(result, table),
        of=(table.of.one, table.of.many),
        idle=tuple(idle[one] for one in patterns),
        left_out=listed.left_out,
        places=listed.places,
        unmet=listed.unmet,
    )


def _field(field: Field, column: pl.Series, known: pl.DataFrame, table: FactTable) -> FieldColumn:
    texts = [None if value is None else words.shown(field, value) for value in column.to_list()]
    values, codes = coded(pl.Series(texts, dtype=pl.String()))
    if field.name in table.facts and table.facts[field.name].unknown and field.blank != "unknown":
        unknown = known[unknown_flag(field.name)]
        codes = tuple(
            -2 if code < 0 and nobody_knows else code for code, nobody_knows in zip(codes, unknown, strict=True)
        )
    return FieldColumn(field.name, labelled(field.name), field.about, field.blank, values, codes)


def coded(column: pl.Series) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """The distinct texts, sorted, and for each row the position of its own, -1 where it has none."""
    values = column.drop_nulls().unique().sort()
    codes = column.replace_strict(values, pl.Series(range(len(values)), dtype=pl.Int64()), default=-1)
    return tuple(values), tuple(codes.fill_null(-1))


def _carried(judged: _Judged, table: FactTable) -> Iterator[pl.DataFrame]:
    """The letters of the rules about values that records of the table carry."""
    for values in judged.result.suite.fact_tables:
        if values.carried is None or values.carried.facts != table.name or values.key is None:
            continue
        keys = judged.result.facts[values.name][values.key].alias(_VALUE)
        known = judged.values[values.name].with_columns(keys).unique(subset=_VALUE, keep="first")
        scope = judged.outcomes[table.name][scope_column(values)]
        held = carried_values(values.carried, judged.facts[table.name], scope).rename({"value": _VALUE})
        # Of several values the gravest counts.
        rules = [name for name in known.columns if name != _VALUE]
        gravest = [pl.col(name).sort_by(pl.col(name).replace_strict(_GRAVITY)).first() for name in rules]
        letters = held.join(known, on=_VALUE, how="inner").group_by("record").agg(gravest)
        every = pl.int_range(judged.facts[table.name].height, dtype=pl.UInt32(), eager=True).alias("record").to_frame()
        found = every.join(letters, on="record", how="left", maintain_order="left")
        yield found.select(pl.col(rules).fill_null(NOT_LISTED))


def found_in(result: Result, table: FactTable, rows: pl.Series, findings: pl.DataFrame) -> pl.DataFrame:
    """The findings of some records of a table, those of values they carry included.

    Args:
        result: the check.
        table: the fact table.
        rows: the positions of the records.
        findings: those of the check, texts made visible.

    Returns:
        What is told of each finding, and `at`, the number of its record.
    """
    known = _at(result.facts[table.name], rows)
    own = [rule.id for rule in result.suite.rules_on(table)]
    key = pl.lit(None, pl.String()) if table.key is None else pl.col(table.key).cast(pl.String)
    where = visible_texts(known.select(ROW, key.alias("key"))).with_row_index(_AT)
    if table.key is None:
        where = where.with_columns(pl.lit(None, pl.Int64()).alias(ROW))
    mine = findings.filter((pl.col("table") == table.table) & pl.col("rule").is_in(own))
    parts = [mine.join(where, on=[ROW, "key"], how="inner", nulls_equal=True, maintain_order="left")]
    for values in result.suite.fact_tables:
        if values.carried is None or values.carried.facts != table.name:
            continue
        about = findings.filter(
            (pl.col("table") == values.table)
            & pl.col("rule").is_in([rule.id for rule in result.suite.rules_on(values)])
        )
        scope = _at(result.outcomes[table.name], rows)[scope_column(values)]
        carrier = visible_texts(carried_values(values.carried, known, scope).rename({"record": _AT, "value": "key"}))
        parts.append(about.join(carrier, on="key", how="inner", maintain_order="right"))
    columns = [
        _AT,
        "rule",
        "severity",
        "column",
        "message",
        "value",
        *_FIX,
        *(one for one in chips.WAIVER if one in findings.columns),
    ]
    # Of several values that a record carries those that stand first in their file come first.
    order = pl.concat(part.select(*columns, ROW) for part in parts).sort(_AT, ROW, nulls_last=True, maintain_order=True)
    return order.select(columns)
