"""What every program here does alike: take its arguments, run the clock, and tell seconds and memory."""

import json
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

MIB = 1024
"""KiB, in which the system tells the peak of memory, in one."""


def timed(flag: Callable[[Path], Callable[[Path], None]]) -> None:
    """Run a program: `flag` reads the folder and judges it; what it gives writes the pairs to a file, untimed.

    Called once all is imported: the seconds that are told are those after the imports.
    """
    folder, out = map(Path, sys.argv[1:3])
    start = time.perf_counter()
    write = flag(folder)
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MIB
    write(out)
    print(json.dumps({"seconds": seconds, "peak": peak}))
