"""`schoolgate rules`: the catalogue of requirements."""

import argparse

from schoolgate.basics.streams import document
from schoolgate.catalogue import entries
from schoolgate.report import catalogue as report
from schoolgate.report import catalogue_markdown, terminal


def run(options: argparse.Namespace) -> int:
    """Print what was asked for."""
    found = entries.find(options.name)
    match options.format:
        case "json":
            document(report.as_json(found))
        case "markdown":
            document(catalogue_markdown.catalogue(found))
        case _:
            report.show(found, terminal.console(quiet=False))
    return 0
