"""What is known about one record, as data: each requirement's word on it, what blocks it, and whether it goes through."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from schoolgate.judgement.jobs import Job
from schoolgate.judgement.records import GOES_THROUGH
from schoolgate.language.guide import Part, Step
from schoolgate.language.outcome import Outcome
from schoolgate.language.question import Assumption
from schoolgate.language.rule import Effect, Owner, Rule, Severity
from schoolgate.language.settings import Settings
from schoolgate.language.suite import Answer, Suite, Verdict
from schoolgate.language.table import FactTable
from schoolgate.run.remarks import Remark
from schoolgate.story.citing import cited
from schoolgate.story.guiding import fitting
from schoolgate.story.ways import Lack


@dataclass(frozen=True, slots=True)
class Item:
    """What one requirement says of the record.

    `why` it was not checked or does not apply, and what is so `here` of what decides it; `waits_for` the failed need.
    """

    rule: Rule
    outcome: Outcome
    severity: Severity
    message: str | None = None
    column: str | None = None
    value: str | None = None
    why: str | None = None
    here: str = ""
    waits_for: str | None = None
    said_fix: str | None = None
    said_owner: Owner | None = None
    said_screen: str | None = None

    @property
    def reason(self) -> str | None:
        """Why it was not checked or does not apply, with what is so here."""
        return f"{self.why}; here {self.here}" if self.here else self.why

    @property
    def owner(self) -> Owner:
        """Who can mend it."""
        return self.said_owner or self.rule.owner

    @property
    def fix(self) -> str:
        """How to mend it."""
        return self.said_fix or self.rule.fix

    @property
    def screen(self) -> str:
        """Where it is mended."""
        return self.said_screen or self.rule.screen

    @property
    def effect(self) -> Effect:
        """What its failure means."""
        return self.rule.effect_of(self.severity)


@dataclass(frozen=True, slots=True)
class Cause:
    """One thing to mend that blocks this record, and so many `others` of the verdict's records."""

    rule: Rule
    key: str | None
    message: str
    fix: str
    owner: Owner
    others: int


@dataclass(frozen=True)
class Explanation:
    """The whole of what is known about one row. Without a `verdict` (a group, say) `status` is None."""

    suite: Suite
    table: FactTable
    row: int
    key: str | None
    verdict: Verdict | None
    status: str | None
    fields: Mapping[str, object]
    blanks: Mapping[str, str]
    """For each field without a value the word for that: not known, or known to be nothing."""
    items: tuple[Item, ...]
    causes: tuple[Cause, ...]
    assumptions: tuple[Assumption, ...]
    """The open questions that make a difference for this row."""
    settings: Settings = field(repr=False)
    answer: Answer | None = None
    """The answer to the suite's question, of a row that a verdict judges."""
    jobs: tuple[Job, ...] = ()
    """What holds the row back, what frees most first."""
    remarks: tuple[Remark, ...] = ()
    """What people noted of the record, or of a rule that it does not meet, as far as it may be told."""
    lacks: tuple[Lack, ...] = ()
    """What each way of going through lacks, where the suite knows several and the record goes none."""

    @property
    def name(self) -> str:
        """What to call the record: its key, or its row where it has none."""
        return f"{self.table.table} row {self.row}" if self.key is None else self.key

    def having(self, outcome: Outcome, *severities: Severity) -> tuple[Item, ...]:
        """The items with this outcome and, where given, one of these severities."""
        return tuple(
            item for item in self.items if item.outcome is outcome and (not severities or item.severity in severities)
        )

    @cached_property
    def goes_through(self) -> bool | None:
        """Whether the record goes through as it is, None where it cannot be told; without a verdict: whether all is well."""
        if self.answer is not None and self.answer.tone in ("bad", "unknown"):
            return False if self.answer.tone == "bad" else None
        if self.status is not None:
            return None if self.status == "undetermined" else self.status in GOES_THROUGH
        grave = (Severity.ERROR, Severity.WARNING)
        if self.having(Outcome.FAIL, *grave):
            return False
        return None if self.having(Outcome.NOT_CHECKED, *grave) else True

    @cached_property
    def to_mend(self) -> tuple[Item, ...]:
        """What is to be mended before the start."""
        return tuple(item for item in self.having(Outcome.FAIL) if item.effect.to_mend)

    @cached_property
    def guide(self) -> tuple[tuple[Part, tuple[Step, ...]], ...]:
        """What the suite's guide says to someone with this verdict, part by part."""
        if self.suite.guide is None or self.verdict is None:
            return ()
        values = (self.status, *(value for value in self.fields.values() if isinstance(value, str)))
        return fitting(self.suite.guide, values, goes_through=bool(self.goes_through))

    def meaning(self, *effects: Effect) -> tuple[Item, ...]:
        """What failed with one of these effects."""
        return tuple(item for item in self.having(Outcome.FAIL) if item.effect in effects)

    @cached_property
    def articles(self) -> tuple[str, ...]:
        """What citations call the articles that the requirements of this record come from."""
        asked = [item.rule for item in self.items if item.outcome is not Outcome.NOT_APPLICABLE]
        return tuple(dict.fromkeys(self.cited(rule) for rule in asked or self.suite.rules))

    def cited(self, rule: Rule) -> str:
        """What to call the article of a rule, as the school's settings name it where they do."""
        return cited(self.suite, self.settings, rule.source.article)
