"""`schoolgate check --each --docs DIR`: one site of all schools."""

import argparse
import os
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from schoolgate import suites
from schoolgate.basics import folding, toml
from schoolgate.basics.errors import SchoolgateError, UsageError
from schoolgate.basics.shown import visible
from schoolgate.report.schools import School
from schoolgate.run.order import SETTINGS_FILE, named
from schoolgate.run.whose import school_named


def school_of(plan: argparse.Namespace) -> str:
    """What the school of a plan is called, as far as that can be told before its files are read."""
    place: Path = plan.source[0]
    with suppress(SchoolgateError, OSError, ValueError):
        path = plan.trusted_settings or plan.settings
        path = path or named(place if place.is_dir() else place.parent, SETTINGS_FILE)
        told = None if path is None else toml.loads(path.read_text("utf-8-sig")).get("school")
        if isinstance(told, str) and told:
            return told
    return school_named([place]) or str(plan.named)


def refuse_namesakes(plans: Sequence[argparse.Namespace]) -> None:
    """Refuse two schools of one name: their runs would be one school's.

    Raises:
        UsageError: there are two.
    """
    known: dict[str, str] = {}
    for plan in plans:
        school = school_of(plan)
        other = known.setdefault(folding.closed(school), plan.named)
        if other != plan.named:
            msg = (
                f"{visible(other)} and {visible(plan.named)} are both called {visible(school)!r}: in one site each school "
                f'needs its own name; write school = "…" into the {SETTINGS_FILE} of each'
            )
            raise UsageError(msg)


def begin(places: Sequence[Path]) -> None:
    """Make the folders ready for all schools at once."""
    from schoolgate.pages.publish import begin as begun  # noqa: PLC0415 (what it imports takes long)

    for place in places:
        begun(place)


def end(places: Sequence[Path], suite: str, schools: Sequence[School], source: Path) -> list[Path]:
    """Write the first page of each folder; where the schools lie on this machine none of them tells.

    Returns:
        The first pages.
    """
    from schoolgate.pages.failures import NoVerdict  # noqa: PLC0415 (as above)
    from schoolgate.pages.publish import end as ended  # noqa: PLC0415 (as above)

    at, title = datetime.now(UTC).isoformat(timespec="seconds"), suites.load(suite).title
    without = [
        NoVerdict(visible(one.school or one.name), suite, title, at, visible(_told(one.why, source, one.name)))
        for one in schools
        if one.exit_code > 1
    ]
    return [place / ended(place, without).relative_to(place.absolute()) for place in places]


def _told(why: str, source: Path, name: str) -> str:
    """Why there is no verdict, in one line."""
    lines = [line.strip().replace(f"{source}{os.sep}", "").removeprefix(f"{name}: ") for line in why.splitlines()]
    return "; ".join(line for line in lines if line)
