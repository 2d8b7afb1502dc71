"""`schoolgate explain`: why this one record will, or will not, go through."""

import argparse
import sys
from collections.abc import Sequence
from contextlib import suppress

from schoolgate import suites
from schoolgate.basics.errors import UsageError
from schoolgate.basics.looking import exists
from schoolgate.basics.streams import document
from schoolgate.commands import progress, project
from schoolgate.commands.source import ordered
from schoolgate.intake.place import STDIN, Address, Place, place_of
from schoolgate.language.table import FactTable
from schoolgate.report import checklist, explanation_json, terminal
from schoolgate.run.order import carried_out
from schoolgate.run.result import Result
from schoolgate.story.checklist import explain
from schoolgate.story.search import find


def run(options: argparse.Namespace) -> int:
    """Explain each row with each key, and say with the exit code whether all of them go through."""
    if options.reply and (options.show_values or options.all):
        msg = "--reply holds no personal values and only what applies: leave out --show-values and --all"
        raise UsageError(msg)
    words = [word for word in (options.suite, *options.source, options.key) if word is not None]
    options.suite, options.source, keys = _apart(words)
    if not keys:
        given = " ".join(words) or f"SUITE SOURCE KEY, with SUITE one of {', '.join(suites.names())}"
        msg = f"which record? Give its key: schoolgate explain {given}{' KEY' * bool(words)}"
        raise UsageError(msg)
    order = ordered(project.filled(options, "explain").options)
    with progress.told():
        result = carried_out(order)
    places = _places(result, keys, options.table)
    # What is printed here is for whoever asked; a reply, or a document, goes further.
    here = not options.reply and options.format == "text"
    told = [explain(result, table, index, show_values=options.show_values, all_notes=here) for table, index in places]
    # A reader who has seen enough and closed the pipe changes nothing of the answer.
    with suppress(BrokenPipeError):
        if options.reply:
            document(checklist.reply(result, told))
        elif options.format == "json":
            document(explanation_json.render(result, told))
        else:
            checklist.show(result, told, terminal.console(quiet=False), everything=options.all)
        sys.stdout.flush()
    return 0 if all(one.goes_through for one in told) else 1


def _apart(words: Sequence[str]) -> tuple[str | None, list[Place], list[str]]:
    """The suite, the sources and the keys; the last word is a key, unless it is the suite.

    After a suite comes a source, there or not, and so do the words after it that are there. Without a suite, or where one
    word alone comes after it, a project file says the rest.
    """
    suite = next((word for word in words[:1] if word in suites.names()), None)
    rest = list(words if suite is None else words[1:])
    most = max(len(rest) - 1, 0)
    first = 1 if suite is not None and len(rest) > 1 else 0
    ends = next((at for at, word in enumerate(rest) if at >= first and not _is_there(word)), most)
    ends = min(ends, most)
    return suite, [place_of(word) for word in rest[:ends]], rest[ends:]


def _is_there(word: str) -> bool:
    place = place_of(word)
    return word == STDIN or isinstance(place, Address) or exists(place)


def _places(result: Result, keys: Sequence[str], table: str | None) -> list[tuple[FactTable, int]]:
    """The rows of all keys, each once, in the order in which they were asked for.

    Raises:
        UsageError: a key is not there; all such are told at once.
    """
    found: dict[tuple[str, int], tuple[FactTable, int]] = {}
    wrong: list[str] = []
    for key in keys:
        try:
            found |= {(facts.name, index): (facts, index) for facts, index in find(result, key, table)}
        except UsageError as error:
            wrong.append(str(error))
    if wrong:
        raise UsageError(wrong[0], *(f"  {line}" for line in dict.fromkeys(wrong[1:])))
    return list(found.values())
