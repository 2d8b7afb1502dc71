"""How long a check takes, against merely parsing the same files: ratios of fresh processes in one run, imports excluded.

Usage: python benchmarks/portal_sync.py [STUDENTS [ROUNDS]]   (default: 1000000 students, 5 rounds)
"""

import json
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

from schoolgate.registry import load
from schoolgate.sample.sample import sample

AS_OF = "2026-11-22"
PEAK = "import resource; peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20"
PARSE = f"""
import json, sys, time
from pathlib import Path
import polars as pl
files = sorted(path for path in Path(sys.argv[1]).glob("*.csv") if path.stem != "truth")
start = time.perf_counter()
tables = [pl.read_csv(path, infer_schema=False) for path in files]
seconds = time.perf_counter() - start
{PEAK}
print(json.dumps([seconds, peak]))
"""
CHECK = f"""
import contextlib, io, json, sys, time
from schoolgate.cli import main
start = time.perf_counter()
with contextlib.redirect_stdout(io.StringIO()):
    code = main(["check", "portal-sync", sys.argv[1], "--as-of", "{AS_OF}"])
seconds = time.perf_counter() - start
assert code in (0, 1), code
{PEAK}
print(json.dumps([seconds, peak]))
"""


def measured(program: str, folder: Path) -> tuple[float, float]:
    """Seconds without imports, and peak GiB, of a fresh process."""
    done = subprocess.run([sys.executable, "-c", program, str(folder)], capture_output=True, text=True, check=True)
    seconds, peak = json.loads(done.stdout)
    return seconds, peak


def command(folder: Path) -> float:
    """Seconds of the whole command, imports and all."""
    start = time.perf_counter()
    arguments = [sys.executable, "-m", "schoolgate", "check", "portal-sync", str(folder), "--as-of", AS_OF]
    subprocess.run(arguments, capture_output=True, check=False)
    return time.perf_counter() - start


def main(students: int, rounds: int) -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as work:
        folder, small = Path(work) / "large", Path(work) / "small"
        for target, rows in ((folder, students), (small, 1500)):
            sample(load("portal-sync"), target, rows=rows, faults=0.1, seed=1, as_of=date.fromisoformat(AS_OF))
        size = {path.stem: path.read_bytes().count(b"\n") - 1 for path in folder.glob("*.csv")}
        print(f"{size['students']:,} students, {size['applications']:,} applications, {size['truth']:,} findings")
        pairs = [(measured(PARSE, folder), measured(CHECK, folder)) for _ in range(rounds)]
        for name, runs in zip(("parse", "check"), zip(*pairs, strict=True), strict=True):
            seconds = [run[0] for run in runs]
            print(
                f"{name}: {statistics.median(seconds):.2f} s ({min(seconds):.2f} to {max(seconds):.2f}), "
                f"peak {max(run[1] for run in runs):.2f} GiB"
            )
        ratios = sorted(check[0] / parse[0] for parse, check in pairs)
        print(f"check / parse: {statistics.median(ratios):.1f} ({ratios[0]:.1f} to {ratios[-1]:.1f})")
        whole = sorted(command(small) for _ in range(rounds))
        print(f"1,500 students, whole command: {statistics.median(whole):.2f} s ({whole[0]:.2f} to {whole[-1]:.2f})")


if __name__ == "__main__":
    numbers = [int(text) for text in sys.argv[1:3]]
    main(*numbers, *(1_000_000, 5)[len(numbers) :])
