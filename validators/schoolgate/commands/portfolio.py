"""`schoolgate check --each --docs DIR`: one site of all schools."""

import argparse
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from schoolgate.basics import folding
from schoolgate.basics.errors import UsageError
from schoolgate.basics.shown import visible
from schoolgate.commands.source import ordered
from schoolgate.delivery.pages import no_verdict
from schoolgate.language.files import SETTINGS_FILE
from schoolgate.report.schools import School
from schoolgate.run.order import school_before


def school_of(plan: argparse.Namespace) -> str:
    """What the school of a plan is called, as far as that can be told before its files are read."""
    return school_before(replace(ordered(plan), trusted=plan.trusted_settings)) or str(plan.named)


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
    from schoolgate.pages.publish import end as ended  # noqa: PLC0415 (as above)

    without = [
        no_verdict(one.school or one.name, suite, one.why.splitlines(), source / one.name)
        for one in schools
        if one.exit_code > 1
    ]
    return [place / ended(place, without).relative_to(place.absolute()) for place in places]
