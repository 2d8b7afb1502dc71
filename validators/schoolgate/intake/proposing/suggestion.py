"""A line of settings that `map` proposes, and a source that is read as if some had been written."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from schoolgate.intake.arranging import Arranged, arranged
from schoolgate.intake.sheet import Sheet
from schoolgate.intake.source import Wanted
from schoolgate.language.mapping import OPEN, IntakeSettings, TableIntake, intake_of
from schoolgate.language.table import Table


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A line of settings.

    Args:
        section: where it stands, such as ("intake", "pupils", "columns").
        key: what it sets.
        value: to what: text, a truth, a list of texts, or a mapping of texts. Where nobody can guess it holds `OPEN`.
        why: the evidence, or the question; it names headings and words of systems, never what may be somebody's.
        sure: whether it says what is read without it too, or what has no second reading. Else it is a question.
    """

    section: tuple[str, ...]
    key: str
    value: Any
    why: str
    sure: bool = False

    @property
    def guessed(self) -> bool:
        """Whether it could be taken as it stands."""
        value = self.value
        words = value.values() if isinstance(value, dict) else value if isinstance(value, list) else (value,)
        return OPEN not in {str(word) for word in words} and [OPEN] not in list(words)


@dataclass(frozen=True)
class Opened:
    """A source whose sheets are open, and what it is read for."""

    sheets: Sequence[Sheet]
    wanted: Wanted
    where: str
    beyond: Callable[[str], Sequence[Sheet]] | None = field(default=None, repr=False)
    inside: Callable[[Table], Sequence[str]] = field(default=lambda _: (), repr=False)

    def arranged(self) -> Arranged:
        """The sheets as tables; see `schoolgate.intake.source.arranged`."""
        return arranged(self.sheets, self.wanted, self.where, self.beyond, self.inside)

    def told(self, suggestions: Iterable[Suggestion]) -> "Opened":
        """The same, with the suggestions taken for answers; what a person said comes before them."""
        return replace(self, wanted=replace(self.wanted, said=answered(self.wanted.said, suggestions)))


def answered(said: IntakeSettings, suggestions: Iterable[Suggestion]) -> IntakeSettings:
    """What the settings say once the suggestions stand in them; what a person said comes before them."""
    document: dict[str, Any] = said.model_dump(exclude_unset=True)
    document |= document.pop("tables", {})
    for one in suggestions:
        place = document
        for name in one.section[1:]:
            place = place.setdefault(name, {})
        place.setdefault(one.key, one.value)
    common, tables = intake_of(document)
    return IntakeSettings.model_validate(
        {**common, "tables": {name: TableIntake.model_validate(own) for name, own in tables.items()}}
    )


def in_quotes(names: Iterable[str]) -> str:
    """A list of names as settings hold it."""
    return "[" + ", ".join(f'"{name}"' for name in names) + "]"
