"""The graduation year: what the import takes, ignores, rejects and fills in.

A rule that needs another asks only those whom that one asks, so it does not repeat for whom it is.
"""

from schoolgate.language.predicate import NEVER, AllOf, AnyOf, AtMost, Filled, IsTrue, Not
from schoolgate.language.rule import UNKNOWN, Example, Owner, Rule, Severity
from schoolgate.suites.student_import.rules import screens
from schoolgate.suites.student_import.rules.words import (
    GRAD_SEVERITY,
    GRAD_YEAR,
    GRAD_YEAR_SAFEGUARD,
    HAS_GRAD_YEAR,
    IMPORT_AGAIN,
    IN_DATABASE,
    IS_LOCK_STEP,
    IS_NEW,
)

_NO_YEAR: Example = {
    "grad_year": None,
    "given_grad_year": None,
    "years_below_minimum": None,
    "years_too_far": None,
    "years_past": None,
    "given_as_before": False,
}
_NOT_A_YEAR: Example = {**_NO_YEAR, "grad_year": "2027.5"}
_LOCK_STEP: Example = {
    "lock_step": True,
    "bad_grad_year": "the import issues an error and, by our reading, rejects the row",
}
_NEW: Example = {"is_new": True}

_NOT_BELOW_MINIMUM = AtMost("years_below_minimum", 0)
"""SI-302 asks for this only where there is a minimum; without one no year lies below it."""

