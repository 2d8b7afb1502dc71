"""What every student needs. The last fault is the commonest of all: a missing salutation."""

import polars as pl

from schoolgate.sample.cells import alternated, in_turn
from schoolgate.sample.dice import Dice, Ints
from schoolgate.sample.names import NICKNAMES
from schoolgate.sample.plan import Draft, Edit, Expected, Fault, Planted
from schoolgate.suites.portal_sync.sample.faults.planting import ANYONE, IS_CURRENT, NEVER_APPLIED, overwrite

_HAS_EMAIL = pl.col("has_email")


def _nicknames(_: Draft, rows: Ints, dice: Dice) -> Planted:
    names = pl.Series(NICKNAMES).gather(dice.below("nickname", len(NICKNAMES), rows.size))
    return Planted((Edit("students", "preferred_forename", rows, names),), (Expected("PS-103", "students", rows),))


def _malformed(draft: Draft, rows: Ints, _: Dice) -> Planted:
    email = draft.tables["students"]["email"].gather(rows)
    cells = alternated(
        [
            email.str.replace("@", " at ", literal=True),
            email.str.replace(r"@.*$", "@school"),
            email.str.replace("@", "@@", literal=True),
            "mailto: " + email,
            email + ".",
        ]
    )
    return Planted((Edit("students", "email", rows, cells),), (Expected("PS-106", "students", rows),))


def _shared(draft: Draft, rows: Ints, _: Dice) -> Planted:
    """The second of two siblings gets the address of the first, sometimes in capitals, and both log in."""
    email = draft.tables["students"]["email"].gather(rows[::2])
    return Planted(
        (
            Edit("students", "email", rows[1::2], alternated([email, email.str.to_uppercase()])),
            Edit("students", "portal_login", rows, in_turn(["true"], rows.size)),
        ),
        (Expected("PS-107", "students", rows),),
    )


FAULTS = (
    overwrite(
        "PS-110",
        1.5,
        {"roll_mode": ("Guest", None), "base_group_id": (None,), "latest_dol": (None,), "student_type": (None,)},
        fits=IS_CURRENT & NEVER_APPLIED,
    ),
    Fault(
        name="PS-107",
        rules=("PS-107",),
        plant=_shared,
        fits=_HAS_EMAIL,
        weight=4,
        least=2,
        cluster="family",
        pairs=True,
    ),
    Fault(name="PS-106", rules=("PS-106",), plant=_malformed, fits=_HAS_EMAIL, weight=4),
    Fault(name="PS-103", rules=("PS-103",), plant=_nicknames, fits=ANYONE, weight=8),
    overwrite("PS-102", 1, {"first_name": (None,)}),
    overwrite("PS-104", 1, {"last_name": (None,)}),
    overwrite("PS-105", 6, {"portal_login": ("true", "Yes"), "email": (None,)}),
    overwrite("PS-101", 14, {"salutation": (None,)}, joins=True),
)
