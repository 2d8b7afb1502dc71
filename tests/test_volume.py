"""An export that broke off does not pass, however good what is left of it is."""

import json
from pathlib import Path

import pytest

from schoolgate import cli

DATA = Path(__file__).parents[1] / "data"
CLEAN = DATA / "portal-sync" / "clean"


def check(source: Path, *options: str, suite: str = "portal-sync") -> int:
    return cli.main(["check", suite, str(source), "--as-of", "2026-11-22", "-q", *options])


def short(folder: Path, rows: int, suite: str = "portal-sync", main: str = "students") -> Path:
    """A copy of a clean school whose main table breaks off after so many rows."""
    for path in (DATA / suite / "clean").glob("*.csv"):
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        (folder / path.name).write_text("".join(lines[: rows + 1] if path.stem == main else lines), encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("suite", "main", "rule"),
    [
        ("portal-sync", "students", "PS-010"),
        ("student-import", "students", "SI-006"),
        ("boost-promotion", "pupils", "BP-006"),
        ("schoolcomms-leavers", "members", "SL-006"),
    ],
)
def test_a_main_table_without_a_record_fails(suite: str, main: str, rule: str, tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    (tmp_path / "extract").mkdir()
    source = short(tmp_path / "extract", 0, suite, main)
    assert check(source, f"--report=json={report}", suite=suite) == 1
    document = json.loads(report.read_text(encoding="utf-8"))
    assert any(one["rule"] == rule and one["severity"] == "error" for one in document["findings"])
    assert any(rule in job["rules"] for job in document["jobs"])


def test_fewer_records_than_the_settings_expect_fail(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings = tmp_path / "settings.toml"
    own = (CLEAN / "settings.toml").read_text(encoding="utf-8")
    settings.write_text(f"{own}\n[gate]\nmin_records = {{ students = 251 }}\n", encoding="utf-8")
    assert check(CLEAN, f"--settings={settings}") == 1
    told = capsys.readouterr().out
    assert told.startswith("FAILED")
    assert "table students holds 250 records, and [gate] min_records expects at least 251" in told
    settings.write_text(f"{own}\n[gate]\nmin_records = {{ students = 250 }}\n", encoding="utf-8")
    assert check(CLEAN, f"--settings={settings}") == 0


@pytest.mark.parametrize(("rows", "settings", "code"), [(2, "", 1), (201, "", 0), (199, "", 1), (199, "30", 0)])
def test_a_table_that_lost_too_many_keys_is_worse(
    rows: int, settings: str, code: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old, new = tmp_path / "old.json", tmp_path / "new.json"
    (tmp_path / "extract").mkdir()
    source = short(tmp_path / "extract", rows)
    (source / "applications.csv").write_text((CLEAN / "applications.csv").read_text(encoding="utf-8"), encoding="utf-8")
    if settings:
        (source / "settings.toml").write_text(f"[gate]\nmax_loss_percent = {settings}\n", encoding="utf-8")
    assert check(CLEAN, f"--report=json={old}") == 0
    check(source, f"--report=json={new}", f"--baseline={old}", "--fail-on=new")
    told = json.loads(new.read_text(encoding="utf-8"))["gate"]["reasons"]
    lost = [one for one in told if one.startswith("table students lost ")]
    assert bool(lost) == bool(code), told
    if lost:
        assert f"lost {250 - rows} of its 250 keys since old.json" in lost[0]
    capsys.readouterr()
    cli.main(["diff", str(old), str(new)])
    out = capsys.readouterr().out
    assert ("Less came than before" in out) == bool(code)
    assert not code or "NOT WORSE" not in out


def test_a_table_that_is_no_longer_supplied_fails(tmp_path: Path) -> None:
    old, new = tmp_path / "old.json", tmp_path / "new.json"
    (tmp_path / "extract").mkdir()
    source = short(tmp_path / "extract", 250)
    (source / "admission_statuses.csv").unlink()
    check(CLEAN, f"--report=json={old}")
    assert check(source, f"--report=json={new}", f"--baseline={old}", "--fail-on=new") == 1
    told = json.loads(new.read_text(encoding="utf-8"))["gate"]["reasons"]
    assert "table admission_statuses was supplied for old.json, and is not any more" in told
