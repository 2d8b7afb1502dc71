"""Where a source is: a path, or the address of a database."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

STDIN = "-"
"""The path that stands for standard input."""
_ADDRESS = re.compile(r"^[A-Za-z][A-Za-z0-9+_]*://")


@dataclass(frozen=True, slots=True)
class Address:
    """The address of a database, as a person wrote it."""

    text: str

    def __str__(self) -> str:
        return self.text


Place: TypeAlias = Path | Address
"""Where a source is: a path, or a database."""


def place_of(text: str) -> Place:
    """What a source is that somebody wrote: the address of a database, else a path."""
    return Address(text) if _ADDRESS.match(text) else Path(text)
