"""What a documented requirement is, as data: one frozen `Rule`, declared once, read by engines, catalogue and reports."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from string import Formatter

from schoolgate.language.predicate import ALWAYS, Predicate, columns


class Severity(StrEnum):
    """How bad a finding is for its record."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def rank(self) -> int:
        """0 for the gravest, so that sorting puts it first."""
        return list(Severity).index(self)


@dataclass(frozen=True, slots=True)
class Depends:
    """A severity that depends on the record, or on a setting (settings are constant columns of the facts)."""

    on: Predicate
    then: Severity
    otherwise: Severity


class Owner(StrEnum):
    """Who can mend a finding: the line that the articles draw."""

    SCHOOL = "school"
    SUPPORT = "support"
    NOBODY = "nobody"
    """It resolves by itself at the next sync or import."""


class Basis(StrEnum):
    """What a requirement rests on."""

    ARTICLE = "article"
    """The article says it."""
    READING = "reading"
    """The article leaves room: how we read it."""
    SAFEGUARD = "safeguard"
    """Ours alone: no article asks for it."""

    @property
    def mark(self) -> str:
        """What a message says of itself, so that nobody takes it for what the product does; nothing for an article."""
        return {"article": "", "reading": "by our reading", "safeguard": "a safeguard of schoolgate"}[self.value]


class Effect(StrEnum):
    """What a finding means for whoever is about to start."""

    STOPS = "stops"
    """The record will not go through."""
    HARMS = "harms"
    """It goes through, and should not as it is."""
    REVIEW = "review"
    """Look before you start."""
    AFTER = "after"
    """A task for when it is done."""
    TELLS = "tells"
    """What will happen."""

    @property
    def to_mend(self) -> bool:
        """Whether something is to be mended before the start."""
        return self in {Effect.STOPS, Effect.HARMS}


_USUAL = {Severity.ERROR: Effect.STOPS, Severity.WARNING: Effect.REVIEW, Severity.INFO: Effect.TELLS}


@dataclass(frozen=True, slots=True)
class Article:
    """A help article. `about` describes it; `title` is the one that it carries, if it carries one."""

    about: str
    title: str | None = None

    @property
    def name(self) -> str:
        """What citations call it."""
        return f'"{self.title}"' if self.title else self.about

    def section(self, name: str, *, derived: bool = False) -> "Source":
        """The place in the article that a rule comes from; `derived` where the article only implies it."""
        return Source(self.name, name, derived)


@dataclass(frozen=True, slots=True)
class Source:
    """Where a requirement comes from. `derived`: not in the article, a safeguard of ours."""

    article: str
    section: str
    derived: bool = False

    def __str__(self) -> str:
        """The citation as reports print it."""
        place = f"{self.article}, {self.section}"
        return f"derived from {place}" if self.derived else place


@dataclass(frozen=True, slots=True)
class Explains:
    """A failure of this rule at key K is why the `rules` fail for every record whose `column` holds K.

    Without a `column` the cause has no key and is told first: a rule about the whole file explains every failure of the
    `rules`; one about single records explains, named in its own `rules`, all records at which it failed as one cause.
    `where` names a yes-or-no fact of the records: only those where it is true would be mended.
    """

    column: str | None
    rules: tuple[str, ...]
    where: str | None = None


@dataclass(frozen=True, slots=True)
class Local:
    """What a school's settings make of a rule, and why: turned off, or of another `severity` than those `shipped`."""

    reason: str
    shipped: tuple[Severity, ...]
    enabled: bool = True
    severity: Severity | None = None


@dataclass(frozen=True, slots=True)
class Variant:
    """Other words for the findings of a rule where `where` surely holds: one rule, several ways not to meet it.

    What is None stays as the rule has it. Of several variants that hold, the first counts.
    """

    where: Predicate
    message: str | None = None
    fix: str | None = None
    owner: Owner | None = None
    screen: str | None = None


