"""Settings: a TOML file, checked key by key. An unknown key is refused with the nearest known one."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal, Self, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from schoolgate.basics import toml
from schoolgate.basics.dates import Calendar, DateFormat
from schoolgate.basics.errors import UsageError, nearest
from schoolgate.basics.folding import only_in_spelling
from schoolgate.language.mapping import IntakeSettings, TableIntake, intake_of
from schoolgate.language.rule import Severity

_QUOTED = re.compile(r"'([^']+)'")
Model = TypeVar("Model", bound=BaseModel)
Setting = str | int | float | bool | Sequence[str] | Mapping[str, int]
"""What a setting can be."""


class SuiteSettings(BaseModel):
    """What a suite's section of the settings may hold. `hardcoded` names what a school cannot set, and why.

    `common` names settings of all suites that may stand in this suite's section too.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)
    hardcoded: ClassVar[Mapping[str, str]] = {}
    common: ClassVar[frozenset[str]] = frozenset()


class RuleSettings(BaseModel):
    """What `[rules."ID"]` may hold: a severity of its own, or `enabled = false`, and always the reason."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    reason: str = Field(description="why, for whoever reads a report")
    enabled: bool = Field(default=True, description="false turns the rule off")
    severity: Severity | None = Field(default=None, description="error, warning or info", strict=False)

    @field_validator("reason")
    @classmethod
    def _said(cls, reason: str) -> str:
        if not reason.strip():
            msg = "say why, for whoever reads a report"
            raise ValueError(msg)
        return " ".join(reason.split())

    @model_validator(mode="after")
    def _says_one_thing(self) -> Self:
        if self.enabled == (self.severity is None):
            msg = "expected either enabled = false or a severity"
            raise ValueError(msg)
        return self


class GateSettings(BaseModel):
    """What `[gate]` may hold: what passes, beyond findings."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    assumptions: Literal["tell", "fail"] = Field(
        default="tell", description='"fail": a run that rests on what nobody told does not pass, as with --strict'
    )
    accept: tuple[str, ...] = Field(
        default=(),
        description='columns whose keys may stay written two ways, such as "TABLE.COLUMN"',
        strict=False,
    )
    min_records: Mapping[str, Annotated[int, Field(ge=0)]] = Field(
        default={}, description="how many records a table must hold at least, such as { students = 200 }"
    )
    max_loss_percent: float = Field(
        default=20,
        ge=0,
        le=100,
        strict=False,
        description="with --baseline: the share of its keys that a table may lose since, in per cent",
    )


