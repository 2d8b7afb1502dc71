"""The facts about e-mail addresses: their form, their domain, and whose they are."""

import polars as pl

from schoolgate.basics.addresses import EMAIL
from schoolgate.frames.relations import casefolded
from schoolgate.language.frame import TypedTables
from schoolgate.suites.boost_promotion.links import flagged
from schoolgate.suites.boost_promotion.settings import BoostPromotionSettings


def facts(pupils: pl.DataFrame, tables: TypedTables, settings: BoostPromotionSettings) -> pl.DataFrame:
    """What a person could look up about the address of each pupil; nothing where there is none."""
    folded = casefolded(pupils["email"])
    domains = [domain.strip().casefold() for domain in settings.school_email_domains]
    mine = pl.DataFrame(
        {
            "mis_id": pupils["mis_id"],
            "folded": folded,
            "in_range": pupils["in_range"],
            "unknown": pupils["email__unknown"],
            "contact": _contacts(pupils["mis_id"], folded, tables),
        }
    )
    unknown, there = pl.col("unknown"), pl.col("folded").is_not_null()
    shared = pl.len().over("folded", "in_range").cast(pl.Int64) - 1
    return mine.select(
        *flagged("email_valid", pl.lit(pupils["email"]).str.contains(EMAIL), unknown),
        *flagged("email_of_school", _of_address(pl.col("folded").str.split("@").list.last().is_in(domains)), unknown),
        *flagged(
            "email_of_contact",
            pl.when(there).then("contact"),
            unknown | (there & pl.lit(not tables.supplied("contacts"))),
        ),
        *flagged("email_users", pl.when(there & pl.col("in_range")).then(shared), unknown),
    )


def _of_address(value: pl.Expr) -> pl.Expr:
    """The value where there is an address."""
    return pl.when(pl.col("folded").is_not_null()).then(value)


def _contacts(ids: pl.Series, folded: pl.Series, tables: TypedTables) -> pl.Series:
    """Whether one of the pupil's contacts has the address."""
    contacts = tables["contacts"]
    theirs = pl.DataFrame({"mis_id": contacts["mis_id"], "folded": casefolded(contacts["email"])}).drop_nulls().unique()
    mine = pl.DataFrame({"mis_id": ids, "folded": folded})
    found = mine.join(
        theirs.with_columns(contact=pl.lit(value=True)), on=["mis_id", "folded"], how="left", maintain_order="left"
    )
    return found["contact"].fill_null(value=False)
