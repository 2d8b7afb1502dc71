"""How a session ends: finished, left alone, interrupted, killed; and what is left of it."""

import os
import signal
import stat
import subprocess
import sys
import tempfile
import time
import webbrowser
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from schoolgate import cli
from schoolgate.serving.server import KIND, serving
from served import Visitor, running

MARK = "Zaphod-Quillfeather"
STUDENTS = (
    f"student_id,first_name,last_name,email,program,grad_year\nS1,{MARK},Ng,s1@college.example,BA,{MARK}\n".encode()
)
BROKEN = f'student_id,first_name\nS1,"{MARK}\nS2,x\n'.encode()


@contextmanager
def command(place: Path, *words: str) -> Iterator[tuple["subprocess.Popen[str]", Visitor]]:
    """The command, as a shell starts it, its temporary files in a place; and the visitor whose browser it would open."""
    environment = {**os.environ, "TMPDIR": str(place), "TEMP": str(place), "POLARS_MAX_THREADS": "1"}
    with subprocess.Popen(
        [sys.executable, "-m", "schoolgate", "serve", "--no-browser", *words],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment,
    ) as process:  # fmt: skip
        try:
            assert process.stdout is not None
            address = process.stdout.readline().strip()
            assert (
                process.stdout.readline()
                == "Open it in your browser. It works once, on this machine alone; Ctrl-C ends it.\n"
            )
            port, _, _ = address.removeprefix("http://127.0.0.1:").partition("/")
            visitor = Visitor(int(port), "")
            opened = visitor.open(address)
            visitor.root = opened.headers["Refresh"].removeprefix("0; url=").removesuffix("/")
            yield process, visitor
        finally:
            process.kill()


def left_in(place: Path) -> list[str]:
    return sorted(str(path.relative_to(place)) for path in place.iterdir() if path.name.startswith("schoolgate-"))


def test_files_lie_where_nobody_else_can_read_them_and_are_gone_when_it_is_finished() -> None:
    with running() as found:
        found.visitor.drop("student-import", ("students.csv", STUDENTS))
        folder = found.serving.folder
        assert (folder / "student-import" / "extract" / "students.csv").read_bytes() == STUDENTS
        if os.name == "posix":
            assert stat.S_IMODE(folder.parent.stat().st_mode) == 0o700
        process = found.serving.worker._process  # noqa: SLF001 (whether it is gone)
        ended = found.visitor.post("/finish", b"")
        assert ended.headers["Clear-Site-Data"] == '"storage"'
        found.thread.join(10)
        assert not found.thread.is_alive()
    assert not folder.parent.exists()
    assert process is not None
    assert not process.is_alive()


def test_whom_nobody_asks_stops() -> None:
    with running(idle=0.8) as found:
        for _ in range(4):
            time.sleep(0.3)
            assert found.visitor.get("/").status == 200
        began = time.monotonic()
        while found.thread.is_alive() and time.monotonic() - began < 8:
            time.sleep(0.1)
            # What is refused keeps nobody awake.
            with suppress(OSError):
                found.stranger().ask("GET", "/")
        found.thread.join(5)
        assert not found.thread.is_alive()
        assert time.monotonic() - began < 5


def test_each_has_a_port_of_its_own() -> None:
    with serving() as one, serving() as other:
        assert one.session.port != other.session.port
        assert one.session.key != other.session.key
        assert one.session.secret != other.session.secret
        assert one.folder != other.folder


def test_nothing_of_a_value_is_logged_and_an_interruption_leaves_nothing(tmp_path: Path) -> None:
    with command(tmp_path) as (process, visitor):
        visitor.drop("student-import", ("students.csv", STUDENTS), ("programs.csv", b"program,years\nBA,3\n"))
        visitor.post("/student-import/answers", b"as_of=2026-11-22")
        visitor.get(f"/student-import/record?key={MARK}")
        visitor.get(f"/{MARK}/")
        visitor.drop("portal-sync", ("students.csv", BROKEN))
        visitor.ask("GET", f"/open/{MARK}", at="")
        assert left_in(tmp_path)
        process.send_signal(signal.SIGINT)
        told, complained = process.communicate(timeout=20)
        assert process.returncode == 0, complained
    assert told == "Ended. What was dropped, and all that was made of it, is removed.\n"
    assert complained == ""
    assert left_in(tmp_path) == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows ends a program without a word")
def test_whoever_ends_the_program_leaves_nothing(tmp_path: Path) -> None:
    with command(tmp_path, "--idle", "10m") as (process, _):
        assert left_in(tmp_path)
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 128 + signal.SIGTERM
    assert left_in(tmp_path) == []


@pytest.mark.skipif(sys.platform == "win32", reason="age tells there, after a day")
def test_what_a_killed_session_left_is_gone_when_the_next_begins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with command(tmp_path) as (process, visitor):
        visitor.drop("student-import", ("students.csv", STUDENTS))
        process.kill()
        process.wait(10)
    (left,) = left_in(tmp_path)
    assert list((tmp_path / left).rglob("students.csv"))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with serving() as found:
        assert left_in(tmp_path) == [found.folder.parent.name]
        assert found.folder.parent.name.startswith(f"schoolgate-{KIND}-")
    assert left_in(tmp_path) == []


def test_without_the_extra_a_line_says_how_it_is_installed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in [name for name in sys.modules if name.startswith("schoolgate.serving")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "starlette", None)
    monkeypatch.setitem(sys.modules, "uvicorn", None)
    assert cli.main(["serve"]) == 2
    assert (
        capsys.readouterr().err
        == "schoolgate: schoolgate serve needs the extra serve: pip install 'schoolgate[serve]'\n"
    )


@pytest.mark.parametrize(("screen", "words"), [(":0", ()), (":0", ("--no-browser",)), ("", ())])
def test_the_browser_opens_the_address_where_there_is_a_screen(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], screen: str, words: tuple[str, ...]
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(webbrowser, "open", opened.append)
    monkeypatch.setattr(sys, "platform", "linux")
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "WSL_DISTRO_NAME", "BROWSER"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DISPLAY", screen)
    # Beside a browser's own loop there can be no other in this thread.
    with ThreadPoolExecutor(1) as aside:
        assert aside.submit(cli.main, ["serve", "--idle", "1s", *words]).result() == 0
    address, how, ended = capsys.readouterr().out.splitlines()
    assert address.startswith("http://127.0.0.1:")
    assert opened == ([address] if screen and not words else [])
    assert how.startswith("If your browser does not open it" if opened else "Open it in your browser")
    assert "works once" in how
    assert ended.startswith("Ended.")


def test_a_folder_that_is_none_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["serve", str(tmp_path / "nowhere")]) == 3
    assert "is no folder" in capsys.readouterr().err


@pytest.mark.parametrize("text", ["0m", "30", "m", "-5m", "1d", "٣m"])
def test_a_time_that_is_none_is_refused(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["serve", f"--idle={text}"]) == 2
    assert "is no time" in capsys.readouterr().err
