"""The ways in which a run can stop. Each carries the exit code that the requirements give it."""

import difflib
from collections.abc import Iterable

_ALIKE = 0.6
_SHELL = 128
"""A shell tells a program that a signal ended by this and the signal's number."""


class SchoolgateError(Exception):
    """A run that stops with one clear line: what was found, where, what was expected, what to do.

    The text is shown as it is, so it never holds a cell's value. `further` lines may follow: a list of what is in the way.
    """

    exit_code = 4

    def __init__(self, text: str, *further: str) -> None:
        super().__init__("\n".join((text, *further)))
        self.lines = (text, *further)


class UsageError(SchoolgateError):
    """Wrong command line or settings."""

    exit_code = 2


class InputError(SchoolgateError):
    """The source cannot be read, lacks a required table or column, or a report cannot be written."""

    exit_code = 3


class HarmfulError(InputError):
    """The source is made to harm, or looks so: a bomb, a path out of an archive, a DTD. It gets no new file."""


OUT_OF_MEMORY = "out of memory before the end: give the program more, or check fewer records at a time"


class ProgramError(SchoolgateError):
    """A fault of schoolgate itself, or of a rule. Never a pass."""

    exit_code = 4


class Stopped(BaseException):
    """A signal asked the program to stop. No `Exception`, so that only the end of the command line catches it."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.exit_code = _SHELL + number


def lines_of(error: BaseException) -> tuple[tuple[str, ...], int]:
    """What to say of an error, and its exit code. The text of another's error may quote a cell: only its kind is told."""
    if isinstance(error, SchoolgateError):
        return error.lines, error.exit_code
    if isinstance(error, MemoryError):
        return (OUT_OF_MEMORY,), ProgramError.exit_code
    kind = type(error).__name__
    return (f"a fault of schoolgate itself ({kind}); set SCHOOLGATE_DEBUG=1 to see where",), ProgramError.exit_code


def nearest(name: str, known: Iterable[str]) -> str:
    """A hint that names the known word nearest to `name`, or lists the known ones.

    >>> nearest("portal-snyc", ["portal-sync", "student-import"])
    'did you mean portal-sync?'
    >>> nearest("zzz", ["portal-sync", "student-import"])
    'known: portal-sync, student-import'
    """
    names = sorted(known)
    close = [candidate for candidate in names if likeness(name, candidate)]
    if not close:
        return f"known: {', '.join(names)}"
    return f"did you mean {max(close, key=lambda candidate: likeness(name, candidate))}?"


def likeness(name: str, known: str) -> float:
    """How like two names are, case and the marks between words apart: 0 where they are not, up to 1 where they agree."""
    ratio = difflib.SequenceMatcher(None, _folded(name), _folded(known)).ratio()
    return ratio if ratio >= _ALIKE else 0


def _folded(name: str) -> str:
    return name.casefold().replace("-", "_").replace(" ", "_")
