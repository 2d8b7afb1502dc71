"""Whose e-mail address it is."""

import polars as pl

from schoolgate.sample.cells import in_turn
from schoolgate.sample.dice import Dice, Ints
from schoolgate.sample.plan import Draft, Edit, Expected, Fault, Planted
from schoolgate.suites.boost_promotion.sample.faults.planting import of_learner
from schoolgate.suites.boost_promotion.sample.school import DOMAIN

_MALFORMED = (f"at{DOMAIN}", f" words@{DOMAIN}", "@school", f"@b@{DOMAIN}")


def _malformed(_: Draft, rows: Ints, dice: Dice) -> Planted:
    address = "two" + _numbers(rows, dice) + in_turn(_MALFORMED, rows.size)
    return Planted((Edit("pupils", "email", rows, address),), (Expected("BP-601", "pupils", rows),))


def _numbers(rows: Ints, dice: Dice) -> pl.Series:
    """A number for each, so that no two addresses are the same."""
    return pl.Series(dice.order("numbers", rows.size)).cast(pl.String)


def _personal(_: Draft, rows: Ints, dice: Dice) -> Planted:
    address = "player" + _numbers(rows, dice) + "@mail.example"
    return Planted((Edit("pupils", "email", rows, address),), (Expected("BP-602", "pupils", rows),))


def _of_contact(draft: Draft, rows: Ints, _: Dice) -> Planted:
    """The school's own address stands as that of a parent too, in capitals."""
    pupils = draft.tables["pupils"][rows]
    added = pl.DataFrame({"mis_id": pupils["mis_id"], "email": pupils["email"].str.to_uppercase()})
    return Planted((), (Expected("BP-603", "pupils", rows),), {"contacts": added})


def _shared(draft: Draft, rows: Ints, _: Dice) -> Planted:
    """The second of each pair gets the address of the first."""
    first = draft.tables["pupils"]["email"].gather(rows[::2])
    return Planted((Edit("pupils", "email", rows[1::2], first),), (Expected("BP-604", "pupils", rows),))


_ANYONE = pl.lit(value=True)
FAULTS = (
    Fault(name="BP-604", rules=("BP-604",), plant=_shared, fits=_ANYONE, weight=1, least=2, pairs=True),
    Fault(name="BP-602", rules=("BP-602",), plant=_personal, fits=_ANYONE, weight=2),
    Fault(name="BP-603", rules=("BP-603",), plant=_of_contact, fits=_ANYONE, weight=1),
    Fault(name="BP-601", rules=("BP-601",), plant=_malformed, fits=_ANYONE, weight=2),
    of_learner("BP-605", 2, {"email": (None,)}, found_in="pupils", also=(Expected("BP-609", "pupils", None),)),
)
