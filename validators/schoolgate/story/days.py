"""Days as people say them."""

_MONTHS = tuple(
    "January February March April May June July August September October November December".split()  # noqa: SIM905 (one line)
)


def month(text: str) -> str:
    """A month as people say it.

    >>> month("2026-11")
    'November 2026'
    """
    year, _, number = text.partition("-")
    return f"{_MONTHS[int(number) - 1]} {year}"


def day(as_of: str) -> str:
    """A moment as people say it.

    >>> day("2026-11-05"), day("2026-11-05 06:30")
    ('5 November 2026', '5 November 2026, 06:30')
    """
    date, _, time = as_of.partition(" ")
    try:
        year, month, number = date.split("-")
        told = f"{int(number)} {_MONTHS[int(month) - 1]} {year}"
    except (ValueError, IndexError):
        return as_of
    return f"{told}, {time}" if time and time != "23:59" else told
