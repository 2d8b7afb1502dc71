"""What can go wrong, the choosiest faults first and the commonest last.

Which rules can fail at all is a matter of settings: the usual faults are those of a database that is not lock-step, the
others those of one that is. SI-006 fails for a file without rows alone, so no sample has it.
"""

from schoolgate.suites.student_import.sample.faults import database, people, study

FAULTS = (*people.RARE, *database.FAULTS, people.FACULTY, people.NO_KEY, *study.FAULTS)
LOCK_STEP_FAULTS = (*people.RARE, *database.FAULTS, people.TOO_MANY_FACULTY, *study.LOCK_STEP_FAULTS)
