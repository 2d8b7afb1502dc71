"""A synthetic extract for the deletion of leavers: a school in which every leaver can go, and what can be wrong with it."""

from schoolgate.sample.plan import Sample
from schoolgate.suites.schoolcomms_leavers.sample.faults import FAULTS
from schoolgate.suites.schoolcomms_leavers.sample.school import build

SAMPLE = Sample(build=build, faults=FAULTS)
