"""Data Docs, published: results and model into the store, pages, ledger, index, in this order, so that no link breaks.

Whatever goes wrong inside Great Expectations or in a page is a fault of the program: it ends the run and is told without a
value, as the text of an exception may quote one.
"""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from schoolgate.basics.clock import moment
from schoolgate.basics.errors import InputError, ProgramError, SchoolgateError
from schoolgate.basics.shown import visible
from schoolgate.basics.temporary import temporary_folder
from schoolgate.engines.gx_conditions import Json
from schoolgate.judgement.records import ANSWER, answers_of
from schoolgate.language.rule import Severity
from schoolgate.language.table import ROW
from schoolgate.pages import building, failures
from schoolgate.pages.archive import BATCH, Archive, run_name
from schoolgate.pages.beyond import Beyond, beyond, kept
from schoolgate.pages.changes import MENDED, NEW, WAS, Change, compared, turned, with_dates
from schoolgate.pages.downloads import downloads
from schoolgate.pages.failures import NoVerdict
from schoolgate.pages.model import RunModel, RunSummary, run_model
from schoolgate.pages.results import Results, validation_results
from schoolgate.pages.seen import HELD, Seen, seen
from schoolgate.pages.series import compared_with, series_of
from schoolgate.report.formats import Telling
from schoolgate.run.result import Result

if TYPE_CHECKING:
    from great_expectations.data_context.data_context.ephemeral_data_context import EphemeralDataContext
    from great_expectations.data_context.types.resource_identifiers import ValidationResultIdentifier

_STORES = "schoolgate.pages.stores"
_SITE = "schoolgate.pages.site"
_NAME = "site"
_RESULTS = "results"
"""The store's name. Under its usual name the library puts its own in the place of a store of any class but its own."""


@dataclass(frozen=True, slots=True)
class Run:
    """A run to be shown: what its pages say and hand out, the validation results that they are made from, and when it was.

    `native`: Great Expectations itself judged, and is to build the site.
    """

    model: RunModel
    results: Results
    at: datetime
    native: bool = False
    files: Mapping[str, bytes] = field(default_factory=dict)
    held_as_of: Callable[[str], Mapping[str, Sequence[bool]]] | None = None
    """Who of the extract would be held back as of another moment: for each judged record, by fact table, in its order."""
    unlisted: Beyond | None = None
    """The records for which the pages have no room."""


def prepared(
    result: Result,
    *,
    at: datetime,
    fail_on: Severity | None = Severity.ERROR,
    show_values: bool = False,
    native: bool = False,
    only_safe: bool = False,
) -> Run:
    """A finished check, ready to be published.

    Args:
        result: the check, pseudonymised where that was asked for.
        at: when it was made: its place in the history.
        fail_on: the least severity that fails it.
        show_values: show cells of personal columns too.
        native: let Great Expectations itself judge the facts and build the site; the pages are the same.
        only_safe: hand out what is safe of a report that would rather not be written.

    Raises:
        ProgramError: Great Expectations stumbled.
    """
    with told_without_values():
        model = run_model(
            result,
            run=run_name(result.suite.name, at),
            at=at.astimezone(UTC).isoformat(timespec="seconds"),
            fail_on=fail_on,
            show_values=show_values,
        )
        handed = downloads(result, Telling(fail_on, show_values), only_safe=only_safe)
        model = replace(model, downloads=handed.told, withheld=handed.withheld)
        unlisted = beyond(result, model)
        results = validation_results(result, native=native)
        for found in results.values():
            found["meta"] |= {"run_id": {"run_name": model.run, "run_time": at.astimezone(UTC).isoformat()}}
    then = partial(_held_as_of, result) if result.again else None
    return Run(model, results, at, native, handed.files, then, unlisted)


def publish(run: Run, directory: Path, *, index: bool = True) -> Path:
    """Add a run to the Data Docs in a folder, which is made where it is absent.

    Args:
        run: the run.
        directory: the folder.
        index: write the first page; without it `begin` was called before, and `end` is to be called after all runs.

    Returns:
        The first page of the run.

    Raises:
        InputError: a file cannot be written.
        ProgramError: a page could not be made; nothing of the run is left in the folder.
    """
    archive = Archive(directory.absolute())
    with told_without_values(), archive.being_written(sweeping=index):
        archive.adopt()
        with _all_or_nothing(archive, run.model.run):
            archive.begin(run.model.run)
            run = replace(run, model=replace(run.model, since=_since(archive, run)))
            _keep(archive, run)
            if run.native:
                _build_natively(archive, run, archive.folder, {"class_name": "RunView"}, index=index)
            else:
                building.build(archive, [_told(run)], archive.folder, building.as_folder, index=index)
            archive.finish(run.model.run)
        if index:
            archive.forget_struck()
        building.announce(archive, series_of(run.model.summary).name)
    return archive.published / run.model.run / "index.html"


