"""Pages of Data Docs to look at, made as a check makes them."""

import json
import re
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from schoolgate import suites
from schoolgate.basics.clock import moment
from schoolgate.language.rule import Severity
from schoolgate.language.settings import read_settings
from schoolgate.pages import publish
from schoolgate.pages.downloads import FILES, downloads
from schoolgate.pages.model import RunModel, run_model
from schoolgate.pages.pages import index, pages, single_file
from schoolgate.report.formats import Telling
from schoolgate.run.check import check
from schoolgate.run.order import Order, carried_out
from schoolgate.run.result import Result
from schools import GOOD, school

NOW = "2026-11-22"
_LINK = re.compile(r'(?:href|src)="([^"#?]+)')
_DATA = re.compile(r'<script type="application/json" id="data"[^>]*>(.*?)</script>', re.DOTALL)


def checked(name: str, folder: Path) -> Result:
    """The check of an extract, as of `NOW`, with its own settings where it has some."""
    suite, own = suites.load(name), folder / "settings.toml"
    sections = [suites.section(other) for other in suites.names()]
    settings = read_settings(own if own.is_file() else None, suites.section(name), suite.settings, sections)
    return check(suite, folder, settings, moment(NOW, settings.zone, suite.bare_date))


def modelled(name: str, folder: Path, run: str = "first") -> RunModel:
    """What the pages say of an extract."""
    return run_model(checked(name, folder), run=run, at="2026-11-22T06:30:00+00:00")


def handing_out(result: Result, run: str = "first") -> tuple[RunModel, Mapping[str, bytes]]:
    """What the pages say of a check, and the files that they hand out."""
    handed = downloads(result, Telling(Severity.ERROR, show_values=False))
    model = run_model(result, run=run, at="2026-11-22T06:30:00+00:00")
    return replace(model, downloads=handed.told, withheld=handed.withheld), handed.files


def published(model: RunModel, site: Path, *before: RunModel, files: Mapping[str, bytes] | None = None) -> Path:
    """Write the pages of a run, the index of all of them, and the single file beside them; the site's folder."""
    history = [one.summary for one in before]
    texts = {
        **pages(model, history),
        **index([*history, model.summary]),
        "single.html": single_file(model, history, files or {}),
    }
    for path, text in texts.items():
        (site / path).parent.mkdir(parents=True, exist_ok=True)
        (site / path).write_text(text, encoding="utf-8")
    for name, content in (files or {}).items():
        place = site / "runs" / model.run / FILES / name
        place.parent.mkdir(exist_ok=True)
        place.write_bytes(content)
    return site


def files(folder: Path) -> dict[str, bytes]:
    """The files of a folder by their paths in it."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def data_of(page: str) -> Any:
    """What the script of a page of records reads."""
    found = _DATA.search(page)
    assert found, "the page holds no data"
    assert not set("<>&") & set(found[1]), "markup in the data could end the element that holds it"
    return json.loads(found[1])


def students(blank: Sequence[str], keys: Sequence[str]) -> str:
    """Students of whom some have no salutation."""
    rows = (f"{key},{'' if key in blank else 'Ms'},Ada,,Okoro,,false,On Roll,7A,," for key in keys)
    return "\n".join((GOOD["students"].splitlines()[0], *rows)) + "\n"


def checked_as_of(
    folder: Path,
    day: str,
    name: str,
    *,
    at: str = "",
    waivers: Path | None = None,
    notes: Path | None = None,
    **tables: str,
) -> publish.Run:
    """A check of a school's extract of a day, made at half past six of that day or another."""
    suite = suites.load("portal-sync")
    shutil.rmtree(folder, ignore_errors=True)
    source = school(folder, **tables)
    result = carried_out(Order(suite=suite, source=source, school=name, as_of=day, waivers=waivers, notes=notes))
    return publish.prepared(result, at=datetime.fromisoformat(f"{at or day}T06:30+00:00"))


def broken_links(folder: Path) -> list[str]:
    """Links of pages that a reader can come to which lead nowhere."""
    reached, ahead = set[Path](), [folder / "index.html"] if (folder / "index.html").exists() else []
    broken = []
    while ahead:
        page = ahead.pop()
        if page in reached:
            continue
        reached.add(page)
        for link in _LINK.findall(page.read_text("utf-8")):
            target = (page.parent / link).resolve()
            if re.match(r"[a-z]+:", link):
                continue
            if not target.is_file():
                broken.append(f"{page.name} -> {link}")
            elif target.suffix == ".html":
                ahead.append(target)
    return broken
