"""What somebody made to be costly is read or refused within a bound of memory and processor time, each in a process.

Neither depends on how busy the machine is. The bounds are several times what was measured: they catch what has no end.
"""

import io
import json
import os
import resource
import subprocess
import sys
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

import openpyxl
import pytest

from bombs import BOMBS
from schools import GOOD, school

pytestmark = pytest.mark.slow
MOST_SECONDS = 30
"""Of the processor. A check of two students takes 1, the costliest case here took 4 (2026-11)."""
MOST_BYTES = 1 << 30
"""In memory at once. A check of two students takes 0.13 GB, the costliest case here took 0.35."""
HEADER, ADA, BO = GOOD["students"].splitlines()
PROGRAM = """
import json, re, resource, sys
from pathlib import Path
from schoolgate.cli import main
code = main(sys.argv[2:])
used = resource.getrusage(resource.RUSAGE_SELF)
peak = int(re.search(r"VmHWM:\\s+(\\d+) kB", Path("/proc/self/status").read_text())[1]) * 1024
Path(sys.argv[1]).write_text(json.dumps([used.ru_utime + used.ru_stime, peak]))
sys.exit(code)
"""


class Ended(NamedTuple):
    code: int
    out: str
    err: str
    seconds: float
    bytes: int


def check(folder: Path, *words: str) -> Ended:
    """A check in a process that the system ends far beyond the bounds, and what it used."""

    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (6 * MOST_BYTES, 6 * MOST_BYTES))
        resource.setrlimit(resource.RLIMIT_CPU, (4 * MOST_SECONDS, 4 * MOST_SECONDS))

    used = folder.parent / "used.json"
    command = [
        "check",
        "portal-sync",
        str(folder),
        "--as-of=2026-11-22",
        "--report=json=" + str(folder.parent / "r.json"),
    ]
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(used), *command, *words],
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=limited,
        env={**os.environ, "POLARS_MAX_THREADS": "1"},
    )
    assert used.exists(), done.stderr
    return Ended(done.returncode, done.stdout, done.stderr, *json.loads(used.read_text()))


def packed(path: Path, members: Mapping[str, bytes]) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in members.items():
            made.writestr(name, content)


def zip_bomb(folder: Path) -> None:
    packed(folder / "students.zip", {"students.csv": bytes(300 << 20)})


def workbook_bomb(folder: Path) -> None:
    packed(folder / "students.xlsx", {f"xl/worksheets/sheet{n}.xml": b" " * (100 << 20) for n in range(3)})


ENTITIES = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
DTD = f'<!DOCTYPE s [<!ENTITY a0 "x">{ENTITIES}]>'


def xml_entities(folder: Path) -> None:
    (folder / "students.xml").write_text(f"{DTD}<SuperStarReport><Record><id>&a11;</id></Record></SuperStarReport>")


