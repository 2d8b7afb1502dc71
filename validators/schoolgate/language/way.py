"""Ways: sets of requirements of which a record need meet one alone to go through."""

from collections.abc import Mapping
from dataclasses import dataclass

from schoolgate.language.predicate import AllOf
from schoolgate.language.rule import Rule


@dataclass(frozen=True, slots=True)
class Way:
    """One way in which a record may go through: every one of `rules` is met. `name` is what the suite's verdict calls it.

    What the rules require is asked of every record here, whether or not they ask it themselves: their `when` only says
    which way a record was found to go.
    """

    name: str
    rules: tuple[str, ...]

    def requires(self, rules: Mapping[str, Rule]) -> AllOf:
        """What must hold for a record to go this way."""
        return AllOf(*(rules[rule_id].require for rule_id in self.rules))
