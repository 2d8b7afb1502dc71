"""`--report worklist`: what the articles have a person do by hand, as lists, in the order of their steps.

Each list has the columns that its screen has. Names, dates of birth and addresses stand in them with `show_values` alone.
"""

from collections.abc import Mapping

import polars as pl

from schoolgate.language.outcome import Outcome
from schoolgate.language.suite import Dossier, Sheets, SuiteReport
from schoolgate.language.table import ROW
from schoolgate.suites.boost_promotion.facts import FILE, GROUPS, SUBJECTS
from schoolgate.suites.boost_promotion.facts_people import DESYNCED, NEW, SYNCED

_EMAIL_RULES = {
    "BP-601": "malformed",
    "BP-602": "not of the school's domain",
    "BP-603": "a parent's or carer's",
    "BP-604": "another pupil's too",
    "BP-605": "the learner could not go back to its username",
}
_REVIEWED = ("BP-201", "BP-202", "BP-204")
_THEIRS = "learner's "
_PERSONAL = {"first_name": "First name", "last_name": "Last name", "date_of_birth": "Date of birth"}


def worklist(dossier: Dossier) -> Sheets:
    """The lists by their headings; one with nothing to do has no rows."""
    return {
        "Registration groups": _groups(dossier),
        "Subject classes": _subjects(dossier),
        "E-mails not to sync": _emails(dossier),
        "Learners to review": _review(dossier),
        "Access to revoke": _learners(dossier, "BP-301", "Revoke Access"),
        "Access to grant": _learners(dossier, "BP-302", "Grant Access to Selected", after=True),
        "For the leavers class": _learners(dossier, "BP-303", "Add to the leavers class"),
        "Out of the leavers class": _learners(dossier, "BP-307", "Move into its own class", after=True),
        "Defunct classes": _defunct(dossier),
        "Counts that must agree": _counts(dossier),
    }


def _failed(dossier: Dossier, table: str, *rules: str) -> pl.Series:
    """Where one of the rules failed; a rule that the school turned off failed nowhere."""
    outcomes = dossier.outcomes[table]
    asked = [pl.col(rule) == Outcome.FAIL.value for rule in rules if rule in outcomes.columns]
    return outcomes.select(pl.any_horizontal(pl.lit(value=False), *asked).alias("failed"))["failed"]


def _told(dossier: Dossier, table: str, rules: Mapping[str, str]) -> pl.Series:
    """For each row what is wrong, in the words of the rules that failed."""
    words = [pl.when(pl.lit(_failed(dossier, table, rule))).then(pl.lit(word)) for rule, word in rules.items()]
    outcomes = dossier.outcomes[table]
    return outcomes.select(pl.concat_str(words, separator="; ", ignore_nulls=True).alias("told"))["told"]


def _groups(dossier: Dossier) -> pl.DataFrame:
    unticked = _failed(dossier, GROUPS, "BP-102")
    what = (
        pl.when(pl.lit(unticked))
        .then(pl.lit("Tick it in Set Up?, unless its pupils are not to sync"))
        .when(~pl.col("in_map"))
        .then(pl.lit("Tick the new group; where groups are matched to classes, make the class first"))
        .when(pl.col("class_name").is_null())
        .then(pl.lit("Match it to a class"))
        .otherwise(pl.lit("Make the class on the Classes tab, then match the group to it"))
    )
    return (
        dossier.facts[GROUPS]
        .select(
            pl.col("registration_group").alias("Registration group"),
            pl.col("class_name").alias("Class"),
            _yes("set_up").alias("Set Up?"),
            pl.col("pupils").alias("Pupils"),
            what.alias("What to do"),
        )
        .filter(unticked | _failed(dossier, GROUPS, "BP-101"))
    )


def _subjects(dossier: Dossier) -> pl.DataFrame:
    what = pl.lit("Tick it, if the school uses the class on the platform")
    return (
        dossier.facts[SUBJECTS]
        .select(
            pl.col("subject_class").alias("Subject class"), pl.col("pupils").alias("Pupils"), what.alias("What to do")
        )
        .filter(_failed(dossier, SUBJECTS, "BP-105"))
    )


def _emails(dossier: Dossier) -> pl.DataFrame:
    columns = [
        pl.col("mis_id").alias("Pupil (MIS)"),
        *_personal(dossier, "first_name", "last_name"),
        pl.col("year_group").alias("Year group"),
        pl.col("registration_group").alias("Registration group"),
        *([pl.col("email").alias("Email address")] if dossier.show_values else []),
        pl.lit(_told(dossier, "pupils", _EMAIL_RULES)).alias("Why not"),
    ]
    return dossier.facts["pupils"].select(columns).filter(_failed(dossier, "pupils", *_EMAIL_RULES))


def _personal(dossier: Dossier, *columns: str, of: str = "", prefix: str = "") -> list[pl.Expr]:
    if not dossier.show_values:
        return []
    return [pl.col(f"{prefix}{column}").alias(f"{_PERSONAL[column]}{of}") for column in columns]


