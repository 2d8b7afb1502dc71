"""Several reports at once, where each of them goes, and that none is written where another cannot be."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from checked import AS_OF, DATA
from schoolgate import cli
from schoolgate.report.formats import FORMATS
from schools import GOOD, school

DOCUMENTS = tuple(form.name for form in FORMATS if form.text)
SUMMARY = "GITHUB_STEP_SUMMARY"
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.delenv(SUMMARY, raising=False)

    def command(source: Path, *options: str) -> tuple[int, str, str]:
        code = cli.main(["check", "portal-sync", str(source), "--as-of", AS_OF, *options])
        out, err = capfd.readouterr()
        return code, out, err

    return command


def test_several_at_once_say_what_each_says_alone(run: Run, tmp_path: Path) -> None:
    assert set(DOCUMENTS) >= {"json", "junit", "sarif", "github", "gitlab", "markdown"}
    alone = {name: run(DATA / "portal-sync" / "faulty", f"--report={name}") for name in DOCUMENTS}
    reports = [f"--report={name}={tmp_path / name}" for name in DOCUMENTS]
    code, out, err = run(DATA / "portal-sync" / "faulty", *reports)
    assert (code, err) == (1, "")
    assert out.startswith("FAILED ")
    for name in DOCUMENTS:
        assert alone[name] == (1, (tmp_path / name).read_text("utf-8"), "")


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_same_check_gives_the_same_bytes(run: Run, tmp_path: Path, name: str) -> None:
    for number in range(2):
        run(DATA / "portal-sync" / "faulty", "--quiet", f"--report={name}={tmp_path / str(number)}")
    assert (tmp_path / "0").read_bytes() == (tmp_path / "1").read_bytes()


@pytest.mark.parametrize("name", DOCUMENTS)
@pytest.mark.parametrize("level", ["error", "warning", "never"])
def test_a_school_without_fault_passes_in_every_format(run: Run, tmp_path: Path, name: str, level: str) -> None:
    code, out, err = run(school(tmp_path / "in"), f"--report={name}", "--fail-on", level)
    assert (code, err) == (0, "")
    assert out


def test_the_summary_is_appended_where_github_wants_it(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, alone, _ = run(DATA / "portal-sync" / "faulty", "--report=markdown")
    page = tmp_path / "summary.md"
    page.write_text("# what another step said\n", encoding="utf-8")
    monkeypatch.setenv(SUMMARY, str(page))
    code, out, err = run(DATA / "portal-sync" / "faulty", "--report=markdown", "--report=github")
    assert (code, err) == (1, "")
    assert out.startswith("::error ")
    assert page.read_text("utf-8") == "# what another step said\n" + alone
    code, out, _ = run(DATA / "portal-sync" / "faulty", "--report=markdown")
    assert out.startswith("FAILED "), "nothing else was asked to be printed"
    assert page.read_text("utf-8") == "# what another step said\n" + alone * 2


def test_the_summary_goes_to_its_path_or_to_stdout(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source, page = school(tmp_path / "in"), tmp_path / "summary.md"
    monkeypatch.setenv(SUMMARY, str(page))
    run(source, f"--report=markdown={tmp_path / 'own.md'}")
    assert (tmp_path / "own.md").read_text("utf-8").startswith("## ✅ portal-sync")
    assert not page.exists()
    monkeypatch.setenv(SUMMARY, "")
    assert run(source, "--report=markdown")[1].startswith("## ✅ portal-sync")


def test_a_summary_that_cannot_be_written_ends_the_run_and_leaves_nothing(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(SUMMARY, str(tmp_path / "no" / "summary.md"))
    code, out, err = run(school(tmp_path / "in"), "--report=markdown", f"--report=sarif={tmp_path / 'r.sarif'}")
    assert (code, out, err.count("\n")) == (3, "", 1)
    assert "summary.md: cannot be written (No such file or directory)" in err
    assert not (tmp_path / "r.sarif").exists()


def test_a_file_with_another_encoding_in_its_name_can_be_told(run: Run, tmp_path: Path) -> None:
    folder = school(tmp_path / "in\udcff<&|", students=GOOD["students"].replace("Ms", ""))
    for name in DOCUMENTS:
        code, _, err = run(folder, f"--report={name}={tmp_path / name}")
        assert (code, err) == (1, ""), name
        assert (tmp_path / name).read_bytes().decode("utf-8")


def test_a_table_with_another_encoding_in_its_name_can_be_told(run: Run, tmp_path: Path) -> None:
    folder = school(tmp_path / "in", students=GOOD["students"].replace("Ms", ""))
    (folder / "groups.csv").rename(folder / "caf\udce9.csv")
    for name in DOCUMENTS:
        code, _, err = run(folder, f"--report={name}={tmp_path / name}")
        assert (code, err) == (1, ""), name
        assert (tmp_path / name).read_bytes().decode("utf-8")
    report = json.loads((tmp_path / "json").read_bytes())
    assert report["tables"]["groups"]["source"] == r"caf\udce9.csv"
    assert any(r"caf\udce9.csv" in note for note in report["notes"])
