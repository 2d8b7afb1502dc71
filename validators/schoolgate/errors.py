"""The ways in which a run can stop. Each carries the exit code that the requirements give it."""

import difflib
from collections.abc import Iterable


class SchoolgateError(Exception):
    """A run that stops with one clear line: what was found, where, what was expected, what to do.

    The text is shown as it is, so it never holds a cell's value.
    """

    exit_code = 4


class UsageError(SchoolgateError):
    """Wrong command line or settings."""

    exit_code = 2


class InputError(SchoolgateError):
    """The source cannot be read, lacks a required table or column, or a report cannot be written."""

    exit_code = 3


class ProgramError(SchoolgateError):
    """A fault of schoolgate itself, or of a rule. Never a pass."""

    exit_code = 4


def nearest(name: str, known: Iterable[str]) -> str:
    """A hint that names the known word nearest to `name`, or lists the known ones.

    >>> nearest("portal-snyc", ["portal-sync", "student-import"])
    'did you mean portal-sync?'
    >>> nearest("zzz", ["portal-sync", "student-import"])
    'known: portal-sync, student-import'
    """
    names = sorted(known)
    folded = {candidate.casefold().replace("-", "_").replace(" ", "_"): candidate for candidate in names}
    close = difflib.get_close_matches(name.casefold().replace("-", "_").replace(" ", "_"), folded, n=1, cutoff=0.6)
    return f"did you mean {folded[close[0]]}?" if close else f"known: {', '.join(names)}"
