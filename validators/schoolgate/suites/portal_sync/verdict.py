"""What the portal will do with each student."""

import polars as pl

from schoolgate.language.suite import Answer, Answers, Field, Verdict

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


def _given() -> pl.Expr:
    """The answer of each student; nobody can tell who is meant by a row without a key.

    One that is out of scope does not sync, whatever blocks it besides.
    """
    status = pl.col("status")
    return (
        pl.when(pl.col("student_id").is_null())
        .then(pl.lit("cannot_be_told"))
        .when("out_of_scope")
        .then(pl.lit(OUT_OF_SCOPE))
        .when(status == "undetermined")
        .then(pl.lit("cannot_be_told"))
        .when((status == "blocked") & pl.col("stopped"))
        .then(pl.lit("will_not_sync"))
        .when(status == "blocked")
        .then(pl.lit("should_not_sync"))
        .otherwise(pl.lit("will_sync"))
    )


ANSWERS = Answers(
    question="Which students will sync to the portal?",
    of="students",
    good="will sync",
    values=(
        Answer("will_not_sync", "will not sync", "will not", "bad", alone="will not sync"),
        Answer(
            "should_not_sync",
            "will sync, and should not yet",
            "will, and should not as they are",
            "bad",
            one="will, and should not as it is",
            alone="will sync, and should not as it is",
        ),
        Answer("cannot_be_told", "cannot be told", "cannot be told", "unknown", alone="will sync"),
        Answer("will_sync", "will sync", "will sync", "good"),
        Answer(OUT_OF_SCOPE, "not meant to sync", "are not meant to sync", "other", one="is not meant to sync"),
    ),
    given=_given,
    ready=True,
)
VERDICT = Verdict(
    facts="students",
    goes_through="will sync",
    fields=(
        Field("type", "current, prospective, left, or nothing where it cannot be told"),
        Field(
            "type_basis",
            "what the type rests on: stated, a path that is open, undecided between paths, or the nearest one",
            words={
                "stated": "stated in the file",
                "path": "a path that is open",
                "undecided": "undecided between paths",
                "nearest": "the nearest path",
            },
        ),
        Field("will_sync", "whether the student will sync; nothing where it cannot be told"),
    ),
    judge=judge,
    statuses=(OUT_OF_SCOPE,),
    answers=ANSWERS,
)
