"""Notes of people: read, found, told with the record and the rule, withheld where they must not leave."""

import json
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from schoolgate import cli, suites
from schoolgate.basics.errors import UsageError
from schoolgate.pages.model import RunModel, run_model
from schoolgate.report import json_report, markdown
from schoolgate.run.order import Order, carried_out
from schoolgate.run.remarks import read_remarks
from schoolgate.run.result import Result
from schools import GOOD, school

Run = Callable[..., tuple[int, str, str]]
AS_OF = "2026-11-22"
SECRET = "Her mother rang <script>alert(1)</script> =1+1"  # noqa: S105 (no password)
SHARED = "Support adds the salutation on Friday"
NOTES = f"""
[[note]]
key = "S1"
text = "{SECRET}"
case = "CS-4711"
by = "Ann Teacher"
until = 2026-12-31

[[note]]
rule = "PS-101"
text = "{SHARED}"
share = true

[[note]]
rule = "PS-101"
key = "S2"
text = "{SECRET}"

[[note]]
key = "S-GONE"
text = "{SECRET}"
case = "4712"

[[note]]
rule = "PS-104"
text = "{SECRET}"
until = 2026-11-21

[[note]]
rule = "SL-201"
text = "{SECRET}"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A school of which S1 and S2 fail PS-101, with notes beside its tables."""
    place = school(tmp_path / "in", students=GOOD["students"].replace("Ms", "").replace("Mr", ""))
    (place / "notes.toml").write_text(NOTES, encoding="utf-8")
    return place


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str]) -> Run:
    def command(*words: str | Path) -> tuple[int, str, str]:
        return cli.main([str(word) for word in words]), *capfd.readouterr()

    return command


def checked(folder: Path, **how: Any) -> Result:
    return carried_out(Order(suite=suites.load("portal-sync"), source=folder, as_of=AS_OF, **how))


def explained(run: Run, folder: Path, *words: str) -> str:
    return " ".join(run("explain", "portal-sync", folder, *words, "--as-of", AS_OF)[1].split())


def test_whoever_runs_it_is_told_the_whole_note_of_the_record_and_of_the_rule(run: Run, folder: Path) -> None:
    told = explained(run, folder, "S1")
    assert f"Notes Case CS-4711, Ann Teacher, until 2026-12-31: {SECRET} PS-101 {SHARED}" in told
    assert told.count(SECRET) == 1
    assert f"Notes PS-101 {SHARED} PS-101 {SECRET}" in explained(run, folder, "S2")


def test_a_reply_and_a_document_have_what_is_to_be_shared_and_the_case(run: Run, folder: Path) -> None:
    reply = explained(run, folder, "S1", "S2", "--reply")
    assert f"Notes: - Case CS-4711, until 2026-12-31. - PS-101 {SHARED}" in reply
    assert f"Notes: - PS-101 {SHARED} - PS-101 A note is kept." in reply
    document = json.loads(run("explain", "portal-sync", folder, "S1", "--as-of", AS_OF, "--format", "json")[1])
    schema = json.loads(files("schoolgate.report").joinpath("explanation.schema.json").read_text("utf-8"))
    assert list(Draft202012Validator(schema).iter_errors(document)) == []
    assert [(one["case"], one["text"]) for one in document["records"][0]["remarks"]] == [
        ("CS-4711", None),
        (None, SHARED),
    ]
    for text in (reply, json.dumps(document)):
        assert "rang" not in text
        assert "Ann" not in text


def test_a_note_changes_no_verdict(folder: Path) -> None:
    with_notes = checked(folder)
    (folder / "notes.toml").unlink()
    without = checked(folder)
    assert with_notes.statuses == without.statuses
    assert with_notes.decision() == without.decision()
    assert with_notes.findings().equals(without.findings())
    assert (len(with_notes.remarks), without.remarks) == (4, ())


def test_notes_that_find_nothing_or_are_past_are_told_once(folder: Path) -> None:
    result = checked(folder)
    assert [note for note in result.notes if "note" in note] == [
        "a note is past the last day and no longer shown: PS-104 (until 2026-11-21); delete it, or give another day",
        "the note of S-GONE (case 4712) finds no record: mend its key or table, or delete it",
    ]
    assert result.supplied == ("notes.toml beside the tables has 5 notes to tell",)


def test_notes_can_be_anywhere_and_where_settings_are_trusted_those_beside_the_tables_do_not_count(
    folder: Path, tmp_path: Path
) -> None:
    elsewhere = (folder / "notes.toml").rename(tmp_path / "ours.toml")
    assert checked(folder).remarks == ()
    named = checked(folder, notes=elsewhere)
    assert (len(named.remarks), named.supplied) == (4, ())
    (folder / "Notes.toml").write_text(NOTES, encoding="utf-8")
    assert len(checked(folder).remarks) == 4
    trusted = tmp_path / "trusted.toml"
    trusted.write_text("", encoding="utf-8")
    assert checked(folder, trusted=trusted).remarks == ()


def model(folder: Path, **how: Any) -> RunModel:
    return run_model(checked(folder, **how))


def texts(value: object) -> str:
    return json.dumps(value, default=lambda one: {name: getattr(one, name) for name in one.__slots__})


