"""Two that write at once, a kill or a full disk at any moment: the site stays whole, and the next run cleans up."""

import errno
import os
import shutil
import signal
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest

from schoolgate.basics.errors import InputError
from schoolgate.pages import keeping, publish
from schoolgate.pages.archive import Archive
from schoolgate.pages.publish import Run
from sites import broken_links, checked_as_of, files, students

pytestmark = pytest.mark.slow
KILLS = {"publish": 60, "rebuild": 20, "prune": 20}
EVENTS = {"open", "os.mkdir", "os.rename", "os.remove", "os.rmdir", "shutil.rmtree"}
DAYS = ("2026-11-01", "2026-11-08", "2026-11-15", "2026-11-22")
Act = Callable[[Path], object]


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> list[Run]:
    """Checks of four extracts of a school."""
    place = tmp_path_factory.mktemp("in")
    found = [
        checked_as_of(place / "in", day, "Ash", students=students(["S1"] * (n % 2), ["S1", "S2", "S3"]))
        for n, day in enumerate(DAYS)
    ]
    # Polars must not be asked anything in a forked child.
    return [replace(run, held_as_of=None) for run in found]


@pytest.fixture(scope="module")
def begun(runs: list[Run], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site of the first two of them."""
    site = tmp_path_factory.mktemp("begun") / "site"
    for run in runs[:2]:
        publish.publish(run, site)
    return site


def begun_in_child(work: Callable[[], object]) -> int:
    """The number of a child that does the work."""
    child = os.fork()
    if not child:
        try:
            work()
        except BaseException:  # noqa: BLE001 (it ends here, whatever it is)
            os._exit(1)
        os._exit(0)
    return child


def ended(child: int) -> int:
    """How a child ended; a negative number is the signal that ended it."""
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def forked(work: Callable[[], object]) -> int:
    """How a child ended that did the work."""
    return ended(begun_in_child(work))


def killed_at(site: Path, act: Act, moment: int, seen: Path) -> Callable[[], None]:
    """Do something and be killed when something below the site is opened for writing, made, renamed or removed."""

    def work() -> None:
        count = 0

        def hook(event: str, arguments: tuple[object, ...]) -> None:
            nonlocal count
            if event not in EVENTS or not str(arguments[0]).startswith(str(site)):
                return
            if event == "open" and not int(str(arguments[2])) & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
                return
            count += 1
            if count == moment:
                os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(hook)
        act(site)
        count = -(10**9)
        seen.write_text("done")

    return work


def moments(site: Path, act: Act, counted: Path) -> int:
    """How many such moments there are."""

    def work() -> None:
        count = 0

        def hook(event: str, arguments: tuple[object, ...]) -> None:
            nonlocal count
            if event in EVENTS and str(arguments[0]).startswith(str(site)):
                writes = event != "open" or int(str(arguments[2])) & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
                count += bool(writes)

        sys.addaudithook(hook)
        act(site)
        counted.write_text(str(count))

    assert forked(work) == 0
    return int(counted.read_text())


def assert_whole(site: Path) -> None:
    """Every page is whole, and every link leads somewhere."""
    assert not broken_links(site)
    for path in site.rglob("*.html"):
        assert path.read_text("utf-8").rstrip().endswith("</html>"), path
    Archive(site).history()


def left(site: Path) -> Iterator[str]:
    """What nobody asked for: parts, marks, runs without pages, pages without a run."""
    yield from (path for path in files(site) if path.endswith((".part", "unfinished", "going")))
    store, shown = ({path.name for path in (site / name).glob("2*")} for name in ("store", "runs"))
    yield from store ^ shown
    yield from shown ^ {one.run for one in Archive(site).history()}


@pytest.mark.parametrize("name", KILLS)
def test_a_kill_at_any_moment_leaves_a_whole_site_and_the_next_run_cleans_up(
    name: str, runs: list[Run], begun: Path, tmp_path: Path
) -> None:
    acts: dict[str, Act] = {
        "publish": lambda site: publish.publish(runs[2], site),
        "rebuild": keeping.rebuild,
        "prune": lambda site: keeping.prune(site, keep=1, older_than=None, now=datetime.now(UTC)),
    }
    site, started = tmp_path / "site", time.process_time() + sum(os.times()[2:4])
    shutil.copytree(begun, site)
    count = moments(site, acts[name], tmp_path / "count")
    assert count > KILLS[name] // 2
    killed = 0
    for number in range(KILLS[name]):
        shutil.rmtree(site)
        shutil.copytree(begun, site)
        moment = 1 + number * (count - 1) // (KILLS[name] - 1)
        end = forked(killed_at(site, acts[name], moment, tmp_path / "seen"))
        killed += end == -signal.SIGKILL
        assert end in {-signal.SIGKILL, 0}
        assert_whole(site)
        publish.publish(runs[3], site)
        assert_whole(site)
        assert not list(left(site)), moment
        assert runs[3].model.run in (site / "runs/latest-ash-portal-sync/index.html").read_text("utf-8")
    assert killed >= 0.9 * KILLS[name]
    spent = time.process_time() + sum(os.times()[2:4]) - started
    assert spent < 60, f"{spent:.0f} s of a processor"


def test_a_disk_that_is_full_at_any_moment_leaves_a_whole_site(
    runs: list[Run], begun: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site, real, fits = tmp_path / "site", Path.write_bytes, 0

    def write(self: Path, content: bytes) -> int:
        nonlocal fits
        fits -= 1
        if fits < 0:
            raise OSError(errno.ENOSPC, "No space left on device", str(self))
        return real(self, content)

    told: list[str] = []
    for room in range(200):
        shutil.rmtree(site, ignore_errors=True)
        shutil.copytree(begun, site)
        fits = room
        monkeypatch.setattr(Path, "write_bytes", write)
        try:
            publish.publish(runs[2], site)
            monkeypatch.undo()
            break
        except InputError as error:
            monkeypatch.undo()
            told.append(str(error))
        assert_whole(site)
        publish.publish(runs[3], site)
        assert_whole(site)
        assert not list(left(site))
    assert len(told) > 10
    assert all("No space left on device" in text for text in told)


def test_several_that_write_at_once_are_all_there(runs: list[Run], begun: Path, tmp_path: Path) -> None:
    for turn in range(5):
        site = tmp_path / str(turn)
        shutil.copytree(begun, site)
        children = [begun_in_child(partial(publish.publish, run, site)) for run in runs[2:]]
        assert [ended(child) for child in children] == [0, 0]
        assert_whole(site)
        assert not list(left(site))
        assert {one.run for one in Archive(site).history()} == {run.model.run for run in runs}
        index = (site / "index.html").read_text("utf-8")
        assert all(run.model.run in index for run in runs)
        newest = runs[3].model.run
        assert newest in (site / "runs/latest-ash-portal-sync/index.html").read_text("utf-8")
        for run in runs[:3]:
            page = (site / "runs" / run.model.run / "records.html").read_text("utf-8")
            assert '"asOf":"22 November 2026"' in page
        assert (
            '"asOf"'
            not in (site / "runs" / newest / "records.html").read_text("utf-8").split("<main")[1].split("list-view")[0]
        )
