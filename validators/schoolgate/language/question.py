"""Questions: what the articles make depend on how a school is set up, and what holds while nobody has answered."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from schoolgate.language.noun import RECORD, Noun
from schoolgate.language.outcome import Outcome
from schoolgate.language.predicate import ALWAYS, Predicate

Scalar = str | int | bool | None
DECIDED = (Outcome.PASS, Outcome.FAIL)
OPEN = (Outcome.NOT_CHECKED,)


@dataclass(frozen=True, slots=True)
class Touches:
    """Rows on which an open question makes a difference: `where` surely holds, and a rule came out as one of `outcomes`.

    Without `rules` the rows of the fact table `facts` on which `where` holds, whatever any rule says of them.
    """

    rules: tuple[str, ...] = ()
    outcomes: tuple[Outcome, ...] = (*DECIDED, *OPEN)
    where: Predicate = ALWAYS
    facts: str | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """Something that nobody but the school or the product can tell.

    Attributes:
        name: the setting, table or column that answers it: what reports know it by.
        asks: the question, as one would put it to a person.
        decides: what the answer decides, for the comment beside it in a settings file.
        answer: the exact line of settings, or the table and column, that answers it.
        touches: where it makes a difference while it is open.
        settings: the settings of the suite any of which, given, answers it.
        supplied: the tables (`groups`) and columns (`groups.active`) any of which, supplied, answers it.
        assumed: what holds while nobody has answered: None for unknown, a value, or how it follows from settings and moment.
        why: where the assumed value comes from ("our figure; the article gives none").
    """

    name: str
    asks: str
    decides: str
    answer: str
    touches: tuple[Touches, ...]
    settings: tuple[str, ...] = ()
    supplied: tuple[str, ...] = ()
    assumed: Scalar | Callable[[Any, Any], Scalar] = None
    why: str = ""

    @property
    def decisive(self) -> bool:
        """Whether a setting answers it, and its rules wait for that: nothing is assumed in the meantime."""
        return bool(self.settings) and self.assumed is None


@dataclass(frozen=True, slots=True)
class Assumption:
    """A question that nobody answered and that made a difference in a run, as reports tell it.

    `assumed` is None where the answer is simply unknown. `records` is how many records it touches. `evidence` is what an
    assumption that intake made rests on, `of` what the records are called.
    """

    question: str
    asks: str
    assumed: Scalar
    records: int
    answer: str
    evidence: str = ""
    of: Noun = RECORD
