"""Keys, and cells that cannot be read. The last fault fits everyone."""

import polars as pl

from schoolgate.sample.dice import Dice, Ints
from schoolgate.sample.plan import Draft, Edit, Expected, Fault, Planted
from schoolgate.suites.schoolcomms_leavers.sample.faults.planting import (
    DATED,
    IN_CYPAD,
    IN_MIS,
    IN_PROOFS,
    ON_ROLL,
    overwrite,
    rows_in,
)

_LONELY = ON_ROLL & ~IN_CYPAD & ~DATED
"""Nothing in the other systems depends on who it is."""
_NO_DATES = ("last July", "2026-13-01", "July")


def _shared_ids(table: str, draft: Draft, rows: Ints) -> Planted:
    """The second of each pair gets the id of the first."""
    places = rows_in(draft, table, rows)
    ids = draft.tables[table]["member_id"].gather(places[::2])
    return Planted((Edit(table, "member_id", places[1::2], ids),), (Expected("SL-001", table, places),))


def _shared(draft: Draft, rows: Ints, _: Dice) -> Planted:
    return _shared_ids("members", draft, rows)


def _shared_in_mis(draft: Draft, rows: Ints, _: Dice) -> Planted:
    return _shared_ids("mis", draft, rows)


def _shared_in_proofs(draft: Draft, rows: Ints, _: Dice) -> Planted:
    return _shared_ids("proofs", draft, rows)


FAULTS = (
    Fault(name="SL-001, shared", rules=("SL-001",), plant=_shared, fits=_LONELY, weight=1, least=2, pairs=True),
    overwrite("SL-001", 0.5, {"members.member_id": (None,)}, fits=_LONELY, name="SL-001, missing", hides=True),
    Fault(
        name="SL-001, MIS",
        rules=("SL-001",),
        plant=_shared_in_mis,
        fits=ON_ROLL & IN_MIS & ~DATED,
        weight=0.5,
        least=2,
        pairs=True,
    ),
    overwrite(
        "SL-001", 0.5, {"cypad.member_id": (None,)}, fits=ON_ROLL & IN_CYPAD, found_in="cypad", name="SL-001, Cypad"
    ),
    overwrite(
        "SL-003", 1, {"cypad.status": ("Opened", None, "Leaver")}, fits=ON_ROLL & IN_CYPAD, found_in="cypad", least=3
    ),
    overwrite(
        "SL-002",
        0.5,
        {"mis.leaving_date": _NO_DATES},
        fits=ON_ROLL & IN_MIS & ~DATED,
        found_in="mis",
        name="SL-002, MIS",
    ),
    overwrite(
        "SL-002",
        1,
        {"members.selected": ("maybe", "X")},
        fits=ON_ROLL,
        name="SL-002, selected",
    ),
    overwrite(
        "SL-005",
        1,
        {"members.messages_saved": ("false", "no"), "members.open_bookings": ("0", "2", None)},
        fits=IN_PROOFS,
        least=2,
    ),
    Fault(
        name="SL-001, proofs",
        rules=("SL-001",),
        plant=_shared_in_proofs,
        fits=IN_PROOFS,
        weight=0.5,
        least=2,
        pairs=True,
    ),
    overwrite(
        "SL-002",
        0.5,
        {"proofs.transactions_settled": ("done", "?")},
        fits=IN_PROOFS,
        found_in="proofs",
        name="SL-002, proofs",
    ),
    overwrite("SL-303", 2, {"members.last_name": ("XXXX",)}, fits=ON_ROLL),
    overwrite(
        "SL-002", 2, {"members.open_bookings": ("two", "1.5", "n/a")}, fits=pl.lit(value=True), name="SL-002, bookings"
    ),
)
