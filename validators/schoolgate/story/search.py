"""A record by its key, by its row, or, where there is none such, the keys most like it."""

import difflib
import re

import polars as pl

from schoolgate.basics.errors import UsageError, nearest
from schoolgate.basics.whitespace import SPACES
from schoolgate.language.suite import Suite
from schoolgate.language.table import ROW, FactTable
from schoolgate.run.result import Result

_BY_ROW = re.compile(r"(?:(?P<table>\S+) )?row ?(?P<row>[0-9]{1,15})", re.IGNORECASE)
_NEAREST = 3
_LIKE = 0.6
_CANDIDATES = 200
_LONGEST = 64


def find(result: Result, key: str, table: str | None = None) -> list[tuple[FactTable, int]]:
    """The rows with the key, each as its fact table and its place there; those that a verdict judges come first.

    Raises:
        UsageError: there is no such table or key, or the key is in several tables of which none has a verdict.
    """
    # A byte of the command line that is no text arrives as a lone surrogate, which no key can hold.
    asked = key.encode("utf-8", "replace").decode().strip(SPACES)
    judged, others = _searched(result.suite, table)
    found = _with_key(result, judged, asked) or _with_key(result, others, asked)
    # In another case where one key alone is meant: of two that differ by it nobody can say which.
    found = found or _in_any_case(result, judged, asked) or _in_any_case(result, others, asked)
    if not found and (by_row := _BY_ROW.fullmatch(asked)):
        # A row without a key has no other name; `check` prints it as "TABLE row N".
        said = (by_row["table"] or "").casefold()
        named = [other for other in (*judged, *others) if said in {other.name, other.table}]
        found = _in_row(result, (named or judged)[:1], int(by_row["row"]))
    names = list(dict.fromkeys(place.name for place, _ in found))
    if not found:
        raise UsageError(_no_such_key(result, asked, (*judged, *others)))
    if len(names) > 1 and found[0][0] not in judged:
        msg = f"key {asked!r} is in {' and in '.join(names)}: say which table, such as {names[0]}"
        raise UsageError(msg)
    return found


def _searched(suite: Suite, name: str | None) -> tuple[list[FactTable], list[FactTable]]:
    """The fact tables in which a key is looked up first, and those after them."""
    keyed = [table for table in suite.fact_tables if table.key is not None]
    if name is None:
        verdicts = [verdict.facts for verdict in suite.verdicts]
        return [table for table in keyed if table.name in verdicts], [t for t in keyed if t.name not in verdicts]
    chosen = [table for table in keyed if table.name == name]
    if not chosen:
        msg = f"there is no table {name}: {nearest(name, [table.name for table in keyed])}"
        raise UsageError(msg)
    return chosen, []


def _with_key(result: Result, tables: list[FactTable], key: str) -> list[tuple[FactTable, int]]:
    return [
        (table, index)
        for table in tables
        for index in (result.facts[table.name][table.key or ""] == key).arg_true().to_list()
    ]


def _in_any_case(result: Result, tables: list[FactTable], key: str) -> list[tuple[FactTable, int]]:
    """The rows whose key differs from it by case alone, where that is one key."""
    folded = key.casefold()
    like = {
        other
        for table in tables
        for other in result.facts[table.name][table.key or ""].drop_nulls().unique()
        if len(other) == len(key) and other.casefold() == folded
    }
    return _with_key(result, tables, like.pop()) if len(like) == 1 else []


def _in_row(result: Result, tables: list[FactTable], row: int) -> list[tuple[FactTable, int]]:
    return [(table, index) for table in tables for index in (result.facts[table.name][ROW] == row).arg_true().to_list()]


def _no_such_key(result: Result, key: str, tables: tuple[FactTable, ...]) -> str:
    keys = pl.concat([result.facts[table.name][table.key or ""].rename("key") for table in tables])
    close = nearest_keys(key, keys)
    hint = (
        f": did you mean {', '.join(close[:-1])}{' or ' if close[1:] else ''}{close[-1]}?"
        if close
        else "; nor is there one like it"
    )
    return f"there is no key {key!r} in {', '.join(table.name for table in tables)}{hint}"


def nearest_keys(key: str, keys: pl.Series) -> list[str]:
    """The existing keys most like `key`, at most three.

    A look at a million keys one by one takes long. Two texts that are one slip apart share all of the rest as a beginning
    and an end, so those that share most are found column-wise, and only they are compared in full.
    """
    folded = key.casefold()[:_LONGEST]
    text = pl.col("key").str.to_lowercase()
    shared = pl.sum_horizontal(
        pl.lit(0),
        *(text.str.starts_with(folded[:length]).cast(pl.Int32) for length in range(1, len(folded) + 1)),
        *(text.str.ends_with(folded[-length:]).cast(pl.Int32) for length in range(1, len(folded) + 1)),
    )
    longer = (text.str.len_chars().cast(pl.Int32) - len(folded)).abs()
    frame = pl.LazyFrame({"key": keys.drop_nulls().unique(maintain_order=True)})
    likely = frame.with_columns(score=shared - longer).sort("score", descending=True, maintain_order=True)
    like = {
        candidate: difflib.SequenceMatcher(None, candidate.casefold(), folded).ratio()
        for candidate in likely.head(_CANDIDATES).collect()["key"]
    }
    close = [candidate for candidate, ratio in like.items() if ratio >= _LIKE]
    return sorted(close, key=lambda candidate: (-like[candidate], candidate))[:_NEAREST]
