"""`--report worklist`: what the articles have a person do by hand, as lists, in the order of their steps.

Each list has the columns that its screen has. Names, dates of birth and addresses stand in them with `show_values` alone.
"""

from collections.abc import Mapping

import polars as pl

from schoolgate.language.integrity import FILE
from schoolgate.language.outcome import Outcome
from schoolgate.language.suite import Dossier, Sheets, SuiteReport
from schoolgate.language.table import ROW
from schoolgate.suites.boost_promotion.counts import counts
from schoolgate.suites.boost_promotion.evidence import NOT_READ, candidates
from schoolgate.suites.boost_promotion.facts import GROUPS, SUBJECTS
from schoolgate.suites.boost_promotion.facts_people import DESYNCED, MATCHED, MAY_MATCH

_EMAIL_RULES = {
    "BP-601": "malformed",
    "BP-602": "personal or a parent's, by its domain",
    "BP-603": "a parent's or carer's",
    "BP-604": "another pupil's too",
}
_PERSONAL = {"first_name": "First name", "last_name": "Last name", "date_of_birth": "Date of birth"}
_NAMES = ("first_name", "last_name")
_AFTER = "After the sync, "


def worklist(dossier: Dossier) -> Sheets:
    """The lists by their headings; one with nothing to do has no rows."""
    left, out = pl.col("has_left"), pl.col("is_out_of_range")
    return {
        "Classes to make": _classes(dossier),
        "Groups to tick": _groups(dossier),
        "Subject classes to tick": _subjects(dossier),
        "Learners to review": _review(dossier),
        "E-mails to deselect": _emails(dossier),
        "User names, decide once": _user_names(dossier),
        f"{_AFTER}grant access": _learners(dossier, ("BP-302",), "Grant Access to Selected", after=True),
        f"{_AFTER}revoke access": _learners(dossier, ("BP-301",), "Revoke Access", who=left),
        f"{_AFTER}leavers class": _learners(dossier, ("BP-303",), "Add to the leavers class", who=left),
        f"{_AFTER}hidden learners": _learners(dossier, ("BP-307",), "Move into its own class", after=True),
        f"{_AFTER}ask first": _learners(
            dossier,
            ("BP-301", "BP-303"),
            "Out of range: ask first whether its group should be ticked, or the range be wider",
            who=out,
        ),
        f"{_AFTER}defunct classes": _defunct(dossier),
        f"{_AFTER}the counts": counts(dossier),
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


def _classes(dossier: Dossier) -> pl.DataFrame:
    """Classes that groups go to and that are not there, each with the groups that go to it; near misses first."""
    near = pl.col("class_near").is_not_null()
    what = (
        pl.when(near)
        .then(pl.format("See whether {} is meant: it differs only in spelling", "class_near"))
        .when("panel_maps")
        .then(pl.lit("New Class on the Classes tab, then match the group to it; it may stay empty"))
        .otherwise(pl.lit("See whether the group has a class by another name, or tick it if it is new"))
    )
    return (
        dossier.facts[GROUPS]
        .filter(_failed(dossier, GROUPS, "BP-101"))
        .drop_nulls("class_name")
        .group_by("class_name", maintain_order=True)
        .agg(
            pl.col("registration_group").str.join(", "), pl.col("pupils").sum(), what.first().alias("what"), near.any()
        )
        .sort("class_near", descending=True, maintain_order=True)
        .select(
            pl.col("class_name").alias("Class"),
            pl.col("registration_group").alias("Registration groups"),
            pl.col("pupils").alias("Pupils"),
            pl.col("what").alias("What to do"),
        )
    )


def _groups(dossier: Dossier) -> pl.DataFrame:
    """Groups that are not ticked, not listed, or matched to no class; near misses first."""
    what = (
        pl.when(pl.col("class_name").is_null() & pl.col("in_range"))
        .then(pl.lit("Match it to a class"))
        .when("in_map")
        .then(pl.lit("Tick it in Set Up?, unless its pupils are not to sync"))
        .when(pl.col("group_near").is_not_null())
        .then(pl.format("See whether {} is meant: it differs only in spelling", "group_near"))
        .otherwise(pl.lit("Tick the new group, unless its pupils are not to sync"))
    )
    unmatched = _failed(dossier, GROUPS, "BP-101") & dossier.facts[GROUPS]["class_name"].is_null()
    return (
        dossier.facts[GROUPS]
        .filter(_failed(dossier, GROUPS, "BP-102") | unmatched)
        .sort(pl.col("group_near").is_not_null(), descending=True, maintain_order=True)
        .select(
            pl.col("registration_group").alias("Registration group"),
            pl.col("class_name").alias("Class"),
            _yes("set_up").alias("Set Up?"),
            pl.col("pupils").alias("Pupils"),
            what.alias("What to do"),
        )
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


def _user_names(dossier: Dossier) -> pl.DataFrame:
    """The one decision about user names, if there is any to take."""
    what = "Decide for all of them at once; if in doubt, untick Sync pupil email addresses"
    return (
        dossier.facts[FILE]
        .filter(_failed(dossier, FILE, "BP-609"))
        .select(
            pl.col("no_way_back").alias("Learners who could not go back to a user name"),
            pl.lit(what).alias("What to do"),
        )
    )


def _review(dossier: Dossier) -> pl.DataFrame:
    """Each candidate beside the evidence.

    What nearly fits comes first: a learner whose mis_id is a pupil's but for its spelling, who may match, who matches.
    """
    facts, learners = dossier.facts["pupils"], dossier.facts["learners"]
    pupils = facts.filter(
        _failed(dossier, "pupils", "BP-201", "BP-202", "BP-204") & facts["candidate_row"].is_not_null()
    )
    pairs = candidates(pupils, learners.filter(pl.col("claims") > 0), dossier.settings.may_match_score, NOT_READ)
    theirs = pl.all().name.prefix("learner's ")
    matches = (
        pairs.join(pupils.drop("match_agrees", "match_differs", "match_score"), on=ROW, maintain_order="left")
        .join(learners.select(theirs), left_on="learner_row", right_on=f"learner's {ROW}", maintain_order="left")
        .sort(pl.col("tag") == MATCHED, maintain_order=True)
    )
    misspelt = (
        learners.filter(pl.col("mis_id_near").is_not_null())
        .select(theirs, mis_id=pl.col("mis_id_near"))
        .join(facts.unique("mis_id", keep="first"), on="mis_id", how="left", maintain_order="left")
        .with_columns(
            tag=pl.lit(DESYNCED),
            match_agrees=pl.lit(None, pl.String()),
            match_differs=pl.lit("mis_id, in spelling only"),
        )
    )
    return pl.concat([_beside(dossier, misspelt), _beside(dossier, matches)])


def _beside(dossier: Dossier, pairs: pl.DataFrame) -> pl.DataFrame:
    """Pupil and learner side by side."""
    names = tuple(_PERSONAL)
    may = pl.col("tag").is_in([MATCHED, MAY_MATCH])
    return pairs.select(
        pl.col("tag").alias("Tag"),
        pl.col("mis_id").alias("Pupil (MIS)"),
        *_personal(dossier, *names, of=" (MIS)"),
        pl.col("learner's learner_id").alias("Learner (Admin Hub)"),
        *_personal(dossier, *names, of=" (Admin Hub)", prefix="learner's "),
        pl.when(may).then("matching_learners").alias("Learners that match the pupil"),
        pl.when(may).then("learner's claims").alias("Pupils that match the learner"),
        pl.col("match_agrees").alias("What agrees"),
        pl.col("match_differs").alias("What differs"),
        pl.when(may).then("match_score").alias("How alike the names are, of 100"),
        pl.col("learner's year_group").alias("Current year group"),
        pl.col("learner's class_name").alias("Current class"),
        pl.when(may).then("year_group").alias("New year group"),
        pl.when(may).then("registration_group").alias("New registration group"),
    )


def _learners(
    dossier: Dossier, rules: tuple[str, ...], what: str, *, who: pl.Expr | None = None, after: bool = False
) -> pl.DataFrame:
    year, place = ("year_after", "class_after") if after else ("year_group", "class_name")
    return (
        dossier.facts["learners"]
        .filter(_failed(dossier, "learners", *rules))
        .filter(pl.lit(value=True) if who is None else who)
        .select(
            pl.col("learner_id").alias("Learner"),
            *_personal(dossier, *_NAMES),
            pl.col("mis_id").alias("Pupil (MIS)"),
            pl.col(year).alias("Year group"),
            pl.col(place).alias("Class"),
            pl.col("tag").alias("Synced?"),
            pl.when("has_access").then(pl.lit("With Access")).otherwise(pl.lit("Without Access")).alias("Access"),
            pl.lit(what).alias("What to do"),
        )
    )


def _defunct(dossier: Dossier) -> pl.DataFrame:
    return (
        dossier.facts["classes"]
        .select(pl.col("class_name").alias("Class"), pl.lit("Delete Class, after the sync").alias("What to do"))
        .filter(_failed(dossier, "classes", "BP-306"))
    )


def _yes(column: str) -> pl.Expr:
    return pl.when(column).then(pl.lit("yes")).when(~pl.col(column)).then(pl.lit("no"))


WORKLIST = SuiteReport("worklist", "what to do by hand, a list for each step", ("", ".xlsx"), worklist)