def _review(dossier: Dossier) -> pl.DataFrame:
    """Every pupil that matches or may match a learner with the first of these, then the learners left over."""
    names = tuple(_PERSONAL)
    learners = dossier.facts["learners"]
    theirs = learners.select(pl.col(ROW).alias("candidate_row"), pl.col(names).name.prefix(_THEIRS))
    pupils = (
        dossier.facts["pupils"]
        .filter(_failed(dossier, "pupils", *_REVIEWED))
        .join(theirs, on="candidate_row", how="left", maintain_order="left")
    )
    left = learners.filter((pl.col("claims") > 0) & ~pl.col(ROW).is_in(pupils["candidate_row"].implode()))
    mine = pupils.select(
        pl.col("tag").alias("Tag"),
        pl.col("mis_id").alias("Pupil (MIS)"),
        *_personal(dossier, *names, of=" (MIS)"),
        pl.col("candidate_id").alias("Learner (Admin Hub)"),
        *_personal(dossier, *names, of=" (Admin Hub)", prefix=_THEIRS),
        pl.col("matching_learners").alias("Learners that match the pupil"),
        (pl.col("rivals") + 1).alias("Pupils that match the learner"),
        pl.col("match_agrees").alias("What agrees"),
        pl.col("match_differs").alias("What differs"),
        pl.col("match_score").alias("How alike the names are, of 100"),
        pl.col("year_before").alias("Current year group"),
        pl.col("class_before").alias("Current class"),
        pl.col("year_after").alias("New year group"),
        pl.col("class_after").alias("New class"),
    )
    others = left.select(
        pl.col("tag").alias("Tag"),
        pl.col("claimant_id").alias("Pupil (MIS)"),
        pl.col("learner_id").alias("Learner (Admin Hub)"),
        *_personal(dossier, *names, of=" (Admin Hub)"),
        pl.col("claims").alias("Pupils that match the learner"),
        pl.col("year_group").alias("Current year group"),
        pl.col("class_name").alias("Current class"),
    )
    return pl.concat([mine, others], how="diagonal")


def _learners(dossier: Dossier, rule: str, what: str, *, after: bool = False) -> pl.DataFrame:
    year, place = ("year_after", "class_after") if after else ("year_group", "class_name")
    return (
        dossier.facts["learners"]
        .select(
            pl.col("learner_id").alias("Learner"),
            *_personal(dossier, "first_name", "last_name"),
            pl.col("mis_id").alias("Pupil (MIS)"),
            pl.col(year).alias("Year group"),
            pl.col(place).alias("Class"),
            pl.col("tag").alias("Synced?"),
            pl.when("has_access").then(pl.lit("With Access")).otherwise(pl.lit("Without Access")).alias("Access"),
            pl.lit(what).alias("What to do"),
        )
        .filter(_failed(dossier, "learners", rule))
    )


def _defunct(dossier: Dossier) -> pl.DataFrame:
    return (
        dossier.facts["classes"]
        .select(pl.col("class_name").alias("Class"), pl.lit("Delete Class, after the sync").alias("What to do"))
        .filter(_failed(dossier, "classes", "BP-306"))
    )


def _yes(column: str) -> pl.Expr:
    return pl.when(column).then(pl.lit("yes")).when(~pl.col(column)).then(pl.lit("no"))


# ------------------------------------------------------------------------------------------------------------- counts


def _counts(dossier: Dossier) -> pl.DataFrame:
    """What the Admin Hub will show once everything on these lists is done, beside what it must agree with.

    The leavers class must have as many learners as there are Without Access, every other class as many as the MIS has.
    Nothing stands where it cannot be told.
    """
    learners = dossier.facts["learners"].filter(pl.col("learner_id").is_not_null())
    leavers_class = dossier.facts[FILE]["leavers_class"].item()
    gone = (pl.col("link") == DESYNCED).fill_null(value=False)
    back = ((pl.col("link") == SYNCED) & pl.col("leavers_class_after")).fill_null(value=False)
    tidied = pl.when(gone).then(pl.lit(leavers_class)).when(~back).then("class_after")
    people = learners.with_columns(tidied=tidied)
    sure = not (learners["link__unknown"].any() or learners["class_after__unknown"].any())
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
    counts = table.with_columns(pl.col("now", "after", "tidied", "new").fill_null(0)).with_columns(
        pl.col("after", "tidied") + pl.col("new"),
        pl.coalesce("pupils", pl.lit(_without_access(people, gone), pl.Int64())).alias("must"),
    )
    known = pl.lit(sure)
    return counts.select(
        pl.col("class_name").alias("Class"),
        pl.col("now").alias("Learners now"),
        pl.when(known).then("after").alias("After the sync"),
        pl.when(known).then("tidied").alias("After the tidy-up"),
        pl.when(pl.col("class_name") == leavers_class)
        .then(pl.lit("learners Without Access"))
        .otherwise(pl.lit("pupils in the MIS"))
        .alias("Must agree with"),
        pl.when(known).then("must").alias("Which are"),
        pl.when(known).then(pl.col("tidied") - pl.col("must")).alias("Difference"),
    )


def _without_access(people: pl.DataFrame, gone: pl.Expr) -> int | None:
    """How many learners are Without Access once it is revoked and granted as the lists say."""
    if people["has_access__unknown"].any():
        return None
    placed = pl.col("class_after").is_not_null() & pl.col("year_after").is_not_null()
    granted = ((pl.col("link") == SYNCED) & placed).fill_null(value=False)
    return people.filter(gone | (~pl.col("has_access") & ~granted)).height


WORKLIST = SuiteReport("worklist", "what to do by hand, a list for each step", ("", ".xlsx"), worklist)
