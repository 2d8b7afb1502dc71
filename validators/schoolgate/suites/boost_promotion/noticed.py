"""What a run says once of a promotion that is no finding: year groups that are none."""

from collections.abc import Iterator

from schoolgate.language.frame import TypedTables
from schoolgate.language.suite import FactFrames

_SHOWN = 8
"""So many spellings are told, the commonest first."""


def noticed(_: TypedTables, facts: FactFrames) -> Iterator[str]:
    """The notes on an extract."""
    for table in ("pupils", "learners"):
        counted = (
            facts[table]["unknown_year"]
            .drop_nulls()
            .value_counts()
            .sort(["count", "unknown_year"], descending=[True, False])
        )
        if counted.is_empty():
            continue
        told = ", ".join(f"{label} ({count:,})" for label, count in counted.head(_SHOWN).iter_rows())
        more = f" and {counted.height - _SHOWN:,} more" if counted.height > _SHOWN else ""
        yield f"{table}: no year group of year_order: {told}{more}; BP-401 is not checked for them"
