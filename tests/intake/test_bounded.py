"""What somebody made to be costly is read or refused within a bound of memory and processor time, each in a process.

Neither depends on how busy the machine is. The bounds are several times what was measured: they catch what has no end.
"""

import io
import os
import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import openpyxl
import pytest

from bombs import BOMBS
from schools import GOOD, school
from warm import Ended, Warm, warm

pytestmark = pytest.mark.slow
MOST_SECONDS = 30
"""Of the processor. A check of two students takes 1, the costliest case here took 4 (2026-11)."""
MOST_BYTES = 1 << 30
"""In memory at once. A check of two students takes 0.13 GB, the costliest case here took 0.35."""
HEADER, ADA, BO = GOOD["students"].splitlines()
PROGRAM = """
import re, sys
from pathlib import Path
from schoolgate.cli import main
code = main(sys.argv[2:])
Path(sys.argv[1]).write_text(re.search(r"VmHWM:\\s+(\\d+) kB", Path("/proc/self/status").read_text())[1])
sys.exit(code)
"""
LIMITS = {"RLIMIT_AS": 6 * MOST_BYTES, "RLIMIT_CPU": 4 * MOST_SECONDS}
"""Far beyond the bounds the system ends the process."""
Check = Callable[..., tuple[Ended, int]]


@pytest.fixture(scope="module")
def forks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warm]:
    with warm(tmp_path_factory.mktemp("streams")) as found:
        yield found


@pytest.fixture
def check(forks: Warm) -> Check:
    """A check in a process of its own: how it ended, and its bytes in memory at the most."""

    def command(folder: Path, *words: str) -> tuple[Ended, int]:
        peak, report = folder.parent / "peak", folder.parent / "r.json"
        line = ["check", "portal-sync", str(folder), "--as-of=2026-11-22", f"--report=json={report}", *words]
        variables = {**os.environ, "POLARS_MAX_THREADS": "1"}
        done = forks.run(PROGRAM, str(peak), *line, folder=folder.parent, variables=variables, limits=LIMITS)
        assert peak.exists(), done.err
        return done, int(peak.read_text()) * 1024

    return command


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


def within(told: tuple[Ended, int], code: int, says: str) -> None:
    ended, most = told
    assert ended.code == code, ended.err
    assert says in ended.out + ended.err
    assert ended.seconds < MOST_SECONDS
    assert most < MOST_BYTES
    assert len(ended.out) + len(ended.err) < 20_000


@pytest.mark.parametrize("name", COSTLY)
def test_a_costly_source_is_bounded(check: Check, tmp_path: Path, name: str) -> None:
    spoil, code, says = COSTLY[name]
    folder = school(tmp_path / "in", students=None)
    spoil(folder)
    within(check(folder), code, says)


@pytest.mark.parametrize("name", BOMBS)
@pytest.mark.parametrize("file", ["settings.toml", "waivers.toml"])
def test_settings_made_to_be_costly_are_refused_as_what_they_are(
    check: Check, tmp_path: Path, name: str, file: str
) -> None:
    folder = school(tmp_path / "in")
    (folder / file).write_text(BOMBS[name])
    ended, most = check(folder)
    within((ended, most), 2, file)
    assert (ended.out, ended.err.count("\n")) == ("", 1)
    assert len(ended.err) < 1_000


def test_a_baseline_made_to_be_costly_is_refused(check: Check, tmp_path: Path) -> None:
    folder = school(tmp_path / "in")
    old = tmp_path / "old.json"
    for text in ("[" * 5_000_000, '{"a":' * 1_000_000, f'{{"schema": {"9" * 5_000_000}}}'):
        old.write_text(text)
        within(check(folder, f"--baseline={old}"), 3, "expected a report that --report json=FILE wrote")


def test_a_pipe_that_nobody_writes_into_is_given_up(check: Check, tmp_path: Path) -> None:
    folder = school(tmp_path / "in", students=None)
    os.mkfifo(folder / "students.csv")
    within(check(folder), 3, "is a pipe, and nobody has written into it")
