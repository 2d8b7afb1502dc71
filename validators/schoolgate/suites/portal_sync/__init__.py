"""Which students sync to the portal, as which type, and if not why."""

from schoolgate.language.suite import Suite
from schoolgate.suites.portal_sync.derive import build
from schoolgate.suites.portal_sync.facts import FACT_TABLES
from schoolgate.suites.portal_sync.groups import noticed
from schoolgate.suites.portal_sync.guide import GUIDE
from schoolgate.suites.portal_sync.paths import PATHS
from schoolgate.suites.portal_sync.questions import QUESTIONS
from schoolgate.suites.portal_sync.rules import RULES
from schoolgate.suites.portal_sync.settings import PortalSyncSettings
from schoolgate.suites.portal_sync.tables import TABLES
from schoolgate.suites.portal_sync.turns import turns
from schoolgate.suites.portal_sync.verdict import VERDICT

SUITE = Suite(
    name="portal-sync",
    title="SIMS to My School Portal: which students sync",
    edition=2,
    question="Will this student sync to the portal, as which type, and if not, why?",
    tables=TABLES,
    fact_tables=FACT_TABLES,
    rules=RULES,
    settings=PortalSyncSettings,
    build_facts=build,
    verdicts=(VERDICT,),
    ways=PATHS,
    questions=QUESTIONS,
    guide=GUIDE,
    turns=turns,
    noticed=noticed,
)
