"""From files to a verdict, and to the next month's, as a form without any script asks for it."""

import re
import shutil
import time
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from urllib.parse import quote

import pytest

from schoolgate import suites
from schoolgate.pages.room import MOST
from schoolgate.sample.extract import sample
from served import Running, running

CASES = Path(__file__).parents[1] / "cases" / "intake"
DATA = Path(__file__).parents[2] / "data"


@pytest.fixture(scope="module")
def page() -> Iterator[Running]:
    with running() as found:
        yield found


def dropped(page: Running, suite: str, *paths: Path) -> str:
    return page.visitor.drop(suite, *((path.name, path.read_bytes()) for path in paths)).text


def cleared(page: Running, suite: str) -> None:
    """A desk with nothing on it."""
    for path in (page.serving.folder / suite / "extract").glob("*"):
        page.visitor.post(f"/{suite}/remove", f"name={quote(path.name)}".encode())


def answered(page: Running, suite: str, **said: str) -> str:
    body = "&".join(f"{quote(name)}={quote(value)}" for name, value in said.items())
    return page.visitor.post(f"/{suite}/answers", body.encode()).text


def headline(text: str) -> str:
    found = re.search(r"<h1[^>]*>(.*?)</h1>", text, re.DOTALL)
    assert found
    return found[1]


@pytest.mark.parametrize("suite", suites.names())
def test_each_suite_says_what_it_is_about_and_what_it_takes(page: Running, suite: str) -> None:
    about = suites.load(suite)
    start = page.visitor.get("/").text
    assert about.title in start
    assert about.question in start
    files = page.visitor.get(f"/{suite}/").text
    for table in about.tables:
        assert table.about[1:].split("'")[0] in files
    assert files.count(">needed<") == sum(table.required for table in about.tables)


@pytest.mark.slow
def test_what_is_open_stays_open_and_is_not_asked_again(page: Running) -> None:
    files = sorted((DATA / "portal-sync" / "faulty").glob("*.csv"))
    text = dropped(page, "portal-sync", *(path for path in files if "truth" not in path.name))
    assert headline(text) == "Your files are understood"
    # Words that stand for themselves: nothing has to be said of them.
    assert "none of these: it stands for itself" in text
    names = re.findall(r'<select[^>]* name="([^"]+)"', text)
    assert names
    verdict = answered(page, "portal-sync", as_of="2026-11-22", **dict.fromkeys(names, "left"))
    assert "students will sync" in headline(verdict)
    again = page.visitor.get("/portal-sync/questions").text
    assert "<select" not in again
    settings = tomllib.loads(page.visitor.get("/portal-sync/settings.toml").text)
    assert settings.get("intake", {}).get("students", {}).get("values", {}) == {}


def test_a_question_of_the_suite_is_answered_by_the_line_that_it_is(page: Running) -> None:
    paths = sorted((CASES / "18-courseval-template" / "input").iterdir())
    text = dropped(page, "student-import", *paths)
    for question in suites.load("student-import").questions:
        if question.settings and question.name != "existing":
            assert question.asks.replace('"', "&#34;").replace("'", "&#39;") in text
            assert question.decides.partition(",")[0].partition("'")[0] in text
    typed = "student_import.faculty_tolerance_percent"
    wrong = answered(page, "student-import", **{typed: "typed", f"{typed}.typed": "many"})
    assert "is no number" in wrong
    out_of_range = answered(page, "student-import", **{typed: "typed", f"{typed}.typed": "400"})
    assert "That could not be taken" in out_of_range
    assert "faculty_tolerance_percent" in out_of_range
    never = answered(page, "student-import", as_of="yesterday")
    assert "That could not be taken" in never
    assert "yesterday" in never
    # Without a script, what was written counts although the choice was left as it was.
    said = {"student_import.lock_step": "0", typed: "left", f"{typed}.typed": "7,5", "as_of": "2026-08-20"}
    answered(page, "student-import", **said)
    settings = tomllib.loads(page.visitor.get("/student-import/settings.toml").text)
    assert settings["student_import"] == {"lock_step": True, "faculty_tolerance_percent": 7.5}


