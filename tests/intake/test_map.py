"""`inspect` and `map`: from the files of a system to a verdict in two commands, and nothing of a person's is lost."""

import json
import re
import tomllib
from pathlib import Path

import pytest
from openpyxl import Workbook

from schoolgate import suites
from schoolgate.cli import main
from schoolgate.intake.preset import presets
from schoolgate.intake.proposing.suggestion import Suggestion
from schoolgate.language.settings import settings_from
from schoolgate.run.answers import added

SIMS: list[list[str | None]] = [
    ["Student list", None, None, None, None, None],
    ["Admission No", "Legal Forename", "Legal Surname", "Date of Birth", "Year Group", "Reg Group"],
    ["001201", "Ada", "Prowse", "13/02/2015", "6", "6 Yew"],
    ["001202", "Bo", "Quillan", "02/01/2015", "6", "6 Yew"],
]
HUB = (
    "User ID,User Type,First name*,Last name*,Year group*,Class*,Date of birth,Access to application,MIS ID\n"
    "5001,S,Ada,Prowse,5,5 Fir,13/02/2015,Y,001201\n"
    "5002,S,Bo,Quillan,5,5 Fir,02/01/2015,Y,001202\n"
)
SUITE = suites.load("boost-promotion")
SECTIONS = [suites.section(name) for name in suites.names()]


def export(folder: Path) -> Path:
    """A SIMS report in Excel, an Admin Hub's CSV and its classes."""
    book = Workbook()
    for row in SIMS:
        book.worksheets[0].append(row)
    book.save(folder / "Pupil report.xlsx")
    (folder / "With Access.csv").write_text(HUB, encoding="utf-8")
    (folder / "classes.csv").write_text("class_name\n5 Fir\n6 Yew\n", encoding="utf-8")
    return folder


