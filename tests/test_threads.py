"""How many threads the frame library has: one for a small extract, and otherwise what it takes by itself, or is told."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from schoolgate.basics.cores import THREADS
from schools import GOOD, school

ASKED = """
import sys
from schoolgate.cli import main
code = main(sys.argv[1:])
import polars
print("ended", code, "with", polars.thread_pool_size())
"""
TOLD = "3"
"""What somebody sets: on a machine of two cores the library would take another number by itself."""


def unset() -> dict[str, str]:
    """The environment of somebody who has set nothing."""
    return {name: value for name, value in os.environ.items() if name != THREADS}


def threads(*words: str | Path, told: str | None = None, ends: str = "01") -> int:
    environment = unset() | ({} if told is None else {THREADS: told})
    done = subprocess.run(
        [sys.executable, "-c", ASKED, *map(str, words)],
        stdin=subprocess.DEVNULL, capture_output=True, check=True, env=environment, timeout=120,
    )  # fmt: skip
    *_, last = done.stdout.decode().splitlines()
    ended, number = re.fullmatch(r"ended (\d) with (\d+)", last).groups()  # type: ignore[union-attr]  # or it fails
    assert ended in ends, done.stderr
    return int(number)


@pytest.fixture(scope="module")
def usual() -> int:
    """As many as the library takes on this machine."""
    if (os.cpu_count() or 1) < 2:
        pytest.skip("one core: there is nothing to choose")
    return int(
        subprocess.run(
            [sys.executable, "-c", "import polars; print(polars.thread_pool_size())"],
            capture_output=True, check=True, env=unset(),
        ).stdout
    )  # fmt: skip


def large(folder: Path) -> Path:
    rows = "".join(f"T{number},Ms,Ada,,Okoro,,false,On Roll,7A,,\n" for number in range(30_000))
    return school(folder, students=GOOD["students"] + rows)


@pytest.mark.parametrize(
    "words", [("check", "portal-sync", "{}", "--quiet"), ("explain", "portal-sync", "{}", "S1"), ("inspect", "{}")]
)
def test_a_small_extract_has_one(words: tuple[str, ...], tmp_path: Path, usual: int) -> None:
    assert usual > 1
    folder = school(tmp_path / "in")
    assert threads(*(word.format(folder) for word in words)) == 1


def test_a_large_one_has_what_the_machine_has(tmp_path: Path, usual: int) -> None:
    assert threads("check", "portal-sync", large(tmp_path / "in"), "--quiet") == usual


def test_of_what_no_file_says_nothing_is_known(tmp_path: Path, usual: int) -> None:
    # Nothing comes on standard input here, which is told; before anybody reads it, it could be anything.
    assert threads("check", "portal-sync", school(tmp_path / "in"), "-", "--quiet", ends="3") == usual


def test_whoever_says_how_many_has_decided(tmp_path: Path) -> None:
    assert threads("check", "portal-sync", school(tmp_path / "in"), "--quiet", told=TOLD) == int(TOLD)
