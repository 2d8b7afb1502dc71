"""Findings with the place where an editor finds them, and a fingerprint by which a later run knows them again."""

import hashlib
import json
import os
from pathlib import Path

import polars as pl

from schoolgate.basics.shown import visible
from schoolgate.language.table import ROW
from schoolgate.run.result import Result

_FINGERPRINT = 32
"""Characters of a fingerprint: 128 bits."""


def path_of(result: Result, table: str) -> str:
    """The path of a table's file as reports tell it: from the working folder, which in CI is the repository.

    Of a file that lies elsewhere only its folder's name is told: the rest is this machine's business.
    """
    whole = Path(os.path.normpath(result.texts[table].path.absolute()))
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
    nowhere = pl.DataFrame(schema={"table": pl.String(), ROW: pl.Int64(), "line": pl.Int64()})
    return found.join(
        pl.concat([nowhere, *lines]), on=["table", ROW], how="left", nulls_equal=True, maintain_order="left"
    ).with_columns(
        pl.col("table")
        .replace_strict(tables, [visible(path_of(result, name)) for name in tables], return_dtype=pl.String())
        .alias("path")
    )


def _lines(result: Result, table: str, rows: pl.Series) -> pl.DataFrame:
    text = result.texts[table]
    distinct = rows.unique().drop_nulls().sort()
    lines = pl.Series(text.lines(distinct.to_list()), dtype=pl.Int64()) if text.lines else distinct
    whole = pl.DataFrame({ROW: [None], "line": [1]}, schema={ROW: pl.Int64(), "line": pl.Int64()})
    return pl.concat([whole, pl.DataFrame({ROW: distinct, "line": lines})]).select(
        pl.lit(table).alias("table"), pl.all()
    )


def fingerprints(result: Result, findings: pl.DataFrame) -> pl.Series:
    """A text for each finding that stays the same while its rule fails for its record, wherever the record moves.

    It is made from the suite, the rule, the table and the key; where several findings share them (a key that stands twice, a
    record without one), from their order among each other too.
    """
    named = findings.select("rule", "table", "key", nth=pl.int_range(pl.len()).over("rule", "table", "key"))
    names = (json.dumps((result.suite.name, *row)) for row in named.iter_rows())
    return pl.Series(
        "fingerprint",
        [hashlib.sha256(name.encode()).hexdigest()[:_FINGERPRINT] for name in names],
        dtype=pl.String(),
    )
