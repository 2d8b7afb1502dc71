"""`schoolgate presets`: the formats that have a mapping with a name, and what each of them lacks."""

import argparse
import textwrap
from collections.abc import Iterator

from schoolgate.intake.preset import Preset, preset, presets

_WIDTH = 100


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
