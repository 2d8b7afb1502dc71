"""The reports that `check --report` writes, a declaration each; those that only one suite has come from the suite."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from schoolgate.basics.errors import UsageError, nearest
from schoolgate.basics.staging import Staging
from schoolgate.frames.export import write_facts
from schoolgate.language.rule import Severity
from schoolgate.language.suite import Suite, SuiteReport
from schoolgate.report import failure, fixlist, github, gitlab, json_report, junit, markdown, sarif, sheets, tables
from schoolgate.report.failure import Failure
from schoolgate.run.result import Result
from schoolgate.story import words
from schoolgate.story.rows import records

FIXLIST = "fixlist"
FOLDER = ""
"""The ending of a path that names a folder."""


@dataclass(frozen=True, slots=True)
class Telling:
    """How a run is told: what fails it, and whether personal values are shown."""

    fail_on: Severity | None
    show_values: bool


@dataclass(frozen=True, slots=True)
class Format:
    """A format of a report.

    `write` puts it to its path, by way of the staging. `endings` are those that the path can have: none means any file,
    `FOLDER` a folder. `text` renders it for stdout, where it can go there; `appended_to` is the environment variable that
    names a file to append it to instead, where it is set. `refuses` gives the reason why it must not be
    written, or None; `--only-safe` writes it all the same. `failed` is what stands in its place after a check that came to
    no verdict; without it nothing does.
    """

    name: str
    write: Callable[[Result, Path, Staging, Telling], None]
    endings: tuple[str, ...] = ()
    text: Callable[[Result, Telling], str] | None = None
    refuses: Callable[[Result], str | None] | None = None
    failed: Callable[[Failure], str] | None = None
    appended_to: str | None = None

    @property
    def usage(self) -> str:
        """What to write after `--report`."""
        files = "|".join(ending for ending in self.endings if ending is not FOLDER)
        places = ["DIR"] if FOLDER in self.endings else []
        if files or not self.endings:
            places.append(f"FILE{files}")
        place = "|".join(places)
        return f"{self.name}[={place}]" if self.text else f"{self.name}={place}"

    def refuse_other_endings(self, path: Path) -> None:
        """Raise for a path whose ending is none of this format's.

        Raises:
            UsageError: the ending is another one.
        """
        ending = path.suffix.casefold()
        if self.endings and FOLDER not in self.endings:
            tables.refuse_other_endings(path, self.endings, f"the report {self.name}")
        elif FOLDER in self.endings and ending in tables.ENDINGS and ending not in self.endings:
            files = [f"a file that ends in {other}" for other in self.endings if other is not FOLDER]
            msg = f"{path}: the report {self.name} is no single table; expected {' or '.join(['a folder', *files])}"
            raise UsageError(msg)


def formats(suite: Suite) -> dict[str, Format]:
    """Every format that a check of the suite can be told in, by name."""
    own = {report.name: _of_suite(report) for report in suite.reports}
    return {**{form.name: form for form in FORMATS}, **own}


def format_named(name: str, suite: Suite) -> Format:
    """The format of that name.

    Raises:
        UsageError: the suite has none such; the message names the nearest.
    """
    known = formats(suite)
    if name not in known:
        msg = f"there is no report {name!r} for {suite.name}: {nearest(name, known)}"
        raise UsageError(msg)
    return known[name]


class Document(Protocol):
    """A module that renders a report as one text."""

    def render(self, result: Result, *, fail_on: Severity | None, show_values: bool) -> str:
        """The report."""
        ...


def _document(name: str, module: Document, failed: Callable[[Failure], str], appended_to: str | None = None) -> Format:
    def text(result: Result, telling: Telling) -> str:
        return module.render(result, fail_on=telling.fail_on, show_values=telling.show_values)

    def write(result: Result, path: Path, files: Staging, telling: Telling) -> None:
        files.path(path).write_text(text(result, telling), encoding="utf-8", newline="\n")

    return Format(name, write, text=text, failed=failed, appended_to=appended_to)


def _write_findings(result: Result, path: Path, files: Staging, telling: Telling) -> None:
    tables.write(result.findings(show_values=telling.show_values), files.path(path), path.suffix)


def _write_records(result: Result, path: Path, files: Staging, telling: Telling) -> None:  # noqa: ARG001 (one signature for all)
    tables.write(records(result), files.path(path), path.suffix)


def _write_fixlist(result: Result, path: Path, files: Staging, telling: Telling) -> None:  # noqa: ARG001 (as above)
    fixlist.write(result, files.path(path), path.suffix)


def _write_facts(result: Result, path: Path, files: Staging, telling: Telling) -> None:
    write_facts(result.suite, result.facts, path, files, show_values=telling.show_values)


def _of_suite(report: SuiteReport) -> Format:
    def write(result: Result, path: Path, files: Staging, telling: Telling) -> None:
        made = report.sheets(result.dossier(show_values=telling.show_values))
        # A single table has room for its own lines alone.
        if result.assumptions and not report.is_form and path.suffix.casefold() != ".csv":
            made = {**made, words.NOBODY_TOLD: sheets.nobody_told(result.assumptions)}
        sheets.write(made, path, files, f"{report.name}, {result.suite.name}", result.moment)

    def refuses(result: Result) -> str | None:
        return report.refuses(result.dossier()) if report.refuses else None

    return Format(report.name, write, report.endings, refuses=refuses if report.refuses else None)


FORMATS = (
    _document("json", json_report, failure.as_json),
    Format("findings", _write_findings, tables.ENDINGS),
    Format("records", _write_records, tables.ENDINGS),
    Format(FIXLIST, _write_fixlist, fixlist.ENDINGS),
    Format("facts", _write_facts, (FOLDER,)),
    _document("junit", junit, failure.as_junit),
    _document("sarif", sarif, failure.as_sarif),
    _document("github", github, failure.as_github),
    _document("gitlab", gitlab, failure.as_gitlab),
    _document("markdown", markdown, failure.as_markdown, appended_to="GITHUB_STEP_SUMMARY"),
)
