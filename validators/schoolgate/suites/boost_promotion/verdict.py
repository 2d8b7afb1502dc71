"""What the sync will do with each pupil, and what to do about each learner."""

import polars as pl

from schoolgate.language.suite import Answer, Answers, Field, Verdict
from schoolgate.suites.boost_promotion.facts_people import (
    DESYNCED,
    MATCHED,
    MAY_MATCH,
    NEW,
    OUT_OF_RANGE,
    SYNCED,
    UNLINKED,
)


def judge_pupils(pupils: pl.DataFrame) -> pl.DataFrame:
    """Set the status of a pupil who is not to be synced."""
    outside = ~pl.col("in_range") & pl.col("mis_id").is_not_null()
    return pupils.with_columns(status=pl.when(outside).then(pl.lit(OUT_OF_RANGE)).otherwise("status"))


def judge_learners(learners: pl.DataFrame) -> pl.DataFrame:
    """Say what is to be done about each learner, before the sync and after it."""
    has, placed = pl.col("has_access"), pl.col("class_after").is_not_null() & pl.col("year_after").is_not_null()
    synced = pl.col("link") == SYNCED
    advice = {
        "keep: deleting it deletes its test data": pl.col("to_delete") & pl.col("last_test_date").is_not_null(),
        "review before the sync": pl.col("tag").is_in([MATCHED, MAY_MATCH]),
        "check whether it is still needed: it is not in the MIS": pl.col("tag") == UNLINKED,
        "ask first whether its group should be ticked, or the range be wider": pl.col("is_out_of_range"),
        "after the sync: revoke access": pl.col("has_left") & has,
        "after the sync: add to the leavers class": pl.col("has_left") & ~pl.col("in_leavers_class"),
        "after the sync: grant access": synced & ~has & placed,
        "after the sync: take out of the leavers class": synced & pl.col("leavers_class_after"),
    }
    words = [pl.when(holds.fill_null(value=False)).then(pl.lit(word)) for word, holds in advice.items()]
    return learners.with_columns(advice=pl.concat_str(words, separator="; ", ignore_nulls=True).replace("", None))


_OPEN = "cannot_be_told"


def _given(key: str, blocked: pl.Expr) -> pl.Expr:
    """The answer of each record: that it is not in order, or the tag that it will get."""
    status = pl.col("status")
    return (
        pl.when(status == OUT_OF_RANGE)
        .then(pl.lit(OUT_OF_RANGE))
        .when(pl.col(key).is_null() | (status == "undetermined"))
        .then(pl.lit(_OPEN))
        .when((status == "blocked") | pl.col("harmed"))
        .then(blocked)
        .otherwise(pl.col("tag").fill_null(_OPEN))
    )


def _given_pupils() -> pl.Expr:
    return _given("mis_id", pl.when("stopped").then(pl.lit("will_not_sync")).otherwise(pl.lit("should_not_sync")))


def _given_learners() -> pl.Expr:
    return _given("learner_id", pl.lit("to_mend"))


OF_PUPILS = Answers(
    question="Which tag will each pupil get in the sync?",
    of="pupils",
    good="will sync as they are",
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
        Answer(_OPEN, "cannot be told", "cannot be told", "unknown", alone="will sync"),
        Answer(MAY_MATCH, MAY_MATCH, "may match", "warn", alone="may match a learner"),
        Answer(MATCHED, MATCHED, "match", "warn", one="matches", alone="matches a learner"),
        Answer(NEW, NEW, "are new", "good", one="is new"),
        Answer(SYNCED, SYNCED, "stay with their learners", "good", one="stays with its learner"),
        Answer(OUT_OF_RANGE, "out of range", "are not to be synced", "other", one="is not to be synced"),
    ),
    given=_given_pupils,
)
OF_LEARNERS = Answers(
    question="Which tag will each learner get in the sync?",
    of="learners",
    good="need nothing mended",
    values=(
        Answer("to_mend", "to mend first", "are to be mended first", "bad", one="is to be mended first"),
        Answer(_OPEN, "cannot be told", "cannot be told", "unknown", alone="can be synced"),
        Answer(DESYNCED, DESYNCED, "will be desynced", "warn"),
        Answer(UNLINKED, UNLINKED, "stay unlinked", "warn", one="stays unlinked"),
        Answer(MAY_MATCH, MAY_MATCH, "may match", "warn", alone="may match a pupil"),
        Answer(MATCHED, MATCHED, "match", "warn", one="matches", alone="matches a pupil"),
        Answer(SYNCED, SYNCED, "stay with their pupils", "good", one="stays with its pupil"),
    ),
    given=_given_learners,
)
PUPILS = Verdict(
    facts="pupils",
    goes_through="will sync",
    fields=(
        Field("tag", "Synced, Matched, May match or New; nothing out of range", blank="none"),
        Field("learner_id", "the learner that is the pupil, if that is certain", blank="none"),
        Field("class_before", "the learner's class", blank="none"),
        Field("class_after", "its class after the sync", blank="none"),
        Field("year_before", "the learner's year group", blank="none"),
        Field("year_after", "its year group after the sync", blank="none"),
        Field("match_agrees", "what agrees with the learner that it matches or may match", blank="none to compare"),
        Field("match_differs", "what differs from that learner", blank="none"),
        Field("match_score", "how alike their names are, 0 to 100", blank="none"),
    ),
    judge=judge_pupils,
    answers=OF_PUPILS,
    statuses=(OUT_OF_RANGE,),
)
LEARNERS = Verdict(
    facts="learners",
    goes_through="are free of errors",
    fields=(
        Field(
            "tag",
            "Synced, Desynced, Unlinked, or Matched or May match as the pupil that it is a candidate of",
            blank="none",
        ),
        Field("advice", "what to do about it, before the sync and after", blank="none"),
        Field(
            "desynced_because",
            "left (the MIS has nobody of its mis_id) or out_of_range; nothing unless it is Desynced",
            blank="none",
            words={OUT_OF_RANGE: "out of range", "left": "the MIS has nobody of its mis_id"},
        ),
    ),
    judge=judge_learners,
    answers=OF_LEARNERS,
)
VERDICTS = (PUPILS, LEARNERS)
