"""Where an editor finds a finding, and how a later run knows it again."""

from pathlib import Path

import polars as pl
import pytest

from checked import checked, sample
from schoolgate import suites
from schoolgate.story.places import fingerprints, located, path_of
from schools import GOOD, school
from test_causes import suite as with_a_rule_about_the_file

HEADER, *ROWS = GOOD["students"].splitlines()
NAMELESS = HEADER + "\nS1,,Ada,,Okoro,,,On Roll,7A,,\nS2,,Bo,,Ng,,,On Roll,7A,,\n"


def test_lines_follow_the_file_and_rows_the_spreadsheet(tmp_path: Path) -> None:
    students = HEADER + '\nS1,,"A\nd\na",,Okoro,,,On Roll,7A,,\n\nS2,,Bo,,Ng,,,On Roll,7A,,\n'
    found = located(checked(school(tmp_path / "in", students=students)))
    assert found.select("key", "row", "line").rows() == [("S1", 2, 2), ("S2", 4, 6)]


def test_paths_are_told_from_the_working_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "repository").mkdir()
    school(tmp_path / "repository" / "extract")
    school(tmp_path / "elsewhere")
    monkeypatch.chdir(tmp_path / "repository")
    for source in (Path("extract"), tmp_path / "repository/extract", Path("../repository/extract")):
        assert path_of(checked(source), "students") == "extract/students.csv"
    assert path_of(checked(tmp_path / "elsewhere"), "students") == "elsewhere/students.csv"
    assert path_of(checked(Path("../elsewhere")), "groups") == "elsewhere/groups.csv"


def test_a_finding_about_the_file_is_at_its_first_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = with_a_rule_about_the_file()
    monkeypatch.setattr(suites, "load", lambda _: whole)
    folder = school(tmp_path / "in", students=NAMELESS + "S3,Mr,Cy,,Ng,,,On Roll,7A,,\n")
    found = located(checked(folder)).filter(rule="PS-901")
    assert found.select("table", "row", "key", "line", "path").rows() == [
        ("students", None, None, 1, "in/students.csv")
    ]


def test_every_finding_is_placed_on_the_line_of_its_key() -> None:
    result = sample("faulty")
    found = located(result)
    assert found.height == result.findings().height > 100
    for path, line, key in found.filter(pl.col("key").is_not_null()).select("path", "line", "key").iter_rows():
        assert key in Path(path).read_text("utf-8").split("\n")[line - 1]


def by_identity(folder: Path) -> dict[str, tuple[str, str, str | None]]:
    result = checked(folder)
    found = result.findings()
    marks = fingerprints(result, found)
    assert marks.n_unique() == found.height
    return dict(zip(marks, found.select("rule", "table", "key").rows(), strict=True))


def test_fingerprints_outlive_a_move_and_other_findings(tmp_path: Path) -> None:
    before = by_identity(school(tmp_path / "a", students=NAMELESS))
    moved = HEADER + "\nS9,Mr,,,Ng,,,On Roll,7A,,\n\n" + "\n".join(reversed(NAMELESS.splitlines()[1:])) + "\n"
    after = by_identity(school(tmp_path / "b", students=moved))
    assert {mark: after.get(mark) for mark in before} == before
    assert [name for mark, name in after.items() if mark not in before] == [("PS-102", "students", "S9")]


def test_findings_that_share_a_key_or_have_none_are_told_apart(tmp_path: Path) -> None:
    students = HEADER + "\nS1,Mr,A,,B,,,On Roll,7A,,\nS1,Mr,A,,B,,,On Roll,7A,,\n" + ",Mr,A,,B,,,On Roll,7A,,\n" * 2
    found = by_identity(
        school(tmp_path / "in", students=students, applications=GOOD["applications"].replace("S2", "S1"))
    )
    assert sorted(found.values(), key=str) == [
        ("PS-001", "students", None),
        ("PS-001", "students", None),
        ("PS-002", "students", "S1"),
        ("PS-002", "students", "S1"),
    ]


def test_fingerprints_stay_from_version_to_version(tmp_path: Path) -> None:
    found = by_identity(school(tmp_path / "in", students=NAMELESS))
    assert found == {
        "bd237648ecd1d419980724c05f3f6efa": ("PS-101", "students", "S1"),
        "8983463fcc1076d74bec4736b9ed162f": ("PS-101", "students", "S2"),
    }
