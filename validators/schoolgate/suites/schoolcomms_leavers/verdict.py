"""Whether each member is safe to delete, and what Cypad will say."""

import polars as pl

from schoolgate.language.outcome import Outcome
from schoolgate.language.suite import Answer, Answers, Field, Verdict

DELETED, NOT_SAFE, UNDETERMINED, SAFE, KEEP = "deleted", "not_safe", "undetermined", "safe_to_delete", "keep"
PROOF = ("SL-201", "SL-202", "SL-203", "SL-204", "SL-205", "SL-206")
"""What must be proven before a member is deleted for good."""


def judge(members: pl.DataFrame) -> pl.DataFrame:
    """Say of each member whether it is safe to delete: only where every proof is there. Nothing of a row without a key."""
    failed = pl.any_horizontal(pl.col(rule) == Outcome.FAIL.value for rule in PROOF)
    left_open = pl.any_horizontal(pl.col(rule) == Outcome.NOT_CHECKED.value for rule in PROOF)
    in_question = pl.any_horizontal("is_leaver", "selected")
    unsure = pl.any_horizontal("is_leaver__unknown", "selected__unknown")
    no_key_of_its_own = pl.col("SL-001") == Outcome.FAIL.value
    return members.with_columns(
        verdict=pl.when(pl.col("member_id").is_null())
        .then(None)
        .when("deleted")
        .then(pl.lit(DELETED))
        .when(failed)
        .then(pl.lit(NOT_SAFE))
        .when(unsure | (in_question & left_open) | no_key_of_its_own)
        .then(pl.lit(UNDETERMINED))
        .when("is_leaver")
        .then(pl.lit(SAFE))
        .otherwise(pl.lit(KEEP)),
        expected_cypad_status=pl.when(pl.col("member_id").is_not_null()).then("expected_cypad_status"),
    )


def _given() -> pl.Expr:
    """The answer of each member; of a row without a key nobody can tell whose it is."""
    return pl.col("verdict").fill_null(UNDETERMINED)


ANSWERS = Answers(
    question="Which leavers may be deleted in Schoolcomms now?",
    of="leavers",
    good="may be deleted now",
    values=(
        Answer(NOT_SAFE, "must not be deleted", "must not be", "bad", alone="must not be deleted"),
        Answer(UNDETERMINED, "cannot be told", "cannot be told", "unknown", alone="may be deleted now"),
        Answer(SAFE, "may be deleted", "may be deleted", "good", alone="may be deleted now"),
        Answer(KEEP, "stay", "stay: nobody means to delete them", "other", one="stays: nobody means to delete it"),
        Answer(DELETED, "deleted already", "are deleted already", "other", one="is deleted already"),
    ),
    given=_given,
)
VERDICT = Verdict(
    facts="members",
    goes_through="can go ahead",
    fields=(
        Field(
            "verdict",
            "not_safe, undetermined (a proof is missing), safe_to_delete, keep (nobody means to delete it) or deleted",
            says={
                NOT_SAFE: "is not safe to delete",
                UNDETERMINED: "cannot be called safe to delete, as a proof is missing",
                SAFE: "is safe to delete",
                KEEP: "stays",
                DELETED: "is deleted already",
            },
            words={value.name: value.label for value in ANSWERS.values},
        ),
        Field("next_sync", "the next sync after as-of, local time"),
        Field(
            "expected_cypad_status",
            "what Cypad should say after that sync, by our reading of when it closes, if it has the member",
            blank="none",
        ),
    ),
    judge=judge,
    answers=ANSWERS,
    proofs=PROOF,
)
