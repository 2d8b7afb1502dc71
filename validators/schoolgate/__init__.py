"""schoolgate: know which students will sync before you press the button.

Source files go one way through the package: text tables, typed tables, facts, outcomes, verdicts, report.
"""

__version__ = "0.1.0"
