"""What the process of the page does, one function each: it takes `Say` and plain data, and gives plain data back.

The files of one workflow lie in one folder; what is said of them never holds its place on this machine.
"""

import contextlib
import os
import shutil
import tomllib
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from schoolgate import suites
from schoolgate.basics.errors import InputError, SchoolgateError, UsageError
from schoolgate.basics.shown import visible
from schoolgate.basics.staging import staging
from schoolgate.delivery import pages
from schoolgate.intake.look import look, opened
from schoolgate.intake.proposal import proposed
from schoolgate.intake.proposing.suggestion import Opened
from schoolgate.intake.sheet import Sheet
from schoolgate.language.suite import Suite
from schoolgate.pages.downloads import named
from schoolgate.report import checklist, inspection, terminal
from schoolgate.report.formats import FOLDER, Telling, format_named, formats
from schoolgate.run.answers import added
from schoolgate.run.check import wanted
from schoolgate.run.order import SETTINGS_FILE, Order, carried_out, settings_of
from schoolgate.run.result import Result
from schoolgate.sample.write import toml
from schoolgate.serving import asking
from schoolgate.serving.asking import Ask
from schoolgate.serving.uploads import BESIDE
from schoolgate.serving.worker import Say
from schoolgate.story import letter
from schoolgate.story.checklist import explain as explanation_of
from schoolgate.story.letter import Letter
from schoolgate.story.rows import outlook
from schoolgate.story.search import find

NOBODY = "Your school"
"""What the school is called until somebody says it."""
_MOST_FOR_A_WORKBOOK = 50_000
_ENDINGS = {"json": ".json", "junit": ".xml", "sarif": ".sarif", "github": ".txt", "gitlab": ".json", "markdown": ".md"}
"""The endings of reports that may have any."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be checked, and how: the suite, the folder of its files, as of when, and whether values are shown."""

    suite: str
    folder: str
    as_of: str = ""
    show_values: bool = False

    @property
    def settings(self) -> Path:
        """The settings beside the files."""
        return Path(self.folder) / SETTINGS_FILE


@dataclass(frozen=True, slots=True)
class SheetSeen:
    """A sheet of a file: how it was read, its columns with blanks and shapes, and the tables that it fits."""

    label: str
    how: str
    columns: tuple[tuple[str, str, str, str], ...]
    fits: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Understood:
    """What the files are taken for, what is asked, and what is in the way.

    `open` are questions that a file would answer: what is asked, and the answer. `news` says what was done on the way.
    """

    sheets: tuple[SheetSeen, ...]
    readings: tuple[str, ...]
    assumed: tuple[str, ...]
    obstacles: tuple[str, ...]
    notes: tuple[str, ...]
    asks: tuple[Ask, ...]
    open: tuple[tuple[str, str], ...]
    settings: str
    school: str
    news: tuple[str, ...] = ()

    @property
    def doubts(self) -> tuple[Ask, ...]:
        """The questions about the files."""
        return tuple(ask for ask in self.asks if ask.doubt)

    @property
    def ready(self) -> bool:
        """Whether it can be checked as it is."""
        return bool(self.readings) and not self.obstacles and not self.doubts


@dataclass(frozen=True, slots=True)
class Listed:
    """A report to download: its name, what it is, the name of its file, or why it is not handed out."""

    name: str
    about: str
    file: str
    refused: str = ""


@dataclass(frozen=True, slots=True)
class Checked:
    """A check that is done: the name of its run, its verdict in a line, and what can be downloaded."""

    run: str
    verdict: tuple[str, ...]
    lists: tuple[Listed, ...]
    of: str


@dataclass(frozen=True, slots=True)
class Told:
    """One record: what is said of it, and the same as plain text for a case, which never holds a value."""

    letters: tuple[Letter, ...]
    reply: str


@dataclass
class _Kept:
    """The check that was carried out last."""

    wish: Wish | None = None
    result: Result | None = None
    marks: tuple[Any, ...] = field(default_factory=tuple)


_KEPT = _Kept()


# --------------------------------------------------------------------------------------------------------- the files


def understand(say: Say, wish: Wish, fresh: Sequence[str] = ()) -> Understood:
    """Look at the files as `inspect` does, and gather what has to be asked.

    Args:
        say: tells how far it is.
        wish: whose files they are.
        fresh: the names of the files that came last.

    Raises:
        InputError: a file cannot be opened.
        UsageError: the settings are wrong.
    """
    with _inside(wish):
        say("Opening the files")
        news = _replaced(wish, fresh)
        suite = suites.load(wish.suite)
        text = _settings_text(wish)
        source = _opened(wish, suite)
        say("Looking at their columns")
        found = proposed(source, suite)
        sure = [one for one in found if one.sure and one.key != "file"]
        if sure:
            # As `map` does: what is plain is written down, so that the next export is read in the same way.
            text = _kept(wish, suite, added(text, sure).text)
        say("Looking at what they hold")
        return _understood(wish, suite, text, news)


