"""Words in the cells of a column: what the settings say that they mean, and closed words in another spelling."""

from collections.abc import Iterator, Mapping, Sequence

import polars as pl

from schoolgate.basics import folding
from schoolgate.basics.whitespace import SPACES
from schoolgate.frames.near import closed_word
from schoolgate.language.mapping import Join, TableIntake, Word, spelled
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


def unexplained(cells: pl.Series, words: Mapping[str, Word]) -> list[str]:
    """The words that the settings explain and no cell has."""
    if not words:
        return []
    there = {folding.closed(cell) for cell in cells.drop_nulls().unique()}
    return [word for word in words if folding.closed(word) not in there]


def unmet_words(table: str, own: TableIntake, of_parts: Sequence[frozenset[tuple[str, str, str]]]) -> list[str]:
    """A note on each heading of which the settings name words that no cell of any part has.

    A preset's words are those of a format, of which a file need not have each.
    """
    lost: dict[tuple[str, str], list[str]] = {}
    for setting, heading, word in sorted(frozenset.intersection(*of_parts) if of_parts else ()):
        if any(heading in named for named in _named_by(own, setting)):
            lost.setdefault((setting, heading), []).append(word)
    return [
        f"settings: [intake.{table}] {setting} of {heading} names {', '.join(map(repr, words))}, "
        f"which {'stand' if len(words) > 1 else 'stands'} in no cell; is that a slip?"
        for (setting, heading), words in lost.items()
    ]


def _named_by(said: TableIntake | Join, setting: str) -> Iterator[Mapping[str, object]]:
    """What a setting names by heading, in the joins too."""
    yield getattr(said, setting, {})
    for join in said.join:
        yield from _named_by(join, setting)


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
