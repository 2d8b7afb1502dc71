"""Phrases that several rules share: the article, its sections, and whom a rule is about."""

from schoolgate.language.predicate import Filled, IsTrue, Not
from schoolgate.language.rule import Article, Depends, Severity

IMPORT = Article("the rules of the course-evaluation student import")
FACULTY = IMPORT.section("student role and faculty")
PROGRAMS = IMPORT.section("new programs")
PROGRAMS_SAFEGUARD = IMPORT.section("new programs", derived=True)
GRAD_YEAR = IMPORT.section("graduation year")
GRAD_YEAR_SAFEGUARD = IMPORT.section("graduation year", derived=True)
CAUTION = IMPORT.section("graduation year, closing caution")
CAUTION_SAFEGUARD = IMPORT.section("graduation year, closing caution", derived=True)
LOCK_STEP = IMPORT.section("lock-step")
LOCK_STEP_SAFEGUARD = IMPORT.section("lock-step", derived=True)

IS_NEW = IsTrue("is_new")
IN_DATABASE = Not(IS_NEW)
IS_LOCK_STEP = IsTrue("lock_step")
HAS_GRAD_YEAR = Filled("grad_year")
HAS_PROGRAM = Filled("program")

GRAD_SEVERITY = Depends(IS_LOCK_STEP, Severity.ERROR, Severity.WARNING)
"""In lock-step the row is rejected, elsewhere its graduation year is ignored."""

WHO_IS_FACULTY = (
    "The article does not say how the import knows faculty. We take whom the table faculty lists, and whom the database has "
    "as Faculty: by the primary role, or by the role Faculty without the role Student, unless the primary role is Dual. The "
    "import might also go by another role, or count those who are Dual already."
)
"""How the rules about faculty read their article."""

IMPORT_AGAIN = "Then check the file again."
