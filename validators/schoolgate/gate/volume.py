"""Volume: whether as much came as is expected, by the settings and by an earlier run.

An export that broke off looks like a good one: whatever is in it may be in order. So a table that must hold so many records
does not pass with fewer, and against a baseline no table may lose too many of its keys, or be left out.
"""

from collections.abc import Collection, Iterator, Mapping

import polars as pl

from schoolgate.gate.comparison import Seen

MOST = 20
"""Per cent of its keys (of its rows, where a report does not tell keys) that a table may lose if no setting says else."""
_WHOLE = 100


def too_few(rows: Mapping[str, int], least: Mapping[str, int]) -> Iterator[str]:
    """The tables with fewer records than the settings expect."""
    for table, wanted in least.items():
        found = rows.get(table, 0)
        if found < wanted:
            yield (
                f"table {table} holds {found:,} record{'' if found == 1 else 's'}, and [gate] min_records expects at least "
                f"{wanted:,}: see that the export is complete"
            )


def lost(
    old: Seen, tables: Collection[str], rows: Mapping[str, int], records: pl.DataFrame, most: float = MOST
) -> Iterator[str]:
    """The tables that lost more than `most` per cent since the older run, or that are no longer supplied.

    Args:
        old: the older run.
        tables: the tables of this run.
        rows: how many rows each of them has, as far as that is known.
        records: the judged records of this run, with `table` and `key`.
        most: the share of its keys that a table may lose, in per cent.
    """
    for table in sorted(old.tables.difference(tables)):
        yield f"table {table} was supplied for {old.name}, and is not any more"
    judged = old.records.select("table", "key").drop_nulls().unique()
    gone = judged.join(records.select("table", "key").drop_nulls().unique(), on=["table", "key"], how="anti")
    before, missing = (dict(frame.group_by("table").len().iter_rows()) for frame in (judged, gone))
    for table in sorted(old.tables.intersection(tables)):
        total, away, what = before.get(table, 0), missing.get(table, 0), "keys"
        if not total:
            total, what = old.rows.get(table, 0), "rows"
            away = max(0, total - rows.get(table, total))
        if total and away * _WHOLE > total * most:
            share = f"{away * _WHOLE / total:.0f}"
            yield (
                f"table {table} lost {away:,} of its {total:,} {what} since {old.name} ({share} %; at most {most:g} % "
                "pass): see that the export is complete, or make a new baseline"
            )
