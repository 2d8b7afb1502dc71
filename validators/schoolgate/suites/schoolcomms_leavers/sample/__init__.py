"""A synthetic extract for the deletion of leavers: a school in which every leaver can go, and what can be wrong with it."""

from collections.abc import Mapping

from schoolgate.language.settings import Setting
from schoolgate.sample.plan import Sample
from schoolgate.suites.schoolcomms_leavers.sample.faults import FAULTS
from schoolgate.suites.schoolcomms_leavers.sample.school import build
from schoolgate.suites.schoolcomms_leavers.settings import EVERYONE

SETTINGS: Mapping[str, Setting] = {"anonymise_after_days": 14, "queue_hours": 24, "mis_holds": EVERYONE}
"""What the school has told: no extract of it rests on an assumption."""

SAMPLE = Sample(build=build, faults=FAULTS, settings=SETTINGS)