def test_two_commands_from_a_sims_report_and_an_admin_hub_to_a_verdict(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = export(tmp_path)
    assert main(["map", SUITE.name, str(folder)]) == 0
    told = capsys.readouterr().out
    assert "Nothing is in the way." in told
    assert "Prowse" not in told
    report = tmp_path / "r.json"
    assert main(["check", SUITE.name, str(folder), "--as-of", "2026-09-07", "--report", f"json={report}"]) == 0
    records = {record["key"]: record for record in json.loads(report.read_text(encoding="utf-8"))["records"]}
    assert {"001201", "001202"} <= set(records)


def test_the_next_export_needs_no_map(tmp_path: Path) -> None:
    folder = export(tmp_path)
    assert main(["map", SUITE.name, str(folder), "--settings", str(tmp_path / "own.toml")]) == 0
    written = (tmp_path / "own.toml").read_text(encoding="utf-8")
    assert 'mis_id = "Admission No"' in written
    assert 'preset = "admin-hub"' in written
    assert main(["map", SUITE.name, str(folder), "--settings", str(tmp_path / "own.toml")]) == 0
    assert (tmp_path / "own.toml").read_text(encoding="utf-8") == written


def test_questions_turned_on_are_settings(tmp_path: Path) -> None:
    (tmp_path / "users.csv").write_text(
        "sourcedId,role,givenName,S_Name,grade,birthDate,Proposed YearGroup\n"
        "v1,student,Ada,Prowse,06,01/02/2015,7\nv2,teacher,Bo,Quillan,,03/04/1980,\n",
        encoding="utf-8",
    )
    (tmp_path / "learners.csv").write_text("Learner,has_acess,status\n1,Active,Left\n", encoding="utf-8")
    assert main(["map", SUITE.name, str(tmp_path)]) == 0
    written = (tmp_path / "settings.toml").read_text(encoding="utf-8")
    assert '# where = { "role" = ["student"] }' in written
    every = tomllib.loads(re.sub(r'(?m)^# (?!.*"\?")', "", written))
    settings = settings_from(every, "settings", "boost_promotion", SUITE.settings, SECTIONS)
    assert settings.common.intake.of("pupils").where == {"role": ("student",)}
    assert settings.common.intake.of("pupils").dates == {"date_of_birth": ("DD/MM/YYYY",)}


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_what_a_person_wrote_stays_byte_for_byte(end: str) -> None:
    mine = end.join(
        (
            "# mine",
            'timezone = "Europe/Paris" # why',
            "[intake.pupils]  # here",
            'ignore = [ "a",',
            '  "[intake.learners]" ]',
            "",
            "# of the suite",
            "[boost_promotion]",
            "x = 1",
        )
    )
    new = [
        Suggestion(("intake", "pupils"), "ignore", ["b"], "never"),
        Suggestion(("intake", "pupils"), "file", "p.csv", "the only one", sure=True),
        Suggestion(("intake", "pupils", "columns"), "mis_id", 'A "no"\x7f', "is it that?\nor not"),
    ]
    found = added(mine, new)
    assert (found.answers, found.questions) == (1, 1)
    kept = iter(found.text.splitlines())
    assert all(line in kept for line in mine.splitlines())
    assert found.text.replace(end, "").count("\r") == 0
    document = tomllib.loads(found.text)
    assert document["intake"]["pupils"]["file"] == "p.csv"
    assert document["intake"]["pupils"]["ignore"] == ["a", "[intake.learners]"]
    assert tomllib.loads(re.sub(r"(?m)^# mis", "mis", found.text))["intake"]["pupils"]["columns"] == {
        "mis_id": 'A "no"\x7f'
    }
    assert added(found.text, new) == (type(found)(found.text, 0, 0))


def test_a_section_on_one_line_is_left_alone() -> None:
    mine = '[intake]\npupils = { file = "p.csv" }\n'
    new = [
        Suggestion(("intake", "pupils", "columns"), "mis_id", "Adno", "a known name", sure=True),
        Suggestion(("intake", "learners"), "file", "l.csv", "the only one", sure=True),
    ]
    found = added(mine, new)
    assert tomllib.loads(found.text) == {"intake": {"pupils": {"file": "p.csv"}, "learners": {"file": "l.csv"}}}
    assert '## intake.pupils.columns.mis_id = "Adno"' in found.text


def test_inspect_shows_shapes_and_values_only_when_asked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = export(tmp_path)
    assert main(["inspect", str(folder)]) == 0
    told = capsys.readouterr().out
    assert "header in row 2 (above it: row 1)" in told
    assert "99/99/9999" in told
    assert "Quillan" not in told
    assert main(["inspect", str(folder), "--format", "json", "--show-values"]) == 0
    seen = json.loads(capsys.readouterr().out)
    assert "Quillan" in json.dumps(seen)
    assert main(["inspect", str(folder), "--suite", SUITE.name, "--format", "markdown"]) == 0
    assert "Quillan" not in capsys.readouterr().out


def test_a_file_without_a_known_heading_shows_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "members.csv").write_text("1,Ada,Prowse,5F,6,1\n2,Bo,Quillan,5F,6,1\n", encoding="utf-8")
    assert main(["inspect", str(tmp_path)]) == 0
    assert main(["map", "schoolcomms-leavers", str(tmp_path)]) == 0
    told = capsys.readouterr().out + (tmp_path / "settings.toml").read_text(encoding="utf-8")
    assert "Prowse" not in told
    assert '# preset = "schoolcomms"' in told
    # Of another width it is nobody's format: the order of the columns is asked, as far as their cells show it.
    (tmp_path / "settings.toml").unlink()
    (tmp_path / "members.csv").write_text("Ada,1,Prowse,5F\nBo,2,Quillan,5F\n", encoding="utf-8")
    assert main(["map", "schoolcomms-leavers", str(tmp_path)]) == 0
    told = capsys.readouterr().out + (tmp_path / "settings.toml").read_text(encoding="utf-8")
    assert "Prowse" not in told
    assert '# header = "none"\n' in told
    assert '# columns_in_order = ["first_name", "member_id", "last_name", "class_name"]' in told


