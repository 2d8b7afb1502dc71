"""Which file a new export takes the place of."""

from pathlib import Path

import pytest

from schoolgate.serving.replacing import replaced
from schoolgate.serving.told import Wish

STUDENTS = "student_id,first_name,last_name\nS1,Ada,Ng\n"


def dropped(
    place: Path, monkeypatch: pytest.MonkeyPatch, before: str, fresh: str, settings: str = "", *, again: bool
) -> list[str]:
    """What is there once `fresh` came to those `before`, each a name, parted by commas: both hold the same columns."""
    folder = place / "extract"
    folder.mkdir()
    for name in filter(None, [*before.split(","), *fresh.split(",")]):
        (folder / name).write_text(STUDENTS, encoding="utf-8")
    if settings:
        (folder / "settings.toml").write_text(settings, encoding="utf-8")
    monkeypatch.chdir(place)
    news = replaced(Wish("portal-sync", str(folder)), [*filter(None, fresh.split(","))], again=again)
    assert all("was put in the place of" in one for one in news)
    return sorted(path.name for path in folder.iterdir() if path.suffix == ".csv")


@pytest.mark.parametrize(
    ("before", "fresh", "there"),
    [
        ("students.csv", "students (1).csv", "students.csv"),
        ("students 2026-10-01.csv", "students 2026-11-01.csv", "students 2026-10-01.csv"),
        ("Students_October.csv", "students november.csv", "Students_October.csv"),
        ("students.csv", "pupils.csv", "pupils.csv"),
        # Nobody can say which of the two it is, so that it is asked.
        ("year 7.csv,year 8.csv", "year 9.csv", "year 7.csv,year 8.csv,year 9.csv"),
        ("students.csv", "students (1).csv,students (2).csv", "students (1).csv,students (2).csv,students.csv"),
    ],
)
def test_the_next_export_takes_the_place_of_the_one_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, before: str, fresh: str, there: str
) -> None:
    assert ",".join(dropped(tmp_path, monkeypatch, before, fresh, again=True)) == there


@pytest.mark.parametrize("fresh", ["students (1).csv", "pupils.csv", "year 9.csv"])
def test_before_a_verdict_files_are_still_gathered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fresh: str) -> None:
    assert dropped(tmp_path, monkeypatch, "students.csv", fresh, again=False) == sorted(["students.csv", fresh])


def test_a_file_that_the_settings_name_is_known_by_its_name_without_the_date(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = '[intake.students]\nfile = ["With Access.csv", "Without Access.csv"]\n'
    fresh = "With Access Nov 2026.csv,Without Access Nov 2026.csv"
    assert dropped(tmp_path, monkeypatch, "", fresh, settings, again=False) == ["With Access.csv", "Without Access.csv"]


def test_what_the_settings_name_is_not_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = '[intake.students]\nfile = "students.csv"\n'
    assert dropped(tmp_path, monkeypatch, "students.csv", "pupils.csv", settings, again=True) == [
        "pupils.csv",
        "students.csv",
    ]
