"""What `schoolgate serve` takes."""

import argparse
import re
from pathlib import Path

from schoolgate.options.parser import Parser

_UNITS = {"s": 1, "m": 60, "h": 3600}


def add(parser: Parser) -> None:
    """Add what the command takes."""
    parser.description = (
        "Open a page in your browser that does the whole job: choose what you are about to do, drop files, answer what is "
        "not clear, read the verdict, download the lists, drop the mended export. Only this machine can reach it, and only "
        "the browser that it opens; nothing leaves it, and the files are removed at the end. Ctrl-C ends it."
    )
    parser.add_argument(
        "folder",
        metavar="FOLDER",
        type=Path,
        nargs="?",
        help="the folder with your exports: they are offered on the page, and the settings are saved beside them",
    )
    how = parser.group("how it runs", "serve extracts --idle 10m")
    how.add_argument(
        "--idle",
        type=_seconds,
        default=30 * 60,
        metavar="TIME",
        help="stop when nobody asks for so long (default: 30m)",
    )
    how.add_argument("--no-browser", action="store_true", help="only print the address; it works once")


def _seconds(text: str) -> int:
    found = re.fullmatch(r"([1-9][0-9]{0,5})([smh])", text)
    if not found:
        msg = f"{text!r} is no time; expected one such as 30m, 90s or 2h"
        raise argparse.ArgumentTypeError(msg)
    return int(found[1]) * _UNITS[found[2]]
