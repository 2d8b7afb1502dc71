"""The gate: whether to go ahead. The exit code, and `passed` in every report, come from here.

What was found is weighed in this order: a finding that is waived does not count; where only what is new counts, nor does
one that the baseline has; what is left of a rule with a threshold is held against that alone; what is left of any other
rule counts where it is at or above `--fail-on`. A record that cannot be judged counts, and no leniency hides one.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

import polars as pl

from schoolgate.basics import folding
from schoolgate.gate.comparison import Seen, new_findings, newly_open
from schoolgate.gate.levels import LEVELS, NEW_LEVELS
from schoolgate.judgement.mismatch import Mismatch
from schoolgate.judgement.records import ERRORS_FAILED, ERRORS_NOT_CHECKED
from schoolgate.judgement.tally import Coverage
from schoolgate.language.noun import RECORD, Noun
from schoolgate.language.outcome import Outcome
from schoolgate.language.rule import Rule, Severity

WHOLE = 100


@dataclass(frozen=True, slots=True)
class Waiver:
    """The findings of a rule at a key of a table, let pass up to and including the day `until`.

    Without a key it is the finding of a rule about the whole file. A waiver changes what the gate says, never what the
    product does: the finding stays listed, the record keeps its status.
    """

    rule: str
    table: str
    key: str | None
    reason: str
    until: date
    by: str | None = None

    @property
    def name(self) -> str:
        """What to call it."""
        return f"{self.rule} {self.key or '(whole file)'}"

    def expired(self, on: date) -> bool:
        """Whether its last day has passed."""
        return on > self.until


@dataclass(frozen=True, slots=True)
class Threshold:
    """At most so many findings of a rule: a number, or with `percent` a share in hundredths of the records asked."""

    rule: str
    most: Fraction
    percent: bool
    written: str

    def exceeded(self, findings: int, asked: int) -> bool:
        """Whether there are more findings than that, exactly."""
        return findings * WHOLE > self.most * asked if self.percent else findings > self.most

    @property
    def words(self) -> str:
        """The most that it allows."""
        return f"{self.written} %" if self.percent else self.written


@dataclass(frozen=True)
class Gate:
    """How a run is to be judged beyond a severity.

    `waivers` is None where there is no file of them. `only_new`: what the `baseline` has too does not count. `refused` are
    the reports that were asked for and must not be written, with the reason. `strict`: a run that rests on an assumption
    does not pass.
    """

    waivers: tuple[Waiver, ...] | None = None
    thresholds: tuple[Threshold, ...] = ()
    baseline: Seen | None = None
    only_new: bool = False
    refused: Mapping[str, str] = field(default_factory=dict)
    strict: bool = False

    @property
    def lenient(self) -> bool:
        """Whether a finding at or above `--fail-on` can pass."""
        return bool(self.waivers or self.thresholds or self.only_new)

    def level(self, fail_on: Severity | None) -> str:
        """What `--fail-on` was called."""
        names = NEW_LEVELS if self.only_new and fail_on is not None else LEVELS
        return next(name for name, severity in names.items() if severity is fail_on)


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether to go ahead, and if not, each reason as a sentence without its full stop.

    `unjudged` is the one of the reasons that speaks of records that cannot be judged, if there is one. `only_counts`: the
    reasons are counts of findings and records, and say nothing that these do not.
    """

    passed: bool
    reasons: tuple[str, ...]
    unjudged: str | None = None
    only_counts: bool = True


# ------------------------------------------------------------------------------------------------------------- marks


def marked(findings: pl.DataFrame, gate: Gate, on: date) -> pl.DataFrame:
    """The findings with what waivers and baseline say of them.

    Args:
        findings: with at least `rule`, `severity`, `table` and `key`.
        gate: where it has waivers, the columns `waived` (true or false) and `waiver` (in words, or null) are added; where
            it has a baseline, `new` (true or false).
        on: the day of the run.
    """
    if gate.waivers is not None:
        rows = [
            (waiver.rule, waiver.table, waiver.key, not waiver.expired(on), _words(waiver, on))
            for waiver in gate.waivers
        ]
        text = dict.fromkeys(("rule", "table", "key"), pl.String())
        known = pl.DataFrame(rows, schema={**text, "waived": pl.Boolean(), "waiver": pl.String()}, orient="row")
        findings = findings.join(
            known, on=["rule", "table", "key"], how="left", nulls_equal=True, maintain_order="left"
        ).with_columns(pl.col("waived").fill_null(value=False))
    if gate.baseline is not None:
        findings = findings.with_columns(new_findings(findings, gate.baseline.findings))
    return findings


