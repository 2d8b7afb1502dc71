"""Typed tables: what intake hands to a suite's facts."""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl


@dataclass(frozen=True, slots=True)
class TypedTables:
    """A frame per table of the suite, supplied or not, each with `row`, `unparsed`, every declared column typed, and
    a boolean flag `<column>__unknown` beside each that can be unknown. A table that was not supplied has no rows.

    `absent` names what was not supplied, as `table` or `table.column`.
    """

    frames: Mapping[str, pl.DataFrame]
    absent: frozenset[str]

    def __getitem__(self, table: str) -> pl.DataFrame:
        """The frame of a table."""
        return self.frames[table]

    def supplied(self, name: str) -> bool:
        """Whether the table, or the column `table.column`, was supplied."""
        return name not in self.absent and name.partition(".")[0] not in self.absent
