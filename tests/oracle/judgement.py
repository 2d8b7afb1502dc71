"""What an oracle says of a run: outcomes, findings, records, open questions, the exit code of ``check``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from oracle.logic import FAIL, NOT_APPLICABLE, NOT_CHECKED
from oracle.tables import KeyCause

Outcomes: TypeAlias = Mapping[tuple[str, str, int], str]
"""(rule, fact table, row) to pass, fail, not_applicable or not_checked."""

FILE: Final = "file"
FILE_ROW: Final = 1
"""Where the outcomes of rules about the whole file stand: the one row of the fact table ``file``."""

ERROR, WARNING, INFO = "error", "warning", "info"
GRAVITY: Final = (ERROR, WARNING, INFO)


@dataclass(frozen=True)
class Finding:
    """One rule that one record failed; of the file as a whole, it has neither row nor key."""

    table: str
    row: int | None
    rule: str
    severity: str
    key: str | None
    column: str


@dataclass(frozen=True)
class Record:
    """The verdict on one row."""

    table: str
    row: int
    key: str | None
    status: str
    rules: tuple[str, ...]
    """The rules that failed, of those whose grain is the record; sorted."""
    fields: Mapping[str, object]
    """The suite's own fields. None is null: nothing, or unknown."""

    def __getitem__(self, name: str) -> object:
        """Look a field up, the status, key and rules too."""
        return getattr(self, name) if name in {"table", "row", "key", "status", "rules"} else self.fields[name]


@dataclass(frozen=True)
class Judgement:
    """Everything that the product must agree with."""

    outcomes: Outcomes
    findings: frozenset[Finding]
    records: tuple[Record, ...]
    assumptions: Mapping[str, int] = field(default_factory=dict)
    """Questions not answered that made a difference, by what answers them, and how many records each touches."""
    named: Mapping[tuple[str, str, int], str] = field(default_factory=dict)
    """What the message of a finding must name: a near miss, the requirement that was not met."""
    causes: frozenset[KeyCause] = frozenset()
    """Keys written two ways, which fail the run until they are settled."""
    exit: int = 0
    """The exit code of ``check`` with nothing said about it."""

    def outcome(self, rule: str, row: int, table: str) -> str:
        """Look one outcome up."""
        return self.outcomes[rule, table, row]

    def record(self, row: int, table: str | None = None) -> Record:
        """Look up the verdict on a row of the main table, or of the table named."""
        return next(one for one in self.records if one.row == row and table in {None, one.table})


def without_key(rules: Iterable[str], key_rule: str | None) -> dict[str, str]:
    """Give the outcomes of a row without a key: the rule about the key fails, no other is asked."""
    return {rule: FAIL if rule == key_rule else NOT_APPLICABLE for rule in rules}


def status_of(outcomes: Mapping[str, str], severity: Callable[[str], str], parse_rule: str) -> str:
    """README's four; cells that do not parse do not enter the status. ``severity`` says it of a rule of the record."""
    said = {(severity(rule), outcome) for rule, outcome in outcomes.items() if rule != parse_rule}
    if (ERROR, FAIL) in said:
        return "blocked"
    if (ERROR, NOT_CHECKED) in said:
        return "undetermined"
    return "ready_with_warnings" if (WARNING, FAIL) in said else "ready"


def failing(outcomes: Mapping[str, str]) -> tuple[str, ...]:
    """Name the rules that failed."""
    return tuple(sorted(rule for rule, outcome in outcomes.items() if outcome == FAIL))


def exit_code(
    findings: Iterable[Finding],
    records: Iterable[Record],
    file_not_checked: Iterable[str],
    causes: Iterable[KeyCause],
) -> int:
    """Give the exit code of ``check`` with the default ``--fail-on error``.

    Args:
        findings: All of them.
        records: All of them.
        file_not_checked: The severities of the rules about the whole file that were not checked.
        causes: Keys written two ways.
    """
    failed = any(finding.severity == ERROR for finding in findings)
    undetermined = any(record.status == "undetermined" for record in records)
    return int(failed or undetermined or ERROR in set(file_not_checked) or bool(list(causes)))
