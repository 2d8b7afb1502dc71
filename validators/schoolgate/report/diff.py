"""What differs between two runs, as text for a terminal and as JSON, `schoolgate.diff/1` (see `diff.schema.json`)."""

import json
from collections.abc import Iterator, Mapping

import polars as pl
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from schoolgate import suites
from schoolgate.basics.shown import visible
from schoolgate.gate.comparison import Seen, answer_in
from schoolgate.gate.difference import Difference
from schoolgate.language.noun import RECORD
from schoolgate.language.rule import Severity
from schoolgate.report.batches import batches
from schoolgate.report.terminal import STYLES, print_plainly, short_key
from schoolgate.story import words

SCHEMA = "schoolgate.diff/1"
KINDS = ("new", "fixed", "persisting")
_FIRST = 6
_NOBODY = "(not there)"


# -------------------------------------------------------------------------------------------------------------- JSON


def render(found: Difference, fail_on: Severity | None, level: str) -> str:
    """The difference as JSON, in an order that depends on no order of rows."""
    return "".join(pieces(found, fail_on, level))


def pieces(found: Difference, fail_on: Severity | None, level: str) -> Iterator[str]:
    """The same, piece by piece."""
    document = {
        "schema": SCHEMA,
        "suite": found.new.suite,
        "old": _side(found.old),
        "new": _side(found.new),
        "fail_on": level,
        "passed": found.passed(fail_on),
        "summary": {
            **{kind: counts(found, kind) for kind in KINDS},
            "worse": {str(severity): count for severity, count in found.worse.items()},
            "records": found.records.height,
            "undetermined": found.opened,
            "lost": list(found.lost),
        },
        "changes": [
            {"what": change.what, "name": change.name, "before": change.before, "after": change.after}
            for change in found.changes
        ],
    }
    yield json.dumps(document, ensure_ascii=False, indent=2).removesuffix("\n}")
    columns = ["rule", "table", "key", *KINDS, "before", "after", "because"]
    yield ',\n  "findings": '
    yield from _list(found.findings, {name: _scalar(name) for name in columns})
    yield ',\n  "records": '
    records = found.records.with_columns(_verdicts_told(found.records, side).alias(f"told {side}") for side in _SIDES)
    yield from _list(
        records, {"table": _scalar("table"), "key": _scalar("key"), **{side: pl.col(f"told {side}") for side in _SIDES}}
    )
    yield "\n}\n"


_SIDES = ("before", "after")


def _list(rows: pl.DataFrame, fields: Mapping[str, pl.Expr]) -> Iterator[str]:
    """The rows as an indented JSON list, as `json.dumps` writes it; `fields` are texts of JSON."""
    if rows.is_empty():
        yield "[]"
        return
    parts = [part for name, told in fields.items() for part in (pl.lit(f',\n      "{name}": '), told)]
    item = pl.concat_str(pl.lit("{\n"), pl.lit(f'      "{next(iter(fields))}": '), *parts[1:], pl.lit("\n    }"))
    before = "[\n    "
    for some in batches([rows]):
        yield before + some.select(item.str.join(",\n    ")).item()
        before = ",\n    "
    yield "\n  ]"


def _scalar(name: str) -> pl.Expr:
    """A column as texts of JSON."""
    return pl.struct(pl.col(name).alias("_")).struct.json_encode().str.slice(len('{"_":')).str.head(-1)


def _verdicts_told(records: pl.DataFrame, side: str) -> pl.Series:
    """The verdict of each record on one side as text of JSON; many records share one, and each is made once."""
    which = records.select(status=side, verdict=f"verdict {side}")
    known = which.drop_nulls("status").unique(maintain_order=True)
    texts = [
        json.dumps({"status": status, **json.loads(verdict)}, ensure_ascii=False, indent=2).replace("\n", "\n      ")
        for status, verdict in known.iter_rows()
    ]
    told = known.with_columns(pl.Series("told", texts, dtype=pl.String()))
    return which.join(told, on=["status", "verdict"], how="left", maintain_order="left")["told"].fill_null("null")


def _side(seen: Seen) -> dict[str, str]:
    return {"source": seen.name, **{name.replace(" ", "_"): text for name, text in seen.about.items()}}


def counts(found: Difference, kind: str) -> dict[str, int]:
    """How many findings are of this kind, by severity: that of before for those that are fixed."""
    side = "before" if kind == "fixed" else "after"
    numbers = dict(found.findings.filter(pl.col(kind) > 0).group_by(side).agg(pl.col(kind).sum()).iter_rows())
    return {str(severity): int(numbers.get(str(severity), 0)) for severity in Severity}


# ---------------------------------------------------------------------------------------------------------- terminal


def show(found: Difference, console: Console, fail_on: Severity | None) -> None:
    """Print what differs."""
    print_plainly(console, lambda: _print(found, console, fail_on))