def _words(waiver: Waiver, on: date) -> str:
    by = f" ({waiver.by})" if waiver.by else ""
    return f"{'expired after' if waiver.expired(on) else 'until'} {waiver.until}: {waiver.reason}{by}"


def notes(gate: Gate, findings: pl.DataFrame, on: date) -> Iterator[str]:
    """What to say once about thresholds, waivers and baseline; `findings` are `marked`."""
    for threshold in gate.thresholds:
        yield f"a threshold lets findings of {threshold.rule} pass, at most {threshold.words}: the product may not"
    if gate.waivers is not None:
        keys = findings.select("rule", "table", "key")
        used = {(rule, table, key) for rule, table, key in keys.unique().iter_rows()} if gate.waivers else set()
        for waiver in gate.waivers:
            if (waiver.rule, waiver.table, waiver.key) not in used:
                yield f"the waiver of {waiver.name} is not used, nothing fails there: delete it ({waiver.reason})"
            elif waiver.expired(on):
                yield (
                    f"the waiver of {waiver.name} expired after {waiver.until}, so the finding counts: mend it, or give "
                    f"it another day ({waiver.reason})"
                )
        count = findings["waived"].sum()
        if count:
            yield f"{count:,} finding{' is' if count == 1 else 's are'} waived: the gate lets them pass, the product may not"
    if gate.baseline is not None:
        new = findings["new"].sum()
        yield f"compared with {gate.baseline.name}: {new:,} of {findings.height:,} findings are new or worse"


# ---------------------------------------------------------------------------------------------------------- decision


@dataclass(frozen=True)
class Found:
    """What a run found, as far as the gate weighs it.

    `whole` are the ids of the rules about the whole file, `mismatches` the keys written two ways that nobody has settled,
    `assumptions` the questions that were open and made a difference, where those fail the run, `spoilt` what is wrong with
    columns that a spreadsheet has changed.

    `coverage` is what each rule did, `findings` all findings as `marked` returns them (None where nothing marks any),
    `records` the judged records with `table`, `key`, `status`, `errors_failed` and `errors_not_checked`.
    """

    coverage: Sequence[Coverage]
    findings: pl.DataFrame | None
    records: pl.DataFrame
    whole: frozenset[str] = frozenset()
    mismatches: tuple[Mismatch, ...] = ()
    assumptions: tuple[str, ...] = ()
    spoilt: tuple[str, ...] = ()
    volume: tuple[str, ...] = ()
    """What came in too small a number."""
    of: Noun = RECORD
    """What the records are called."""


def decide(gate: Gate, fail_on: Severity | None, found: Found) -> Decision:
    """Whether to go ahead."""
    reasons = [f"the report {name} was not written: {reason}" for name, reason in gate.refused.items()]
    if fail_on is not None:
        counts = _counts(gate, found)
        reasons += _beyond(gate, found.coverage, counts)
        bounded = {threshold.rule for threshold in gate.thresholds}
        reasons += _grave(fail_on, {rule: count for rule, count in counts.items() if rule not in bounded})
        unsettled = list(_unsettled(found))
        unjudged = list(_open(gate, found, let_through=gate.lenient and not reasons))
        every = (*reasons, *unsettled, *unjudged)
        return Decision(not every, every, next(iter(unjudged), None), only_counts=not unsettled)
    return Decision(not reasons, tuple(reasons))


def failing(gate: Gate, fail_on: Severity | None, found: Found) -> pl.Series:
    """Which of `found.findings`, which must be there, fail the run: `fails`, true or false for each, in their order."""
    findings = found.findings if found.findings is not None else pl.DataFrame()
    if fail_on is None:
        return pl.Series("fails", [False] * findings.height, dtype=pl.Boolean())
    counts = _counts(gate, found)
    covered = {one.rule.id: one for one in found.coverage}
    held = {threshold.rule: pl.lit(value=False) for threshold in gate.thresholds}
    for threshold in gate.thresholds:
        if _exceeded(threshold, covered[threshold.rule], counts):
            held[threshold.rule] = pl.col("severity").is_in(_weighed(covered[threshold.rule].rule))
    fails = pl.col("severity").is_in([severity for severity in Severity if severity.rank <= fail_on.rank])
    for rule, bounded in held.items():
        fails = pl.when(pl.col("rule") == rule).then(bounded).otherwise(fails)
    return findings.select(fails=fails & ~_excused(gate))["fails"]


