"""Build README and the pages of docs/ as a site that needs no network; takes the group `docs` to be installed.

Usage: python docs/website.py DIR
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
ALONGSIDE = ("CHANGELOG.md", "validators/schoolgate/report/report.schema.json")
"""What pages link to beside docs/."""
CONFIGURATION = """\
project = "schoolgate"
author = "schoolgate's developers"
extensions = ["myst_parser"]
root_doc = "index"
html_theme = "furo"
html_title = "schoolgate"
html_copy_source = False
html_show_sourcelink = False
myst_heading_anchors = 4
# The ids of the rules are HTML of their own, which this cannot see; tests/test_manual.py follows every link.
suppress_warnings = ["myst.xref_missing"]
nitpicky = True
"""
ORDER = (
    ("By role", ("data-manager", "support", "integration")),
    (
        "Workflows",
        tuple(
            f"workflows/{name}" for name in ("portal-sync", "student-import", "boost-promotion", "schoolcomms-leavers")
        ),
    ),
    (
        "Reference",
        (
            "intake",
            "exports",
            "rules/README",
            "reports",
            "gate",
            "data-docs",
            "serve",
            "publishing",
            "windows",
            "ci",
            "scale",
            "library",
            "endings",
            "pseudonyms",
        ),
    ),
    ("The house", ("decisions", "architecture", "contributing", "releasing")),
)
"""The pages of docs/ as the site lists them; those of the suites stand below that of the requirements."""


def staged(folder: Path) -> None:
    """Put the pages where they link to one another as in the project, with a list of them for the margin."""
    shutil.copy(ROOT / "README.md", folder / "index.md")
    for name in ALONGSIDE:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, folder / name)
    shutil.copytree(ROOT / "docs", folder / "docs", ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    lists = [_list(title, [f"docs/{page}" for page in pages]) for title, pages in ORDER]
    _append(folder / "index.md", "".join(lists) + _list("History", ["CHANGELOG"]))
    rules = folder / "docs" / "rules"
    _append(rules / "README.md", _list("", [path.stem for path in sorted(rules.glob("*.md")) if path.stem != "README"]))
    (folder / "conf.py").write_text(CONFIGURATION, encoding="utf-8")


def _list(title: str, pages: list[str]) -> str:
    named = [f":caption: {title}"] if title else []
    return "\n".join(["", "```{toctree}", ":hidden:", *named, "", *pages, "```", ""])


def _append(page: Path, text: str) -> None:
    page.write_text(page.read_text(encoding="utf-8") + text, encoding="utf-8")


def build(target: Path) -> int:
    """Build the site; 0 if there is nothing to complain of."""
    with tempfile.TemporaryDirectory() as work:
        staged(Path(work))
        words = [sys.executable, "-m", "sphinx", "-b", "html", "-W", "--keep-going", "-q", work, str(target)]
        return subprocess.run(words, check=False).returncode  # noqa: S603 (our own words)


if __name__ == "__main__":
    if len(sys.argv) != 2:  # noqa: PLR2004 (the program and DIR)
        sys.exit(f"usage: {sys.argv[0]} DIR")
    sys.exit(build(Path(sys.argv[1])))
