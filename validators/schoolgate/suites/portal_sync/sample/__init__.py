"""A synthetic extract for portal-sync: a school in which every student syncs, and what can be wrong with it."""

from schoolgate.language.settings import Setting
from schoolgate.sample.plan import Sample
from schoolgate.suites.portal_sync.sample.faults import FAULTS
from schoolgate.suites.portal_sync.sample.school import build

_ANSWERS: dict[str, Setting] = {
    "students_log_in": "none",
    "leaver_window_months": 12,
    "use_preferred_forename": True,
}
"""What the school says of itself: nobody of whom portal_login says nothing logs in, and the portal is as it comes."""

SAMPLE = Sample(build=build, faults=FAULTS, settings=_ANSWERS)
