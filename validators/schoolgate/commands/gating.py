"""What weighs a run beyond a severity: the options of waivers, thresholds and a baseline."""

import argparse
from dataclasses import replace

from schoolgate.run.order import Order


def weighed(options: argparse.Namespace, order: Order) -> Order:
    """The order with what the options say fails the run."""
    return replace(
        order,
        fail_on=options.fail_on,
        waivers=options.waivers,
        baseline=options.baseline,
        max_findings=options.max_findings,
        max_percent=options.max_percent,
        strict=options.strict,
    )
