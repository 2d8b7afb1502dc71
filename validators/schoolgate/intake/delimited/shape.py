"""How the lines of a text file are divided, as `few` and `many` say it alike."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt


@dataclass(frozen=True, slots=True)
class Shape:
    """How the lines of a file without a carriage return alone are divided.

    `proper` says that no quotation is open at a line's end, and that every quotation mark opens or closes a whole cell, or
    is doubled inside one: then a line is a record and every reader reads the same. `short` are the lines, counted from 1,
    with fewer cells than `width`, those without any character apart; `long` is the first with more. `untidy` has for each
    place, from 0 on, the lines whose cell is quoted, or may begin or end with white space or what nobody can see: all other
    cells need no stripping. None says that nobody looked.
    """

    proper: bool
    short: tuple[int, ...] = ()
    long: int | None = None
    untidy: "tuple[npt.NDArray[np.int64], ...] | None" = ()
