"""The pages that lead to a verdict, from their templates; the verdict itself is a page of Data Docs."""

from functools import cache
from importlib import resources
from typing import Any

from jinja2 import Environment

from schoolgate.pages.filling import templates

STYLES = {"site.css": "schoolgate.pages", "lists.css": "schoolgate.pages", "serve.css": "schoolgate.serving"}
"""The styles of every page and the package that each comes from: those of Data Docs, then what only these pages have."""
SCRIPT = "serve.js"


def page(template: str, **values: Any) -> str:
    """A page from its template."""
    return _environment().get_template(template).render(**{"root": "", **values})


@cache
def asset(name: str) -> bytes:
    """A style or a script."""
    return (resources.files(STYLES.get(name, "schoolgate.serving")) / "assets" / name).read_bytes()


@cache
def _environment() -> Environment:
    environment = templates("schoolgate.serving")
    environment.filters["initial"] = _initial
    environment.globals["styles"] = tuple(STYLES)
    return environment


def _initial(text: str) -> str:
    """The text as a sentence begins; a name of a file, or of ours, stays as it is.

    >>> _initial("the learners"), _initial("members.csv has none")
    ('The learners', 'members.csv has none')
    """
    first = text.partition(" ")[0].rstrip(".,:;")
    return text if set(first) & set("._[") else text[:1].upper() + text[1:]
