"""`check --docs` and `docs build`, as they are typed."""

import json
import os
import resource
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from schoolgate import cli, suites
from schools import GOOD, school

DATA = Path(__file__).parents[2] / "data"
NOW = ("--as-of", "2026-11-22")
MOST_TIMES = 3.5
"""What a check with Data Docs of a school of 250 may take of a processor, by what the check alone does: 2.0 to 2.7 were
measured. Seconds would tell of the machine: benchmarks/docs.py tells them.
"""
ONE_THREAD = os.environ | {"POLARS_MAX_THREADS": "1"}
BAD = GOOD["students"].replace("Ms", "")
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str]) -> Run:
    def command(*arguments: str | Path) -> tuple[int, str, str]:
        code = cli.main([str(argument) for argument in arguments])
        out, err = capfd.readouterr()
        return code, out, err

    return command


def runs(site: Path) -> list[str]:
    return [name for name in names(site / "runs") if not name.startswith("latest-")]


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_docs_change_neither_the_verdict_nor_what_is_printed(run: Run, tmp_path: Path) -> None:
    for students, code in ((GOOD["students"], 0), (BAD, 1)):
        source = school(tmp_path / "in", students=students)
        without = run("check", "portal-sync", source, *NOW)
        docs = (f"--docs={tmp_path / 'site'}", f"--docs={tmp_path / 'page.html'}")
        *same, told = run("check", "portal-sync", source, *NOW, *docs)
        assert (*same, "") == without
        page, file = (Path(line.removeprefix("schoolgate: Data Docs: ")) for line in told.splitlines())
        assert (page.is_file(), page.name, file) == (True, "index.html", tmp_path / "page.html")
        assert run("check", "portal-sync", source, *NOW, *docs, "--quiet")[2] == ""
        assert without[0] == code
    assert names(tmp_path / "site") == ["index.html", "runs", "store"]
    assert len(runs(tmp_path / "site")) == 4
    assert "PS-101" in (tmp_path / "page.html").read_text("utf-8")


def test_the_gate_of_the_run_is_the_gate_of_its_page(run: Run, tmp_path: Path) -> None:
    source = school(tmp_path / "in", students=BAD)
    for fail_on, code in (("error", 1), ("never", 0)):
        target = tmp_path / fail_on
        assert run("check", "portal-sync", source, *NOW, "--fail-on", fail_on, "--docs", target)[0] == code
        (entry,) = (target / "runs").glob("*/run.json")
        assert json.loads(entry.read_text("utf-8"))["passed"] is (code == 0)


@pytest.mark.slow
def test_great_expectations_judges_where_that_is_asked_for(run: Run, tmp_path: Path) -> None:
    source = school(tmp_path / "in", students=BAD)
    said, shown = {}, {}
    for name, options in {"default": (), "native": ("--docs-native",)}.items():
        run("check", "portal-sync", source, *NOW, "--docs", tmp_path / name, *options)
        (stored,) = (tmp_path / name / "store").glob("*/portal-sync.students--*.json")
        document = json.loads(stored.read_text("utf-8"))
        said[name] = document["meta"]["judged_by"]
        shown[name] = (tmp_path / name / "index.html").read_text("utf-8").count("<")
        assert document["success"] is False
    assert said == {"default": "the outcomes of the check", "native": "Great Expectations"}
    assert shown["default"] == shown["native"]


