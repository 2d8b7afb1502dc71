"""When the import log shows the cohort year as updated."""

from schoolgate.language.predicate import AllOf, AnyOf, IsTrue, Not
from schoolgate.language.rule import UNKNOWN, Example, Owner, Rule, Severity
from schoolgate.suites.student_import.rules import faculty, grad_year, integrity, program, screens
from schoolgate.suites.student_import.rules.words import GRAD_YEAR, HAS_PROGRAM, IN_DATABASE

_BY_ID = {rule.id: rule for rule in (*integrity.RULES, *faculty.RULES, *program.RULES, *grad_year.RULES)}
_USABLE = AllOf(_BY_ID["SI-302"].require, _BY_ID["SI-303"].require)
"""A graduation year is given, and SI-302 and SI-303 hold: a missing value would meet neither."""
_NOT_REJECTED = (
    _BY_ID["SI-002"].require,
    IsTrue("surely_no_excess"),
    Not(_BY_ID["SI-201"].when),
    # In lock-step SI-301 to SI-304 hold together where the graduation year will do; elsewhere none of them is an error.
    IsTrue("year_surely_enough"),
)
"""No error-level rule failed or was not checked for the row; a test holds this to the severities of the rules."""
_NEW_YEAR: Example = {"existing_grad_year": 2027, "existing_cohort_year": 2023, "same_grad_year": False}
_NEW_PROGRAM: Example = {"existing_program": "BA Latin", "same_program": False}
_NO_YEAR: Example = {
    "grad_year": None,
    "given_grad_year": None,
    "years_below_minimum": None,
    "years_too_far": None,
}
_LOCK_STEP: Example = {"lock_step": True}
_NOT_TAKEN: Example = {"lock_step": True, "year_surely_enough": False}

RULES = (
    Rule(
        id="SI-307",
        title="Cohort year is updated",
        asks="A row that is not rejected leaves graduation year and program, and so the cohort year, as they are.",
        facts=("students",),
        when=AllOf(IN_DATABASE, AnyOf(HAS_PROGRAM, _USABLE), *_NOT_REJECTED),
        require=AllOf(IsTrue("same_grad_year"), IsTrue("same_program")),
        severity=Severity.INFO,
        message=(
            "The import log will show the cohort year as updated: {existing_cohort_year} before, {cohort_year} after "
            "(graduation year {existing_grad_year} before, {effective_grad_year} after; program {existing_program} before, "
            "{effective_program} after)."
        ),
        fix="Nothing, if the student is meant to change. Otherwise correct the graduation year or the program in the file.",
        owner=Owner.SCHOOL,
        screen=screens.FILE,
        source=GRAD_YEAR,
        reading=(
            "The article says that the cohort year is set from the graduation year and the program, and not how. We take it "
            "to be the graduation year less the years of the program."
        ),
        column="grad_year",
        good=(
            {},
            {**_NEW_YEAR, "is_new": True},
            {**_NEW_YEAR, **_NO_YEAR, "program": None, "program_known": False},
            {**_NEW_YEAR, "rows_with_key": 2},
            {**_NEW_YEAR, "is_faculty": True, "faculty_beyond": 1, "surely_no_excess": False},
            {**_NEW_YEAR, "is_faculty": UNKNOWN, "faculty_beyond": UNKNOWN, "surely_no_excess": False},
            {**_NEW_PROGRAM, "program": "BA Dance", "program_known": False},
            {**_NEW_PROGRAM, **_NO_YEAR, **_NOT_TAKEN},
            {**_NEW_PROGRAM, **_NO_YEAR, **_NOT_TAKEN, "grad_year": "2027.5"},
            {**_NEW_PROGRAM, **_NOT_TAKEN, "min_grad_year": 2029, "years_below_minimum": 1},
            {**_NEW_PROGRAM, **_NOT_TAKEN, "years_too_far": 1},
            {**_NEW_PROGRAM, **_NOT_TAKEN, "years_too_far": UNKNOWN},
            {"same_grad_year": UNKNOWN},
            {
                **_NEW_YEAR,
                "program": None,
                "program_known": False,
                "min_grad_year": 2029,
                "years_below_minimum": 1,
            },
            {**_NEW_YEAR, "program": None, "program_known": False, "years_too_far": 1},
        ),
        bad=(
            _NEW_YEAR,
            _NEW_PROGRAM,
            {**_NEW_PROGRAM, **_NO_YEAR},
            {**_NEW_YEAR, "program": None, "program_known": False},
            {**_NEW_YEAR, "program": None, "program_known": False, "years_too_far": 0},
            {**_NEW_YEAR, "program": None, "program_known": False, "min_grad_year": 2028, "years_below_minimum": 0},
            {**_NEW_YEAR, **_LOCK_STEP, "min_grad_year": 2028, "years_below_minimum": 0},
            {**_NEW_PROGRAM, "is_faculty": True, "faculty_beyond": 0},
            {**_NEW_PROGRAM, "years_too_far": UNKNOWN},
            {**_NEW_PROGRAM, "min_grad_year": 2029, "years_below_minimum": 1, "same_grad_year": UNKNOWN},
            {**_NEW_PROGRAM, "program": "BA Dance", "program_known": False, "create_programs": True},
        ),
    ),
)
