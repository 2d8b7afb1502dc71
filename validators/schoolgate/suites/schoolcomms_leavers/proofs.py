"""The four proofs of each member: what members says, or where it is blank there, what the form of proofs says."""

import polars as pl

from schoolgate.frames.relations import beside, keyed, looked_up, repeated
from schoolgate.language.truth import unknown_flag, unread_flag
from schoolgate.suites.schoolcomms_leavers.tables import PROOFS_OF_A_MEMBER

_FACTS = {
    "outstanding_balance": "balance",
    "open_bookings": "bookings_to_come",
    "messages_saved": "messages_are_saved",
    "transactions_settled": "transactions_are_settled",
}
"""The fact that each proof becomes."""


def proven(members: pl.DataFrame, form: pl.DataFrame) -> pl.DataFrame:
    """What is proven of each member.

    Args:
        members: the typed table.
        form: the typed table `proofs`; without rows where it was not supplied.

    Returns:
        A row per member: each of the facts above, `proofs_agree` and `proofs_differ`.
    """
    answers = looked_up(members["member_id"], _answers(form), "member_id")
    laid = beside(members.select(*PROOFS_OF_A_MEMBER, *map(unread_flag, PROOFS_OF_A_MEMBER)), answers)
    facts: dict[str, pl.Expr] = {}
    differs: dict[str, pl.Expr] = {}
    for name, fact in _FACTS.items():
        own, other, unread = pl.col(name), pl.col(_form(name)), pl.col(unread_flag(name))
        differs[name] = (own != other).fill_null(value=False)
        # A cell that cannot be read is not blank: nothing answers in its place.
        facts[fact] = pl.when(~differs[name] & ~unread).then(pl.coalesce(own, other))
        facts[unknown_flag(fact)] = facts[fact].is_null()
        facts[f"{name}_told"] = (
            own.is_not_null() | unread | other.is_not_null() | pl.col(_unclear(name)).fill_null(value=False)
        )
    both = [pl.col(name).is_not_null() & pl.col(_form(name)).is_not_null() for name in PROOFS_OF_A_MEMBER]
    return laid.select(
        **facts,
        balance_settled=facts["balance"] == 0,
        balance_settled__unknown=facts["balance"].is_null(),
        proofs_agree=pl.when(pl.any_horizontal(both)).then(~pl.any_horizontal(differs.values())),
        proofs_differ=pl.coalesce(pl.when(condition).then(pl.lit(name)) for name, condition in differs.items()),
    )


def _form(name: str) -> str:
    return f"form_{name}"


def _unclear(name: str) -> str:
    """The flag that says where the form gives something, but nobody can tell what."""
    return f"form_{name}__unclear"


def _answers(form: pl.DataFrame) -> pl.DataFrame:
    """What the form says of each key, once: of rows that share a key, what one of them gives and none contradicts."""
    rows = keyed(form, "member_id")
    several = repeated(rows["member_id"])
    once = rows.filter(~several).select(
        "member_id",
        *(pl.col(name).alias(_form(name)) for name in PROOFS_OF_A_MEMBER),
        *(pl.col(unknown_flag(name)).alias(_unclear(name)) for name in PROOFS_OF_A_MEMBER),
    )
    if not several.any():
        return once
    given = {name: pl.col(name).drop_nulls() for name in PROOFS_OF_A_MEMBER}
    unclear = {name: (given[name].n_unique() > 1) | pl.col(unknown_flag(name)).any() for name in PROOFS_OF_A_MEMBER}
    shared = (
        rows.filter(several)
        .group_by("member_id", maintain_order=True)
        .agg(
            *(pl.when(~unclear[name]).then(given[name].first()).alias(_form(name)) for name in PROOFS_OF_A_MEMBER),
            *(unclear[name].alias(_unclear(name)) for name in PROOFS_OF_A_MEMBER),
        )
    )
    return pl.concat([once, shared.select(once.columns)])
