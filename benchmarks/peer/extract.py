"""A seeded extract for a portal sync, in which nothing is unclear: every type is stated, every cell can be read.

What is hard about schools' files is left out, so that what each library says of a record is the same plain fact.
"""

from datetime import date
from pathlib import Path

import numpy as np
import polars as pl

AS_OF = date(2026, 11, 22)
MONTHS = 12
RULES = (
    "PS-002", "PS-101", "PS-102", "PS-104", "PS-105", "PS-106", "PS-107", "PS-201", "PS-202", "PS-203", "PS-204", "PS-401",
    "PS-402", "PS-403",
)  # fmt: skip
"""The requirements of current and left students; docs/rules/portal-sync.md says what each asks."""
_SHARE = 0.01
"""Of the students each fault has its own: about one of a hundred for each requirement."""
_A_GROUP, _LEFT, _LOGS_IN = 25, 0.2, 0.8
_INTAKE, _CLOSED, _UNLINKED = 1, 2, 3
_OF_LEFT = ("PS-401", "PS-402", "PS-403")
"""Only one in five has left: of these it is more."""
_MISSING = {"salutation": "PS-101", "first_name": "PS-102", "last_name": "PS-104"}
_WORDS = {
    "salutation": ("Miss", "Master", "Mx"),
    "first_name": (
        "Ada",
        "Ben",
        "Chioma",
        "Dilys",
        "Eve",
        "Farid",
        "Grace",
        "Hana",
        "Ines",
        "Jakub",
        "Kofi",
        "Lina",
        "Mei",
    ),
    "last_name": (
        "Adeyemi",
        "Brown",
        "Chen",
        "Davies",
        "Evans",
        "Fernandes",
        "Green",
        "Hussain",
        "Iqbal",
        "Jones",
        "Khan",
    ),
}


def extract(folder: Path, students: int, seed: int = 1) -> None:
    """Write students.csv, groups.csv and year_groups.csv, of so many students, and settings.toml."""
    folder.mkdir(parents=True, exist_ok=True)
    draw = np.random.default_rng(seed)
    groups = max(students // _A_GROUP, 8)
    # Of fifty groups one is no base group, one is linked to no year group, one is not active.
    nth = pl.col("nth")
    told = pl.select(nth=pl.int_range(groups)).select(
        group_id="G" + nth.cast(pl.String()).str.zfill(6),
        kind=pl.when(nth % 50 == _INTAKE).then(pl.lit("intake")).otherwise(pl.lit("base")),
        active=nth % 50 != _CLOSED,
        year_group_id=pl.when(nth % 50 != _UNLINKED).then("Y" + (nth % 13).cast(pl.String())),
    )
    told.write_csv(folder / "groups.csv")
    pl.DataFrame({"year_group_id": [f"Y{n}" for n in range(13)], "synced": [True] * 13}).write_csv(
        folder / "year_groups.csv"
    )
    _students(draw, students, told["group_id"]).write_csv(folder / "students.csv")
    (folder / "settings.toml").write_text(f"[portal_sync]\nleaver_window_months = {MONTHS}\n", encoding="utf-8")


def _students(draw: np.random.Generator, count: int, groups: pl.Series) -> pl.DataFrame:
    some = pl.DataFrame(
        {
            "number": np.arange(count),
            "has_left": draw.random(count) < _LEFT,
            "days": draw.integers(1, 360, count),
            "group": groups.gather(draw.integers(0, len(groups), count)),
            "login": draw.random(count) < _LOGS_IN,
            **{
                column: pl.Series(words).gather(draw.integers(0, len(words), count)) for column, words in _WORDS.items()
            },
            **{rule: draw.random(count) < _SHARE * (5 if rule in _OF_LEFT else 1) for rule in RULES},
        }
    )
    left, own = pl.col("has_left"), pl.col("number")
    key, before = ("S" + (own - back).cast(pl.String()).str.zfill(8) for back in (0, 1))
    mail, shared = ("pupil" + (own - back).cast(pl.String()) + "@school.example" for back in (0, 1))
    gone = pl.lit(AS_OF) - pl.duration(days=pl.col("days") + 400 * pl.col("PS-403").cast(pl.Int64))
    off_roll = pl.when(left).then(~pl.col("PS-401")).otherwise("PS-201")
    return some.select(
        student_id=pl.when(pl.col("PS-002") & (own > 0)).then(before).otherwise(key),
        **{column: pl.when(~pl.col(rule)).then(column) for column, rule in _MISSING.items()},
        email=pl.when("PS-105")
        .then(None)
        .when("PS-106")
        .then(mail.str.replace("@", ".", literal=True))
        .when(pl.col("PS-107") & (own > 0))
        .then(shared)
        .otherwise(mail),
        portal_login="login",
        roll_mode=pl.when(off_roll).then(pl.lit("Left")).otherwise(pl.lit("On Roll")),
        base_group_id=pl.when(~pl.col("PS-202")).then("group"),
        latest_dol=pl.when(left & ~pl.col("PS-402")).then(gone.dt.date()),
        student_type=pl.when(left).then(pl.lit("left")).otherwise(pl.lit("current")),
    )
