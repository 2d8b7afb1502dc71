"""Ctrl-C at moments that nobody chooses: one line, 130, no traceback, whoever is just being imported or started."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from schools import school

NOW = "--as-of=2026-11-22"
AT_AN_IMPORT = """
import os, signal, sys
module = sys.argv.pop(1)
class Finder:
    def find_spec(self, name, *_):
        if name == module:
            os.kill(os.getpid(), signal.SIGINT)
sys.meta_path.insert(0, Finder())
from schoolgate.entry import main
sys.exit(main())
"""


def heard() -> None:
    """A child hears an interruption, even where these tests run in the background, and do not."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def test_nothing_is_imported_before_the_command_is_ready_for_an_interruption() -> None:
    program = "import sys; before = {*sys.modules}; import schoolgate.entry; print(*sorted({*sys.modules} - before))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["schoolgate", "schoolgate.entry"]


@pytest.mark.parametrize(
    "module",
    [
        "schoolgate.basics.streams",
        "ctypes",
        "argparse",
        "polars",
        "pydantic",
        "rich.console",
        "schoolgate.suites.portal_sync",
    ],
)
def test_an_interruption_of_an_import_is_one_line(tmp_path: Path, module: str) -> None:
    source = school(tmp_path / "in")
    report = tmp_path / "r.json"
    words = ["check", "portal-sync", str(source), NOW, f"--report=json={report}"]
    done = subprocess.run(
        [sys.executable, "-c", AT_AN_IMPORT, module, *words],
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=heard,
    )
    assert (done.returncode, done.stdout) == (130, "")
    assert done.stderr.startswith("schoolgate: interrupted before")
    assert done.stderr.count("\n") == 1
    assert not report.exists()


BORN = """
import os, signal, sys
class Finder:
    def find_spec(self, name, *_):
        if name == "multiprocessing.spawn":
            os.kill(os.getpid(), signal.SIGINT)
if "--multiprocessing-fork" in sys.orig_argv:
    sys.meta_path.insert(0, Finder())
"""
"""What Python runs in each process that it starts; the processes of a pool are interrupted while they import."""


def test_processes_that_are_just_born_leave_an_interruption_to_their_parent(tmp_path: Path) -> None:
    (tmp_path / "trust").mkdir()
    school(tmp_path / "trust" / "r")
    (tmp_path / "born").mkdir()
    (tmp_path / "born" / "sitecustomize.py").write_text(BORN)
    done = subprocess.run(
        [sys.executable, "-m", "schoolgate", "check", "portal-sync", str(tmp_path / "trust"), "--each", "--quiet", NOW],
        env={**os.environ, "PYTHONPATH": str(tmp_path / "born")},
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=heard,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
