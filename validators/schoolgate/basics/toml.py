"""TOML that somebody else may have written: read in bounded time and memory, or refused as what it is."""

import re
import tomllib
from typing import Any

LARGEST = 1 << 20
"""Characters of a document; settings of a large trust take a hundredth of that."""
_PARTS = 32
_PART = r"(?:[A-Za-z0-9_-]++|\"[^\"\n]*+\"|'[^'\n]*+')"
# The standard library takes the square of a dotted name's length for it, in time and in memory.
_DEEP = re.compile(rf"(?<![A-Za-z0-9_-]){_PART}(?:[ \t]*+\.[ \t]*+{_PART}){{{_PARTS}}}")


def loads(text: str) -> dict[str, Any]:
    """What a TOML document holds.

    Raises:
        tomllib.TOMLDecodeError: it is no TOML, or larger or deeper than anything that a person writes.
    """
    if len(text) > LARGEST:
        msg = f"{len(text):,} characters; at most {LARGEST:,} are read"
        raise tomllib.TOMLDecodeError(msg)
    if _DEEP.search(text):
        msg = f"a name of more than {_PARTS} parts"
        raise tomllib.TOMLDecodeError(msg)
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        raise
    except RecursionError:
        msg = "nested too deep"
        raise tomllib.TOMLDecodeError(msg) from None
    except ValueError:  # a whole number of more digits than Python reads
        msg = "a number that is too long"
        raise tomllib.TOMLDecodeError(msg) from None
