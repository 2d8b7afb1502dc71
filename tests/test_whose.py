"""Whose extract a source is: as the command line says, else the settings, else as its folder or file is called."""

import json
from pathlib import Path

import pytest

import schoolgate
from schoolgate import cli
from schoolgate.intake.place import place_of
from schoolgate.pages.series import Series
from schoolgate.run.whose import school_named
from schools import school

NOW = ("--as-of", "2026-11-22")


@pytest.mark.parametrize(
    ("sources", "name"),
    [
        (["extracts/Ash High"], "Ash High"),
        (["extracts/Ash High/2026-11-15"], "Ash High"),
        (["extracts/ash_20261115T0630Z"], "ash"),
        (["extracts/ash-15.11.2026.zip"], "ash"),
        (["extracts/ash/students.csv"], "ash"),
        (["extracts/ash/students.csv", "extracts/ash/groups.csv"], "ash"),
        (["extracts/ash.xlsx"], "ash"),
        (["extracts/Year 2026"], "Year 2026"),
        (["postgresql://reader@host/riverside?x=secret"], "riverside"),
        (["sqlite:///tmp/school.db"], "school"),
        (["-"], ""),
        ([], ""),
    ],
)
def test_a_source_is_called_after_its_folder_or_file_without_a_day(
    sources: list[str], name: str, tmp_path: Path
) -> None:
    for folder in ("extracts/Ash High/2026-11-15", "extracts/ash", "extracts/ash_20261115T0630Z", "extracts/Year 2026"):
        (tmp_path / folder).mkdir(parents=True)
    places = [place_of(one if "://" in one or one == "-" else str(tmp_path / one)) for one in sources]
    assert school_named(places) == name


def told(folder: Path, *words: str) -> str:
    """The school of the one run of a new site."""
    assert cli.main(["check", "portal-sync", *words, "--quiet", f"--docs={folder}", *NOW]) == 0
    (entry,) = folder.glob("runs/*/run.json")
    return str(json.loads(entry.read_text("utf-8"))["school"])


def test_the_command_line_wins_then_the_settings_then_the_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = school(tmp_path / "Hilltop")
    assert told(tmp_path / "1", str(source)) == "Hilltop"
    (source / "settings.toml").write_text('school = "Hilltop School"\n', encoding="utf-8")
    assert told(tmp_path / "2", str(source)) == "Hilltop School"
    assert told(tmp_path / "3", str(source), "--school", "The Hilltop") == "The Hilltop"
    (tmp_path / "schoolgate.toml").write_text('suite = "portal-sync"\nsource = "Hilltop"\nschool = "Ours"\n', "utf-8")
    monkeypatch.chdir(tmp_path)
    assert told(tmp_path / "4") == "Ours"


def test_the_project_says_whose_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    school(tmp_path / "Hilltop")
    (tmp_path / "schoolgate.toml").write_text('suite = "portal-sync"\nsource = "Hilltop"\nschool = "Ours"\n', "utf-8")
    monkeypatch.chdir(tmp_path)
    assert cli.main(["check", "--print-config"]) == 0
    assert 'school = "Ours"  # schoolgate.toml' in capsys.readouterr().out
    assert cli.main(["check", "--school", " "]) == 2
    assert "the school's name is empty" in capsys.readouterr().err


def test_the_report_says_the_name_that_was_given(tmp_path: Path) -> None:
    source = school(tmp_path / "Hilltop")
    report = tmp_path / "r.json"
    cli.main(["check", "portal-sync", str(source), "--school=The Hilltop", f"--report=json={report}", "--quiet", *NOW])
    assert json.loads(report.read_text("utf-8"))["settings"]["school"] == "The Hilltop"


def test_a_check_can_be_made_as_of_another_moment_again(tmp_path: Path) -> None:
    result = schoolgate.check("portal-sync", school(tmp_path / "in"), as_of="2026-11-22").result
    assert result.again
    again = result.again(result.moment)
    for name, outcomes in result.outcomes.items():
        assert outcomes.equals(again.outcomes[name])
    key = tmp_path / "key"
    key.write_text("sixteen characters and more", encoding="utf-8")
    hidden = schoolgate.check("portal-sync", tmp_path / "in", as_of="2026-11-22", pseudonyms=key).result
    assert hidden.again
    for name, facts in hidden.facts.items():
        assert facts.equals(hidden.again(hidden.moment).facts[name])
    assert "S1" not in str(hidden.again(hidden.moment).facts["students"].to_dicts())


def test_a_name_in_any_spelling_is_one_series_and_a_safe_path() -> None:
    assert Series("ASH  high", "s").name == Series("Ash High", "s").name
    assert Series("ash", "s").name == "ash-s"
    names = {Series(one, "s").name for one in ("Ash", "Ash.", "../ash", "École", "学校", "a" * 300, "<b>", "CON/..")}
    assert len(names) == 8
    assert all(name.replace("-", "").isalnum() and name.isascii() and len(name) < 60 for name in names)
