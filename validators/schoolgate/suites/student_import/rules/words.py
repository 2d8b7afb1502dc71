"""Phrases that several rules share: the article, its sections, and whom a rule is about."""

from schoolgate.predicate import Filled, IsTrue, Not
from schoolgate.rule import Article, Depends, Severity

IMPORT = Article("Course evaluation: rules of the student import")
STUDENT_ROLE = IMPORT.section("student role")
FACULTY = IMPORT.section("faculty found in the student file")
TOLERANCE = IMPORT.section("tolerance for faculty in the student file")
PROGRAMS = IMPORT.section("new programs")
LOCK_STEP = IMPORT.section("lock-step: refresh of enrollment")
INVALID = IMPORT.section("Graduation year, invalid")
MINIMUM = IMPORT.section("Graduation year, minimum")
TOO_FAR = IMPORT.section("Graduation year, more than the years of the program ahead")
COHORT = IMPORT.section("Graduation year, cohort year")
DEFAULT = IMPORT.section("Graduation year, default for new records")
NO_UPDATE = IMPORT.section("Graduation year, not supplied for an existing record")
REQUIRED = IMPORT.section("Graduation year, required in lock-step")
CAUTION = IMPORT.section("Graduation year, closing caution")

IS_NEW = IsTrue("is_new")
IN_DATABASE = Not(IS_NEW)
IS_LOCK_STEP = IsTrue("lock_step")
HAS_GRAD_YEAR = Filled("grad_year")
HAS_PROGRAM = Filled("program")

GRAD_SEVERITY = Depends(IS_LOCK_STEP, Severity.ERROR, Severity.WARNING)
"""In lock-step the row is rejected, elsewhere its graduation year is ignored."""

IMPORT_AGAIN = "Then check the file again."
