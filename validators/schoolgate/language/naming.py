"""Settings whose values stand for cells of a column, declared beside the setting: a value that no cell has can be told."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import polars as pl


def _alone(text: str) -> Iterable[str]:
    return (text,)


@dataclass(frozen=True, slots=True)
class ValuesOf:
    """Beside a setting (`Annotated[..., ValuesOf(...)]`): its values, of a mapping its keys, are those of these columns.

    Attributes:
        columns: each as `table.column`; a value may stand in any of them.
        alike: what a value is compared as.
        part: of many cells the part that counts, where few distinct ones are left of it.
        inside: what that part is compared as: one text, or each of the several that it holds.
        vocabulary: its values are all that there can be, so that some may well be in no cell; all of them are not.
    """

    columns: tuple[str, ...]
    alike: Callable[[str], str] = str
    part: Callable[[pl.Series], pl.Series] = pl.Series.drop_nulls
    inside: Callable[[str], Iterable[str]] = _alone
    vocabulary: bool = False

    def known(self, cells: pl.Series) -> set[str]:
        """What the cells are compared as."""
        parts = self.part(cells).drop_nulls().unique()
        return {self.alike(text) for part in parts for text in self.inside(part)}
