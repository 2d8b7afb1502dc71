"""What the import will do with each row: the import log, before the import."""

import polars as pl

from schoolgate.language.suite import Answer, Answers, Field, Verdict
from schoolgate.suites.student_import.derive import usable

REJECT, CREATE, UPDATE, UNCHANGED = ACTIONS = ("reject", "create", "update", "unchanged")
_SOMEHOW = "imported"
"""The answer of a row that goes through, where nobody told what the database has of it."""
IGNORED = "grad_year"
"""The one field that the import can ignore."""
_SAME = ("same_grad_year", "same_program", "same_primary_role", "existing_student_role")
"""What the import changes of a student in the database, each true where it stays as it is."""


_KEPT = {
    "effective_grad_year": "existing_grad_year",
    "cohort_year": "existing_cohort_year",
    "effective_program": "existing_program",
    "primary_role": "existing_primary_role",
}
"""What the database keeps where the import rejects the row."""


def judge(students: pl.DataFrame) -> pl.DataFrame:
    """Predict the import of each row; where that cannot be told, nothing stands, nor for a row without a key."""
    has_key = pl.col("student_id").is_not_null()
    rejected = has_key & (pl.col("status") == "blocked")
    changes = pl.any_horizontal((~pl.col(name)).fill_null(value=False) for name in _SAME)
    stays = pl.all_horizontal(pl.col(name).fill_null(value=False) for name in _SAME)
    _, bad = usable()
    return students.with_columns(
        *(pl.when(has_key).then(pl.when(rejected).then(old).otherwise(new)).alias(new) for new, old in _KEPT.items()),
        action=pl.when(rejected)
        .then(pl.lit(REJECT))
        .when(~has_key | pl.col("is_new__unknown"))
        .then(None)
        .when("is_new")
        .then(pl.lit(CREATE))
        .when(changes)
        .then(pl.lit(UPDATE))
        .when(stays)
        .then(pl.lit(UNCHANGED)),
        # A row that is rejected loses everything, not a field.
        ignored_fields=pl.when(has_key & ~rejected & pl.col("grad_year").is_not_null() & bad).then(pl.lit(IGNORED)),
    )


def _given() -> pl.Expr:
    """The answer of each row: while it is open whether it is rejected, nobody can tell what else would happen.

    A row that goes through is imported, though nobody told what the database has of it.
    """
    goes_through = pl.col("status").is_in(["ready", "ready_with_warnings"])
    return (
        pl.when(pl.col("status") == "undetermined")
        .then(pl.lit("cannot_be_told"))
        .when(pl.col("action").is_not_null())
        .then("action")
        .otherwise(pl.when(goes_through).then(pl.lit(_SOMEHOW)).otherwise(pl.lit("cannot_be_told")))
    )


ANSWERS = Answers(
    question="What will the import do with each row?",
    of="rows",
    good="will be imported",
    values=(
        Answer(REJECT, "rejected", "will be rejected", "bad"),
        Answer("cannot_be_told", "cannot be told", "cannot be told", "unknown", alone="will be imported"),
        Answer(
            _SOMEHOW,
            "imported, changes unknown",
            "will be imported, and what changes by it cannot be told",
            "good",
            alone="will be imported; what changes by it cannot be told",
        ),
        Answer(CREATE, "created", "will be created", "good"),
        Answer(UPDATE, "updated", "will be updated", "good"),
        Answer(UNCHANGED, "unchanged", "will stay as they are", "good", one="will stay as it is"),
    ),
    given=_given,
)
VERDICT = Verdict(
    facts="students",
    goes_through="will be imported",
    fields=(
        Field(
            "action",
            "reject, create, update, unchanged, or nothing where it cannot be told",
            words={value.name: value.label for value in ANSWERS.values},
        ),
        Field("effective_grad_year", "the graduation year after the import, if any", blank="none"),
        Field(
            "cohort_year",
            "the cohort year after the import, by our reading that year less the years of the program",
            blank="none",
        ),
        Field("effective_program", "the program after the import, if any", blank="none"),
        Field("primary_role", "the primary role after the import", blank="none"),
        Field(
            "ignored_fields",
            "grad_year where the import ignores the one supplied and takes the rest of the row",
            blank="none known",
            words={IGNORED: "graduation year"},
        ),
    ),
    judge=judge,
    answers=ANSWERS,
)
