"""The cases of sources as systems write them, dropped on the page: the verdict of each record is the one that is known."""

import csv
import io
import re
import shlex
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from served import Running, running

pytestmark = pytest.mark.slow
CASES = Path(__file__).parents[1] / "cases" / "intake"


@dataclass(frozen=True)
class Case:
    """A check that a case asks for: what is dropped, and what must come out."""

    name: str
    suite: str
    files: tuple[Path, ...]
    settings: Path | None
    as_of: str
    told: Any


def cases() -> Iterator[Case]:
    for folder in sorted(CASES.iterdir()):
        for run in tomllib.loads((folder / "case.toml").read_text("utf-8"))["run"]:
            words = shlex.split(run["do"])
            after = dict(pairwise(words))
            source = folder / words[3]
            if words[1] == "check" and source.exists():
                files = [source] if source.is_file() else sorted(path for path in source.iterdir() if path.is_file())
                given = folder / after["--settings"] if "--settings" in after else None
                own = [path for path in files if given is None or path.name != "settings.toml"]
                yield Case(folder.name, words[2], tuple(own), given, after["--as-of"], run)


@pytest.fixture(scope="module")
def page() -> Iterator[Running]:
    with running() as found:
        yield found


@pytest.mark.parametrize("case", list(cases()), ids=lambda case: case.name)
def test_the_page_comes_to_the_verdict_that_is_known(page: Running, case: Case) -> None:
    visitor = page.visitor
    for path in (page.serving.folder / case.suite / "extract").glob("*"):
        visitor.post(f"/{case.suite}/remove", f"name={quote(path.name)}".encode())
    files = [(path.name, path.read_bytes()) for path in case.files]
    files += [("settings.toml", case.settings.read_bytes())] if case.settings else []
    looked = visitor.drop(case.suite, *files)
    if case.told.get("exit", 0) not in {0, 1}:
        # What no check gets past is told, or asked; nothing of it is a verdict.
        assert "Check every record" not in looked.text
        assert "DO-NOT-SHOW" not in looked.text
        assert re.search(r"not clear|in the way|could not be done|is missing", looked.text)
        return
    # Whoever knows nothing leaves everything open, as a check without a word does.
    names = {name for name in re.findall(r'name="([^"]*)"', looked.text) if name.startswith("intake")}
    body = "&".join(
        [f"as_of={quote(case.as_of)}", *(f"{quote(name)}=left" for name in names if not name.endswith(".typed"))]
    )
    verdict = visitor.post(f"/{case.suite}/answers", body.encode())
    assert "Each requirement" in verdict.text, re.findall(r"<h1.*?</h1>|<pre>.*?</pre>", verdict.text, re.DOTALL)
    listed = visitor.get(f"/{case.suite}/lists/records").body.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(listed)))
    found = {row["key"]: row["status"] for row in rows} | {
        f"{row['table']}/{row['key']}": row["status"] for row in rows
    }
    expected = {key: told["status"] for key, told in case.told.get("records", {}).items() if "status" in told}
    assert {key: found.get(key) for key in expected} == expected
