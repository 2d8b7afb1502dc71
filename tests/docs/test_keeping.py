"""Old runs are removed for good, school by school, and no link is broken by it."""

import re
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from schoolgate import cli
from schoolgate.pages import failures
from schoolgate.pages.archive import Archive
from schoolgate.pages.failures import NoVerdict
from schoolgate.pages.keeping import prune, rebuild
from schoolgate.pages.model import RunSummary
from schoolgate.pages.publish import publish
from schoolgate.pages.series import Series
from schools import school
from sites import broken_links, checked_as_of, files, students

NOW = datetime(2026, 12, 1, tzinfo=UTC)
DAYS = ("2026-08-01", "2026-10-01", "2026-11-01", "2026-11-20")


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four runs of Ash, and an old one of Birch."""
    tmp_path = tmp_path_factory.mktemp("published")
    for number, day in enumerate(DAYS):
        texts = students(["S1"] if number % 2 else [], ["S1", "S2"])
        publish(checked_as_of(tmp_path / "in", day, "Ash", students=texts), tmp_path / "site")
    publish(checked_as_of(tmp_path / "in", DAYS[0], "Birch", students=students([], ["T1"])), tmp_path / "site")
    return tmp_path / "site"


@pytest.fixture
def site(published: Path, tmp_path: Path) -> Path:
    """A copy of them."""
    return shutil.copytree(published, tmp_path / "site", symlinks=True)


def days(found: tuple[RunSummary, ...]) -> list[tuple[str, str]]:
    return sorted((one.school, one.as_of) for one in found)


@pytest.mark.parametrize(
    ("keep", "older", "gone"),
    [
        (2, None, [("Ash", DAYS[0]), ("Ash", DAYS[1])]),
        (None, 50, [("Ash", DAYS[0]), ("Ash", DAYS[1]), ("Birch", DAYS[0])]),
        (3, 50, [("Ash", DAYS[0])]),
        (9, None, []),
        (None, 1, [*(("Ash", day) for day in DAYS), ("Birch", DAYS[0])]),
    ],
)
def test_what_is_old_goes_and_what_is_to_be_kept_stays(
    site: Path, keep: int | None, older: int | None, gone: list[tuple[str, str]]
) -> None:
    than = None if older is None else timedelta(days=older)
    before = files(site)
    look = prune(site, keep=keep, older_than=than, now=NOW, only_look=True)
    assert days(look.removed) == gone
    assert files(site) == before
    done = prune(site, keep=keep, older_than=than, now=NOW)
    assert (done.removed, done.stay) == (look.removed, 5 - len(gone))
    assert days(Archive(site).history()) == sorted({*[("Ash", day) for day in DAYS], ("Birch", DAYS[0])} - set(gone))
    assert not broken_links(site)
    names = [one.run for one in done.removed]
    assert not [
        path for path, content in files(site).items() for name in names if name in path or name.encode() in content
    ]
    left = {Series(name, "portal-sync").name for name, _ in days(Archive(site).history())}
    assert {path.name.removeprefix("latest-") for path in site.glob("runs/latest-*")} == left
    # What is left is what would be made anew; what a run was compared with, and is gone, is told no more.
    before = files(site)
    rebuild(site)
    assert files(site) == before


def test_the_command_says_whose_runs_go(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["docs", "prune", str(site), "--keep", "1", "--dry-run"]) == 0
    assert capsys.readouterr().out == "Ash, portal-sync: 3 runs\n3 runs would be removed; 2 stay.\n"
    assert cli.main(["docs", "prune", str(site), "--keep=1"]) == 0
    assert capsys.readouterr().out == "Ash, portal-sync: 3 runs\n3 runs removed; 2 stay.\n"
    page = next(site.glob("runs/2*/index.html")).read_text("utf-8")
    assert "since 1 November" not in page


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "which runs? Give --keep N"),
        (("--keep=0",), "'0' is no number of runs"),
        (("--older-than=90",), "'90' is no age; expected a number of days or weeks, such as 90d or 12w"),
    ],
)
def test_what_is_not_said_is_not_removed(
    site: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], said: str
) -> None:
    before = files(site)
    assert cli.main(["docs", "prune", str(site), *words]) == 2
    assert said in capsys.readouterr().err
    assert files(site) == before


def test_a_school_that_came_to_no_verdict_long_ago_is_forgotten_too(site: Path) -> None:
    for name, day in (("Cedar", "2026-08-01"), ("Elm", "2026-11-20")):
        one = NoVerdict(name, "portal-sync", "title", f"{day}T06:30:00+00:00", "no table")
        failures.keep(Archive(site).notes.folder, one)
    prune(site, keep=9, older_than=timedelta(days=50), now=NOW)
    page = (site / "index.html").read_text("utf-8")
    assert ("Cedar" in page, "Elm" in page) == (False, True)


def test_a_folder_without_data_docs_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["docs", "prune", str(school(tmp_path / "in")), "--keep=1"]) == 3
    assert "holds no Data Docs" in capsys.readouterr().err


def test_a_site_needs_no_store_to_be_read(site: Path, tmp_path: Path) -> None:
    public = tmp_path / "public"
    for path, content in files(site).items():
        if not path.startswith("store/"):
            (public / path).parent.mkdir(parents=True, exist_ok=True)
            (public / path).write_bytes(content)
    assert not broken_links(public)
    texts = [path.read_text("utf-8") for path in public.rglob("*.html")]
    assert not [text for text in texts if re.search(r"""["'(/]store/""", text)]
