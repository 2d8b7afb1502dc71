"""One record, requirement by requirement: what was asked of it, what was found, and what follows."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from schoolgate.judgement.assumptions import left_open, touching
from schoolgate.judgement.findings import findings, met, told
from schoolgate.judgement.records import GOES_THROUGH, carried_values, failed
from schoolgate.judgement.tally import not_supplied
from schoolgate.language.outcome import Outcome, needs_key, scope_column, then_column
from schoolgate.language.predicate import ALWAYS, columns
from schoolgate.language.rule import Owner, Rule, Severity
from schoolgate.language.suite import FactFrames, OutcomeFrames, Suite
from schoolgate.language.table import ROW, FactTable
from schoolgate.language.truth import unknown_flag
from schoolgate.run.check import Engine, judge
from schoolgate.run.result import Result
from schoolgate.story.explanation import Cause, Explanation, Item
from schoolgate.story.ways import lacking


@dataclass(frozen=True)
class _Subject:
    """A fact row with what the rules said of it: the record itself, or a value that it carries."""

    table: FactTable
    facts: Mapping[str, Any]
    outcomes: Mapping[str, Any]
    asked: Mapping[str, Outcome]
    """For each rule with a condition: whether it asks the row, FAIL where it surely does not."""

    @property
    def key(self) -> str | None:
        """The row's key."""
        return self.facts[self.table.key] if self.table.key else None

    def outcome(self, rule_id: str) -> Outcome:
        """What the rule said of the row."""
        return Outcome(self.outcomes[rule_id])

    def unknown(self, name: str) -> bool:
        """Whether the fact is unknown here."""
        return name in self.table.facts and self.table.facts[name].unknown and bool(self.facts[unknown_flag(name)])


def explain(result: Result, table: FactTable, index: int, *, show_values: bool = False) -> Explanation:
    """What is known about the row at `index` of a fact table, not the one numbered so in the file."""
    facts, outcomes = _around(result, table, index)
    asked = _asked(result.suite, facts)
    subjects = [
        _Subject(
            other, facts[other.name].row(0, named=True), outcomes[other.name].row(0, named=True), asked[other.name]
        )
        for other in result.suite.fact_tables
        if not facts[other.name].is_empty()
    ]
    items = {item.rule.id: item for subject in subjects for item in _items(result, subject)}
    texts = {name: text.frame for name, text in result.texts.items()}
    for found in findings(result.suite, facts, outcomes, texts, show_values=show_values).iter_rows(named=True):
        said = {name: found[name] for name in ("message", "column", "value")}
        said |= {"said_fix": found["fix"], "said_owner": Owner(found["owner"]), "said_screen": found["screen"]}
        before = items[found["rule"]].message
        # A record can carry several values of which the rule failed.
        if before is not None:
            said["message"] = f"{before} {said['message']}"
        items[found["rule"]] = replace(items[found["rule"]], **said)
    for rule, why in _left_open(result, facts, outcomes).items():
        if rule in items and items[rule].outcome is Outcome.NOT_CHECKED:
            items[rule] = replace(items[rule], why=why)
    own = next(subject for subject in subjects if subject.table is table)
    verdict = next((verdict for verdict in result.suite.verdicts if verdict.facts == table.name), None)
    judged = result.records[table.name].row(index, named=True) if verdict else {}
    return Explanation(
        suite=result.suite,
        table=table,
        row=own.facts[ROW],
        key=own.key,
        verdict=verdict,
        status=judged.get("status"),
        fields={field.name: judged[field.name] for field in verdict.fields} if verdict else {},
        blanks={
            field.name: "unknown" if own.unknown(field.name) else field.blank
            for field in (verdict.fields if verdict else ())
            if judged[field.name] is None
        },
        items=tuple(items[rule.id] for rule in result.suite.rules if rule.id in items),
        causes=tuple(_causes(result, own)),
        lacks=()
        if verdict is None or own.key is None or judged["status"] in GOES_THROUGH
        else lacking(result.suite, table, facts[table.name], [judged[field.name] for field in verdict.fields]),
        assumptions=tuple(
            one
            for one, touched in touching(
                result.suite, result.settings, result.moment, result.not_there, facts, outcomes
            )
            if table.name in touched
        ),
        settings=result.settings,
    )


def _left_open(result: Result, facts: FactFrames, outcomes: OutcomeFrames) -> dict[str, str]:
    """Why rules were not checked here that what nobody told, or an obstacle to everybody, keeps open."""
    here = left_open(result.suite, result.settings, facts, outcomes)
    return {rule: why for rule, (why, _) in here.items()} | {
        one.rule: result.left_open[one.rule][0] for one in result.obstacles
    }


