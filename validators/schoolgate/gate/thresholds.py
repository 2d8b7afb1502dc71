"""Thresholds: how many findings of a rule the gate lets pass, as a number or as a share of the records asked."""

import re
from collections.abc import Sequence
from fractions import Fraction

from schoolgate.basics.errors import UsageError
from schoolgate.gate.decision import WHOLE, Threshold
from schoolgate.language.suite import Suite
from schoolgate.suites import refuse_unknown_rule

_NUMBER = re.compile(r"[0-9]{1,12}")
_PERCENT = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,9})?")


def thresholds(numbers: Sequence[str], percents: Sequence[str], suite: Suite) -> tuple[Threshold, ...]:
    """The thresholds of `--max-findings` and `--max-percent`, each `RULE=NUMBER`.

    Raises:
        UsageError: there is no such rule, or nobody can let it pass; the number is none or out of its range; a rule has two
            of a kind.
    """
    found: dict[tuple[str, bool], Threshold] = {}
    given = [("--max-findings", text, False) for text in numbers] + [("--max-percent", text, True) for text in percents]
    for option, text, percent in given:
        threshold = _threshold(f"{option} {text}", text, suite, percent=percent)
        if (threshold.rule, percent) in found:
            msg = f"{option} {text}: {threshold.rule} has one already; give one of them"
            raise UsageError(msg)
        found[threshold.rule, percent] = threshold
    return tuple(found.values())


def _threshold(where: str, text: str, suite: Suite, *, percent: bool) -> Threshold:
    rule, _, written = (part.strip() for part in text.partition("="))
    if not written:
        msg = f"{where}: expected RULE={'PERCENT' if percent else 'NUMBER'}, such as {suite.rules[0].id}=5"
        raise UsageError(msg)
    if rule not in suite.rules_by_id:
        refuse_unknown_rule(rule, suite, where)
        msg = f"{where}: {rule} is a rule of another suite than {suite.name}"
        raise UsageError(msg)
    fixed = suite.rules_by_id[rule].fixed
    if fixed is not None:
        msg = f"{where}: {rule} cannot have a threshold: {fixed}; take the option away"
        raise UsageError(msg)
    if not (_PERCENT if percent else _NUMBER).fullmatch(written) or (percent and Fraction(written) > WHOLE):
        wanted = "a percentage from 0 to 100, such as 0.5" if percent else "a whole number, 0 or more"
        msg = f"{where}: {written!r} is not {wanted}"
        raise UsageError(msg)
    return Threshold(rule, Fraction(written), percent, written)
