"""What only the school or the product can tell about a portal sync, and what holds while nobody has."""

from schoolgate.language.outcome import Outcome
from schoolgate.language.predicate import IsTrue
from schoolgate.language.question import OPEN, Question, Touches

_FAILED = (Outcome.FAIL,)

QUESTIONS = (
    Question(
        name="students_log_in",
        asks="Do the students of whom portal_login says nothing need to log in to the portal?",
        decides="whether a student without an e-mail address syncs, and whether a shared address matters",
        answer='students_log_in = "all" (or "none") in [portal_sync], or a column portal_login in students',
        touches=(Touches(rules=("PS-105", "PS-107"), outcomes=OPEN, where=IsTrue("login_untold")),),
        settings=("students_log_in",),
    ),
    Question(
        name="leaver_window_months",
        asks="For how many months after leaving does the portal keep a student?",
        decides="which leavers sync, and when the portal removes them",
        answer="leaver_window_months = 12 in [portal_sync]",
        touches=(Touches(rules=("PS-403",)),),
        settings=("leaver_window_months",),
        assumed=12,
        why="the article's default; support can change it",
    ),
    Question(
        name="use_preferred_forename",
        asks="Does the portal show the preferred forename as the first name?",
        decides="which first name the portal shows of a student who has both",
        answer="use_preferred_forename = true (or false) in [portal_sync]",
        touches=(Touches(rules=("PS-103",), outcomes=_FAILED),),
        settings=("use_preferred_forename",),
        assumed=True,
        why="the article's default; support can turn it off",
    ),
    Question(
        name="admission_statuses",
        asks="Which admission statuses does the portal have?",
        decides="whether an applicant syncs",
        answer="a table admission_statuses, with a row for each admission status that support confirms",
        touches=(Touches(rules=("PS-310", "PS-503"), outcomes=OPEN),),
        supplied=("admission_statuses",),
    ),
    Question(
        name="applications",
        asks="Which students have applied, and with what?",
        decides="who is a prospective student, and whether it syncs",
        answer="a table applications",
        touches=(Touches(rules=("PS-110", "PS-301", "PS-311"), outcomes=OPEN),),
        supplied=("applications",),
    ),
)
