"""The part of a suite's guide that fits a verdict, and a step in words that say what it rests on."""

from collections.abc import Sequence

from schoolgate.language.guide import Guide, Part, Step


def fitting(
    guide: Guide, values: Sequence[str | None], *, goes_through: bool
) -> tuple[tuple[Part, tuple[Step, ...]], ...]:
    """The steps that fit a verdict, by part: those for any of `values`, and, of what goes through, those for all."""
    parts = ((part, tuple(step for step in guide.part(part, *values) if step.when or goes_through)) for part in Part)
    return tuple((part, steps) for part, steps in parts if steps)


def said(step: Step) -> str:
    """The step in a sentence or two; one that is no article's says so."""
    mark = step.basis.mark
    if not mark or mark in step.text.casefold():
        return step.text
    return f"{step.text.removesuffix('.')} ({mark})."