def begin(directory: Path) -> None:
    """Make a Data Docs folder ready for the runs of many schools at once; what killed runs left in it is removed.

    Raises:
        InputError: it cannot be written.
    """
    archive = Archive(directory.absolute())
    with told_without_values(), archive.being_written():
        archive.adopt()


def end(directory: Path, without: Sequence[NoVerdict]) -> Path:
    """Write the first page once the runs of many schools are there.

    Args:
        directory: the folder.
        without: the schools that came to no verdict.

    Returns:
        The first page.

    Raises:
        InputError: a file cannot be read or written.
        ProgramError: the page could not be made.
    """
    archive = Archive(directory.absolute())
    with told_without_values(), archive.being_written():
        for one in without:
            failures.keep(archive.notes.folder, one)
        written = building.Written(archive.folder)
        building.write_index(archive, written)
        building.refuse_missing(written)
    return archive.folder / "index.html"


def write_file(run: Run, path: Path, beside: Path | None = None) -> None:
    """Write a run as one file that holds all it needs.

    Args:
        run: the run.
        path: the file.
        beside: the folder of Data Docs that the run is added to as well, whose earlier runs the file tells of.

    Raises:
        InputError: the file cannot be written.
        ProgramError: it could not be made.
    """
    with told_without_values(), temporary_folder("docs") as kept:
        archive, folder = Archive(kept), path.absolute().parent
        if beside is not None:
            # What cannot be read there is the folder's trouble: the file is of this run.
            with suppress(InputError):
                known = Archive(beside.absolute())
                run = replace(run, model=replace(run.model, since=_since(known, run)))
                for one in known.series(series_of(run.model.summary).name):
                    if one.run < run.model.run:
                        archive.recall(one, known.seen(one.run))
        _keep(archive, run)
        if run.native:
            view = {"class_name": "FileView", "name": _literally(path.name)}
            _build_natively(archive, run, folder, view, index=False)
        else:
            building.build(archive, [_told(run)], folder, building.as_file(path.name), index=False)


def _since(archive: Archive, run: Run) -> Change | None:
    """What changed since the extract before of the same school and suite, where that one is kept and can be read."""
    summary = run.model.summary
    base = compared_with(summary, archive.series(series_of(summary).name))
    if base is None:
        return None
    with suppress(InputError):
        before = archive.seen(base.run)
        found = compared(run.model, before, base, run.unlisted)
        if found is None or run.held_as_of is None:
            return found
        touched = base.as_of != summary.as_of and (found.count(NEW) or found.count(MENDED))
        return _dated(run, found, before, run.held_as_of(base.as_of) if touched else {})
    return None


def _dated(run: Run, found: Change, before: Seen, then: Mapping[str, Sequence[bool]]) -> Change:
    """The change, told apart by who owes it to a date: `then` is what `held_as_of` gives."""
    listed = {
        table.facts: [held[place] for place in table.places] if table.left_out else held
        for table in run.model.records
        if (held := then.get(table.facts))
    }
    unlisted = 0
    if run.unlisted is not None and then:
        for kind, facts, number in turned(run.unlisted, before):
            held, places = then.get(facts), run.unlisted.rest[facts].places
            unlisted += held is not None and kind in WAS and held[places[number]] is WAS[kind]
    return with_dates(found, listed, unlisted)


def compared_or_none(archive: Archive, model: RunModel, base: RunSummary) -> Change | None:
    """What changed since an earlier run, where that one can be read and is of the same school; `model` is a kept one."""
    with suppress(InputError):
        unlisted = None if model.whole else kept(model, archive.seen(model.run))
        return compared(model, archive.seen(base.run), base, unlisted)
    return None


def _held_as_of(result: Result, as_of: str) -> dict[str, list[bool]]:
    """For each judged record of an extract whether it is held back as of another moment, by fact table, in its order."""
    # On pages a day alone stands for its first moment.
    text = f"{as_of} 00:00" if len(as_of) == len("2026-11-22") else as_of
    if result.again is None:
        return {}
    then = result.again(moment(text, result.settings.zone, result.suite.bare_date))
    held = {}
    for verdict in result.suite.verdicts:
        names = [one.name for one in answers_of(result.suite, verdict).values if one.tone in HELD]
        records = then.records[verdict.facts]
        if records.select(ROW, "key").equals(result.records[verdict.facts].select(ROW, "key")):
            held[verdict.facts] = records[ANSWER].is_in(names).to_list()
    return held