PUPILS = ["Ada|Prowse|13/02/2015", "Bo|Quillan|02/01/2015", "Cy|Rusk|04/03/2015"]
HEADINGS = {
    "arbor": "Arbor Student ID,Legal First Name,Legal Last Name,Date of Birth,Year Group,Registration Form",
    "bromcom": "Adm No,Legal Forename,Legal Surname,DOB,NC Year,Tutor Group",
    "isams": "School ID,Forename,Surname,DOB,Year (NC),Form",
    "french": "Identifiant,Prénom,Nom,Date de naissance,Niveau,Classe",
    "unknown": "Matricola,Nome di battesimo,Cognome,Data di nascita,Anno,Sezione",
}


@pytest.mark.parametrize("system", HEADINGS)
def test_a_yes_to_each_question_leads_to_the_verdict(system: str, tmp_path: Path) -> None:
    lines = [f"{number},{pupil.replace('|', ',')},6,6 Yew" for number, pupil in enumerate(PUPILS, start=101)]
    (tmp_path / "pupils.csv").write_text("\n".join([HEADINGS[system], *lines, ""]), encoding="utf-8")
    (tmp_path / "learners.csv").write_text(
        "learner_id,first_name,last_name,mis_id,date_of_birth,year_group,class_name,has_access\n"
        "L1,Ada,Prowse,,2015-02-13,5,5 Yew,yes\nL2,Bo,Quillan,,2015-01-02,5,5 Yew,yes\n",
        encoding="utf-8",
    )
    (tmp_path / "classes.csv").write_text("class_name\n5 Yew\n6 Yew\n", encoding="utf-8")
    assert main(["map", SUITE.name, str(tmp_path)]) == 0
    place = tmp_path / "settings.toml"
    assert not any(name in place.read_text(encoding="utf-8") for name in ("Prowse", "13/02"))
    place.write_text(re.sub(r"(?m)^# ", "", place.read_text(encoding="utf-8")), encoding="utf-8")
    report = tmp_path / "r.json"
    assert main(["check", SUITE.name, str(tmp_path), "--as-of", "2026-09-07", "--report", f"json={report}"]) == 0
    records = {one["key"]: one for one in json.loads(report.read_text(encoding="utf-8"))["records"]}
    assert {key: records[key]["tag"] for key in ("101", "102", "103")} == {
        "101": "Matched",
        "102": "Matched",
        "103": "New",
    }, place.read_text(encoding="utf-8")


