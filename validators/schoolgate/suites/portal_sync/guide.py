"""What the article on the sync says to do: what to check before, how to go on, and what nobody can change."""

from schoolgate.language.guide import Guide, Part, Step
from schoolgate.suites.portal_sync.rules.words import (
    CURRENT,
    LEFT,
    LEFT_WINDOW,
    PROSPECTIVE,
    PROSPECTIVE_STATUS,
    REQUIRED,
    REQUIRED_FORENAME,
    SYNC,
    TROUBLESHOOT,
)

_WILL_SYNC = ("ready", "ready_with_warnings")
_MIS = SYNC.section("Note on the MIS")

GUIDE = Guide(
    title="Before you raise a case about a student who does not sync",
    steps=(
        Step(
            Part.BEFORE, "Take the article that is about your own MIS: schools of another MIS have another one.", _MIS
        ),
        Step(Part.BEFORE, "See that each student has a salutation, a first name and a last name.", REQUIRED),
        Step(Part.BEFORE, "See that each student who needs to log in to the portal has an e-mail address.", REQUIRED),
        Step(
            Part.BEFORE,
            "Decide whether the portal should show preferred forenames, as it does by default; support can turn that off.",
            REQUIRED_FORENAME,
        ),
        Step(
            Part.STEPS,
            "For a current student, check the base group (active, linked to a year group in the portal) and the roll mode.",
            CURRENT,
        ),
        Step(
            Part.STEPS,
            (
                "For a prospective student, check the application (active, no admission date or one ahead), the intake "
                "group and the base group (active, linked to a year group that has synced) and the admission status."
            ),
            PROSPECTIVE,
        ),
        Step(
            Part.STEPS,
            "Ask support which admission statuses have been added to your portal: without its status a student does not "
            "sync.",
            PROSPECTIVE_STATUS,
        ),
        Step(
            Part.STEPS,
            "For a left student, check that the roll mode is not On Roll and that latest_dol in stud_student is recent "
            "enough.",
            LEFT,
        ),
        Step(
            Part.STEPS,
            "Of several applications of one student, read one that meets all that is asked; if none does, the active one.",
            PROSPECTIVE,
            reading="the article speaks of an application, and does not say which one where a student has several",
        ),
        Step(
            Part.STEPS,
            "Nothing has to be started: the next sync takes every student who meets the requirements of one type.",
            SYNC.section("Check the Requirements, for each type of student"),
            when=_WILL_SYNC,
            reading="the article does not say when a sync runs, nor how the portal tells the types apart",
        ),
        Step(
            Part.AFTERWARDS,
            (
                "If a student still does not sync although all of this is in order, raise a new case online and give the "
                "title of the article."
            ),
            TROUBLESHOOT,
        ),
        Step(
            Part.FOR_GOOD,
            "No school can have another roll mode than On Roll for its current students: the portal hardcodes it.",
            CURRENT,
        ),
        Step(
            Part.FOR_GOOD,
            "The portal removes leavers by latest_dol; support can change for how many months it keeps them, 12 by default.",
            LEFT_WINDOW,
        ),
    ),
)
