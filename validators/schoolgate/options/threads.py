"""How many threads the frame library has: settled before it is imported, by how much there is to read."""

import argparse
import os
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from schoolgate.basics.cores import THREADS
from schoolgate.basics.looking import exists
from schoolgate.intake.place import STDIN, place_of

_SMALL = 1_000_000
"""Bytes of files of a school or two. Of so little, to hand a step to another thread costs more than the step."""
_FEW = 100


def settle_threads(options: argparse.Namespace) -> None:
    """Have one thread where the sources of a command are files, and small ones; else leave it to the library.

    Many schools at once have processes of their own, which share the cores.
    """
    if THREADS in os.environ or "polars" in sys.modules or getattr(options, "each", False):
        return
    sources = [place_of(one) if isinstance(one, str) else one for one in getattr(options, "source", None) or ()]
    paths = [source for source in sources if isinstance(source, Path) and str(source) != STDIN]
    if len(paths) < len(sources):
        return
    # Where keys follow the sources, they are no files.
    there = [path for path in paths if exists(path)]
    try:
        sizes = [path.stat().st_size for source in there for path in islice(_files(source), _FEW + 1)]
    except OSError:
        return
    if 0 < len(sizes) <= _FEW and sum(sizes) <= _SMALL:
        os.environ[THREADS] = "1"


def _files(source: Path) -> Iterator[Path]:
    """The file, or those in the folder."""
    if not source.is_dir():
        yield source
    else:
        yield from (path for path in source.rglob("*") if path.is_file())