def test_reports_and_pages_hold_no_text_that_is_not_to_be_shared(folder: Path) -> None:
    result = checked(folder)
    report = json_report.render(result)
    schema = json.loads(files("schoolgate.report").joinpath("report.schema.json").read_text("utf-8"))
    assert list(Draft202012Validator(schema).iter_errors(json.loads(report))) == []
    for made in (report, markdown.render(result), texts(run_model(result))):
        assert SHARED in made
        assert "CS-4711" in made
        assert "rang" not in made
        assert "Ann" not in made


def test_a_page_has_a_chip_for_a_case_and_the_letter_has_the_note(folder: Path) -> None:
    made = model(folder)
    (students,) = [table for table in made.records if table.facts == "students"]
    assert students.keys is not None
    assert {(students.keys[at], tone, words) for at, tone, words in students.chips} == {
        ("S1", "other", "case CS-4711"),
        ("S2", "other", "PS-101 a note"),
    }
    (rule,) = [one for one in made.requirements if one.id == "PS-101"]
    assert (rule.chips, rule.said) == ((("other", "a note"),), (SHARED,))
    letters = {
        key: [made.book.sections[number] for number in made.book.letters[students.letter[at]][2]]
        for at, key in enumerate(students.keys)
    }
    told = {
        key: [
            made.book.phrases[line]
            for heading, points in sections
            if heading == "Notes"
            for point in points
            for line in made.book.points[point][2]
        ]
        for key, sections in letters.items()
    }
    assert told["S1"] == [("Case CS-4711, until 2026-12-31.",), (SHARED,)]
    assert told["S2"] == [(SHARED,), ("A note is kept.",)]


def test_waivers_are_chips_too(folder: Path) -> None:
    waiver = '[[waivers]]\nrule = "PS-101"\nkey = "{}"\nuntil = {}\nreason = "<b>agreed</b>"\nby = "Ann"\n'
    lines = waiver.format("S1", "2027-01-31") + waiver.format("S2", "2026-11-01")
    (folder / "waivers.toml").write_text(lines, encoding="utf-8")
    made = model(folder)
    (students,) = [table for table in made.records if table.facts == "students"]
    assert [one[1:] for one in students.chips if "waive" in one[2]] == [
        ("other", "PS-101 waived until 2027-01-31: <b>agreed</b> (Ann)"),
        ("warn", "PS-101 waiver expired after 2026-11-01: <b>agreed</b> (Ann)"),
    ]
    (rule,) = [one for one in made.requirements if one.id == "PS-101"]
    assert rule.chips[:2] == (("other", "1 waived"), ("warn", "1 no longer waived"))
    assert rule.said[1:] == (
        "S1: waived until 2027-01-31: <b>agreed</b> (Ann)",
        "S2: no longer waived, since 2026-11-01: <b>agreed</b> (Ann)",
    )


def test_pages_escape_what_people_wrote(run: Run, folder: Path, tmp_path: Path) -> None:
    text = NOTES.replace("key = ", "share = true\nkey = ").replace(
        f'text = "{SECRET}"\nuntil', f'share = true\ntext = "{SECRET}"\nuntil'
    )
    (folder / "notes.toml").write_text(text.replace('rule = "PS-101"\ntext', 'rule = "PS-102"\ntext'), encoding="utf-8")
    site = tmp_path / "site"
    assert run("check", "portal-sync", folder, "--as-of", AS_OF, "--quiet", "--docs", site)[0] in (0, 1)
    pages = [path.read_text("utf-8") for path in site.rglob("*.html")]
    assert any("Her mother rang" in page for page in pages)
    assert not any("<script>alert" in page for page in pages)


def test_under_pseudonyms_it_is_told_that_there_is_a_note_and_no_more(folder: Path, tmp_path: Path) -> None:
    key = tmp_path / "key"
    key.write_text("0123456789abcdef0123456789abcdef", encoding="utf-8")
    (folder / "notes.toml").write_text(NOTES.replace("key = ", "share = true\nkey = "), encoding="utf-8")
    result = checked(folder, pseudonyms=True, key_file=key)
    report = json_report.render(result)
    first = json.loads(report)["remarks"][0]
    assert first["key"] in {one["key"] for one in json.loads(report)["records"]}
    assert {name: first[name] for name in ("text", "case", "by", "share", "until")} == {
        "text": None, "case": None, "by": None, "share": False, "until": "2026-12-31",
    }  # fmt: skip
    for made in (report, markdown.render(result), texts(run_model(result))):
        for word in ("rang", "Ann", "4711", "4712", "S-GONE", SHARED):
            assert word not in made, word


