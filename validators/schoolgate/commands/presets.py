"""`schoolgate presets`: the formats that have a mapping with a name, and what each of them lacks."""

import argparse
import textwrap
from collections.abc import Iterator

from schoolgate.commands.parser import Parser
from schoolgate.intake.preset import Preset, preset, presets

_WIDTH = 100


def add(parser: Parser) -> None:
    """Add what the command takes."""
    parser.description = (
        "List the presets: mappings with a name, for what many schools export. `map` recognises most of them by "
        "itself; [intake] preset = NAME, or `map --preset NAME`, says which. With a name, what that preset reads "
        "as what, and what its format does not carry."
    )
    parser.add_argument("name", nargs="?", metavar="NAME", help="the preset to show in full")
    parser.example("presets oneroster-1.2")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print the list, or one of them."""
    lines = _list() if options.name is None else _one(preset(options.name, "NAME"))
    print("\n".join(lines))  # noqa: T201  (what the command is for)
    return 0


def _list() -> Iterator[str]:
    wide = max(map(len, presets()))
    for name, one in presets().items():
        yield f"{name:<{wide}}  {one.title}: {', '.join(one.tables)}"


def _one(chosen: Preset) -> Iterator[str]:
    yield f"{chosen.name}: {chosen.title}"
    yield from textwrap.wrap(chosen.about, _WIDTH)
    if chosen.source:
        yield chosen.source
    for suite, tables in chosen.tables.items():
        yield f"\n{suite}"
        for table, said in tables.items():
            source = f" from {' and '.join(said.files)}" if said.files else ""
            yield f"  {table}{source}"
            yield from (f"    {ours} is {heading}" for ours, heading in said.columns.items())
            for join in said.join:
                yield from (f"    {ours} is {heading} of {join.file}" for ours, heading in join.columns.items())
        yield from (f"  not carried: {lack}" for lack in chosen.lacks.get(suite, ()))
