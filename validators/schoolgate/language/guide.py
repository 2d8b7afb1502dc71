"""The guide of a suite's article: what to do before, how, and afterwards; what cannot be undone and what is lost."""

from dataclasses import dataclass
from enum import StrEnum

from schoolgate.language.rule import Basis, Source


class Part(StrEnum):
    """A part of a guide, in the order in which someone goes through it."""

    BEFORE = "before"
    STEPS = "steps"
    AFTERWARDS = "afterwards"
    FOR_GOOD = "for_good"

    @property
    def heading(self) -> str:
        """Its heading."""
        return {"before": "Before", "steps": "How", "afterwards": "Afterwards", "for_good": "What cannot be undone"}[
            self.value
        ]


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do or to know, in our own words, with the names of the screens and buttons as the article gives them.

    `when` are the values of the verdict, or the statuses, of which it is told; without any, of all that go ahead.
    """

    part: Part
    text: str
    source: Source
    when: tuple[str, ...] = ()
    reading: str = ""

    @property
    def basis(self) -> Basis:
        """What the step rests on."""
        if self.reading:
            return Basis.READING
        return Basis.SAFEGUARD if self.source.derived else Basis.ARTICLE


@dataclass(frozen=True, slots=True)
class Guide:
    """The steps of one workflow, in order."""

    title: str
    steps: tuple[Step, ...]

    def part(self, part: Part, *values: str | None) -> tuple[Step, ...]:
        """The steps of a part that fit a verdict: those for any of `values` (status, verdict, tag), and those for all."""
        return tuple(
            step
            for step in self.steps
            if step.part is part and (not step.when or not set(step.when).isdisjoint(values))
        )
