"""The counts that must agree once the sync is run and everything is tidied up."""

import polars as pl

from schoolgate.language.integrity import FILE
from schoolgate.language.suite import Dossier
from schoolgate.suites.boost_promotion.facts_people import NEW, SYNCED


def counts(dossier: Dossier) -> pl.DataFrame:
    """What the Admin Hub will show once everything on these lists is done, beside what it must agree with.

    Those who left are in the leavers class then; those out of range stay, until somebody has said what is to become of them.
    The leavers class must have as many learners as there are Without Access, every other class as many as the MIS has.
    Nothing stands where it cannot be told.
    """
    learners = dossier.facts["learners"].filter(pl.col("learner_id").is_not_null())
    leavers_class = dossier.facts[FILE]["leavers_class"].item()
    gone = pl.col("has_left")
    back = ((pl.col("link") == SYNCED) & pl.col("leavers_class_after")).fill_null(value=False)
    tidied = pl.when(gone).then(pl.lit(leavers_class)).when(~back).then("class_after")
    people = learners.with_columns(tidied=tidied)
    classes = dossier.facts["classes"].filter("first_of_name").select("class_name", "groups_in_range", "pupils")
    rows = classes.filter((pl.col("groups_in_range") > 0) & (pl.col("class_name") != leavers_class))
    new = (
        dossier.facts["pupils"]
        .filter(pl.col("tag") == NEW)
        .group_by(class_name="class_after")
        .agg(new=pl.len().cast(pl.Int64))
        .drop_nulls("class_name")
    )
    table = pl.concat([pl.DataFrame({"class_name": [leavers_class]}), rows.select("class_name")])
    for name, column in (("now", "class_name"), ("after", "class_after"), ("tidied", "tidied")):
        counted = people.drop_nulls(column).group_by(class_name=column).agg(pl.len().cast(pl.Int64).alias(name))
        table = table.join(counted, on="class_name", how="left", maintain_order="left")
    table = table.join(new, on="class_name", how="left", maintain_order="left").join(
        rows.select("class_name", "pupils"), on="class_name", how="left", maintain_order="left"
    )
    told = table.with_columns(pl.col("now", "after", "tidied", "new").fill_null(0)).with_columns(
        pl.col("after", "tidied") + pl.col("new"),
        pl.coalesce("pupils", pl.lit(_without_access(people, gone), pl.Int64())).alias("must"),
    )
    return told.select(
        pl.col("class_name").alias("Class"),
        pl.col("now").alias("Learners now"),
        pl.col("after").alias("After the sync"),
        pl.col("tidied").alias("After the tidy-up"),
        pl.when(pl.col("class_name") == leavers_class)
        .then(pl.lit("learners Without Access"))
        .otherwise(pl.lit("pupils in the MIS"))
        .alias("Must agree with"),
        pl.col("must").alias("Which are"),
        (pl.col("tidied") - pl.col("must")).alias("Difference"),
    )


def _without_access(people: pl.DataFrame, gone: pl.Expr) -> int | None:
    """How many learners are Without Access once it is revoked and granted as the lists say."""
    if people["has_access__unknown"].any():
        return None
    placed = pl.col("class_after").is_not_null() & pl.col("year_after").is_not_null()
    granted = ((pl.col("link") == SYNCED) & placed).fill_null(value=False)
    return people.filter(gone | (~pl.col("has_access") & ~granted)).height
