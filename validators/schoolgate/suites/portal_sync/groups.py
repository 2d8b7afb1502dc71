"""Groups: what their year groups are in the portal, which group a student names, and who uses which."""

from collections.abc import Iterator, Sequence

import polars as pl

from schoolgate.frames.near import near_unknown
from schoolgate.frames.relations import beside, first_row, first_rows, keyed, looked_up, repeated, rows_with_key
from schoolgate.language.frame import TypedTables
from schoolgate.language.suite import FactFrames
from schoolgate.language.truth import unknown_flag
from schoolgate.suites.portal_sync.tables import KINDS

_YES = pl.lit(value=True)
_LOOKED_UP = ("found", "kind", "active", "year_group_in_portal", "year_group_synced")


def or_no(column: str) -> pl.Expr:
    """The yes-or-no column, no where it is missing."""
    return pl.col(column).fill_null(value=False)


def synced_years(tables: TypedTables) -> pl.DataFrame:
    """A row per year group of the portal: `year_group_id`, `synced`, and whether that is unknown.

    Rows of one year group that differ in it leave it unknown, and so does one among them that cannot be read.
    """
    years = keyed(tables["year_groups"], "year_group_id")
    firsts = first_rows(years, "year_group_id").select("year_group_id", "synced", "synced__unknown")
    doubtful = contradicted(tables)
    unclear = pl.col("synced__unknown") | pl.col("year_group_id").is_in(doubtful.implode())
    return firsts.with_columns(synced__unknown=unclear, synced=pl.when(~unclear).then("synced"))


def contradicted(tables: TypedTables) -> pl.Series:
    """The year groups of which one row says that they have synced and another that they have not, or nothing readable."""
    years = keyed(tables["year_groups"], "year_group_id")
    twice = years.filter(repeated(years["year_group_id"]))
    states = twice.group_by("year_group_id", maintain_order=True).agg(pl.struct("synced", "synced__unknown").n_unique())
    return states.filter(pl.col("synced") > 1)["year_group_id"]


def noticed(tables: TypedTables, _: FactFrames) -> Iterator[str]:
    """What the run says of year groups whose rows contradict each other."""
    doubtful = contradicted(tables)
    if not doubtful.is_empty():
        yield (
            f"year_groups: {len(doubtful):,} of the year groups (as {doubtful[0]}) stand in rows that differ in synced, "
            "so whether they have synced is unknown"
        )


def near_of(keys: pl.Series, found: pl.Series, known: pl.Series) -> pl.Series:
    """The one known key that differs from each of `keys` only in spelling, where it is not `found` itself."""
    return near_unknown(keys, ~found.fill_null(value=False), known)


def near_word(cells: pl.Series, words: Sequence[str]) -> pl.Series:
    """The one of a few `words` from which a cell that is none of them differs only in spelling."""
    return near_of(cells, cells.is_in(words), pl.Series(words, dtype=pl.String()))


def linked_groups(tables: TypedTables) -> pl.DataFrame:
    """Every group with what its year group is in the portal."""
    groups = tables["groups"]
    years = synced_years(tables).with_columns(found=_YES)
    unlinked = pl.lit(not tables.supplied("groups.year_group_id"))
    linked = beside(groups, looked_up(groups["year_group_id"], years, "year_group_id"))
    near = near_of(groups["year_group_id"], linked["found"], years["year_group_id"])
    return linked.with_columns(
        rows_with_key(groups["group_id"]),
        near.alias("year_group_near"),
        near_word(groups["kind"], KINDS).alias("kind_near"),
        year_group_in_portal=pl.when(~unlinked).then(or_no("found")),
        year_group_in_portal__unknown=unlinked,
        year_group_synced__unknown=unlinked | or_no("synced__unknown"),
        found=_YES,
    ).with_columns(year_group_synced=pl.when(~pl.col("year_group_synced__unknown")).then(or_no("synced")))


def named_group(keys: pl.Series, groups: pl.DataFrame, unknown: pl.Series | None = None) -> pl.DataFrame:
    """The facts of the group that each of `keys` (a column `<prefix>_id`) names; unknown where the key itself is."""
    prefix = keys.name.removesuffix("_id")
    flags = [unknown_flag(name) for name in _LOOKED_UP if unknown_flag(name) in groups.columns]
    table = first_rows(groups, "group_id").select("group_id", *_LOOKED_UP, *flags)
    found = looked_up(keys, table, "group_id").with_columns(pl.col("found", *flags).fill_null(value=False))
    near = near_of(keys, found["found"], table["group_id"])
    if unknown is not None:
        found = found.with_columns(
            (found[flag] | unknown if flag in flags else unknown).alias(flag) for flag in map(unknown_flag, _LOOKED_UP)
        )
    return found.with_columns(near.alias("near")).rename(lambda name: f"{prefix}_{name}")


def used_groups(groups: pl.DataFrame, students: pl.DataFrame) -> pl.DataFrame:
    """Every group with how many students use it; on its first row only, as the rules about use judge first rows."""
    uses = students.select(
        "base_group_id",
        "intake_group_id",
        "intake_group_id__unknown",
        sure=pl.col("type").is_in(["current", "prospective"]).fill_null(value=False),
        prospective=(pl.col("type") == "prospective").fill_null(value=False),
        possible="type__unknown",
    )
    as_base = (
        uses.lazy()
        .filter(pl.col("sure") | pl.col("possible"))
        .group_by(group_id="base_group_id")
        .agg(
            users=pl.col("sure").sum(), prospective_users=pl.col("prospective").sum(), possible=pl.col("possible").sum()
        )
    )
    applying = uses.lazy().filter(pl.col("prospective") | pl.col("possible"))
    as_intake = (
        # A student who names the same group twice uses it once.
        applying.filter(pl.col("intake_group_id").ne_missing(pl.col("base_group_id")))
        .group_by(group_id="intake_group_id")
        .agg(
            users=pl.col("prospective").sum(),
            prospective_users=pl.col("prospective").sum(),
            possible=pl.col("possible").sum(),
        )
    )
    counts = pl.concat([as_base, as_intake]).drop_nulls("group_id").group_by("group_id").agg(pl.all().sum()).collect()
    # Where it is unknown which intake group somebody uses, it may be any.
    anywhere = pl.lit(applying.select(pl.col("intake_group_id__unknown").any()).collect().item())
    names = ("users", "prospective_users")
    used = beside(groups, looked_up(groups["group_id"], counts, "group_id")).with_columns(
        first_row(groups, "group_id"), pl.col(*names, "possible").fill_null(0).cast(pl.Int64)
    )
    undecided = pl.col("first_row") & ((pl.col("possible") > 0) | anywhere)
    return used.with_columns(
        (undecided & (pl.col(name) == 0)).alias(unknown_flag(name)) for name in names
    ).with_columns(
        pl.when(~pl.col(unknown_flag(name))).then(pl.when("first_row").then(name).otherwise(0)).alias(name)
        for name in names
    )
