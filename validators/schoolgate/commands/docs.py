"""`schoolgate docs`: Data Docs, built anew or shown in a browser; and the option `--docs` of `check`."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from schoolgate.basics.errors import InputError
from schoolgate.basics.shown import visible
from schoolgate.commands.parser import Container, Parser
from schoolgate.delivery.pages import holds_docs
from schoolgate.story import words

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
        "To forget a run, delete its folder there, then build.",
        allow_abbrev=False,
    )
    build.add_argument("directory", metavar="DIR", type=Path, help="a folder with Data Docs")
    build.example("docs build site")
    build.set_defaults(run=run_build)
    serve = actions.add_parser(
        "serve",
        help="show the pages in a browser on this machine",
        description=f"Serve the Data Docs in DIR on {HOST}, which only this machine can reach. Ctrl-C ends it. "
        "The pages work without this too: open DIR/index.html.",
        allow_abbrev=False,
    )
    serve.add_argument("directory", metavar="DIR", type=Path, help="a folder with Data Docs")
    where = serve.group("where", "docs serve site --port 8080")
    where.add_argument(
        "--port", type=_port, default=PORT, metavar="N", help=f"the port; 0 takes any that is free (default: {PORT})"
    )
    serve.set_defaults(run=run_serve)


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


def tell(pages: Sequence[Path]) -> None:
    """Say where the pages of a check are."""
    for page in pages:
        sys.stderr.write(f"schoolgate: Data Docs: {visible(str(page))}\n")


def run_build(options: argparse.Namespace) -> int:
    """Make every page anew."""
    directory: Path = options.directory
    if not holds_docs(directory):
        msg = f"{visible(str(directory))}: holds no Data Docs; make them with: schoolgate check SUITE SOURCE --docs DIR"
        raise InputError(msg)
    from schoolgate.pages.publish import rebuild  # noqa: PLC0415 (what it imports takes long)

    made = rebuild(directory)
    sys.stdout.write(f"{visible(str(directory / 'index.html'))} shows {words.counted(made.runs, 'run')}.\n")
    if made.migrated:
        sys.stdout.write(
            f"{words.counted(made.migrated, 'run')} of an older version did not say whose they are: they are now of the "
            "school that their source is called after.\n"
        )
    return 0


def run_serve(options: argparse.Namespace) -> int:
    """Serve until it is interrupted."""
    from schoolgate.pages.serve import server  # noqa: PLC0415 (no other command needs what it imports)

    with server(HOST, options.port, options.directory) as serving:
        sys.stdout.write(
            f"http://{HOST}:{serving.server_port}/ shows {visible(str(options.directory))}; Ctrl-C ends it.\n"
        )
        sys.stdout.flush()
        try:
            serving.serve_forever()
        except KeyboardInterrupt:
            sys.stdout.write("\n")
    return 0


def _port(text: str) -> int:
    if text.isascii() and text.isdigit() and int(text) < 2**16:
        return int(text)
    msg = f"{text!r} is no port; expected a number from 0 to {2**16 - 1}"
    raise argparse.ArgumentTypeError(msg)
