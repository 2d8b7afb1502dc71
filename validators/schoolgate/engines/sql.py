"""The fourth engine: the rules as SQL, run by DuckDB inside this process (extra `duckdb`).

It reads the facts where they lie in memory, and writes nothing to disk.
"""

from collections.abc import Mapping

import polars as pl
from sqlglot import exp

from schoolgate.basics.errors import ProgramError, UsageError
from schoolgate.engines.sql_names import Dialect
from schoolgate.engines.sql_views import outcomes_of
from schoolgate.language.outcome import Outcome
from schoolgate.language.suite import FactFrames, OutcomeFrames, Suite
from schoolgate.language.table import ROW, FactTable

try:
    import duckdb
except ModuleNotFoundError:
    _MISSING = "the engine sql needs the extra: pip install 'schoolgate[duckdb]'"
    raise UsageError(_MISSING) from None

_FACTS = "facts"
_ALONE: Mapping[str, str | bool] = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "temp_directory": "",
}
"""It fetches nothing, and what does not fit into memory goes to no file."""


class _Lent:
    """A frame as Arrow's own interface lends it: by that, DuckDB asks for no other library."""

    def __init__(self, frame: pl.DataFrame) -> None:
        self._frame = frame

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self._frame.__arrow_c_stream__(requested_schema)


def evaluate(suite: Suite, facts: FactFrames) -> OutcomeFrames:
    """The outcome of every rule for every fact row, as the fused engine gives it.

    Raises:
        ProgramError: the database stumbled over a rule; the message holds no cell.
    """
    return {table.name: _outcomes(suite, table, facts[table.name]) for table in suite.fact_tables}


def failing_rows(suite: Suite, table: FactTable, facts: pl.DataFrame) -> dict[str, set[int]]:
    """The numbers of the failing rows by rule id, for every rule of the table.

    Raises:
        ProgramError: as above.
    """
    outcomes = _outcomes(suite, table, facts)
    rules = suite.rules_on(table)
    return {rule.id: set(outcomes.filter(pl.col(rule.id) == Outcome.FAIL.value)[ROW]) for rule in rules}


def _outcomes(suite: Suite, table: FactTable, facts: pl.DataFrame) -> pl.DataFrame:
    query = outcomes_of(suite, table, exp.to_table(_FACTS), (ROW,), Dialect.DUCKDB)
    try:
        with duckdb.connect(":memory:", config=dict(_ALONE)) as connection:
            connection.register(_FACTS, _Lent(facts))
            found = pl.DataFrame(connection.sql(query.sql(dialect=Dialect.DUCKDB.theirs)))
    except duckdb.Error as error:
        # Its text may quote a cell.
        msg = f"DuckDB could not judge {table.name} of {suite.name} ({type(error).__name__})"
        raise ProgramError(msg) from None
    labels = {outcome.label: outcome.value for outcome in Outcome}
    codes = [pl.col(rule.id).replace_strict(labels, return_dtype=pl.UInt8()) for rule in suite.rules_on(table)]
    return found.with_columns(codes)
