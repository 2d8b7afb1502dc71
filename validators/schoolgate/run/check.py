"""One check from end to end: read, type, derive, judge."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial

import polars as pl

from schoolgate.basics.clock import Moment
from schoolgate.basics.errors import ProgramError, SchoolgateError
from schoolgate.basics.stages import stage
from schoolgate.engines import fused
from schoolgate.engines.engine import Engine
from schoolgate.frames.begun import begun
from schoolgate.intake.dividing import Part, refuse_several
from schoolgate.intake.files import read_files
from schoolgate.intake.place import Place
from schoolgate.intake.source import Source, Wanted
from schoolgate.judgement.mismatch import Mismatch, mismatches
from schoolgate.judgement.unmatched import unmatched
from schoolgate.language.frame import TypedTables
from schoolgate.language.outcome import Outcome
from schoolgate.language.settings import Settings
from schoolgate.language.suite import FactFrames, OutcomeFrames, Suite
from schoolgate.language.table import ROW, FactTable
from schoolgate.run.result import Result
from schoolgate.run.tailored import notes, put_aside, tailored
from schoolgate.run.whose import school_named

FailingRows = Callable[[Suite, FactTable, pl.DataFrame], dict[str, set[int]]]


def check(
    suite: Suite, source: Place | Sequence[Place], settings: Settings, moment: Moment, engine: Engine = Engine.FUSED
) -> Result:
    """Check files: a folder, a file of one or several tables, a database, or several of these.

    Raises:
        UsageError: the settings change a rule that there is not, or that no school can change.
        InputError: the source cannot be read or lacks a required table or column.
        ProgramError: a rule or an engine crashed, or two engines disagree.
    """
    paths = [source] if isinstance(source, Place) else list(source)
    refuse_several(wanted(suite, settings))
    read = read_files(paths, wanted(suite, settings))
    found = judged(suite, read, ", ".join(map(str, paths)), settings, moment, engine)
    return replace(found, school=found.school or school_named(paths))


def check_part(suite: Suite, part: Part, settings: Settings, moment: Moment, engine: Engine = Engine.FUSED) -> Result:
    """Check the tables of one of several schools.

    Raises:
        InputError, UsageError, ProgramError: as `check`.
    """
    return replace(judged(suite, part.texts.source(), part.where, settings, moment, engine), school=part.school)


def wanted(suite: Suite, settings: Settings) -> Wanted:
    """What a source is read for."""
    return Wanted(suite.tables, settings.common.intake, settings.calendar, suite.name)


def judged(suite: Suite, read: Source, source: str, settings: Settings, moment: Moment, engine: Engine) -> Result:
    """Check what has been read already; `source` is what reports call it.

    Raises:
        UsageError: the settings change a rule that there is not, or that no school can change.
        ProgramError: a rule or an engine crashed, or two engines disagree.
    """
    return _judged(suite, read, source, settings, moment, engine, _Said.begun(suite, read, settings))


@dataclass(frozen=True, slots=True)
class _Said:
    """What is said of tables whatever the day: keys written two ways, and settings that fit nothing."""

    two_ways: Callable[[], tuple[Mismatch, ...]]
    fits_nothing: Callable[[], tuple[str, ...]]

    @classmethod
    def begun(cls, suite: Suite, read: Source, settings: Settings) -> "_Said":
        rows = read.typed[suite.tables[0].name].height
        return cls(
            begun(lambda: mismatches(suite, read.typed), rows),
            begun(lambda: tuple(unmatched(suite, settings.own, read.typed)), rows),
        )


def _judged(
    suite: Suite, read: Source, source: str, settings: Settings, moment: Moment, engine: Engine, said: _Said
) -> Result:
    given, suite = suite, tailored(suite, settings.common.rules)
    try:
        stage("working out facts")
        facts = suite.build_facts(read.typed, settings.own, moment)
        outcomes = judge(suite, facts, engine)
        noticed = tuple(suite.noticed(read.typed, facts)) if suite.noticed else ()
        two_ways = said.two_ways()
        local = (*noticed, *said.fits_nothing(), *notes(suite, outcomes))
    except SchoolgateError:
        raise
    except Exception as error:
        # The text of a library's error may quote a cell, so only its kind is told.
        msg = f"{suite.name} crashed while judging {source} ({type(error).__name__}); this is a fault of schoolgate"
        raise ProgramError(msg) from error
    return Result(
        suite=suite,
        settings=settings,
        moment=moment,
        engine=engine.value,
        source=source,
        texts=read.text,
        absent=read.typed.absent,
        notes=(*read.notes, *local),
        facts=facts,
        outcomes=put_aside(suite, outcomes),
        mismatches=two_ways,
        assumed=read.assumptions,
        spoilt=read.spoilt,
        hollow=cache(partial(_decisive, suite, read, settings, moment, outcomes)),
        school=settings.common.school or "",
        again=partial(_judged, given, read, source, settings, engine=Engine.FUSED, said=said),
    )


def _decisive(
    suite: Suite, read: Source, settings: Settings, moment: Moment, outcomes: OutcomeFrames
) -> tuple[str, ...]:
    """The optional tables without a record by which some rule says something else than if they had not been supplied."""
    found = []
    for name in read.hollow:
        without = TypedTables(read.typed.frames, read.typed.absent | {name})
        others = fused.evaluate(suite, suite.build_facts(without, settings.own, moment))
        if not all(frame.equals(others[table]) for table, frame in outcomes.items()):
            found.append(name)
    return tuple(found)


def judge(suite: Suite, facts: FactFrames, engine: Engine) -> OutcomeFrames:
    """The outcome of every rule for every fact row.

    The others say what passes and what fails; what does not apply or was not checked is the fused engine's word,
    and where the two differ on what fails the run stops: one of them is wrong, and nobody should trust either.
    """
    outcomes = fused.evaluate(suite, facts)
    if engine is Engine.FUSED:
        return outcomes
    failing_rows = _failing_rows(engine)
    for part, table in enumerate(suite.fact_tables, start=1):
        stage(f"judging {table.name} with {engine}", part, len(suite.fact_tables))
        found = failing_rows(suite, table, facts[table.name])
        for rule in suite.rules_on(table):
            expected = set(outcomes[table.name].filter(pl.col(rule.id) == Outcome.FAIL.value)[ROW])
            if found.get(rule.id, set()) != expected:
                differ = sorted(expected ^ found.get(rule.id, set()))
                msg = (
                    f"engines {engine} and fused disagree on {rule.id} in {len(differ)} row(s) of {table.name}, "
                    f"the first is row {differ[0]}; this is a fault of schoolgate, please report it"
                )
                raise ProgramError(msg)
    return outcomes


def _failing_rows(engine: Engine) -> FailingRows:
    """The engine's entry; imported only now, as it costs seconds."""
    if engine is Engine.PANDERA:
        from schoolgate.engines import pandera  # noqa: PLC0415 (it costs half a second)

        return pandera.failing_rows
    if engine is Engine.SQL:
        from schoolgate.engines import sql  # noqa: PLC0415 (it costs a quarter of a second, and needs an extra)

        return sql.failing_rows
    from schoolgate.engines import gx  # noqa: PLC0415 (it costs seconds)

    return gx.failing_rows