def answer(say: Say, wish: Wish, asks: Sequence[Ask], form: Mapping[str, Sequence[str]], school: str) -> Understood:
    """Write down what somebody answered, and look again.

    Raises:
        UsageError: an answer is none that the settings take; they stay as they were.
    """
    with _inside(wish):
        suite = suites.load(wish.suite)
        said = asking.answered(asks, form)
        text = _named(_settings_text(wish), school)
        _kept(wish, suite, added(text, said).text)
    return understand(say, wish)


def rewrite(say: Say, wish: Wish, text: str) -> Understood:
    """Put other settings in the place of those that are there, and look again.

    Raises:
        UsageError: they are wrong; those that are there stay.
    """
    with _inside(wish):
        _kept(wish, suites.load(wish.suite), text.replace("\r\n", "\n"))
    return understand(say, wish)


def _understood(wish: Wish, suite: Suite, text: str, news: Sequence[str]) -> Understood:
    settings = settings_of(_order(wish, suite))
    asked = wanted(suite, settings)
    source = _opened(wish, suite)
    seen = look((Path(_name(wish)),), {suite: asked})
    (outlook,) = seen.outlooks
    found = proposed(source, suite)
    headings, supplied = _there(source.sheets, suite, source)
    files = tuple(dict.fromkeys(sheet.path.name for sheet in source.sheets))
    doubts = [one for one in found if not one.sure]
    if not outlook.obstacles:
        # What somebody has left open once stands in the settings as a comment, and is not asked again.
        doubts = [one for one in doubts if added(text, [one]).text != text]
    section = suites.section(suite.name)
    told = tomllib.loads(text).get(section, {})
    shown = _without_place(wish)
    return Understood(
        sheets=tuple(
            SheetSeen(
                shown(profile.sheet.label),
                inspection.how(profile),
                tuple(inspection.row(column, profile.rows or 0) for column in profile.columns),
                tuple(inspection.fits_told(fits)),
            )
            for profile, fits in seen.sheets
        ),
        readings=tuple(map(shown, outlook.readings)),
        assumed=tuple(map(shown, outlook.assumed)),
        obstacles=tuple(map(shown, outlook.obstacles)),
        notes=tuple(map(shown, dict.fromkeys((*seen.notes, *outlook.notes)))),
        asks=(
            *asking.doubts(doubts, suite, asking.Seen(headings, files)),
            *asking.questions(suite, section, told, supplied),
        ),
        open=tuple((one.asks, one.answer) for one in asking.of_files(suite, told, supplied)),
        settings=text,
        school=tomllib.loads(text).get("school", ""),
        news=tuple(news),
    )


def _there(sheets: Iterable[Sheet], suite: Suite, source: Opened) -> tuple[dict[str, list[str]], set[str]]:
    """The headings of what may be each table and are no other column of it, and the tables and columns that there are."""
    every = list(sheets)
    headings: dict[str, list[str]] = {table.name: [] for table in suite.tables}
    supplied: set[str] = set()
    with contextlib.suppress(SchoolgateError):
        now = source.arranged()
        supplied |= set(now.plans)
        for table in suite.tables:
            others = {id(sheet) for name, mine in now.stands.items() if name != table.name for sheet in mine}
            stands = now.stands.get(table.name, ())
            for sheet in stands or [one for one in every if id(one) not in others]:
                found = now.sorting.opened(sheet, table)
                match = now.sorting.matched(found, table)
                taken = {found.headings[at] for at in match.columns.values()}
                headings[table.name] += [one for one in found.headings if one not in taken]
                supplied |= {f"{table.name}.{column}" for column in match.columns} if stands else set()
    return headings, supplied


def _replaced(wish: Wish, fresh: Sequence[str]) -> list[str]:
    """Remove files that a new one of another name is the next export of: all their headings are the same."""
    folder = Path(_name(wish))
    there = {path.name for path in folder.iterdir() if path.name not in BESIDE}
    old = there - set(fresh)
    if not old or not fresh:
        return []
    suite = suites.load(wish.suite)
    with contextlib.suppress(SchoolgateError):
        heads: dict[str, list[tuple[str, ...]]] = {}
        for sheet in _opened(wish, suite).sheets:
            heads.setdefault(sheet.path.name, []).append(_headings(sheet))
        said = _settings_text(wish)
        news = []
        for name in fresh:
            twins = [
                one
                for one in sorted(old)
                if name in heads and heads.get(one) == heads[name] and any(map(any, heads[one]))
            ]
            if len(twins) == 1 and f'"{twins[0]}"' not in said:
                (folder / twins[0]).unlink()
                old -= set(twins)
                news.append(f"{name} has the same columns as {twins[0]}, and was put in its place")
        return news
    return []


