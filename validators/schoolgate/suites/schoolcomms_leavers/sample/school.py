"""A clean synthetic school: every leaver is safe to delete, what was deleted is closed, and a check has nothing to say."""

from datetime import date

import numpy as np
import polars as pl

from schoolgate.sample.dice import Bools, Dice, Floats, Ints
from schoolgate.sample.names import names
from schoolgate.sample.plan import Draft
from schoolgate.suites.schoolcomms_leavers.tables import CLOSED, OPEN, PROOFS_OF_A_MEMBER

ON_ROLL, LEAVER, DELETED = range(3)
SHARES = (0.74, 0.18, 0.08)
"""Of the members: on roll, leavers, deleted ones who still show without a name."""
KINDS = ("on roll", "leaver", "deleted")
ANONYMISED = "XXXX"

_FAMILY = 1.3
_CLASS_SIZE = 28
_YES = ("true", "true", "yes", "Y", "1")
_NO = (None, None, "false", "no", "0")
_NOTHING_OWED = ("0", "0.00", "0.0")
_IN_CYPAD = np.array([0.85, 0.5, 0.6])
_IN_MIS = np.array([1.0, 1.0, 0.5])
_CLOSED_ONLY = 0.03
"""As many records of Cypad again belong to members whom Schoolcomms has long forgotten."""
_IN_PROOFS = np.array([0.0, 0.2, 0.0])
"""Of the leavers so many have their proofs in the form, and blank cells in members."""
_LEAVES = 0.05
_LEAST_AGO, _MOST_AGO = 20, 300
"""Days since a deletion: anonymised, and closed in Cypad."""


def build(rows: int, dice: Dice, as_of: date) -> Draft:
    """A clean school of `rows` members.

    Returns:
        The tables, and about each member: `kind`, one of `KINDS`; `selected` for deletion; `dated`, whether it has a
        leaving date; `cypad_row`, `mis_row` and `proofs_row`, its row in these tables, or -1.
    """
    kind = _shares(rows, dice)
    members = _members(kind, dice, as_of)
    cypad, cypad_row = _found_in(members, kind, _drawn(kind, _IN_CYPAD, dice, "cypad"))
    mis, mis_row = _found_in(members, kind, _drawn(kind, _IN_MIS, dice, "mis"))
    in_form = _drawn(kind, _IN_PROOFS, dice, "proofs")
    proofs, proofs_row = _found_in(members, kind, in_form)
    members = members.with_columns(
        pl.when(~pl.lit(pl.Series(in_form))).then(name).alias(name) for name in PROOFS_OF_A_MEMBER
    )
    about = pl.DataFrame(
        {
            "kind": pl.Series(KINDS).gather(kind),
            "selected": members["selected"].is_in(_YES).fill_null(value=False),
            "dated": members["leaving_date"].is_not_null(),
            "cypad_row": cypad_row,
            "mis_row": mis_row,
            "proofs_row": proofs_row,
        }
    )
    tables = {
        "members": members,
        "cypad": _cypad(cypad, dice),
        "mis": mis.select(member_id="mis_id", leaving_date="leaving_date"),
        # An empty form would be a question: is nobody in it?
        **({"proofs": proofs.select("member_id", *PROOFS_OF_A_MEMBER)} if proofs.height else {}),
    }
    return Draft(tables, about, as_of)


def _shares(rows: int, dice: Dice) -> Ints:
    bounds = np.cumsum(SHARES)[:-1] * rows
    return np.searchsorted(bounds, dice.order("kind", rows), side="right").astype(np.int64)


def _drawn(kind: Ints, shares: Floats, dice: Dice, name: str) -> Bools:
    drawn: Bools = dice.units(f"in {name}", kind.size) < shares[kind]
    return drawn


def _members(kind: Ints, dice: Dice, as_of: date) -> pl.DataFrame:
    """The table members, as text."""
    rows = kind.size
    called = names((np.arange(rows) / _FAMILY).astype(np.int64), dice.below("ordinal", 3, rows), dice.of("names"))
    is_deleted, is_leaver = pl.Series(kind == DELETED), pl.Series(kind == LEAVER)
    selected = pl.Series((kind == LEAVER) & dice.chances("selected", 0.6, rows))
    hidden = pl.repeat(ANONYMISED, rows, eager=True)
    ago = _LEAST_AGO + dice.below("ago", _MOST_AGO - _LEAST_AGO, rows)
    settled = is_leaver | is_deleted
    proof = {
        "outstanding_balance": (_cells(_NOTHING_OWED, dice, "nothing owed", rows), _balances(dice, rows)),
        "open_bookings": (pl.repeat("0", rows, eager=True), _bookings(dice, rows)),
        "messages_saved": (_cells(_YES, dice, "saved", rows), _cells(_NO, dice, "not saved", rows)),
        "transactions_settled": (_cells(_YES, dice, "settled", rows), _cells(_NO, dice, "not settled", rows)),
    }
    number = pl.int_range(1, rows + 1, eager=True).cast(pl.String).str.zfill(max(6, len(str(rows))))
    return pl.DataFrame(
        {
            "member_id": "M" + number,
            "mis_id": "A" + number.str.reverse(),
            "first_name": hidden.zip_with(is_deleted, called["first_name"]),
            "last_name": hidden.zip_with(is_deleted, called["last_name"]),
            "class_name": _classes(dice, rows),
            "leaving_date": _leaving_dates(kind, ago, dice, as_of),
            "is_leaver": _either(settled, dice, "leaver"),
            "selected": _either(selected, dice, "selected"),
            "deleted_at": _nothing(rows).zip_with(~is_deleted, moments(as_of, ago, dice.of("deleted at"))),
            **{name: done.zip_with(settled, open_) for name, (done, open_) in proof.items()},
        }
    )


