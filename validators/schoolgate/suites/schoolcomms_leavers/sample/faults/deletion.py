"""What makes it unsafe to delete a member. Selecting someone who is on roll is the gravest."""

import polars as pl

from schoolgate.sample.cells import in_turn
from schoolgate.sample.dice import Dice, Ints
from schoolgate.sample.plan import Draft, Edit, Expected, Fault, Planted
from schoolgate.suites.schoolcomms_leavers.sample.faults.planting import (
    IN_CYPAD,
    IN_MIS,
    IN_PROOFS,
    LEAVER,
    ON_ROLL,
    SELECTED,
    overwrite,
    rows_in,
)

_SETTLED = {
    "members.outstanding_balance": ("0",),
    "members.open_bookings": ("0",),
    "members.messages_saved": ("true",),
    "members.transactions_settled": ("true",),
}


def _mis_silent(draft: Draft, rows: Ints, _: Dice) -> Planted:
    """The MIS has another member in the place of each, or has no leaving date, nor had Schoolcomms."""
    mis, count = rows_in(draft, "mis", rows), rows.size
    gone, silent = rows[::2], rows[1::2]
    edits = (
        Edit("mis", "member_id", mis[::2], "T" + draft.tables["members"]["member_id"].gather(gone)),
        Edit("mis", "leaving_date", mis[1::2], in_turn([None], silent.size)),
        Edit("members", "leaving_date", silent, in_turn([None], silent.size)),
    )
    return Planted(edits if count > 1 else edits[:1], (Expected("SL-202", "members", rows),))


def _balances(_: Draft, rows: Ints, dice: Dice) -> Planted:
    """Parents owe something, or are owed something."""
    pence = 1 + dice.below("pence", 9000, rows.size)
    sign = pl.Series(["", "-", "", ""]).gather(dice.below("sign", 4, rows.size))
    owed = sign + pl.Series(pence // 100).cast(pl.String) + "." + pl.Series(pence % 100).cast(pl.String).str.zfill(2)
    return Planted((Edit("members", "outstanding_balance", rows, owed),), (Expected("SL-203", "members", rows),))


FAULTS = (
    overwrite(
        "SL-101",
        2,
        {"members.is_leaver": ("false", None, "no"), "members.selected": (None,)},
        fits=LEAVER & ~IN_CYPAD,
    ),
    overwrite("SL-102", 10, {"cypad.status": ("Open",)}, fits=LEAVER & IN_CYPAD),
    Fault(name="SL-202", rules=("SL-202",), plant=_mis_silent, fits=LEAVER & SELECTED & IN_MIS, weight=3, least=2),
    overwrite("SL-204", 4, {"members.open_bookings": ("1", "3", "2", "-1")}, fits=LEAVER & ~IN_PROOFS),
    overwrite("SL-205", 5, {"members.messages_saved": ("false", "no", "N")}, fits=LEAVER & ~IN_PROOFS),
    overwrite("SL-206", 5, {"members.transactions_settled": ("no", "0", "false")}, fits=LEAVER & ~IN_PROOFS),
    Fault(name="SL-203", rules=("SL-203",), plant=_balances, fits=LEAVER & ~IN_PROOFS, weight=8),
    overwrite(("SL-201", "SL-202"), 3, {"members.selected": ("true", "Y"), **_SETTLED}, fits=ON_ROLL & IN_MIS, least=2),
)
