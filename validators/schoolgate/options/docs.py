"""What `schoolgate docs` takes, and the option `--docs` of `check`."""

import argparse
import re
from datetime import timedelta
from pathlib import Path

from schoolgate.options.parser import Container, Parser

HOST = "127.0.0.1"
PORT = 8765


def add(parser: Parser) -> None:
    """Add what the command takes."""
    parser.description = "Data Docs are made by: schoolgate check SUITE SOURCE --docs DIR"
    parser.example("docs serve site")
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    build = actions.add_parser(
        "build",
        help="make every page anew",
        description="Make every page of the Data Docs in DIR anew from what is kept in DIR/store. "
        "To forget a run, delete its folder there, then build; old runs: docs prune.",
        allow_abbrev=False,
    )
    _add_site(build)
    build.example("docs build site")
    prune = actions.add_parser(
        "prune",
        help="remove old runs",
        description="Remove old runs of each school and suite from the Data Docs in DIR, with all that is kept of them. "
        "Without --keep the last run of a school goes too, once it is old.",
        allow_abbrev=False,
    )
    _add_site(prune)
    prune.add_argument(
        "--keep",
        type=_count,
        metavar="N",
        help="the newest runs of each school and suite that stay, however old they are",
    )
    prune.add_argument(
        "--older-than", type=_age, metavar="AGE", help="remove only what was checked longer ago: 90d, 12w"
    )
    prune.add_argument("--dry-run", action="store_true", help="only say what would be removed")
    ledger = actions.add_parser(
        "ledger",
        help="make a page of all schools from the ledger of a cluster",
        description="Make the first page of many schools, and what support must mend across them, from the ledger that "
        "schoolgate spark wrote: of each school and suite the newest run. The runs themselves have no pages.",
        allow_abbrev=False,
    )
    ledger.add_argument("ledger", metavar="OUT", type=Path, help="the folder that runs were written to")
    ledger.add_argument(
        "directory", metavar="DIR", type=Path, help="where the pages go: a new folder, or one of such pages"
    )
    ledger.example("docs ledger out site")
    serve = actions.add_parser(
        "serve",
        help="show the pages in a browser on this machine",
        description=f"Serve the Data Docs in DIR on {HOST}, which only this machine can reach. Ctrl-C ends it. "
        "The pages work without this too: open DIR/index.html.",
        allow_abbrev=False,
    )
    _add_site(serve)
    where = serve.group("where", "docs serve site --port 8080")
    where.add_argument(
        "--port", type=_port, default=PORT, metavar="N", help=f"the port; 0 takes any that is free (default: {PORT})"
    )


def add_option(parser: Container) -> None:
    """Add `--docs` and what belongs to it."""
    parser.add_argument(
        "--docs",
        action="append",
        default=[],
        type=Path,
        metavar="DIR|FILE.html",
        help="add the run to the Data Docs in a folder, or write it as one page to pass on; may be given several times",
    )
    parser.add_argument(
        "--docs-native",
        action="store_true",
        help="for Data Docs, let Great Expectations itself judge the facts and build the site, in seconds rather than "
        "moments; the pages say the same",
    )


def _add_site(parser: Parser) -> None:
    parser.add_argument("directory", metavar="DIR", type=Path, help="a folder with Data Docs")


def _count(text: str) -> int:
    if text.isascii() and text.isdecimal() and int(text) > 0:
        return int(text)
    msg = f"{text!r} is no number of runs; expected 1 or more"
    raise argparse.ArgumentTypeError(msg)


def _age(text: str) -> timedelta:
    found = re.fullmatch(r"([0-9]{1,5})([dw])", text)
    if not found:
        msg = f"{text!r} is no age; expected a number of days or weeks, such as 90d or 12w"
        raise argparse.ArgumentTypeError(msg)
    return timedelta(days=int(found[1]) * (7 if found[2] == "w" else 1))


def _port(text: str) -> int:
    if text.isascii() and text.isdigit() and int(text) < 2**16:
        return int(text)
    msg = f"{text!r} is no port; expected a number from 0 to {2**16 - 1}"
    raise argparse.ArgumentTypeError(msg)