def _around(result: Result, table: FactTable, index: int) -> tuple[FactFrames, OutcomeFrames]:
    """Every fact table and its outcomes with no row but this one, and the values that it carries."""
    facts = {name: frame.clear() for name, frame in result.facts.items()}
    outcomes = {name: frame.clear() for name, frame in result.outcomes.items()}
    facts[table.name] = result.facts[table.name].slice(index, 1)
    outcomes[table.name] = result.outcomes[table.name].slice(index, 1)
    for values in result.suite.fact_tables:
        if values.carried is None or values.carried.facts != table.name or values.key is None:
            continue
        held = carried_values(values.carried, facts[table.name], outcomes[table.name][scope_column(values)])["value"]
        if not held.is_empty():
            rows = _rows_of(result, values, held)
            facts[values.name] = result.facts[values.name][rows]
            outcomes[values.name] = result.outcomes[values.name][rows]
    return facts, outcomes


def _rows_of(result: Result, values: FactTable, carried: pl.Series) -> list[int]:
    """Where the values stand of which a rule failed; where none did, the first of them."""
    here = result.facts[values.name][str(values.key)].is_in(carried.implode()).arg_true()
    said = result.outcomes[values.name][here]
    bad = said.select(pl.any_horizontal(pl.lit(value=False), *map(failed, result.suite.rules_on(values)))).to_series()
    return (here.filter(bad) if bad.any() else here.head(1)).to_list()


def asking(suite: Suite) -> Suite:
    """The suite that asks of each row whom each rule with a condition asks: FAIL where it surely does not ask the row.

    Its `when` is judged as if it were what must hold, so that no engine is named here.
    """
    probes = tuple(
        replace(rule, when=ALWAYS, require=rule.when, needs=(), explains=(), severity=Severity.ERROR, keyless=True)
        for rule in suite.rules
        if rule.when != ALWAYS
    )
    return replace(suite, rules=probes)


def _asked(suite: Suite, facts: FactFrames) -> dict[str, dict[str, Outcome]]:
    """Whom each rule asks, by fact table."""
    probes = asking(suite)
    return {
        name: {
            rule.id: Outcome(frame[rule.id][0]) for rule in probes.rules if name in rule.facts and not frame.is_empty()
        }
        for name, frame in judge(probes, facts, Engine.FUSED).items()
    }


def _items(result: Result, subject: _Subject) -> Iterator[Item]:
    """What each rule says of the row; a rule's needs come before it."""
    said: dict[str, Item] = {}
    for rule in result.suite.rules_on(subject.table):
        outcome = subject.outcome(rule.id)
        item = Item(rule, outcome, _severity(rule, subject))
        if outcome is Outcome.NOT_CHECKED:
            item = replace(item, why=_why_not_checked(result, rule, subject, said))
        elif outcome is Outcome.NOT_APPLICABLE:
            item = _not_applicable(item, subject, said)
        elif outcome is Outcome.PASS and rule.met:
            frame = result.facts[subject.table.name].filter(pl.col(ROW) == subject.facts[ROW])
            item = replace(item, message=frame.select(met(rule, subject.table).alias("met"))["met"][0])
        said[rule.id] = item
        yield item


def _severity(rule: Rule, subject: _Subject) -> Severity:
    if isinstance(rule.severity, Severity):
        return rule.severity
    return rule.severity.then if subject.outcomes[then_column(rule)] else rule.severity.otherwise


def _not_applicable(item: Item, subject: _Subject, said: Mapping[str, Item]) -> Item:
    """The item with why it does not apply, in the order of judgement that `docs/decisions.md` lays down."""
    rule = item.rule
    if rule.turned_off:
        return replace(item, why=_off(rule))
    if subject.table.key and subject.facts[subject.table.key] is None and needs_key(rule, subject.table):
        return replace(item, why="the row has no key")
    if subject.asked.get(rule.id) is Outcome.FAIL:
        return replace(item, why=f"asks only other records; here {_told(rule, subject)}")
    return _in_need(item, said)


def _in_need(item: Item, said: Mapping[str, Item]) -> Item:
    """The item of a rule that asks the record, but for its needs."""
    needs = [said[need] for need in item.rule.needs]
    for need in needs:
        if need.outcome is Outcome.FAIL:
            return replace(item, why=f"needs {need.rule.id}, which is not met", waits_for=need.rule.id)
        if need.outcome is Outcome.NOT_APPLICABLE and not need.rule.turned_off:
            why = need.why if need.waits_for else f"needs {need.rule.id}, which does not apply"
            return replace(item, why=why, waits_for=need.waits_for)
    off = [need.rule for need in needs if need.rule.turned_off]
    if off:
        return replace(item, why=f"needs {off[0].id}, which is not met or not asked, and {_off(off[0])}")
    return replace(item, why="whether it asks this record is not known, but it would be met")


def _off(rule: Rule) -> str:
    return f"is turned off in the settings ({rule.local.reason})" if rule.local else ""


