"""The worker: a function from Arrow record batches to Arrow record batches, a school a row. It pickles.

Nothing here imports Polars: how many threads that has is settled when it is imported, on the worker's machine.
"""

import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from schoolgate.basics.cores import THREADS

if TYPE_CHECKING:
    import pyarrow as pa

SCHOOL = "school"
"""The column of a batch, and of all that comes out, with the name of the school."""
SOURCE = "source"
"""The column with where a school's files are: a folder, or a file of several tables."""
SETTINGS = "settings"
"""The column with the settings of that school alone, as TOML."""
ORDER = "__order"
"""The field of a nested row by which the rows are put into the order of their file."""


@dataclass(frozen=True, kw_only=True)
class Worker:
    """Checks schools, a batch at a time, by one thread. Call it with record batches, or hand it to `mapInArrow`.

    Attributes:
        suite: the name of the workflow.
        settings: the same keys as a settings file; None: the file beside the school's files, else the defaults.
        as_of: what stands for now; None: the moment at which the worker was made, for all schools.
        at: when the worker was made, ISO in UTC.
        fail_on: the least severity that fails a school.
        show_values: whether cells of personal columns leave.
    """

    suite: str
    settings: Mapping[str, Any] | None = field(repr=False)
    as_of: str
    at: str
    fail_on: str
    show_values: bool

    def __call__(self, batches: "Iterable[pa.RecordBatch]") -> "Iterator[pa.RecordBatch]":
        """A batch per school, of one row: see `schema`.

        Args:
            batches: a school a row, in the column `school`. Either `source` says where its files are, or each further column
                is a table of that name: a list of structs, a row each, in the order of the list or of a field `__order`. A
                table that is null was not supplied. `settings`, if there, is the TOML of that school.

        Raises:
            InputError: a batch has no column `school`, or neither `source` nor a table.
        """
        if "polars" not in sys.modules:
            # The engine has as many workers as cores, and each of them would have as many threads.
            os.environ.setdefault(THREADS, "1")
        from schoolgate.cluster.schools import checked  # noqa: PLC0415 (what it imports takes long, and reads the variable)

        for batch in batches:
            yield from checked(self, batch)

    @property
    def schema(self) -> "pa.Schema":
        """The Arrow schema of what comes out: a line of the ledger, with `findings` and `records` as lists of structs."""
        from schoolgate.cluster.schools import schema_of  # noqa: PLC0415 (as above)

        return schema_of(self.suite)


def worker(
    suite: str,
    settings: str | Path | Mapping[str, Any] | None = None,
    as_of: str | date | datetime | None = None,
    *,
    fail_on: str = "error",
    show_values: bool = False,
) -> Worker:
    """A function that checks schools wherever it is sent: Spark, Dask, Ray, a pool of processes.

    Args:
        suite: the workflow, such as "portal-sync".
        settings: as for `schoolgate.check`; a file is read now, and not where the worker runs.
        as_of: as for `schoolgate.check`; None is now, the same moment for every school.
        fail_on: as for `schoolgate.check`, "error", "warning" or "never".
        show_values: whether cells of personal columns leave.

    Raises:
        UsageError: the settings cannot be read, or hold what is unknown or wrong, or there is no such suite.
    """
    from schoolgate.cluster.schools import refuse_wrong, settings_in  # noqa: PLC0415 (what it imports takes long)

    now = datetime.now(UTC).replace(microsecond=0)
    when = as_of if isinstance(as_of, str) else (as_of or now).isoformat()
    told = settings if settings is None or isinstance(settings, Mapping) else settings_in(Path(settings))
    made = Worker(
        suite=suite,
        settings=told,
        as_of=when,
        at=now.isoformat(),
        fail_on=fail_on,
        show_values=show_values,
    )
    refuse_wrong(made)
    return made
