"""What changes by itself, in words."""

from schoolgate.run.calendar import Turn
from schoolgate.run.result import Result
from schoolgate.run.usual import DAYS
from schoolgate.story.days import day, month


def when(turn: Turn) -> str:
    """The day on which it changes, or the month: "1 September 2026", "in September 2026"."""
    return f"in {month(turn.when)}" if turn.by_month else day(turn.when)


def what(result: Result, turn: Turn) -> str:
    """Who changes, and how: "12 students: no longer “will sync”, but “will not”"."""
    who = result.suite.facts_by_name[turn.verdict.facts].of.counted(len(turn.records))
    return f"{who} from “{turn.before.label}” to “{turn.after.label}”"


def why(result: Result, turn: Turn) -> str:
    """The rules that say something else from then on, with what they ask for."""
    return "; ".join(f"{rule} {result.suite.rules_by_id[rule].title}" for rule in turn.rules)


def title(ahead: int) -> str:
    """What stands above what changes within so many days."""
    return f"What changes by itself within {ahead:,} day{'' if ahead == 1 else 's'}"


def title_soon(*, all_of_it: bool) -> str:
    """What stands above what `schoolgate.run.calendar.soon` found: not up to which day, which may be somebody's."""
    return title(DAYS) if all_of_it else "What changes by itself next"
