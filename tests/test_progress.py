"""What a terminal shows of a command that takes long: one line, gone when it ends; elsewhere nothing."""

import os
import pty
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from schoolgate import cli
from schoolgate.basics.stages import as_one, heard_by, stage
from schoolgate.suites import names
from schools import GOOD, school

SLOW = """
import sys, time
from schoolgate.commands import progress
from schoolgate.engines import fused
progress.AFTER, progress._EVERY = {after}, 0.02
real = fused.Plan.run
def run(*given):
    time.sleep(0.2)
    {then}
    return real(*given)
fused.Plan.run = run
from schoolgate.entry import main
sys.exit(main())
"""
"""A check whose judging takes long, where long is a tenth of a second."""
WORDS = ("check", "portal-sync", "in", "--as-of=2026-11-22", "-q")
Ended = tuple[int, str, str]


@pytest.fixture
def slow(tmp_path: Path) -> Callable[..., Ended]:
    """Run the check where stderr is a terminal: its exit code, stdout, and all that the terminal was sent."""
    school(tmp_path / "in", students=GOOD["students"].replace("Ms", ""))

    def run(*words: str, then: str = "pass", after: float = 0.1, **variables: str) -> Ended:
        ours, theirs = pty.openpty()
        environment = {name: text for name, text in os.environ.items() if name not in {"CI", "NO_COLOR", "COLUMNS"}}
        done = subprocess.Popen(
            [sys.executable, "-c", SLOW.format(then=then, after=after), *(words or WORDS)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=theirs,
            cwd=tmp_path,
            env={**environment, "TERM": "xterm", **variables},
        )
        os.close(theirs)
        sent = b""
        # Linux says that nobody writes any more by an error.
        try:
            while more := os.read(ours, 4096):
                sent += more
        except OSError:
            pass
        out, _ = done.communicate(timeout=60)
        os.close(ours)
        return done.returncode, out.decode(), sent.decode()

    return run


def screen(sent: str) -> str:
    """What is left to see of what a terminal was sent: text after a carriage return is written over what is there."""
    lines = []
    for line in sent.replace("\r\n", "\n").split("\n"):
        seen = ""
        for over in line.split("\r"):
            seen = over + seen[len(over) :]
        lines.append(seen.rstrip())
    return "\n".join(lines)


def test_a_terminal_is_told_what_is_done_and_how_far_and_keeps_nothing_of_it(slow: Callable[..., Ended]) -> None:
    code, out, sent = slow()
    assert code == 1
    assert out == "FAILED  1 of 2 students will sync; 1 will not.\n"
    assert "\rjudging students, 1 of " in sent
    assert " s)" in sent
    assert "\x1b" not in sent
    assert screen(sent) == ""


@pytest.mark.parametrize("variables", [{"CI": "true"}, {"TERM": "dumb"}], ids=str)
def test_nothing_is_told_where_nobody_looks(slow: Callable[..., Ended], variables: dict[str, str]) -> None:
    assert slow(**variables)[2] == ""


def test_whoever_wants_quiet_is_told_nothing(slow: Callable[..., Ended]) -> None:
    assert slow(*WORDS[:-1], "--quiet") == (1, "", "")


def test_what_is_done_quickly_is_not_told(slow: Callable[..., Ended]) -> None:
    assert slow(after=60)[2] == ""


@pytest.mark.parametrize(
    ("then", "code", "said"),
    [
        ("raise MemoryError", 4, "schoolgate: portal-sync crashed while judging in (MemoryError)"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGINT)", 130, "schoolgate: interrupted before the end"),
    ],
)
def test_what_ends_a_run_is_all_that_is_left(slow: Callable[..., Ended], then: str, code: int, said: str) -> None:
    ended, out, sent = slow(then=then)
    assert (ended, out) == (code, "")
    (line,) = screen(sent).splitlines()
    assert "judging" in sent
    assert line.startswith(said)


def test_the_parts_of_what_is_told_as_one_are_not_told() -> None:
    heard: list[tuple[str, int, int]] = []
    with heard_by(lambda *told: heard.append(told)):
        stage("reading", 1, 2)
        with as_one("looking ahead", 3, 4):
            stage("judging", 1, 9)
        stage("writing out.csv")
    stage("nobody listens")
    assert heard == [("reading", 1, 2), ("looking ahead", 3, 4), ("writing out.csv", 0, 0)]


def test_whoever_compiles_expectations_hears_of_which_suite() -> None:
    heard: list[tuple[str, int, int]] = []
    with heard_by(lambda *told: heard.append(told)):
        assert cli.main(["expectations", "check"]) == 0
    every = names()
    assert heard == [
        (f"compiling the expectations of {name}", part, len(every)) for part, name in enumerate(every, start=1)
    ]
