"""What a Data Docs folder keeps: its pages made anew from its store, and old runs removed from it."""

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from schoolgate.basics.stages import stage
from schoolgate.engines.gx_conditions import Json
from schoolgate.pages import building, failures
from schoolgate.pages.archive import LATEST, Archive
from schoolgate.pages.model import RunModel, RunSummary
from schoolgate.pages.publish import compared_or_none, told_without_values
from schoolgate.pages.series import compared_with, order_of, school_of, series_of

Known = dict[str, list[RunSummary]]
"""The runs of each series, by its name, in their order."""


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What `rebuild` made: how many runs the folder shows, and of how many an older version had not kept the school."""

    runs: int
    migrated: int


def rebuild(directory: Path) -> Rebuilt:
    """Make every page of a Data Docs folder anew from its store, and remove those of runs that are no longer kept there.

    Raises:
        InputError: a file cannot be read or written.
        ProgramError: a page could not be made.
    """
    archive = Archive(directory.absolute())
    with told_without_values(), archive.being_written():
        kept = archive.kept()
        for run in kept:
            archive.results(run)  # raises, before anything is built, for what cannot be read
        known, migrated = _renewed(archive, kept)
        gone = [run for run in archive.runs() if run not in kept]
        _made_anew(archive, kept, known, gone)
        archive.notes.add_all(archive.history())
        archive.lead_only_to(known)
    return Rebuilt(len(kept), migrated)


@dataclass(frozen=True, slots=True)
class Pruned:
    """What `prune` removed, or would remove, and how many runs stay."""

    removed: tuple[RunSummary, ...]
    stay: int


def prune(
    directory: Path, *, keep: int | None, older_than: timedelta | None, now: datetime, only_look: bool = False
) -> Pruned:
    """Remove old runs of each school and suite, with all that is kept of them; pages that linked to them are made anew.

    Args:
        directory: the folder.
        keep: so many of each school and suite stay, the newest, however old they are.
        older_than: only what was checked longer ago is removed; None: whatever `keep` does not keep.
        now: when it is.
        only_look: remove nothing.

    Raises:
        InputError: a file cannot be read or written.
        ProgramError: a page could not be made.
    """
    archive = Archive(directory.absolute())
    with told_without_values(), archive.being_written():
        archive.adopt()
        stay: Known = {}
        removed: Known = {}
        for series in archive.notes.series():
            runs = archive.series(series)
            kept = {one.run for one in runs[-keep:]} if keep else set()
            going = [one for one in runs if one.run not in kept and _is_older(one, older_than, now)]
            if going:
                removed[series] = going
            stay[series] = [one for one in runs if one not in going]
        if not only_look:
            if older_than is not None:
                failures.forget_older(archive.notes.folder, now - older_than)
            _remove(archive, removed, stay)
    return Pruned(tuple(one for going in removed.values() for one in going), sum(map(len, stay.values())))


def _is_older(one: RunSummary, than: timedelta | None, now: datetime) -> bool:
    if than is None:
        return True
    made = datetime.strptime(one.run[:16], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    return now - made > than


def _remove(archive: Archive, removed: Known, stay: Known) -> None:
    kept = set(archive.kept())
    affected = sorted(one.run for series in removed for one in stay[series] if one.run in kept)
    known, _ = _renewed(archive, affected)
    _made_anew(archive, affected, known, [one.run for going in removed.values() for one in going])
    for series in removed:
        if not stay[series]:
            shutil.rmtree(archive.published / (LATEST + series), ignore_errors=True)


def _made_anew(archive: Archive, runs: Sequence[str], known: Known, gone: Sequence[str]) -> None:
    """Make the pages of some runs and the first page anew, then remove those that are linked from nowhere any more."""
    documents = building.Documents(archive, known)

    def told() -> Iterator[tuple[RunModel, Sequence[Json]]]:
        for part, run in enumerate(runs, start=1):
            stage("making pages of run", part, len(runs))
            yield archive.model(run), archive.results(run)

    building.build(archive, told(), archive.folder, building.as_folder, index=False, documents=documents)
    for series, of_series in known.items():
        building.lead(archive, series, of_series)
    for run in gone:
        archive.strike(run)
    written = building.Written(archive.folder)
    building.write_index(archive, written)
    building.refuse_missing(written)
    archive.forget_struck()


def _renewed(archive: Archive, kept: Sequence[str]) -> tuple[Known, int]:
    """The runs of each series, what they are compared with looked up anew; and how many had no school before."""
    known: Known = {}
    migrated = 0
    for run in kept:
        model = archive.model(run)
        if not model.school:
            model, migrated = replace(model, school=school_of(model.summary)), migrated + 1
        name = series_of(model.summary).name
        runs = known.setdefault(name, [])
        base = compared_with(model.summary, runs)
        if (model.since.run if model.since else None) != (base.run if base else None):
            model = replace(model, since=None if base is None else compared_or_none(archive, model, base))
        archive.renew(model)
        known[name] = sorted([*runs, model.summary], key=order_of)
    return known, migrated
