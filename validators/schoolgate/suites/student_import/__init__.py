"""What the import of a student file will do with each row, before anybody imports it."""

from schoolgate.language.suite import Suite
from schoolgate.suites.student_import.derive import build
from schoolgate.suites.student_import.facts import FACT_TABLES
from schoolgate.suites.student_import.guide import GUIDE
from schoolgate.suites.student_import.plan import PLAN
from schoolgate.suites.student_import.questions import QUESTIONS
from schoolgate.suites.student_import.rules import RULES
from schoolgate.suites.student_import.settings import StudentImportSettings
from schoolgate.suites.student_import.tables import TABLES
from schoolgate.suites.student_import.turns import turns
from schoolgate.suites.student_import.verdict import VERDICT

SUITE = Suite(
    name="student-import",
    title="Course evaluation: what the import of a student file will do",
    edition=2,
    question="What will the import do with this row: create, update, reject, or take it without its graduation year?",
    tables=TABLES,
    fact_tables=FACT_TABLES,
    rules=RULES,
    settings=StudentImportSettings,
    build_facts=build,
    verdicts=(VERDICT,),
    reports=(PLAN,),
    questions=QUESTIONS,
    guide=GUIDE,
    turns=turns,
)
