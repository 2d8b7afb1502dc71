"""Chance that repeats itself: every draw has a name, and is a pure function of the seed, the name and how many.

NumPy promises that PCG64's raw integers stay the same for a seed in every version, but not what its distributions make
of them; so only the raw integers are used. As draws have names instead of an order, a new one changes no other.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
"""Whole numbers: row positions from 0, days, choices."""
Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Dice:
    """Named draws from one seed (0 or more)."""

    seed: int
    stream: str = ""

    def of(self, name: str) -> "Dice":
        """Dice of its own for one purpose."""
        return Dice(self.seed, f"{self.stream}/{name}")

    def units(self, name: str, count: int) -> Floats:
        """`count` numbers, 0 <= number < 1."""
        words = [self.seed, *f"{self.stream}/{name}".encode()]
        raw = np.random.PCG64(np.random.SeedSequence(words)).random_raw(count)
        return (np.asarray(raw, dtype=np.uint64) >> np.uint64(11)).astype(np.float64) * 2.0**-53

    def below(self, name: str, limit: int | Ints, count: int) -> Ints:
        """`count` whole numbers, 0 <= number < limit; one limit for all, or one for each."""
        return np.floor(self.units(name, count) * limit).astype(np.int64)

    def chances(self, name: str, share: float, count: int) -> Bools:
        """`count` answers, each true with probability `share`."""
        return self.units(name, count) < share

    def order(self, name: str, count: int) -> Ints:
        """0 to `count` - 1, shuffled."""
        return np.argsort(self.units(name, count), kind="stable").astype(np.int64)

    def picks(self, name: str, weights: Sequence[float], count: int) -> Ints:
        """`count` positions in `weights`, each as likely as its weight."""
        bounds = np.cumsum(weights) / sum(weights)
        return np.searchsorted(bounds[:-1], self.units(name, count), side="right").astype(np.int64)
