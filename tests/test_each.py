"""Every school's folder in one go: one table, one exit code, a report per school; one that fails stops no other."""

import json
import os
import pty
import shutil
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from importlib.resources import files
from pathlib import Path

import polars as pl
import pytest
from jsonschema import Draft202012Validator
from junitparser import JUnitXml

from schoolgate import cli
from schoolgate.report.schools import School, gravest
from schools import GOOD, school

NOW = ("--as-of", "2026-11-22")
SCHEMA = json.loads(files("schoolgate.report").joinpath("schools.schema.json").read_text("utf-8"))
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str]) -> Run:
    """A check of each school, one after another where nothing is said: every process more has all to import again."""

    def command(*arguments: str | Path) -> tuple[int, str, str]:
        given = [str(argument) for argument in arguments]
        jobs = () if any(argument.startswith("--jobs") for argument in given) else ("--jobs=1",)
        code = cli.main(["check", "portal-sync", *given, "--each", *NOW, *jobs])
        out, err = capfd.readouterr()
        return code, out, err

    return command


@pytest.fixture
def trust(tmp_path: Path) -> Path:
    """A good school, one with two findings, one that cannot be read, and one whose settings are wrong."""
    folder = tmp_path / "trust"
    folder.mkdir()
    school(folder / "ash")
    school(folder / "birch", students=GOOD["students"].replace("Ms", "").replace("Mr", ""))
    school(folder / "cedar", students=None)
    (school(folder / "dogwood") / "settings.toml").write_text("lunch = 1\n", encoding="utf-8")
    (folder / ".cache").mkdir()
    (folder / "notes.txt").write_text("no school", encoding="utf-8")
    return folder


def row(out: str, name: str) -> list[str]:
    return next(line.split() for line in out.splitlines() if line.split()[:1] == [name])


def test_each_school_has_a_row_and_a_report_and_none_stops_another(run: Run, trust: Path, tmp_path: Path) -> None:
    code, out, err = run(
        trust,
        "--jobs=2",
        f"--report=json={tmp_path}/{{school}}.json",
        f"--report=records={tmp_path}/r-{{school}}.csv",
    )
    assert (code, err) == (3, "")
    assert "FAILED  1 of 4 schools can go ahead." in out
    assert row(out, "ash") == ["ash", "0", "2", "0", "0", "go", "ahead"]
    assert row(out, "birch") == ["birch", "2", "0", "2", "1", "findings"]
    assert row(out, "cedar") == ["cedar", "-", "-", "-", "3", "no", "input"]
    assert row(out, "dogwood") == ["dogwood", "-", "-", "-", "2", "settings"]
    text = " ".join(out.split())
    assert "the required table students is absent; expected students.csv" in text
    assert "unknown setting 'lunch'" in text
    assert sorted(path.name for path in tmp_path.glob("*.*")) == [
        "ash.json",
        "birch.json",
        "cedar.json",
        "dogwood.json",
        "r-ash.csv",
        "r-birch.csv",
    ]
    assert json.loads((tmp_path / "cedar.json").read_text("utf-8"))["schema"] == "schoolgate.error/1"
    assert json.loads((tmp_path / "birch.json").read_text("utf-8"))["summary"]["findings"]["error"] == 2
    assert max(map(len, out.splitlines())) <= 80


def test_a_school_that_lacks_several_things_has_each_on_a_line_of_its_own(run: Run, tmp_path: Path) -> None:
    (tmp_path / "trust" / "ash").mkdir(parents=True)
    code, out, _ = run(tmp_path / "trust")
    assert code == 3
    assert "things are in the way" in out
    assert "\\n" not in out
    lines = [line.strip() for line in out.splitlines()]
    assert sum(": the required table" in line for line in lines) == 3


def test_what_lies_among_the_schools_and_is_none_is_named(run: Run, trust: Path) -> None:
    (trust / "elm").symlink_to("nowhere")
    (trust / "__MACOSX").mkdir()
    (trust / "fir.zip").write_bytes(b"PK")
    (trust / "students.csv").write_text("id\n", encoding="utf-8")
    (trust / "Settings.toml").write_text("", encoding="utf-8")
    code, out, _ = run(trust)
    text = " ".join(out.split())
    assert code == 3
    assert row(out, "elm") == ["elm", "-", "-", "-", "3", "no", "input"]
    assert "elm is a link to nothing" in text
    assert "not checked: __MACOSX, fir.zip, notes.txt, students.csv. " in text


def test_a_link_to_nothing_alone_fails_all(run: Run, tmp_path: Path) -> None:
    (tmp_path / "trust").mkdir()
    school(tmp_path / "trust" / "ash")
    (tmp_path / "trust" / "elm").symlink_to("nowhere")
    assert run(tmp_path / "trust")[0] == 3