def _told(run: Run) -> tuple[RunModel, list[Json]]:
    return run.model, list(run.results.values())


def _keep(archive: Archive, run: Run) -> None:
    """Store the results of a run, then what it hands out and its model: a run with a model has all that belongs to it."""
    for found in run.results.values():
        archive.keep_result(run.model.run, run.at, str(found["suite_name"]), found)
    archive.keep(run.model, run.files, run.unlisted.seen if run.unlisted else seen(run.model))


def _build_natively(archive: Archive, run: Run, site: Path, view: Json, *, index: bool) -> None:
    """Have Great Expectations build the pages of a run that is kept."""
    from schoolgate.engines import gx  # noqa: PLC0415 (what it imports takes long)

    with gx.quiet():
        identifiers = [_identifier(run, str(found["suite_name"])) for found in run.results.values()]
        context = _context(archive, site, view)
        context.build_data_docs(resource_identifiers=identifiers, build_index=index)


def _identifier(run: Run, suite_name: str) -> "ValidationResultIdentifier":
    from great_expectations.core.run_identifier import RunIdentifier  # noqa: PLC0415 (it costs seconds)
    from great_expectations.data_context.types.resource_identifiers import (  # noqa: PLC0415 (as above)
        ExpectationSuiteIdentifier,
        ValidationResultIdentifier,
    )

    suite = ExpectationSuiteIdentifier(suite_name)
    return ValidationResultIdentifier(suite, RunIdentifier(run.model.run, run.at), BATCH)


def _context(archive: Archive, site: Path, view: Json) -> "EphemeralDataContext":
    """A context whose validation results lie in the archive, and whose one site our classes build."""
    from schoolgate.engines import gx  # noqa: PLC0415 (what it imports takes long)

    directory = {"module_name": _SITE, "directory": _literally(archive.folder)}
    return gx.context(
        stores={
            _RESULTS: {
                "class_name": "ValidationResultsStore",
                "store_backend": {
                    "module_name": _STORES,
                    "class_name": "WholeFiles",
                    "base_directory": _literally(archive.store),
                    # A folder per run: {0} is the suite, {1} the run, {2} when it was, {3} the batch.
                    "filepath_template": "{1}/{0}--{2}--{3}.json",
                    "filepath_suffix": None,
                    "suppress_store_backend_id": True,
                },
            }
        },
        sites={
            _NAME: {
                "module_name": _SITE,
                "class_name": "DocsSite",
                "show_how_to_buttons": False,
                "store_backend": {
                    "module_name": _STORES,
                    "class_name": "WholeFiles",
                    "base_directory": _literally(site),
                },
                "site_section_builders": {
                    "expectations": "None",  # the library's word for: leave it out
                    "profiling": "None",
                    "validations": {
                        **directory,
                        "class_name": "RunSection",
                        "source_store_name": _RESULTS,
                        "renderer": {**directory, "class_name": "RunRenderer"},
                        "view": {"module_name": _SITE, **view},
                    },
                },
                "site_index_builder": {
                    **directory,
                    "class_name": "RunIndex",
                    "renderer": {**directory, "class_name": "RunRenderer"},
                    "view": {"module_name": _SITE, **view},
                },
            }
        },
    )


def _literally(path: Path | str) -> str:
    """A path for a configuration, in which a dollar sign would stand for a variable."""
    return str(path).replace("$", r"\$")


@contextmanager
def told_without_values() -> Iterator[None]:
    """Tell of what goes wrong only its kind."""
    try:
        yield
    except SchoolgateError:
        raise
    except OSError as error:
        place = visible(str(error.filename or "Data Docs"))
        msg = f"{place}: cannot be written ({error.strerror or type(error).__name__})"
        raise InputError(msg) from None
    except Exception as error:
        if os.environ.get("SCHOOLGATE_DEBUG"):
            raise
        kind = type(error).__name__
        msg = f"Data Docs could not be made ({kind}), a fault of schoolgate; set SCHOOLGATE_DEBUG=1 to see where"
        raise ProgramError(msg) from None


@contextmanager
def _all_or_nothing(archive: Archive, run: str) -> Iterator[None]:
    """Remove what was written of a run that did not come to its end."""
    try:
        yield
    except BaseException:
        archive.forget(run)
        raise
