"""In which encoding a text file is: a byte-order mark says it; else UTF-8 if all of it decodes; else Windows-1252, told.

Nothing is guessed from frequencies: the usual guesser took Windows-1252 for Windows-1250, and made an n with a tilde another
letter.
"""

import codecs
from dataclasses import dataclass
from pathlib import Path

from schoolgate.basics.errors import InputError

_MARKS = {  # the longer ones first: UTF-32's begins with UTF-16's
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
UTF8 = ("utf-8", "utf-8-sig")
WINDOWS = "cp1252"
LONGER = 128
"""From here on a byte of UTF-8 is part of a longer character."""
_NAMES = {"utf-8": "UTF-8", "utf-8-sig": "UTF-8", "utf-16": "UTF-16", "utf-32": "UTF-32", "cp1252": "Windows-1252"}


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text file as UTF-8: `encoding` as Python calls what it was, and what to tell about it."""

    content: bytes
    encoding: str
    notes: tuple[str, ...] = ()


def marked(head: bytes) -> str | None:
    """The encoding that the first bytes say."""
    return next((name for mark, name in _MARKS.items() if head.startswith(mark)), None)


def spoken(encoding: str) -> str:
    """What people call an encoding."""
    return _NAMES.get(encoding, encoding)


def fault(content: bytes) -> tuple[int, int] | None:
    """The first byte that is no UTF-8, and its line, counted from 1; None where all is."""
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start, content.count(b"\n", 0, error.start) + 1
    return None


def decoded(path: Path, content: bytes, asked: str | None) -> Decoded:
    """The content as UTF-8, without a mark.

    Args:
        path: what a refusal calls the file.
        content: the whole of it.
        asked: the encoding that the settings say; it wins over everything.

    Raises:
        InputError: a byte that the encoding does not have.
    """
    name = asked or marked(content)
    if name is not None:
        name = codecs.lookup(name).name
        name = "utf-8-sig" if name == "utf-8" and content.startswith(codecs.BOM_UTF8) else name
        return _from(path, content, name, ())
    bad = fault(content)
    if bad is None:
        return Decoded(content, "utf-8")
    _refuse_null(path, content)
    byte, line = bad
    said = f"read as {_NAMES[WINDOWS]}: byte {byte} (0x{content[byte]:02X}, line {line}) is no UTF-8"
    return _from(path, content, WINDOWS, (said,))


def _from(path: Path, content: bytes, name: str, notes: tuple[str, ...]) -> Decoded:
    try:
        text = content.decode(name)
        # Half a character (a lone surrogate) decodes in some encodings, and is no text.
        return Decoded(text.removeprefix("\ufeff").encode(), name, notes)
    except UnicodeError as error:
        byte = error.start if isinstance(error, UnicodeDecodeError) else 0
        line = content.count(b"\n", 0, byte) + 1
        at = f"byte {byte} (0x{content[byte]:02X}, line {line})" if content else "it"
        known = "neither UTF-8 nor" if notes else "not"
        msg = f'{path}: {at} is {known} {spoken(name)}; save the file as UTF-8, or say which: [intake] encoding = "..."'
        raise InputError(msg) from None


def _refuse_null(path: Path, content: bytes) -> None:
    refuse_null(path, content.find(b"\0"))


def refuse_null(path: Path, byte: int) -> None:
    """Refuse a NUL byte, if there is one: -1 is none.

    Raises:
        InputError: there is one.
    """
    if byte >= 0:
        msg = (
            f"{path}: byte {byte} is 0x00 (NUL), as in a binary file or in UTF-16 without its mark; save it as UTF-8 CSV, "
            'or where it is UTF-16 say so: [intake] encoding = "utf-16-le"'
        )
        raise InputError(msg)
