"""Suggestions put into a settings file. Lines are only added: what a person wrote stays, byte for byte.

What explains begins with two number signs: a line of which the first "# " is deleted is an answer, or still a comment.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from schoolgate.basics.shown import visible
from schoolgate.intake.proposing.suggestion import Suggestion
from schoolgate.sample.write import toml

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_HEAD = (
    '## What the files are, as `schoolgate map` proposes it. A line that begins with one "#" is a question:',
    '## delete its "# " if the answer is yes, change it if it is another. What is decided here is never asked again.',
)


@dataclass(frozen=True, slots=True)
class Added:
    """The text of the file, and what was added to it: answers, questions, and the lines for which there was no place."""

    text: str
    answers: int
    questions: int


def added(text: str, suggestions: Sequence[Suggestion]) -> Added:
    """The text of a settings file with what it does not say yet.

    A section that a person wrote on one line cannot be added to: what belongs there stands at the end, as comments.
    """
    document = tomllib.loads(text)
    told = set(map(str.strip, text.splitlines()))
    new = [one for one in suggestions if not _holds(document, one) and not {*_lines(one)} & told]
    if not new:
        return Added(text, 0, 0)
    for loose in (False, True):
        placed = [one for one in new if not (loose and _is_closed(document, text, one.section))]
        whole = _inserted(text, placed, [one for one in new if one not in placed])
        if _still_says(whole, document, placed):
            answers = sum(one.sure for one in placed)
            return Added(whole, answers, len(new) - answers)
    whole = _inserted(text, [], new)
    return Added(whole, 0, len(new))


def _holds(document: Mapping[str, Any], one: Suggestion) -> bool:
    """Whether the file says something of it already."""
    place: Any = document
    for name in (*one.section, one.key):
        if not isinstance(place, Mapping) or name not in place:
            return False
        place = place[name]
    return True


def _still_says(text: str, before: Mapping[str, Any], placed: Sequence[Suggestion]) -> bool:
    """Whether the text is TOML that holds all that was there before, and each answer."""
    try:
        after = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return False
    return _contains(after, before) and all(_holds(after, one) for one in placed if one.sure)


def _contains(after: Any, before: Any) -> bool:
    if isinstance(before, Mapping):
        return isinstance(after, Mapping) and all(
            name in after and _contains(after[name], before[name]) for name in before
        )
    return bool(after == before)


def _inserted(text: str, placed: Sequence[Suggestion], loose: Sequence[Suggestion]) -> str:
    end = "\r\n" if "\r\n" in text else "\n"
    lines = text.splitlines(keepends=True)
    if lines and not lines[-1].endswith(("\n", "\r")):
        lines[-1] += end
    sections = _sections(text)
    at: dict[int, list[str]] = {}
    tail: list[str] = []
    # A table's own line comes before those of its columns.
    tables = list(dict.fromkeys(one.section[:2] for one in placed))
    for section in sorted({one.section: None for one in placed}, key=lambda one: (tables.index(one[:2]), len(one))):
        block = [line for one in placed if one.section == section for line in _lines(one)]
        if section in sections:
            at.setdefault(sections[section], []).extend(block)
        else:
            tail += ["", f"[{'.'.join(map(_key, section))}]", *block]
    if loose:
        tail += ["", "## These belong to sections that stand on one line above; add them there:"]
        tail += [line for one in loose for line in _loose(one)]
    head = [] if _HEAD[0] in text or not tail else ["", *_HEAD] if lines else list(_HEAD)
    out: list[str] = []
    for number, line in enumerate(lines):
        out += [line, *(f"{one}{end}" for one in at.get(number, ()))]
    return "".join((*out, *(f"{one}{end}" for one in (*head, *tail))))


def _loose(one: Suggestion) -> Iterator[str]:
    yield f"## {_said(one.why)}"
    yield f"## {'.'.join(map(_key, one.section))}.{_key(one.key)} = {toml(one.value)}"


def _lines(one: Suggestion) -> list[str]:
    line = f"{_key(one.key)} = {toml(one.value)}"
    return [f"{line}  # {_said(one.why)}"] if one.sure else [f"## {_said(one.why)}", f"# {line}"]


def _said(why: str) -> str:
    return visible(" ".join(why.split()))


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else toml(name)


def _sections(text: str) -> dict[tuple[str, ...], int]:
    """Each section with a line of its own -> the number of the last line that says something in it."""
    lines = text.splitlines(keepends=True)
    heads = [(number, path) for number, line in enumerate(lines) if (path := _path(lines, number, line)) is not None]
    found: dict[tuple[str, ...], int] = {}
    ends = [*(number for number, _ in heads[1:]), len(lines)]
    for (number, path), following in zip(heads, ends, strict=False):
        last = following - 1
        while last > number and (not lines[last].strip() or lines[last].lstrip().startswith("#")):
            last -= 1
        if path:
            found[path] = last
    return found


def begun_on(lines: Sequence[str], number: int, line: str) -> Mapping[str, Any] | None:
    """What the line alone says where a section, or a list of sections, begins on it; None where none does."""
    if not line.lstrip().startswith("["):
        return None
    try:
        # Inside a text or a list of several lines, what stands before is no document.
        tomllib.loads("".join(lines[:number]))
        return tomllib.loads(line)
    except tomllib.TOMLDecodeError:
        return None


def _path(lines: Sequence[str], number: int, line: str) -> tuple[str, ...] | None:
    """The names of the section that begins on a line; empty for a list of sections, None where none begins."""
    place: Any = begun_on(lines, number, line)
    if place is None:
        return None
    path: list[str] = []
    while isinstance(place, dict) and place:
        ((name, place),) = place.items()
        path.append(name)
    return tuple(path) if isinstance(place, dict) else ()


def _is_closed(document: Mapping[str, Any], text: str, section: tuple[str, ...]) -> bool:
    """Whether a section, or one that it lies in, stands on one line."""
    heads = _sections(text)
    for depth in range(1, len(section) + 1):
        path = section[:depth]
        place: Any = document
        for name in path:
            place = place.get(name) if isinstance(place, Mapping) else None
        if place is not None and not any(head[: len(path)] == path for head in heads):
            return True
    return False
