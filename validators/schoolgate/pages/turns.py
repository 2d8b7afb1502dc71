"""What changes by itself, as the pages of a run tell it."""

from dataclasses import dataclass

from schoolgate.basics.shown import visible
from schoolgate.run.result import Result
from schoolgate.story import turning


@dataclass(frozen=True, slots=True)
class TurnModel:
    """Records that get another answer with nobody touching anything: when, who and how, for which rules, and their keys."""

    when: str
    what: str
    rules: tuple[tuple[str, str], ...]
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TurnsModel:
    """All of them, the nearest first; `title` stands above them."""

    title: str = ""
    turns: tuple[TurnModel, ...] = ()


def turns_model(result: Result) -> TurnsModel:
    """What changes by itself, as far ahead as it costs little to look."""
    found, all_of_it = result.turns
    told = (
        TurnModel(
            when=turning.when(turn),
            what=visible(turning.what(result, turn)),
            rules=tuple((rule, visible(result.suite.rules_by_id[rule].title)) for rule in turn.rules),
            keys=tuple(map(visible, turn.keys)),
        )
        for turn in found
    )
    return TurnsModel(turning.title_soon(all_of_it=all_of_it), tuple(told))
