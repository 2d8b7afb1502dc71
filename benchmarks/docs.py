"""What Data Docs cost: against the same check without them, by the size of the folder, and by how many runs it holds.

Usage: python benchmarks/docs.py [SUITE [ROUNDS]]   (default: portal-sync, 3 rounds)
"""

import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from schoolgate.pages.archive import run_name
from schoolgate.sample.extract import sample
from schoolgate.suites import load

AS_OF = "2026-11-22"
HISTORY = 1_200
START = datetime(2023, 1, 1, 6, tzinfo=UTC)


def check(suite: str, source: Path, *options: str) -> float:
    """Seconds of a whole `check` in a fresh process, imports and all."""
    command = [sys.executable, "-m", "schoolgate", "check", suite, str(source), "--as-of", AS_OF, "--quiet", *options]
    start = time.perf_counter()
    code = subprocess.run(command, check=False).returncode
    if code not in {0, 1}:
        sys.exit(f"check ended with exit code {code}")
    return time.perf_counter() - start


def told(seconds: list[float]) -> str:
    """The median and the range."""
    return f"{statistics.median(seconds):.2f} s ({min(seconds):.2f} to {max(seconds):.2f})"


def size(folder: Path) -> float:
    """Megabytes of all files below a folder, or of one file."""
    files = [folder] if folder.is_file() else [path for path in folder.rglob("*") if path.is_file()]
    return sum(path.stat().st_size for path in files) / 1e6


def lengthen(site: Path, runs: int) -> None:
    """Give a folder that holds one run copies of it, until it holds so many."""
    (only,) = (site / "runs").iterdir()
    suite = json.loads((only / "run.json").read_text("utf-8"))["suite"]
    for number in range(runs - 1):
        name = run_name(suite, START + timedelta(days=number))
        for place in ("runs", "store"):
            shutil.copytree(site / place / only.name, site / place / name)
        entry = site / "runs" / name / "run.json"
        entry.write_text(entry.read_text("utf-8").replace(only.name, name), "utf-8")


def measure_size_and_time(suite: str, work: Path, rows: int, faults: float, rounds: int) -> None:
    """Print what a run of so many records costs with Data Docs and without."""
    source = work / f"{rows}"
    sample(load(suite), source, rows=rows, faults=faults, seed=1, as_of=date.fromisoformat(AS_OF))
    without, native, built = [], [], []
    for number in range(rounds):
        site, page = work / f"{rows}-{number}", work / f"{rows}-{number}.html"
        without.append(check(suite, source))
        native.append(check(suite, source, f"--docs={site}", "--docs-native"))
        built.append(check(suite, source, f"--docs={page}"))
    (entry,) = site.glob("runs/*/run.json")
    summary = json.loads(entry.read_text("utf-8"))
    failing = summary["records"] - summary["statuses"].get("ready", 0)
    print(f"{rows:,} records, {failing:,} of them not simply ready, {sum(summary['severities'].values()):,} findings")
    print(f"  folder {size(site):.2f} MB (pages {size(site / 'runs'):.2f} MB), one file {size(page):.2f} MB")
    print(f"  check alone                        {told(without)}")
    print(f"  with a folder, judged natively     {told(native)}")
    print(f"  with one file, from the outcomes   {told(built)}")


def measure_history(suite: str, work: Path, rounds: int) -> None:
    """Print what the 1,200th run costs more than the first."""
    source, short, long = work / "history", work / "short", work / "long"
    sample(load(suite), source, rows=250, faults=0.1, seed=1, as_of=date.fromisoformat(AS_OF))
    check(suite, source, f"--docs={long}")
    lengthen(long, HISTORY - rounds)
    pairs = []
    for _ in range(rounds):
        shutil.rmtree(short, ignore_errors=True)
        pairs.append((check(suite, source, f"--docs={short}"), check(suite, source, f"--docs={long}")))
    first, last = map(list, zip(*pairs, strict=True))
    runs = sum(1 for _ in (long / "runs").iterdir())
    print(f"first run {told(first)}, run {runs:,} {told(last)}: {told([b - a for a, b in pairs])} more")
    print(f"  index {size(long / 'index.html'):.2f} MB")


def main(suite: str, rounds: int) -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        measure_size_and_time(suite, work, 10_000, 0.05, rounds)
        measure_size_and_time(suite, work, 100_000, 0.05, rounds)
        measure_history(suite, work, rounds)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "portal-sync", int(sys.argv[2]) if len(sys.argv) > 2 else 3)  # noqa: PLR2004 (SUITE and ROUNDS)
