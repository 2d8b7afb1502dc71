"""The delete list: whom Delete Leavers may be given, with the proof for each, how, and what cannot be undone."""

from datetime import UTC, datetime, timedelta

import polars as pl

from schoolgate.language.frame import DTYPES
from schoolgate.language.guide import Part
from schoolgate.language.outcome import Outcome
from schoolgate.language.suite import Dossier, Sheets, SuiteReport
from schoolgate.language.table import Kind
from schoolgate.suites.schoolcomms_leavers.guide import GUIDE
from schoolgate.suites.schoolcomms_leavers.rules import RULES
from schoolgate.suites.schoolcomms_leavers.sync import local_times, next_syncs
from schoolgate.suites.schoolcomms_leavers.verdict import NOT_SAFE, PROOF, SAFE, UNDETERMINED

_FACTS = "members"
_MOST_KEYS = 5
_PERSONAL = ("first_name", "last_name", "leaving_date", "mis_leaving_date")
_COLUMNS = (
    "member_id",
    "row",
    "selected",
    "class_name",
    "evidence",
    "balance_settled",
    "open_bookings",
    "messages_saved",
    "transactions_settled",
    "cypad_status",
    "closes_in_cypad",
    "proof",
    "to_review",
    "cannot_be_undone",
    "how",
)


def sheets(dossier: Dossier) -> Sheets:
    """The members that are safe to delete: those that are selected first, then the others, in the order of their rows.

    `evidence` says what proves that the member has left, `proof` names the requirements that were checked and met,
    `to_review` the others that failed; `closes_in_cypad` is the sync with which the record should change to Closed in Cypad,
    were the member deleted at as-of. Beside each stands what cannot be undone, and how it is done. Names and dates stand
    there only where values are shown.
    """
    members = dossier.facts[_FACTS].hstack(dossier.records[_FACTS].select("verdict"))
    outcomes = dossier.outcomes[_FACTS]
    lines = members.with_columns(
        _ids(outcomes, PROOF, Outcome.PASS).alias("proof"),
        _ids(outcomes, [rule for rule in outcomes.columns if rule in _OTHERS], Outcome.FAIL).alias("to_review"),
        closes_in_cypad=pl.when("in_cypad").then(pl.lit(_closing_sync(dossier))),
        open_bookings="bookings_to_come",
        messages_saved="messages_are_saved",
        transactions_settled="transactions_are_settled",
        cannot_be_undone=pl.lit(_told(Part.FOR_GOOD, Part.AFTERWARDS)),
        how=pl.lit(_told(Part.STEPS)),
    )
    safe = lines.filter(verdict=SAFE).sort(
        pl.col("selected").fill_null(value=False), descending=True, maintain_order=True
    )
    personal = _PERSONAL if dossier.show_values else ()
    return {"Delete list": safe.select(_COLUMNS[0], *personal, *_COLUMNS[1:])}


_OTHERS = frozenset(rule.id for rule in RULES if _FACTS in rule.facts) - frozenset(PROOF)


def _ids(outcomes: pl.DataFrame, rules: tuple[str, ...] | list[str], outcome: Outcome) -> pl.Series:
    """Of each row the rules with this outcome, one after the other."""
    ids = [pl.when(pl.col(rule) == outcome.value).then(pl.lit(rule)) for rule in rules]
    return outcomes.select(pl.concat_str(ids, separator=" ", ignore_nulls=True).alias("ids"))["ids"]


def _closing_sync(dossier: Dossier) -> str:
    """The first sync after the queue, if the deletion is confirmed now, local time, and whose figure the queue is."""
    zone = dossier.moment.at.tzinfo or UTC
    queued_until: datetime = dossier.moment.at.astimezone(UTC) + timedelta(hours=dossier.settings.queue_hours)
    moments = pl.Series([queued_until], dtype=DTYPES[Kind.DATETIME])
    sync = local_times(next_syncs(moments, dossier.settings.clock_times, zone), zone).item()
    return f"{sync}, with a queue of {dossier.settings.queue_told}"


def _told(*parts: Part) -> str:
    """What the guide says in these parts to whoever deletes."""
    return " ".join(step.text for part in parts for step in GUIDE.part(part, SAFE))


def refuses(dossier: Dossier) -> str | None:
    """Why the list must not be written: a member that is selected, or may be, is not proven safe to delete."""
    members = dossier.facts[_FACTS].hstack(dossier.records[_FACTS].select("key", "verdict"))
    picked = members.filter(pl.col("selected").fill_null(value=False) | pl.col("selected__unknown"))
    # A row without a key has no verdict: nobody can tell whom it would be proof of.
    picked = picked.with_columns(pl.col("verdict").fill_null(UNDETERMINED))
    told = [
        f"{_members(rows)} {words}"
        for verdict, words in ((NOT_SAFE, "not safe to delete"), (UNDETERMINED, "not proven safe to delete"))
        if not (rows := picked.filter(verdict=verdict)).is_empty()
    ]
    if not told:
        return None
    return (
        f"of those selected, {' and '.join(told)}; take them out of the selection, or give --only-safe to write the "
        "list of those who are safe all the same"
    )


def _members(rows: pl.DataFrame) -> str:
    """How many, who, and the verb: "2 (M1, M7) are"."""
    keys = [f"row {row}" if key is None else str(key) for row, key in rows.select("row", "key").iter_rows()]
    more = ", …" if len(keys) > _MOST_KEYS else ""
    return f"{len(keys):,} ({', '.join(keys[:_MOST_KEYS])}{more}) {'is' if len(keys) == 1 else 'are'}"


DELETE_LIST = SuiteReport(
    name="delete-list",
    about="whom Delete Leavers may be given: every member that is safe to delete, with the proof for each",
    endings=(".csv", ".xlsx"),
    sheets=sheets,
    refuses=refuses,
)
