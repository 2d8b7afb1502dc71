"""How leavers are deleted: what the article asks for before, the steps, what follows, and what nobody can undo."""

from schoolgate.language.guide import Guide, Part, Step
from schoolgate.suites.schoolcomms_leavers.rules.words import (
    ACCOUNT,
    ANONYMISED_IN_TIME,
    CLOSES_AT_A_SYNC,
    HOW,
    LEAVERS,
    MARKED,
    NOTHING_TO_PAY,
    QUEUE,
    SYNC_TIMES,
    WARNING,
)
from schoolgate.suites.schoolcomms_leavers.verdict import DELETED, NOT_SAFE, SAFE, UNDETERMINED

_STEPS = LEAVERS.section(f"{HOW}, the steps")
_NOT_YET = (NOT_SAFE, UNDETERMINED)
_SAFE = (SAFE,)

GUIDE = Guide(
    title="Deleting leavers in Schoolcomms, so that they close in Cypad",
    steps=(
        Step(Part.BEFORE, "Run the import from the MIS: it marks whoever has left as a leaver.", MARKED, _NOT_YET),
        Step(
            Part.BEFORE,
            "Save every message and all information about the leavers that must be kept.",
            WARNING,
            _NOT_YET,
        ),
        Step(
            Part.BEFORE,
            "Be certain that the parents have no payments left to make and no club bookings left to come.",
            NOTHING_TO_PAY,
            _NOT_YET,
        ),
        Step(Part.BEFORE, "Do manual transactions and refunds first.", WARNING, _NOT_YET),
        Step(Part.STEPS, "Open the desktop version of Schoolcomms.", _STEPS, _SAFE),
        Step(Part.STEPS, "Click Management, then Import Management.", _STEPS, _SAFE),
        Step(Part.STEPS, "Choose the Delete Leavers tab at the top left.", _STEPS, _SAFE),
        Step(
            Part.STEPS,
            "Highlight the members to delete in the box on the left, and click Add.",
            _STEPS,
            _SAFE,
        ),
        Step(Part.STEPS, "Click OK to confirm: from here on there is no way back.", _STEPS, _SAFE),
        Step(
            Part.AFTERWARDS,
            "After the success message the deletions are queued, and members may be seen for a short while, depending on "
            "how many are being deleted.",
            QUEUE,
            (SAFE, DELETED),
        ),
        Step(
            Part.AFTERWARDS,
            "What changes in Schoolcomms reaches Cypad with the next data sync, at 6am, 11am, 3pm or 6pm each day.",
            LEAVERS.section(SYNC_TIMES),
            (SAFE, DELETED),
        ),
        Step(
            Part.AFTERWARDS,
            "Deleted members are no longer passed to Cypad, and should change from Open to Closed there.",
            ACCOUNT,
            (SAFE, DELETED),
            reading=CLOSES_AT_A_SYNC,
        ),
        Step(
            Part.AFTERWARDS,
            "If the school needs longer, ask for a longer anonymised period by the link in the article, before it is over.",
            ANONYMISED_IN_TIME,
            (SAFE, DELETED),
        ),
        Step(Part.FOR_GOOD, "Deletion is for good: nothing brings a member back into Schoolcomms.", WARNING, _SAFE),
        Step(Part.FOR_GOOD, "The school can no longer send the member messages.", WARNING, _SAFE),
        Step(
            Part.FOR_GOOD,
            "The link to the school goes from the family's School Gateway account.",
            WARNING,
            _SAFE,
        ),
        Step(
            Part.FOR_GOOD,
            "Personal information that must stay is anonymised after 14 days, and reads XXXX in Schoolcomms' reports.",
            ANONYMISED_IN_TIME,
            _SAFE,
        ),
        Step(
            Part.FOR_GOOD,
            "Messages, transactions and refunds that were not seen to before cannot be brought back.",
            WARNING,
            _SAFE,
        ),
    ),
)