RULES = (
    Rule(
        id="SI-301",
        title="Graduation year is not a whole number",
        asks="A graduation year is a whole number, such as 2027.",
        facts=("students",),
        when=HAS_GRAD_YEAR,
        require=Filled("given_grad_year"),
        severity=GRAD_SEVERITY,
        message="The graduation year {grad_year} is not a whole number: {bad_grad_year}.",
        fix=f"Write the graduation year as four digits. {IMPORT_AGAIN}",
        owner=Owner.SCHOOL,
        screen=screens.FILE,
        source=GRAD_YEAR,
        column="grad_year",
        good=({}, {"grad_year": "2027.0", "given_grad_year": 2027}, _NO_YEAR, {**_NO_YEAR, **_LOCK_STEP}),
        bad=(_NOT_A_YEAR, {**_NOT_A_YEAR, "grad_year": "20 27", **_LOCK_STEP}),
    ),
    Rule(
        id="SI-302",
        title="Graduation year is below the minimum",
        asks="A graduation year is not below the minimum that the import is set to.",
        facts=("students",),
        when=Filled("min_grad_year"),
        needs=("SI-301",),
        require=_NOT_BELOW_MINIMUM,
        severity=GRAD_SEVERITY,
        message="The graduation year {grad_year} is below the minimum of {min_grad_year}: {bad_grad_year}.",
        fix=f"Correct the graduation year, or take those who graduated long ago out of the file. {IMPORT_AGAIN}",
        owner=Owner.SCHOOL,
        screen=screens.FILE,
        source=GRAD_YEAR,
        column="grad_year",
        good=(
            {"min_grad_year": 2028, "years_below_minimum": 0},
            {"years_below_minimum": 1},
            {"min_grad_year": 2028, **_NOT_A_YEAR},
            {"min_grad_year": 2028, **_NO_YEAR},
        ),
        bad=(
            {"min_grad_year": 2028, "grad_year": "2027", "given_grad_year": 2027, "years_below_minimum": 1},
            {
                "min_grad_year": 2028,
                "grad_year": "-1",
                "given_grad_year": -1,
                "years_below_minimum": 2029,
                **_LOCK_STEP,
            },
        ),
    ),
    Rule(
        id="SI-303",
        title="Graduation year is too far in the future",
        asks="A graduation year is not later than the current graduation year and the years of the program.",
        facts=("students",),
        needs=("SI-301",),
        require=AtMost("years_too_far", 0),
        severity=GRAD_SEVERITY,
        message=(
            "The graduation year {grad_year} is {years_too_far} year(s) beyond {latest_grad_year}, the latest for a program "
            "of {program_years} years with the current graduation year of {current_year}: {bad_grad_year}."
        ),
        fix=(
            "Correct the graduation year or the program. If many rows have this, see SI-308 and SI-309: the database's "
            f"current graduation year may be out of date. {IMPORT_AGAIN}"
        ),
        owner=Owner.SCHOOL,
        screen=screens.FILE,
        source=GRAD_YEAR,
        column="grad_year",
        good=(
            {"years_too_far": 0},
            {"years_too_far": UNKNOWN, "program_years": UNKNOWN, "latest_grad_year": UNKNOWN},
            _NOT_A_YEAR,
            _NO_YEAR,
        ),
        bad=(
            {"grad_year": "2031", "given_grad_year": 2031, "years_too_far": 1},
            {"grad_year": "2031", "given_grad_year": 2031, "years_too_far": 1, **_LOCK_STEP},
        ),
    ),
    Rule(
        id="SI-310",
        title="Graduation year is long past, or no year at all",
        asks="A graduation year that the import takes is of last year or later, or the one that the database has already.",
        facts=("students",),
        when=_NOT_BELOW_MINIMUM,
        needs=("SI-303",),
        require=AnyOf(AtMost("years_past", 1), IsTrue("given_as_before")),
        severity=Severity.WARNING,
        message=(
            "The graduation year {grad_year} lies {years_past} years before the current one, {current_year}: it is long "
            "past, or no year at all, and as far as is known the import takes it."
        ),
        fix=f"Correct the graduation year, if it is not meant. {IMPORT_AGAIN}",
        owner=Owner.SCHOOL,
        screen=screens.FILE,
        source=GRAD_YEAR_SAFEGUARD,
        column="grad_year",
        good=(
            {"years_past": 1, "given_as_before": False},
            {"years_past": 9, "given_as_before": True},
            {"years_past": 9, "given_as_before": UNKNOWN},
            {"years_past": 9, "given_as_before": False, "min_grad_year": 2020, "years_below_minimum": 3},
            {"years_past": 9, "given_as_before": False, "years_too_far": UNKNOWN},
            _NOT_A_YEAR,
            _NO_YEAR,
        ),
        bad=(
            {"grad_year": "27", "given_grad_year": 27, "years_past": 1999, "given_as_before": False},
            {"grad_year": "2024", "given_grad_year": 2024, "years_past": 2, "given_as_before": False},
            {"years_past": 2, "given_as_before": False, "min_grad_year": 2020, "years_below_minimum": 0},
        ),
    ),
    Rule(
        id="SI-304",
        title="Graduation year is missing, and lock-step needs it",
        asks="In lock-step every row has a graduation year.",
        facts=("students",),
        when=IS_LOCK_STEP,
        require=HAS_GRAD_YEAR,
        severity=Severity.ERROR,
        message=(
            "The row has no graduation year, which a school set up as lock-step must give: by our reading the import "
            "rejects the row."
        ),
        fix=f"Fill in the graduation year. {IMPORT_AGAIN}",
        owner=Owner.SCHOOL,
        screen=screens.FILE,
        source=GRAD_YEAR,
        column="grad_year",
        good=(_LOCK_STEP, _NO_YEAR, {**_NOT_A_YEAR, **_LOCK_STEP}),
        bad=({**_NO_YEAR, **_LOCK_STEP},),
    ),
    Rule(
        id="SI-305",
        title="New student gets the default graduation year",
        asks="A new student has a graduation year; otherwise the import fills in a default.",
        facts=("students",),
        # A default is never missing; where it is unknown, nothing can be said.
        when=AllOf(Not(IS_LOCK_STEP), IS_NEW, Not(HAS_GRAD_YEAR), Filled("latest_grad_year")),
        require=NEVER,
        severity=Severity.INFO,
        message=(
            "The student is new and has no graduation year, so the import sets {latest_grad_year} ({program_years} years, "
            "from the current graduation year of {current_year})."
        ),
        fix="Nothing, if that year is right. Otherwise fill in the graduation year.",
        owner=Owner.SCHOOL,
        screen=screens.FILE,
        source=GRAD_YEAR,
        column="grad_year",
        good=(
            _NEW,
            _NO_YEAR,
            {**_NEW, **_NO_YEAR, **_LOCK_STEP},
            {**_NEW, **_NOT_A_YEAR},
            {**_NO_YEAR, "is_new": UNKNOWN},
            {**_NEW, **_NO_YEAR, "program_years": UNKNOWN, "latest_grad_year": UNKNOWN},
        ),
        bad=({**_NEW, **_NO_YEAR},),
    ),
    Rule(
        id="SI-306",
        title="Graduation year in the database stays as it is",
        asks="A student of the database has a graduation year in the file; otherwise none is updated.",
        facts=("students",),
        when=AllOf(Not(IS_LOCK_STEP), IN_DATABASE, Not(HAS_GRAD_YEAR)),
        require=NEVER,
        severity=Severity.INFO,
        message=(
            "The row has no graduation year: the import updates neither the graduation year ({existing_grad_year}) "
            "nor the academic year ({existing_academic_year}), and fills in neither."
        ),
        fix="Nothing, if they are right. Otherwise fill in the graduation year.",
        owner=Owner.SCHOOL,
        screen=screens.FILE,
        source=GRAD_YEAR,
        column="grad_year",
        good=(
            {},
            {**_NEW, **_NO_YEAR},
            {**_NO_YEAR, **_LOCK_STEP},
            _NOT_A_YEAR,
            {**_NO_YEAR, "is_new": UNKNOWN},
        ),
        bad=(_NO_YEAR,),
    ),
)
