"""Up to where Great Expectations judges a run itself: as long as that takes seconds."""

from schoolgate.run.result import Result

NATIVE_LIMIT = 50_000
"""How many failing keys it takes on."""
ROWS_PER_KEY = 5
"""How many rows it takes on for each failing key that it would: a row costs less, yet a million clean ones a minute."""


def is_native(result: Result, native_limit: int) -> bool:
    """Whether Great Expectations judges the run itself: up to so many failing keys and `ROWS_PER_KEY` times as many rows."""
    rows = sum(facts.height for facts in result.facts.values())
    return sum(result.severities.values()) <= native_limit and rows <= ROWS_PER_KEY * native_limit
