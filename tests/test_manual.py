"""The pages that people read: short where they start, no link that leads nowhere, nothing shown that does not run."""

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]
_LINK = re.compile(r'\]\(([^)\s]+)\)|(?:src|href)="([^"]+)"')
_HEADING = re.compile(r"^#{1,6} (.+)$", re.MULTILINE)
_ID = re.compile(r'id="([^"]+)"')
_CODE = re.compile(r"^```.*?^```|`[^`\n]+`", re.MULTILINE | re.DOTALL)


def text_of(page: Path) -> str:
    """The page without code, in which nothing is a link or a heading."""
    text = page.read_text(encoding="utf-8")
    return _CODE.sub(lambda code: "" if code[0].startswith("```") else code[0], text)


def anchors(page: Path) -> set[str]:
    """What can follow a # in a link to the page: as GitHub makes it of headings, and the ids that are written."""
    text = text_of(page)
    headings = (re.sub(r"<[^>]+>|\[([^\]]*)\]\([^)]*\)", r"\1", heading) for heading in _HEADING.findall(text))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings} | set(_ID.findall(text))


def test_whoever_begins_reads_one_short_page() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert len(text.splitlines()) < 150
    assert all(f"docs/{page}.md" in text for page in ("data-manager", "support", "integration", "ci", "endings"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    links = [link or source for link, source in _LINK.findall(text_of(page))]
    for link in links:
        if link.startswith(("http://", "https://", "mailto:")):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), f"{link}: no such file"
        if anchor and target.suffix == ".md":
            assert anchor in anchors(target), f"{link}: no such heading"


def test_every_page_can_be_come_to() -> None:
    seen, waiting = set(), [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        if page in seen or page.suffix != ".md":
            continue
        seen.add(page)
        links = (link for link, _ in _LINK.findall(text_of(page)) if link and not link.startswith(("http", "#")))
        waiting += [(page.parent / link.partition("#")[0]).resolve() for link in links]
    assert set(PAGES) <= seen


def tool(name: str) -> ModuleType:
    """A program of docs/."""
    spec = importlib.util.spec_from_file_location(name, ROOT / "docs" / f"{name}.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.slow
def test_what_a_page_shows_is_what_the_program_prints(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(ROOT / "docs")
    module = tool("generate")
    for made in ("rules", "workflows"):
        (tmp_path / "docs" / made).mkdir(parents=True)
    page = tmp_path / "README.md"
    page.write_text("# A page\n\n```console\n$ schoolgate --version\nschoolgate 9.9\n```\n", encoding="utf-8")
    assert any(line.startswith("README.md: does not say") for line in module.main("check", tmp_path))
    assert module.main("write", tmp_path) == module.main("check", tmp_path) == []
    assert "schoolgate 9.9" not in page.read_text(encoding="utf-8")
    assert {path.name for path in (tmp_path / "docs" / "rules").iterdir()} == {
        path.name for path in (ROOT / "docs" / "rules").iterdir()
    }


def test_the_site_lists_every_page_once() -> None:
    source = (ROOT / "docs" / "website.py").read_text(encoding="utf-8")
    for page in (ROOT / "docs").glob("*.md"):
        assert source.count(f'"{page.stem}"') == 1, page.stem


@pytest.mark.slow
def test_every_recipe_runs(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(ROOT)
    names: dict[str, object] = {}
    page = (ROOT / "docs" / "library.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```python\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    assert len(blocks) > 6
    for block in blocks:
        exec(block, names)  # noqa: S102 (the page's own code)
    assert "PS-101" in capsys.readouterr().out
