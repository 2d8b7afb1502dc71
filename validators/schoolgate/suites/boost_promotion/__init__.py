"""Which tag each learner will get when the MIS is synced for the new school year, and what to tidy."""

from schoolgate.language.suite import Suite
from schoolgate.suites.boost_promotion.derive import build
from schoolgate.suites.boost_promotion.facts import FACT_TABLES
from schoolgate.suites.boost_promotion.guide import GUIDE
from schoolgate.suites.boost_promotion.noticed import noticed
from schoolgate.suites.boost_promotion.questions import QUESTIONS
from schoolgate.suites.boost_promotion.rules import RULES
from schoolgate.suites.boost_promotion.settings import BoostPromotionSettings
from schoolgate.suites.boost_promotion.tables import TABLES
from schoolgate.suites.boost_promotion.turns import turns
from schoolgate.suites.boost_promotion.verdict import VERDICTS
from schoolgate.suites.boost_promotion.worklist import WORKLIST

SUITE = Suite(
    name="boost-promotion",
    title="Boost Insights, SNAP, Wellbeing: moving learners up a year",
    edition=2,
    question="Which tag will each learner get in the manual sync, where will it be afterwards, and what is to be tidied?",
    tables=TABLES,
    fact_tables=FACT_TABLES,
    rules=RULES,
    settings=BoostPromotionSettings,
    build_facts=build,
    verdicts=VERDICTS,
    reports=(WORKLIST,),
    questions=QUESTIONS,
    guide=GUIDE,
    turns=turns,
    noticed=noticed,
)
