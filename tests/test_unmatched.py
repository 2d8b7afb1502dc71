"""Values of settings that stand in no cell of the extract are told, whatever the suite: what they are of is data."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import schoolgate
from schoolgate.intake import words
from schoolgate.language.naming import ValuesOf
from schoolgate.report import terminal
from schoolgate.suites import load, names, section

TABLES = {
    "boost-promotion": {
        "pupils": pl.DataFrame(
            {
                "mis_id": ["1", "2", "3"],
                "first_name": ["Ada", "Bo", "Cy"],
                "last_name": ["Okoro", "Ng", "Lee"],
                "date_of_birth": ["2015-01-01", "2015-02-02", "2015-03-03"],
                "year_group": ["Year 3", "Y4", None],
                "registration_group": ["3A", "4B", "4B"],
                "email": ["ada@mail.school.example", None, "cy@school.example"],
            }
        ),
        "learners": pl.DataFrame(
            {
                "learner_id": ["L1", "L2"],
                "mis_id": ["1", None],
                "has_access": ["yes", "yes"],
                "first_name": ["Ada", "Bo"],
                "last_name": ["Okoro", "Ng"],
                "date_of_birth": ["2015-01-01", "2015-02-02"],
                "year_group": ["Reception", "Year 3"],
                "class_name": ["3A", "Leavers / Desynced"],
                "test_suites": ["ART; puma", None],
            }
        ),
        "classes": pl.DataFrame({"class_name": ["3A", "Leavers / Desynced"]}),
    },
    "schoolcomms-leavers": {
        "members": pl.DataFrame(
            {"member_id": ["1"], "first_name": ["XXX"], "last_name": ["Okoro"], "is_leaver": ["yes"]}
        ),
    },
}
TOLD: dict[str, tuple[str, Mapping[str, Any], str | None]] = {
    "a year group": (
        "boost-promotion",
        {"year_groups": ["03", "Yr 5"]},
        "year_groups names 'Yr 5', which stands in no cell of pupils.year_group",
    ),
    "year groups in other spellings": ("boost-promotion", {"year_groups": ["03", "year-4"]}, None),
    "a registration group": (
        "boost-promotion",
        {"registration_groups": ["3a", "4B", "9Z"]},
        "names '3a' ('3A' differs only in spelling), '9Z', which stand in no cell of pupils.registration_group",
    ),
    "a domain": (
        "boost-promotion",
        {"school_email_domains": ["school.exmaple"]},
        "school_email_domains names 'school.exmaple', which",
    ),
    "part of a domain": (
        "boost-promotion",
        {"school_email_domains": ["chool.example"]},
        "names 'chool.example', which",
    ),
    "domains and subdomains": (
        "boost-promotion",
        {"school_email_domains": ["SCHOOL.example", "mail.school.example"]},
        None,
    ),
    "a class": (
        "boost-promotion",
        {"leavers_class": "Left"},
        "leavers_class names 'Left', which stands in no cell of classes.class_name",
    ),
    "a default that nearly is there": (
        "boost-promotion",
        {},
        "leavers_class (by default) names 'Leavers/Desynced' ('Leavers / Desynced' differs only in spelling)",
    ),
    "test suites": ("boost-promotion", {"inactive_years_by_suite": {"PUMA": 3, "PIRA": 2}}, "names 'PIRA', which"),
    "a vocabulary of which some are there": ("boost-promotion", {"year_order": ["R", "3", "9"]}, None),
    "a vocabulary of other words": (
        "boost-promotion",
        {"year_order": ["One", "Two"]},
        "year_order names 'One', 'Two', which",
    ),
    "what anonymised names read": (
        "schoolcomms-leavers",
        {"anonymised_text": "XXXXX"},
        "anonymised_text names 'XXXXX', which",
    ),
    "the default of it": ("schoolcomms-leavers", {}, None),
}


def told(suite: str, own: Mapping[str, Any], **tables: pl.DataFrame) -> list[str]:
    settings = {section(suite): own}
    result = schoolgate.check(suite, {**TABLES[suite], **tables}, settings=settings, as_of="2026-11-22")
    return [note for note in result.result.notes if note.startswith("settings: ")]


@pytest.mark.parametrize("name", TOLD)
def test_what_no_cell_has_is_told(name: str) -> None:
    suite, own, says = TOLD[name]
    found = [note for note in told(suite, own) if not own or "(by default)" not in note]
    assert len(found) == (says is not None)
    assert says is None or says in found[0]


def test_where_there_is_nothing_to_compare_with_nothing_is_told() -> None:
    without = TABLES["boost-promotion"]["classes"].clear()
    assert told("boost-promotion", {"leavers_class": "Left"}, classes=without) == []


def test_many_are_counted() -> None:
    [note, *_] = told("boost-promotion", {"registration_groups": [f"G{number:02}" for number in range(20)]})
    assert "'G07' and 12 more, which stand in no cell" in note


def test_no_cell_that_is_personal_is_shown() -> None:
    [note, *_] = told("boost-promotion", {"school_email_domains": ["cy-school.example"]})
    assert "(" not in note


def test_each_setting_says_which_cells_its_values_are_or_is_compared_with_none() -> None:
    # Closed words, which are refused when they are read, and times of day.
    none = {"students_log_in", "faculty_in_file", "platforms", "mis_holds", "sync_times"}
    for name in names():
        suite = load(name)
        for setting, field in suite.settings.model_fields.items():
            of = [held for held in field.metadata if isinstance(held, ValuesOf)]
            texts = any(word in str(field.annotation) for word in ("str", "Literal"))
            assert bool(of) == (texts and setting not in none), (name, setting)
            for column in (column for held in of for column in held.columns):
                table, _, own = column.partition(".")
                assert own in suite.tables_by_name[table].by_name, column


def test_a_report_names_the_file_of_settings_or_says_that_there_is_none(tmp_path: Path) -> None:
    suite, tables = "schoolcomms-leavers", TABLES["schoolcomms-leavers"]
    file = tmp_path / "ours.toml"
    file.write_text("", encoding="utf-8")
    says = {"defaults": None, "given in the call": {section(suite): {"queue_hours": 3}}, "ours.toml": file}
    for name, settings in says.items():
        result = schoolgate.check(suite, tables, settings=settings, as_of="2026-11-22")
        assert f"settings: {name}" in terminal.heading(result.result).plain
        result.write(tmp_path / "r.json")
        assert f'"settings_from": "{name}"' in (tmp_path / "r.json").read_text("utf-8")


INTAKE: dict[str, tuple[str, list[str]]] = {
    "where": (
        '[intake.members]\nwhere = { kind = ["pupil", "Student", "studnet"] }',
        ["settings: [intake.members] where of kind names 'pupil', 'studnet', which stand in no cell; is that a slip?"],
    ),
    "without": (
        '[intake.members]\nwithout = { kind = "staf" }',
        ["settings: [intake.members] without of kind names 'staf', which stands in no cell; is that a slip?"],
    ),
    "values": (
        '[intake.members]\nignore = ["kind"]\nvalues = { is_leaver = { Current = false, Lft = true } }',
        ["settings: [intake.members] values of is_leaver names 'Lft', which stands in no cell; is that a slip?"],
    ),
    "words that are there": (
        '[intake.members]\nwhere = { kind = ["STUDENT", ""] }\nvalues = { is_leaver = { CURRENT = false, left = true } }',
        [],
    ),
    "a join": (
        (
            '[intake.members]\nignore = ["kind"]\n[[intake.members.join]]\nfile = "more.csv"\non = "member_id"\n'
            'columns = { class_name = "form" }\nwhere = { form = ["7A", "7X"] }'
        ),
        ["settings: [intake.members] where of form names '7X', which stands in no cell; is that a slip?"],
    ),
}


@pytest.mark.parametrize("name", INTAKE)
def test_words_of_intake_that_no_cell_has_are_told(tmp_path: Path, name: str) -> None:
    text, says = INTAKE[name]
    (tmp_path / "members.csv").write_text(
        "member_id,is_leaver,kind\n1,Current,Student\n2,Left,Student\n3,Current,\n", encoding="utf-8"
    )
    (tmp_path / "more.csv").write_text("member_id,form\n1,7A\n2,7B\n", encoding="utf-8")
    (tmp_path / "settings.toml").write_text(text, encoding="utf-8")
    result = schoolgate.check("schoolcomms-leavers", tmp_path, as_of="2026-11-22").result
    assert [note for note in result.notes if note.startswith("settings: ")] == says


def test_words_of_a_preset_are_those_of_a_format_and_not_told(monkeypatch: pytest.MonkeyPatch) -> None:
    case = Path(__file__).parent / "cases/intake/05-oneroster-1-0-folder"

    def slips() -> list[str]:
        result = schoolgate.check("boost-promotion", case / "input", settings=case / "answers.toml", as_of="2026-11-22")
        return [note for note in result.result.notes if "is that a slip" in note and "[intake." in note]

    assert slips() == []
    monkeypatch.setattr(
        words, "_named_by", lambda _, setting: [dict.fromkeys(("role", "status", "tobedeleted"), setting)]
    )
    assert slips() != []