def _print(found: Difference, console: Console, fail_on: Severity | None) -> None:
    names = f"{visible(found.old.name)} → {visible(found.new.name)}"
    console.print(Text.assemble((found.new.suite, "bold"), f"  {names}"))
    console.print()
    good = found.passed(fail_on)
    badge = ("NOT WORSE", "bold white on green") if good else ("WORSE", "bold white on red")
    console.print(Text.assemble(badge, "  ", (_outlook(found), "bold")))
    for title, body in _sections(found):
        console.print()
        console.print(Text(title, style="bold underline"))
        console.print(Padding(body, (0, 0, 0, 2)))
    console.print()


def _outlook(found: Difference) -> str:
    totals = {kind: sum(counts(found, kind).values()) for kind in KINDS}
    words = f"{totals['new']:,} new, {totals['fixed']:,} fixed, {totals['persisting']:,} findings persist."
    if found.opened:
        # A report of a suite that this version has not still says how many.
        of = suites.load(found.new.suite).of if found.new.suite in suites.names() else RECORD
        words += f" {of.counted(found.opened)} can no longer be judged."
    return words


def _sections(found: Difference) -> Iterator[tuple[str, RenderableType]]:
    if found.lost:
        yield "Less came than before", Group(*(Text(visible(f"{one}.")) for one in found.lost))
    if found.changes:
        yield "What changed around them", _changes(found)
    raised = (pl.col("persisting") > 0) & (pl.col("before") != pl.col("after"))
    for title, rows, side in (
        ("New", found.findings.filter(pl.col("new") > 0), "after"),
        ("Fixed", found.findings.filter(pl.col("fixed") > 0), "before"),
        ("Persisting, of another severity", found.findings.filter(raised), "after"),
    ):
        if rows.height:
            yield title, _findings(rows, side, {"New": "new", "Fixed": "fixed"}.get(title, "persisting"))
    if found.records.height:
        yield "Verdicts that changed", _verdicts(found)
    if not found.changes and not found.records.height and not any(found.findings.select("new", "fixed").sum().row(0)):
        yield "What next", Text("Nothing changed.")
    else:
        yield "What next", Text("--report json=FILE lists every finding and every record.")


def _changes(found: Difference) -> Group:
    lines = []
    for change in found.changes:
        name = f"{change.what} {change.name}" if change.name else change.what
        before, after = (_said(side) for side in (change.before, change.after))
        lines.append(Text(visible(f"{name}: {before} → {after}")))
    return Group(*lines)


def _said(value: object) -> str:
    if value is None:
        return _NOBODY
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _findings(rows: pl.DataFrame, side: str, kind: str) -> Table:
    """A line per rule, severity and explanation, with the first keys."""
    table = Table(box=None, pad_edge=False, header_style="dim", expand=False)
    table.add_column("rule", no_wrap=True)
    table.add_column("severity", no_wrap=True)
    table.add_column("how many", justify="right", no_wrap=True)
    table.add_column("the first of them, and what explains it")
    grouped = rows.group_by("rule", side, "because", maintain_order=True).agg(
        pl.col(kind).sum().alias("number"), pl.col("key").head(_FIRST), pl.len().alias("groups")
    )
    ranks = {str(severity): severity.rank for severity in Severity}
    grouped = grouped.sort(pl.col(side).replace_strict(ranks), "rule", maintain_order=True)
    for row in grouped.iter_rows(named=True):
        words = _keys(row["key"], row["groups"])
        if row["because"]:
            words.append(f"\n{row['because']}", style="dim")
        table.add_row(row["rule"], Text(row[side], style=STYLES[Severity(row[side])]), f"{row['number']:,}", words)
    return table


def _verdicts(found: Difference) -> Table:
    """A line per change of the answer, in the suite's words, with the first keys; of older reports, of the status."""
    table = Table(box=None, pad_edge=False, header_style="dim", expand=False)
    for name in ("before", "after"):
        table.add_column(name, no_wrap=True)
    table.add_column("how many", justify="right", no_wrap=True)
    table.add_column("the first of them")
    sides, labels = ("before", "after"), _labels(found.new.suite)
    told = found.records.with_columns(
        pl.coalesce(answer_in(f"verdict {side}").replace(labels), side).alias(side) for side in sides
    )
    grouped = told.group_by(sides, maintain_order=True).agg(pl.col("key").head(_FIRST), pl.len().alias("number"))
    # As the suite orders its answers, the gravest first: whoever reads on is told less and less that is new trouble.
    ranks = {label: rank for rank, label in enumerate(dict.fromkeys(labels.values()))}
    order = [pl.col(side).replace_strict(ranks, default=len(ranks)) for side in ("after", "before")]
    for row in grouped.sort(*order, *sides, nulls_last=True).iter_rows(named=True):
        before, after = (words.labelled(row[side] or _NOBODY) for side in sides)
        after = f"{after}, but otherwise" if before == after else after
        table.add_row(visible(before), visible(after), f"{row['number']:,}", _keys(row["key"], row["number"]))
    return table


def _labels(suite: str) -> dict[str, str]:
    """The suite's answers as people read them."""
    verdicts = suites.load(suite).verdicts if suite in suites.names() else ()
    return {one.name: one.label for verdict in verdicts if verdict.answers for one in verdict.answers.values}


def _keys(keys: list[str | None], number: int) -> Text:
    shown = Text(", ").join(short_key(key) for key in keys)
    return shown.append(" …") if number > len(keys) else shown
