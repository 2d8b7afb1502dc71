"""Checks for tests of what is made from a result."""

import csv
import tempfile
from collections.abc import Sequence
from pathlib import Path

import polars as pl
from hypothesis import strategies as st

import schoolgate
from extracts import write_shown
from schoolgate import suites
from schoolgate.run.result import Result

AS_OF = "2026-11-22"
DATA = Path(__file__).parents[1] / "data"
HOSTILE = (
    "\x1b[31mred\x1b[0m", "one\ntwo", "one\r\n::error::two", "::add-mask::x", "##[error]x", "a,b:c=d", "100%",
    "%0A::error::x", "a|b", "a\\|b", "a\\", "`code`", "``", "*bold*", "_em_", "~~gone~~", "# head", "- item",
    "+ item", "1. one", "1) one", "> quote", "=====", "---", "| --- |", "![x](http://x.example/y.png)",
    "[x](http://x.example)", "[x](javascript:alert)", "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>", "</code></details>", "<!-- x", "&amp;", "&lt;b&gt;", "&#124;", "]]>",
    "<![CDATA[x", "\"'", "http://x.example", "www.x.example", "a@x.example", "@octocat", "#1", "$x$", ":tada:",
    "{0}", "{{0}}", "]: http://x.example", "\u202egnp.exe", "a\u200bb", "a\u2028b", "\ufffe", "\uffff", "é",
    "\U0001f600", "a b", "😀" * 300,
)  # fmt: skip
"""What means something to XML, JSON readers, workflow commands, Markdown or a terminal."""
TEXTS = st.lists(
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00\r"), min_size=1, max_size=12)
    | st.text(st.sampled_from("\\|`*_[]()<>!#&:@%,=\n-+.1~$\"' ab"), min_size=1, max_size=12),
    min_size=1,
    max_size=12,
)
"""Cells of extracts; carriage returns alone, which no comma-separated file ends a line with, have their own tests."""


def checked(source: Path, suite: str = "portal-sync") -> Result:
    """The check of a folder."""
    return schoolgate.check(suite, source, as_of=AS_OF).result


def sample(name: str, suite: str = "portal-sync") -> Result:
    """The check of a shipped sample."""
    return checked(DATA / suite / name, suite)


def example() -> Result:
    """The check of the school made by hand, whose keys say what is the matter with each student."""
    return checked(DATA / "example")


def shown(folder: Path, texts: Sequence[str], suite: str = "portal-sync") -> Result:
    """The check of an extract with a row per text, which stands in the row's key and in all its shown text cells."""
    place = Path(tempfile.mkdtemp(dir=folder)) / "in"
    return checked(as_parquet(write_shown(suites.load(suite), place, tuple(texts))), suite)


def as_parquet(folder: Path) -> Path:
    """The same tables in a format whose keys may hold what would be two records, or two cells, of a text file."""
    for path in folder.glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            header, *rows = csv.reader(file)
        columns = {name: [row[at] for row in rows] for at, name in enumerate(header)}
        pl.DataFrame(columns, schema=dict.fromkeys(header, pl.String())).write_parquet(path.with_suffix(".parquet"))
        path.unlink()
    return folder
