"""The reports that a check is asked for: refused before it runs where they could not be written after it."""

import argparse
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from schoolgate import suites
from schoolgate.basics.errors import UsageError
from schoolgate.commands import docs
from schoolgate.commands.parser import refuse_no_folder
from schoolgate.language.suite import Suite
from schoolgate.report.formats import Format, format_named
from schoolgate.run.result import Result


@dataclass(frozen=True, slots=True)
class ReportRequest:
    """One `--report FORMAT[=PATH]`; without a path it goes to stdout."""

    form: Format
    path: Path | None


def requested(options: argparse.Namespace) -> tuple[Suite, list[ReportRequest]]:
    """The suite, and the reports that are asked for.

    Raises:
        UsageError: there is no such suite or report, or a report would replace another file.
        InputError: the folder of a report does not exist.
    """
    suite = suites.load(options.suite)
    requests = [_request(text, suite) for text in options.report]
    _refuse_clashes(_places(requests, options.docs), options.source)
    docs.refuse_unwritable(options.docs)
    if options.only_safe and not any(request.form.refuses for request in requests):
        msg = "--only-safe does nothing by itself; it goes with a report that can be refused, such as delete-list"
        raise UsageError(msg)
    return suite, requests


def refused(requests: Sequence[ReportRequest], result: Result) -> dict[str, str]:
    """The reports that must not be written, with the reason."""
    reasons = {request.form.name: request.form.refuses(result) for request in requests if request.form.refuses}
    return {name: reason for name, reason in reasons.items() if reason is not None}


def appended(request: ReportRequest) -> Path | None:
    """The file to append a report to that has no path, where the environment names one."""
    place = os.environ.get(request.form.appended_to) if request.form.appended_to and request.path is None else None
    return Path(place) if place else None


def _request(text: str, suite: Suite) -> ReportRequest:
    """The report that `--report` asks for, refused before the check runs if it could not be written after it."""
    name, given, place = text.partition("=")
    try:
        form = format_named(name, suite)
    except UsageError as error:
        msg = f"--report {text}: {error}"
        raise UsageError(msg) from None
    if not place:
        if form.text and not given:
            return ReportRequest(form, None)
        msg = f"--report {text}: expected {form.usage}"
        raise UsageError(msg)
    path = Path(place)
    form.refuse_other_endings(path)
    refuse_no_folder(path)
    return ReportRequest(form, path)


def _places(requests: Sequence[ReportRequest], pages: Sequence[Path]) -> list[tuple[str, Path]]:
    """The files that are to be written, with the option that asks for each."""
    reports = [(f"--report {request.form.name}=", request.path) for request in requests if request.path is not None]
    return [*reports, *(("--docs ", page) for page in pages if docs.is_page(page))]


def _refuse_clashes(places: Sequence[tuple[str, Path]], source: Path) -> None:
    """Refuse a report that would replace another one, or a file of the extract."""
    taken = {path.resolve() for path in source.glob("*.csv")} if source.is_dir() else set()
    for option, path in places:
        place = path.resolve()
        if place in taken:
            what = "a table of the extract" if place.parent == source.resolve() else "another report"
            msg = f"{option}{path}: that is the place of {what}; give another path"
            raise UsageError(msg)
        taken.add(place)
