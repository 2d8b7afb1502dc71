"""One record, requirement by requirement: what was asked of it, what was found, and what follows."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from schoolgate.engines.engine import Engine
from schoolgate.gate.decision import marked
from schoolgate.judgement.assumptions import left_open_rows, touching
from schoolgate.judgement.findings import findings, told
from schoolgate.judgement.jobs import Job
from schoolgate.judgement.records import ANSWER, GOES_THROUGH, answers_of
from schoolgate.judgement.tally import not_supplied
from schoolgate.judgement.unread import unread_sources
from schoolgate.language.outcome import Outcome, needs_key, then_column
from schoolgate.language.predicate import ALWAYS, columns
from schoolgate.language.rule import Owner, Rule, Severity
from schoolgate.language.suite import FactFrames, Suite
from schoolgate.language.table import ROW, FactTable
from schoolgate.language.truth import unknown_flag
from schoolgate.run.check import judge
from schoolgate.run.remarks import Remark
from schoolgate.run.result import Result
from schoolgate.story import idle
from schoolgate.story.around import Around, around
from schoolgate.story.explanation import Cause, Explanation, Item
from schoolgate.story.rows import excused
from schoolgate.story.ways import lacking
from schoolgate.story.words import labelled


@dataclass(frozen=True)
class _Subject:
    """A fact row with what the rules said of it: the record itself, or a value that it carries."""

    table: FactTable
    facts: Mapping[str, Any]
    outcomes: Mapping[str, Any]
    asked: Mapping[str, Outcome]
    """For each rule with a condition: whether it asks the row, FAIL where it surely does not."""
    met: Mapping[str, str]
    """What the rules that say something of what is met say."""

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


def explain(
    result: Result, table: FactTable, index: int, *, show_values: bool = False, all_notes: bool = False
) -> Explanation:
    """What is known about the row at `index` of a fact table, not the one numbered so in the file.

    With `all_notes` what people noted is told whole, for their own eyes; else as far as it may be shared.
    """
    (told_of,) = explain_each(result, table, [index], show_values=show_values)
    told = told_remarks(result, told_of, everything=all_notes)
    return replace(told_of, remarks=tuple(told))


def explain_each(
    result: Result, table: FactTable, indexes: Sequence[int], *, show_values: bool = False
) -> list[Explanation]:
    """What is known about the rows at `indexes` of a fact table, in their order; many at once cost little more than one."""
    if not indexes:
        return []
    near = around(result, table, indexes)
    verdict = next((verdict for verdict in result.suite.verdicts if verdict.facts == table.name), None)
    records = result.records[table.name][list(indexes)].rows(named=True) if verdict else [{} for _ in indexes]
    texts = {name: text.frame for name, text in result.texts.items()}
    found: dict[tuple[str, str, int | None], list[dict[str, Any]]] = {}
    for one in excused(
        marked(
            findings(result.suite, near.facts, near.outcomes, texts, show_values=show_values),
            result.gate,
            result.moment.date,
        )
    ).iter_rows(named=True):
        found.setdefault((one["rule"], one["table"], one[ROW]), []).append(one)
    asked = _asked(result.suite, near.facts)
    open_ = _left_open(result, near)
    touched = list(touching(result.suite, result.settings, result.moment, result.not_there, near.facts, near.outcomes))
    lacks = lacking(result.suite, table, near.facts[table.name]) if verdict and table.key is not None else lambda *_: ()
    held = _held_by(result, table, indexes) if verdict else {}
    causes_of = _Causes(result)
    told_of = []
    for number, (index, judged) in enumerate(zip(indexes, records, strict=True)):
        subjects = [
            _Subject(
                result.suite.facts_by_name[name],
                near.rows(name)[at],
                near.said(name)[at],
                {rule: outcomes[at] for rule, outcomes in asked[name].items()},
                near.met(result, name).get(at, {}),
            )
            for name, places in near.of(number)
            for at in places[:1]
        ]
        items = {item.rule.id: item for subject in subjects for item in _items(result, subject)}
        for rule, said in _findings(near.places(number), found, result.suite):
            items[rule] = replace(items[rule], **said)
        for rule, why, masks in open_:
            kept_open = masks is None or any(
                masks[name][at] for name, places in near.of(number) if name in masks for at in places
            )
            if kept_open and rule in items and items[rule].outcome is Outcome.NOT_CHECKED:
                items[rule] = replace(items[rule], why=why)
        own = next(subject for subject in subjects if subject.table is table)
        fields = [judged[field.name] for field in verdict.fields] if verdict else []
        told_of.append(
            Explanation(
                suite=result.suite,
                table=table,
                row=own.facts[ROW],
                key=own.key,
                verdict=verdict,
                status=judged.get("status"),
                answer=answers_of(result.suite, verdict).by_name[judged[ANSWER]] if verdict else None,
                fields={field.name: judged[field.name] for field in verdict.fields} if verdict else {},
                blanks={
                    field.name: "unknown" if own.unknown(field.name) else field.blank
                    for field in (verdict.fields if verdict else ())
                    if judged[field.name] is None
                },
                items=tuple(items[rule.id] for rule in result.suite.rules if rule.id in items),
                causes=tuple(causes_of(own)),
                jobs=held.get(index, ()),
                lacks=()
                if verdict is None or own.key is None or judged["status"] in GOES_THROUGH
                else lacks(number, fields),
                assumptions=tuple(
                    replace(one, records=1) for one, rows in touched if table.name in rows and rows[table.name][number]
                ),
                settings=result.settings,
            )
        )
    told = ((one, told_remarks(result, one, everything=False)) for one in told_of)
    return [replace(one, remarks=tuple(remarks)) for one, remarks in told] if result.remarks else told_of


def told_remarks(result: Result, explanation: Explanation, *, everything: bool) -> Iterator[Remark]:
    """What people noted of a record, or of a rule that it does not meet or that was not checked."""
    unmet = {item.rule.id for item in explanation.items if item.outcome in (Outcome.FAIL, Outcome.NOT_CHECKED)}
    for one in result.remarks:
        mine = one.of_record(result.suite, explanation.table, explanation.key)
        if mine if one.key is not None else one.rule in unmet:
            yield one.told(everything=everything)


def _findings(
    places: Sequence[tuple[FactTable, int | None]],
    found: Mapping[tuple[str, str, int | None], Sequence[Mapping[str, Any]]],
    suite: Suite,
) -> Iterator[tuple[str, dict[str, Any]]]:
    """What the rules that failed of a record say, each once: of several values that it carries together."""
    mine: dict[str, dict[str, Any]] = {}
    for table, row in places:
        for rule in suite.rules_on(table):
            for one in found.get((rule.id, table.table, row), ()):
                said = {name: one[name] for name in ("message", "column", "value")}
                said |= {"said_fix": one["fix"], "said_owner": Owner(one["owner"]), "said_screen": one["screen"]}
                if rule.id in mine:
                    said["message"] = f"{mine[rule.id]['message']} {said['message']}"
                mine[rule.id] = said
    yield from mine.items()


def _left_open(result: Result, near: Around) -> list[tuple[str, str, Mapping[str, pl.Series] | None]]:
    """Why rules were not checked that what nobody told, or an obstacle to everybody (no rows), keeps open, and where."""
    here: list[tuple[str, str, Mapping[str, pl.Series] | None]] = [
        *left_open_rows(result.suite, result.settings, near.facts, near.outcomes)
    ]
    return here + [(one.rule, result.left_open[one.rule][0], None) for one in result.obstacles]


def _held_by(result: Result, table: FactTable, indexes: Sequence[int]) -> dict[int, tuple[Job, ...]]:
    """The jobs that hold each record back, what frees most first."""
    bonds = result.jobs.bonds.filter(pl.col("verdict") == table.name, pl.col("record").is_in(list(indexes)))
    held: dict[int, tuple[Job, ...]] = {}
    for record, job in bonds.select("record", "job").unique().sort("record", "job").iter_rows():
        held[record] = (*held.get(record, ()), result.jobs.ranked[job])
    return held


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


def _asked(suite: Suite, facts: FactFrames) -> dict[str, dict[str, list[Outcome]]]:
    """Whom each rule asks, by fact table: an outcome for each row."""
    probes = asking(suite)
    return {
        name: {
            rule.id: list(map(Outcome, frame[rule.id]))
            for rule in probes.rules
            if name in rule.facts and not frame.is_empty()
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
            item = replace(item, message=subject.met[rule.id])
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
        return replace(item, why=idle.off(rule))
    if subject.table.key and subject.facts[subject.table.key] is None and needs_key(rule, subject.table):
        return replace(item, why=idle.NO_KEY)
    if subject.asked.get(rule.id) is Outcome.FAIL:
        return replace(item, why=idle.asks_others(rule, subject.table), here=_told(rule, subject))
    return _in_need(item, said)


def _in_need(item: Item, said: Mapping[str, Item]) -> Item:
    """The item of a rule that asks the record, but for its needs."""
    needs = [said[need] for need in item.rule.needs]
    for need in needs:
        if need.outcome is Outcome.FAIL:
            return replace(item, why=idle.unmet(need.rule.id), waits_for=need.rule.id)
        if need.outcome is Outcome.NOT_APPLICABLE and not need.rule.turned_off:
            why = need.why if need.waits_for else idle.idle(need.rule.id)
            return replace(item, why=why, waits_for=need.waits_for)
    off = [need.rule for need in needs if need.rule.turned_off]
    if off:
        return replace(item, why=f"needs {off[0].id}, which is not met or not asked, and {idle.off(off[0])}")
    return replace(item, why=idle.OPEN)


def _told(rule: Rule, subject: _Subject) -> str:
    """What the rule looks at to tell whom it asks; of a personal fact only whether it is there."""
    told = []
    for name in columns(rule.when):
        fact, value, called = subject.table.facts.get(name), subject.facts.get(name), labelled(name)
        if fact is None:
            continue
        if subject.unknown(name):
            told.append(f"{called} is not known")
        elif value is None:
            told.append(f"{called} is blank")
        elif isinstance(value, bool):
            told.append(f"{called} is {'true' if value else 'false'}")
        else:
            told.append(f"{called} is {value if fact.shown else 'filled in'}")
    return ", ".join(told)


def _why_not_checked(result: Result, rule: Rule, subject: _Subject, said: Mapping[str, Item]) -> str:
    unknown = [name for name in rule.reads if subject.unknown(name)]
    reasons = dict.fromkeys(reason for name in unknown for reason in _why_unknown(result, name, subject))
    for need in rule.needs:
        if said[need].outcome is Outcome.NOT_CHECKED:
            # Where the need waits for the same cell, one sentence about the cell is enough.
            reasons.setdefault(str(said[need].why))
        elif said[need].rule.turned_off and not reasons:
            reasons.setdefault(f"needs {need}, which cannot be told, and {idle.off(said[need].rule)}")
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
    if len(fact.reads) == 1 and cells and cells[0][0] == subject.table.table:
        column = cells[0][2]
        blank = _cell(result, column, subject) is None
        return [fact.unclear.says if fact.unclear and not blank else _cell_fault(result, column, subject)]
    there = [one.partition(".") for one in unread_sources(result.suite, result.facts, subject.table, fact)]
    if not there and fact.unclear:
        return [fact.unclear.says]
    words = " or ".join(f"{column} of {table}" for table, _, column in there)
    return [f"a cell that it depends on, in {words}, cannot be read" if words else "a cell cannot be read"]


def _cell_fault(result: Result, column: str, subject: _Subject) -> str:
    """What is wrong with the row's own cell: nothing stands in it, or nothing that can be read."""
    return f"the cell in {column} {'is blank' if _cell(result, column, subject) is None else 'cannot be read'}"