def test_a_school_is_told_the_same_alone(run: Run, trust: Path, tmp_path: Path) -> None:
    run(trust, f"--report=json={tmp_path}/{{school}}.json", "--jobs=2", "--quiet")
    alone = tmp_path / "alone.json"
    cli.main(["check", "portal-sync", str(trust / "birch"), *NOW, f"--report=json={alone}", "--quiet"])
    assert alone.read_bytes() == (tmp_path / "birch.json").read_bytes()


def test_all_well_is_told_with_exit_code_0(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "trust"
    folder.mkdir()
    for name in ("ash", "birch", "cedar"):
        school(folder / name)
    code, out, _ = run(folder)
    assert code == 0
    assert "PASSED  3 of 3 schools can go ahead." in out
    assert "No verdict" not in out
    assert run(folder, "--quiet") == (0, "", "")


def test_a_school_without_settings_has_those_beside_the_folders(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "trust"
    folder.mkdir()
    left = GOOD["students"].replace("On Roll,7A,,", "Left,7A,2026-01-31,left")
    for name in ("ash", "birch"):
        school(folder / name, students=left)
    (folder / "settings.toml").write_text("[portal_sync]\nleaver_window_months = 9\n", encoding="utf-8")
    (folder / "birch" / "settings.toml").write_text("", encoding="utf-8")
    code, out, _ = run(folder)
    assert code == 1
    assert row(out, "ash")[-2:] == ["1", "findings"]
    assert row(out, "birch")[-3:] == ["0", "go", "ahead"]


def test_each_school_may_have_a_file_of_settings_elsewhere(run: Run, tmp_path: Path) -> None:
    (tmp_path / "trust").mkdir()
    left = GOOD["students"].replace("On Roll,7A,,", "Left,7A,2026-01-31,left")
    for name, months in (("ash", 9), ("birch", 12)):
        school(tmp_path / "trust" / name, students=left)
        (tmp_path / f"{name}.toml").write_text(f"[portal_sync]\nleaver_window_months = {months}\n", encoding="utf-8")
    code, out, err = run(tmp_path / "trust", f"--settings={tmp_path}/{{school}}.toml")
    assert (code, err) == (1, "")
    assert row(out, "ash")[-2:] == ["1", "findings"]
    assert row(out, "birch")[-3:] == ["0", "go", "ahead"]


def test_settings_of_all_that_nobody_can_read_are_told_of_each_school(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "trust"
    folder.mkdir()
    school(folder / "ash")
    school(folder / "birch")
    (folder / "settings.toml").write_text("lunch = 1\n", encoding="utf-8")
    (folder / "birch" / "settings.toml").write_text("", encoding="utf-8")
    code, out, err = run(folder)
    assert (code, err) == (2, "")
    assert row(out, "ash")[-2:] == ["2", "settings"]
    assert row(out, "birch")[-3:] == ["0", "go", "ahead"]


def test_each_school_has_its_own_waivers_and_baseline(run: Run, trust: Path, tmp_path: Path) -> None:
    for name in ("cedar", "dogwood"):
        for path in (trust / name).iterdir():
            path.unlink()
        (trust / name).rmdir()
    assert run(trust, f"--report=json={tmp_path}/{{school}}.json")[0] == 1
    assert run(trust, f"--baseline={tmp_path}/{{school}}.json", "--fail-on=new")[0] == 0
    entries = "".join(
        f'[[waivers]]\nrule = "PS-101"\nkey = "S{n}"\nuntil = 2026-12-31\nreason = "known"\n' for n in (1, 2)
    )
    (trust / "birch" / "waivers.toml").write_text(entries, encoding="utf-8")
    code, out, _ = run(trust)
    assert code == 0
    assert row(out, "birch")[-3:] == ["0", "go", "ahead"]


REFUSED = {
    "one report for all": (["{trust}", "--report=findings={tmp}/r.csv"], 2, "write {{school}} where its name belongs"),
    "a report on stdout": (["{trust}", "--report=github"], 2, "write {{school}} where its name belongs"),
    "one baseline for all": (["{trust}", "--baseline={tmp}/r.json"], 2, "--baseline {tmp}/r.json: with --each"),
    "one page for all": (
        ["{trust}", "--docs={tmp}/page.html"],
        2,
        "--docs {tmp}/page.html: with --each, each school needs its own",
    ),
    "one file of waivers for all": (["{trust}", "--waivers={tmp}/w.toml"], 2, "--waivers {tmp}/w.toml: with --each"),
    "an unknown report": (["{trust}", "--report=jsn={tmp}/{{school}}"], 2, "did you mean json?"),
    "no folder for reports": (
        ["{trust}", "--report=json={tmp}/no/{{school}}.json"],
        3,
        "does not exist; make it first",
    ),
    "no schools": (["{trust}/ash"], 3, "holds no folder; --each expects one per school"),
    "nothing there": (["{tmp}/nowhere"], 3, "expected a folder with a folder per school"),
    "no number of jobs": (["{trust}", "--jobs=0"], 2, "'0' is no number of schools"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_goes_wrong_for_all_is_told_before_the_first(run: Run, trust: Path, tmp_path: Path, name: str) -> None:
    words, expected, complaint = REFUSED[name]
    places = {"trust": str(trust), "tmp": str(tmp_path)}
    code, out, err = run(*(word.format(**places) for word in words))
    assert (code, out, err.count("\n")) == (expected, "", 1)
    assert complaint.format(**places) in err


def test_the_worst_of_the_schools_is_the_exit_code_of_all() -> None:
    assert [gravest([School("a", 0), School("b", code), School("c", 1)]) for code in range(5)] == [1, 1, 2, 3, 4]


def test_names_of_folders_steer_no_terminal(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "trust"
    folder.mkdir()
    school(folder / "\x1b[31mash")
    school(folder / "[bold]birch\u202e", students=None)
    _, out, _ = run(folder)
    assert "\x1b" not in out
    assert "\u202e" not in out
    assert "\\x1b[31mash" in out
    assert "[bold]birch\\u202e" in out


def everything(reader: int) -> bytes:
    """What comes out of a terminal until nobody writes to it any more."""
    seen = b""
    with suppress(OSError):
        while part := os.read(reader, 4096):
            seen += part
    return seen


@pytest.mark.slow
def test_a_terminal_sees_how_far_it_is_and_a_pipe_does_not(trust: Path) -> None:
    command = [sys.executable, "-m", "schoolgate", "check", "portal-sync", str(trust), "--each", *NOW]
    reader, writer = pty.openpty()
    # A terminal takes little before someone reads it: whoever writes more waits.
    with ThreadPoolExecutor(1) as reading:
        shown = reading.submit(everything, reader)
        done = subprocess.run(
            command, stdout=subprocess.PIPE, stderr=writer, check=False, env={**os.environ, "TERM": "xterm"}
        )
        os.close(writer)
        seen = shown.result()
    os.close(reader)
    assert done.returncode == 3
    assert b"checking" in seen
    assert b"4/4" in seen
    assert b"birch" in seen
    assert b"checking" not in done.stdout
    piped = subprocess.run(command, capture_output=True, check=False)
    assert (piped.stderr, piped.stdout) == (b"", done.stdout)


@pytest.mark.slow
def test_a_process_that_dies_takes_no_other_school_with_it(trust: Path, tmp_path: Path) -> None:
    program = tmp_path / "dies.py"
    program.write_text(
        "import os, signal, sys\n"
        "from schoolgate.commands import check\n"
        "real = check.carry_out\n"
        "def carry_out(plan):\n"
        "    if plan.source[0].name == 'birch':\n"
        "        os.kill(os.getpid(), signal.SIGKILL)\n"
        "    return real(plan)\n"
        "if __name__ == '__main__':\n"
        "    from schoolgate.cli import main\n"
        "    check.carry_out = carry_out\n"
        "    sys.exit(main(sys.argv[1:]))\n",
        encoding="utf-8",
    )
    command = [sys.executable, str(program), "check", "portal-sync", str(trust), "--each", *NOW, "--jobs=2"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (4, "")
    assert row(done.stdout, "ash")[-3:] == ["0", "go", "ahead"]
    assert row(done.stdout, "birch")[-2:] == ["4", "fault"]
    assert row(done.stdout, "cedar")[-3:] == ["3", "no", "input"]
    assert "birch its process died; is there enough memory?" in " ".join(done.stdout.split())


# ------------------------------------------------------------------------------------------- the table, for programs


def test_programs_have_the_table_too(run: Run, trust: Path, tmp_path: Path) -> None:
    places = {name: tmp_path / f"all.{name}" for name in ("json", "csv", "junit")}
    code, out, err = run(trust, *(f"--summary={name}={place}" for name, place in places.items()))
    assert (code, err) == (3, "")
    assert "1 of 4 schools can go ahead" in out
    told = json.loads(places["json"].read_text("utf-8"))
    assert list(Draft202012Validator(SCHEMA).iter_errors(told)) == []
    assert (told["passed"], told["exit_code"], told["no_schools"]) == (False, 3, ["notes.txt"])
    endings = {one["school"]: (one["exit_code"], one["ends_with"]) for one in told["schools"]}
    assert endings == {
        "ash": (0, "go ahead"),
        "birch": (1, "findings"),
        "cedar": (3, "no input"),
        "dogwood": (2, "settings"),
    }
    birch = told["schools"][1]
    assert birch["findings"]["error"] == 2
    assert sum(birch["answers"].values()) == 2
    table = pl.read_csv(places["csv"])
    assert table.select("school", "exit_code").rows() == [(name, code) for name, (code, _) in endings.items()]
    assert table["errors"].to_list() == [0, 2, None, None]
    assert table["will_not_sync"].to_list() == [0, birch["answers"]["will not sync"], None, None]
    suites = {one.name: one for one in JUnitXml.fromfile(str(places["junit"]))}
    assert [(name, one.failures, one.errors) for name, one in suites.items()] == [
        ("ash", 0, 0),
        ("birch", 1, 0),
        ("cedar", 0, 1),
        ("dogwood", 0, 1),
    ]
    assert "the required table students is absent" in places["junit"].read_text("utf-8")


def test_one_of_them_may_go_to_stdout_in_place_of_the_table(run: Run, trust: Path) -> None:
    _, out, _ = run(trust, "--summary", "json")
    assert json.loads(out)["suite"] == "portal-sync"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--summary=jsn",), "did you mean json?"),
        (("--summary=json", "--summary=csv"), "that is the place of another one"),
        (("--summary=json=nowhere/x.json",), "does not exist"),
    ],
)
def test_a_table_that_cannot_be_written_is_refused_first(
    run: Run, trust: Path, words: tuple[str, ...], said: str
) -> None:
    code, out, err = run(trust, *words)
    assert (code in {2, 3}, out) == (True, "")
    assert said in err


def test_a_table_without_many_schools_is_refused(capfd: pytest.CaptureFixture[str], trust: Path) -> None:
    assert cli.main(["check", "portal-sync", str(trust / "ash"), "--summary=json"]) == 2
    assert "--summary does nothing by itself" in capfd.readouterr().err


def test_no_name_of_a_folder_is_a_formula_or_markup(run: Run, tmp_path: Path) -> None:
    name = '=1+1;"<b>'
    (tmp_path / "all").mkdir()
    school(tmp_path / "all" / name)
    places = [tmp_path / "all.csv", tmp_path / "all.junit"]
    assert run(tmp_path / "all", f"--summary=csv={places[0]}", f"--summary=junit={places[1]}")[0] == 0
    assert "'=1+1" in places[0].read_text("utf-8")
    (suite,) = JUnitXml.fromfile(str(places[1]))
    assert suite.name == name


# ------------------------------------------------------------------------------------------------------- a list file


def test_a_list_says_which_schools_there_are(run: Run, trust: Path, tmp_path: Path) -> None:
    names = tmp_path / "schools.txt"
    shutil.make_archive(str(tmp_path / "elm"), "zip", trust / "ash")
    names.write_text("# ours\n\ntrust/birch\n trust/ash \nelm.zip\ntrust/gone\n", encoding="utf-8")
    (tmp_path / "settings.toml").write_text('timezone = "Europe/Dublin"\n', encoding="utf-8")
    code, out, err = run(names, f"--report=json={tmp_path}/r-{{school}}.json")
    assert (code, err) == (3, "")
    assert row(out, "ash")[-2:] == ["go", "ahead"]
    assert row(out, "elm")[-2:] == ["go", "ahead"]
    assert row(out, "gone")[-2:] == ["no", "input"]
    assert "line 6 of schools.txt: there is no such folder or file" in " ".join(out.split())
    # What lies beside the list holds for every school that has no settings of its own.
    told = json.loads((tmp_path / "r-birch.json").read_text("utf-8"))
    assert told["settings"]["timezone"] == "Europe/Dublin"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("# nothing\n", "names no school that is there"),
        ("trust/ash\n./trust/ash\n", "line 2: a second school called 'ash', as in line 1"),
        ("PK\x00\x01\nnowhere\x00", "names no school that is there"),
    ],
)
def test_what_is_no_list_is_refused(run: Run, trust: Path, tmp_path: Path, text: str, said: str) -> None:
    assert trust.is_dir()
    names = tmp_path / "schools.txt"
    names.write_text(text, encoding="utf-8")
    code, out, err = run(names)
    assert (code, out) == (3, "")
    assert said in err
    names.write_bytes(b"\xff\xfe\x00")
    assert "is no list of schools: no UTF-8" in run(names)[2]
