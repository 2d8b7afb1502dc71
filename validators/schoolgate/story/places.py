"""Findings with the place where an editor finds them, and a fingerprint by which a later run knows them again."""

import hashlib
import json
import os
from collections import Counter
from pathlib import Path

import polars as pl

from schoolgate.basics.shown import visible
from schoolgate.language.frame import Piece, TextTable
from schoolgate.language.table import ROW
from schoolgate.run.result import Result

_PLACES = {"table": pl.String(), ROW: pl.Int64(), "line": pl.Int64(), "path": pl.String()}
_FINGERPRINT = 32
"""Characters of a fingerprint: 128 bits."""


def path_of(result: Result, table: str) -> str:
    """The path of a table's file as reports tell it: from the working folder, which in CI is the repository.

    Of a file that lies elsewhere only its folder's name is told: the rest is this machine's business.
    """
    return _told(result.texts[table].path)


def path_of_settings(result: Result) -> str:
    """The path of the file that answers open questions: that of the settings, or without one that of the main table."""
    path = result.settings.path
    return path_of(result, next(iter(result.texts))) if path is None else _told(path)


def _told(path: Path) -> str:
    whole = Path(os.path.normpath(path.absolute()))
    here = Path.cwd()
    return (whole.relative_to(here) if whole.is_relative_to(here) else Path(whole.parent.name, whole.name)).as_posix()


def located(result: Result, *, show_values: bool = False) -> pl.DataFrame:
    """Every finding, by table, row and rule, with its place.

    Returns:
        The columns of `judgement.findings.findings`, `path`, and `line`: the line of the file at which the record begins,
        counted from 1; of a finding about the whole file the first.
    """
    found = result.findings(show_values=show_values)
    tables = found["table"].unique(maintain_order=True).to_list()
    lines = [_lines(result, name, found.filter(pl.col("table") == name)[ROW]) for name in tables]
    nowhere = pl.DataFrame(schema=_PLACES)
    return found.join(
        pl.concat([nowhere, *lines]), on=["table", ROW], how="left", nulls_equal=True, maintain_order="left"
    ).select(*found.columns, "line", "path")


def _lines(result: Result, table: str, rows: pl.Series) -> pl.DataFrame:
    """The line and the file of each row; of a table that was stacked of several files, the file that holds the row."""
    text = result.texts[table]
    whole = pl.DataFrame(
        {"table": [table], ROW: [None], "line": [1], "path": [visible(_told(text.path))]}, schema=_PLACES
    )
    told = [whole]
    for piece, own in _by_piece(text, rows.unique().drop_nulls().sort()):
        offset, find, path = (piece.offset, piece.lines, piece.path) if piece else (0, text.lines, text.path)
        lines = pl.Series(find((own - offset).to_list()), dtype=pl.Int64()) if find else own - offset
        places = pl.DataFrame({ROW: own, "line": lines})
        told.append(
            places.select(
                pl.lit(table).alias("table"), ROW, "line", pl.lit(visible(_told(path)), dtype=pl.String()).alias("path")
            )
        )
    return pl.concat(told)


def _by_piece(text: TextTable, rows: pl.Series) -> list[tuple[Piece | None, pl.Series]]:
    """The rows of each file that a table was stacked of; of one file all."""
    if len(text.pieces) < 2:  # noqa: PLR2004 (one alone, or several)
        return [(None, rows)]
    ends = [*(piece.offset for piece in text.pieces[1:]), None]
    return [
        (
            piece,
            rows.filter((rows > piece.offset) & (rows <= end)) if end is not None else rows.filter(rows > piece.offset),
        )
        for piece, end in zip(text.pieces, ends, strict=True)
    ]


def fingerprints(result: Result, findings: pl.DataFrame) -> pl.Series:
    """A text for each finding that stays the same while its rule fails for its record, wherever the record moves.

    It is made from the suite, the rule, the table and the key; where several findings share them (a key that stands twice, a
    record without one), from their order among each other too.
    """
    named = findings.select("rule", "table", "key", nth=pl.int_range(pl.len()).over("rule", "table", "key"))
    prints = [_fingerprint(result, *row) for row in named.iter_rows()]
    return pl.Series("fingerprint", prints, dtype=pl.String())


def fingerprints_of_questions(result: Result) -> list[str]:
    """A text for each assumption of the run that stays the same while nobody answers its question."""
    seen: Counter[str] = Counter()
    prints = []
    for one in result.assumptions:
        prints.append(_fingerprint(result, "assumption", one.question, seen[one.question]))
        seen[one.question] += 1
    return prints


def _fingerprint(result: Result, *parts: object) -> str:
    return hashlib.sha256(json.dumps((result.suite.name, *parts)).encode()).hexdigest()[:_FINGERPRINT]