def _cell(result: Result, column: str, subject: _Subject) -> str | None:
    """The text of the row's own cell."""
    text = result.texts[subject.table.table].frame
    cell: str | None = text.filter(pl.col(ROW) == subject.facts[ROW])[column].item()
    return cell


def _not_supplied(source: str, absent: frozenset[str]) -> str:
    table = source.partition(".")[0]
    return not_supplied(table if table in absent else source)


class _Causes:
    """The causes that block rows, or that rows themselves are."""

    def __init__(self, result: Result) -> None:
        self.result = result
        self.told: dict[tuple[str, str | None], Cause | None] = {}

    def __call__(self, subject: _Subject) -> Iterator[Cause]:
        """Those of one row."""
        for rule in self.result.suite.rules:
            if not rule.explains:
                continue
            (name,) = rule.facts
            itself = name == subject.table.name
            for key in _named(rule, subject) if itself else dict.fromkeys(_blocking(rule, subject)):
                cause = self.of(rule, key)
                if cause is not None:
                    yield replace(cause, others=cause.others - (not itself))

    def of(self, rule: Rule, key: str | None) -> Cause | None:
        """The cause of a rule at a key, and how many records it blocks; None where there is none."""
        if (rule.id, key) not in self.told:
            self.told[rule.id, key] = self._of(rule, key)
        return self.told[rule.id, key]

    def _of(self, rule: Rule, key: str | None) -> Cause | None:
        of_rule = self.result.causes.filter(rule=rule.id)
        rows = of_rule.filter(pl.col("key").eq_missing(pl.lit(key, pl.String()))).rows(named=True)
        if not rows:
            return None
        table = self.result.suite.facts_by_name[rule.facts[0]]
        place = pl.col(ROW) == rows[0]["row"] if key is not None else pl.lit(value=True)
        words = self.result.facts[table.name].filter(place).select(told(rule, table)).row(0, named=True)
        return Cause(rule, key, words["message"], words["fix"], Owner(words["owner"]), rows[0]["records"])


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
