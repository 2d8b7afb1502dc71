"""Making text safe to show: what would steer a terminal, hide itself, run in a spreadsheet or mark up a page is text."""

import html
import json
import re

# Controls, format characters (bidi overrides, zero widths, tags), line separators, fillers and blanks that look like the
# space they are not (the no-break space first), and what is no character at all.
UNSAFE_RANGES = (
    "\\x{0}-\\x{1F}\\x{7F}-\\x{9F}\\x{AD}\\x{61C}\\x{180E}\\x{200B}-\\x{200F}\\x{2028}-\\x{202F}"
    "\\x{A0}\\x{34F}\\x{115F}\\x{1160}\\x{1680}\\x{17B4}\\x{17B5}\\x{180B}-\\x{180D}\\x{180F}\\x{2000}-\\x{200A}\\x{205F}"
    "\\x{2800}\\x{3000}\\x{3164}\\x{FFA0}"
    "\\x{2060}-\\x{206F}\\x{FEFF}\\x{FFF9}-\\x{FFFB}\\x{FFFE}\\x{FFFF}\\x{E0000}-\\x{E007F}"
)
# A name of a file that is not UTF-8 reaches Python with surrogates, which no cell holds and no output can be written with.
_UNSAFE = re.compile(
    "["
    + re.sub(r"\\x\{([0-9A-F]+)\}", lambda found: re.escape(chr(int(found[1], 16))), UNSAFE_RANGES)
    + "\ud800-\udfff]"
)
_NO_TEXT = re.compile("[\ud800-\udfff]")
# Whatever begins markup inside a line, links that need none among it, and what does so at a line's start alone.
_MARKUP = re.compile(r"[\\`*_\[\]<>#|~@&$]|:(?=\S)|(?i:(?<=www))\.")
_START = re.compile(r"^(\d{0,9})([-+=.)])")


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


def names_in_json(document: str) -> str:
    r"""The JSON document with the bytes of names that are no UTF-8 as people are shown them: nothing else can write them.

    >>> names_in_json('{"source": "\udce9.csv"}')
    '{"source": "\\\\udce9.csv"}'
    """
    return _NO_TEXT.sub(lambda found: json.dumps(_escape(found[0]))[1:-1], document)


def json_document(told: object) -> str:
    """A JSON document for other programs, in lines that people can read; see `names_in_json`."""
    return names_in_json(json.dumps(told, ensure_ascii=False, indent=2)) + "\n"


def visible_json(document: str) -> str:
    r"""The JSON document with such characters written as JSON escapes: what it says stays the same.

    >>> visible_json('{"key": "S1\x9b31m"}')
    '{"key": "S1\\u009b31m"}'
    """
    return _UNSAFE.sub(lambda found: "\n" if found[0] == "\n" else json.dumps(found[0])[1:-1], document)