def _told(rule: Rule, subject: _Subject) -> str:
    """What the rule looks at to tell whom it asks; of a personal fact only whether it is there."""
    told = []
    for name in columns(rule.when):
        fact, value = subject.table.facts.get(name), subject.facts.get(name)
        if fact is None:
            continue
        if subject.unknown(name):
            told.append(f"{name} is not known")
        elif value is None:
            told.append(f"{name} is blank")
        elif isinstance(value, bool):
            told.append(f"{name} is {'true' if value else 'false'}")
        else:
            told.append(f"{name} is {value if fact.shown else 'filled in'}")
    return ", ".join(told)


def _why_not_checked(result: Result, rule: Rule, subject: _Subject, said: Mapping[str, Item]) -> str:
    unknown = [name for name in rule.reads if subject.unknown(name)]
    reasons = dict.fromkeys(reason for name in unknown for reason in _why_unknown(result, name, subject))
    for need in rule.needs:
        if said[need].outcome is Outcome.NOT_CHECKED:
            # Where the need waits for the same cell, one sentence about the cell is enough.
            reasons.setdefault(str(said[need].why))
        elif said[need].rule.turned_off and not reasons:
            reasons.setdefault(f"needs {need}, which cannot be told, and {_off(said[need].rule)}")
    return "; ".join(reasons)


def _why_unknown(result: Result, name: str, subject: _Subject) -> list[str]:
    """Why the fact is unknown here: what was not supplied, else which cell cannot be read."""
    fact = subject.table.facts[name]
    absent = [source for source in fact.reads if source in result.absent]
    if absent:
        return [_not_supplied(source, result.absent) for source in absent]
    if any(own.name == name for own in subject.table.own):
        return [_cell_fault(result, name, subject)]
    cells = [source.partition(".") for source in fact.reads if "." in source]
    here = [column for table, _, column in cells if table == subject.table.table and subject.unknown(column)]
    if here:
        return [_cell_fault(result, column, subject) for column in here]
    there = [(table, column) for table, _, column in cells if _has_unread(result, table, column)]
    words = " or ".join(f"{column} of {table}" for table, column in there)
    return [f"a cell that it depends on, in {words}, cannot be read" if words else "a cell cannot be read"]


def _cell_fault(result: Result, column: str, subject: _Subject) -> str:
    """What is wrong with the row's own cell: nothing stands in it, or nothing that can be read."""
    text = result.texts[subject.table.table].frame
    cell = text.filter(pl.col(ROW) == subject.facts[ROW])[column].item()
    return f"the cell in {column} {'is blank' if cell is None else 'cannot be read'}"


def _has_unread(result: Result, table: str, column: str) -> bool:
    """Whether a cell of the column is unknown, or a fact of its own row that is read from it."""
    return any(
        bool(result.facts[facts.name][unknown_flag(fact.name)].any())
        for facts in result.suite.fact_tables
        if facts.table == table
        for fact in facts.facts.values()
        if fact.unknown and fact.reads == (f"{table}.{column}",)
    )


def _not_supplied(source: str, absent: frozenset[str]) -> str:
    table = source.partition(".")[0]
    return not_supplied(table if table in absent else source)


def _causes(result: Result, subject: _Subject) -> Iterator[Cause]:
    """The causes that block the row, or that the row itself is."""
    for rule in result.suite.rules:
        if not rule.explains:
            continue
        (name,) = rule.facts
        if name == subject.table.name:
            keys, own = _named(rule, subject), 0
        else:
            keys, own = _blocking(rule, subject), 1
        named = pl.col("key").is_in(keys, nulls_equal=True)
        for cause in result.causes.filter(rule=rule.id).filter(named).iter_rows(named=True):
            place = pl.col(ROW) == cause["row"] if cause["key"] is not None else pl.lit(value=True)
            said = result.facts[name].filter(place).select(told(rule, result.suite.facts_by_name[name]))
            words = said.row(0, named=True)
            others = cause["records"] - own
            yield Cause(rule, cause["key"], words["message"], words["fix"], Owner(words["owner"]), others)


def _named(rule: Rule, subject: _Subject) -> list[str | None]:
    """The key of the cause that the row itself is; records that are one cause together are told by their findings."""
    is_cause = any(explains.column for explains in rule.explains) and subject.outcome(rule.id) is Outcome.FAIL
    return [subject.facts[subject.table.key]] if is_cause and subject.table.key else []


def _blocking(rule: Rule, subject: _Subject) -> list[str | None]:
    """The keys at which the rule, where it failed, explains failures of this row; None for the whole file."""
    return [
        str(subject.facts[explains.column]) if explains.column else None
        for explains in rule.explains
        if (explains.column is None or subject.facts.get(explains.column) is not None)
        and (explains.where is None or subject.facts.get(explains.where))
        and any(subject.outcomes.get(other) == Outcome.FAIL for other in explains.rules)
    ]