WRONG = {
    "no TOML": ("[[note]", "not valid TOML"),
    "another section": ("[notes]\nx = 1", "unknown section [notes]; expected [[note]] for each note"),
    "one pair of brackets": ("[note]\nx = 1", "write [[note]], in two pairs of brackets"),
    "no text": ('[[note]]\nrule = "PS-101"', "note 1: text: field required"),
    "an empty text": ('[[note]]\nrule = "PS-101"\ntext = " "', "say what there is to know"),
    "too long": (f'[[note]]\nrule = "PS-101"\ntext = "{"x" * 1001}"', "at most 1,000 characters"),
    "of nothing": ('[[note]]\ntext = "x"', "note 1: is of nothing; say of which rule"),
    "unknown word": ('[[note]]\nrule = "PS-101"\ntext = "x"\ncsae = "1"', "unknown setting 'csae': did you mean case?"),
    "unknown rule": ('[[note]]\nrule = "PS-10I"\ntext = "x"', "there is no rule 'PS-10I'"),
    "no day": ('[[note]]\nrule = "PS-101"\ntext = "x"\nuntil = "June"', "until = 'June'"),
    "no case": ('[[note]]\nrule = "PS-101"\ntext = "x"\ncase = "<b>"', "expected the number of a case"),
    "a table alone": ('[[note]]\nrule = "PS-101"\ntable = "students"\ntext = "x"', "there is none; add key"),
    "another table": ('[[note]]\nrule = "PS-101"\nkey = "S1"\ntable = "groups"\ntext = "x"', "not judge table 'groups'"),
    "unknown table": ('[[note]]\nkey = "S1"\ntable = "studnets"\ntext = "x"', "'studnets': did you mean students?"),
    "the second": ('[[note]]\nrule = "PS-101"\ntext = "x"\n[[note]]\ntext = "x"', "note 2: is of nothing"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_notes_that_cannot_be_used_are_refused_with_the_reason(run: Run, folder: Path, name: str) -> None:
    text, complaint = WRONG[name]
    (folder / "notes.toml").write_text(text, encoding="utf-8")
    code, out, err = run("check", "portal-sync", folder, "--as-of", AS_OF)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert complaint in err
    assert "notes.toml" in err


def test_a_key_of_another_suites_table_is_that_suites_matter(tmp_path: Path) -> None:
    place = tmp_path / "notes.toml"
    place.write_text('[[note]]\nkey = "M1"\ntable = "members"\ntext = "x"\n', encoding="utf-8")
    assert read_remarks(place, suites.load("portal-sync")) == ()
    assert read_remarks(place, suites.load("schoolcomms-leavers"))[0].key == "M1"
    place.write_text(
        '[[note]]\nrule = "SL-201"\nkey = "M1"\ntext = "what nobody may waive can be noted"\n', encoding="utf-8"
    )
    assert len(read_remarks(place, suites.load("schoolcomms-leavers"))) == 1
    with pytest.raises(UsageError, match="cannot be read"):
        read_remarks(tmp_path / "none.toml", suites.load("portal-sync"))


# --------------------------------------------------------------------------------------------------- the command

FAR = "2199-12-31"


def test_the_command_writes_what_explain_tells(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    school(tmp_path / "in", students=GOOD["students"].replace("Ms", ""))
    (tmp_path / "schoolgate.toml").write_text('suite = "portal-sync"\nsource = "in"\n', encoding="utf-8")
    code, out, err = run("note", "Mother  rang", "--key", "S1", "--case", "CS-4711", "--until", FAR, "--by", "Ann")
    assert (code, err) == (0, "")
    assert out == (
        f"in/notes.toml: a note of S1 until {FAR}: replies, reports and pages tell its case, not its text\n"
        "Next: schoolgate explain SUITE in S1\n"
    )
    out = run("note", "Friday", "--rule", "ps-101", "--share", "--file", tmp_path / "in" / "notes.toml")[1]
    assert out.endswith("replies, reports and pages tell its text\nNext: schoolgate check portal-sync in\n")
    told = " ".join(run("explain", "S1", "--as-of", AS_OF)[1].split())
    assert f"Notes Case CS-4711, Ann, until {FAR}: Mother rang PS-101 Friday" in told
    again = run("note", "Father rang", "--key", "S1", "--case", "CS-4711")[1]
    assert again.startswith(f"in/notes.toml: a note of S1 until {FAR}, in place of the one that stood there: ")
    run("note", "Another matter", "--key", "S1", "--case", "CS-4712")
    kept = read_remarks(tmp_path / "in" / "notes.toml", suites.load("portal-sync"))
    assert [(one.name, one.text) for one in kept] == [
        ("S1", "Father rang"),
        ("PS-101", "Friday"),
        ("S1", "Another matter"),
    ]


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (["x"], "note: is of nothing"),
        (["x", "--rule", "PS-10I"], "there is no rule 'PS-10I': did you mean PS-"),
        (["x", "--key", "S1", "--table", "studnets"], "there is no table 'studnets': did you mean students?"),
        (["x", "--key", "S1", "--until", "2020-01-01"], "2020-01-01 has passed"),
        (["x", "--key", "S1", "--case", "<b>"], "expected the number of a case"),
        ([" ", "--key", "S1"], "say what there is to know"),
    ],
)
def test_what_cannot_be_a_note_is_refused_with_the_reason(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], complaint: str
) -> None:
    monkeypatch.chdir(tmp_path)
    code, out, err = run("note", *words)
    assert (code, out, err.count("\n"), (tmp_path / "notes.toml").exists()) == (2, "", 1, False)
    assert complaint in err
