"""The one door to XML: expat, streamed, with nothing that a document could make it do.

Definitions of types and entities are refused, so nothing is fetched, included or multiplied; so are depths and single pieces
beyond all measure, which cost a parser more time than their size says.
"""

from collections.abc import Callable
from typing import IO
from xml.parsers import expat

from schoolgate.basics.errors import HarmfulError, InputError

_CHUNK = 1 << 16
_LONGEST = 8 << 20
DEEPEST = 64
NAMESPACE = "\n"
"""What stands between a namespace and a name: no name can hold it."""


def parsed(
    source: IO[bytes],
    place: str,
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None],
    text: Callable[[str], None],
) -> None:
    """Feed a document to the three handlers; `place` is what a complaint calls it. `start` may raise InputError.

    Raises:
        InputError: it is no XML that is whole, or holds what is refused.
    """
    parser = expat.ParserCreate(namespace_separator=NAMESPACE)
    parser.buffer_text = True
    depth = 0

    def refuse(*_: object) -> None:
        msg = f"{place}: has a DTD (DOCTYPE, entities); no report of a school needs one, and it is not read"
        raise HarmfulError(msg)

    def deeper(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > DEEPEST:
            msg = f"{place}: line {parser.CurrentLineNumber} is nested more than {DEEPEST} deep; it is not read"
            raise InputError(msg)
        start(name, attributes)

    def higher(name: str) -> None:
        nonlocal depth
        depth -= 1
        end(name)

    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.StartElementHandler = deeper
    parser.EndElementHandler = higher
    parser.CharacterDataHandler = text
    try:
        _feed(parser, source, place)
    except expat.ExpatError as error:
        msg = f"{place}: is no whole XML: line {error.lineno}: {expat.ErrorString(error.code)}; export it again"
        raise InputError(msg) from None
    except (UnicodeError, LookupError, ValueError) as error:
        msg = f"{place}: cannot be read as XML ({type(error).__name__}); save it as UTF-8"
        raise InputError(msg) from None


def _feed(parser: expat.XMLParserType, source: IO[bytes], place: str) -> None:
    fed = 0
    while chunk := source.read(_CHUNK):
        parser.Parse(chunk, False)  # noqa: FBT003  expat takes it by place only
        fed += len(chunk)
        if fed - max(parser.CurrentByteIndex, 0) > _LONGEST:
            msg = f"{place}: line {parser.CurrentLineNumber} has a piece longer than 8 MiB; it is not read"
            raise InputError(msg)
    parser.Parse(b"", True)  # noqa: FBT003 (as expat has it: the end)


def local(name: str) -> str:
    """A name without its namespace."""
    return name.rpartition(NAMESPACE)[2]
