"""The facts about e-mail addresses: their form, their domain, and whose they are."""

import polars as pl

from schoolgate.basics.addresses import delivered
from schoolgate.frames.relations import casefolded
from schoolgate.language.frame import TypedTables
from schoolgate.suites.boost_promotion.links import flagged
from schoolgate.suites.boost_promotion.providers import PUBLIC_MAIL
from schoolgate.suites.boost_promotion.settings import BoostPromotionSettings


def facts(pupils: pl.DataFrame, tables: TypedTables, settings: BoostPromotionSettings) -> pl.DataFrame:
    """What a person could look up about the address of each pupil; nothing where there is none."""
    folded = casefolded(pupils["email"])
    mine = pl.DataFrame(
        {
            "mis_id": pupils["mis_id"],
            "folded": folded,
            "domain": folded.str.split("@").list.last(),
            "in_range": pupils["in_range"],
            "unknown": pupils["email__unknown"],
            "contact": _contacts(pupils["mis_id"], folded, tables),
        }
    ).with_columns(of_school=_of_school(settings))
    unknown, there = pl.col("unknown"), pl.col("folded").is_not_null()
    shared = pl.len().over("folded", "in_range").cast(pl.Int64) - 1
    # An address of the school is no parent's. Of any other nobody knows, without a list of contacts.
    untold = there & ~pl.col("of_school") & pl.lit(not tables.supplied("contacts"))
    return mine.select(
        *flagged("email_valid", pl.lit(delivered(pupils["email"])), unknown),
        *flagged("email_of_school", pl.when(there).then("of_school"), unknown),
        *flagged("email_public", pl.when(there).then(pl.col("domain").is_in(sorted(PUBLIC_MAIL))), unknown),
        *flagged("email_of_contact", pl.when(there).then("contact"), unknown | untold),
        *flagged("email_users", pl.when(there & pl.col("in_range")).then(shared), unknown),
    )


def _of_school(settings: BoostPromotionSettings) -> pl.Expr:
    """Whether the domain is one of the school's own, or a subdomain of one."""
    domains = [domain.strip().casefold() for domain in settings.school_email_domains or ()]
    own = [(pl.col("domain") == one) | pl.col("domain").str.ends_with(f".{one}") for one in domains]
    return pl.any_horizontal(pl.lit(value=False), *own).fill_null(value=False)


def _contacts(ids: pl.Series, folded: pl.Series, tables: TypedTables) -> pl.Series:
    """Whether one of the pupil's contacts has the address."""
    contacts = tables["contacts"]
    theirs = pl.DataFrame({"mis_id": contacts["mis_id"], "folded": casefolded(contacts["email"])}).drop_nulls().unique()
    mine = pl.DataFrame({"mis_id": ids, "folded": folded})
    found = mine.join(
        theirs.with_columns(contact=pl.lit(value=True)), on=["mis_id", "folded"], how="left", maintain_order="left"
    )
    return found["contact"].fill_null(value=False)
