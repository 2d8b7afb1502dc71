"""A synthetic extract for portal-sync: a school in which every student syncs, and what can be wrong with it."""

from schoolgate.sample.plan import Sample
from schoolgate.suites.portal_sync.sample.faults import FAULTS
from schoolgate.suites.portal_sync.sample.school import build

SAMPLE = Sample(build=build, faults=FAULTS)
