"""Settings: a TOML file, checked key by key. An unknown key is refused with the nearest known one."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from schoolgate.dates import Calendar, DateFormat
from schoolgate.errors import UsageError, nearest

Model = TypeVar("Model", bound=BaseModel)
Setting = str | int | float | bool | Sequence[str] | Mapping[str, int]
"""What a setting can be."""


class SuiteSettings(BaseModel):
    """What a suite's section of the settings may hold. `hardcoded` names what a school cannot set, and why."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)
    hardcoded: ClassVar[Mapping[str, str]] = {}


class CommonSettings(BaseModel):
    """What every suite shares: the top level of the settings file."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    timezone: str = Field(default="Europe/London", description="IANA time zone of the school")
    date_formats: tuple[str, ...] = Field(
        default=(), description="formats of dates besides YYYY-MM-DD, tried in order", strict=False
    )

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            msg = f"{name!r} is no time zone; expected an IANA name such as Europe/London"
            raise ValueError(msg) from None
        return name

    @field_validator("date_formats")
    @classmethod
    def _known_formats(cls, formats: tuple[str, ...]) -> tuple[str, ...]:
        for text in formats:
            DateFormat.parse(text)
        return formats


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of a run: the common ones and the suite's own."""

    common: CommonSettings
    own: SuiteSettings
    section: str

    @property
    def zone(self) -> ZoneInfo:
        """The school's time zone."""
        return ZoneInfo(self.common.timezone)

    @property
    def calendar(self) -> Calendar:
        """What cells are dates."""
        return Calendar(tuple(map(DateFormat.parse, self.common.date_formats)), self.zone)

    def as_json(self) -> dict[str, Any]:
        """The settings as the report shows them, defaults included."""
        return {**self.common.model_dump(mode="json"), self.section: self.own.model_dump(mode="json")}


def read_settings(path: Path | None, section: str, own: type[SuiteSettings], sections: list[str]) -> Settings:
    """The settings of `[section]`, from a TOML file; without a file, the defaults.

    Raises:
        UsageError: the file cannot be read, is no TOML, or holds what is unknown, hardcoded or of the wrong type.
    """
    document: dict[str, Any] = {}
    if path is not None:
        try:
            document = tomllib.loads(path.read_bytes().decode("utf-8-sig"))
        except OSError as error:
            msg = f"Settings {path}: cannot be read ({error.strerror}); give a TOML file with --settings"
            raise UsageError(msg) from None
        except UnicodeDecodeError as error:
            msg = f"Settings {path}: byte {error.start} is not UTF-8; save the file as UTF-8"
            raise UsageError(msg) from None
        except tomllib.TOMLDecodeError as error:
            msg = f"Settings {path}: not valid TOML: {error}"
            raise UsageError(msg) from None
    return settings_from(document, f"Settings {path}", section, own, sections)


def settings_from(
    document: Mapping[str, Any], where: str, section: str, own: type[SuiteSettings], sections: list[str]
) -> Settings:
    """The settings of `[section]`, from a document that has been read; `where` is what a complaint calls it.

    Raises:
        UsageError: it holds what is unknown, hardcoded or of the wrong type.
    """
    common_keys = CommonSettings.model_fields
    common = {key: value for key, value in document.items() if key in common_keys}
    for key, value in document.items():
        _refuse_hardcoded(key, own, where)
        if key not in common_keys and key not in sections:
            kind = f"section [{key}]" if isinstance(value, dict) else f"setting {key!r}"
            known = sections if isinstance(value, dict) else [*common_keys, *own.model_fields]
            hint = nearest(key, known)
            inside = f" inside [{section}]" if key in own.model_fields else ""
            msg = f"{where}: unknown {kind}: {hint.removesuffix('?')}{inside}{'?' if hint.endswith('?') else ''}"
            raise UsageError(msg)
    values = document.get(section, {})
    if not isinstance(values, dict):
        msg = f"{where}: {section} is a section; write [{section}] on a line of its own"
        raise UsageError(msg)
    for key in values:
        _refuse_hardcoded(key, own, f"{where}, [{section}]")
        if key not in own.model_fields:
            msg = f"{where}, [{section}]: unknown setting {key!r}: {nearest(key, own.model_fields)}"
            raise UsageError(msg)
    return Settings(
        _validated(CommonSettings, common, where), _validated(own, values, f"{where}, [{section}]"), section
    )


def _refuse_hardcoded(key: str, own: type[SuiteSettings], where: str) -> None:
    folded = key.casefold().replace("-", "_").replace(" ", "_")
    for word, reason in own.hardcoded.items():
        if word in folded:
            msg = f"{where}: {key!r} cannot be set. {reason}"
            raise UsageError(msg)


def _validated(model: type[Model], values: dict[str, Any], where: str) -> Model:
    try:
        return model.model_validate(values)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        name = ".".join(str(part) for part in first["loc"])
        reason = first["msg"].removeprefix("Value error, ")
        msg = f"{where}: {name} = {first['input']!r}: {reason[:1].lower()}{reason[1:]}"
        raise UsageError(msg) from None
