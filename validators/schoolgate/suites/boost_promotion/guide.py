"""How learners are moved up a year: what to do before the sync, how, afterwards, and what cannot be undone."""

from schoolgate.language.guide import Guide, Part, Step
from schoolgate.suites.boost_promotion.rules import words

_PROMOTION = words.PROMOTION.section("running the sync manually")
_OLDER = words.OLDER.section("Performing a Manual Sync")
_REFRESH = words.PROMOTION.section("once the learners have synced")

GUIDE = Guide(
    "Moving learners up a year in the Admin Hub",
    (
        Step(
            Part.BEFORE,
            "Nobody is moved up by itself: even where the Admin Hub is synced with the MIS, the sync is to be run by hand.",
            _PROMOTION,
        ),
        Step(
            Part.BEFORE,
            "See that the MIS has moved its pupils up already: the sync takes year groups and classes from there.",
            words.PROMOTION.section("review your learners, what is overwritten", derived=True),
        ),
        Step(
            Part.BEFORE,
            "Where the panel matches groups to classes: on the purple Classes tab, make each class that is missing (New "
            "Class, then Save Class). It may stay empty, the sync fills it; old classes can wait until the sync is done.",
            _OLDER,
        ),
        Step(
            Part.STEPS,
            "Log in to Boost Insights, SNAP or Wellbeing as the Access Coordinator.",
            _PROMOTION,
        ),
        Step(
            Part.STEPS,
            "Go to School > MIS user sync > Registration groups and click Proceed. The older screen is School > MIS User "
            "Sync > Classes (Registration Groups).",
            _PROMOTION,
        ),
        Step(
            Part.STEPS,
            "Tick the new registration groups, click Save registration group names, then Proceed. On the older screen, "
            "match each class to its group, tick Set Up? for each that is to sync, and click Save and Sync Classes.",
            _PROMOTION,
        ),
        Step(
            Part.STEPS,
            "Tick the new subject classes, click Save subject class names, then Proceed. Skip this if the school has none.",
            words.SUBJECTS,
        ),
        Step(
            Part.STEPS,
            "Tick Select all pupils. Tick Sync pupil email addresses only if learners are to log in with them to Boost "
            "Learning, Hachette Learning Adaptive or Hachette Learning Magazines: it has no effect on Boost Insights, SNAP "
            "and Wellbeing. If in doubt, leave it unticked, you can return to it later. Click Proceed.",
            words.EMAILS,
        ),
        Step(
            Part.STEPS,
            "Where e-mail addresses are synced, confirm on the next panel which; deselect personal ones and parents'. Once "
            "the sync is complete, the learners selected get a verification e-mail that asks them to set up a password.",
            words.EMAILS,
        ),
        Step(
            Part.STEPS,
            "Review the learners: look at each that is Matched or May match before you go on, see that New ones are new, "
            "and that Desynced ones have left or are meant to be out of range.",
            words.REVIEW,
        ),
        Step(Part.STEPS, "Click Save and sync pupils.", _PROMOTION),
        Step(
            Part.AFTERWARDS,
            "When the sync is finished, refresh the browser page; synced learners have a chain-link icon on the blue "
            "Students tab.",
            _REFRESH,
        ),
        Step(
            Part.AFTERWARDS,
            "Grant access to synced learners with a class and a year group (Pupils > Without Access, Grant Access to "
            "Selected): only then do they appear on the platform.",
            words.ACCESS,
        ),
        Step(
            Part.AFTERWARDS,
            "Revoke the access of those who have left: Pupils > With Access, sort by Synced?, select them, Revoke Access.",
            words.TIDY_UP,
            reading=words.ONLY_LEAVERS,
        ),
        Step(
            Part.AFTERWARDS,
            "Put those without access into a class of their own: Classes > New Class, name it Leavers/Desynced, Save Class, "
            "open it, Add all of the above pupils (as often as the list needs), Save Class. They are hidden in Boost "
            "Insights, and their test data stays; to see them on marksheets and reports, grant them access again.",
            words.TIDY_UP,
        ),
        Step(
            Part.AFTERWARDS,
            "Compare the numbers: the leavers class has as many learners as Pupils > Without Access, each other class as "
            "many as the MIS.",
            words.TIDY_UP,
        ),
        Step(Part.AFTERWARDS, "Delete classes that are empty: select them and click Delete Class.", words.TIDY_UP),
        Step(
            Part.AFTERWARDS,
            "Only if a learner is to be deleted with its test data: Deleting Learners in Boost Insights says how.",
            words.TIDY_UP,
        ),
        Step(
            Part.FOR_GOOD,
            "A synced learner's year group and class are overwritten by those of the MIS.",
            words.REVIEW,
        ),
        Step(
            Part.FOR_GOOD,
            "An e-mail address cannot be removed from an account once it is there, and the learner cannot go back to a user "
            "name.",
            words.PLEASE_NOTE,
        ),
        Step(
            Part.FOR_GOOD,
            "Deleting a learner deletes its test data, so the sync deletes nobody: those who left stay in their last class "
            "and year group until you tidy up.",
            words.TIDY_UP,
        ),
        Step(
            Part.FOR_GOOD,
            "Test data is anonymised, and can no longer be viewed, once a learner has had none recorded for more than two "
            "years (three for the test suites ART and AMT).",
            words.CLOSING,
        ),
    ),
)
