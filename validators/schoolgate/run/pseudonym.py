"""Pseudonyms: the identifiers of persons replaced by keyed hashes, the same for the same key in every table and run.

The check itself runs on the real identifiers: ties are broken by their order, and a hash would change it. What is replaced
is what leaves, so a verdict never depends on whether pseudonyms were asked for. Without the key nobody can tell whom a
pseudonym means, nor try out identifiers until one fits; with it, anyone can: it is as secret as the extract.
"""

import base64
import hmac
import os
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from pathlib import Path

import polars as pl

from schoolgate.basics.clock import Moment
from schoolgate.basics.errors import UsageError
from schoolgate.gate.decision import Waiver
from schoolgate.language.table import Column, Fact
from schoolgate.run.remarks import Remark
from schoolgate.run.result import Result
from schoolgate.run.shuffled import shuffled
from schoolgate.run.usual import VARIABLE

LENGTH = 12
"""Characters of a pseudonym: 60 bits, so that among a million two are the same by chance once in two million keys."""
SHORTEST_KEY = 16
IS = "identifiers of persons are pseudonyms"
"""How the note of a report begins that has them."""
NOTE = (
    f"{IS}: the same key makes the same ones, rows are numbered in their order and not as in the file; whoever has the "
    "extract, or knows what stands beside a pseudonym, may still tell who is meant"
)
_LEAST_DIFFERENT = 8
"""Different bytes of a key: of 16 random ones, all but never are fewer different."""
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
    if len(set(found)) < _LEAST_DIFFERENT:
        msg = f"{place}: is not random, only {len(set(found))} of its bytes are different; {_HOW}"
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
    """The result with a pseudonym in the place of each identifier of a person, in their order; verdicts are the same."""
    tables, facts = result.suite.tables_by_name, result.suite.facts_by_name
    texts = {name: _persons(text.frame, tables[name].columns) for name, text in result.texts.items()}
    known = {name: _persons(frame, facts[name].facts.values()) for name, frame in result.facts.items()}
    told = _pseudonyms([column for columns in (*texts.values(), *known.values()) for column in columns], key)
    replaced = replace(
        result,
        notes=(NOTE, *result.notes),
        texts={
            name: replace(text, frame=_replaced(text.frame, texts[name], told)) for name, text in result.texts.items()
        },
        facts={name: _replaced(frame, known[name], told) for name, frame in result.facts.items()},
        gate=replace(result.gate, waivers=_waivers(result, key)),
        remarks=tuple(_remark(result, one, key) for one in result.remarks),
        pseudonyms=True,
        again=None if result.again is None else partial(_again, result.again, key),
    )
    return shuffled(replaced)


def _again(again: Callable[[Moment], Result], key: bytes, moment: Moment) -> Result:
    return pseudonymised(again(moment), key)


def _waivers(result: Result, key: bytes) -> tuple[Waiver, ...] | None:
    """The waivers with pseudonyms too, so that they go on finding what they waive."""
    if result.gate.waivers is None:
        return None
    return tuple(
        replace(
            waiver, by=None, key=pseudonym(waiver.key, key) if waiver.key and _of_person(result, waiver) else waiver.key
        )
        for waiver in result.gate.waivers
    )


def _remark(result: Result, remark: Remark, key: bytes) -> Remark:
    """That there is one, and until when: its words and its case lead to the person."""
    person = any(table.key is not None and table.facts[table.key].person for table in remark.tables(result.suite))
    name = pseudonym(remark.key, key) if remark.key and person else remark.key
    return replace(remark, key=name, text=None, case=None, by=None, share=False)


def _of_person(result: Result, waiver: Waiver) -> bool:
    """Whether the waiver's key is the identifier of a person."""
    judged = (result.suite.facts_by_name[name] for name in result.suite.rules_by_id[waiver.rule].facts)
    return any(
        table.key is not None and table.facts[table.key].person for table in judged if table.table == waiver.table
    )


def _persons(frame: pl.DataFrame, columns: Iterable[Column | Fact]) -> list[pl.Series]:
    """The columns that hold identifiers of persons."""
    return [frame[column.name] for column in columns if column.person and column.name in frame.columns]


def _pseudonyms(columns: list[pl.Series], key: bytes) -> pl.DataFrame:
    """Each identifier once, with its pseudonym: hashing is what takes the time."""
    identifiers = [
        pl.Series("identifier", [], pl.String()),
        *(column.unique().alias("identifier") for column in columns),
    ]
    distinct = pl.concat(identifiers).drop_nulls().unique()
    hashes = [pseudonym(identifier, key) for identifier in distinct]
    return pl.DataFrame({"identifier": distinct, "pseudonym": pl.Series(hashes, dtype=pl.String())})


def _replaced(frame: pl.DataFrame, columns: list[pl.Series], told: pl.DataFrame) -> pl.DataFrame:
    return frame.with_columns(
        column.replace_strict(told["identifier"], told["pseudonym"], default=None, return_dtype=pl.String())
        for column in columns
    )
