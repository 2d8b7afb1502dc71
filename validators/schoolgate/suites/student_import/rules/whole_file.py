"""What is asked of the file as a whole, and of the database that it is imported into."""

from schoolgate.language.integrity import FILE
from schoolgate.language.predicate import NEVER, AtLeast, AtMost, Filled, IsTrue
from schoolgate.language.rule import UNKNOWN, Effect, Explains, Owner, Rule, Severity
from schoolgate.suites.student_import.rules import screens
from schoolgate.suites.student_import.rules.words import (
    CAUTION,
    CAUTION_SAFEGUARD,
    GRAD_SEVERITY,
    IMPORT_AGAIN,
    IS_LOCK_STEP,
    LOCK_STEP,
    LOCK_STEP_SAFEGUARD,
)

RULES = (
    Rule(
        id="SI-308",
        title="Current graduation year of the database is out of date",
        asks="The database's current graduation year is not before the year of the as-of date.",
        facts=(FILE,),
        when=Filled("current_grad_year"),
        require=AtMost("years_behind", 0),
        severity=Severity.WARNING,
        message=(
            "The database's current graduation year is {current_grad_year} and it is {as_of_year}: first-year students, and "
            "perhaps others, will get errors or warnings."
        ),
        fix="Ask support to set the current graduation year, before you import; then change current_grad_year here too.",
        owner=Owner.SUPPORT,
        screen=screens.SETUP,
        source=CAUTION,
        column="current_grad_year",
        explains=(Explains(None, ("SI-303",), where="fits_this_year"),),
        good=({"current_grad_year": 2026, "years_behind": 0}, {"current_grad_year": 2027, "years_behind": -1}, {}),
        bad=({"current_grad_year": 2025, "years_behind": 1},),
    ),
    Rule(
        id="SI-309",
        title="Half of the new students graduate too far in the future",
        asks="Fewer than half of the new rows with a graduation year have one that is too far in the future.",
        facts=(FILE,),
        when=IsTrue("new_enough"),
        require=AtLeast("new_within_lead", 1),
        severity=Severity.WARNING,
        message=(
            "{new_too_far} of {new_given} new rows with a graduation year have one that is too far in the future: the "
            "database's current graduation year is probably out of date."
        ),
        fix="Ask support which current graduation year the database has, and to set the right one before you import.",
        owner=Owner.SUPPORT,
        screen=screens.SETUP,
        source=CAUTION_SAFEGUARD,
        column="new_too_far",
        explains=(Explains(None, ("SI-303",)),),
        good=(
            {"new_given": 5, "new_too_far": 2, "new_within_lead": 1},
            {"new_given": 4, "new_too_far": 4, "new_enough": False, "new_within_lead": -4},
            {"new_given": 6, "new_too_far": UNKNOWN, "new_within_lead": UNKNOWN},
            {"new_given": UNKNOWN, "new_too_far": UNKNOWN, "new_enough": UNKNOWN, "new_within_lead": UNKNOWN},
        ),
        bad=(
            {"new_given": 6, "new_too_far": 3, "new_within_lead": 0},
            {"new_given": 5, "new_too_far": 5, "new_within_lead": -5},
        ),
    ),
    Rule(
        id="SI-401",
        title="Enrollment is refreshed after the import",
        asks="In lock-step the import is followed by a full refresh of enrollment.",
        facts=(FILE,),
        when=IS_LOCK_STEP,
        require=NEVER,
        severity=Severity.INFO,
        message=(
            "The school is set up as lock-step: after this import of {file_rows} rows the enrollment of students in courses "
            "is refreshed in full."
        ),
        fix="Import when a full refresh disturbs nobody.",
        owner=Owner.NOBODY,
        screen=screens.SETUP,
        source=LOCK_STEP,
        column="file_rows",
        good=({},),
        bad=({"lock_step": True},),
    ),
    Rule(
        id="SI-402",
        title="File lists too few of the database's current students",
        asks="The file lists as large a share of the database's current students as the settings expect.",
        facts=(FILE,),
        when=AtLeast("existing_needed", 1),
        require=AtMost("existing_short", 0),
        severity=GRAD_SEVERITY,
        message=(
            "The file lists {existing_listed} of the {existing_ids} current students of the database ({existing_share} %), "
            "and was expected to list at least {min_file_share}: perhaps it was cut short."
        ),
        fix=(
            "See that the export is complete. If so few are meant, lower min_file_share_percent in the settings. "
            f"{IMPORT_AGAIN}"
        ),
        owner=Owner.SCHOOL,
        screen=screens.FILE,
        source=LOCK_STEP_SAFEGUARD,
        effect=Effect.HARMS,
        column="existing_listed",
        good=(
            {"existing_short": 0},
            {"existing_needed": 0, "existing_short": -190},
            {"existing_needed": 0, **dict.fromkeys(("existing_ids", "existing_listed", "existing_short"), UNKNOWN)},
            {"existing_needed": UNKNOWN, "existing_short": UNKNOWN},
        ),
        bad=(
            {"existing_listed": 159, "existing_share": "79.5", "existing_short": 1},
            {"existing_listed": 159, "existing_share": "79.5", "existing_short": 1, "lock_step": True},
        ),
    ),
)
