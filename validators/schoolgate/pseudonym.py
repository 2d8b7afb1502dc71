"""Pseudonyms: the identifiers of persons replaced by keyed hashes, the same for the same key in every table and run.

The check itself runs on the real identifiers: ties are broken by their order, and a hash would change it. What is replaced
is what leaves, so a verdict never depends on whether pseudonyms were asked for. Without the key nobody can tell whom a
pseudonym means, nor try out identifiers until one fits; with it, anyone can: it is as secret as the extract.
"""

import base64
import hmac
import os
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import polars as pl

from schoolgate.errors import UsageError
from schoolgate.result import Result
from schoolgate.table import Column, Fact

VARIABLE = "SCHOOLGATE_KEY"
LENGTH = 12
"""Characters of a pseudonym: 60 bits, so that among a million two are the same by chance once in two million keys."""
SHORTEST_KEY = 16
NOTE = "identifiers of persons are pseudonyms; the same key makes the same ones"
_HOW = """make one with: python -c "import secrets; print(secrets.token_hex(32))" > key"""


def secret(key_file: Path | None) -> bytes:
    """The key: from the file, or else from the environment. White space around it does not count.

    Raises:
        UsageError: there is none, it cannot be read, or it is so short that it could be guessed.
    """
    if key_file is None:
        found, place = os.environ.get(VARIABLE, "").encode("utf-8", "surrogateescape").strip(), VARIABLE
        if not found:
            msg = f"--pseudonymise needs a key in {VARIABLE} or --pseudonym-key-file FILE; {_HOW}"
            raise UsageError(msg)
    else:
        found, place = _read(key_file).strip(), str(key_file)
    if len(found) < SHORTEST_KEY:
        msg = f"{place}: holds {len(found)} bytes, a key has at least {SHORTEST_KEY}; {_HOW}"
        raise UsageError(msg)
    return found


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        msg = f"{path}: cannot be read ({error.strerror}); {_HOW}"
        raise UsageError(msg) from None


def pseudonym(identifier: str, key: bytes) -> str:
    """What stands in the place of an identifier.

    >>> pseudonym("S1", b"a key of sixteen")
    'EOYQDQJQUWI6'
    """
    digest = hmac.digest(key, identifier.encode(), "sha256")
    return base64.b32encode(digest).decode("ascii")[:LENGTH]


def pseudonymised(result: Result, key: bytes) -> Result:
    """The result with a pseudonym in the place of each identifier of a person; its verdicts are the same."""
    tables, facts = result.suite.tables_by_name, result.suite.facts_by_name
    return replace(
        result,
        notes=(*result.notes, NOTE),
        texts={
            name: replace(text, frame=_replaced(text.frame, tables[name].columns, key))
            for name, text in result.texts.items()
        },
        facts={name: _replaced(frame, facts[name].facts.values(), key) for name, frame in result.facts.items()},
    )


def _replaced(frame: pl.DataFrame, columns: Iterable[Column | Fact], key: bytes) -> pl.DataFrame:
    persons = [column.name for column in columns if column.person and column.name in frame.columns]
    return frame.with_columns(_pseudonyms(frame[name], key) for name in persons)


def _pseudonyms(identifiers: pl.Series, key: bytes) -> pl.Series:
    distinct = identifiers.drop_nulls().unique()
    hashes = pl.Series([pseudonym(identifier, key) for identifier in distinct], dtype=pl.String())
    return identifiers.replace_strict(distinct, hashes, default=None, return_dtype=pl.String())
