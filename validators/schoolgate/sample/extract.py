"""`schoolgate sample`: a synthetic extract on disk."""

import importlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl

from schoolgate.basics.clock import YEARS
from schoolgate.basics.errors import ProgramError, UsageError, nearest
from schoolgate.basics.stages import stage
from schoolgate.language.suite import Suite
from schoolgate.sample.dice import Dice
from schoolgate.sample.plan import Sample
from schoolgate.sample.plant import Spoilt, faulty
from schoolgate.sample.write import refuse_used, settings_toml, write

TRUTH = "truth"
"""The file of planted faults, without its ending."""
_PADS = (" ", "\u00a0", "  ", "\t")
_UNTIDY = 0.003


def sample(
    suite: Suite, directory: Path, *, rows: int, faults: float, seed: int, as_of: date, scenario: str | None = None
) -> None:
    """Write a synthetic extract into a new or an empty folder: a CSV file per table, and settings.toml.

    Args:
        suite: for which the extract is.
        directory: where to; made where it is absent.
        rows: how many records the main table gets, 1 or more.
        faults: the share of them that get a planted fault, from 0 (a clean extract: a check finds nothing at all) to
            1. Above 0, `truth.csv` lists every finding that a check on `as_of` with the settings beside it must make
            (table, row, rule, key), and in 250 rows or more every rule fails somewhere that can under these settings.
        seed: 0 or more; the same arguments give the same bytes.
        as_of: the day that the extract is of.
        scenario: another way in which it can be faulty, where the suite has several.

    Raises:
        UsageError: a number is out of its range, or there is no such scenario.
        InputError: the folder is in use or cannot be written to.
    """
    _refuse_wrong(rows, faults, seed, as_of)
    refuse_used(directory)
    stage(f"making up {rows:,} people and what belongs to them", 1, 2)
    made = generate(suite, rows, faults, seed, as_of, scenario)
    stage(f"writing {directory}", 2, 2)
    settings = settings_toml(suite.name.replace("-", "_"), suite.settings, as_of, made.settings)
    write(directory, {**made.tables, TRUTH: made.truth} if faults else made.tables, {"settings.toml": settings})


def generate(suite: Suite, rows: int, faults: float, seed: int, as_of: date, scenario: str | None = None) -> Spoilt:
    """The extract: tables as text, missing cells null, settings, and the findings expected of a check."""
    plan = _scenario(suite, sample_of(suite), scenario)
    dice = Dice(seed, suite.name)
    draft = plan.build(rows, dice.of("clean"), as_of)
    keys = {table.name: table.key for table in suite.tables}
    wrong = plan if faults else replace(plan, faults=(), world=None)
    made = faulty(draft, wrong, faults, keys, dice.of("faults"))
    return replace(made, tables=untidy(made.tables, dice.of("untidy")))


def _scenario(suite: Suite, plan: Sample, scenario: str | None) -> Sample:
    if scenario is None:
        return plan
    if scenario not in plan.scenarios:
        hint = nearest(scenario, plan.scenarios) if plan.scenarios else "it has none but the usual one"
        msg = f"{suite.name} has no scenario {scenario!r}: {hint}"
        raise UsageError(msg)
    return plan.scenarios[scenario]


def sample_of(suite: Suite) -> Sample:
    """The suite's generator: `SAMPLE` of its module `sample`."""
    plan = importlib.import_module(f"schoolgate.suites.{suite.name.replace('-', '_')}.sample").SAMPLE
    if not isinstance(plan, Sample):
        msg = f"the SAMPLE of suite {suite.name} is no Sample"
        raise ProgramError(msg)
    return plan


def untidy(tables: Mapping[str, pl.DataFrame], dice: Dice) -> dict[str, pl.DataFrame]:
    """The tables with white space around a few cells, and a few blank ones that hold nothing else: it must not matter."""
    return {
        name: table.select(_padded(column, dice.of(f"{name}.{column.name}")) for column in table.get_columns())
        for name, table in tables.items()
    }


def _padded(column: pl.Series, dice: Dice) -> pl.Series:
    count = int(dice.units("fraction", 1)[0] + _UNTIDY * len(column))
    rows = np.unique(dice.below("rows", len(column), count))
    before = pl.Series(_PADS).gather(dice.below("before", len(_PADS), rows.size))
    after = pl.Series(_PADS).gather(dice.below("after", len(_PADS), rows.size))
    return column.clone().scatter(rows, before + column.gather(rows).fill_null("") + after)


def _refuse_wrong(rows: int, faults: float, seed: int, as_of: date) -> None:
    for wrong, what in (
        (rows < 1, f"--rows {rows}: expected 1 or more"),
        (not 0 <= faults <= 1, f"--faults {faults}: expected a share between 0 and 1, such as 0.05"),
        (seed < 0, f"--seed {seed}: expected 0 or more"),
        (as_of.year not in YEARS, f"--as-of {as_of}: the year must be between {YEARS[0]} and {YEARS[-1]}"),
    ):
        if wrong:
            raise UsageError(what)
