"""How long it takes to match pupils with learners who were added by hand, none of them linked, in a whole check.

Birthdays are spread over 14 years, or the worst of what exports do: a tenth of all on one day, 100 days for all, one day.

Usage: python benchmarks/matching.py [PEOPLE [ROUNDS]]   (default: 100000 pupils and as many learners, 3 rounds)
"""

import json
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import polars as pl

from schoolgate.sample.dice import Dice, Ints
from schoolgate.sample.names import names

AS_OF = "2026-11-22"
CHECK = f"""
import contextlib, io, json, resource, sys, time
from schoolgate.cli import main
start, cpu = time.perf_counter(), time.process_time()
with contextlib.redirect_stdout(io.StringIO()):
    code = main(["check", "boost-promotion", sys.argv[1], "--as-of", "{AS_OF}", "--quiet"])
seconds, cpu = time.perf_counter() - start, time.process_time() - cpu
assert code in (0, 1), code
print(json.dumps([seconds, cpu, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20]))
"""
DAYS = {"14 years": 5110, "a tenth on one day": 5110, "100 days": 100, "one day": 1}
_EPOCH = 14_000


def birthdays(kind: str, people: int, dice: Dice) -> pl.Series:
    """The dates of birth, as a file has them."""
    days: Ints = dice.below("birthday", DAYS[kind], people)
    if kind == "a tenth on one day":
        days = np.where(dice.chances("default", 0.1, people), 0, days)
    return pl.Series(days + _EPOCH, dtype=pl.Int32()).cast(pl.Date).dt.to_string("%Y-%m-%d")


def side(kind: str, people: int, seed: int) -> pl.DataFrame:
    """People of as many names as there are."""
    dice = Dice(seed)
    called = names(dice.below("family", people // 2 + 1, people), dice.below("ordinal", 3, people), dice.of("names"))
    return pl.DataFrame(
        {
            "first_name": called["first_name"],
            # Families of one name are told apart, as there are not so many names.
            "last_name": called["last_name"]
            + called["last_name"].reverse().str.head(3).str.reverse().str.to_lowercase(),
            "date_of_birth": birthdays(kind, people, dice),
        }
    )


def write(folder: Path, kind: str, people: int) -> None:
    """A roll and an Admin Hub without a link."""
    ids = pl.int_range(people, eager=True).cast(pl.String)
    pupils, learners = side(kind, people, 1), side(kind, people, 2)
    same = {"year_group": pl.lit("5"), "class": pl.lit("5A")}
    pupils.select(mis_id="P" + ids, year_group=same["year_group"], registration_group=same["class"]).hstack(
        pupils
    ).write_csv(folder / "pupils.csv")
    learners.select(
        learner_id="L" + ids,
        mis_id=pl.lit(""),
        year_group=same["year_group"],
        class_name=same["class"],
        has_access=pl.lit("true"),
    ).hstack(learners).write_csv(folder / "learners.csv")
    pl.DataFrame({"class_name": ["5A"]}).write_csv(folder / "classes.csv")


def main(people: int, rounds: int) -> None:
    """Print the figures."""
    print(f"{people:,} pupils against {people:,} learners, none linked: seconds of a check, imports excluded")
    for kind in DAYS:
        with tempfile.TemporaryDirectory() as work:
            write(Path(work), kind, people)
            command = [sys.executable, "-c", CHECK, work]
            runs = [
                json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
                for _ in range(rounds)
            ]
            seconds = [run[0] for run in runs]
            print(
                f"{kind}: {statistics.median(seconds):.1f} s ({min(seconds):.1f} to {max(seconds):.1f}), "
                f"{statistics.median(run[1] for run in runs):.1f} of all cores together, "
                f"peak {max(run[2] for run in runs):.2f} GiB",
                flush=True,
            )


if __name__ == "__main__":
    numbers = [int(text) for text in sys.argv[1:3]]
    main(*numbers, *(100_000, 3)[len(numbers) :])
