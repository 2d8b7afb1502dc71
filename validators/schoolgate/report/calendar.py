"""What changes by itself: in the terminal, as a calendar for any calendar program, and for programs."""

import hashlib
from collections.abc import Sequence
from datetime import UTC, date, timedelta

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from schoolgate import __version__
from schoolgate.basics.shown import json_document, visible
from schoolgate.report.terminal import heading, print_plainly, turned
from schoolgate.run.calendar import Turn
from schoolgate.run.result import Result
from schoolgate.story import turning, words
from schoolgate.story.rows import outlook

SCHEMA = "schoolgate.calendar/1"


def show(result: Result, turns: Sequence[Turn], ahead: int, console: Console) -> None:
    """Print the answer of now, and what becomes of it within so many days."""
    print_plainly(console, lambda: _print(result, turns, ahead, console))


def _print(result: Result, turns: Sequence[Turn], ahead: int, console: Console) -> None:
    for verdict in result.suite.verdicts:
        console.print(Text(visible(outlook(result, verdict)), style="bold"))
    console.print(heading(result))
    console.print()
    console.print(Text(turning.title(ahead), style="bold underline"))
    console.print(Padding(turned(result, turns) if turns else Text(words.NOTHING_TURNS), (0, 0, 0, 2)))


def as_json(result: Result, turns: Sequence[Turn], ahead: int) -> str:
    """The document: each turn with all its keys."""
    document = {
        "schema": SCHEMA,
        "version": __version__,
        "suite": result.suite.name,
        "school": result.school,
        "as_of": result.moment.at.isoformat(),
        "days": ahead,
        "turns": [
            {
                "when": turn.when,
                "table": result.suite.facts_by_name[turn.verdict.facts].table,
                "before": turn.before.name,
                "after": turn.after.name,
                "rules": list(turn.rules),
                "keys": list(turn.keys),
            }
            for turn in turns
        ],
    }
    return json_document(document)


def as_ics(result: Result, turns: Sequence[Turn], ahead: int) -> str:
    """A calendar: an entry for each turn, of a whole day, or of the month where only that is told."""
    from icalendar import Calendar, Event  # noqa: PLC0415  only here, and it costs a tenth of a second

    made = Calendar()
    made.add("prodid", f"-//schoolgate//{result.suite.name}//EN")
    made.add("version", "2.0")
    made.add("x-wr-calname", f"{result.school or result.suite.title}: {turning.title(ahead)}")
    for turn in turns:
        event = Event()
        event.add("uid", f"{_identity(result, turn)}@schoolgate")
        event.add("dtstamp", result.moment.at.astimezone(UTC))
        event.add("dtstart", turn.day)
        event.add("dtend", _next_month(turn.day) if turn.by_month else turn.day + timedelta(days=1))
        event.add("transp", "TRANSPARENT")
        event.add("summary", f"{result.suite.name}: {turning.what(result, turn)}")
        keys = ", ".join(turn.keys)
        event.add("description", "\n".join(filter(None, (turning.why(result, turn), keys, _said_at(result)))))
        made.add_component(event)
    text: bytes = made.to_ical()
    return text.decode("utf-8")


def _said_at(result: Result) -> str:
    return f"as of {result.moment.date.isoformat()}, if nobody touches anything"


def _identity(result: Result, turn: Turn) -> str:
    """The same for the same turn of a later extract, so that a calendar replaces what it has."""
    told = (
        result.school,
        result.suite.name,
        turn.when,
        turn.verdict.facts,
        turn.before.name,
        turn.after.name,
        *turn.rules,
    )
    return hashlib.sha256("\n".join(told).encode()).hexdigest()[:32]


def _next_month(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1)