class ArticleSettings(BaseModel):
    """What `[articles]` may say of a suite's article, for replies and pages: what it is called, and where it stands."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    title: str | None = Field(default=None, description="the title under which your users know the article")
    url: str | None = Field(default=None, description="its address, https:// or http://")

    @field_validator("url")
    @classmethod
    def _an_address(cls, url: str | None) -> str | None:
        if url is not None and not url.startswith(("https://", "http://")):
            msg = "expected an address that begins with https:// or http://"
            raise ValueError(msg)
        return url


class CommonSettings(BaseModel):
    """What every suite shares: the top level of the settings file."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    school: str | None = Field(
        default=None,
        min_length=1,
        description="the school's name, by which a baseline of another school is known",
        examples=["Example High"],
    )
    timezone: str = Field(default="Europe/London", description="IANA time zone of the school")
    date_formats: tuple[str, ...] = Field(
        default=(), description="formats of dates besides YYYY-MM-DD, tried in order", strict=False
    )
    rules: dict[str, RuleSettings] = Field(
        default_factory=dict,
        description="a severity of its own, or enabled = false, and the reason",
        examples=['[rules."ID"]'],
    )
    gate: GateSettings = Field(
        default_factory=GateSettings, description="what passes, beyond findings", examples=["[gate]"]
    )
    articles: dict[str, ArticleSettings] = Field(
        default_factory=dict,
        description="what a suite's article is called and where it stands, for replies and pages",
        examples=["[articles]"],
    )

    intake: IntakeSettings = Field(
        default_factory=IntakeSettings,
        description="what the files are, where they do not say it themselves",
        examples=["[intake]"],
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

    @field_validator("date_formats", mode="before")
    @classmethod
    def _one_or_several(cls, formats: Any) -> Any:
        return (formats,) if isinstance(formats, str) else formats

    @field_validator("date_formats")
    @classmethod
    def _known_formats(cls, formats: tuple[str, ...]) -> tuple[str, ...]:
        read = [DateFormat.parse(text) for text in formats]
        first = {form.order[0] for form in read if form.numeric} & {"D", "M"}
        if len(first) > 1:
            msg = "one format has the day first and one the month: 03/04 would be both; say which in [intake.<table>.dates]"
            raise ValueError(msg)
        return formats


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of a run: the common ones and the suite's own."""

    common: CommonSettings
    own: SuiteSettings
    section: str
    told_by: str = "defaults"
    """The name of the file that they stand in."""
    path: Path | None = None
    """The file that they stand in, where they stand in one."""

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
        common = self.common.model_dump(mode="json", exclude={"rules", "intake"})
        if given := self.common.intake.model_dump(mode="json", exclude_defaults=True):
            tables = given.pop("tables", {})
            common["intake"] = {**given, **tables}
        rules = {
            name: rule.model_dump(mode="json", exclude_none=True) for name, rule in sorted(self.common.rules.items())
        }
        return {**common, **({"rules": rules} if rules else {}), self.section: self.own.model_dump(mode="json")}


def read_settings(path: Path | None, section: str, own: type[SuiteSettings], sections: list[str]) -> Settings:
    """The settings of `[section]`, from a TOML file; without a file, the defaults.

    Raises:
        UsageError: the file cannot be read, is no TOML, or holds what is unknown, hardcoded or of the wrong type.
    """
    document = {} if path is None else toml_document(path, f"Settings {path}", "--settings")
    found = settings_from(document, f"Settings {path}", section, own, sections)
    return found if path is None else replace(found, told_by=path.name, path=path)


def toml_document(path: Path, where: str, option: str) -> dict[str, Any]:
    """What a TOML file holds; `where` is what a complaint calls it, `option` what names another file.

    Raises:
        UsageError: the file cannot be read, or is no TOML.
    """
    try:
        with path.open("rb") as file:
            # No more than it takes to see that it is too large: a character is at most four bytes.
            return toml.loads(file.read(4 * toml.LARGEST + 4).decode("utf-8-sig"))
    except OSError as error:
        msg = f"{where}: cannot be read ({error.strerror}); give a TOML file with {option}"
        raise UsageError(msg) from None
    except UnicodeDecodeError as error:
        msg = f"{where}: byte {error.start} is not UTF-8; save the file as UTF-8"
        raise UsageError(msg) from None
    except tomllib.TOMLDecodeError as error:
        msg = f"{where}: not valid TOML: {error}"
        raise UsageError(msg) from None


def toml_entries(path: Path, where: str, option: str, name: str, of: str) -> list[Any]:
    """The entries of a TOML file that holds one list, `[[name]]`, and nothing else; `of` is what its entries are called.

    Raises:
        UsageError: the file cannot be read, is no TOML, or holds anything else.
    """
    entry = f"[[{name}]]"
    document = toml_document(path, where, option)
    entries = document.pop(name, [])
    if document:
        msg = f"{where}: unknown section [{next(iter(document))}]; expected {entry} for each {of}"
        raise UsageError(msg)
    if not isinstance(entries, list):
        msg = f"{where}: {of}s are a list; write {entry}, in two pairs of brackets, before each"
        raise UsageError(msg)
    return entries


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
    _refuse_unknown_of_rules(document.get("rules"), where)
    if "intake" in common:
        common["intake"] = _intake(common["intake"], where)
    values = document.get(section, {})
    if not isinstance(values, dict):
        msg = f"{where}: {section} is a section; write [{section}] on a line of its own"
        raise UsageError(msg)
    values = dict(values)
    for key in own.common.intersection(values):
        if common.setdefault(key, values[key]) != values.pop(key):
            msg = f"{where}: {key} stands at the top and in [{section}], and they differ; delete one of them"
            raise UsageError(msg)
    for key in values:
        _refuse_hardcoded(key, own, f"{where}, [{section}]")
        if key not in own.model_fields:
            msg = f"{where}, [{section}]: unknown setting {key!r}: {nearest(key, own.model_fields)}"
            raise UsageError(msg)
    return Settings(validated(CommonSettings, common, where), validated(own, values, f"{where}, [{section}]"), section)


def _intake(given: object, where: str) -> IntakeSettings:
    if not isinstance(given, dict):
        msg = f"{where}: intake is a section; write [intake] on a line of its own"
        raise UsageError(msg)
    common, tables = intake_of(given)
    read: dict[str, TableIntake] = {}
    for name, values in tables.items():
        place = f"{where}, [intake.{name}]"
        if not isinstance(values, dict):
            msg = f"{where}, [intake]: unknown setting {name!r}: {nearest(name, IntakeSettings.model_fields)}"
            raise UsageError(msg)
        for key in values:
            if key not in TableIntake.model_fields:
                msg = f"{place}: unknown setting {key!r}: {nearest(key, TableIntake.model_fields)}"
                raise UsageError(msg)
        read[name] = validated(TableIntake, values, place)
    return validated(IntakeSettings, {**common, "tables": read}, f"{where}, [intake]")


def _refuse_unknown_of_rules(rules: object, where: str) -> None:
    for name, given in rules.items() if isinstance(rules, dict) else ():
        for key in given if isinstance(given, dict) else ():
            if key not in RuleSettings.model_fields:
                msg = f'{where}, [rules."{name}"]: unknown setting {key!r}: {nearest(key, RuleSettings.model_fields)}'
                raise UsageError(msg)


def _refuse_hardcoded(key: str, own: type[SuiteSettings], where: str) -> None:
    folded = key.casefold().replace("-", "_").replace(" ", "_")
    for word, reason in own.hardcoded.items():
        if word in folded:
            msg = f"{where}: {key!r} cannot be set. {reason}"
            raise UsageError(msg)


def validated(model: type[Model], values: Any, where: str) -> Model:
    """The values as the model has them; `where` is what a complaint calls their place.

    Raises:
        UsageError: a value is missing, unknown or wrong.
    """
    try:
        return model.model_validate(values)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        name = ".".join(str(part) for part in first["loc"])
        reason = first["msg"].removeprefix("Value error, ")
        given = "" if first["type"] == "missing" or not name else f" = {first['input']!r}"
        named = f"{name}{given}: " if name else ""
        slip = (
            only_in_spelling(str(first["input"]), _QUOTED.findall(reason)) if first["type"] == "literal_error" else ""
        )
        msg = f"{where}: {named}{reason[:1].lower()}{reason[1:]}{slip}"
        raise UsageError(msg) from None
