"""The suite as one school has it: rules that its settings turn off, or count as more or less severe, with the reason.

A rule that is turned off is still judged, because others need it: a rule asks only those that its needs pass, and without
them it would fail where it is not meant to. What it finds is then put aside. So nothing else fails for its absence.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace

import polars as pl

from schoolgate.basics.errors import UsageError
from schoolgate.language.outcome import Outcome
from schoolgate.language.rule import Depends, Local, Rule, Severity
from schoolgate.language.settings import RuleSettings
from schoolgate.language.suite import OutcomeFrames, Suite
from schoolgate.suites import refuse_unknown_rule

_STILL = "the product asks it all the same and may refuse what does not meet it"


def tailored(suite: Suite, settings: Mapping[str, RuleSettings]) -> Suite:
    """The suite with what the settings say of its rules. The suites that are compiled to files stay as shipped.

    Raises:
        UsageError: they speak of a rule that there is not, or change one that no school can change.
    """
    for name in settings:
        refuse_unknown_rule(name, suite, f'Settings, [rules."{name}"]')
    mine = {name: given for name, given in settings.items() if name in suite.rules_by_id}
    if not mine:
        return suite
    return replace(
        suite,
        rules=tuple(_local(rule, mine[rule.id], suite) if rule.id in mine else rule for rule in suite.rules),
    )


def _local(rule: Rule, given: RuleSettings, suite: Suite) -> Rule:
    where = f'Settings, [rules."{rule.id}"]'
    local = Local(given.reason, rule.severities, given.enabled, given.severity)
    if rule.fixed is not None and (given.severity is None or given.severity.rank > rule.severities[0].rank):
        change = "turned off" if given.severity is None else f"made less severe than {rule.severities[0]}"
        msg = f"{where}: {rule.id} cannot be {change}: {rule.fixed}; delete the setting"
        raise UsageError(msg)
    if given.severity is None:
        return replace(rule, local=local)
    if given.severity is Severity.ERROR and any(suite.facts_by_name[name].carried for name in rule.facts):
        msg = (
            f"{where}: {rule.id} speaks of a value that records carry and cannot be of severity error; "
            "the rule about each of these records is what blocks them"
        )
        raise UsageError(msg)
    return replace(rule, severity=_severity(rule.severity, given.severity), local=local)


def _severity(shipped: Severity | Depends, given: Severity) -> Severity | Depends:
    """The given severity; findings that only inform, of a rule that can also be graver, go on informing."""
    if isinstance(shipped, Severity):
        return given
    then, otherwise = (branch if branch is Severity.INFO else given for branch in (shipped.then, shipped.otherwise))
    return given if then is otherwise else replace(shipped, then=then, otherwise=otherwise)


def put_aside(suite: Suite, outcomes: OutcomeFrames) -> OutcomeFrames:
    """The outcomes with what the rules that are turned off found taken out: they do not apply anywhere."""
    silent = pl.lit(Outcome.NOT_APPLICABLE.value, pl.UInt8())
    off = {rule.id for rule in suite.rules if rule.turned_off}
    return {
        name: frame.with_columns(silent.alias(rule) for rule in frame.columns if rule in off)
        for name, frame in outcomes.items()
    }


def notes(suite: Suite, outcomes: OutcomeFrames) -> Iterator[str]:
    """What to say of each rule that the settings change; `outcomes` are those before `put_aside`."""
    for rule in suite.rules:
        if rule.local is None:
            continue
        grave = rule.local.shipped[0] is Severity.ERROR
        if rule.turned_off:
            count = sum((outcomes[name][rule.id] == Outcome.FAIL.value).sum() for name in rule.facts)
            said = f"{count:,} finding{' is' if count == 1 else 's are'} left out"
            said += f", and {_STILL}" if grave else ""
            yield f"{rule.id} is turned off in the settings ({rule.local.reason}): {said}"
        else:
            said = f": {_STILL}" if grave and rule.severities[0] is not Severity.ERROR else ""
            was = rule.local.shipped[0]
            yield f"{rule.id} counts as {rule.local.severity}, not {was}, in the settings ({rule.local.reason}){said}"
