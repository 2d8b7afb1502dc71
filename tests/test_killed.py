"""Runs that are killed (`kill -9`) at any moment at which they touch a file: nothing is half-written, the next run sweeps.

The killed run kills itself, at the nth time that Python opens, makes, renames or removes something below the test's folder.
"""

import gzip
import json
import os
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import polars as pl
import pytest

from schools import GOOD, school
from warm import Warm, warm

pytestmark = pytest.mark.slow
MOMENTS = 6
"""So many for each command, spread evenly over all that there are."""
PROGRAM = """
import os, signal, sys
within, at, seen = sys.argv[1], int(sys.argv[2]), 0
EVENTS = {"open", "os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.truncate", "shutil.rmtree"}
def hook(event, arguments):
    global seen
    if event in EVENTS and os.path.abspath(str(arguments[0])).startswith(within):
        if event == "open" and not arguments[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
            return
        seen += 1
        if seen == at:
            os.kill(os.getpid(), signal.SIGKILL)
from schoolgate import cli
sys.addaudithook(hook)
code = cli.main(sys.argv[3:])
print("moments", seen, file=sys.stderr)
sys.exit(code)
"""
COMMANDS = {
    "reports": (
        *(
            "check",
            "portal-sync",
            "in",
            "--as-of=2026-11-22",
            "--report=json=out/r.json",
            "--report=fixlist=out/l.xlsx",
        ),
        *("--report=facts=out/facts", "--report=findings=out/linked.csv", "-q"),
    ),
    "Data Docs": ("check", "portal-sync", "in", "--as-of=2026-11-22", "--docs=out/site", "--docs=out/one.html", "-q"),
    "a sample": ("sample", "portal-sync", "out/sample", "--rows=5", "--as-of=2026-11-22"),
    "the demo": ("demo", "--as-of=2026-11-22"),
}
BEFORE = "of yesterday"


@pytest.fixture(scope="module")
def forks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warm]:
    with warm(tmp_path_factory.mktemp("streams")) as found:
        yield found


@pytest.fixture
def run(forks: Warm, folder: Path) -> Callable[[str, int], tuple[int, int]]:
    """The exit code of a run that is killed at a moment (0: at none), and how many moments it saw."""

    def command(name: str, at: int) -> tuple[int, int]:
        variables = {**os.environ, "TMPDIR": str(folder / "tmp"), "POLARS_MAX_THREADS": "1"}
        done = forks.run(PROGRAM, str(folder), str(at), *COMMANDS[name], folder=folder, variables=variables)
        last = done.err.rsplit("moments", 1)
        return done.code, int(last[1]) if len(last) > 1 else 0

    return command


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    school(tmp_path / "in", students=GOOD["students"].replace("Ms", ""))
    (tmp_path / "tmp").mkdir()
    (tmp_path / "out").mkdir()
    for name in ("r.json", "linked.csv"):
        (tmp_path / "out" / name).write_text(BEFORE)
    (tmp_path / "out/other.csv").hardlink_to(tmp_path / "out/linked.csv")
    return tmp_path


def whole(folder: Path) -> Iterator[str]:
    """The files that have their names, each of which has to be whole: as before, or as a run writes it."""
    for path in sorted((folder / "out").rglob("*")):
        if any(part.startswith(".") for part in path.relative_to(folder).parts) or not path.is_file():
            continue
        yield path.name
        match path.suffix:
            case ".json":
                text = path.read_text("utf-8")
                text = path.read_text("utf-8")
                assert text, path
                assert text == BEFORE or json.loads(text)
            case ".xlsx":
                assert zipfile.ZipFile(path).testzip() is None
            case ".gz":
                content = gzip.decompress(path.read_bytes())
                assert not path.name.endswith(".json.gz") or json.loads(content)
            case ".parquet":
                pl.read_parquet(path)
            case ".html":
                assert path.read_text("utf-8").rstrip().endswith("</html>"), path


def left(folder: Path) -> list[str]:
    """What lies about that nobody asked for: temporary files and folders, runs without pages and the reverse."""
    store, runs = (
        {path.name for path in (folder / "out/site" / name).glob("2*")} if (folder / "out/site").exists() else set()
        for name in ("store", "runs")
    )
    hidden = [path for path in folder.rglob("*") if path.name.startswith(".") or path.name.endswith(".part")]
    return [*map(str, (folder / "tmp").iterdir()), *map(str, hidden), *sorted(store ^ runs)]


def age(folder: Path) -> None:
    """Let a day go by; of the temporary folders that are locked, none."""
    day_before = time.time() - 25 * 60 * 60
    for path in folder.rglob("*"):
        locked = folder / "tmp" in path.parents and list((folder / "tmp").glob("*/in-use"))
        if not path.is_symlink() and not locked:
            os.utime(path, (day_before, day_before))


@pytest.mark.parametrize("command", COMMANDS)
def test_what_a_killed_run_leaves_is_whole_and_swept_by_the_next(
    folder: Path, run: Callable[[str, int], tuple[int, int]], command: str
) -> None:
    usual, moments = run(command, 0)
    assert usual in {0, 1}
    assert left(folder) == []
    assert moments >= MOMENTS
    found, killed = [], 0
    for number in range(MOMENTS):
        if command == "a sample":
            for path in (folder / "out/sample").glob("[!.]*"):
                path.unlink()
        at = 1 + number * (moments - 1) // (MOMENTS - 1)
        killed += run(command, at)[0] == -signal.SIGKILL
        found += left(folder)
        list(whole(folder))
        if command == "a sample" and any((folder / "out/sample").glob("[!.]*")):
            # Some of its files have their names already: then it is no new folder any more.
            continue
        age(folder)
        assert run(command, 0)[0] == usual
        assert left(folder) == []
        assert list(whole(folder))
    assert found, "no moment left anything: nothing was tested"
    # A later run has less to make than the first, so that its last moment may not come.
    assert killed >= MOMENTS - 1


def test_what_another_run_holds_is_not_swept(folder: Path) -> None:
    imports = "from schoolgate.basics.temporary import temporary_folder"
    holding = f"{imports}\nwith temporary_folder('docs') as held:\n    print(held, flush=True)\n    input()"
    environment = {**os.environ, "TMPDIR": str(folder / "tmp")}
    with subprocess.Popen(
        [sys.executable, "-c", holding], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
    ) as other:
        assert other.stdout is not None
        held = Path(other.stdout.readline().strip())
        age(folder)
        os.utime(held.parent, (0, 0))
        os.utime(held, (0, 0))
        sweep = [sys.executable, "-c", "from schoolgate.basics.temporary import sweep; sweep('docs')"]
        subprocess.run(sweep, env=environment, check=True)
        assert held.is_dir()
        other.kill()
        other.wait()
        assert held.is_dir()
        subprocess.run(sweep, env=environment, check=True)
        assert not held.parent.exists()
