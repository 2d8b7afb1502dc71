"""What only the school, or whoever set the import up, can tell: where the article makes the import depend on it."""

from schoolgate.language.outcome import Outcome
from schoolgate.language.predicate import KEY, AllOf, AtLeast, Filled, IsTrue, Not
from schoolgate.language.question import OPEN, Question, Touches

_FAILED = (Outcome.FAIL,)
_SECTION = "in [student_import]"
_OURS = "our figure; the article gives none"

QUESTIONS = (
    Question(
        name="faculty",
        asks="Who in the file is faculty?",
        decides="whether a row becomes Dual, and whether so many are faculty that all of them error out",
        answer=(
            "a table faculty (student_id), or the columns primary_role and roles in existing, or, if the file lists none, "
            f'faculty_in_file = "none" {_SECTION}'
        ),
        touches=(Touches(("SI-102", "SI-103"), OPEN),),
        settings=("faculty_in_file",),
        supplied=("faculty",),
    ),
    Question(
        name="faculty_tolerance_percent",
        asks="Which share of the file's rows may be of faculty, in percent?",
        decides="whether the rows of faculty become Dual, or all of them error out",
        answer=f"faculty_tolerance_percent = 5.0 {_SECTION}",
        touches=(Touches(facts="students", where=IsTrue("is_faculty")),),
        settings=("faculty_tolerance_percent",),
        assumed=5,
        why=_OURS,
    ),
    Question(
        name="min_grad_year",
        asks="Which minimum graduation year is the import set to?",
        decides="whether a graduation year of the past is ignored, or in lock-step an error",
        answer=f"min_grad_year = 2020 {_SECTION}",
        touches=(Touches(facts="students", where=AllOf(Filled(KEY), AtLeast("years_past", 1))),),
        settings=("min_grad_year",),
        assumed="none",
        why="without knowing it, no year is called too early",
    ),
    Question(
        name="current_grad_year",
        asks="What is the database's current graduation year?",
        decides="which graduation years are too far in the future, and which default a new student gets",
        answer=f"current_grad_year = 2026 {_SECTION}",
        touches=(
            Touches(facts="students", where=AllOf(Filled(KEY), Filled("given_grad_year"))),
            Touches(("SI-305",), (*_FAILED, *OPEN)),
        ),
        settings=("current_grad_year",),
        assumed=lambda _, moment: moment.date.year,
        why="the year of the as-of date; the article warns that the database may have another",
    ),
    Question(
        name="lock_step",
        asks="Is the school set up as lock-step?",
        decides="whether a graduation year that is missing or will not do is an error, and enrollment is refreshed in full",
        answer=f"lock_step = true (or false) {_SECTION}",
        touches=(
            Touches(("SI-301", "SI-302"), _FAILED),
            Touches(("SI-303",), (*_FAILED, *OPEN)),
            Touches(facts="students", where=AllOf(Filled(KEY), Not(Filled("grad_year")))),
        ),
        settings=("lock_step",),
        assumed=False,
        why="our assumption",
    ),
    Question(
        name="create_programs",
        asks='Is the box "Create any non-existent Programs" of the import ticked?',
        decides="whether a program that the database does not have is created, or its row rejected",
        answer=f"create_programs = true (or false) {_SECTION}",
        touches=(Touches(("SI-201",), _FAILED),),
        settings=("create_programs",),
        assumed=False,
        why="our assumption",
    ),
    Question(
        name="existing",
        asks="Which students are in the database already?",
        decides="who is created, updated or left unchanged, and whether the file was cut short",
        answer=(
            "a table existing (student_id, program, grad_year, primary_role, roles); if no share of its students need be in "
            f"the file, min_file_share_percent = 0 {_SECTION}"
        ),
        touches=(Touches(("SI-101", "SI-305", "SI-306", "SI-307", "SI-309", "SI-402"), OPEN),),
        supplied=("existing",),
    ),
)
