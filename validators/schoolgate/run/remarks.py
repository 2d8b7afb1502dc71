"""The file of notes: what people keep of a rule or a record, with a case number. A note changes no verdict.

In code one of them is a remark: the notes of a run are what the run itself noticed.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, field_validator

from schoolgate import suites
from schoolgate.basics.errors import UsageError, nearest
from schoolgate.language.settings import toml_entries, validated
from schoolgate.language.suite import FactFrames, Suite
from schoolgate.language.table import FactTable
from schoolgate.suites import refuse_unknown_rule

_LONGEST = 1000
_CASE = re.compile(r"[\w#][\w #./:-]{0,39}")
_NAMED = 5


@dataclass(frozen=True, slots=True)
class Remark:
    """What somebody noted of a rule, of a record, or of a rule at a record, shown up to and including the day `until`.

    `table` is where the key stands; None: where the rule judges, else where records are judged. The `text` is shown to
    whoever runs schoolgate; it leaves the machine only where it is to be shared. None is a text that is withheld.
    """

    rule: str | None
    key: str | None
    table: str | None
    text: str | None
    case: str | None = None
    by: str | None = None
    until: date | None = None
    share: bool = False

    @property
    def name(self) -> str:
        """What it is of."""
        return " ".join(filter(None, (self.rule, self.key)))

    def past(self, on: date) -> bool:
        """Whether its last day has passed."""
        return self.until is not None and on > self.until

    def told(self, *, everything: bool = False) -> "Remark":
        """The remark as it may leave the machine: without its text and who wrote it, unless it is to be shared."""
        return self if everything or self.share else replace(self, text=None, by=None)

    def as_json(self) -> dict[str, str | bool | None]:
        """The remark for programs."""
        told = {name: getattr(self, name) for name in ("rule", "key", "table", "text", "case", "by")}
        return {**told, "until": self.until.isoformat() if self.until else None, "share": self.share}

    def tables(self, suite: Suite) -> tuple[FactTable, ...]:
        """The fact tables that its key may stand in."""
        if self.rule is not None:
            names = suite.rules_by_id[self.rule].facts
        elif self.table is not None:
            names = tuple(suite.facts_by_name)
        else:
            names = tuple(verdict.facts for verdict in suite.verdicts)
        found = (suite.facts_by_name[name] for name in names)
        return tuple(one for one in found if one.key is not None and self.table in (None, one.table))

    def of_record(self, suite: Suite, table: FactTable, key: str | None) -> bool:
        """Whether it is of the record with that key."""
        return self.key is not None and self.key == key and any(one.name == table.name for one in self.tables(suite))


class _Entry(BaseModel):
    """One `[[note]]` of the file."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    rule: str | None = None
    key: str | None = None
    table: str | None = None
    text: str
    case: str | None = None
    by: str | None = None
    until: date | None = Field(default=None, strict=False)
    share: bool = False

    @field_validator("text")
    @classmethod
    def _said(cls, text: str) -> str:
        told = " ".join(text.split())
        if not told or len(told) > _LONGEST:
            msg = f"say what there is to know, in at most {_LONGEST:,} characters"
            raise ValueError(msg)
        return told

    @field_validator("case")
    @classmethod
    def _a_number(cls, case: str | None) -> str | None:
        told = (case or "").strip()
        if told and not _CASE.fullmatch(told):
            msg = "expected the number of a case, such as 4711 or CS-4711: letters, digits and # . / : - , at most 40"
            raise ValueError(msg)
        return told or None

    @field_validator("by")
    @classmethod
    def _on_a_line(cls, by: str | None) -> str | None:
        return " ".join((by or "").split()) or None

    @field_validator("key")
    @classmethod
    def _trimmed(cls, key: str | None) -> str | None:
        return (key or "").strip() or None


def read_remarks(path: Path, suite: Suite) -> tuple[Remark, ...]:
    """The notes of a file that speak of this suite, in their order.

    Raises:
        UsageError: the file cannot be read, is no TOML, or an entry does not say what it is of, or what there is to know.
    """
    where = f"Notes {path}"
    entries = toml_entries(path, where, "--notes", "note", "note")
    found = (remark_of(given, suite, f"{where}, note {number}") for number, given in enumerate(entries, start=1))
    return tuple(one for one in found if one is not None)


def remark_of(given: Any, suite: Suite, place: str) -> Remark | None:
    """The remark of an entry; None where it speaks of a rule or a table of another suite.

    Raises:
        UsageError: it does not say what it is of, or what there is to know; `place` is what a complaint calls it.
    """
    for key in given if isinstance(given, dict) else ():
        if key not in _Entry.model_fields:
            msg = f"{place}: unknown setting {key!r}: {nearest(key, _Entry.model_fields)}"
            raise UsageError(msg)
    entry = validated(_Entry, given, place)
    if entry.rule is None and entry.key is None:
        msg = f"{place}: is of nothing; say of which rule, of which record with key, or both"
        raise UsageError(msg)
    if entry.rule is not None:
        refuse_unknown_rule(entry.rule, suite, place)
        if entry.rule not in suite.rules_by_id:
            return None
    remark = Remark(**dict(entry))
    if entry.table is not None and entry.key is None:
        msg = f"{place}: a table says where a key stands, and there is none; add key, or delete table"
        raise UsageError(msg)
    if entry.key is not None and not remark.tables(suite):
        _refuse_nowhere(remark, suite, place)
        return None
    return remark


def _refuse_nowhere(remark: Remark, suite: Suite, place: str) -> None:
    """Refuse a key that can stand nowhere; of another suite's table it is that suite's matter.

    Raises:
        UsageError: no suite has such a table, the rule does not judge it, or the rule has no records.
    """
    if remark.rule is None:
        others = (suites.load(name) for name in suites.names())
        if any(one.table == remark.table for other in others for one in other.fact_tables):
            return
        known = {one.table for one in suite.fact_tables if one.key is not None}
        msg = f"{place}: there is no table {remark.table!r}: {nearest(str(remark.table), known)}"
        raise UsageError(msg)
    judged = {table.table for name in suite.rules_by_id[remark.rule].facts if (table := suite.facts_by_name[name]).key}
    if not judged:
        msg = f"{place}: {remark.rule} is about the whole file and has no key; delete key"
        raise UsageError(msg)
    msg = f"{place}: {remark.rule} does not judge table {remark.table!r}: {nearest(str(remark.table), judged)}"
    raise UsageError(msg)


def noticed(remarks: Sequence[Remark], suite: Suite, facts: FactFrames, on: date) -> Iterator[str]:
    """What to say once about notes: those that find no record, and those whose last day has passed."""
    gone = [one for one in remarks if one.past(on)]
    if gone:
        told = ", ".join(f"{one.name} (until {one.until})" for one in gone[:_NAMED])
        more = f" and {len(gone) - _NAMED} more" if len(gone) > _NAMED else ""
        some = "a note is" if len(gone) == 1 else f"{len(gone)} notes are"
        them = "it" if len(gone) == 1 else "them"
        yield f"{some} past the last day and no longer shown: {told}{more}; delete {them}, or give another day"
    for one in remarks:
        if one.key is not None and not one.past(on) and not _there(one, suite, facts):
            case = f" (case {one.case})" if one.case else ""
            yield f"the note of {one.name}{case} finds no record: mend its key or table, or delete it"


def _there(remark: Remark, suite: Suite, facts: FactFrames) -> bool:
    return any(
        bool((facts[table.name][table.key] == remark.key).any())
        for table in remark.tables(suite)
        if table.key is not None
    )