def _excused(gate: Gate) -> pl.Expr:
    """Whether a finding is waived, or known already where only what is new counts."""
    waived = pl.col("waived") if gate.waivers else pl.lit(value=False)
    return waived | ~pl.col("new") if gate.only_new else waived


def _counts(gate: Gate, found: Found) -> dict[str, dict[Severity, int]]:
    """How many findings each rule has that neither a waiver nor the baseline excuses, by severity."""
    if found.findings is None or not (gate.waivers or gate.only_new):
        return {covered.rule.id: covered.severities for covered in found.coverage}
    left = found.findings.filter(~_excused(gate))
    counts = {covered.rule.id: dict.fromkeys(Severity, 0) for covered in found.coverage}
    for rule, severity, count in left.group_by("rule", "severity").len().iter_rows():
        counts[rule][Severity(severity)] = count
    return counts


def _beyond(gate: Gate, coverage: Sequence[Coverage], counts: Mapping[str, Mapping[Severity, int]]) -> Iterator[str]:
    """The thresholds that are exceeded."""
    covered = {one.rule.id: one for one in coverage}
    for threshold in gate.thresholds:
        one = covered[threshold.rule]
        if _exceeded(threshold, one, counts):
            of = f" of {_asked(one):,} asked" if threshold.percent else ""
            yield f"{threshold.rule}: {_findings(_weighing(one, counts))}{of}, at most {threshold.words} allowed"


def _exceeded(threshold: Threshold, one: Coverage, counts: Mapping[str, Mapping[Severity, int]]) -> bool:
    return threshold.exceeded(_weighing(one, counts), _asked(one))


def _weighing(one: Coverage, counts: Mapping[str, Mapping[Severity, int]]) -> int:
    """How many findings a threshold of the rule holds against it."""
    return sum(counts[one.rule.id][severity] for severity in _weighed(one.rule))


def _asked(one: Coverage) -> int:
    return one.counts[Outcome.PASS] + one.counts[Outcome.FAIL]


def _weighed(rule: Rule) -> tuple[Severity, ...]:
    """The severities that a threshold counts: what only informs does not count, unless the rule does nothing else."""
    grave = tuple(severity for severity in rule.severities if severity is not Severity.INFO)
    return grave or rule.severities


def _grave(fail_on: Severity, counts: Mapping[str, Mapping[Severity, int]]) -> Iterator[str]:
    """The findings at or above the level."""
    grave = {
        rule: sum(count for severity, count in found.items() if severity.rank <= fail_on.rank)
        for rule, found in counts.items()
    }
    total = sum(grave.values())
    if total:
        rules = ", ".join(rule for rule, count in grave.items() if count)
        above = "" if fail_on is Severity.ERROR else " or graver"
        yield f"{_findings(total)} of severity {fail_on}{above}: {rules}"


def _open(gate: Gate, found: Found, *, let_through: bool) -> Iterator[str]:
    """The records that cannot be judged; where findings are let pass, also those that are blocked by no other."""
    records = found.records
    if let_through:
        behind = (pl.col(ERRORS_FAILED) > 0) & pl.col(ERRORS_NOT_CHECKED)
        records = records.with_columns(status=pl.when(behind).then(pl.lit("undetermined")).otherwise("status"))
    if gate.only_new and gate.baseline is not None:
        count = newly_open(records, gate.baseline.records)
    else:
        count = int((records["status"] == "undetermined").sum())
    if count:
        yield f"{found.of.counted(count)} cannot be judged: not all that blocks could be checked"


def _unsettled(found: Found) -> Iterator[str]:
    """What is about the whole file and stands open: no record shows it, and it must not pass in silence."""
    for one in found.coverage:
        if one.open_errors and one.rule.id in found.whole:
            why = f" ({one.why_not_checked})" if one.why_not_checked else ""
            yield f"{one.rule.id} is about the whole file and could not be checked{why}"
    for mismatch in found.mismatches:
        yield (
            f"{mismatch.matched:,} of {mismatch.references:,} references in {mismatch.name} match "
            f"{mismatch.target}.{mismatch.target_key} only once {folding.SAYS[mismatch.fold]}"
        )
    yield from found.spoilt
    yield from found.volume
    if found.assumptions:
        names = ", ".join(found.assumptions)
        yield f"it rests on {len(found.assumptions)} assumption{'' if len(found.assumptions) == 1 else 's'}: {names}"


def _findings(count: int) -> str:
    return f"{count:,} finding{'' if count == 1 else 's'}"