def workbook_entities(folder: Path) -> None:
    book, whole = openpyxl.Workbook(), io.BytesIO()
    assert book.active is not None
    book.active.append(["id"])
    book.save(whole)
    with zipfile.ZipFile(whole) as old:
        members = {name: old.read(name) for name in old.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    members[sheet] = (DTD + members[sheet].decode().replace("<v>0</v>", "<v>&a11;</v>")).encode()
    packed(folder / "students.xlsx", members)


def xml_depth(folder: Path) -> None:
    text = "<a>" * 1_000_000 + "</a>" * 1_000_000
    (folder / "students.xml").write_text(f"<SuperStarReport>{text}</SuperStarReport>")


def json_depth(folder: Path) -> None:
    (folder / "students.jsonl").write_text("[" * 1_000_000)


def link_to_itself(folder: Path) -> None:
    (folder / "students.csv").symlink_to("students.csv")


def folder_in_itself(folder: Path) -> None:
    (folder / "students.csv").write_text(GOOD["students"])
    (folder / "deeper").symlink_to(".")


def columns(folder: Path) -> None:
    many = range(100_000)
    lines = [HEADER + "".join(f",c{n}" for n in many), *(line + "," * len(many) for line in (ADA, BO)), ""]
    (folder / "students.csv").write_text("\n".join(lines))


def cell(folder: Path) -> None:
    (folder / "students.csv").write_text(f"{HEADER},photo\n{ADA},{'z' * 10_000_000}\n{BO},\n")


def cell_of_a_name(folder: Path) -> None:
    (folder / "students.csv").write_text(f"{HEADER}\n{ADA.replace('Ada', 'z' * 10_000_000)}\n{BO}\n")


def cell_that_is_quoted(folder: Path) -> None:
    (folder / "students.csv").write_text(
        f"{HEADER}\n{ADA.replace('Ada', chr(34) + 'z,' * 5_000_000 + chr(34))}\n{BO}\n"
    )


def quotation_marks(folder: Path) -> None:
    (folder / "students.csv").write_text(f"{HEADER}\n{chr(34) * 5_000_001}\n")


def blank_lines(folder: Path) -> None:
    (folder / "students.csv").write_text(GOOD["students"] + "\n" * 2_000_000)


def one_long_line(folder: Path) -> None:
    (folder / "students.csv").write_text("z" * 20_000_000)


def delimiters(folder: Path) -> None:
    (folder / "students.csv").write_text(f"{HEADER}\n{',' * 10_000_000}\n{ADA}\n{BO}\n")


COSTLY: dict[str, tuple[Callable[[Path], None], int, str]] = {
    "a zip that unpacks to 300 MB": (zip_bomb, 3, "would unpack to more than 200 times its size"),
    "a workbook that unpacks to 300 MB": (workbook_bomb, 3, "would unpack to more than 200 times its size"),
    "entities of entities in XML": (xml_entities, 3, "has a DTD"),
    "entities of entities in a workbook": (workbook_entities, 3, "has a DTD"),
    "XML a million deep": (xml_depth, 3, "is nested more than 64 deep"),
    "JSON a million deep": (json_depth, 3, "is no JSON object on one line"),
    "a link to itself": (link_to_itself, 3, "Too many levels of symbolic links"),
    "a folder that holds itself": (folder_in_itself, 0, "PASSED"),
    "100,000 columns": (columns, 0, "PASSED"),
    "a cell of 10 MB that no rule reads": (cell, 0, "PASSED"),
    "a name of 10 MB": (cell_of_a_name, 0, "PASSED"),
    "a quoted name of 10 MB": (cell_that_is_quoted, 0, "PASSED"),
    "five million quotation marks": (quotation_marks, 3, "a quotation mark is opened and never closed"),
    "two million blank lines": (blank_lines, 0, "PASSED"),
    "a line of 20 MB": (one_long_line, 3, "students.csv"),
    "ten million delimiters in a line": (delimiters, 0, "PASSED"),
}


def within(ended: Ended, code: int, says: str) -> None:
    assert ended.code == code, ended.err
    assert says in ended.out + ended.err
    assert ended.seconds < MOST_SECONDS
    assert ended.bytes < MOST_BYTES
    assert len(ended.out) + len(ended.err) < 20_000


@pytest.mark.parametrize("name", COSTLY)
def test_a_costly_source_is_bounded(tmp_path: Path, name: str) -> None:
    spoil, code, says = COSTLY[name]
    folder = school(tmp_path / "in", students=None)
    spoil(folder)
    within(check(folder), code, says)


@pytest.mark.parametrize("name", BOMBS)
@pytest.mark.parametrize("file", ["settings.toml", "waivers.toml"])
def test_settings_made_to_be_costly_are_refused_as_what_they_are(tmp_path: Path, name: str, file: str) -> None:
    folder = school(tmp_path / "in")
    (folder / file).write_text(BOMBS[name])
    ended = check(folder)
    within(ended, 2, file)
    assert (ended.out, ended.err.count("\n")) == ("", 1)
    assert len(ended.err) < 1_000


def test_a_baseline_made_to_be_costly_is_refused(tmp_path: Path) -> None:
    folder = school(tmp_path / "in")
    old = tmp_path / "old.json"
    for text in ("[" * 5_000_000, '{"a":' * 1_000_000, f'{{"schema": {"9" * 5_000_000}}}'):
        old.write_text(text)
        within(check(folder, f"--baseline={old}"), 3, "expected a report that --report json=FILE wrote")


def test_a_pipe_that_nobody_writes_into_is_given_up(tmp_path: Path) -> None:
    folder = school(tmp_path / "in", students=None)
    os.mkfifo(folder / "students.csv")
    within(check(folder), 3, "is a pipe, and nobody has written into it")
