"""Rows as JSON text, batch by batch: what is written of a million records stands in memory nowhere as a whole."""

from collections.abc import Iterable, Iterator

import polars as pl

BATCH = 50_000
"""How many rows are text at once: some 10 MB. Larger ones are not written faster."""


def json_list(frames: Iterable[pl.DataFrame], indent: str) -> Iterator[str]:
    r"""The rows of frames as one JSON list with a row per line, so that two reports differ line by line.

    >>> "".join(json_list([pl.DataFrame({"row": [2, 3]})], "  "))
    '[\n    {"row":2},\n    {"row":3}\n  ]'
    >>> "".join(json_list([], "  "))
    '[]'
    """
    before = f"[\n{indent}  "
    empty = True
    for rows in batches(frames):
        yield before + rows.write_ndjson().strip("\n").replace("\n", f",\n{indent}  ")
        before, empty = f",\n{indent}  ", False
    yield "[]" if empty else f"\n{indent}]"


def batches(frames: Iterable[pl.DataFrame]) -> Iterator[pl.DataFrame]:
    """The rows of frames, so many at once; none of them is empty."""
    for frame in frames:
        if frame.height:
            yield from frame.iter_slices(BATCH)
