"""What a user of any of these libraries writes first: each student's group, looked up by hand, and what must hold.

In Polars, which four of the programs use, and in pandas.
"""

from pathlib import Path

import pandas as pd
import polars as pl

from peer.extract import AS_OF, MONTHS


def in_polars(folder: Path) -> pl.DataFrame:
    """Students with `kind`, `active` and `linked` of their group, and `login_mail`, who logs in with which address."""
    groups = pl.read_csv(folder / "groups.csv").with_columns(
        linked=pl.col("year_group_id").is_in(pl.read_csv(folder / "year_groups.csv")["year_group_id"].implode())
    )
    students = pl.read_csv(folder / "students.csv", schema_overrides={"latest_dol": pl.Date()})
    return students.join(
        groups, left_on="base_group_id", right_on="group_id", how="left", maintain_order="left"
    ).with_columns(
        pl.col("linked").fill_null(value=False),
        login_mail=pl.when("portal_login").then(pl.col("email").str.to_lowercase()),
    )


def in_pandas(folder: Path) -> pd.DataFrame:
    """The same, with missing text as pandas has it."""
    groups = pd.read_csv(folder / "groups.csv")
    groups["linked"] = groups["year_group_id"].isin(pd.read_csv(folder / "year_groups.csv")["year_group_id"])
    students = pd.read_csv(folder / "students.csv", parse_dates=["latest_dol"])
    facts = students.merge(groups, left_on="base_group_id", right_on="group_id", how="left")
    facts["linked"] = facts["linked"].eq(other=True)
    facts["login_mail"] = facts["email"].str.lower().where(facts["portal_login"])
    return facts


OPENS = pd.Timestamp(AS_OF) - pd.DateOffset(months=MONTHS)
"""The first day on which somebody who left still counts."""
MAIL = r"^[^@\s]+@[^@\s]+\.[^@\s]+$"
_CURRENT, _LEFT = (pl.col("student_type") == kind for kind in ("current", "left"))
_BASE = _CURRENT & (pl.col("kind") == "base").fill_null(value=False)
HOLDS = {
    rule: holds.fill_null(value=True)
    for rule, holds in {
        "PS-002": ~pl.col("student_id").is_duplicated(),
        "PS-101": pl.col("salutation").is_not_null(),
        "PS-102": pl.col("first_name").is_not_null(),
        "PS-104": pl.col("last_name").is_not_null(),
        "PS-105": ~(pl.col("portal_login") & pl.col("email").is_null()),
        "PS-106": pl.col("email").str.contains(MAIL),
        "PS-107": pl.col("login_mail").is_null() | ~pl.col("login_mail").is_duplicated(),
        "PS-201": ~_CURRENT | (pl.col("roll_mode") == "On Roll"),
        "PS-202": ~_CURRENT | _BASE,
        "PS-203": ~_BASE | pl.col("active"),
        "PS-204": ~_BASE | pl.col("linked"),
        "PS-401": ~_LEFT | (pl.col("roll_mode") != "On Roll"),
        "PS-402": ~_LEFT | pl.col("latest_dol").is_not_null(),
        "PS-403": ~_LEFT | pl.col("latest_dol").is_between(OPENS.date(), AS_OF),
    }.items()
}
"""Each requirement as a Polars expression over `in_polars`, for the libraries whose users write these."""
