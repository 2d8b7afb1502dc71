"""The program of a student: known, to be created, or missing."""

from schoolgate.language.predicate import KEY, NEVER, AllOf, IsTrue, Not
from schoolgate.language.rule import Explains, Owner, Rule, Severity
from schoolgate.suites.student_import.rules import screens
from schoolgate.suites.student_import.rules.words import HAS_PROGRAM, IMPORT_AGAIN, PROGRAMS, PROGRAMS_SAFEGUARD

_UNLISTED = AllOf(HAS_PROGRAM, Not(IsTrue("program_known")))
_CREATES = IsTrue("create_programs")

RULES = (
    Rule(
        id="SI-201",
        title="Program does not exist",
        asks="A program that the file names exists, unless the import creates programs.",
        facts=("students",),
        when=AllOf(_UNLISTED, Not(_CREATES)),
        require=NEVER,
        severity=Severity.ERROR,
        message="The database has no program {program} and the import does not create it, so it rejects the row.",
        fix=(
            f'Correct the program in the file, add it to the database, or tick "Create any non-existent Programs". '
            f"{IMPORT_AGAIN}"
        ),
        owner=Owner.SCHOOL,
        screen=screens.FILE,
        source=PROGRAMS_SAFEGUARD,
        column="program",
        explains=(Explains(None, ("SI-201",)),),
        good=(
            {"program_known": True},
            {"program": None, "program_known": False},
            {"program": "BA Dance", "program_known": False, "create_programs": True},
        ),
        bad=({"program": "BA Dance", "program_known": False},),
    ),
    Rule(
        id="SI-202",
        title="Program will be created",
        asks="A program that the file names exists already; otherwise the import, told to, creates it.",
        facts=("students",),
        when=AllOf(_UNLISTED, _CREATES),
        require=NEVER,
        severity=Severity.INFO,
        message="The import creates the program {program}; see that it is no misspelling of one that the database has.",
        fix="Nothing, if the program is new. Otherwise correct it in the file.",
        owner=Owner.SCHOOL,
        screen=screens.FILE,
        source=PROGRAMS,
        column="program",
        good=(
            {"program_known": True, "create_programs": True},
            {"program": None, "program_known": False, "create_programs": True},
            {"program": "BA Dance", "program_known": False},
            {KEY: None, "program": "BA Dance", "program_known": False, "create_programs": True},
        ),
        bad=({"program": "BA Dance", "program_known": False, "create_programs": True},),
    ),
    Rule(
        id="SI-203",
        title="Program is missing",
        asks="Every row names a program.",
        facts=("students",),
        require=HAS_PROGRAM,
        severity=Severity.WARNING,
        message=(
            "The row names no program. The one in the database, if there is one, stays ({effective_program}); "
            "the graduation year is judged by {program_years} years."
        ),
        fix=f"Fill in the program. {IMPORT_AGAIN}",
        owner=Owner.SCHOOL,
        screen=screens.FILE,
        source=PROGRAMS_SAFEGUARD,
        column="program",
        good=({"program": "BSc History"}, {KEY: None, "program": None, "program_known": False}),
        bad=({"program": None, "program_known": False},),
    ),
)
