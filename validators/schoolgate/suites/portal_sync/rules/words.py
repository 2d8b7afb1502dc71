"""Phrases that several rules share: the article, its sections, and who a rule is about."""

from schoolgate.language.predicate import IsTrue, Not, OneOf
from schoolgate.language.rule import Article
from schoolgate.suites.portal_sync.tables import ON_ROLL

SYNC = Article("the article on which students sync to the portal")
REQUIRED = SYNC.section("Check the Required Student Information")
REQUIRED_FORENAME = SYNC.section("Check the Required Student Information, note on the preferred forename")
CURRENT = SYNC.section("Check the Requirements for a Current Student")
PROSPECTIVE = SYNC.section("Check the Requirements for a Prospective Student")
PROSPECTIVE_STATUS = SYNC.section("Check the Requirements for a Prospective Student, important note")
LEFT = SYNC.section("Check the Requirements for a Left Student")
LEFT_WINDOW = SYNC.section("Check the Requirements for a Left Student, note on the past 12 months")
TROUBLESHOOT = SYNC.section("Troubleshoot a Student That Is Still Not Syncing")

IN_SCOPE = Not(IsTrue("out_of_scope"))
IS_CURRENT = OneOf("type", ("current",))
IS_PROSPECTIVE = OneOf("type", ("prospective",))
IS_LEFT = OneOf("type", ("left",))
IS_NEAREST = OneOf("type_basis", ("nearest",))

WAIT_FOR_SYNC = "Then wait for the next sync."
WHATEVER_IS_TRUE = (
    "Whichever is true: if the student is on roll, correct its roll mode in the MIS; if it has left, enter its leaving date "
    "there; if it is an applicant, complete its application there."
)
SUPPLY_GROUP = "Supply the group in the table groups, or correct the id if it is wrong."
MEND_SPELLING = "Write the id in both places as the MIS has it."
HARDCODED = f"the portal hardcodes the roll mode {ON_ROLL!r} and no school can have another"
