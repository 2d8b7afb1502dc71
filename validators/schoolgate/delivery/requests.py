"""What a check is asked to write: refused before it runs where it could not be written after it, then written."""

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from schoolgate.basics.errors import InputError, UsageError
from schoolgate.basics.staging import staging
from schoolgate.delivery import pages
from schoolgate.intake.database import Place
from schoolgate.language.suite import Suite
from schoolgate.pages.native import NATIVE_LIMIT
from schoolgate.report.formats import Format, Telling, format_named
from schoolgate.run.result import Result


@dataclass(frozen=True, slots=True)
class Request:
    """One report; without a path it goes to stdout, or to the file that the environment names for it."""

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
        native_limit: up to how many failing keys Great Expectations itself judges for Data Docs.
    """

    reports: Sequence[Request] = ()
    pages: Sequence[Path] = ()
    only_safe: bool = False
    native_limit: int = field(default=NATIVE_LIMIT)


def delivery(
    reports: Iterable[str],
    places: Sequence[Path],
    suite: Suite,
    sources: Sequence[Place] = (),
    *,
    only_safe: bool = False,
    native_limit: int = NATIVE_LIMIT,
) -> Delivery:
    """What is asked for, with all refused that can be before the check runs.

    Args:
        reports: each `FORMAT[=PATH]`.
        places: where Data Docs are to be written.
        suite: whose own reports there are besides.
        sources: what the check reads, which nothing may replace.
        only_safe: see `Delivery`.
        native_limit: see `Delivery`.

    Raises:
        UsageError: there is no such report, or one would replace another file.
        InputError: the folder of a report does not exist.
    """
    requests = [_request(text, suite) for text in reports]
    _refuse_clashes(_files(requests, places), sources)
    pages.refuse_unwritable(places)
    if only_safe and not any(request.form.refuses for request in requests):
        msg = "only-safe does nothing by itself; it goes with a report that can be refused, such as delete-list"
        raise UsageError(msg)
    return Delivery(requests, places, only_safe, native_limit)


def deliver(result: Result, asked: Delivery, telling: Telling) -> Result:
    """Write all that is asked for and goes to a file: all of the reports, or none.

    Returns:
        The result; its gate knows which reports were refused.

    Raises:
        InputError: a file cannot be written.
        ProgramError: a report or a page could not be made.
    """
    if not asked.only_safe:
        result = replace(result, gate=replace(result.gate, refused=_refused(asked.reports, result)))
    with staging() as files:
        for request in asked.reports:
            if request.path is not None and request.form.name not in result.gate.refused:
                request.form.write(result, request.path, files, telling)
        for request in asked.reports:
            if (place := request.appended_to) is not None and request.form.text:
                files.append(place, request.form.text(result, telling))
        pages.write(
            result,
            asked.pages,
            fail_on=telling.fail_on,
            show_values=telling.show_values,
            native_limit=asked.native_limit,
        )
    return result


def refuse_no_folder(path: Path) -> None:
    """Raise for a file to write whose folder is not there, before the work rather than after it.

    Raises:
        InputError: there is no such folder.
    """
    if not path.absolute().parent.is_dir():
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
    path = Path(place)
    form.refuse_other_endings(path)
    refuse_no_folder(path)
    return Request(form, path)


def _files(requests: Sequence[Request], places: Sequence[Path]) -> list[tuple[str, Path]]:
    """The files that are to be written, with what asks for each."""
    reports = [(f"report {request.form.name}=", request.path) for request in requests if request.path is not None]
    return [*reports, *(("Data Docs ", place) for place in places if pages.is_page(place))]


def _refuse_clashes(files: Sequence[tuple[str, Path]], sources: Sequence[Place]) -> None:
    """Refuse a report that would replace another one, or a file of the extract."""
    paths = [source for source in sources if isinstance(source, Path)]
    taken = {path.resolve() for source in paths for path in ([source] if source.is_file() else source.glob("*.csv"))}
    extract = set(taken)
    for asked_by, path in files:
        place = path.resolve()
        if place in taken:
            what = "a table of the extract" if place in extract else "another report"
            msg = f"{asked_by}{path}: that is the place of {what}; give another path"
            raise UsageError(msg)
        taken.add(place)
