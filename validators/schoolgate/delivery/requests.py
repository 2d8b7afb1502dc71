"""What a check is asked to write: refused before it runs where it could not be written after it, then written."""

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from schoolgate.basics.errors import InputError, UsageError
from schoolgate.basics.looking import is_folder
from schoolgate.basics.stages import stage
from schoolgate.basics.staging import staging
from schoolgate.delivery import pages
from schoolgate.language.suite import Suite
from schoolgate.report.formats import Format, Telling, format_named, formats
from schoolgate.run.result import Result


@dataclass(frozen=True, slots=True)
class Request:
    """One report; without a path, or with `-`, it goes to stdout, or to the file that the environment names for it."""

    form: Format
    path: Path | None

    @property
    def appended_to(self) -> Path | None:
        """The file to append a report to that has no path, where the environment names one."""
        place = os.environ.get(self.form.appended_to) if self.form.appended_to and self.path is None else None
        return Path(place) if place else None

    @property
    def printed(self) -> bool:
        """Whether it goes to stdout."""
        return self.path is None and self.appended_to is None


@dataclass(frozen=True, slots=True)
class Delivery:
    """All that one check is asked to write.

    Attributes:
        reports: the reports.
        pages: the places of Data Docs.
        only_safe: whether a report that would rather not be written is written all the same, with what is safe.
        native: whether Great Expectations itself judges for Data Docs, and builds them.
        shared: those of the pages that hold many schools: somebody else writes their first page.
    """

    reports: Sequence[Request] = ()
    pages: Sequence[Path] = ()
    only_safe: bool = False
    native: bool = False
    shared: Sequence[Path] = ()


def delivery(
    reports: Iterable[str],
    places: Sequence[Path],
    suite: Suite,
    reads: Iterable[Path] = (),
    *,
    only_safe: bool = False,
    native: bool = False,
    shared: Sequence[Path] = (),
) -> Delivery:
    """What is asked for, with all refused that can be before the check runs.

    Args:
        reports: each `FORMAT[=PATH]`.
        places: where Data Docs are to be written.
        suite: whose own reports there are besides.
        reads: the files that the check reads, which nothing may replace.
        only_safe: see `Delivery`.
        native: see `Delivery`.
        shared: see `Delivery`.

    Raises:
        UsageError: there is no such report, or one would replace another file.
        InputError: the folder of a report does not exist.
    """
    requests = [_request(text, suite) for text in reports]
    refuse_clashes(_files(requests, places), reads)
    refuse_two_documents([request.form.name for request in requests if request.printed or is_stdout(request.path)])
    pages.refuse_unwritable(places)
    handed_out = [form for form in formats(suite).values() if form.refuses] if places else []
    if only_safe and not handed_out and not any(request.form.refuses for request in requests):
        msg = "only-safe does nothing by itself; it goes with a report that can be refused, such as delete-list"
        raise UsageError(msg)
    return Delivery(requests, places, only_safe, native, shared)


@dataclass(frozen=True, slots=True)
class Delivered:
    """A check whose reports are written: the `result`, whose gate knows which were refused, and the `pages` of the run."""

    result: Result
    pages: tuple[Path, ...] = ()


def deliver(result: Result, asked: Delivery, telling: Telling) -> Delivered:
    """Write all that is asked for and goes to a file: all of the reports, or none.

    Raises:
        InputError: a file cannot be written.
        ProgramError: a report or a page could not be made.
    """
    if not asked.only_safe:
        result = replace(result, gate=replace(result.gate, refused=_refused(asked.reports, result)))
    with staging() as files:
        written = [one for one in asked.reports if one.path is not None and one.form.name not in result.gate.refused]
        for part, request in enumerate(written, start=1):
            stage(f"writing {request.path}", part, len(written))
            if request.path is not None:
                request.form.write(result, request.path, files, telling)
        for request in asked.reports:
            if (place := request.appended_to) is not None and request.form.text:
                files.append(place, request.form.text(result, telling))
        if asked.pages:
            stage("building Data Docs")
        places = pages.write(
            result,
            asked.pages,
            fail_on=telling.fail_on,
            show_values=telling.show_values,
            native=asked.native,
            only_safe=asked.only_safe,
            shared=asked.shared,
        )
    return Delivered(result, places)


def refuse_no_folder(path: Path) -> None:
    """Raise for a file to write whose folder is not there, before the work rather than after it.

    Raises:
        InputError: there is no such folder.
    """
    if not is_folder(path.absolute().parent):
        msg = f"{path}: cannot be written, the folder {path.absolute().parent} does not exist; make it first"
        raise InputError(msg)


def _refused(requests: Sequence[Request], result: Result) -> dict[str, str]:
    """The reports that must not be written, with the reason."""
    reasons = {request.form.name: request.form.refuses(result) for request in requests if request.form.refuses}
    return {name: reason for name, reason in reasons.items() if reason is not None}


def _request(text: str, suite: Suite) -> Request:
    name, given, place = text.partition("=")
    try:
        form = format_named(name, suite)
    except UsageError as error:
        msg = f"report {text}: {error}"
        raise UsageError(msg) from None
    if not place:
        if form.text and not given:
            return Request(form, None)
        msg = f"report {text}: expected {form.usage}"
        raise UsageError(msg)
    if place == "-" and form.text:
        return Request(form, None)
    path = Path(place)
    form.refuse_other_endings(path)
    refuse_no_folder(path)
    return Request(form, path)


def _files(requests: Sequence[Request], places: Sequence[Path]) -> list[tuple[str, Path]]:
    """The files that are to be written, with what asks for each."""
    reports = [(f"report {request.form.name}=", request.path) for request in requests if request.path is not None]
    return [*reports, *(("Data Docs ", place) for place in places if pages.is_page(place))]


def refuse_clashes(files: Sequence[tuple[str, Path]], reads: Iterable[Path]) -> None:
    """Refuse a report that would replace another one, or a file that the check reads, under whichever of its names.

    Raises:
        UsageError: one would; `files` are what asks for each, and its place.
    """
    read = {_identity(path) for path in reads}
    written: set[object] = set()
    for asked_by, path in files:
        place = _identity(path)
        if place in read:
            msg = f"{asked_by}{path}: the check reads that file, and would be its end; give another path"
            raise UsageError(msg)
        if place in written and _may_be_replaced(path):
            msg = f"{asked_by}{path}: that is the place of another report; give another path"
            raise UsageError(msg)
        written.add(place)


def _identity(path: Path) -> object:
    """What a file is, whatever it is called: its device and number, or where it would be."""
    try:
        found = path.stat()
    except OSError:
        return str(path.resolve())
    return found.st_dev, found.st_ino


def _may_be_replaced(path: Path) -> bool:
    """Whether a second text would be the end of the first: a device takes any number."""
    return path.is_file() or not path.exists()


def is_stdout(path: Path | None) -> bool:
    """Whether what is written to a path comes out on stdout, as by `/dev/stdout`; nothing comes out of the null device."""
    if path is None:
        return False
    try:
        to, out, null = path.stat(), os.fstat(1), Path(os.devnull).stat()
    except OSError:
        return False
    return os.path.samestat(to, out) and not os.path.samestat(to, null)


def refuse_two_documents(printed: Sequence[str]) -> None:
    """Refuse more than one report on stdout, where the next program reads one.

    Raises:
        UsageError: there are several; `printed` are their names.
    """
    if len(printed) > 1:
        msg = f"reports {' and '.join(printed)}: one of them can go to stdout; give the others a file, FORMAT=FILE"
        raise UsageError(msg)
