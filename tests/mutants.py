"""Rules with one thing wrong: what a slip of the hand in a rule literal could look like."""

from collections.abc import Iterator
from dataclasses import replace

from schoolgate.language.predicate import ALWAYS, AllOf, AnyOf, AtLeast, AtMost, Filled, IsTrue, Not, OneOf, Predicate
from schoolgate.language.rule import Depends, Rule, Severity


def mutants(rule: Rule) -> Iterator[tuple[str, Rule]]:
    """Every mutant of a rule, with what is wrong with it."""
    if rule.when != ALWAYS:
        yield "when dropped", replace(rule, when=ALWAYS)
    for what, predicate in _mutated(rule.when):
        yield f"when: {what}", replace(rule, when=predicate)
    for what, predicate in _mutated(rule.require):
        yield f"require: {what}", replace(rule, require=predicate)
    for need in rule.needs:
        yield f"{need} not needed", replace(rule, needs=tuple(other for other in rule.needs if other != need))
    for what, severity in _severities(rule):
        yield what, replace(rule, severity=severity)
    yield "keyless turned", replace(rule, keyless=not rule.keyless)


def _severities(rule: Rule) -> Iterator[tuple[str, Severity | Depends]]:
    if isinstance(rule.severity, Severity):
        for severity in Severity:
            if severity is not rule.severity:
                yield f"severity {severity}", severity
        return
    yield "severity turned", Depends(rule.severity.on, rule.severity.otherwise, rule.severity.then)
    yield "severity then", rule.severity.then
    yield "severity otherwise", rule.severity.otherwise


def _mutated(predicate: Predicate) -> Iterator[tuple[str, Predicate]]:
    """The predicate with one part wrong."""
    if predicate == ALWAYS:
        return
    yield f"not {predicate}", Not(predicate)
    match predicate:
        case AtLeast(column=column, least=least):
            yield f"{column} at least {least + 1}", AtLeast(column, least + 1)
            yield f"{column} at least {least - 1}", AtLeast(column, least - 1)
            yield f"{column} at most {least}", AtMost(column, least)
        case AtMost(column=column, most=most):
            yield f"{column} at most {most + 1}", AtMost(column, most + 1)
            yield f"{column} at most {most - 1}", AtMost(column, most - 1)
            yield f"{column} at least {most}", AtLeast(column, most)
        case OneOf(column=column, values=values):
            for value in values:
                rest = tuple(other for other in values if other != value)
                yield f"{column} without {value}", OneOf(column, rest or ("nothing of the kind",))
            yield f"{column} only filled", Filled(column)
        case IsTrue(column=column):
            yield f"{column} only filled", Filled(column)
        case Not(part=part):
            for what, mutant in _mutated(part):
                yield f"not ({what})", Not(mutant)
        case AllOf(parts=parts) | AnyOf(parts=parts):
            kind, other = (AllOf, AnyOf) if isinstance(predicate, AllOf) else (AnyOf, AllOf)
            yield "and for or" if kind is AnyOf else "or for and", other(*parts)
            for position, part in enumerate(parts):
                yield f"without {part}", kind(*parts[:position], *parts[position + 1 :])
                for what, mutant in _mutated(part):
                    yield what, kind(*parts[:position], mutant, *parts[position + 1 :])
        case Filled():
            pass
