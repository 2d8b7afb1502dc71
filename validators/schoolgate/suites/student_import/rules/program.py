"""The program of a student: known, to be created, or missing."""

from schoolgate.language.predicate import KEY, NEVER, AllOf, Filled, IsTrue, Not
from schoolgate.language.rule import UNKNOWN, Depends, Explains, Owner, Rule, Severity, Variant
from schoolgate.suites.student_import.rules import screens
from schoolgate.suites.student_import.rules.words import (
    HAS_PROGRAM,
    IMPORT_AGAIN,
    IN_DATABASE,
    IS_NEW,
    PROGRAMS,
    PROGRAMS_SAFEGUARD,
)

_UNLISTED = AllOf(HAS_PROGRAM, Not(IsTrue("program_known")))
_CREATES = IsTrue("create_programs")
_MISSPELT = Filled("program_near")
_KEEPS_ONE = AllOf(IN_DATABASE, Filled("existing_program"))

RULES = (
    Rule(
        id="SI-201",
        title="Program does not exist",
        asks="A program that the file names exists, unless the import creates programs.",
        facts=("students",),
        when=AllOf(_UNLISTED, Not(_CREATES)),
        require=NEVER,
        severity=Severity.ERROR,
        message="The database has no program {program}, and the import does not create it, so it rejects the row.",
        fix=(
            f'Correct the program in the file, add it to the database, or tick "Create any non-existent Programs". '
            f"{IMPORT_AGAIN}"
        ),
        owner=Owner.SCHOOL,
        screen=screens.FILE,
        source=PROGRAMS_SAFEGUARD,
        reading=(
            "The article says that a new program is added only if the box is ticked, not what becomes of the row otherwise. "
            "We take it to be rejected; the import might also take the row and leave its program as it is."
        ),
        column="program",
        explains=(Explains(None, ("SI-201",)),),
        variants=(
            Variant(
                _MISSPELT,
                message=(
                    "The database has no program {program}; it differs from {program_near} only in spelling. The import "
                    "does not create it, so it rejects the row."
                ),
                fix=f"Write the program as the database has it. {IMPORT_AGAIN}",
            ),
        ),
        good=(
            {"program_known": True},
            {"program": None, "program_known": False},
            {"program": "BA Dance", "program_known": False, "create_programs": True},
        ),
        bad=(
            {"program": "BA Dance", "program_known": False},
            {"program": "bsc history", "program_known": False, "program_near": "BSc History"},
        ),
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
        variants=(
            Variant(
                _MISSPELT,
                message="The import creates the program {program}, which differs from {program_near} only in spelling.",
                fix=f"Write the program as the database has it, unless it is another one. {IMPORT_AGAIN}",
            ),
        ),
        good=(
            {"program_known": True, "create_programs": True},
            {"program": None, "program_known": False, "create_programs": True},
            {"program": "BA Dance", "program_known": False},
            {KEY: None, "program": "BA Dance", "program_known": False, "create_programs": True},
        ),
        bad=(
            {"program": "BA Dance", "program_known": False, "create_programs": True},
            {
                "program": "bsc history",
                "program_known": False,
                "program_near": "BSc History",
                "create_programs": True,
            },
        ),
    ),
    Rule(
        id="SI-203",
        title="Program is missing",
        asks="Every row names a program.",
        facts=("students",),
        require=HAS_PROGRAM,
        severity=Depends(_KEEPS_ONE, Severity.INFO, Severity.WARNING),
        message="The row names no program, and it is not known whether the student has one already.",
        fix=f"Fill in the program. {IMPORT_AGAIN}",
        owner=Owner.SCHOOL,
        screen=screens.FILE,
        source=PROGRAMS_SAFEGUARD,
        column="program",
        variants=(
            Variant(
                _KEEPS_ONE,
                message=(
                    "The row names no program; by our reading the student keeps {existing_program}, by whose "
                    "{program_years} year(s) the graduation year is judged."
                ),
                fix=f"Nothing, if that program is right. Otherwise fill it in. {IMPORT_AGAIN}",
            ),
            Variant(
                IS_NEW,
                message=(
                    "The row names no program, and the student is new: the graduation year is judged by {program_years} "
                    "year(s)."
                ),
            ),
            Variant(
                AllOf(IN_DATABASE, Not(Filled("existing_program"))),
                message=(
                    "The row names no program, and the database has none for the student: the graduation year is judged by "
                    "{program_years} year(s)."
                ),
            ),
        ),
        good=({"program": "BSc History"}, {KEY: None, "program": None, "program_known": False}),
        bad=(
            {"program": None, "program_known": False},
            {"program": None, "program_known": False, "existing_program": None, "effective_program": None},
            {"program": None, "program_known": False, "existing_program": UNKNOWN, "effective_program": UNKNOWN},
            {"program": None, "program_known": False, "is_new": True, "existing_program": None},
        ),
    ),
)
