"""What mends a failure, or an open answer: who does it, where, and what.

Of a failure the first that fits: keys that are written two ways; a cause that explains it; a column that the export lost;
the rule's own mend. Of what is open: what stands in its way, what was not supplied, cells that cannot be read, a question
that nobody answered.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_

import polars as pl

from schoolgate.basics import folding
from schoolgate.judgement.assumptions import concerned
from schoolgate.judgement.findings import told
from schoolgate.judgement.holds import Held, unknown_reads
from schoolgate.judgement.mismatch import Mismatch
from schoolgate.judgement.records import failed
from schoolgate.judgement.unread import unread_sources
from schoolgate.language.outcome import Outcome
from schoolgate.language.predicate import KEY
from schoolgate.language.question import Question
from schoolgate.language.rule import Explains, Owner, Rule
from schoolgate.language.spoilt import Spoilt
from schoolgate.language.suite import FactFrames, Obstacle, OutcomeFrames, Suite
from schoolgate.language.table import ROW, UNPARSED, Fact, FactTable
from schoolgate.language.truth import unknown_flag

LEAST = 5
"""A column is lost where at least so many failures, and half of all that were asked, have nothing in it."""
_EXTRACT = "The extract: export it again"
_SETTINGS = "The settings of schoolgate"


@dataclass(frozen=True, slots=True)
class Mend:
    """What one person does in one place.

    `kind` is mend, column, keys, cells, supply or answer; `name` tells those apart that are no rule's, `rule` is whose mend
    it is otherwise; `title` says what is wrong or missing.
    """

    kind: str
    owner: str
    screen: str
    fix: str
    title: str
    name: str = ""
    rule: str = ""

    @property
    def place(self) -> tuple[str, str, str, str]:
        """What makes two mends the same job."""
        return (self.name, self.owner, self.screen, "" if self.name else self.fix)

    @property
    def decides(self) -> bool:
        """Whether it only lets something be judged that nobody can tell yet."""
        return self.kind in {"supply", "answer", "cells"}


@dataclass(frozen=True, slots=True)
class Part:
    """Rows of a fact table that a mend is for; `at` names the things to mend where these are not the rows."""

    mend: Mend
    rule: str
    table: str
    rows: pl.Series
    at: pl.Series | None = None


@dataclass(frozen=True)
class Known:
    """What mends are read from. `files` are the names of the tables' files, `questions` those that nobody answered."""

    suite: Suite
    facts: FactFrames
    outcomes: OutcomeFrames
    absent: frozenset[str]
    files: Mapping[str, str]
    questions: tuple[Question, ...] = ()
    mismatches: tuple[Mismatch, ...] = ()
    obstacles: tuple[Obstacle, ...] = ()
    spoilt: tuple[Spoilt, ...] = ()


def mends_of_files(known: Known) -> Iterator[tuple[Mend, int]]:
    """What is to be mended about a whole file, whether or not a record shows it, with how many cells it touches."""
    for one in known.spoilt:
        kind = "keys" if one.fails else "column"
        yield Mend(kind, str(Owner.SCHOOL), _EXTRACT, one.fix, one.message, f"{kind}:{one.name}"), one.records
    for mismatch in known.mismatches:
        yield _keys(known, mismatch), mismatch.matched


# ------------------------------------------------------------------------------------------------------------ failures


def of_failures(known: Known, rule: Rule, name: str, rows: pl.Series) -> Iterator[Part]:
    """What mends the failures of a rule in these rows of a fact table; every row is in one part."""
    table = known.suite.facts_by_name[name]
    for mismatch in known.mismatches:
        if _looks_up(rule, table, mismatch):
            there = _where(rows, known.facts[name], mismatch, table)
            yield Part(_keys(known, mismatch), rule.id, name, rows.filter(there))
            rows = rows.filter(~there)
    for cause in known.suite.rules:
        for explains in cause.explains:
            if rule.id in explains.rules and cause is not rule and rows.len():
                parts, rows = _explained(known, cause, explains, rule, name, rows)
                yield from parts
    for lost, mine in _lost(known, rule, table, rows):
        yield Part(lost, rule.id, name, mine)
        rows = rows.filter(~rows.is_in(mine.implode()))
    yield from own(known, rule, name, rows)


