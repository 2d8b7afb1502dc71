"""How long the same requirements take in schoolgate and in the libraries beside it: fresh processes, on one machine.

Usage: python benchmarks/peers.py            ten thousand students, three rounds, in the terminal
       python benchmarks/peers.py write      up to a million (two of them ten), and the README's table and plot

Needs what the group `bench` brings: `uv sync --group bench`. Every program must flag the same pairs of rule and student.
"""

import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from peer.extract import RULES, extract

HERE = Path(__file__).parent
README, PLOT = HERE.parent / "README.md", HERE.parent / "docs" / "peers.svg"
BEGINS, ENDS = "<!-- peers: written by benchmarks/peers.py -->", "<!-- peers end -->"
FLOOR, OURS = "Polars, no library", "schoolgate"
PROGRAMS = {
    OURS: "with_schoolgate",
    FLOOR: "by_hand",
    "dataframely": "with_dataframely",
    "pandera on Polars": "pandera_polars",
    "Pointblank on Polars": "with_pointblank",
    "pandera on pandas": "pandera_pandas",
    "Great Expectations on pandas": "with_gx",
}
QUICK, LARGE = (10_000,), (10_000, 100_000, 1_000_000)
LARGEST = 10_000_000
"""For schoolgate and the floor."""
ROUNDS = 3
"""Of the sizes that take seconds; larger ones are measured once."""


@dataclass(frozen=True, slots=True)
class Measured:
    """Medians of fresh processes: seconds of the whole, seconds once all is imported, and peak of memory in MiB."""

    whole: float
    seconds: float
    peak: float


def main(action: str | None = None) -> str | None:
    """Measure and show; `write` puts it into the README too. What does not agree ends it."""
    found: dict[int, dict[str, Measured]] = {}
    sizes = (*LARGE, LARGEST) if action == "write" else QUICK
    with tempfile.TemporaryDirectory() as work:
        for size in sizes:
            folder = Path(work) / str(size)
            extract(folder, size)
            programs = [OURS, FLOOR] if size == LARGEST else list(PROGRAMS)
            runs = [{name: _run(name, folder) for name in programs} for _ in range(ROUNDS if size < LARGE[-1] else 1)]
            if differs := _differs(folder, programs):
                return differs
            found[size] = {name: _median([run[name] for run in runs]) for name in programs}
            print("\n".join(table({size: found[size]})), flush=True)
    if action == "write":
        text = README.read_text(encoding="utf-8")
        before, _, rest = text.partition(BEGINS)
        shown = "\n".join([BEGINS, *table(found), ENDS])
        README.write_text(before + shown + rest.partition(ENDS)[2], encoding="utf-8", newline="\n")
        plot(found)
    return None


def _run(name: str, folder: Path) -> Measured:
    """One fresh process; what it flagged stays in the folder."""
    program = [sys.executable, "-W", "ignore", "-m", f"peer.{PROGRAMS[name]}"]
    start = time.perf_counter()
    done = subprocess.run(
        [*program, str(folder), str(_pairs(folder, name))], cwd=HERE, capture_output=True, text=True, check=True
    )
    whole = time.perf_counter() - start
    told = json.loads(done.stdout.splitlines()[-1])
    return Measured(whole, told["seconds"], told["peak"])


def _pairs(folder: Path, name: str) -> Path:
    return folder / f"{PROGRAMS[name]}.pairs"


def _differs(folder: Path, programs: Sequence[str]) -> str | None:
    """The first program that flags other pairs than the floor does; None where all agree, and every rule is broken."""
    flagged = {
        name: pl.read_csv(_pairs(folder, name), schema_overrides={"key": pl.String()}).unique().sort("rule", "key")
        for name in programs
    }
    if set(flagged[FLOOR]["rule"]) != set(RULES):
        return f"not every rule is broken: {sorted(set(RULES) - set(flagged[FLOOR]['rule']))}"
    for name, pairs in flagged.items():
        if not pairs.equals(flagged[FLOOR]):
            more, less = (
                pairs.join(flagged[FLOOR], on=["rule", "key"], how="anti"),
                flagged[FLOOR].join(pairs, on=["rule", "key"], how="anti"),
            )
            return f"{name} flags {more.height} other pairs and misses {less.height}: {more.head(3)} {less.head(3)}"
    return None


def _median(runs: Sequence[Measured]) -> Measured:
    return Measured(
        statistics.median(run.whole for run in runs),
        statistics.median(run.seconds for run in runs),
        max(run.peak for run in runs),
    )


def table(found: Mapping[int, Mapping[str, Measured]]) -> Iterator[str]:
    """Markdown: a row for each program, three figures for each size."""
    yield (
        "| seconds whole, of these once imported; peak memory | "
        + " | ".join(f"{size:,} students" for size in found)
        + " |"
    )
    yield "| --- |" + " --- |" * len(found)
    for name in PROGRAMS:
        cells = [_cell(found[size].get(name)) for size in found]
        yield f"| {name} | " + " | ".join(cells) + " |"


def _cell(one: Measured | None) -> str:
    return "" if one is None else f"{one.whole:.1f}, {one.seconds:.2f}; {one.peak / 1024:.2f} GiB"


def plot(found: Mapping[int, Mapping[str, Measured]]) -> None:
    """The seconds of the whole process by the number of students, both by powers of ten."""
    import matplotlib as mpl  # noqa: PLC0415  the quick run draws nothing

    mpl.use("svg")
    mpl.rcParams.update({"svg.hashsalt": "schoolgate", "svg.fonttype": "none", "font.family": "sans-serif"})
    from matplotlib import pyplot as plt  # noqa: PLC0415  (as above)

    figure, axes = plt.subplots(figsize=(8, 4.5))
    for name in PROGRAMS:
        line = [(size, of_size[name].whole) for size, of_size in found.items() if name in of_size]
        axes.plot(*zip(*line, strict=True), marker="o", label=name, linewidth=3 if name == OURS else 1.5)
    axes.set(xscale="log", yscale="log", xlabel="students", ylabel="seconds of the whole process")
    axes.grid(visible=True, alpha=0.3)
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(lambda value, _: f"{value:,.0f}")
    axes.legend(frameon=False, loc="upper left", bbox_to_anchor=(1, 1))
    figure.savefig(PLOT, metadata={"Date": None}, bbox_inches="tight")


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
