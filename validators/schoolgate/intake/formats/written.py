"""What a typed value is as the text that a file would hold: the one way in which numbers, dates and truths become cells."""

from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from uuid import UUID

_KEPT = 10**15
"""A spreadsheet keeps fifteen digits of a number."""


def is_rounded(value: object) -> bool:
    """Whether a cell of a spreadsheet is a number longer than what one keeps: then its last digits are nobody's.

    >>> is_rounded(999_999_999_999_999), is_rounded(-1e15), is_rounded("1000000000000000")
    (False, True, False)
    """
    return isinstance(value, (int, float)) and abs(value) >= _KEPT


def written(value: object) -> str | None:
    """The text of a value; None where it is missing.

    A day is YYYY-MM-DD, a moment YYYY-MM-DD HH:MM:SS with its offset if it has one; yes and no are true and false.

    Raises:
        TypeError: no file could hold it as one cell; says of which type it is, never what.
    """
    match value:
        case None:
            return None
        case bool():
            return "true" if value else "false"
        case float() | Decimal():
            return plain_number(str(value))
        case datetime():
            return value.replace(microsecond=0).isoformat(" ")
        case str() | int() | UUID() | date() | time():
            return str(value)
        case _:
            raise TypeError(type(value).__name__)


def plain_number(text: str) -> str | None:
    """A number as one would type it: whole ones as digits alone, no exponent; None for what is not a number."""
    try:
        value = Decimal(text)
    except InvalidOperation:
        return text
    if value.is_nan():
        return None
    # However large an exponent is: nobody types a thousand digits.
    if not value.is_finite() or abs(value.adjusted()) > 1000:  # noqa: PLR2004 (as said above)
        return text
    whole = value.to_integral_value()
    return format(whole + 0 if whole == value else value, "f")