def own(known: Known, rule: Rule, name: str, rows: pl.Series) -> Iterator[Part]:
    """The rule's own mend in these rows, in each of its variants."""
    if rows.is_empty():
        return
    table = known.suite.facts_by_name[name]
    if not rule.variants:
        yield Part(_mend(rule, str(rule.owner), rule.screen, rule.fix), rule.id, name, rows)
        return
    words = told(rule, table)[1:]
    # Of all facts only what the words depend on: the rows may be many, and the facts are.
    read = {name for word in words for name in word.meta.root_names()} | {ROW}
    said = known.facts[name].select(read)[rows].select(ROW, *words).with_columns(position=rows)
    for (owner, screen, fix), mine in said.group_by("owner", "screen", "fix", maintain_order=True):
        yield Part(_mend(rule, str(owner), str(screen), str(fix)), rule.id, name, mine["position"])


def _mend(rule: Rule, owner: str, screen: str, fix: str) -> Mend:
    return Mend("mend", owner, screen, fix, rule.title, rule=rule.id)


def _explained(
    known: Known, cause: Rule, explains: Explains, rule: Rule, name: str, rows: pl.Series
) -> tuple[list[Part], pl.Series]:
    """The rows that a failure elsewhere explains, by its mend, and the rows that are left."""
    (where,) = cause.facts
    at = known.suite.facts_by_name[where]
    bad = known.outcomes[where].select(failed(cause))[cause.id].arg_true()
    facts = known.facts[name]
    if bad.is_empty() or (explains.column is None and at.key is not None):
        return [], rows
    words = (
        known.facts[where][bad]
        .select(
            (pl.lit(None, pl.String()) if explains.column is None else pl.col(at.key or "")).alias("key"),
            *told(cause, at)[1:],
        )
        .unique("key", keep="first", maintain_order=True)
    )
    nothing = pl.repeat(None, rows.len(), dtype=pl.String(), eager=True)
    keys = facts[explains.column].gather(rows) if explains.column else nothing
    mine = pl.DataFrame({"position": rows, "key": keys})
    if explains.where:
        mine = mine.filter(facts[explains.where].gather(rows).fill_null(value=False))
    found = mine.join(words, on="key", nulls_equal=explains.column is None, maintain_order="left")
    parts = [
        Part(
            _mend(cause, str(owner), str(screen), str(fix)),
            rule.id,
            name,
            these["position"],
            these["key"] if explains.column else None,
        )
        for (owner, screen, fix), these in found.group_by("owner", "screen", "fix", maintain_order=True)
    ]
    return parts, rows.filter(~rows.is_in(found["position"].implode()))


def _lost(known: Known, rule: Rule, table: FactTable, rows: pl.Series) -> Iterator[tuple[Mend, pl.Series]]:
    """The rows in which a whole column is blank, or holds one same value, where it fails for half of those asked."""
    column = table.key if rule.column == KEY else rule.column
    if rows.len() < LEAST or column is None or all(fact.name != column for fact in table.own):
        return
    asked = known.outcomes[table.name].select(asked=pl.col(rule.id).is_in([Outcome.PASS.value, Outcome.FAIL.value]))[
        "asked"
    ]
    values = known.facts[table.name][column].gather(rows)
    blank = rows.filter(values.is_null())
    heading, file = column.replace("_", " "), known.files.get(table.table, table.table)
    records = table.table.replace("_", " ")
    if blank.len() >= LEAST and blank.len() * 2 >= int(asked.sum()):
        yield (
            Mend(
                "column",
                str(Owner.SCHOOL),
                _EXTRACT,
                f"See that the export has the column {heading}, and that it is filled; then export {file} again.",
                f"Your export lost the column {heading}: blank for {blank.len():,} of {int(asked.sum()):,} {records}",
                f"column:{table.table}.{column}",
            ),
            blank,
        )
    elif table.facts[column].shown and not table.facts[column].person:
        top = values.drop_nulls().cast(pl.String).value_counts(sort=True).head(1)
        for value, count in top.iter_rows():
            if count >= LEAST and count * 2 >= int(asked.sum()):
                same = rows.filter((values.cast(pl.String) == value).fill_null(value=False))
                mend = Mend(
                    "column",
                    str(rule.owner),
                    rule.screen,
                    rule.fix,
                    f"{count:,} of {int(asked.sum()):,} {records} have the {heading} {value}",
                    f"column:{table.table}.{column}",
                )
                yield mend, same


