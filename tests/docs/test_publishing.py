"""The ways to publish of docs/publishing.md, as far as a machine without GitHub, a bucket or SharePoint can go them."""

import shutil
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from ci_page import ROOT, environment, example, loaded, schema, shell
from schoolgate.pages.publish import publish
from sites import broken_links, checked_as_of, files, students

pytestmark = pytest.mark.slow
PAGE = (ROOT / "docs" / "publishing.md").read_text("utf-8")
ACTION = loaded((ROOT / "action.yml").read_text("utf-8"))
WORKFLOW = loaded(example(".github/workflows/data-docs.yml", PAGE))
STEPS = WORKFLOW["jobs"]["publish"]["steps"]


@pytest.fixture
def work(tmp_path: Path) -> Path:
    """A folder with a site of two schools."""
    for name in ("Ash", "Birch"):
        for day in ("2026-11-15", "2026-11-22"):
            texts = students(["S1"] if day.endswith("15") else [], ["S1", "S2"])
            publish(checked_as_of(tmp_path / "in", day, name, students=texts), tmp_path / "site")
    return tmp_path


def run(script: str, folder: Path, **variables: str) -> None:
    done = shell(script, folder, environment(**variables))
    assert (done.returncode, done.stderr) == (0, "")


def published(work: Path) -> list[str]:
    """The files that are to be seen."""
    return sorted(path for path in files(work / "site") if not path.startswith("store/"))


def test_the_workflow_is_one_and_gives_the_action_what_it_takes() -> None:
    assert list(schema("github-workflows").iter_errors(WORKFLOW)) == []
    (ours,) = [step for step in STEPS if "/schoolgate@" in step.get("uses", "")]
    assert set(ours["with"]) <= set(ACTION["inputs"])
    assert {"docs", "baseline", "waivers", "args"} <= set(ACTION["inputs"])
    assert not [step for step in STEPS if "${{" in step.get("run", "")]
    # The store outlives a check that fails: it is saved by a step of its own, before the one that fails the job.
    (kept,) = [at for at, step in enumerate(STEPS) if step.get("uses", "").startswith("actions/cache/save@")]
    (fails,) = [at for at, step in enumerate(STEPS) if step.get("run", "").strip() == "exit 1"]
    assert STEPS.index(ours) < kept < fails
    assert ours["continue-on-error"] is True


def test_its_steps_publish_the_pages_and_leave_the_store_at_home(work: Path) -> None:
    (script,) = [step["run"] for step in STEPS if "cp " in step.get("run", "")]
    run(script, work)
    assert sorted(files(work / "public")) == published(work)
    assert not broken_links(work / "public")


def test_rsync_publishes_the_pages_and_takes_old_runs_away(work: Path) -> None:
    if shutil.which("rsync") is None:
        pytest.skip("no rsync on the PATH: that way to publish was not tried")
    server = work / "server"
    server.mkdir()
    (server / "runs").mkdir()
    (server / "runs" / "old.html").touch()
    run(example("server.sh", PAGE), work, SERVER=str(server))
    assert sorted(files(server)) == published(work)


class Quiet(SimpleHTTPRequestHandler):
    """A server of files that says nothing."""

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def served(work: Path) -> Iterator[str]:
    """Where any server of files shows the pages."""
    public = work / "public"
    shutil.copytree(work / "site", public, ignore=shutil.ignore_patterns("store"))
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(public))) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_any_server_of_files_will_do(browser: Browser, served: str) -> None:
    page = browser.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(served)
    # What changed leads to whom.
    page.get_by_role("link", name="1 mended at Birch").click()
    expect(page.locator("#list tbody tr")).to_have_count(1)
    expect(page.locator("#list tbody tr")).to_contain_text("S1")
    page.get_by_role("link", name="Overview").click()
    page.get_by_role("link", name="Birch", exact=True).click()
    expect(page.locator("h1")).to_contain_text("2 of 2 students will sync")
    page.goto(f"{served}/runs/latest-ash-portal-sync/records.html#/record/students/S1")
    expect(page.locator("#record-view h1")).to_contain_text("S1 will sync")
    assert "latest" not in page.url
    expect(page.locator(".history")).to_contain_text("on 15 November 2026: will not sync")
    assert all(url.startswith((served, "data:")) for url in asked)
    page.close()
