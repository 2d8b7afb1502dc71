"""Making text safe to show: what would steer a terminal, hide itself or run in a spreadsheet becomes visible text."""

import json
import re

import polars as pl

# Controls, format characters (bidi overrides, zero widths, tags), lone surrogates and line separators.
_UNSAFE_RANGES = (
    "\\x{0}-\\x{1F}\\x{7F}-\\x{9F}\\x{AD}\\x{61C}\\x{180E}\\x{200B}-\\x{200F}\\x{2028}-\\x{202E}"
    "\\x{2060}-\\x{206F}\\x{FEFF}\\x{FFF9}-\\x{FFFB}\\x{E0000}-\\x{E007F}"
)
_UNSAFE = re.compile(
    "[" + re.sub(r"\\x\{([0-9A-F]+)\}", lambda found: re.escape(chr(int(found[1], 16))), _UNSAFE_RANGES) + "]"
)
# The wide forms too: spreadsheets set up for Japanese read them as the narrow ones.
_FORMULA = r"^[=+\-@\t\r\n|%＝＋－＠]"  # noqa: RUF001 (full-width signs are the point)


def visible(text: str) -> str:
    r"""The text with every character that cannot be seen, or that moves others about, written as an escape.

    >>> visible("S1\x1b[31m")
    'S1\\x1b[31m'
    """
    return _UNSAFE.sub(lambda found: _escape(found[0]), text)


def _escape(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")


def visible_json(document: str) -> str:
    r"""The JSON document with such characters written as JSON escapes: what it says stays the same.

    >>> visible_json('{"key": "S1\x9b31m"}')
    '{"key": "S1\\u009b31m"}'
    """
    return _UNSAFE.sub(lambda found: "\n" if found[0] == "\n" else json.dumps(found[0])[1:-1], document)


def visible_texts(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with each text made `visible`; nearly always none needs it, and then the frame is the same."""
    texts = [name for name, dtype in frame.schema.items() if dtype == pl.String()]
    found = frame.select(pl.col(texts).str.contains(f"[{_UNSAFE_RANGES}]").any()).row(0, named=True) if texts else {}
    return frame.with_columns(
        pl.col(name).map_elements(visible, return_dtype=pl.String()) for name, unsafe in found.items() if unsafe
    )


def without_formulas(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with an apostrophe before each text that a spreadsheet would take for a formula."""
    texts = [pl.col(name) for name, dtype in frame.schema.items() if dtype == pl.String()]
    return frame.with_columns(
        pl.when(text.str.contains(_FORMULA)).then(pl.concat_str(pl.lit("'"), text)).otherwise(text).name.keep()
        for text in texts
    )
