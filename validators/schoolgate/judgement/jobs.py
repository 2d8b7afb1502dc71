"""Jobs: what one person does in one place, with the records that it frees, the records it touches, and its rules.

Every record that something holds back has its jobs; it is free once all of them are done. To do a job means that what it
mends is met, and met well: `schoolgate.judgement.holds` says what that makes of the rules that wait for it. A job that
supplies or answers something decides its records: they are free if what comes is as it should be.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property

import polars as pl

from schoolgate.judgement.holds import Held, JudgeAgain, holds
from schoolgate.judgement.mends import Known, Mend, Part, of_failures, of_open, own
from schoolgate.judgement.records import with_severity
from schoolgate.language.noun import Noun
from schoolgate.language.outcome import Outcome
from schoolgate.language.rule import Effect, Owner, Rule
from schoolgate.language.table import ROW

_BONDS = {"verdict": pl.String(), "record": pl.UInt32(), "job": pl.UInt32(), "rule": pl.String()}


@dataclass(frozen=True, slots=True)
class Job:
    """What one person does in one place.

    Attributes:
        id: what `what-if --do` calls it: its first rule, or what is to be supplied.
        mend: who does it, where, how, and what is wrong.
        effect: what it means to whoever is about to start.
        rules: the rules that it is for, in the article's order.
        frees: how many records nothing else holds back.
        touches: how many records it holds back, other jobs or not.
        rows: how many rows of the extract it is for, those included that it holds from nothing.
        at: the keys of the things to mend, where these are not the records: groups, statuses.
        of: what those are called that it touches, or else those that it is for; None for a mend of a whole file.
    """

    id: str
    mend: Mend
    effect: Effect
    rules: tuple[str, ...]
    frees: int = 0
    touches: int = 0
    rows: int = 0
    at: tuple[str, ...] = ()
    of: Noun | None = None

    @property
    def owner(self) -> Owner:
        """Who does it."""
        return Owner(self.mend.owner)

    @property
    def mendable(self) -> bool:
        """Whether anybody can do it; what nobody can mend resolves by itself, or not at all."""
        return self.owner is not Owner.NOBODY


@dataclass(frozen=True)
class Jobs:
    """All jobs, what frees most first, and which records each of them holds back.

    `bonds` has a row per held record, job and rule: `verdict` (its fact table), `record` (its position there), `job` (its
    position in `ranked`), `rule`.
    """

    ranked: tuple[Job, ...]
    bonds: pl.DataFrame = field(repr=False)
    parts: tuple[tuple[Part, ...], ...] = field(repr=False)
    known: Known = field(repr=False)

    @cached_property
    def held(self) -> int:
        """How many records something holds back."""
        return self._needs.height

    @cached_property
    def _needs(self) -> pl.DataFrame:
        """A row per held record: how many jobs it needs, and the last of them in the list."""
        return self.bonds.group_by("verdict", "record").agg(
            pl.col("job").max().alias("last"), pl.col("job").n_unique().alias("jobs")
        )

    @cached_property
    def reach(self) -> tuple[int, ...]:
        """How many records are free once the first job is done, the first two, and so on."""
        counts = dict(self._needs.group_by("last").len().iter_rows())
        total, found = 0, []
        hopeless = self._hopeless
        for number in range(len(self.ranked)):
            total += counts.get(number, 0) - hopeless.get(number, 0)
            found.append(total)
        return tuple(found)

    @cached_property
    def _stuck(self) -> pl.DataFrame:
        """The records that a job holds back which nobody can do."""
        never = [number for number, job in enumerate(self.ranked) if not job.mendable]
        return self.bonds.filter(pl.col("job").is_in(never)).select("verdict", "record").unique()

    @cached_property
    def _hopeless(self) -> dict[int, int]:
        """Of the records whose last job is this one, how many somebody cannot free."""
        counts = self._needs.join(self._stuck, on=["verdict", "record"], how="semi").group_by("last").len()
        return dict(counts.iter_rows())

    @cached_property
    def for_everybody(self) -> int:
        """How many jobs free everybody whom somebody can free."""
        return sum(bool(job.touches) and job.mendable for job in self.ranked)

    @property
    def stuck(self) -> int:
        """How many records nobody can free."""
        return self.held - (self.reach[-1] if self.reach else 0)

    def named(self, name: str) -> Job | None:
        """The job of that id."""
        return next((job for job in self.ranked if job.id == name), None)

    def keys(self, job: Job, most: int | None = None) -> list[str]:
        """The keys of the rows that the job is for, each once, in the order of the file; of the first `most`."""
        found: dict[str, None] = {}
        for part in (one for one in self.parts[self.ranked.index(job)] if one.rule):
            table = self.known.suite.facts_by_name[part.table]
            if table.key is None:
                continue
            rows = part.rows.unique().sort()
            keys = self.known.facts[part.table].select(ROW, table.key)[rows if most is None else rows.head(most)]
            found |= dict.fromkeys(
                key if key is not None else f"{table.table} row {row}" for row, key in keys.iter_rows()
            )
        told = list(found)
        return told if most is None else told[:most]

    def freed(self, done: Collection[str]) -> pl.DataFrame:
        """The records that are free once the jobs of these ids are done: `verdict` and `record`."""
        numbers = [number for number, job in enumerate(self.ranked) if job.id in done]
        left = self.bonds.filter(~pl.col("job").is_in(numbers)).select("verdict", "record").unique()
        return self._needs.select("verdict", "record").join(left, on=["verdict", "record"], how="anti")

    def towards(self, wanted: int) -> list[Job]:
        """A short list of jobs that frees at least so many records, or all that can be freed: greedy, the nearest first."""
        bonds = self.bonds.select("verdict", "record", "job").unique()
        of_record = (
            bonds.join(self._stuck, on=["verdict", "record"], how="anti").sort("job").group_by("verdict", "record")
        )
        waiting = {frozenset(jobs): count for jobs, count in of_record.agg("job").group_by("job").len().iter_rows()}
        path: list[int] = []
        free = 0
        while free < wanted and waiting:
            best = _best(waiting)
            path += sorted(best)
            free += sum(count for jobs, count in waiting.items() if jobs <= best)
            left: dict[frozenset[int], int] = {}
            for jobs, count in waiting.items():
                if jobs - best:
                    left[jobs - best] = left.get(jobs - best, 0) + count
            waiting = left
        return [self.ranked[number] for number in path]


def _best(waiting: dict[frozenset[int], int]) -> frozenset[int]:
    """The set of jobs that frees most records for each job in it."""

    def worth(jobs: frozenset[int]) -> tuple[float, int]:
        return sum(count for other, count in waiting.items() if other <= jobs) / len(jobs), -min(jobs)

    return max(waiting, key=worth)


Place = tuple[str, str, str, str]
"""What makes two mends the same job: see `Mend.place`."""


def jobs(known: Known, again: JudgeAgain, of_files: Iterable[tuple[Mend, int]] = ()) -> Jobs:
    """Every job there is; `of_files` are mends of a whole file, with how many cells each is for, record or not."""
    found = _Found(known)
    for verdict in known.suite.verdicts:
        for held in holds(known.suite, verdict, known.facts, known.outcomes, again):
            for part in list(_parts(known, held, verdict.facts, found.parts.values())):
                found.add(part)
                found.bind(part)
            found.held.setdefault((verdict.facts, held.rule.id), []).append(held.records)
    for rule in known.suite.rules:
        for name in rule.facts:
            for effect, rows in _by_effect(rule, known.outcomes[name], found.held.get((name, rule.id), [])):
                for part in own(known, rule, name, rows):
                    found.effects.setdefault(part.mend.place, set()).add(effect)
                    found.add(part)
    for mend, cells in of_files:
        found.add(Part(mend, "", "", pl.Series([], dtype=pl.UInt32())), empty=True)
        found.cells[mend.place] = cells
    return _ranked(found)


@dataclass(frozen=True)
class _Found:
    """The jobs as they are found: their parts by what makes them one job, and which records each holds back."""

    known: Known
    parts: dict[Place, list[Part]] = field(default_factory=dict)
    bonds: list[pl.DataFrame] = field(default_factory=lambda: [pl.DataFrame(schema=_BONDS)])
    held: dict[tuple[str, str], list[pl.Series]] = field(default_factory=dict)
    effects: dict[Place, set[Effect]] = field(default_factory=dict)
    cells: dict[Place, int] = field(default_factory=dict)
    numbers: dict[Place, int] = field(default_factory=dict)
    bound: dict[Place, set[str]] = field(default_factory=dict)
    """The fact tables of the records that each holds back."""

    def add(self, part: Part, *, empty: bool = False) -> None:
        """Add a part; without rows only where it is `empty` for a reason."""
        if part.rows.len() or empty:
            self.parts.setdefault(part.mend.place, []).append(part)
            self.numbers.setdefault(part.mend.place, len(self.numbers))

    def bind(self, part: Part) -> None:
        """Say that the job holds the rows of the part back."""
        if part.rows.len():
            self.bound.setdefault(part.mend.place, set()).add(part.table)
            job = pl.lit(self.numbers[part.mend.place], pl.UInt32()).alias("job")
            records = pl.DataFrame({"record": part.rows.cast(pl.UInt32)})
            self.bonds.append(
                records.select(pl.lit(part.table).alias("verdict"), "record", job, pl.lit(part.rule).alias("rule"))
            )

    def job(self, place: Place, frees: int, touches: int) -> Job:
        """The job of that place."""
        parts = self.parts[place]
        order = list(self.known.suite.rules_by_id)
        rules = tuple(sorted({part.rule for part in parts if part.rule}, key=order.index))
        rows: dict[str, list[pl.Series]] = {}
        for part in parts:
            rows.setdefault(part.table, []).append(part.rows.cast(pl.UInt32))
        at = (part.at.unique(maintain_order=True).to_list() for part in parts if part.at is not None)
        gravest = min(self.effects.get(place, {Effect.STOPS}), key=list(Effect).index)
        mend = parts[0].mend
        return Job(
            id=mend.name or mend.rule,
            mend=mend,
            effect=Effect.STOPS if touches else gravest,
            rules=rules,
            frees=frees if mend.owner != Owner.NOBODY else 0,
            touches=touches,
            rows=self.cells.get(place) or sum(pl.concat(some).n_unique() for some in rows.values()),
            at=tuple(dict.fromkeys(key for keys in at for key in keys)),
            of=self._called(self.bound.get(place, set()) if touches else set(rows)),
        )

    def _called(self, names: set[str]) -> Noun | None:
        """What rows of these fact tables are called; None where there is none but the whole file."""
        kept = [name for name in names if name and self.known.suite.facts_by_name[name].key is not None]
        return self.known.suite.called(kept) if kept else None


def _parts(known: Known, held: Held, name: str, found: Iterable[list[Part]]) -> Iterator[Part]:
    """What frees these records of what holds them; with the mend of another rule, whatever mends that."""
    if held.through is not None:
        for part in [one for parts in found for one in parts if one.rule == held.through and one.table == name]:
            mine = held.records.filter(held.records.is_in(part.rows.implode()))
            yield Part(part.mend, held.rule.id, name, mine)
    elif held.is_open:
        yield from of_open(known, held, name)
    else:
        yield from of_failures(known, held.rule, name, held.records)


def _by_effect(rule: Rule, outcomes: pl.DataFrame, held: list[pl.Series]) -> Iterable[tuple[Effect, pl.Series]]:
    """The rows where the rule failed and holds nobody back, by what that means; what only tells is no job."""
    for severity in rule.severities:
        effect = rule.effect_of(severity)
        if effect is Effect.TELLS:
            continue
        mask = outcomes[rule.id] == Outcome.FAIL.value
        rows = (mask & with_severity(rule, severity, outcomes)).arg_true()
        for series in held:
            rows = rows.filter(~rows.is_in(series.implode()))
        if rows.len():
            yield effect, rows


def _ranked(found: _Found) -> Jobs:
    order = {rule.id: place for place, rule in enumerate(found.known.suite.rules)}
    bonds = pl.concat(found.bonds)
    of_record = bonds.select("verdict", "record", "job").unique()
    touches = dict(of_record.group_by("job").len().iter_rows())
    frees = dict(of_record.filter(pl.len().over("verdict", "record") == 1).group_by("job").len().iter_rows())
    made = [
        (found.job(place, frees.get(number, 0), touches.get(number, 0)), place)
        for place, number in found.numbers.items()
    ]
    made.sort(key=lambda one: _rank(one[0], order))
    seen: dict[str, int] = {}
    ranked = []
    for job, _ in made:
        seen[job.id] = seen.get(job.id, 0) + 1
        ranked.append(job if seen[job.id] == 1 else replace(job, id=f"{job.id}/{seen[job.id]}"))
    ranks = {found.numbers[place]: rank for rank, (_, place) in enumerate(made)}
    if ranks:
        bonds = bonds.with_columns(pl.col("job").replace_strict(ranks, return_dtype=pl.UInt32()))
    return Jobs(tuple(ranked), bonds, tuple(tuple(found.parts[place]) for _, place in made), found.known)


def _rank(job: Job, order: dict[str, int]) -> tuple[int, ...]:
    """What frees most stands first, then what touches most; what holds nobody back by when it is to be done."""
    return (
        -job.frees,
        not job.mendable,
        -job.touches,
        list(Effect).index(job.effect),
        -job.rows,
        order.get(job.rules[0], 0) if job.rules else -1,
    )