@pytest.mark.slow
def test_dates_of_two_readings_are_asked_with_an_example_of_each(page: Running) -> None:
    cleared(page, "boost-promotion")
    text = dropped(page, "boost-promotion", *sorted((CASES / "25-date-columns-three-ways" / "both").iterdir()))
    assert headline(text) == "1 thing is not clear"
    assert "DD/MM/YYYY, as in 31/12/2026" in text
    assert "MM/DD/YYYY, as in 12/31/2026" in text
    answered(page, "boost-promotion", **{"intake.pupils.dates.date_of_birth": "1", "as_of": "2026-09-07"})
    settings = tomllib.loads(page.visitor.get("/boost-promotion/settings.toml").text)
    assert settings["intake"]["pupils"]["dates"] == {"date_of_birth": "MM/DD/YYYY"}
    cleared(page, "boost-promotion")


@pytest.mark.slow
def test_the_likeliest_heading_comes_first_and_says_so(page: Running) -> None:
    cleared(page, "boost-promotion")
    text = dropped(page, "boost-promotion", *sorted((CASES / "12-semicolons-and-german-headings" / "input").iterdir()))
    assert headline(text) == "3 things are not clear"
    assert "Stufe (likely)" in text
    assert "1 of its 1 different cells are in classes.class_name" in text
    assert "is it that" not in text
    cleared(page, "boost-promotion")


def test_settings_can_be_changed_and_wrong_ones_change_nothing(page: Running) -> None:
    paths = sorted((CASES / "20-common-transfer-file" / "input").iterdir())
    dropped(page, "boost-promotion", *paths)
    before = page.visitor.get("/boost-promotion/settings.toml").body
    for wrong in (b"[intake", b"nonsense = 1\n", b'[boost_promotion]\nplatforms = "x"\n'):
        answer = page.visitor.post("/boost-promotion/settings", b"text=" + quote(wrong).encode())
        assert answer.status == 422
        assert headline(answer.text) == "It could not be done"
        assert page.visitor.get("/boost-promotion/settings.toml").body == before
    right = '[intake]\npreset = "ctf"\n[intake.pupils]\nconstant = { registration_group = "6 Yew" }\n'
    answer = page.visitor.post("/boost-promotion/settings", f"text={quote(right)}".encode())
    assert headline(answer.text) == "Your files are understood"


def test_what_cannot_be_read_is_said_with_its_row(page: Running) -> None:
    cleared(page, "portal-sync")
    files = {path.name: path.read_bytes() for path in (DATA / "example").glob("*.csv")}
    files["students.csv"] += b'S99,"Ms,Ada\n'
    text = page.visitor.drop("portal-sync", *files.items()).text
    assert re.search(r"students\.csv, row 1\d: a quotation mark", text)
    assert str(page.serving.folder) not in text
    assert "extract/" not in text
    cleared(page, "portal-sync")


def test_a_file_that_is_missing_is_asked_for_and_not_chosen_among_the_others(page: Running) -> None:
    cleared(page, "student-import")
    faulty = DATA / "student-import" / "faulty"
    text = dropped(page, "student-import", faulty / "students.csv")
    assert headline(text) == "A file is missing"
    assert "Which file is “programs”?" in text
    assert "Drop the missing file" in text
    assert 'type="radio"' not in text
    assert headline(dropped(page, "student-import", faulty / "programs.csv")) == "Your files are understood"


@pytest.mark.slow
def test_values_are_shown_where_somebody_asks_and_never_in_a_reply(page: Running) -> None:
    files = [
        (
            "students.csv",
            b"student_id,salutation,first_name,last_name,roll_mode,base_group_id\nS1,,Zaphod,Quill,Guest?,7A\n",
        )
    ]
    files += [("groups.csv", b"group_id,kind,active,year_group_id,name\n7A,base,perhaps,Y7,7A\n")]
    files += [("year_groups.csv", b"year_group_id,name,synced\nY7,Year 7,true\n")]
    page.visitor.drop("portal-sync", *files)
    shown = "This report shows personal values"
    assert shown not in answered(page, "portal-sync", as_of="2026-11-22")
    assert shown in answered(page, "portal-sync", as_of="2026-11-22", show_values="yes")
    record = page.visitor.get("/portal-sync/record?key=S1").text
    reply = re.search(r"<textarea[^>]*readonly>(.*?)</textarea>", record, re.DOTALL)
    assert reply
    assert reply[1].startswith("S1 ")
    assert "Zaphod" not in reply[1]
    assert shown not in answered(page, "portal-sync", as_of="2026-11-22")


