"""Presets: data and nothing else; a person's word comes first; what a format does not carry is asked as ever."""

import json
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

import schoolgate
from schoolgate import suites
from schoolgate.basics.errors import InputError, UsageError
from schoolgate.intake import preset as presets_module
from schoolgate.intake.formats.format import Asked, Blob
from schoolgate.intake.formats.text import TEXT
from schoolgate.intake.preset import presets, record_paths, with_presets
from schoolgate.intake.sheet import Sheet
from schoolgate.language.mapping import IntakeSettings, TableIntake

BOOST = "boost-promotion"
AS_OF = "2026-09-07"
HUB = {
    "hub-classes.csv": "class_name\n5 Fir\n6 Yew\n",
    "learners.csv": "learner_id,first_name,last_name,mis_id,date_of_birth,year_group,class_name,has_access\n"
    "U1,Ann,Axby,,2015-01-02,5,5 Fir,yes\nU2,Bo,Bixby,,2015-02-15,5,5 Fir,yes\n",
}
USERS = "sourcedId,status,enabledUser,orgSourcedIds,role,username,givenName,familyName,grades\n"
ONEROSTER = {
    "users.csv": USERS + 'a1,active,true,o1,student,ann,Ann,Axby,"06,07"\na2,active,true,o1,student,bo,Bo,Bixby,06\n'
    "a3,tobedeleted,true,o1,student,cy,Cy,Coxby,06\nt1,active,true,o1,teacher,di,Di,Dexby,\n",
    "demographics.csv": "sourcedId,status,birthDate\na1,active,2015-01-02\na2,active,2015-02-15\n",
    "classes.csv": "sourcedId,status,title,grades,classType\nc1,active,6 Yew,06,homeroom\nc2,active,Maths,06,scheduled\n",
    "enrollments.csv": "sourcedId,status,classSourcedId,userSourcedId,role\n"
    "e1,active,c1,a1,student\ne2,active,c2,a1,student\ne3,active,c1,a2,student\ne4,active,c1,t1,teacher\n",
}