def test_a_workbook_with_a_sheet_per_table_goes_to_a_verdict(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book = Workbook()
    book.remove(book.worksheets[0])
    sheets: dict[str, list[list[str | None]]] = {
        "Student List": [
            ["Portal students"],
            ["Adno", "Salutation", "Legal Forename", "Legal Surname", "Primary Email", "Roll Mode", "Base_Group_ID"],
            ["S1", "Ms", "Ada", "Okoro", "ada@school.example", "On Roll", "7A"],
            ["S2", None, "Bo", "Quill", "bo@school.example", "On Roll", "7A"],
        ],
        "Applicants": [
            ["Application", "Adno", "Date of Admission", "Active", "Intake Group", "Admission Status"],
            ["A1", "S9", "2027-09-01", "yes", "I7", "Offered"],
        ],
        "Groups": [
            ["Group ID", "Name", "Kind", "Active", "Year"],
            ["7A", "7A", "base", "yes", "Y7"],
            ["I7", "Intake 7", "intake", "yes", "Y7"],
        ],
        "Years": [["Year", "Name", "Synced"], ["Y7", "Year 7", "yes"]],
    }
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    path, settings = tmp_path / "November.xlsx", tmp_path / "settings.toml"
    book.save(path)
    # What stops a check names the sheet, and the command that proposes the lines.
    assert main(["check", "portal-sync", str(path)]) == 3
    told = capsys.readouterr().err
    assert '[intake.applications]\n    sheet = "Applicants"\n' in told
    assert 'ignore = ["November.xlsx, sheet Applicants"]' in told
    assert "schoolgate map writes what is plain of that" in told
    assert main(["map", "portal-sync", str(path)]) == 0
    text = settings.read_text("utf-8")
    assert "no file looks like" not in text
    assert "file =" not in text, "next month's workbook has another name"
    settings.write_text(text.replace("\n# ", "\n"), encoding="utf-8")
    capsys.readouterr()
    report = tmp_path / "r.json"
    # The year of a group is found by its cells, so that nobody waits for it.
    assert main(["check", "portal-sync", str(path), "--as-of", "2026-11-22", f"--report=json={report}"]) == 1
    document = json.loads(report.read_text("utf-8"))
    assert {one["key"]: one["status"] for one in document["records"]}.items() >= {("S1", "ready"), ("S2", "blocked")}
    # Next month's needs the second command alone.
    path.rename(tmp_path / "December.xlsx")
    assert main(["check", "portal-sync", str(tmp_path / "December.xlsx"), "--as-of", "2026-12-22", "--quiet"]) == 1


def test_whole_names_are_split_by_nobody(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "pupils.csv").write_text(
        "Admission Number,Full Name,Year,Reg\n1,Ada Prowse,6,6 Yew\n2,Bo Quillan,6,6 Yew\n", encoding="utf-8"
    )
    assert main(["map", SUITE.name, str(tmp_path)]) == 0
    written = (tmp_path / "settings.toml").read_text(encoding="utf-8")
    assert '# ignore = ["Full Name"]' in written
    assert "export forename and surname as columns of their own" in written
    assert '# first_name = "?"' in written
    (tmp_path / "settings.toml").unlink()
    capsys.readouterr()
    assert main(["check", SUITE.name, str(tmp_path)]) == 3
    said = capsys.readouterr().err
    assert "'Full Name' holds whole names, which nothing splits by guess" in said
    assert 'last_name = "Full Name"' not in said


def test_settings_with_a_byte_order_mark_are_added_to_and_keep_it(tmp_path: Path) -> None:
    (tmp_path / "pupils.csv").write_text("Adno,Forename,Surname,Year,Reg\n1,Ada,Prowse,6,6 Yew\n", encoding="utf-8")
    mine = '[intake.pupils]\r\nignore = ["UPN"]\r\n'
    (tmp_path / "settings.toml").write_bytes(mine.encode("utf-8-sig"))
    assert main(["map", SUITE.name, str(tmp_path)]) == 0
    written = (tmp_path / "settings.toml").read_bytes()
    assert written.startswith(mine.encode("utf-8-sig"))
    assert b'mis_id = "Adno"' in written


def test_map_asks_which_of_two_columns_of_one_name_is_meant(tmp_path: Path) -> None:
    (tmp_path / "pupils.csv").write_text(
        "Admission Number,Forename,Surname,Year,Reg,Year\n1,Ada,Prowse,6,6 Yew,2026\n", encoding="utf-8"
    )
    assert main(["map", SUITE.name, str(tmp_path)]) == 0
    written = (tmp_path / "settings.toml").read_text(encoding="utf-8")
    assert "columns 4 and 6 have the same name: is it the first?" in written
    assert '# ignore = ["column 6"]' in written
    assert "year_group" not in written


def test_a_check_and_map_prefer_the_same_of_two_names(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "pupils.csv").write_text(
        "Student ID,Admission Number,Forename,Surname,Year,Reg\n9,1,Ada,Prowse,6,6 Yew\n", encoding="utf-8"
    )
    assert main(["check", SUITE.name, str(tmp_path)]) == 3
    assert '    mis_id = "Admission Number"' in capsys.readouterr().err
    assert main(["map", SUITE.name, str(tmp_path)]) == 0
    assert '# mis_id = "Admission Number"' in (tmp_path / "settings.toml").read_text(encoding="utf-8")


def test_a_question_that_nobody_has_answered_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = export(tmp_path)
    (folder / "settings.toml").write_text('[intake.pupils.constant]\nemail = "?"\n', encoding="utf-8")
    assert main(["check", SUITE.name, str(folder)]) == 2
    told = capsys.readouterr().err
    assert 'constant: "?" is a question that nobody has answered' in told
    assert "{" not in told


def test_the_likelier_of_two_names_is_the_one_that_the_other_tables_know(tmp_path: Path) -> None:
    (tmp_path / "pupils.csv").write_text(
        "Adno,primary_id,Forename,Surname,Year,Reg\n0101,901,Ada,Prowse,6,6 Yew\n0102,902,Bo,Quillan,6,6 Yew\n",
        encoding="utf-8",
    )
    (tmp_path / "learners.csv").write_text(
        "learner_id,mis_id,first_name,last_name,year_group,class_name,has_access\n"
        "1,902,Bo,Quillan,6,6 Yew,yes\n2,901,Ada,Prowse,6,6 Yew,yes\n",
        encoding="utf-8",
    )
    (tmp_path / "classes.csv").write_text("class_name\n6 Yew\n", encoding="utf-8")
    assert main(["map", SUITE.name, str(tmp_path)]) == 0
    written = (tmp_path / "settings.toml").read_text(encoding="utf-8")
    assert '# mis_id = "primary_id"' in written
    assert "2 of its 2 different cells are in learners.mis_id" in written


def test_words_of_a_closed_vocabulary_are_asked_by_what_they_mean(tmp_path: Path) -> None:
    (tmp_path / "students.csv").write_text(
        "student_id,salutation,first_name,last_name,roll_mode,base_group_id\n"
        "1,Ann,Ann,Ardley,Single Registration,B7\n2,Bob,Bob,Boyle,Left,B7\n3,Cat,Cat,Cray,Zzz,B7\n",
        encoding="utf-8",
    )
    (tmp_path / "groups.csv").write_text(
        "group_id,kind,active,year_group_id\nB7,Tutor group,yes,Y7\n", encoding="utf-8"
    )
    (tmp_path / "year_groups.csv").write_text("year_group_id,synced\nY7,yes\n", encoding="utf-8")
    assert main(["map", "portal-sync", str(tmp_path)]) == 0
    written = (tmp_path / "settings.toml").read_text(encoding="utf-8")
    assert '# roll_mode = { "Single Registration" = "On Roll", "Zzz" = "?" }' in written
    assert '# kind = { "Tutor group" = "base" }' in written


def test_what_cannot_be_opened_ends_in_three(tmp_path: Path) -> None:
    assert main(["inspect", str(tmp_path / "nothing")]) == 3
    assert main(["map", SUITE.name, str(tmp_path / "nothing")]) == 3
    assert main(["map", SUITE.name, "-"]) == 2


DOCUMENT = (Path(__file__).parents[2] / "docs" / "intake.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("example", re.findall(r"```toml\n(.*?)```", DOCUMENT, re.DOTALL))
def test_every_example_of_the_page_is_settings(example: str) -> None:
    intake = settings_from(tomllib.loads(example), "page", "boost_promotion", SUITE.settings, SECTIONS).common.intake
    assert intake.model_fields_set


def test_the_page_names_every_preset() -> None:
    assert all(re.search(rf"(?m)^{re.escape(name)}  ", DOCUMENT) for name in presets())


def test_each_preset_is_listed_and_shown_with_what_it_lacks(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["presets"]) == 0
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == list(presets())
    for name, one in presets().items():
        assert main(["presets", name]) == 0
        told = capsys.readouterr().out
        assert one.title in told
        assert all(f"not carried: {lack}" in told for lacks in one.lacks.values() for lack in lacks)
    assert main(["presets", "clevr"]) == 2
    assert "clever" in capsys.readouterr().err
