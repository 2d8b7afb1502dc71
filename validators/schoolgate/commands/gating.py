"""What weighs a run beyond a severity: the options of waivers, thresholds and a baseline, for the gate."""

import argparse
from dataclasses import replace
from pathlib import Path

from schoolgate.basics.errors import UsageError
from schoolgate.gate.decision import LEVELS, NEW_LEVELS, Gate, Waiver
from schoolgate.gate.difference import refuse_other
from schoolgate.gate.thresholds import thresholds
from schoolgate.gate.waivers import WAIVERS_FILE, read_waivers
from schoolgate.language.rule import Severity
from schoolgate.language.suite import Suite
from schoolgate.report.reading import read_report
from schoolgate.run.pseudonym import pseudonymised
from schoolgate.run.result import Result


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options that say what fails the run."""
    parser.add_argument(
        "--fail-on",
        choices=[*LEVELS, *NEW_LEVELS],
        default="error",
        help="the least severity that fails the run (default: error); new and new-warning: only what got worse than the "
        "baseline, errors alone or warnings too",
    )
    parser.add_argument(
        "--strict",
        action="store_true",
        help="fail a run that rests on an assumption: a question that nobody answered and that made a difference",
    )
    parser.add_argument(
        "--baseline", type=Path, metavar="OLD.json", help="the JSON report of an earlier run, to tell what is new"
    )
    parser.add_argument(
        "--waivers",
        type=Path,
        metavar="FILE",
        help=f"TOML file of findings to let pass until a day (default: {WAIVERS_FILE} in SOURCE, if there)",
    )
    parser.add_argument(
        "--max-findings",
        action="append",
        default=[],
        metavar="RULE=NUMBER",
        help="let so many findings of a rule pass, and fail the run beyond; may be given several times",
    )
    parser.add_argument(
        "--max-percent",
        action="append",
        default=[],
        metavar="RULE=PERCENT",
        help="the same, as a percentage of the records that the rule asks",
    )


def level(name: str) -> Severity | None:
    """The severity that a level of `--fail-on` names."""
    return {**LEVELS, **NEW_LEVELS}[name]


def gate(options: argparse.Namespace, suite: Suite) -> Gate:
    """The gate that the options ask for: all that can be refused is refused before the check runs.

    Raises:
        UsageError: an option or the file of waivers is wrong.
        InputError: the baseline cannot be read.
    """
    only_new = options.fail_on in NEW_LEVELS
    if only_new and options.baseline is None:
        msg = f"--fail-on {options.fail_on} needs an earlier report to compare with: give --baseline OLD.json"
        raise UsageError(msg)
    baseline = None if options.baseline is None else read_report(options.baseline)
    if baseline is not None:
        refuse_other(baseline, "this run", suite.name, pseudonyms=options.pseudonymise)
    return Gate(
        waivers=_waivers(options, suite),
        thresholds=thresholds(options.max_findings, options.max_percent, suite),
        baseline=baseline,
        only_new=only_new,
        strict=options.strict,
    )


def _waivers(options: argparse.Namespace, suite: Suite) -> tuple[Waiver, ...] | None:
    beside = options.source / WAIVERS_FILE
    path = options.waivers or (beside if beside.is_file() else None)
    return None if path is None else read_waivers(path, suite)


def gated(result: Result, asked: Gate, key: bytes | None) -> Result:
    """The result behind the gate; with a key, under pseudonyms. Waivers name real keys, a baseline those of its run."""
    if key is not None:
        result = pseudonymised(replace(result, gate=asked), key)
        asked = result.gate
    return result.gated(asked)
