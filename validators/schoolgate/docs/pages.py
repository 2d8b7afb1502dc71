"""The pages of a run and the index of all runs, as text. Everything that is shown has been made safe by the model."""

import json
from collections.abc import Mapping, Sequence
from html import escape

from schoolgate.docs.model import RunModel, RunSummary, plain


def pages(model: RunModel, history: Sequence[RunSummary]) -> Mapping[str, str]:
    """The pages of one run, by their paths in the site's folder; `history` are the runs before it, oldest first."""
    data = json.dumps(model, default=plain, ensure_ascii=False).replace("<", "\\u003c")
    records = _page(model.title, f'<script type="application/json">{data}</script>')
    return {
        f"runs/{model.run}/index.html": _page(model.title, f"<pre>{escape(str(model.summary))}</pre>{len(history)}"),
        f"runs/{model.run}/records.html": records,
    }


def index(history: Sequence[RunSummary]) -> Mapping[str, str]:
    """The first page of the site, from every run, oldest first."""
    rows = "".join(f'<li><a href="runs/{escape(one.run)}/index.html">{escape(one.run)}</a>' for one in history)
    return {"index.html": _page("schoolgate", f"<ul>{rows}</ul>")}


def single_file(model: RunModel, history: Sequence[RunSummary]) -> str:
    """The same as one file that holds all it needs."""
    return "\n".join(pages(model, history).values())


def _page(title: str, body: str) -> str:
    return f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{escape(title)}</title>{body}</html>'
