"""`schoolgate map`: write into the settings what the files are, doubts as questions; then look as `inspect` does."""

import argparse
import codecs
import shlex
import sys
from collections.abc import Sequence
from pathlib import Path

from schoolgate import suites
from schoolgate.basics.errors import UsageError
from schoolgate.basics.looking import is_folder
from schoolgate.basics.shown import visible
from schoolgate.basics.staging import staging
from schoolgate.commands import progress, project
from schoolgate.commands.inspect import show
from schoolgate.intake.look import look, opened
from schoolgate.intake.place import STDIN, Place
from schoolgate.intake.proposal import proposed
from schoolgate.language.files import SETTINGS_FILE
from schoolgate.run.answers import Added, added
from schoolgate.run.check import wanted
from schoolgate.run.order import Order, settings_of


def run(options: argparse.Namespace) -> int:
    """Write the proposal, and say what is read with it."""
    config = project.filled(options, "map")
    options = config.options
    suite, sources = suites.load(options.suite), tuple(options.source)
    target = options.settings or _beside(sources)
    settings = target if target.exists() else {}
    before = wanted(suite, settings_of(Order(suite=suite, source=sources, settings=settings)))
    content = target.read_bytes() if target.exists() else b""
    text, mark = content.decode("utf-8-sig"), codecs.BOM_UTF8 if content.startswith(codecs.BOM_UTF8) else b""
    with progress.told():
        found = added(text, proposed(opened(sources, before)[0], suite, options.preset))
    if found.text != text:
        with staging() as staged:
            staged.path(target).write_bytes(mark + found.text.encode())
    print(_told(found, target))  # noqa: T201  (what the command is for)
    after = wanted(suite, settings_of(Order(suite=suite, source=sources, settings=target if target.exists() else {})))
    with progress.told():
        seen = look(sources, {suite: after})
    show(seen, "text")
    words = ["schoolgate", "check"]
    if project.GIVEN in {config.told_by.get(name) for name in ("suite", "source")}:
        words += [suite.name, *(shlex.quote(str(place)) for place in sources)]
    if config.told_by.get("settings") == project.GIVEN:
        words += ["--settings", shlex.quote(str(target))]
    then = ", once the questions are answered" if found.questions else ""
    print(f"\nNext{then}: {visible(' '.join(words))}")  # noqa: T201  (as above)
    sys.stdout.flush()
    return 0


def _beside(sources: Sequence[Place]) -> Path:
    """The settings file beside the source.

    Raises:
        UsageError: it is a database or standard input, which has nothing beside it.
    """
    for place in sources:
        if isinstance(place, Path) and str(place) != STDIN:
            return (place if is_folder(place) else place.parent) / SETTINGS_FILE
    msg = "beside a database or standard input there is no place for settings; say where with --settings FILE"
    raise UsageError(msg)


def _told(found: Added, target: Path) -> str:
    if not found.answers and not found.questions:
        return f"{visible(str(target))}: nothing to add.\n"
    asks = f"{found.questions} question{'' if found.questions == 1 else 's'}"
    answers = f"{found.answers} answer{'' if found.answers == 1 else 's'}"
    open_ones = f"; open {visible(str(target))} and answer what begins with one #" if found.questions else ""
    return f"Wrote {answers} and {asks} to {visible(str(target))}{open_ones}.\n"
