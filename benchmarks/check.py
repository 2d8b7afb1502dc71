"""How long a check takes, against merely parsing the same files: ratios of fresh processes in one run, imports excluded.

Usage: python benchmarks/check.py [SUITE [ROWS [ROUNDS]]]   (default: every suite, 1000000 rows, 5 rounds)
"""

import json
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

from schoolgate.commands.sample import has_sample
from schoolgate.sample.extract import sample
from schoolgate.suites import load, names

AS_OF = "2026-11-22"
SMALL = 1500
PEAK = "import resource; peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20"
PARSE = f"""
import json, sys, time
from pathlib import Path
import polars as pl
files = sorted(path for path in Path(sys.argv[2]).glob("*.csv") if path.stem != "truth")
start = time.perf_counter()
tables = [pl.read_csv(path, infer_schema=False) for path in files]
seconds = time.perf_counter() - start
{PEAK}
print(json.dumps([seconds, peak]))
"""
CHECK = f"""
import contextlib, io, json, sys, time
import schoolgate.commands.check, schoolgate.intake.delimited.many  # imported when asked for: here before the clock runs
from schoolgate.cli import main
start = time.perf_counter()
with contextlib.redirect_stdout(io.StringIO()):
    code = main(["check", sys.argv[1], sys.argv[2], "--as-of", "{AS_OF}"])
seconds = time.perf_counter() - start
assert code in (0, 1), code
{PEAK}
print(json.dumps([seconds, peak]))
"""


def measured(program: str, suite: str, folder: Path) -> tuple[float, float]:
    """Seconds without imports, and peak GiB, of a fresh process."""
    done = subprocess.run(
        [sys.executable, "-c", program, suite, str(folder)], capture_output=True, text=True, check=True
    )
    seconds, peak = json.loads(done.stdout)
    return seconds, peak


def command(suite: str, folder: Path) -> float:
    """Seconds of the whole command, imports and all."""
    start = time.perf_counter()
    arguments = [sys.executable, "-m", "schoolgate", "check", suite, str(folder), "--as-of", AS_OF]
    subprocess.run(arguments, capture_output=True, check=False)
    return time.perf_counter() - start


def main(name: str, rows: int = 1_000_000, rounds: int = 5) -> None:
    """Print the figures of a suite, on a synthetic extract with so many records in its main table."""
    suite = load(name)
    with tempfile.TemporaryDirectory() as work:
        folder, small = Path(work) / "large", Path(work) / "small"
        for target, count in ((folder, rows), (small, SMALL)):
            sample(suite, target, rows=count, faults=0.1, seed=1, as_of=date.fromisoformat(AS_OF))
        size = {path.stem: path.read_bytes().count(b"\n") - 1 for path in folder.glob("*.csv")}
        tables = [f"{size[table.name]:,} {table.name}" for table in suite.tables if table.name in size]
        print(f"{name}: {', '.join(tables)}; {size['truth']:,} findings")
        pairs = [(measured(PARSE, name, folder), measured(CHECK, name, folder)) for _ in range(rounds)]
        for what, runs in zip(("parse", "check"), zip(*pairs, strict=True), strict=True):
            seconds = [one[0] for one in runs]
            print(
                f"{what}: {statistics.median(seconds):.2f} s ({min(seconds):.2f} to {max(seconds):.2f}), "
                f"peak {max(one[1] for one in runs):.2f} GiB"
            )
        ratios = sorted(check[0] / parse[0] for parse, check in pairs)
        print(f"check / parse: {statistics.median(ratios):.1f} ({ratios[0]:.1f} to {ratios[-1]:.1f})")
        whole = sorted(command(name, small) for _ in range(rounds))
        print(f"{SMALL:,} rows, whole command: {statistics.median(whole):.2f} s ({whole[0]:.2f} to {whole[-1]:.2f})")


if __name__ == "__main__":
    for suite in sys.argv[1:2] or filter(has_sample, names()):
        main(suite, *map(int, sys.argv[2:4]))