def _headings(sheet: Sheet) -> tuple[str, ...]:
    """The first row of a sheet, where it looks like headings: more than one cell of it is filled."""
    cells = sheet.top[0].cells if sheet.top else ()
    return cells if sum(map(bool, cells)) > 1 else ()


# --------------------------------------------------------------------------------------------------------- the check


def check(say: Say, wish: Wish, docs: str) -> Checked:
    """Check, and publish the verdict as Data Docs in a folder.

    Raises:
        UsageError: the settings are wrong.
        InputError: the files cannot be read, or lack a table or a column.
        ProgramError: a fault of schoolgate.
    """
    with _inside(wish):
        say("Checking every record")
        result = _carried_out(wish)
        say("Writing the pages")
        order = _order(wish, result.suite)
        (first,) = pages.write(result, [Path(docs)], fail_on=order.level, show_values=wish.show_values)
        return Checked(
            first.parent.name,
            tuple(outlook(result, verdict) for verdict in result.suite.verdicts),
            tuple(_lists(result)),
            result.suite.of.one,
        )


def _lists(result: Result) -> Iterator[Listed]:
    about = {report.name: report.about for report in result.suite.reports}
    day = result.moment.date.isoformat()
    for name, form in formats(result.suite).items():
        refused = form.refuses(result) if form.refuses else None
        ending = _ending(result, form.endings, name)
        yield Listed(
            name, about.get(name, ""), named(name, result.school or NOBODY, day, ending), visible(refused or "")
        )


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
    with _inside(wish):
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
        telling = Telling(_order(wish, result.suite).level, wish.show_values)
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
    with _inside(wish):
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
        sorted((path.name, path.stat().st_mtime_ns, path.stat().st_size) for path in Path(_name(wish)).iterdir())
    )
    plain = replace(wish, show_values=False)
    if _KEPT.result is None or (_KEPT.wish, _KEPT.marks) != (plain, marks):
        _KEPT.result = None
        suite = suites.load(wish.suite)
        _KEPT.result = carried_out(_order(wish, suite))
        _KEPT.wish, _KEPT.marks = plain, marks
    return _KEPT.result


# --------------------------------------------------------------------------------------------------------- in between


@contextlib.contextmanager
def _inside(wish: Wish) -> Iterator[None]:
    """Work beside the folder of files, so that no message names its place; and let no message hold the rest of it."""
    before = Path.cwd()
    os.chdir(Path(wish.folder).parent)
    shown = _without_place(wish)
    try:
        yield
    except (UsageError, InputError) as error:
        first, *further = map(shown, error.lines)
        raise type(error)(first, *further) from None
    finally:
        os.chdir(before)


def _name(wish: Wish) -> str:
    return Path(wish.folder).name


def _without_place(wish: Wish) -> Any:
    name = _name(wish)

    def shown(text: str) -> str:
        text = text.replace(f"{name}/", "").replace(f"{name}{os.sep}", "")
        return text.replace(f"{name}: ", "Your files: ")

    return shown


def _order(wish: Wish, suite: Suite) -> Order:
    order = Order(suite=suite, source=Path(_name(wish)), as_of=wish.as_of or None, show_values=wish.show_values)
    return order if settings_of(order).common.school else replace(order, school=NOBODY)


def _opened(wish: Wish, suite: Suite) -> Opened:
    asked = wanted(suite, settings_of(_order(wish, suite)))
    return opened((Path(_name(wish)),), asked)[0]


def _settings_text(wish: Wish) -> str:
    return wish.settings.read_bytes().decode("utf-8-sig") if wish.settings.exists() else ""


def _named(text: str, school: str) -> str:
    """The settings with the school's name, where they do not say it."""
    school = " ".join(school.split())
    if not school or tomllib.loads(text).get("school"):
        return text
    return f"school = {toml(school)}\n{text}"


def _kept(wish: Wish, suite: Suite, text: str) -> str:
    """Write the settings down, if they are such.

    Raises:
        UsageError: they are not; those that are there stay.
    """
    before = wish.settings.read_bytes() if wish.settings.exists() else None
    with staging() as staged:
        staged.path(wish.settings).write_bytes(text.encode())
    try:
        settings_of(_order(wish, suite))
    except UsageError:
        if before is None:
            wish.settings.unlink()
        else:
            wish.settings.write_bytes(before)
        raise
    return text
