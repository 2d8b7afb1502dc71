"""A check of the files, its verdict as pages, one record of it, and its lists."""

import shutil
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from schoolgate import suites
from schoolgate.basics.errors import UsageError
from schoolgate.basics.shown import visible
from schoolgate.basics.staging import staging
from schoolgate.delivery import pages
from schoolgate.pages.downloads import named
from schoolgate.report import checklist, terminal
from schoolgate.report.formats import FIXLIST, FOLDER, Telling, format_named, formats
from schoolgate.run.order import carried_out
from schoolgate.run.result import Result
from schoolgate.serving.place import NOBODY, folder_of, inside, order_of
from schoolgate.serving.told import Checked, Listed, Told, Wish
from schoolgate.serving.worker import Say
from schoolgate.story import letter
from schoolgate.story.checklist import explain as explanation_of
from schoolgate.story.rows import outlook
from schoolgate.story.search import find

_MOST_FOR_A_WORKBOOK = 50_000
_FOR_PEOPLE = {
    FIXLIST: ("Fix list", "every job and every line of it, by who does it and where, with a column to tick off"),
    "records": ("Records", "every record with its verdict"),
    "findings": ("Findings", "everything that is not as it should be, a row each"),
    "markdown": ("Summary", "the verdict and the jobs as text, to paste into a case"),
}
_FOR_PROGRAMS = {
    "json": ("JSON", "all of it; also what the next check is compared with"),
    "facts": ("Facts", "what the rules judged, for Great Expectations and Pandera"),
    "junit": ("JUnit", "for build servers"),
    "sarif": ("SARIF", "for code scanning"),
    "github": ("GitHub", "annotations"),
    "gitlab": ("GitLab", "code quality"),
}
_ENDINGS = {"json": ".json", "junit": ".xml", "sarif": ".sarif", "github": ".txt", "gitlab": ".json", "markdown": ".md"}
"""The endings of reports that may have any."""


@dataclass
class _Kept:
    """The check that was carried out last."""

    wish: Wish | None = None
    result: Result | None = None
    marks: tuple[Any, ...] = field(default_factory=tuple)


_KEPT = _Kept()


def check(say: Say, wish: Wish, docs: str) -> Checked:
    """Check, and publish the verdict as Data Docs in a folder.

    Raises:
        UsageError: the settings are wrong.
        InputError: the files cannot be read, or lack a table or a column.
        ProgramError: a fault of schoolgate.
    """
    with inside(wish):
        say("Checking every record")
        result = _carried_out(wish)
        told = tuple(outlook(result, verdict) for verdict in result.suite.verdicts)
        # The pages of a million records take longer than the check: what it says is told at once.
        say(f"{' '.join(told)} Writing the pages")
        order = order_of(wish, result.suite)
        (first,) = pages.write(result, [Path(docs)], fail_on=order.level, show_values=wish.show_values)
        return Checked(
            first.parent.name,
            tuple(outlook(result, verdict) for verdict in result.suite.verdicts),
            tuple(_lists(result)),
            result.suite.of.one,
        )


def _lists(result: Result) -> Iterator[Listed]:
    """Every report of the suite, those first that people read."""
    own = {report.name: (report.name.replace("-", " ").capitalize(), report.about) for report in result.suite.reports}
    known = {**own, **_FOR_PEOPLE, **_FOR_PROGRAMS}
    there, day = formats(result.suite), result.moment.date.isoformat()
    people = (FIXLIST, *own, *(name for name in _FOR_PEOPLE if name != FIXLIST))
    for name in (*people, *(name for name in there if name not in people)):
        refused = form.refuses(result) if (form := there[name]).refuses else None
        label, about = known.get(name, (name, ""))
        file = named(name, result.school or NOBODY, day, _ending(result, form.endings, name))
        yield Listed(name, label, about, file, name in people, visible(refused or ""))


def _ending(result: Result, endings: Sequence[str], name: str) -> str:
    """The ending of the file: the workbook where it can be one, and the records are not too many for it."""
    files = [one for one in endings if one is not FOLDER]
    if not files:
        return _ENDINGS.get(name, ".txt") if not endings else ".zip"
    records = sum(result.records[verdict.facts].height for verdict in result.suite.verdicts)
    large = records > _MOST_FOR_A_WORKBOOK
    ranked = sorted(files, key=lambda one: (".xlsx", ".csv").index(one) if one in {".xlsx", ".csv"} else 2)
    return next((one for one in ranked if not (large and one == ".xlsx" and len(files) > 1)), ranked[0])


def written(say: Say, wish: Wish, name: str, target: str) -> str:
    """Write a report into a folder of its own; the name of its file.

    Raises:
        UsageError: there is no such report, or it must not be written.
    """
    with inside(wish):
        result = _carried_out(wish)
        say("Writing the list")
        form = format_named(name, result.suite)
        if form.refuses and (reason := form.refuses(result)):
            msg = f"{name} is not handed out: {reason}"
            raise UsageError(msg)
        (one,) = (listed for listed in _lists(result) if listed.name == name)
        folder = Path(target)
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        telling = Telling(order_of(wish, result.suite).level, wish.show_values)
        path = folder / (
            one.file.removesuffix(".zip") if FOLDER in form.endings and one.file.endswith(".zip") else one.file
        )
        with staging() as staged:
            form.write(result, path, staged, telling)
        if path.is_dir():
            with zipfile.ZipFile(folder / one.file, "w", zipfile.ZIP_DEFLATED) as archive:
                for file in sorted(path.rglob("*")):
                    archive.write(file, file.relative_to(path))
        return one.file


def explain(say: Say, wish: Wish, key: str) -> Told:
    """Why one record, or each of its key, will or will not go through.

    Raises:
        UsageError: there is no such record; the nearest are named.
    """
    with inside(wish):
        result = _carried_out(wish)
        say("Ticking the requirements")
        places = find(result, key)
        told = [
            letter.letter(
                explanation_of(result, table, index, show_values=wish.show_values, all_notes=True),
                terminal.as_of(result),
            )
            for table, index in places
        ]
        safe = [explanation_of(result, table, index, show_values=False, all_notes=False) for table, index in places]
        return Told(tuple(told), checklist.reply(result, safe))


def _carried_out(wish: Wish) -> Result:
    """The check: the one of last time, where nothing has changed since."""
    marks = tuple(
        sorted((path.name, path.stat().st_mtime_ns, path.stat().st_size) for path in Path(folder_of(wish)).iterdir())
    )
    plain = replace(wish, show_values=False)
    if _KEPT.result is None or (_KEPT.wish, _KEPT.marks) != (plain, marks):
        _KEPT.result = None
        suite = suites.load(wish.suite)
        _KEPT.result = carried_out(order_of(wish, suite))
        _KEPT.wish, _KEPT.marks = plain, marks
    return _KEPT.result
