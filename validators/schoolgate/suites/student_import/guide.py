"""The article's rules as a way to go: what to look at before an import, how to start it, what to look at afterwards."""

from schoolgate.language.guide import Guide, Part, Step
from schoolgate.suites.student_import.rules.words import CAUTION, FACULTY, GRAD_YEAR, LOCK_STEP, PROGRAMS

GUIDE = Guide(
    "Importing a file of students",
    (
        Step(
            Part.BEFORE,
            "Find out which current graduation year the database has: if it is out of date, first-year students, and maybe "
            "others, get errors or warnings.",
            CAUTION,
        ),
        Step(
            Part.BEFORE,
            "Look up the import's setting for the minimum graduation year. A year below it, one further ahead than the "
            "program has years, and one that is no number are ignored: with a warning, in lock-step with an error.",
            GRAD_YEAR,
        ),
        Step(
            Part.BEFORE,
            "If the school is set up as lock-step, see that every row gives a graduation year: there it is required.",
            GRAD_YEAR,
        ),
        Step(
            Part.BEFORE,
            "Look through the file for faculty: above the tolerance every row of faculty errors out, up to it they become "
            "Dual.",
            FACULTY,
        ),
        Step(
            Part.STEPS,
            'Tick "Create any non-existent Programs" only if programs that the database lacks are to be added.',
            PROGRAMS,
        ),
        Step(Part.STEPS, "Import the file.", PROGRAMS),
        Step(
            Part.AFTERWARDS,
            "Read the import log: a cohort year stands there as an update where the graduation year or the program changed.",
            GRAD_YEAR,
        ),
        Step(
            Part.AFTERWARDS,
            "Look for warnings that faculty were turned into Dual, and see whether that is right. Whoever lacked the "
            "student role has it now.",
            FACULTY,
        ),
        Step(
            Part.AFTERWARDS,
            "Look at the graduation year of those for whom the import log says that it was ignored.",
            GRAD_YEAR,
        ),
        Step(
            Part.AFTERWARDS,
            "Look at what new students without a graduation year got: the current year plus the years of their program, or "
            "plus 4 where these are 0 or less.",
            GRAD_YEAR,
        ),
        Step(
            Part.AFTERWARDS,
            "Whoever was in the database without a graduation year, and got none from the file, still has none: a default "
            "is for new students only.",
            GRAD_YEAR,
        ),
        Step(
            Part.FOR_GOOD,
            "If the school is set up as lock-step, each import is followed by a full refresh of the enrollment of students "
            "in courses: see first that nothing of it has to be kept.",
            LOCK_STEP,
            reading="The article does not say what becomes of enrollment that was entered in another way.",
        ),
    ),
)
