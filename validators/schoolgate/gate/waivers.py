"""The file of waivers: findings that someone knows about and lets pass until a day, with the reason."""

from datetime import date
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, field_validator

from schoolgate.basics.errors import UsageError, nearest
from schoolgate.gate.decision import Waiver
from schoolgate.language.rule import Rule
from schoolgate.language.settings import toml_entries, validated
from schoolgate.language.suite import Suite
from schoolgate.suites import refuse_unknown_rule


class _Entry(BaseModel):
    """One `[[waivers]]` of the file."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    rule: str
    key: str | None = None
    table: str | None = None
    reason: str
    until: date = Field(strict=False)
    by: str | None = None

    @field_validator("reason")
    @classmethod
    def _said(cls, reason: str) -> str:
        if not reason.strip():
            msg = "say why, for whoever reads a report"
            raise ValueError(msg)
        return " ".join(reason.split())

    @field_validator("by")
    @classmethod
    def _on_a_line(cls, by: str | None) -> str | None:
        return " ".join((by or "").split()) or None


def read_waivers(path: Path, suite: Suite) -> tuple[Waiver, ...]:
    """The waivers of a file that speak of this suite, in their order.

    Raises:
        UsageError: the file cannot be read, is no TOML, an entry does not say which finding, why and until when, or is of a
            rule that no school can let pass.
    """
    where = f"Waivers {path}"
    entries = toml_entries(path, where, "--waivers", "waivers", "waiver")
    found: dict[tuple[str, str, str | None], int] = {}
    waivers = []
    for number, given in enumerate(entries, start=1):
        place = f"{where}, waiver {number}"
        waiver = waiver_of(given, suite, place)
        if waiver is None:
            continue
        before = found.setdefault((waiver.rule, waiver.table, waiver.key), number)
        if before != number:
            msg = f"{place}: waiver {before} is for the same finding; delete one of them"
            raise UsageError(msg)
        waivers.append(waiver)
    return tuple(waivers)


def waiver_of(given: Any, suite: Suite, place: str) -> Waiver | None:
    """The waiver of an entry, as the file has it; None where it speaks of a rule of another suite.

    Raises:
        UsageError: as for `read_waivers`.
    """
    for key in given if isinstance(given, dict) else ():
        if key not in _Entry.model_fields:
            msg = f"{place}: unknown setting {key!r}: {nearest(key, _Entry.model_fields)}"
            raise UsageError(msg)
    entry = validated(_Entry, given, place)
    refuse_unknown_rule(entry.rule, suite, place)
    rule = suite.rules_by_id.get(entry.rule)
    if rule is None:
        return None
    if rule.fixed is not None:
        msg = f"{place}: {rule.id} cannot be waived: {rule.fixed}; leave it out"
        raise UsageError(msg)
    table = _table(entry, rule, suite, place)
    return Waiver(rule.id, table, _key(entry, rule, suite, place), entry.reason, entry.until, entry.by)


def _table(entry: _Entry, rule: Rule, suite: Suite, place: str) -> str:
    tables = list(dict.fromkeys(suite.facts_by_name[name].table for name in rule.facts))
    if entry.table is None and len(tables) > 1:
        msg = f"{place}: {rule.id} judges {', '.join(tables)}; say which with table"
        raise UsageError(msg)
    if entry.table is not None and entry.table not in tables:
        msg = f"{place}: {rule.id} does not judge table {entry.table!r}: {nearest(entry.table, tables)}"
        raise UsageError(msg)
    return entry.table or tables[0]


def _key(entry: _Entry, rule: Rule, suite: Suite, place: str) -> str | None:
    whole_file = all(suite.facts_by_name[name].key is None for name in rule.facts)
    key = (entry.key or "").strip() or None
    if whole_file and key is not None:
        msg = f"{place}: {rule.id} is about the whole file and has no key; delete key"
        raise UsageError(msg)
    if not whole_file and key is None:
        msg = f"{place}: {rule.id} is about single records; say which with key (a row without a key cannot be waived)"
        raise UsageError(msg)
    return key