ABOUT_KEYS = "without keys that name one record each, nothing else can be judged"
"""Why a rule about keys is `fixed`."""


class _Unknown:
    """The value of an example's cell that could not be read or was not supplied."""

    def __repr__(self) -> str:
        return "UNKNOWN"


UNKNOWN = _Unknown()
Example = Mapping[str, str | int | bool | _Unknown | None]
"""A fact row in miniature: the columns that matter. Columns left out take their declared neutral values."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Rule:
    """A documented requirement. It is no other, however alike: what is compiled from it is kept beside it.

    `facts` names the fact tables that it judges. `when` says which records it asks, `require` what must hold there, `needs`
    which rules must have passed for the question to make sense. `column` is where a finding points. `message` and `fix`
    speak to the person who reads the finding; `{column}` in them is filled from the fact row, so only keys and shown
    columns may stand there. `owner` says who mends it, `screen` where: in the MIS, in the product. `keyless` rules judge
    rows without a key too. A rule that does not `count` never enters a record's status. `variants` are other words for some
    of its findings; `met` is what there is to say of records that it passes.

    `reading` is how an article that leaves room is read, and what else it could mean: with it the rule's basis is a reading.
    `effect` says what a finding means to whoever is about to start, for every severity or by severity; left out, an error
    stops, a warning is to review, an info tells. `good` and `bad` are its examples:
    documentation, and tests that every engine must pass.

    `fixed` says why no school can turn the rule off or make it less severe: the article calls it hardcoded, or it is about
    keys. `local` is what the settings of the school at hand make of the rule; no rule is declared with one.
    """

    id: str
    title: str
    asks: str
    facts: tuple[str, ...]
    require: Predicate
    severity: Severity | Depends
    message: str
    fix: str
    owner: Owner
    screen: str
    source: Source
    column: str
    when: Predicate = ALWAYS
    needs: tuple[str, ...] = ()
    explains: tuple[Explains, ...] = ()
    keyless: bool = False
    counts: bool = True
    variants: tuple[Variant, ...] = ()
    met: tuple[Variant, ...] = ()
    reading: str = ""
    effect: Effect | Mapping[Severity, Effect] | None = None
    fixed: str | None = None
    local: Local | None = None
    good: tuple[Example, ...] = field(default=(), repr=False)
    bad: tuple[Example, ...] = field(default=(), repr=False)

    @property
    def reads(self) -> tuple[str, ...]:
        """The fact columns that the rule reads itself, those of its needs not included."""
        return tuple(dict.fromkeys((*columns(self.when), *columns(self.require))))

    @property
    def placeholders(self) -> tuple[str, ...]:
        """The fact columns named in the message, in any of its variants."""
        texts = (self.message, *(variant.message for variant in (*self.variants, *self.met) if variant.message))
        return tuple(dict.fromkeys(name for text in texts for _, name, _, _ in Formatter().parse(text) if name))

    @property
    def told_apart_by(self) -> tuple[str, ...]:
        """The fact columns by which its variants are told apart."""
        return tuple(dict.fromkeys(name for variant in (*self.variants, *self.met) for name in columns(variant.where)))

    @property
    def basis(self) -> Basis:
        """What the requirement rests on."""
        if self.reading:
            return Basis.READING
        return Basis.SAFEGUARD if self.source.derived else Basis.ARTICLE

    def effect_of(self, severity: Severity) -> Effect:
        """What a finding of that severity means."""
        if isinstance(self.effect, Effect):
            return self.effect
        return (self.effect or {}).get(severity, _USUAL[severity])

    @property
    def turned_off(self) -> bool:
        """Whether the school at hand does not ask it."""
        return self.local is not None and not self.local.enabled

    @property
    def severities(self) -> tuple[Severity, ...]:
        """The severities that a finding of this rule can have, gravest first."""
        if isinstance(self.severity, Severity):
            return (self.severity,)
        return tuple(sorted({self.severity.then, self.severity.otherwise}, key=lambda severity: severity.rank))
