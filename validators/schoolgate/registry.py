"""Which suites there are: one per folder of `schoolgate.suites`, found by its name and loaded when it is asked for."""

import importlib
import pkgutil

from schoolgate import suites
from schoolgate.errors import ProgramError, UsageError, nearest
from schoolgate.suite import Suite


def names() -> list[str]:
    """The names of the suites."""
    return sorted(module.name.replace("_", "-") for module in pkgutil.iter_modules(suites.__path__))


def section(name: str) -> str:
    """The name of the suite's folder, and of its section in the settings."""
    return name.replace("-", "_")


def load(name: str) -> Suite:
    """The suite of that name.

    Raises:
        UsageError: there is none; the message names the nearest.
    """
    if name not in names():
        msg = f"There is no suite {name!r}: {nearest(name, names())}"
        raise UsageError(msg)
    suite = importlib.import_module(f"{suites.__name__}.{section(name)}").SUITE
    if not isinstance(suite, Suite):
        msg = f"{suites.__name__}.{section(name)}.SUITE is no Suite"
        raise ProgramError(msg)
    return suite
