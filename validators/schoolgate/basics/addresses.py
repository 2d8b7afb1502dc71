"""What an e-mail address looks like, and which of those no mail system delivers to."""

import polars as pl

from schoolgate.basics.whitespace import SPACES

_SPACE = "".join(f"\\x{{{ord(space):X}}}" for space in SPACES)
_EMAIL = rf"^[^@{_SPACE}]+@[^@{_SPACE}.]+(\.[^@{_SPACE}.]+)+$"
"""One @, a dotted domain, no white space, in the regular expressions of Polars."""
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9]+(?:-+[A-Za-z0-9]+)*"
_PLAIN = rf"^{_ATOM}(?:\.{_ATOM})*@(?:{_LABEL}\.)+[A-Za-z]{{2,}}$"
"""What is an address without any doubt, as long as it is short: nearly all are."""
_SHORT = 63
"""No part of an address may be longer; of one that is no longer as a whole, none is."""


def delivered(addresses: pl.Series) -> pl.Series:
    """Whether each could be an address that mail is delivered to, as far as it can be told without asking anybody.

    It has one @, a dotted domain and no white space, and is not what no mail system takes: a character that cannot be seen,
    two dots in a row, a dot at an end, angle brackets that were pasted along. Null where there is none.
    """
    plain = ((addresses.str.len_bytes() <= _SHORT) & addresses.str.contains(_PLAIN)).fill_null(value=False)
    rest = addresses.filter(~plain & addresses.is_not_null()).unique()
    odd = [address for address in rest.filter(rest.str.contains(_EMAIL)) if _is_taken(address)]
    found = plain | addresses.is_in(odd) if odd else plain
    return found.zip_with(addresses.is_not_null(), pl.Series([None], dtype=pl.Boolean()))


def _is_taken(address: str) -> bool:
    from email_validator import EmailNotValidError, validate_email  # noqa: PLC0415 (few addresses are odd, and it takes time)

    try:
        # A school's own network may well have a domain that no other knows.
        validate_email(
            address, check_deliverability=False, globally_deliverable=False, allow_quoted_local=True, strict=True
        )
    except EmailNotValidError:
        return False
    return True
