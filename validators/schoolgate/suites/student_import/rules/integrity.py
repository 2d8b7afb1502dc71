"""Whether the file and the lists beside it hang together: keys, cells that can be read, rows at all."""

from schoolgate.language.integrity import Extract
from schoolgate.suites.student_import.rules import screens
from schoolgate.suites.student_import.rules.words import IMPORT, IMPORT_AGAIN
from schoolgate.suites.student_import.tables import EXISTING, PROGRAMS, STUDENTS

_EXTRACT = Extract(IMPORT.section("the files themselves", derived=True), screens.FILE, IMPORT_AGAIN)

RULES = (
    _EXTRACT.key_missing(
        "SI-001",
        "students",
        "student",
        "student_id",
        fix="Fill in the student's identifier, or delete the row.",
    ),
    _EXTRACT.key_repeated(
        "SI-002",
        "students",
        "students",
        "student_id",
        fix="Keep the row that is right and delete the others, or correct their student_id.",
    ),
    _EXTRACT.key_of_its_own(
        "SI-003",
        ("programs",),
        "program",
        "program",
        fix="Export the programs again, each once and with its name.",
        screen=screens.PROGRAMS,
    ),
    _EXTRACT.unreadable(
        "SI-004",
        EXISTING,
        PROGRAMS,
        fix="Write a whole number, such as 2027 or 4, or leave the cell blank.",
        screen=screens.DATABASE,
    ),
    _EXTRACT.key_of_its_own(
        "SI-005",
        ("existing",),
        "existing student",
        "student_id",
        fix="Export the existing students again, each once and with their identifier.",
        screen=screens.DATABASE,
    ),
    _EXTRACT.holds_a_record("SI-006", STUDENTS, "students"),
)
