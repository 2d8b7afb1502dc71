"""What a command imports: no more than it needs, as whoever asks waits for it.

Each command line runs in a fork of one process in which the command line alone is imported.
"""

import json
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from schoolgate.options.known import COMMANDS
from schools import school

HEAVY = frozenset(
    {
        *("polars", "numpy", "pandas", "pyarrow", "narwhals", "pandera", "great_expectations", "duckdb", "sqlglot"),
        *("pydantic", "rich", "jinja2", "openpyxl", "xlsxwriter", "icalendar", "email_validator", "rapidfuzz", "shtab"),
        *("sqlalchemy", "starlette", "uvicorn", "pyspark", "tomllib", "zipfile", "multiprocessing", "http.server"),
    }
)
"""What takes long to import, or is needed for little."""
FORKS = """
import json, os, sys
from schoolgate.cli import main
heavy, lines = json.loads(sys.argv[1])
for words in lines:
    into, out = os.pipe()
    if os.fork() == 0:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)
        os.dup2(nowhere, 2)
        try:
            code = main(words)
        except SystemExit as ended:
            code = ended.code
        os.write(out, json.dumps([code, [name for name in heavy if name in sys.modules]]).encode())
        os._exit(0)
    os.close(out)
    with os.fdopen(into, "rb") as told:
        print(told.read().decode())
    os.wait()
"""


def imported(lines: Iterable[Sequence[str]], folder: Path) -> list[tuple[int, set[str]]]:
    """How each command line ends, and what heavy modules it has imported by then."""
    told = json.dumps([sorted(HEAVY), [list(words) for words in lines]])
    done = subprocess.run(
        [sys.executable, "-c", FORKS, told], capture_output=True, text=True, check=True, cwd=folder, timeout=120
    )
    found = [json.loads(line) for line in done.stdout.splitlines()]
    return [(code, set(names)) for code, names in found]


HELP: Mapping[str, set[str]] = {"completion": {"shtab", "zipfile"}}
"""What the help of a command imports: which shells there are is told by what knows them."""


def test_help_and_the_version_import_nothing_that_takes_long(tmp_path: Path) -> None:
    lines = [("--version",), ("--help",), *((command.name, "--help") for command in COMMANDS)]
    found = imported(lines, tmp_path)
    assert len(found) == len(lines)
    for words, (code, names) in zip(lines, found, strict=True):
        assert code == 0, words
        assert names == HELP.get(words[0], set()), words


def test_a_slip_is_told_without_what_takes_long(tmp_path: Path) -> None:
    lines = [("check", "--basline"), ("chek",), (), ("explain", "--format", "xml")]
    assert imported(lines, tmp_path) == [(2, set())] * len(lines)


FRAMES = {"polars", "pydantic", "tomllib", "zipfile"}
"""What reads, types and judges; what settings are checked with. Polars itself brings `zipfile`."""
TOLD = FRAMES | {"rich"}
AT_WORK: Mapping[str, tuple[tuple[str, ...], set[str]]] = {
    "a check": (("check", "portal-sync", "in", "--as-of=2026-11-22"), TOLD),
    "its verdict alone, for a program": (("check", "portal-sync", "in", "--quiet"), TOLD),
    "its reports": (("check", "portal-sync", "in", "--quiet", "--report=json=r.json", "--report=junit=r.xml"), TOLD),
    "a fix list": (("check", "portal-sync", "in", "--quiet", "--report=fixlist=r.xlsx"), TOLD | {"xlsxwriter"}),
    "Data Docs": (("check", "portal-sync", "in", "--quiet", "--docs=site"), TOLD | {"jinja2", "xlsxwriter"}),
    "a record": (("explain", "portal-sync", "in", "S1"), TOLD),
    "a look": (("inspect", "in"), FRAMES),
    "the rules": (("rules", "PS-101"), TOLD),
    "the guide": (("guide", "portal-sync"), TOLD),
}
"""Command lines, each with what it may import of what is heavy."""


def test_a_command_imports_no_more_than_it_needs(tmp_path: Path) -> None:
    school(tmp_path / "in")
    found = imported([words for words, _ in AT_WORK.values()], tmp_path)
    too_many = {
        name: names - may for (name, (_, may)), (_, names) in zip(AT_WORK.items(), found, strict=True) if names - may
    }
    assert too_many == {}
    assert all(code == 0 for code, _ in found), found
    # A list that allows what nobody imports any more pins nothing.
    assert set().union(*(names for _, names in found)) == set().union(*(may for _, may in AT_WORK.values()))
