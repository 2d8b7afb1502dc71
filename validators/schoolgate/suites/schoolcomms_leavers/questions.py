"""What only the school can tell before leavers are deleted, and what holds while nobody has."""

from schoolgate.language.predicate import IsTrue, Not, OneOf
from schoolgate.language.question import DECIDED, OPEN, Question, Touches
from schoolgate.suites.schoolcomms_leavers.facts import LATER_BY_IMPORT, LEFT_BY_IMPORT
from schoolgate.suites.schoolcomms_leavers.tables import PROOFS_OF_A_MEMBER

_ASKED_OF_THOSE_NOT_DELETED = (
    "SL-101", "SL-102", "SL-106", "SL-108", "SL-201", "SL-202", "SL-203", "SL-204", "SL-205", "SL-206", "SL-303",
)  # fmt: skip
_ASK_A_PROOF = ("SL-203", "SL-204", "SL-205", "SL-206")

QUESTIONS = (
    Question(
        name="mis",
        asks="Whom does the MIS have, and with which leaving dates?",
        decides="whether a leaver has left (SL-202), is still to be marked (SL-101), and has the same date in both (SL-107)",
        answer="the table mis (mis.csv with member_id and leaving_date), exported from the MIS",
        touches=(
            Touches(("SL-202",), DECIDED, OneOf("evidence", (LEFT_BY_IMPORT, LATER_BY_IMPORT))),
            Touches(("SL-101", "SL-107", "SL-202"), OPEN),
        ),
        supplied=("mis",),
        assumed="the leaving date of the last import",
        why="weaker evidence: it is as old as the last import",
    ),
    Question(
        name="mis_holds",
        asks="Does the table mis hold leavers too, or the current roll alone?",
        decides="whether a leaver who is not in mis has left (current) or is somebody whom the MIS does not know (everyone)",
        answer='mis_holds = "current" in [schoolcomms_leavers], or "everyone"',
        touches=(Touches(("SL-202",), OPEN, Not(IsTrue("in_mis"))),),
        settings=("mis_holds",),
    ),
    Question(
        name="queue_hours",
        asks="For how many hours can a deletion be queued before the member is gone from Schoolcomms?",
        decides="from which sync on a deleted member should read Closed in Cypad (SL-103, SL-104)",
        answer="queue_hours = 24 in [schoolcomms_leavers]",
        touches=(Touches(("SL-103", "SL-104")),),
        settings=("queue_hours",),
        assumed=lambda own, _: own.queue_hours,
        why="our figure: the article gives none",
    ),
    Question(
        name="anonymise_after_days",
        asks="After how many days is what stays of a deleted member anonymised?",
        decides="when the names of a deleted member should read as anonymised (SL-301, SL-302)",
        answer="anonymise_after_days = 14 in [schoolcomms_leavers]",
        touches=(Touches(("SL-301", "SL-302")),),
        settings=("anonymise_after_days",),
        assumed=lambda own, _: own.anonymise_after_days,
        why="the article's figure; a school can have asked for longer",
    ),
    Question(
        name="proofs",
        asks="Is nothing owed, nothing booked, everything saved and everything settled for each leaver?",
        decides="whether a leaver can be deleted without losing what can never be brought back (SL-203 to SL-206)",
        answer=(
            "the table proofs (write it with --report proofs=proofs.csv and fill it in), or its columns in members: "
            f"{', '.join(PROOFS_OF_A_MEMBER)}"
        ),
        touches=tuple(
            Touches((rule,), OPEN, Not(IsTrue(f"{column}_told")))
            for rule, column in zip(_ASK_A_PROOF, PROOFS_OF_A_MEMBER, strict=True)
        ),
    ),
    Question(
        name="deleted_at",
        asks="Who was deleted in Schoolcomms already, and when?",
        decides="who is judged as deleted (SL-103, SL-104, SL-301 to SL-304) and who as still there",
        answer="the column deleted_at of members",
        touches=(Touches(_ASKED_OF_THOSE_NOT_DELETED),),
        supplied=("members.deleted_at",),
        assumed="nobody",
        why="without the column nobody counts as deleted",
    ),
)