def test_pseudonyms_and_values_are_honoured(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCHOOLGATE_KEY", "a key of sixteen bytes or more")
    # A finding on a personal column, so that its value is told where values are.
    students = GOOD["students"].replace("ada@school.example", "ada-at-school").replace("S1,", "PUPIL77,")
    source = school(tmp_path / "in", students=students)
    texts = {}
    for name, options in {"plain": (), "hidden": ("--pseudonymise",), "values": ("--show-values",)}.items():
        assert run("check", "portal-sync", source, *NOW, "--docs", tmp_path / name, *options)[0] == 0
        found = [path for path in (tmp_path / name).rglob("*") if path.suffix in {".html", ".json"}]
        texts[name] = "\n".join(path.read_text("utf-8") for path in found)
    assert [name for name, text in texts.items() if "ada-at-school" in text] == ["values"]
    assert [name for name, text in texts.items() if "PUPIL77" in text] == ["plain", "values"]


def test_two_runs_into_one_folder_at_once_are_both_there(tmp_path: Path) -> None:
    source, site = school(tmp_path / "in"), tmp_path / "site"
    check = ["check", "portal-sync", str(source), *NOW, "--quiet", "--docs", str(site)]
    command = [sys.executable, "-m", "schoolgate", *check]
    running = [subprocess.Popen(command, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    assert [(process.wait(60), process.communicate()[1]) for process in running] == [(0, ""), (0, "")]
    index = (site / "index.html").read_text("utf-8")
    assert len(runs(site)) == 2
    assert all(f"runs/{name}/" in index for name in runs(site))


def test_folders_that_are_not_there_are_made(run: Run, tmp_path: Path) -> None:
    source, new = school(tmp_path / "in"), tmp_path / "new" / "place"
    assert run("check", "portal-sync", source, *NOW, "--docs", new / "site", "--docs", new / "one.html")[0] == 0
    assert names(new) == ["one.html", "site"]


def test_docs_into_the_folder_of_the_extract_are_refused(run: Run, tmp_path: Path) -> None:
    source = school(tmp_path / "in")
    before = names(source)
    code, _, err = run("check", "portal-sync", source, *NOW, "--docs", source)
    assert code == 2
    assert "holds other files" in err
    assert names(source) == before


def test_docs_into_a_published_folder_with_hidden_files_are_fine(run: Run, tmp_path: Path) -> None:
    site = tmp_path / "site"
    site.mkdir()
    (site / ".nojekyll").touch()
    assert run("check", "portal-sync", school(tmp_path / "in"), *NOW, "--docs", site)[0] == 0
    assert names(site) == [".nojekyll", "index.html", "runs", "store"]


def test_docs_that_cannot_be_written_are_refused_before_the_check(run: Run, tmp_path: Path) -> None:
    source = school(tmp_path / "in")
    (tmp_path / "file").touch()
    for place, code, told in (
        (tmp_path / "file" / "site", 3, "is a file; give another place"),
        (tmp_path / "file" / "page.html", 3, "is a file; give another place"),
        (tmp_path / "file", 2, "is a file"),
    ):
        found, out, err = run("check", "portal-sync", source, *NOW, "--docs", place)
        assert (found, out) == (code, "")
        assert told in err
    assert names(tmp_path) == ["file", "in"]


def test_a_page_in_the_place_of_a_report_is_refused(run: Run, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    code, _, err = run("check", "portal-sync", school(tmp_path / "in"), *NOW, f"--report=json={page}", f"--docs={page}")
    assert code == 2
    assert f"Data Docs {page}: that is the place of another report" in err


def test_when_docs_break_no_report_is_written(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(*_: object) -> None:
        raise ValueError

    monkeypatch.delenv("SCHOOLGATE_DEBUG", raising=False)
    monkeypatch.setattr("schoolgate.pages.pages.pages", crash)
    report = tmp_path / "report.json"
    code, out, err = run(
        "check",
        "portal-sync",
        school(tmp_path / "in"),
        *NOW,
        f"--report=json={report}",
        f"--docs={tmp_path / 'site'}",
    )
    assert (code, out) == (4, "")
    assert "ValueError" in err
    assert json.loads(report.read_text("utf-8"))["passed"] is False
    (page,) = (tmp_path / "site").rglob("*.html")
    assert "came to no verdict" in page.read_text("utf-8")


def test_build_makes_the_pages_anew(run: Run, tmp_path: Path) -> None:
    site = tmp_path / "site"
    run("check", "portal-sync", school(tmp_path / "in"), *NOW, "--docs", site)
    before = (site / "index.html").read_bytes()
    (site / "index.html").unlink()
    code, out, err = run("docs", "build", site)
    assert (code, out, err) == (0, f"{site / 'index.html'} shows 1 run.\n", "")
    assert (site / "index.html").read_bytes() == before


def test_build_of_a_folder_without_data_docs_is_refused(run: Run, tmp_path: Path) -> None:
    code, _, err = run("docs", "build", tmp_path)
    assert code == 3
    assert "holds no Data Docs" in err
    assert names(tmp_path) == []


def test_a_check_without_docs_imports_nothing_for_them() -> None:
    code = (
        "import sys, schoolgate.cli; "
        "print([name for name in ('great_expectations', 'pandas', 'jinja2', 'http.server') if name in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout == "[]\n"


def test_data_docs_import_no_great_expectations_but_where_it_judges(tmp_path: Path) -> None:
    code = (
        "import sys, schoolgate.cli; schoolgate.cli.main(sys.argv[1:]); "
        "print([name for name in ('great_expectations', 'pandas', 'pandera') if name in sys.modules])"
    )
    docs = [f"--docs={tmp_path / 'site'}", f"--docs={tmp_path / 'page.html'}"]
    check = ["check", "portal-sync", str(school(tmp_path / "in")), *NOW, "--quiet", *docs]
    found = subprocess.run([sys.executable, "-c", code, *check], capture_output=True, text=True, check=True)
    assert found.stdout == "[]\n"


@pytest.mark.slow
@pytest.mark.parametrize("name", suites.names())
def test_a_school_is_published_in_moments(name: str, tmp_path: Path) -> None:
    """Slow: it times processes of their own. 250 students, imports and all; the best of three, as others work here too."""
    check = ["check", name, str(DATA / name / "faulty"), *NOW, "--quiet"]
    most = MOST_TIMES * min(_seconds(check) for _ in range(3))
    # One that keeps within it is enough: the best of three would as well.
    assert any(_seconds([*check, "--docs", str(tmp_path / f"{number}")]) < most for number in range(3)), most


def _seconds(arguments: Sequence[str]) -> float:
    """Of a processor, for a process of its own."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run([sys.executable, "-m", "schoolgate", *arguments], check=False, env=ONE_THREAD)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert done.returncode == 1
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def test_a_check_without_a_verdict_stands_on_the_first_page_until_the_next_one(run: Run, tmp_path: Path) -> None:
    folder, site = tmp_path / "Ash High", tmp_path / "site"
    ask = ("check", "portal-sync", folder, *NOW, f"--docs={site}", f"--docs={tmp_path / 'page.html'}")
    # Of a new site it is all that there is.
    school(folder, students=None)
    assert run(*ask)[0] == 3
    first = (site / "index.html").read_text("utf-8")
    assert "<strong>Ash High</strong>" in first
    assert "the required table students is absent" in first
    assert str(tmp_path) not in first
    assert (tmp_path / "page.html").exists() is False
    school(folder)
    assert run(*ask)[0] == 0
    assert "no verdict" not in (site / "index.html").read_text("utf-8")
    # Settings that nobody can read still tell whose they are.
    (folder / "settings.toml").write_text('school = "Ash Academy"\nno_such_setting = 1\n', encoding="utf-8")
    assert run(*ask)[0] == 2
    both = (site / "index.html").read_text("utf-8")
    assert "0 schools can go ahead" not in both
    assert "1 of 2 schools can go ahead; 1 came to no verdict." in both
    assert "no_such_setting" in both
    # What is made to harm is told where a site is, and makes none.
    (folder / "settings.toml").unlink()
    (folder / "students.xml").write_text('<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', encoding="utf-8")
    (folder / "students.csv").unlink()
    code = run("check", "portal-sync", folder, *NOW, f"--docs={tmp_path / 'other'}")[0]
    assert (code, (tmp_path / "other").exists()) == (3, False)
    assert run(*ask)[0] == 3
    assert "DTD" in (site / "index.html").read_text("utf-8")
