"""Whether each member is safe to delete, and what Cypad will say."""

import polars as pl

from schoolgate.language.outcome import Outcome
from schoolgate.language.suite import Field, Verdict

DELETED, NOT_SAFE, UNDETERMINED, SAFE, KEEP = "deleted", "not_safe", "undetermined", "safe_to_delete", "keep"
PROOF = ("SL-201", "SL-202", "SL-203", "SL-204", "SL-205", "SL-206")
"""What must be proven before a member is deleted for good."""


def judge(members: pl.DataFrame) -> pl.DataFrame:
    """Say of each member whether it is safe to delete: only where every proof is there."""
    failed = pl.any_horizontal(pl.col(rule) == Outcome.FAIL.value for rule in PROOF)
    left_open = pl.any_horizontal(pl.col(rule) == Outcome.NOT_CHECKED.value for rule in PROOF)
    in_question = pl.any_horizontal("is_leaver", "selected", "is_leaver__unknown", "selected__unknown")
    no_key_of_its_own = pl.col("SL-001") == Outcome.FAIL.value
    return members.with_columns(
        # Without a key nobody can tell who it is, let alone whether they were deleted.
        verdict=pl.when(pl.col("member_id").is_null())
        .then(pl.lit(UNDETERMINED))
        .when("deleted")
        .then(pl.lit(DELETED))
        .when(failed)
        .then(pl.lit(NOT_SAFE))
        .when((in_question & left_open) | no_key_of_its_own)
        .then(pl.lit(UNDETERMINED))
        .when("is_leaver")
        .then(pl.lit(SAFE))
        .otherwise(pl.lit(KEEP))
    )


VERDICT = Verdict(
    facts="members",
    goes_through="are in order",
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
        ),
        Field("next_sync", "the next sync after as-of, local time"),
        Field("expected_cypad_status", "what Cypad will say after that sync, if it has the member", blank="none"),
    ),
    judge=judge,
)