def laid(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    folder.mkdir(exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def text(tmp_path: Path, suite: str, files: Mapping[str, str | bytes], intake: Mapping[str, Any]) -> dict[str, Any]:
    """The report of a check, as JSON has it."""
    report = schoolgate.check(suite, laid(tmp_path / "in", files), settings={"intake": intake}, as_of=AS_OF)
    told: dict[str, Any] = json.loads(report.to_json())
    return told


def tags(report: Mapping[str, Any]) -> dict[str, str]:
    return {record["key"]: record["tag"] for record in report["records"] if record["table"] == "pupils"}


@pytest.mark.parametrize("name", presets())
def test_a_preset_speaks_of_tables_and_columns_that_there_are(name: str) -> None:
    for suite, said in presets()[name].tables.items():
        tables = {table.name: table for table in suites.load(suite).tables}
        for table, held in said.items():
            own = tables[table].by_name
            inner = [ours for join in held.join for ours in join.columns]
            assert {*held.columns, *held.dates, *held.values, *held.key, *held.constant, *held.first, *inner} <= set(
                own
            )
    assert presets()[name].tables


def test_the_presets_are_those_that_the_specification_names() -> None:
    assert set(presets()) >= {
        *(f"oneroster-1.{minor}" for minor in range(3)),
        *(
            "sds-v1",
            "sds-v2",
            "sds-v2.1",
            "clever",
            "sims-report",
            "ctf",
            "isams",
            "admin-hub",
            "courseval",
            "schoolcomms",
        ),
    }


def test_oneroster_people_birthdays_homerooms_and_subjects(tmp_path: Path) -> None:
    intake = {"preset": "oneroster-1.1", "classes": {"file": "hub-classes.csv"}}
    report = text(tmp_path, BOOST, HUB | ONEROSTER, intake)
    assert tags(report) == {"a1": "Matched", "a2": "Matched"}
    # The subject class is not in the Admin Hub, and comes from enrollments on scheduled classes alone.
    assert [finding["key"] for finding in report["findings"] if finding["rule"] == "BP-105"] == ["Maths"]


def test_the_same_in_a_zip_beside_other_files(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "roster.zip", "w") as packed:
        for name, content in ONEROSTER.items():
            packed.writestr(name, content)
    files = HUB | {"roster.zip": (tmp_path / "roster.zip").read_bytes()}
    intake = {"preset": "oneroster-1.1", "classes": {"file": "hub-classes.csv"}}
    assert tags(text(tmp_path, BOOST, files, intake)) == {"a1": "Matched", "a2": "Matched"}
    assert not (tmp_path / "in" / "users.csv").exists()


def test_a_file_of_the_preset_is_no_table_by_its_name(tmp_path: Path) -> None:
    hub = {name: content for name, content in HUB.items() if name != "hub-classes.csv"}
    with pytest.raises(InputError, match="required table classes is absent"):
        text(tmp_path, BOOST, hub | ONEROSTER, {"preset": "oneroster-1.1"})


def test_what_is_optional_in_the_format_may_be_missing(tmp_path: Path) -> None:
    roster = {name: content for name, content in ONEROSTER.items() if name != "demographics.csv"}
    intake = {"preset": "oneroster-1.1", "classes": {"file": "hub-classes.csv"}}
    # Without birthdays equal names are all that is known.
    assert tags(text(tmp_path, BOOST, HUB | roster, intake)) == {"a1": "May match", "a2": "May match"}


def test_a_persons_word_comes_before_the_presets(tmp_path: Path) -> None:
    intake = {
        "preset": "oneroster-1.1",
        "classes": {"file": "hub-classes.csv"},
        "pupils": {"columns": {"mis_id": "username"}, "constant": {"registration_group": "5 Fir"}},
    }
    report = text(tmp_path, BOOST, HUB | ONEROSTER, intake)
    assert set(tags(report)) == {"ann", "bo"}
    assert "registration_group is '5 Fir' throughout (constant)" in " ".join(report["notes"])


def test_a_preset_for_one_table_beside_plain_files(tmp_path: Path) -> None:
    hub = (
        "Action,User ID,User Type,First name*,Last name*,Year group*,Class*,Date of birth*,Access to application\n"
        "E,U1,S,Ann,Axby,5,5 Fir,02/01/2015,Y\nE,T1,T,Di,Dexby,,,,Y\n"
    )
    files = {
        "classes.csv": HUB["hub-classes.csv"],
        "learners.csv": hub,
        "pupils.csv": "mis_id,first_name,last_name,date_of_birth,year_group,registration_group\n"
        "M1,Ann,Axby,2015-01-02,6,6 Yew\n",
    }
    intake = {"learners": {"preset": "admin-hub", "constant": {"mis_id": ""}}}
    report = text(tmp_path, BOOST, files, intake)
    assert tags(report) == {"M1": "Matched"}
    assert report["tables"]["learners"]["rows"] == 1


SDS = {
    "Section.csv": "SIS ID,School SIS ID,Section Name\nS1,9,Maths\n",
    "Student.csv": "SIS ID,School SIS ID,First Name,Last Name,Grade,Birthdate,Reg,Status\n"
    "71,9,Ann,Axby,6,1/2/2015,6 Yew,Active\n72,9,Bo,Bixby,6,2/15/2015,6 Yew,Inactive\n",
    "StudentEnrollment.csv": "Section SIS ID,SIS ID\nS1,71\n",
}
V2 = {
    "orgs.csv": "sourcedId,name\n9,Moorside\n",
    "users.csv": "sourcedId,username,givenName,familyName,Reg\n71,ann,Ann,Axby,6 Yew\n72,bo,Bo,Bixby,6 Yew\n"
    "80,di,Di,Dexby,\n",
    "roles.csv": "userSourcedId,orgSourcedId,role,grade,isPrimary\n71,9,student,6,TRUE\n72,9,student,6,TRUE\n"
    "80,9,teacher,,TRUE\n80,9,student,6,FALSE\n",
    "demographics.csv": "userSourcedId,birthDate\n71,1/2/2015\n72,2/15/2015\n",
    "classes.csv": "sourcedId,orgSourcedId,title\nk1,9,Maths\n",
    "enrollments.csv": "classSourcedId,userSourcedId,role\nk1,71,student\nk1,80,teacher\n",
}
UK = {
    name: content.replace("School SIS ID", "School DfE Number").replace("SIS ID", "ID") for name, content in SDS.items()
}
CLEVER = {
    "students.csv": "School_id,Student_id,Student_number,Last_name,First_name,Grade,Dob,Reg\r"
    "9,71,1,Axby,Ann,6,1/2/15,6 Yew\r9,72,2,Bixby,Bo,6,2/15/15,6 Yew\r",
    "sections.csv": "School_id,Section_id,Teacher_id,Name\r9,k1,80,Maths\r",
    "enrollments.csv": "School_id,Section_id,Student_id\r9,k1,71\r",
}
FOLDERS = {"sds-v1": SDS, "sds-v1-uk": UK, "sds-v2.1": V2, "clever": CLEVER}


@pytest.mark.parametrize("name", FOLDERS)
def test_a_folder_of_a_rostering_format(tmp_path: Path, name: str) -> None:
    intake = {"preset": name, "classes": {"file": "hub-classes.csv"}}
    report = text(tmp_path, BOOST, HUB | FOLDERS[name], intake)
    assert tags(report) == {"71": "Matched", "72": "Matched"}
    assert [finding["key"] for finding in report["findings"] if finding["rule"] == "BP-105"] == ["Maths"]


def test_sds_v2_has_users_of_every_role_in_one_file(tmp_path: Path) -> None:
    users = "sourcedId,orgSourcedIds,givenName,familyName,username,password,role,grade,Reg\n"
    files = HUB | {"users.csv": users + "71,9,Ann,Axby,a,x,Student,6,6 Yew\n80,9,Di,Dexby,d,x,teacher,6,\n"}
    report = text(tmp_path, BOOST, files, {"preset": "sds-v2", "classes": {"file": "hub-classes.csv"}})
    assert tags(report) == {"71": "May match"}


def test_a_preset_is_one_file_in_a_folder(tmp_path: Path) -> None:
    """What a contributor does: a file of data and its sample. No code knows of it."""
    (tmp_path / "klingon.toml").write_text(
        'title = "Klingon MIS"\nabout = "a sample"\nfiles = ["crew.csv"]\nrecords = ["Ship/Crew/Member"]\n'
        "[boost-promotion.pupils]\n"
        'file = "crew.csv"\nwhere = { rank = "cadet" }\n'
        'columns = { mis_id = "no", last_name = "house", first_name = "called" }\n'
        'dates = { date_of_birth = "DD.MM.YYYY" }\n',
        encoding="utf-8",
    )
    sample = b"no;called;house;rank;dob\n1;Ann;Axby;cadet;02.01.2015\n"
    assert TEXT.read is not None
    sheets: list[Sheet] = list(TEXT.read(Blob(Path("crew.csv"), sample), Asked()))
    said = with_presets(IntakeSettings(preset="klingon"), BOOST, sheets, tmp_path)
    assert said.of("pupils") == TableIntake(
        file="crew.csv",
        where={"rank": "cadet"},
        columns={"mis_id": "no", "last_name": "house", "first_name": "called"},
        dates={"date_of_birth": ("DD.MM.YYYY",)},
    )
    assert record_paths(tmp_path) == ("Ship/Crew/Member",)


@pytest.mark.parametrize(
    ("intake", "said"),
    [
        ({"preset": "onerooster-1.1"}, r"\[intake\]: there is no preset 'onerooster-1.1'; did you mean oneroster-1.1"),
        ({"preset": "courseval"}, r"the preset 'courseval' has no table of boost-promotion; it is for student-import"),
        (
            {"pupils": {"preset": "admin-hub"}},
            r"\[intake.pupils\]: the preset 'admin-hub' is not for it; it is for boost",
        ),
    ],
)
def test_a_preset_that_says_nothing_is_refused(tmp_path: Path, intake: dict[str, Any], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        text(tmp_path, BOOST, HUB, intake)


def test_no_preset_has_code_of_its_own() -> None:
    folder = Path(presets_module.__file__).parent / "presets"
    assert {path.suffix for path in folder.iterdir() if path.name != "__pycache__"} == {".toml", ".py"}
    assert (folder / "__init__.py").read_text(encoding="utf-8").count("\n") == 1