# ------------------------------------------------------------------------------------------------------- two spellings


def _looks_up(rule: Rule, table: FactTable, one: Mismatch) -> bool:
    """Whether the rule reads what the references lead to, so that it speaks of them."""
    return any(one.name in table.facts[name].reads for name in rule.reads if name in table.facts)


def _where(rows: pl.Series, facts: pl.DataFrame, one: Mismatch, table: FactTable) -> pl.Series:
    """Which of the rows have a reference at all."""
    if table.table == one.table and one.column in facts.columns:
        return facts[one.column].gather(rows).is_not_null()
    return pl.repeat(value=True, n=rows.len(), dtype=pl.Boolean(), eager=True)


def _keys(known: Known, one: Mismatch) -> Mend:
    here, there = (known.files.get(name, name) for name in (one.table, one.target))
    again = (
        f"export {known.files.get(one.eaten_in, one.eaten_in)} again with its zeros"
        if one.eaten_in
        else "export both again from one place"
    )
    return Mend(
        "keys",
        str(Owner.SCHOOL),
        _EXTRACT,
        f"Best, {again}. Or say in the settings how the key is compared: {one.answer}",
        f"{one.matched:,} of {one.references:,} references in {one.column} of {here} match {one.target_key} of {there} only "
        f"once {folding.SAYS[one.fold]}",
        f"keys:{one.name}",
    )


# ---------------------------------------------------------------------------------------------------------------- open


def of_open(known: Known, held: Held, name: str) -> Iterator[Part]:
    """What decides the open answers of a rule; a row that waits for several things is in several parts."""
    rule, rows = held.rule, held.records
    table, facts = known.suite.facts_by_name[name], known.facts[name]
    for obstacle in known.obstacles:
        if obstacle.rule == rule.id:
            yield Part(
                Mend("supply", str(Owner.SCHOOL), rule.screen, obstacle.fix, obstacle.message, f"obstacle:{rule.id}"),
                rule.id,
                name,
                rows,
            )
            return
    left = pl.repeat(value=True, n=rows.len(), dtype=pl.Boolean(), eager=True)
    for fact in unknown_reads(rule, facts):
        is_unknown = facts[unknown_flag(fact)].gather(rows)
        if not is_unknown.any():
            continue
        mine = rows.filter(is_unknown)
        found = list(_deciding(known, rule, table, fact, mine))
        left &= ~is_unknown
        yield from (Part(mend, rule.id, name, which) for mend, which in found)
    if left.any():
        waiting = rows.filter(left)
        asked = list(_asked(known, rule, table, waiting))
        yield from (Part(mend, rule.id, name, which) for mend, which in asked)
        waiting = _others(waiting, asked)
        if waiting.len():
            mend = _unread(known, table, rule.column if rule.column in table.facts else UNPARSED)
            yield Part(mend, rule.id, name, waiting)


def _others(rows: pl.Series, found: Sequence[tuple[Mend, pl.Series]]) -> pl.Series:
    """The rows for which no mend was found."""
    for _, mine in found:
        rows = rows.filter(~rows.is_in(mine.implode()))
    return rows


