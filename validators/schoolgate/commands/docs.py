"""`schoolgate docs`: Data Docs, built anew or shown in a browser; and the option `--docs` of `check`."""

import argparse
import re
import sys
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from schoolgate.basics.errors import InputError, UsageError
from schoolgate.basics.shown import visible
from schoolgate.basics.staging import staging
from schoolgate.commands.parser import Container, Parser
from schoolgate.delivery.pages import holds_docs, refuse_unwritable
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
        "To forget a run, delete its folder there, then build; old runs: docs prune.",
        allow_abbrev=False,
    )
    build.add_argument("directory", metavar="DIR", type=Path, help="a folder with Data Docs")
    build.example("docs build site")
    build.set_defaults(run=run_build)
    prune = actions.add_parser(
        "prune",
        help="remove old runs",
        description="Remove old runs of each school and suite from the Data Docs in DIR, with all that is kept of them. "
        "Without --keep the last run of a school goes too, once it is old.",
        allow_abbrev=False,
    )
    prune.add_argument("directory", metavar="DIR", type=Path, help="a folder with Data Docs")
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
    prune.set_defaults(run=run_prune)
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
    ledger.set_defaults(run=run_ledger)
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
    _refuse_others(directory)
    from schoolgate.pages.keeping import rebuild  # noqa: PLC0415 (what it imports takes long)

    made = rebuild(directory)
    sys.stdout.write(f"{visible(str(directory / 'index.html'))} shows {words.counted(made.runs, 'run')}.\n")
    if made.migrated:
        sys.stdout.write(
            f"{words.counted(made.migrated, 'run')} of an older version did not say whose they are: they are now of the "
            "school that their source is called after.\n"
        )
    return 0


def run_prune(options: argparse.Namespace) -> int:
    """Remove old runs."""
    directory: Path = options.directory
    _refuse_others(directory)
    if options.keep is None and options.older_than is None:
        msg = "which runs? Give --keep N, the newest of each school and suite that stay, or --older-than 90d, or both"
        raise UsageError(msg)
    from schoolgate.pages.keeping import prune  # noqa: PLC0415 (what it imports takes long)
    from schoolgate.pages.series import school_of  # noqa: PLC0415 (as above)

    done = prune(
        directory, keep=options.keep, older_than=options.older_than, now=datetime.now(UTC), only_look=options.dry_run
    )
    counts = Counter((school_of(one), one.suite) for one in done.removed)
    for (school, suite), count in sorted(counts.items()):
        sys.stdout.write(f"{visible(school)}, {suite}: {words.counted(count, 'run')}\n")
    verb = "would be removed" if options.dry_run else "removed"
    sys.stdout.write(f"{words.counted(len(done.removed), 'run')} {verb}; {done.stay:,} stay.\n")
    return 0


def run_ledger(options: argparse.Namespace) -> int:
    """Make the pages of all schools."""
    directory: Path = options.directory
    refuse_unwritable([directory / "index.html"])
    if holds_docs(directory):
        msg = f"{visible(str(directory))}: holds Data Docs of runs, whose first page is theirs; give another folder"
        raise UsageError(msg)
    try:
        from schoolgate.cluster.ledger import newest  # noqa: PLC0415 (what it imports takes long)
    except ModuleNotFoundError:
        msg = "a ledger is read with the extra: pip install 'schoolgate[spark]'"
        raise UsageError(msg) from None
    from schoolgate.pages.portfolio import portfolio  # noqa: PLC0415 (as above)

    found = newest(options.ledger)
    with staging() as files:
        files.folder(directory)
        for name, page in portfolio(found.runs, found.without, linked=False).items():
            files.path(directory / name).write_text(page, encoding="utf-8", newline="\n")
        files.commit()
    counted = words.counted(len(found.runs) + len(found.without), "check")
    sys.stdout.write(f"{visible(str(directory / 'index.html'))} shows the last of each school: {counted}.\n")
    return 0


def _refuse_others(directory: Path) -> None:
    if not holds_docs(directory):
        msg = f"{visible(str(directory))}: holds no Data Docs; make them with: schoolgate check SUITE SOURCE --docs DIR"
        raise InputError(msg)


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