def _nothing(rows: int) -> pl.Series:
    return pl.repeat(None, rows, dtype=pl.String(), eager=True)


def _cells(words: tuple[str | None, ...], dice: Dice, name: str, rows: int) -> pl.Series:
    return pl.Series(words, dtype=pl.String()).gather(dice.below(name, len(words), rows))


def _either(yes: pl.Series, dice: Dice, name: str) -> pl.Series:
    """Words for yes and for no."""
    return _cells(_YES, dice, f"{name}, yes", yes.len()).zip_with(yes, _cells(_NO, dice, f"{name}, no", yes.len()))


def _balances(dice: Dice, rows: int) -> pl.Series:
    """What is owed for members on roll, in pounds and pence; often nothing is recorded."""
    pence = dice.below("pence", 6000, rows) - 2000
    text = pl.Series(pence / 100).round(2).cast(pl.String)
    return text.zip_with(pl.Series(dice.chances("balance", 0.6, rows)), _nothing(rows))


def _bookings(dice: Dice, rows: int) -> pl.Series:
    count = pl.Series(dice.below("bookings", 4, rows)).cast(pl.String)
    return count.zip_with(pl.Series(dice.chances("booked", 0.5, rows)), _nothing(rows))


def _classes(dice: Dice, rows: int) -> pl.Series:
    """Classes 7A to 11F, as many of each year as the school is large; a few members are in none."""
    forms = max(2, round(rows / 5 / _CLASS_SIZE))
    year = pl.Series(dice.below("year", 5, rows) + 7).cast(pl.String)
    form = pl.Series([_letters(number) for number in range(forms)]).gather(dice.below("form", forms, rows))
    return (year + form).zip_with(pl.Series(dice.chances("in a class", 0.97, rows)), _nothing(rows))


def _letters(number: int) -> str:
    """A, B .. Z, AA, AB .."""
    rest, last = divmod(number, 26)
    return (_letters(rest - 1) if rest else "") + chr(ord("A") + last)


def _leaving_dates(kind: Ints, ago: Ints, dice: Dice, as_of: date) -> pl.Series:
    """When leavers left, and the deleted ones before they were deleted; a few on roll are to leave."""
    rows = kind.size
    left = np.where(kind == DELETED, ago + dice.below("before", 100, rows), dice.below("left", 200, rows))
    offsets = np.where(kind == ON_ROLL, 1 + dice.below("ahead", 250, rows), -left)
    known = (kind != ON_ROLL) | dice.chances("leaves", _LEAVES, rows)
    return days(as_of, offsets).zip_with(pl.Series(known), _nothing(rows))


def days(as_of: date, offsets: Ints) -> pl.Series:
    """The days so many days after `as_of` (before it, where negative), as YYYY-MM-DD."""
    epoch = (as_of - date(1970, 1, 1)).days
    return pl.Series(offsets + epoch, dtype=pl.Int32()).cast(pl.Date).dt.to_string("%Y-%m-%d")


def moments(as_of: date, ago: Ints, dice: Dice) -> pl.Series:
    """Moments in office hours, so many days before `as_of`, as YYYY-MM-DD HH:MM."""
    minutes = 8 * 60 + dice.below("minute", 9 * 60, ago.size)
    hour, minute = (pl.Series(part).cast(pl.String).str.zfill(2) for part in np.divmod(minutes, 60))
    return days(as_of, -ago) + " " + hour + ":" + minute


def _found_in(members: pl.DataFrame, kind: Ints, there: Bools) -> tuple[pl.DataFrame, Ints]:
    """The members that another system has, with their kinds, and where each of all stands there, or -1."""
    place = np.where(there, np.cumsum(there) - 1, -1)
    return members.with_columns(kind=pl.Series(kind)).filter(pl.Series(there)), place


def _cypad(found: pl.DataFrame, dice: Dice) -> pl.DataFrame:
    """The table cypad: members on roll are open, the others closed; after them, closed ones that nobody else has."""
    status = pl.when(pl.col("kind") == ON_ROLL).then(pl.lit(OPEN)).otherwise(pl.lit(CLOSED))
    known = found.select("member_id", status.alias("status"), "class_name")
    gone = round(_CLOSED_ONLY * known.height)
    ids = "C" + pl.int_range(1, gone + 1, eager=True).cast(pl.String).str.zfill(6)
    forgotten = pl.DataFrame(
        {
            "member_id": ids,
            "status": pl.repeat(CLOSED, gone, eager=True),
            "class_name": _classes(dice.of("gone"), gone),
        },
        schema=known.schema,
    )
    return pl.concat([known, forgotten])
