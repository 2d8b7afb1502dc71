"""A list of entries in a TOML file that commands keep: one is added or changed, and whatever else stands there stays."""

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from schoolgate.basics.errors import UsageError
from schoolgate.basics.staging import staging
from schoolgate.basics.toml import loads
from schoolgate.language.settings import toml_document
from schoolgate.run.answers import begun_on
from schoolgate.sample.write import toml

Entry = Mapping[str, Any]
_VALUE = r"""(?:"(?:[^"\\\n]|\\.)*"|'[^'\n]*'|[^\s#]+)"""


@dataclass(frozen=True, slots=True)
class Kept:
    """The text of a file that has an entry, and what stood in its place `before`, if anything did."""

    text: str
    before: Entry | None = None


def keep(path: Path, name: str, entry: Entry, same: Callable[[Entry], bool], option: str = "--file") -> Kept:
    """Put an entry into the `[[name]]` of a file, which is made where there is none; in the place of the `same` one.

    Raises:
        UsageError: the file cannot be read, is no TOML, or is written so that nothing can be put there.
        InputError: it cannot be written.
    """
    where = str(path)
    text = ""
    if path.exists() or path.is_symlink():
        toml_document(path, where, option)
        text = path.read_bytes().decode("utf-8-sig")
    kept = with_entry(text, name, entry, same, where)
    if kept.text != text:
        with staging() as staged:
            staged.path(path).write_bytes(kept.text.encode())
    return kept


def with_entry(text: str, name: str, entry: Entry, same: Callable[[Entry], bool], where: str) -> Kept:
    """The text of a file with an entry at its end, or in the place of the `same` one; comments stay.

    Raises:
        UsageError: it is written so that nothing can be put there; `where` is what a complaint calls it.
    """
    document = loads(text)
    entries = document.get(name, [])
    if not isinstance(entries, list) or not all(isinstance(one, dict) for one in entries):
        msg = f"{where}: {name} is no list of entries; write [[{name}]], in two pairs of brackets, before each"
        raise UsageError(msg)
    at = next((number for number, one in enumerate(entries) if same(one)), None)
    if at is None:
        return Kept(_held(_added(text, name, entry), {**document, name: [*entries, dict(entry)]}, where))
    after = {**entries[at], **entry}
    if after == entries[at]:
        return Kept(text, entries[at])
    changed = _changed(
        text, name, len(entries), at, {key: after[key] for key in entry if after[key] != entries[at].get(key)}
    )
    return Kept(
        _held(changed, {**document, name: [*entries[:at], after, *entries[at + 1 :]]}, where), before=entries[at]
    )


def _held(text: str, expected: Mapping[str, Any], where: str) -> str:
    """The text, if it says what it should: no list on one line, and no value of several lines, can be added to by line."""
    try:
        if loads(text) == expected:
            return text
    except tomllib.TOMLDecodeError:
        pass
    msg = f"{where}: is written so that a command cannot change it; change it by hand, or name another file with --file"
    raise UsageError(msg)


def _added(text: str, name: str, entry: Entry) -> str:
    end = "\r\n" if "\r\n" in text else "\n"
    before = text if not text or text.endswith("\n") else text + end
    lines = [f"[[{name}]]", *(_line(key, value) for key, value in entry.items())]
    return before + (end if before.strip() else "") + "".join(f"{line}{end}" for line in lines)


def _changed(text: str, name: str, count: int, at: int, values: Mapping[str, Any]) -> str:
    """The text with other values in its entry number `at`; as it was where the entries stand in no lines of their own."""
    lines = re.findall(r"[^\n]*\n|[^\n]+", text)
    heads = list(_heads(lines))
    mine = [number for number, of in heads if of == name]
    if len(mine) != count:
        return text
    start = mine[at]
    stop = next((number for number, _ in heads if number > start), len(lines))
    for key, value in values.items():
        told = re.compile(rf"(\s*{re.escape(key)}\s*=\s*){_VALUE}")
        found = next(((number, hit) for number in range(start + 1, stop) if (hit := told.match(lines[number]))), None)
        if found is None:
            said = [one for one in range(start, stop) if lines[one].strip() and not lines[one].lstrip().startswith("#")]
            end = "\r\n" if "\r\n" in text else "\n"
            told_last = lines[said[-1]].rstrip("\r\n")
            lines[said[-1]] = f"{told_last}{end}{_line(key, value)}{end}"
        else:
            number, hit = found
            lines[number] = f"{hit[1]}{_written(value)}{lines[number][hit.end() :]}"
    return "".join(lines)


def _heads(lines: list[str]) -> Iterator[tuple[int, str]]:
    """The number of each line on which a section begins, with the section's first name."""
    for number, line in enumerate(lines):
        if (begun := begun_on(lines, number, line)) is not None:
            yield number, next(iter(begun), "")


def _line(key: str, value: Any) -> str:
    return f"{key} = {_written(value)}"


def _written(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else toml(value)
