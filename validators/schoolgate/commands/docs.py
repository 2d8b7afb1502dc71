"""`schoolgate docs`: Data Docs, built anew or shown in a browser; and the option `--docs` of `check`."""

import argparse
import sys
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from schoolgate.basics.errors import InputError, UsageError
from schoolgate.basics.shown import visible
from schoolgate.basics.staging import staging
from schoolgate.basics.streams import say
from schoolgate.commands.progress import told
from schoolgate.delivery.pages import holds_docs, refuse_unwritable
from schoolgate.options.docs import HOST
from schoolgate.story import words


def run(options: argparse.Namespace) -> int:
    """Do what is asked of the pages."""
    actions = {"build": _build, "prune": _prune, "ledger": _ledger, "serve": _serve}
    return actions[options.action](options)


def tell(pages: Sequence[Path]) -> None:
    """Say where the pages of a check are."""
    for page in pages:
        say(f"schoolgate: Data Docs: {visible(str(page))}")


def _build(options: argparse.Namespace) -> int:
    """Make every page anew."""
    directory: Path = options.directory
    _refuse_others(directory)
    from schoolgate.pages.keeping import rebuild  # noqa: PLC0415 (what it imports takes long)

    with told():
        made = rebuild(directory)
    sys.stdout.write(f"{visible(str(directory / 'index.html'))} shows {words.counted(made.runs, 'run')}.\n")
    if made.migrated:
        sys.stdout.write(
            f"{words.counted(made.migrated, 'run')} of an older version did not say whose they are: they are now of the "
            "school that their source is called after.\n"
        )
    return 0


def _prune(options: argparse.Namespace) -> int:
    """Remove old runs."""
    directory: Path = options.directory
    _refuse_others(directory)
    if options.keep is None and options.older_than is None:
        msg = "which runs? Give --keep N, the newest of each school and suite that stay, or --older-than 90d, or both"
        raise UsageError(msg)
    from schoolgate.pages.keeping import prune  # noqa: PLC0415 (what it imports takes long)
    from schoolgate.pages.series import school_of  # noqa: PLC0415 (as above)

    with told():
        done = prune(
            directory,
            keep=options.keep,
            older_than=options.older_than,
            now=datetime.now(UTC),
            only_look=options.dry_run,
        )
    counts = Counter((school_of(one), one.suite) for one in done.removed)
    for (school, suite), count in sorted(counts.items()):
        sys.stdout.write(f"{visible(school)}, {suite}: {words.counted(count, 'run')}\n")
    verb = "would be removed" if options.dry_run else "removed"
    sys.stdout.write(f"{words.counted(len(done.removed), 'run')} {verb}; {done.stay:,} stay.\n")
    return 0


def _ledger(options: argparse.Namespace) -> int:
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


def _serve(options: argparse.Namespace) -> int:
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