@pytest.mark.slow
def test_a_folder_is_offered_read_and_remembers_the_answers(tmp_path: Path) -> None:
    folder = tmp_path / "October"
    shutil.copytree(CASES / "20-common-transfer-file" / "input", folder)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    with running(folder) as page:
        assert "October" in page.visitor.get("/").text
        assert "transfer.xml" in page.visitor.get("/boost-promotion/").text
        text = page.visitor.post("/boost-promotion/folder", b"").text
        assert headline(text) == "1 thing is not clear"
        name = "intake.pupils.constant.registration_group"
        answered(
            page,
            "boost-promotion",
            **{name: "typed", f"{name}.typed": "6 Yew", "school": "Riverside", "as_of": "2026-09-07"},
        )
    saved = tomllib.loads((folder / "settings.toml").read_text("utf-8"))
    assert saved["intake"]["pupils"]["constant"] == {"registration_group": "6 Yew"}
    assert {path.name: path.read_bytes() for path in folder.iterdir() if path.name != "settings.toml"} == before
    # The next month needs no answer.
    with running(folder) as page:
        text = page.visitor.post("/boost-promotion/folder", b"").text
        assert headline(text) == "Your files are understood"
        assert 'name="school"' not in text
        assert headline(answered(page, "boost-promotion", as_of="2026-09-07")) == "5 of 5 pupils will sync as they are."


def test_work_can_be_stopped(page: Running) -> None:
    worker = page.serving.worker
    job = worker.begin("Sleeping", sleep)
    assert worker.busy
    assert page.visitor.post("/portal-sync/cancel", b"").status == 200
    assert job.done.wait(5)
    assert job.code == 130
    # The next piece of work finds a process of its own.
    text = dropped(page, "portal-sync", *sorted((DATA / "example").glob("*.csv")))
    assert "understood" in headline(text) or "not clear" in headline(text)


def test_a_process_that_dies_is_told_as_such(page: Running) -> None:
    worker = page.serving.worker
    job = worker.begin("Sleeping", sleep)
    assert worker._process is not None  # noqa: SLF001 (somebody ends it)
    worker._process.kill()  # noqa: SLF001 (as above)
    assert job.done.wait(5)
    assert "is there enough memory?" in job.lines[0]


def sleep(_: object) -> None:
    """A task without an end."""
    time.sleep(60)


@pytest.mark.slow
def test_of_a_very_large_extract_the_gravest_are_shown_and_anybody_is_explained(page: Running, tmp_path: Path) -> None:
    sample(suites.load("portal-sync"), tmp_path, rows=MOST + 300, faults=0.05, seed=1, as_of=date(2026, 11, 22))
    cleared(page, "portal-sync")
    text = dropped(page, "portal-sync", *(path for path in sorted(tmp_path.glob("*.csv")) if path.stem != "truth"))
    open_ = re.findall(r'<select[^>]* name="([^"]+)"', text)
    verdict = answered(page, "portal-sync", as_of="2026-11-22", **dict.fromkeys(open_, "left"))
    assert "students will sync" in headline(verdict)
    run = page.visitor.ask("GET", "/portal-sync/verdict").to.removesuffix("index.html")
    records = page.visitor.ask("GET", f"{run}records.html", at="").text
    assert f"{MOST:,} of {MOST + 300:,} students are shown here" in records
    keys = (line.partition(",")[0] for line in (tmp_path / "students.csv").read_text("utf-8").splitlines()[1:])
    beyond = next(key for key in keys if key.isalnum() and f'"{key}"' not in records)
    assert "will sync" in page.visitor.get(f"/portal-sync/record?key={beyond}").text
    cleared(page, "portal-sync")
