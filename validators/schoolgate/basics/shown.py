"""Making text safe to show: what would steer a terminal, hide itself, run in a spreadsheet or mark up a page is text."""

import html
import json
import re

import polars as pl

# Controls, format characters (bidi overrides, zero widths, tags), line separators, fillers and blanks that look like the
# space they are not (the no-break space first), and what is no character at all.
_UNSAFE_RANGES = (
    "\\x{0}-\\x{1F}\\x{7F}-\\x{9F}\\x{AD}\\x{61C}\\x{180E}\\x{200B}-\\x{200F}\\x{2028}-\\x{202F}"
    "\\x{A0}\\x{34F}\\x{115F}\\x{1160}\\x{1680}\\x{17B4}\\x{17B5}\\x{180B}-\\x{180D}\\x{180F}\\x{2000}-\\x{200A}\\x{205F}"
    "\\x{2800}\\x{3000}\\x{3164}\\x{FFA0}"
    "\\x{2060}-\\x{206F}\\x{FEFF}\\x{FFF9}-\\x{FFFB}\\x{FFFE}\\x{FFFF}\\x{E0000}-\\x{E007F}"
)
# A name of a file that is not UTF-8 reaches Python with surrogates, which no cell holds and no output can be written with.
_UNSAFE = re.compile(
    "["
    + re.sub(r"\\x\{([0-9A-F]+)\}", lambda found: re.escape(chr(int(found[1], 16))), _UNSAFE_RANGES)
    + "\ud800-\udfff]"
)
# Whatever begins markup inside a line, links that need none among it, and what does so at a line's start alone.
_MARKUP = re.compile(r"[\\`*_\[\]<>#|~@&$]|:(?=\S)|(?i:(?<=www))\.")
_START = re.compile(r"^(\d{0,9})([-+=.)])")
# The wide forms too: spreadsheets set up for Japanese read them as the narrow ones.
_FORMULA_SIGN = r"[=+\-@\t\r\n|%＝＋－＠]"  # noqa: RUF001 (full-width signs are the point)
# In most of Europe a spreadsheet takes semicolons for the separator of what commas separate: a cell may begin there too.
_BEGINS_A_FORMULA = rf"^({_FORMULA_SIGN})|([;,\t][\s\"']*)({_FORMULA_SIGN})"


def visible(text: str) -> str:
    r"""The text with every character that cannot be seen, or that moves others about, written as an escape.

    >>> visible("S1\x1b[31m")
    'S1\\x1b[31m'
    >>> visible("7\u00a0A")
    '7\\xa0A'
    """
    return _UNSAFE.sub(lambda found: _escape(found[0]), text)


def shortened(text: str, most: int) -> str:
    """The text, cut to so many characters; an ellipsis says so.

    >>> shortened("Mabinogion", 6)
    'Mabin…'
    """
    return text if len(text) <= most else f"{text[: most - 1]}…"


def in_xml(text: str) -> str:
    r"""The text as content or attribute of XML, which cannot hold control characters even as references.

    >>> in_xml('<A & "B">\x08')
    '&lt;A &amp; &quot;B&quot;&gt;\\x08'
    """
    return html.escape(visible(text), quote=False).replace('"', "&quot;")


def in_markdown(text: str) -> str:
    """The text as it stands inside a line, a list or a table of GitHub's Markdown.

    References are text wherever they stand, where what a backslash does depends on whether it stands in a table or code.

    >>> in_markdown("a|b <c>")
    'a&#124;b &#60;c&#62;'
    """
    marked = _MARKUP.sub(lambda found: f"&#{ord(found[0])};", visible(text))
    return _START.sub(lambda found: f"{found[1]}&#{ord(found[2])};", marked)


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
    """The frame with an apostrophe before all in a text that a spreadsheet would take for a formula, whatever separates."""
    texts = [pl.col(name) for name, dtype in frame.schema.items() if dtype == pl.String()]
    return frame.with_columns(text.str.replace_all(_BEGINS_A_FORMULA, "${2}'${1}${3}").name.keep() for text in texts)


def quoted(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with each text quoted that holds a separator of some spreadsheet, so that either takes it for one cell."""
    texts = [pl.col(name) for name, dtype in frame.schema.items() if dtype == pl.String()]
    return frame.with_columns(
        pl.when(text.str.contains(r"""[",;\t\r\n]""") | (text == ""))
        .then(pl.concat_str(pl.lit('"'), text.str.replace_all('"', '""', literal=True), pl.lit('"')))
        .otherwise(text)
        .name.keep()
        for text in texts
    )
