"""Which leavers are safe to delete in Schoolcomms, and whether Cypad will close them."""

from schoolgate.language.suite import Suite
from schoolgate.suites.schoolcomms_leavers.delete_list import DELETE_LIST
from schoolgate.suites.schoolcomms_leavers.derive import build
from schoolgate.suites.schoolcomms_leavers.facts import FACT_TABLES
from schoolgate.suites.schoolcomms_leavers.guide import GUIDE
from schoolgate.suites.schoolcomms_leavers.obstacles import obstacles
from schoolgate.suites.schoolcomms_leavers.proofs_form import PROOFS
from schoolgate.suites.schoolcomms_leavers.questions import QUESTIONS
from schoolgate.suites.schoolcomms_leavers.rules import RULES
from schoolgate.suites.schoolcomms_leavers.settings import SchoolcommsLeaversSettings
from schoolgate.suites.schoolcomms_leavers.tables import TABLES
from schoolgate.suites.schoolcomms_leavers.turns import turns
from schoolgate.suites.schoolcomms_leavers.verdict import VERDICT

SUITE = Suite(
    name="schoolcomms-leavers",
    title="Schoolcomms and Cypad: students and leavers",
    edition=2,
    question="Is this leaver safe to delete in Schoolcomms, and will Cypad close the record?",
    tables=TABLES,
    fact_tables=FACT_TABLES,
    rules=RULES,
    settings=SchoolcommsLeaversSettings,
    build_facts=build,
    verdicts=(VERDICT,),
    reports=(DELETE_LIST, PROOFS),
    questions=QUESTIONS,
    guide=GUIDE,
    turns=turns,
    obstacles=obstacles,
    bare_date="end",
)
