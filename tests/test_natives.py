"""What libraries that are no Python do when they fail: one line of ours, and the exit code of a fault."""

import os
import resource
import subprocess
import sys

import pytest

from schoolgate.basics.errors import OUT_OF_MEMORY

START = """
import ctypes, os, sys, threading
import schoolgate.cli, schoolgate.entry
"""
ABORT = "ctypes.CDLL(None).abort()"
NATIVE = "os.write(2, b'{}\\n');"


def ended(program: str, **more: str) -> tuple[int, str]:
    """How the command ends where it does this, and all that reaches its stderr."""

    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    source = f"{START}\ndef main():\n    {program}\nschoolgate.cli.main = main\nsys.exit(schoolgate.entry.main())"
    env = {**os.environ, "POLARS_MAX_THREADS": "1", "SCHOOLGATE_DEBUG": "", **more}
    done = subprocess.run(
        [sys.executable, "-c", source], capture_output=True, text=True, check=False, preexec_fn=limited, env=env
    )
    assert done.stdout == ""
    return done.returncode, done.stderr


@pytest.mark.parametrize(
    "end",
    [
        pytest.param(ABORT, id="the main thread"),
        pytest.param(
            "thread = threading.Thread(target=ctypes.CDLL(None).abort); thread.start(); thread.join()", id="another"
        ),
    ],
)
def test_memory_that_a_library_does_not_get_is_one_line(end: str) -> None:
    program = NATIVE.format("memory allocation of 48004000 bytes failed") + NATIVE.format("stack backtrace:") + end
    assert ended(program) == (4, f"schoolgate: {OUT_OF_MEMORY}\n")


def test_any_other_end_that_a_library_makes_is_one_line() -> None:
    code, told = ended(NATIVE.format("free(): invalid pointer") + ABORT)
    assert (code, told.count("\n")) == (4, 1)
    assert "SCHOOLGATE_DEBUG" in told
    assert "pointer" not in told


def test_whoever_asks_for_it_sees_a_librarys_own_words() -> None:
    code, told = ended(NATIVE.format("free(): invalid pointer") + ABORT, SCHOOLGATE_DEBUG="1")
    assert code < 0
    assert "free(): invalid pointer" in told


def test_what_a_library_writes_without_a_fault_is_shown_in_the_end() -> None:
    program = NATIVE.format("deprecated") + "print('ours', file=sys.stderr);"
    assert ended(program + "return 1") == (1, "ours\ndeprecated\n")
    assert ended(program + "return 4") == (4, "ours\n")
    assert ended(program + "raise SystemExit(2)") == (2, "ours\ndeprecated\n")


def test_a_frame_that_no_memory_holds() -> None:
    program = "import resource; resource.setrlimit(resource.RLIMIT_AS, (3 << 30, 3 << 30)); "
    frame = (
        "import polars as pl; pl.repeat('longer than what a view holds', 2_000_000_000, eager=True).str.to_uppercase()"
    )
    assert ended(program + frame) == (4, f"schoolgate: {OUT_OF_MEMORY}\n")


def test_memory_that_python_does_not_get_is_the_same_line() -> None:
    program = "import schoolgate.options.line as line; line.parser = lambda words: bytearray(1 << 62)"
    source = "import sys; from schoolgate.entry import main; sys.argv = ['schoolgate', 'suites']; sys.exit(main())"
    done = subprocess.run(
        [sys.executable, "-c", f"{program}\nimport schoolgate.cli as cli; cli.parser = line.parser\n{source}"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (4, f"schoolgate: {OUT_OF_MEMORY}\n")
