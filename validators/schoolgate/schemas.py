"""The tables and facts of each suite as Pandera schemas, to put into a pipeline of your own.

A source table's schema says which columns it has and what they hold. Validate what you are about to export:

>>> import polars as pl
>>> from schoolgate import schemas
>>> years = pl.DataFrame({"year_group_id": ["Y7", "Y8"], "name": ["Year 7", "Year 8"], "synced": [True, False]})
>>> schemas.table("portal-sync", "year_groups").validate(years, lazy=True).height
2

A fact table's schema has one check for each documented requirement, named after its rule. `schoolgate check … --report
facts=DIR` writes the fact tables as Parquet; this one is short enough to type:

>>> statuses = pl.DataFrame(
...     {
...         "row": [2, 5],
...         "admission_status": ["Offered", "Waitlist"],
...         "admission_status_near": [None, "Waiting list"],
...         "set_in_portal": [True, False],
...         "set_in_portal__unknown": [False, False],
...         "users": [40, 3],
...         "users__unknown": [False, False],
...     }
... )
>>> schemas.failing_rows("portal-sync", "admission_statuses_in_use", statuses)
{'PS-503': {5}}

Or let Pandera raise, and ask its errors which rule failed, in which rows, and who can mend it:

>>> from pandera.errors import SchemaErrors
>>> try:
...     schemas.facts("portal-sync", "admission_statuses_in_use").validate(statuses, lazy=True)
... except SchemaErrors as errors:
...     for error in errors.schema_errors:
...         print(error.check.rule.id, error.failure_cases["row"].to_list(), error.check.rule.owner)
PS-503 [5] support

Each function takes `backend="pandas"` too. The errors quote row numbers and no cells, except where a cell does not hold
what its column is for. Importing this module is cheap; the first call imports Pandera, in up to a second.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, TypeVar, overload

import polars as pl

from schoolgate.basics.errors import UsageError, nearest
from schoolgate.suites import load

if TYPE_CHECKING:
    import pandas as pd
    import pandera.pandas
    import pandera.polars

__all__ = ["facts", "failing_rows", "table"]


@overload
def table(
    suite: str, name: str, backend: Literal["polars"] = "polars", *, text: bool = False
) -> "pandera.polars.DataFrameSchema": ...
@overload
def table(
    suite: str, name: str, backend: Literal["pandas"], *, text: bool = False
) -> "pandera.pandas.DataFrameSchema": ...
def table(suite: str, name: str, backend: Literal["polars", "pandas"] = "polars", *, text: bool = False) -> Any:
    """Build the schema of a source table: which columns must and may be there, and what they hold.

    With `text` each column holds text, as of a file that was read with `dtype=str`, or `infer_schema=False`. It judges no
    cell: whether a key is missing or stands twice is for the rules, once the facts are worked out.

    Raises:
        UsageError: there is no such suite, table or backend; the message names the nearest.
    """
    from schoolgate.engines import pandera as engine  # noqa: PLC0415  slow

    loaded = load(suite)
    found = _named(name, loaded.tables_by_name, f"{suite} has no table")
    return engine.table_schema(loaded, found, _backend(backend), text=text)


@overload
def facts(suite: str, name: str, backend: Literal["polars"] = "polars") -> "pandera.polars.DataFrameSchema": ...
@overload
def facts(suite: str, name: str, backend: Literal["pandas"]) -> "pandera.pandas.DataFrameSchema": ...
def facts(suite: str, name: str, backend: Literal["polars", "pandas"] = "polars") -> Any:
    """Build the schema of a fact table: its columns, and a check per rule that judges it, true where it does not fail.

    `schema.metadata["rules"]` says of each rule, in plain words, how grave it is, who mends it and where it comes from.

    Raises:
        UsageError: there is no such suite, fact table or backend; the message names the nearest.
    """
    from schoolgate.engines import pandera as engine  # noqa: PLC0415  slow

    loaded = load(suite)
    found = _named(name, loaded.facts_by_name, f"{suite} has no fact table")
    return engine.fact_schema(loaded, found, _backend(backend))


def failing_rows(suite: str, name: str, frame: "pl.DataFrame | pl.LazyFrame | pd.DataFrame") -> dict[str, set[int]]:
    """Run every check of a fact table.

    Returns:
        For each rule, in the article's order, the row numbers that fail it; an empty set where none does.

    Raises:
        UsageError: there is no such suite or fact table.
        ProgramError: the frame's columns are not those of the fact table, or a check crashed.
    """
    from schoolgate.engines import pandera as engine  # noqa: PLC0415  slow

    loaded = load(suite)
    found = _named(name, loaded.facts_by_name, f"{suite} has no fact table")
    if isinstance(frame, pl.DataFrame | pl.LazyFrame):
        return engine.failing_rows(loaded, found, frame.lazy().collect())
    return engine.failing_rows_pandas(loaded, found, frame)


_Found = TypeVar("_Found")


def _named(name: str, known: Mapping[str, _Found], complaint: str) -> _Found:
    if name not in known:
        msg = f"{complaint} {name!r}: {nearest(name, known)}"
        raise UsageError(msg)
    return known[name]


_BACKENDS: dict[str, Literal["polars", "pandas"]] = {"polars": "polars", "pandas": "pandas"}


def _backend(name: str) -> Literal["polars", "pandas"]:
    return _named(name, _BACKENDS, "There are no schemas for")
