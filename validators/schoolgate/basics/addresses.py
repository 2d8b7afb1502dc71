"""What an e-mail address looks like."""

from schoolgate.basics.whitespace import SPACES

_SPACE = "".join(f"\\x{{{ord(space):X}}}" for space in SPACES)
EMAIL = rf"^[^@{_SPACE}]+@[^@{_SPACE}.]+(\.[^@{_SPACE}.]+)+$"
"""One @, a dotted domain, no white space, in the regular expressions of Polars."""
