"""What stands on every sheet of a printed page: which extract, which day, and the number of the sheet."""

import re

from schoolgate.pages.model import RunModel

_PLAIN = re.compile(r"[^A-Za-z0-9 ]")


def running_head(model: RunModel) -> str:
    """The style that puts it there; texts of the extract are escaped, letter by letter."""
    left = _quoted(f"{model.source} · {model.title}")
    right = _quoted(f"as of {model.as_of}")
    return (
        "\n@page { margin: 18mm 12mm 16mm; "
        f"@top-left {{ content: {left}; {_SMALL} width: 75%; }} "
        f"@top-right {{ content: {right}; {_SMALL} }} "
        f'@bottom-right {{ content: "Page " counter(page) " of " counter(pages); {_SMALL} }} }}\n'
    )


_SMALL = "font: 9pt system-ui, sans-serif; color: #333;"


def _quoted(text: str) -> str:
    r"""A string of CSS, in which no letter can end it, nor the element that holds the style.

    >>> _quoted('7A "</style>')
    '"7A \\22 \\3c \\2f style\\3e "'
    """
    return '"' + _PLAIN.sub(lambda found: f"\\{ord(found[0]):x} ", text) + '"'
