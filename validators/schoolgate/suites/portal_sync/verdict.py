"""What the portal will do with each student."""

import polars as pl

from schoolgate.language.suite import Field, Verdict

OUT_OF_SCOPE = "out_of_scope"


def judge(students: pl.DataFrame) -> pl.DataFrame:
    """Set the status of a student that nobody expects to sync, and say who will.

    Only integrity rules can block such a student: no other one asks it, but to tell.
    """
    return students.with_columns(
        status=pl.when(pl.col("out_of_scope") & (pl.col("status") != "blocked"))
        .then(pl.lit(OUT_OF_SCOPE))
        .otherwise(pl.col("status"))
    ).with_columns(
        will_sync=pl.when(pl.col("student_id").is_null())
        .then(None)
        .when(pl.col("status").is_in(["ready", "ready_with_warnings"]))
        .then(pl.lit(value=True))
        .when(pl.col("status").is_in(["blocked", OUT_OF_SCOPE]))
        .then(pl.lit(value=False))
    )


VERDICT = Verdict(
    facts="students",
    goes_through="will sync",
    fields=(
        Field("type", "current, prospective, left, or nothing where it cannot be told"),
        Field(
            "type_basis",
            "what the type rests on: stated, a path that is open, undecided between paths, or the nearest one",
        ),
        Field("will_sync", "whether the student will sync; nothing where it cannot be told"),
    ),
    judge=judge,
    statuses=(OUT_OF_SCOPE,),
)
