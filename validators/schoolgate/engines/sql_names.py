"""Whose SQL it is, and what tables and views are called there."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from schoolgate.language.suite import Suite

TABLE = "{table}"
"""Stands in a name for the name of the fact table."""


class Dialect(StrEnum):
    """Whose SQL it is."""

    DUCKDB = "duckdb"
    POSTGRESQL = "postgresql"
    SPARK = "spark"
    SQLITE = "sqlite"

    @property
    def theirs(self) -> str:
        """What sqlglot calls it."""
        return "postgres" if self is Dialect.POSTGRESQL else self.value

    @property
    def inlines(self) -> bool:
        """Whether it would put one layer into the next, each outcome as often as it is needed, unless told not to."""
        return self in {Dialect.POSTGRESQL, Dialect.SQLITE}


@dataclass(frozen=True, slots=True)
class Names:
    """What things are called in the database; `TABLE` in a name stands for the fact table's.

    Attributes:
        facts: the table or view with the facts, or what stands after FROM in that dialect: `read_parquet('…')`.
        views: how the names of the views begin.
        also: columns of the facts, besides the number of the row and the key, that the views have too.
    """

    facts: str
    views: str
    also: tuple[str, ...] = ()


def usual_names(suite: "Suite") -> Names:
    """Facts of a suite in tables such as `portal_sync_students`, with the views beside them."""
    each = f"{suite.name.replace('-', '_')}_{TABLE}"
    return Names(each, each)
