"""What can fail a run: the levels of `--fail-on`."""

from schoolgate.language.rule import Severity

LEVELS = {"error": Severity.ERROR, "warning": Severity.WARNING, "never": None}
"""The levels of `--fail-on`; with `NEW_LEVELS`, only what got worse than the baseline counts."""
NEW_LEVELS = {"new": Severity.ERROR, "new-warning": Severity.WARNING}
