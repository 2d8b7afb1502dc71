"""A synthetic file to import and the database that it goes into, and what can be wrong with both."""

from schoolgate.sample.plan import Sample
from schoolgate.suites.student_import.sample.college import build, told
from schoolgate.suites.student_import.sample.faults import FAULTS, LOCK_STEP_FAULTS
from schoolgate.suites.student_import.sample.faults.world import cut_short, out_of_date

SAMPLE = Sample(
    build=build,
    faults=FAULTS,
    world=cut_short,
    scenarios={"lock-step": Sample(build=build, faults=LOCK_STEP_FAULTS, world=out_of_date, settings=told)},
    settings=told,
)
