"""The reports that `check --report` writes, a declaration each; those that only one suite has come from the suite.

Help lists them, and nobody asks for all: what writes one is imported once it is asked for.
"""

import importlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast, runtime_checkable

from schoolgate.basics.errors import UsageError, nearest

if TYPE_CHECKING:
    from schoolgate.basics.staging import Staging
    from schoolgate.language.rule import Severity
    from schoolgate.language.suite import Suite, SuiteReport
    from schoolgate.report.failure import Failure
    from schoolgate.run.result import Result

FIXLIST = "fixlist"
FOLDER = ""
"""The ending of a path that names a folder."""
_TABLE = (".csv", ".parquet")


@dataclass(frozen=True, slots=True)
class Telling:
    """How a run is told: what fails it, and whether personal values are shown."""

    fail_on: "Severity | None"
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
    write: "Callable[[Result, Path, Staging, Telling], None]"
    endings: tuple[str, ...] = ()
    text: "Callable[[Result, Telling], str] | None" = None
    refuses: "Callable[[Result], str | None] | None" = None
    failed: "Callable[[Failure], str] | None" = None
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
            if ending not in self.endings:
                told = " or ".join(self.endings)
                msg = f"{path}: the ending says how the report {self.name} is written; expected {told}"
                raise UsageError(msg)
        elif FOLDER in self.endings and ending in _TABLE and ending not in self.endings:
            files = [f"a file that ends in {other}" for other in self.endings if other is not FOLDER]
            msg = f"{path}: the report {self.name} is no single table; expected {' or '.join(['a folder', *files])}"
            raise UsageError(msg)


def formats(suite: "Suite") -> dict[str, Format]:
    """Every format that a check of the suite can be told in, by name."""
    own = {report.name: _of_suite(report) for report in suite.reports}
    return {**{form.name: form for form in FORMATS}, **own}


def format_named(name: str, suite: "Suite") -> Format:
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

    def render(self, result: "Result", *, fail_on: "Severity | None", show_values: bool) -> str:
        """The report."""
        ...


@runtime_checkable
class LongDocument(Document, Protocol):
    """A module that renders a report that may be long piece by piece too."""

    def pieces(self, result: "Result", *, fail_on: "Severity | None", show_values: bool) -> Iterator[str]:
        """The report, of which no more than a piece need be in memory."""
        ...


def _document(name: str, module: str = "", appended_to: str | None = None) -> Format:
    """The format whose report the module of that name renders; without one that of the format's own."""

    def renderer() -> Document:
        return cast("Document", importlib.import_module(f"schoolgate.report.{module or name}"))

    def text(result: "Result", telling: Telling) -> str:
        return renderer().render(result, fail_on=telling.fail_on, show_values=telling.show_values)

    def write(result: "Result", path: Path, files: "Staging", telling: Telling) -> None:
        document = renderer()
        with files.path(path).open("w", encoding="utf-8", newline="\n") as file:
            if isinstance(document, LongDocument):
                file.writelines(document.pieces(result, fail_on=telling.fail_on, show_values=telling.show_values))
            else:
                file.write(text(result, telling))

    def failed(failure: "Failure") -> str:
        from schoolgate.report.failure import render

        return render(failure, name)

    return Format(name, write, text=text, failed=failed, appended_to=appended_to)


def _write_findings(result: "Result", path: Path, files: "Staging", telling: Telling) -> None:
    from schoolgate.report import tables

    tables.write(result.findings(show_values=telling.show_values), files.path(path), path.suffix)


def _write_records(result: "Result", path: Path, files: "Staging", telling: Telling) -> None:  # noqa: ARG001 (one signature for all)
    from schoolgate.report import tables
    from schoolgate.story.rows import records

    tables.write(records(result), files.path(path), path.suffix)


def _write_fixlist(result: "Result", path: Path, files: "Staging", telling: Telling) -> None:  # noqa: ARG001 (as above)
    from schoolgate.report import fixlist

    fixlist.write(result, files.path(path), path.suffix)


def _write_facts(result: "Result", path: Path, files: "Staging", telling: Telling) -> None:
    from schoolgate.frames.export import write_facts

    write_facts(result.suite, result.facts, path, files, show_values=telling.show_values)


def _of_suite(report: "SuiteReport") -> Format:
    def write(result: "Result", path: Path, files: "Staging", telling: Telling) -> None:
        from schoolgate.report import sheets
        from schoolgate.story import words

        made = report.sheets(result.dossier(show_values=telling.show_values))
        # A single table has room for its own lines alone.
        if result.assumptions and not report.is_form and path.suffix.casefold() != ".csv":
            made = {**made, words.NOBODY_TOLD: sheets.nobody_told(result.assumptions)}
        sheets.write(made, path, files, f"{report.name}, {result.suite.name}", result.moment)

    def refuses(result: "Result") -> str | None:
        return report.refuses(result.dossier()) if report.refuses else None

    return Format(report.name, write, report.endings, refuses=refuses if report.refuses else None)


FORMATS = (
    _document("json", "json_report"),
    Format("findings", _write_findings, _TABLE),
    Format("records", _write_records, _TABLE),
    Format(FIXLIST, _write_fixlist, (".xlsx", ".csv")),
    Format("facts", _write_facts, (FOLDER,)),
    _document("junit"),
    _document("sarif"),
    _document("github"),
    _document("gitlab"),
    _document("markdown", appended_to="GITHUB_STEP_SUMMARY"),
)
