"""Markdown of our own pages: text that stays text, code, tables."""

from collections.abc import Iterable, Sequence


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """The lines of a table."""
    lines = [header, ["---"] * len(header), *([cell(text) for text in row] for row in rows)]
    return [f"| {' | '.join(line)} |" for line in lines]


def cell(text: str) -> str:
    """A table's cell; a bar in it would end it, code or not."""
    return (text if text.startswith(("`", "[")) else escaped(text)).replace("|", "\\|")


def code(text: str) -> str:
    """Text as code. It holds no back quotes: names, conditions and calls have none."""
    return f"`{text}`"


def escaped(text: str) -> str:
    """Text that Markdown does not take for anything else."""
    for character in "\\`*_<>[]":
        text = text.replace(character, f"\\{character}")
    return text
