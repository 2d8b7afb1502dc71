"""What files are taken for, as `inspect` says it, what has to be asked of them, and what is answered."""

import contextlib
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from schoolgate import suites
from schoolgate.basics.clock import moment
from schoolgate.basics.errors import SchoolgateError
from schoolgate.intake.look import look
from schoolgate.intake.proposal import proposed
from schoolgate.intake.proposing.suggestion import Opened, Suggestion
from schoolgate.language.question import Question
from schoolgate.language.suite import Suite
from schoolgate.report import inspection
from schoolgate.run.answers import added
from schoolgate.run.check import wanted
from schoolgate.run.order import settings_of
from schoolgate.serving import asking
from schoolgate.serving.asks import answered
from schoolgate.serving.place import (
    folder_of,
    inside,
    kept,
    opened_of,
    order_of,
    settings_text,
    with_school,
    without_place,
)
from schoolgate.serving.replacing import replaced
from schoolgate.serving.told import SheetSeen, Understood, Wish
from schoolgate.serving.worker import Say


def understand(say: Say, wish: Wish, fresh: Sequence[str] = (), again: bool = False) -> Understood:  # noqa: FBT001, FBT002 (it comes over a line)
    """Look at the files as `inspect` does, and gather what has to be asked.

    Args:
        say: tells how far it is.
        wish: whose files they are.
        fresh: the names of the files that came last.
        again: whether they are the next export of what had a verdict.

    Raises:
        InputError: a file cannot be opened.
        UsageError: the settings are wrong.
    """
    with inside(wish):
        say("Opening the files")
        news = replaced(wish, fresh, again=again)
        suite = suites.load(wish.suite)
        text = settings_text(wish)
        source = opened_of(wish, suite)
        say("Looking at their columns")
        found = proposed(source, suite)
        sure = [one for one in found if one.sure and one.key != "file"]
        if sure:
            # As `map` does: what is plain is written down, so that the next export is read in the same way.
            text = kept(wish, suite, added(text, sure).text)
        say("Looking at what they hold")
        return _understood(wish, suite, text, source, [one for one in found if not one.sure], news)


def answer(say: Say, wish: Wish, before: Understood, form: Mapping[str, Sequence[str]], school: str) -> Understood:
    """Write down what somebody answered, and look again where it says something of the files.

    Raises:
        UsageError: an answer is none that the settings take; they stay as they were.
    """
    with inside(wish):
        suite = suites.load(wish.suite)
        said = answered(before.asks, form)
        text = with_school(settings_text(wish), school)
        text = kept(wish, suite, added(text, said).text)
        if (
            not before.obstacles
            and not before.doubts
            and not any(one.section[0] == "intake" and one.sure for one in said)
        ):
            # A million records are looked at for longer than they are checked.
            settled = {(one.section, one.key) for one in said}
            asks = tuple(ask for ask in before.asks if not ask.places & settled)
            return replace(before, settings=text, school=school or before.school, asks=asks, news=())
    return understand(say, wish)


def rewrite(say: Say, wish: Wish, text: str) -> Understood:
    """Put other settings in the place of those that are there, and look again.

    Raises:
        UsageError: they are wrong; those that are there stay.
    """
    with inside(wish):
        kept(wish, suites.load(wish.suite), text.replace("\r\n", "\n"))
    return understand(say, wish)


def _understood(
    wish: Wish, suite: Suite, text: str, source: Opened, doubts: list[Suggestion], news: Sequence[str]
) -> Understood:
    settings = settings_of(order_of(wish, suite))
    asked = wanted(suite, settings)
    source = replace(source, wanted=asked)
    seen = look((Path(folder_of(wish)),), {suite: asked})
    (outlook,) = seen.outlooks
    headings, supplied, files = _there(
        suite, source, {profile.sheet.label for profile, _ in seen.sheets if profile.header}
    )
    if not set(outlook.obstacles) - set(outlook.causes):
        # What somebody has left open once stands in the settings as a comment, and is not asked again.
        doubts = [one for one in doubts if added(text, [one]).text != text]
    section = suites.section(suite.name)
    told = tomllib.loads(text).get(section, {})
    shown = without_place(wish)
    at = moment(wish.as_of or None, settings.zone, suite.bare_date)

    def usual(question: Question) -> Any:
        return question.assumed(settings.own, at) if callable(question.assumed) else question.assumed

    return Understood(
        sheets=tuple(
            SheetSeen(
                shown(profile.sheet.label),
                shown(inspection.how(profile)),
                tuple(inspection.row(column, profile.rows or 0) for column in profile.columns),
                tuple(map(shown, inspection.fits_told(fits))),
            )
            for profile, fits in seen.sheets
        ),
        readings=tuple(map(shown, outlook.readings)),
        assumed=tuple(map(shown, outlook.assumed)),
        obstacles=tuple(map(shown, outlook.obstacles)),
        causes=tuple(map(shown, outlook.causes)),
        notes=tuple(map(shown, dict.fromkeys((*seen.notes, *outlook.notes)))),
        asks=(
            *asking.doubts(doubts, suite, asking.Seen(headings, files)),
            *asking.questions(suite, section, told, supplied, usual),
        ),
        open=tuple((one.asks, one.answer) for one in asking.of_files(suite, told, supplied)),
        settings=text,
        school=tomllib.loads(text).get("school", ""),
        news=tuple(news),
    )


def _there(suite: Suite, source: Opened, headed: set[str]) -> tuple[dict[str, list[str]], set[str], list[str]]:
    """The headings that may be a column of each table; the tables and columns that there are; the files that are none yet.

    Of a sheet that is not `headed` nothing is told: what would be its header may be somebody's record.
    """
    every = [sheet for sheet in source.sheets if sheet.label in headed]
    headings: dict[str, list[str]] = {table.name: [] for table in suite.tables}
    supplied: set[str] = set()
    free = [sheet.path.name for sheet in source.sheets]
    with contextlib.suppress(SchoolgateError):
        now = source.arranged()
        taken_sheets = {id(sheet) for mine in now.stands.values() for sheet in mine}
        free = [sheet.path.name for sheet in source.sheets if id(sheet) not in taken_sheets]
        supplied |= set(now.plans)
        for table in suite.tables:
            others = {id(sheet) for name, mine in now.stands.items() if name != table.name for sheet in mine}
            stands = now.stands.get(table.name, ())
            for sheet in stands or [one for one in every if id(one) not in others]:
                found = now.sorting.opened(sheet, table)
                match = now.sorting.matched(found, table)
                taken = {found.headings[at] for at in match.columns.values()}
                headings[table.name] += [one for one in found.headings if one not in taken and sheet.label in headed]
                supplied |= {f"{table.name}.{column}" for column in match.columns} if stands else set()
    return headings, supplied, list(dict.fromkeys(free))
