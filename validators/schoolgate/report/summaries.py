"""The forms that the table of many schools has for programs."""

from enum import StrEnum


class Summary(StrEnum):
    """A form of the table."""

    JSON = "json"
    CSV = "csv"
    JUNIT = "junit"
    MARKDOWN = "markdown"
