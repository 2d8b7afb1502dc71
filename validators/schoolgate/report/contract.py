"""The contract of a suite's tables for people: what each column may hold, an example, and which export gives it."""

import re
from collections.abc import Mapping, Sequence

from rich.console import Console
from rich.table import Table as Grid
from rich.text import Text

from schoolgate.basics.shown import visible
from schoolgate.catalogue.exports import NOT_SAID, Field, exports
from schoolgate.language.suite import Suite
from schoolgate.language.table import Column, Kind, Table

_KINDS = {
    Kind.TEXT: "",
    Kind.BOOL: "yes or no (true or false, 1 or 0)",
    Kind.DATE: "a date: YYYY-MM-DD, or any other way that the column's cells prove",
    Kind.DATETIME: "a date and a time: YYYY-MM-DD HH:MM",
    Kind.INT: "a whole number",
    Kind.NUMBER: "a number",
}
_REFERENCE = re.compile(r"^-> (\w+)(?:; )?")


def show(suite: Suite, tables: Sequence[Table], examples: Mapping[tuple[str, str], str], console: Console) -> None:
    """Print the tables; `examples` are cells by table and column."""
    for table in tables:
        optional = "" if table.required else " (optional)"
        console.print(Text.assemble((table.name, "bold underline"), f"{optional}  {table.about}"))
        grid = Grid(box=None, pad_edge=False, header_style="dim", expand=False)
        for heading in ("column", "", "what it may hold", "example", "which export gives it"):
            grid.add_column(heading, no_wrap=heading in {"column", ""}, overflow="fold")
        for column in table.columns:
            grid.add_row(
                Text(column.name, style="bold" if column.required else ""),
                "required" if column.required else "",
                may_hold(table, column),
                Text(visible(examples.get((table.name, column.name), "")), style="dim"),
                Text(comes_from(suite, table, column), style="dim"),
            )
        console.print(grid)
        console.print()
    console.print(
        "A heading in other words is read as what it is, or asked about. For every system: where-from.md, which "
        f"schoolgate init {suite.name} DIR writes. As JSON Schema: schoolgate schema {suite.name} --format json",
        style="dim",
    )


def may_hold(table: Table, column: Column) -> str:
    """What a cell of the column may be, in words."""
    reference = _REFERENCE.match(column.about)
    key = "the key of the row, each once" if column.name == table.key else ""
    parts = [
        key,
        f"a key of {reference[1]}" if reference else "",
        _REFERENCE.sub("", column.about, count=1),
        f"one of {', '.join(column.closed)}" if len(column.closed) > 1 else "",
        _KINDS[column.kind],
    ]
    return "; ".join(part for part in parts if part) or "text"


def comes_from(suite: Suite, table: Table, column: Column) -> str:
    """The first system whose public pages say what gives the column."""
    guide = exports()
    field = guide.fields.get((suite.name, table.name, column.name), Field({}, ""))
    names = [name for name in guide.tables.get((suite.name, table.name), ()) if name in field.held]
    if not names:
        return field.note or NOT_SAID
    return f"{guide.systems[names[0]].title}: {field.held[names[0]]}"
