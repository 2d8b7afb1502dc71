"""Writing an extract: nothing half, nothing over what is there."""

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any

import polars as pl
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from schoolgate.basics.errors import InputError
from schoolgate.basics.temporary import sweep, temporary_folder
from schoolgate.language.settings import CommonSettings, Setting, SuiteSettings

_KIND = "sample"
EXAMPLE = "an example, by default not set"
"""Marks the value of a setting that has no default."""


def refuse_used(directory: Path) -> None:
    """Refuse a place where something is, but for what a killed run left on its way.

    Raises:
        InputError: `directory` is a file, or a folder that holds something.
    """
    sweep(_KIND, directory)
    try:
        if directory.is_dir() and any(directory.iterdir()):
            msg = f"{directory}: is not empty; give a new or an empty folder, so that nothing is overwritten"
            raise InputError(msg)
    except OSError as error:
        msg = f"{directory}: cannot be read ({error.strerror}); give a new or an empty folder"
        raise InputError(msg) from None
    if directory.exists() and not directory.is_dir():
        msg = f"{directory}: is a file; give a new or an empty folder"
        raise InputError(msg)


def write(directory: Path, frames: Mapping[str, pl.DataFrame], texts: Mapping[str, str]) -> None:
    """Write each frame as `<name>.csv` (UTF-8, LF) and each text under its name into a new or an empty folder.

    Everything is written under a temporary name first; files appear only when all of them are complete.

    Raises:
        InputError: the folder is in use or cannot be written to.
    """
    refuse_used(directory)
    try:
        directory.mkdir(parents=True, exist_ok=True)
        with temporary_folder(_KIND, within=directory) as temporary:
            for name, frame in frames.items():
                frame.write_csv(temporary / f"{name}.csv")
            for name, text in texts.items():
                (temporary / name).write_text(text, encoding="utf-8", newline="\n")
            for file in sorted(temporary.iterdir()):
                file.rename(directory / file.name)
    except OSError as error:
        msg = f"{directory}: cannot be written to ({error.strerror}); give a folder that you may write to"
        raise InputError(msg) from None


def settings_toml(
    section: str,
    own: type[SuiteSettings],
    as_of: date,
    chosen: Mapping[str, Setting] = MappingProxyType({}),
) -> str:
    """The settings file of a synthetic extract: every setting stands as a comment, with its default and what it does.

    `as_of` is the day that the extract is of. What is `chosen` of the suite's own settings
    stands as no comment, with its value.
    """
    return "\n".join(
        (
            f"# This extract is of {as_of}: check it with --as-of {as_of}.",
            "# Each setting stands here with its default; delete the first # of a line to change it.",
            *_commented(CommonSettings),
            "",
            f"[{section}]",
            *_commented(own, chosen),
            "",
        )
    )


def _commented(model: type[BaseModel], chosen: Mapping[str, Setting] = MappingProxyType({})) -> list[str]:
    return [line(name, field, chosen.get(name)) for name, field in model.model_fields.items() if not is_section(field)]


def is_section(field: FieldInfo) -> bool:
    """Whether a setting is a section of the file, and stands on no line."""
    return any(isinstance(example, str) and example.startswith("[") for example in field.examples or ())


def line(name: str, field: FieldInfo, chosen: Setting | None = None) -> str:
    """A setting on a line: as a comment, unless it is chosen. One that has no default shows how one is written."""
    if chosen is not None:
        return f"{name} = {toml(chosen)}  # {field.description}"
    default = field.get_default(call_default_factory=True)
    if default is None:
        example, *_ = field.examples or [""]
        return f"# {name} = {toml(example)}  # {EXAMPLE}; {field.description}"
    return f"# {name} = {toml(default)}  # {field.description}"


def toml(value: Any) -> str:
    """A default in TOML, of which JSON's texts, numbers, booleans and lists are a part."""
    if isinstance(value, BaseModel):
        return toml(value.model_dump(mode="json", exclude_none=True))
    if isinstance(value, Mapping):
        pairs = (f"{json.dumps(name, ensure_ascii=False)} = {toml(one)}" for name, one in value.items())
        return f"{{ {', '.join(pairs)} }}"
    # JSON leaves DEL as it is, which TOML does not take.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
