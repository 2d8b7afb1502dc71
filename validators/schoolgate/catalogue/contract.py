"""What a suite wants of each source table, as JSON Schema (draft 2020-12): for whoever writes or exports the files.

A row is an object with a text per cell, as a CSV file has it. The schema says what a good row looks like, so it is
stricter than a check, to which a cell that cannot be read is a finding and no reason to stop.
"""

import re
from typing import Any, assert_never

from schoolgate.basics.errors import UsageError, nearest
from schoolgate.intake.cells import MIDNIGHT, NUMBER
from schoolgate.language.suite import Suite
from schoolgate.language.table import Column, Kind, Table

DRAFT = "https://json-schema.org/draft/2020-12/schema"
JsonSchema = dict[str, Any]

_TRUE, _FALSE = ("true", "yes", "y", "t", "1"), ("false", "no", "n", "f", "0")
_DAYS = (
    r"(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])",
    r"(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)",
    r"02-(?:0[1-9]|1[0-9]|2[0-8])",
)
_LEAP_YEAR = r"(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)"
_DATE = rf"(?=19|20|2100)(?:[0-9]{{4}}-(?:{'|'.join(_DAYS)})|{_LEAP_YEAR}-02-29)"
"""A day that the calendar has. The word `date` of JSON Schema's `format` would say so, but allows no white space."""
_TIME = r"(?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:\.[0-9]+)?)?(?:Z|[+-](?:[01][0-9]|2[0-3]):?[0-5][0-9])?"
_REFERENCE = re.compile(r"-> (\w+)(?:; )?")


def table_schema(suite: Suite, name: str) -> JsonSchema:
    """The schema of one row of a table.

    Raises:
        UsageError: the suite has no such table; the message names the nearest.
    """
    if name not in suite.tables_by_name:
        msg = f"{suite.name} has no table {name!r}: {nearest(name, suite.tables_by_name)}"
        raise UsageError(msg)
    return {"$schema": DRAFT, **_row(suite, suite.tables_by_name[name])}


def suite_schema(suite: Suite) -> JsonSchema:
    """The schema of a whole extract: an object with a list of rows per table."""
    return {
        "$schema": DRAFT,
        "title": suite.name,
        "description": f"{suite.title}. An extract: the rows of each table.",
        "type": "object",
        "properties": {
            table.name: {"type": "array", "items": {"$ref": f"#/$defs/{table.name}"}} for table in suite.tables
        },
        "required": [table.name for table in suite.tables if table.required],
        "$defs": {table.name: _row(suite, table) for table in suite.tables},
    }


def _row(suite: Suite, table: Table) -> JsonSchema:
    """Other columns may stand in the table too."""
    return {
        "title": f"{suite.name}: {table.name}",
        "description": table.about,
        "type": "object",
        "properties": {column.name: _column(suite, table, column) for column in table.columns},
        "required": [column.name for column in table.columns if column.required],
        "x-key": table.key,
        "x-required-table": table.required,
    }


def _column(suite: Suite, table: Table, column: Column) -> JsonSchema:
    is_key = column.name == table.key
    shown = column.shown or is_key
    reference = _REFERENCE.match(column.about)
    about = [_REFERENCE.sub("", column.about, count=1), _kind_in_words(column.kind)]
    words = "; ".join(part for part in about if part)
    schema: JsonSchema = {**({"description": words} if words else {}), **_cell(column.kind, filled=is_key)}
    if column.default is not None:
        schema["default"] = column.default if isinstance(column.default, str) else str(column.default).lower()
    if column.missing_as is not None:
        schema["x-blank-counts-as"] = str(column.missing_as).lower()
    if reference:
        other = suite.tables_by_name[reference[1]]
        schema["x-references"] = {"table": other.name, "column": other.key}
    return {**schema, "x-type": str(column.kind), "x-shown": shown, "x-personal": not shown, "x-person": column.person}


def _cell(kind: Kind, *, filled: bool) -> JsonSchema:
    """A cell: text, with white space around it that does not matter. Blank or null is missing, which a key must not be."""
    pattern = _pattern(kind)
    if pattern is None:
        return {"type": "string", "pattern": r"\S"} if filled else {"type": ["string", "null"]}
    if filled:
        return {"type": "string", "pattern": rf"^\s*(?:{pattern})\s*$"}
    return {"type": ["string", "null"], "pattern": rf"^\s*(?:{pattern})?\s*$"}


def _pattern(kind: Kind) -> str | None:
    """What a stripped cell must match; nothing where every text will do."""
    match kind:
        case Kind.TEXT:
            return None
        case Kind.BOOL:
            return "|".join(map(_any_case, (*_TRUE, *_FALSE)))
        case Kind.DATE:
            return f"{_DATE}(?:{MIDNIGHT.removesuffix('$')})?"
        case Kind.DATETIME:
            return f"{_DATE}(?:[T ]{_TIME})?"
        case Kind.INT:
            return r"[+-]?[0-9]+(?:\.0+)?"
        case Kind.NUMBER:
            return NUMBER.removeprefix("^").removesuffix("$")
        case _:
            assert_never(kind)


def _any_case(word: str) -> str:
    return "".join(f"[{letter.upper()}{letter}]" if letter.isalpha() else letter for letter in word)


def _kind_in_words(kind: Kind) -> str:
    match kind:
        case Kind.TEXT:
            return ""
        case Kind.BOOL:
            return f"yes is {', '.join(_TRUE)}; no is {', '.join(_FALSE)}; in any case"
        case Kind.DATE:
            return "YYYY-MM-DD; a check also takes the formats that date_formats in the settings lists"
        case Kind.DATETIME:
            return "YYYY-MM-DDTHH:MM, with seconds and offset if wanted; a date alone is the end of that day"
        case Kind.INT:
            return "a whole number"
        case Kind.NUMBER:
            return "a decimal point number"
        case _:
            assert_never(kind)
