"""Words in the cells of a column: what the settings say that they mean, and closed words in another spelling."""

from collections.abc import Mapping

import polars as pl

from schoolgate.basics import folding
from schoolgate.basics.whitespace import SPACES
from schoolgate.frames.near import closed_word
from schoolgate.language.mapping import Word, spelled
from schoolgate.language.table import Column, Table


def explained(cells: pl.Series, words: Mapping[str, Word]) -> pl.Series:
    """The cells, each that the settings explain as what they say that it means; compared folded."""
    if not words:
        return cells
    means = {folding.closed(word): spelled(meaning) for word, meaning in words.items()}
    distinct = cells.drop_nulls().unique().to_list()
    changes = {cell: means[folded] for cell in distinct if (folded := folding.closed(cell)) in means}
    # A word that means nothing is a blank cell.
    return cells.replace(list(changes), [meaning or None for meaning in changes.values()]) if changes else cells


def closed_words(text: pl.DataFrame, table: Table) -> tuple[pl.DataFrame, list[str]]:
    """The text with its closed words as the suite writes them, and a note for each column that writes them otherwise."""
    notes = []
    for column in table.columns:
        if column.closed and column.name in text.columns:
            cells = text[column.name]
            read = closed_word(cells, column.closed)
            other = text.filter(cells.is_not_null() & (cells != read))[column.name]
            if len(other):
                text = text.with_columns(read)
                notes.append(_spelling(column, other))
    return text, notes


def _spelling(column: Column, other: pl.Series) -> str:
    example = other[0]
    word = closed_word(pl.Series([example]), column.closed)[0]
    many = f"{len(other):,} cells are" if len(other) > 1 else "1 cell is"
    return f"{column.name}: {many} another spelling of a known word, such as {example!r} for {word!r}; read as that"


def first_of(cells: pl.Series, separator: str) -> pl.Series:
    """Of several words in a cell the first; a cell that holds none is missing."""
    first = pl.col(cells.name).str.split(separator).list.first().str.strip_chars(SPACES)
    return cells.to_frame().select(pl.when(first != "").then(first).alias(cells.name)).to_series()
