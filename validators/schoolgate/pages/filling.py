"""Templates filled: a page with its styles and scripts inside it, each allowed by its hash, so that nothing else runs."""

import base64
import hashlib
import json
from collections.abc import Sequence
from functools import cache
from importlib import resources
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from schoolgate.pages import charts
from schoolgate.pages.model import StatusCount, plain
from schoolgate.pages.newer import Newer
from schoolgate.pages.requirements import FailingRecord
from schoolgate.pages.series import points
from schoolgate.story.days import day

_STYLES = ("site.css", "lists.css")
_MEGA = 1_000_000


def page(template: str, scripts: Sequence[str], script_text: str = "", **values: Any) -> str:
    """A page from its template, with our styles and the scripts of these names inside it."""
    style = "".join(map(_asset, _STYLES)) + values.get("paper", "")
    script = "".join(map(_asset, scripts)) + script_text
    return (
        environment()
        .get_template(template)
        .render(
            style=Markup(style),  # noqa: S704 (our own files; what stands on paper is escaped)
            script=Markup(script),  # noqa: S704 (our own file)
            policy=_policy(style, script),
            **values,
        )
    )


def templates(package: str) -> Environment:
    """The templates of a package: they escape whatever is put into them, and know how a number is written."""
    environment = Environment(
        loader=PackageLoader(package),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["number"] = _number
    return environment


@cache
def environment() -> Environment:
    """The templates of Data Docs, with what they may ask for."""
    environment = templates("schoolgate.pages")
    environment.filters |= {
        "day": day,
        "anchor": anchor,
        "moment": _moment,
        "pair": _pair,
        "size": _size,
        "initial": _initial,
    }
    environment.globals |= {
        "percent": charts.percent,
        "trend_of": charts.trend,
        "points": points,
        "strip": charts.strip,
        "newer_data": _newer_data,
    }
    return environment


@cache
def _asset(name: str) -> str:
    return (resources.files("schoolgate.pages") / "assets" / name).read_text(encoding="utf-8")


def _policy(style: str, script: str) -> str:
    """Nothing is allowed but this style and this script; the picture is the icon, which stands in the page too."""
    scripts = f"{_hash(script)}; require-trusted-types-for 'script'; trusted-types 'none'" if script else "'none'"
    return (
        f"default-src 'none'; style-src {_hash(style)}; script-src {scripts}; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"


def _number(count: int) -> str:
    return f"{count:,}"


def _initial(text: str) -> str:
    """The text as a sentence begins.

    >>> _initial("pupils and learners")
    'Pupils and learners'
    """
    return text[:1].upper() + text[1:]


def _size(count: int) -> str:
    """So many bytes, for people.

    >>> _size(900), _size(62491), _size(2692390)
    ('1 kB', '62 kB', '2.7 MB')
    """
    return f"{max(1, round(count / 1000)):,} kB" if count < _MEGA else f"{count / _MEGA:,.1f} MB"


def _pair(one: StatusCount) -> tuple[str, int]:
    """What a bar is drawn from."""
    return one.tone, one.count


def _moment(at: str) -> str:
    """An ISO date-time in UTC, for people."""
    return f"{at[:10]} {at[11:16]} UTC" if at else ""


def anchor(failing: FailingRecord) -> str:
    """The place of a record's checklist in the page of records."""
    if failing.key is not None:
        return f"#/record/{quote(failing.facts, safe='')}/{quote(failing.key, safe='')}"
    return f"#/row/{failing.facts}/{failing.row}" if failing.row is not None else f"#/file/{failing.facts}"


def _newer_data(newer: Newer) -> Markup:
    return as_json({"place": newer.place, "asOf": newer.as_of, "answers": newer.answers, "others": newer.others})


def as_json(document: object) -> Markup:
    """A document as JSON that stays data wherever it stands in a page."""
    text = json.dumps(document, default=plain, ensure_ascii=False, separators=(",", ":"))
    # Markup in a text could end the element that holds it.
    return Markup(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))  # noqa: S704 (escaped in this line)
