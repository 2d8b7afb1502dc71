"""The form of proofs: a line per leaver or selected member, to be filled in and handed back as the table `proofs`."""

import polars as pl

from schoolgate.frames.relations import first_rows
from schoolgate.language.suite import Dossier, Sheets, SuiteReport

_FACTS = "members"


def sheets(dossier: Dossier) -> Sheets:
    """The four proofs as they stand, blank where unknown, of whoever is or may be a leaver or selected, and is not deleted.

    An outstanding balance that is not 0 is personal: it stands there only where values are shown. Left blank it is no
    answer, so that handing the form back changes nothing about it.
    """
    members = first_rows(dossier.facts[_FACTS], "member_id")
    asked = [pl.col(name).fill_null(value=False) | pl.col(f"{name}__unknown") for name in ("is_leaver", "selected")]
    told = pl.lit(value=True) if dossier.show_values else pl.col("balance_settled")
    # As a number: text that begins with a minus would be disarmed for spreadsheets.
    balance = pl.when(told).then(pl.col("balance").cast(pl.Float64))
    lines = members.filter(pl.any_horizontal(asked) & ~pl.col("deleted")).select(
        "member_id",
        outstanding_balance=balance,
        open_bookings="bookings_to_come",
        messages_saved="messages_are_saved",
        transactions_settled="transactions_are_settled",
    )
    return {"proofs": lines}


PROOFS = SuiteReport(
    name="proofs",
    about="the form of the four proofs: fill it in, and hand it back as the table proofs",
    endings=(".csv", ".xlsx"),
    sheets=sheets,
    is_form=True,
)
