"""Which suites there are: one per folder of `schoolgate.suites`, found by its name and loaded when it is asked for."""

import importlib
import pkgutil
from typing import TYPE_CHECKING

from schoolgate.basics.errors import ProgramError, UsageError, nearest

if TYPE_CHECKING:
    from schoolgate.language.suite import Suite


def names() -> list[str]:
    """The names of the suites."""
    return sorted(module.name.replace("_", "-") for module in pkgutil.iter_modules(__path__))


def section(name: str) -> str:
    """The name of the suite's folder, and of its section in the settings."""
    return name.replace("-", "_")


def load(name: str) -> "Suite":
    """The suite of that name.

    Raises:
        UsageError: there is none; the message names the nearest.
    """
    if name not in names():
        msg = f"There is no suite {name!r}: {nearest(name, names())}"
        raise UsageError(msg)
    from schoolgate.language.suite import Suite  # noqa: PLC0415 (the frame library comes with it; names alone need none)

    suite = importlib.import_module(f"{__name__}.{section(name)}").SUITE
    if not isinstance(suite, Suite):
        msg = f"{__name__}.{section(name)}.SUITE is no Suite"
        raise ProgramError(msg)
    return suite


def refuse_unknown_rule(rule: str, suite: "Suite", where: str) -> None:
    """Raise for the id of a rule that no suite has: a file may speak of several suites.

    Raises:
        UsageError: there is no such rule; the message names the nearest of this suite.
    """
    if rule in suite.rules_by_id:
        return
    # The others are loaded only now: nearly always nobody speaks of them.
    if not any(rule in load(name).rules_by_id for name in names() if name != suite.name):
        hint = nearest(rule, suite.rules_by_id)
        if hint.startswith("known:"):
            hint = f"`schoolgate rules {suite.name}` lists every rule"
        msg = f"{where}: there is no rule {rule!r}: {hint}"
        raise UsageError(msg)
