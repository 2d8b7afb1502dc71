"""The cores of the machine, and how the frame library is told how many threads to have on them."""

import os

THREADS = "POLARS_MAX_THREADS"
"""The variable that the frame library reads when it is first used; whoever sets it has decided."""


def cores() -> int:
    """The cores that this process may use, where the system says so."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
