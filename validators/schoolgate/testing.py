"""Rules tried out in a line: what one rule says of a handful of cells. For whoever writes or doubts a rule.

>>> from schoolgate.testing import UNKNOWN, outcome
>>> outcome("portal-sync", "PS-101", salutation=None)
'fail'
>>> outcome("portal-sync", "PS-101", salutation="Mx")
'pass'
>>> outcome("portal-sync", "PS-105", email=UNKNOWN, logs_in=True)
'not_checked'

Cells left out take the neutral values that the suite declares: a record of which nothing is wrong.
"""

from typing import Any

from schoolgate import suites
from schoolgate.basics.errors import UsageError, nearest
from schoolgate.catalogue.examples import frame_of
from schoolgate.engines import fused
from schoolgate.judgement.findings import message
from schoolgate.language.outcome import Outcome
from schoolgate.language.rule import UNKNOWN, Example, Rule
from schoolgate.language.suite import Suite

__all__ = ["UNKNOWN", "message_of", "outcome", "outcome_of"]


def outcome(suite: str, rule: str, /, **cells: Any) -> str:
    """What a rule of a suite says of a fact row with these cells: pass, fail, not_applicable or not_checked.

    Args:
        suite: the workflow, such as "portal-sync".
        rule: the rule's id.
        cells: columns of the fact table that the rule judges (`schoolgate rules RULE` lists them): text, numbers, yes and
            no, dates as ISO text; None is missing, `UNKNOWN` could not be read or was not supplied.

    Raises:
        UsageError: there is no such suite, rule or column; the message names the nearest.
    """
    loaded = suites.load(suite)
    return outcome_of(loaded, _rule(loaded, rule), cells).label


def outcome_of(suite: Suite, rule: Rule, cells: Example) -> Outcome:
    """The same for a suite and a rule at hand, which need not be among those that schoolgate ships."""
    (name, *_) = rule.facts
    _refuse_unknown(suite, name, cells)
    facts = {
        table.name: frame_of(suite, table.name, [cells] if table.name == name else []) for table in suite.fact_tables
    }
    return Outcome(fused.evaluate(suite, facts)[name][rule.id].item())


def message_of(suite: str, rule: str, /, **cells: Any) -> str:
    """What a finding of the rule on such a row says, whether or not the rule fails there.

    Raises:
        UsageError: there is no such suite, rule or column; the message names the nearest.
    """
    loaded = suites.load(suite)
    found = _rule(loaded, rule)
    (name, *_) = found.facts
    _refuse_unknown(loaded, name, cells)
    table = loaded.facts_by_name[name]
    return str(frame_of(loaded, name, [cells]).select(message(found, table)).item())


def _rule(suite: Suite, name: str) -> Rule:
    if name not in suite.rules_by_id:
        msg = f"{suite.name} has no rule {name!r}: {nearest(name, suite.rules_by_id)}"
        raise UsageError(msg)
    return suite.rules_by_id[name]


def _refuse_unknown(suite: Suite, name: str, cells: Example) -> None:
    table = suite.facts_by_name[name]
    known = [*table.facts, "key"]
    for column in cells:
        if column not in known:
            msg = f"the facts {name} of {suite.name} have no {column!r}: {nearest(column, known)}"
            raise UsageError(msg)