def _deciding(
    known: Known, rule: Rule, table: FactTable, fact: str, rows: pl.Series
) -> Iterator[tuple[Mend, pl.Series]]:
    sources = table.facts[fact].reads
    missing = _widest(
        [one for one in sources if one in known.absent or one.partition(".")[0] in known.absent], known.absent
    )
    for source in missing:
        yield _supply(known, source), rows
    if missing:
        return
    for mismatch in known.mismatches:
        if mismatch.name in sources:
            yield _keys(known, mismatch), rows
            return
    unread = known.facts[table.name][UNPARSED].gather(rows) if UNPARSED in known.facts[table.name].columns else None
    here = [one.partition(".")[2] for one in sources if one.startswith(f"{table.table}.")]
    if unread is not None and here:
        is_here = unread.is_in(here).fill_null(value=False)
        for column in unread.filter(is_here).unique().sort():
            yield _unread(known, table, column), rows.filter((unread == column).fill_null(value=False))
        rows = rows.filter(~is_here)
    asked = list(_asked(known, rule, table, rows))
    yield from asked
    rows = _others(rows, asked)
    if rows.len():
        yield from ((mend, rows) for mend in _cells(known, table, table.facts[fact]))


def _widest(sources: Collection[str], absent: Collection[str]) -> list[str]:
    tables = (source.partition(".")[0] for source in sources)
    return sorted({table if table in absent else source for source, table in zip(sources, tables, strict=True)})


def _supply(known: Known, source: str) -> Mend:
    table, _, column = source.partition(".")
    answers = [one.answer for one in known.questions if source in one.supplied]
    heading = column.replace("_", " ")
    file = known.files.get(table, f"{table}.csv")
    title = f"The column {heading} of {file} was not supplied" if column else f"{table}.csv was not supplied"
    if not column and table in known.files:
        title = f"{file} holds no record"
    what = f"Export {file} with the column {heading}" if column else f"Export {table.replace('_', ' ')} too"
    other = f" Or answer for everybody: {answers[0]}." if answers else ""
    return Mend("supply", str(Owner.SCHOOL), _EXTRACT, f"{what}, and check again.{other}", title, f"supply:{source}")


def _asked(known: Known, rule: Rule, table: FactTable, rows: pl.Series) -> Iterator[tuple[Mend, pl.Series]]:
    """The questions that nobody answered and that keep the rule open, with those of the rows that each is about."""
    facts = known.facts[table.name]
    for one in known.questions:
        if not one.decisive:
            continue
        about = [
            concerned(touches, table, facts)
            for touches in one.touches
            if rule.id in touches.rules and Outcome.NOT_CHECKED in touches.outcomes
        ]
        mine = rows.filter(reduce(or_, about).gather(rows)) if about else rows.clear()
        if mine.len():
            fix = f"Answer it in the settings: {one.answer}"
            yield Mend("answer", str(Owner.SCHOOL), _SETTINGS, fix, one.asks, f"answer:{one.name}"), mine


def _unread(known: Known, table: FactTable, column: str) -> Mend:
    """The cells of the record's own table that cannot be read: mended as the rule about such cells says."""
    about = [rule for rule in known.suite.rules_on(table) if rule.column == UNPARSED]
    heading = column.replace("_", " ")
    fix = about[0].fix if about else f"Correct the cells of {heading} that cannot be read, and check again."
    return Mend(
        "cells",
        str(Owner.SCHOOL),
        about[0].screen if about else _EXTRACT,
        fix,
        f"The {heading} of {table.table.replace('_', ' ')} cannot be read",
        f"cells:{table.table}.{column}",
    )


def _cells(known: Known, table: FactTable, fact: Fact) -> Iterator[Mend]:
    """Cells that are blank where a blank says nothing, that cannot be read in another table, or that contradict others."""
    unread = unread_sources(known.suite, known.facts, table, fact)
    if fact.unclear and not unread:
        says = fact.unclear.says
        name = f"cells:{fact.unclear.source}"
        yield Mend("cells", str(Owner.SCHOOL), _EXTRACT, fact.unclear.fix, says[:1].upper() + says[1:], name)
        return
    likely = next((one for one in fact.reads if "." in one), next(iter(fact.reads), fact.name))
    for source in unread or [likely]:
        name, _, column = source.partition(".")
        heading = f"{(column or name).replace('_', ' ')} of {known.files.get(name, name)}"
        yield Mend(
            "cells",
            str(Owner.SCHOOL),
            _EXTRACT,
            f"Fill in or correct {heading} where it is blank or cannot be read, and check again.",
            f"The {heading} does not say",
            f"cells:{source}",
        )
