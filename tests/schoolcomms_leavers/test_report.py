"""What people are told: the gravest thing first, what is blank called blank, and settings that say what is wrong."""

from pathlib import Path

import pytest

from schoolcomms_leavers.extract import NOW, ON_ROLL, SECTION, SUITE, checked, write
from schoolgate import cli
from schoolgate.basics.errors import UsageError
from schoolgate.language.guide import Part
from schoolgate.language.settings import settings_from
from schoolgate.story.rows import causes
from schoolgate.suites import load
from schoolgate.suites.schoolcomms_leavers.guide import GUIDE


def told(capfd: pytest.CaptureFixture[str], *arguments: str) -> str:
    cli.main([*arguments, "--as-of", NOW])
    return " ".join(capfd.readouterr().out.split())


def test_selecting_someone_on_roll_is_a_job_and_the_first_requirement(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    many = [{"outstanding_balance": "5", "selected": "yes"}] * 5
    source = write(
        tmp_path / "in", *many, {**ON_ROLL, "selected": "yes"}, {"leaving_date": "2027-07-22", "selected": "no"}
    )
    found = causes(checked(source))
    assert [(cause["rule"], cause["key"], cause["records"]) for cause in found] == [
        ("SL-201", None, 1),
        ("SL-202", None, 1),
    ]
    text = told(capfd, "check", "schoolcomms-leavers", str(source))
    # What frees most is done first; the requirements begin with what is gravest.
    jobs, requirements = text.split("Requirements that are not met")
    assert jobs.index("SL-203 frees 5") < jobs.index("SL-202 frees 1 of 2") < jobs.index("SL-201 with others")
    assert "Member on roll is selected for deletion" in jobs
    assert requirements.index("SL-201") < requirements.index("SL-203")
    assert text.startswith("FAILED 0 of 7 leavers may be deleted now; 7 must not be.")


def test_a_leaver_whom_nobody_selected_is_no_such_cause(tmp_path: Path) -> None:
    result = checked(write(tmp_path / "in", {"leaving_date": "2027-07-22", "selected": "no"}))
    assert result.findings().filter(rule="SL-202")["severity"].to_list() == ["warning"]
    assert result.causes.is_empty()


def test_a_cell_that_proves_nothing_is_called_what_it_is(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    source = write(tmp_path / "in", {"messages_saved": "", "outstanding_balance": "five"})
    text = told(capfd, "explain", "schoolcomms-leavers", str(source), "M1")
    assert "Not checked: the cell in messages_saved is blank." in text
    assert "Not checked: the cell in outstanding_balance cannot be read." in text
    assert "It cannot be told whether M1 may be deleted now: SL-203 and SL-205 are not checked." in text
    text = told(capfd, "check", "schoolcomms-leavers", str(source))
    assert "cells that are blank or could not be read: SL-203, SL-205" in text


def test_a_status_of_cypad_that_cannot_be_read_is_told(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    cypad = [{"member_id": "M1", "status": "Leaver", "class_name": "11A"}]
    source = write(tmp_path / "in", {}, cypad=cypad)
    text = told(capfd, "explain", "schoolcomms-leavers", str(source), "M1", "--table=members")
    assert "a cell that it depends on, in status of cypad, cannot be read" in text


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        ("members", "M1 may be deleted now."),
        ("cypad", "M1 meets every requirement."),
        ("mis", "M1 meets every requirement."),
    ],
)
def test_every_kind_of_record_is_explained(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], table: str, expected: str
) -> None:
    source = write(tmp_path / "in", {}, cypad=[{"member_id": "M1", "status": "Open", "class_name": "11A"}])
    assert told(capfd, "explain", "schoolcomms-leavers", str(source), "M1", f"--table={table}").startswith(expected)


def test_whatever_says_safe_to_delete_says_beside_it_what_cannot_be_undone(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    safe = write(tmp_path / "safe", {})
    staying = write(tmp_path / "staying", ON_ROLL | {"selected": ""})
    for command in (("check", "schoolcomms-leavers", str(safe)), ("explain", "schoolcomms-leavers", str(safe), "M1")):
        text = told(capfd, *command)
        for step in (*GUIDE.part(Part.STEPS, "safe_to_delete"), *GUIDE.part(Part.FOR_GOOD, "safe_to_delete")):
            assert " ".join(step.text.split()) in text
    for command in (
        ("check", "schoolcomms-leavers", str(staying)),
        ("explain", "schoolcomms-leavers", str(staying), "M1"),
    ):
        assert "Delete Leavers" not in told(capfd, *command)


def test_the_guide_names_what_the_article_names(capfd: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["guide", "schoolcomms-leavers"]) == 0
    text = " ".join(capfd.readouterr().out.split())
    for words in (
        "desktop version", "Management", "Import Management", "Delete Leavers", "Add", "OK", "School Gateway", "messages",
        "for good", "anonymised after 14 days", "success message", "depending on how many",
    ):  # fmt: skip
        assert words in text


def test_identifiers_that_do_not_compare_are_one_cause_told_first(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    pupils = [ON_ROLL | {"selected": ""}] * 3
    mis = [{"member_id": f"UPN{number}", "leaving_date": ""} for number in range(4)]
    source = write(tmp_path / "in", {}, {"outstanding_balance": "5"}, ON_ROLL | {"selected": "yes"}, *pupils, mis=mis)
    (source / "settings.toml").write_text('[schoolcomms_leavers]\nmis_holds = "current"\n', encoding="utf-8")
    found = causes(checked(source, mis_holds="current"))
    assert [(cause["rule"], cause["records"]) for cause in found] == [("SL-202", 3), ("SL-201", 1)]
    assert "0 of 4 members who are neither leavers nor deleted are found in mis" in found[0]["message"]
    text = told(capfd, "check", "schoolcomms-leavers", str(source))
    assert text.index("0 of 4 members who are neither") < text.index("Member on roll is selected")
    assert "the identifiers do not compare" in text
    assert checked(source, mis_holds="current").records["members"]["verdict"].to_list()[:2] == [
        "undetermined",
        "not_safe",
    ]


def test_a_setting_that_nobody_gave_is_named_as_what_keeps_a_rule_open(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    source = write(tmp_path / "in", {}, mis=[{"member_id": "M9", "leaving_date": ""}])
    assert "setting mis_holds was not given: SL-202 (1 answer" in told(
        capfd, "check", "schoolcomms-leavers", str(source)
    )
    text = told(capfd, "explain", "schoolcomms-leavers", str(source), "M1")
    assert "Not checked: setting mis_holds was not given." in text
    assert "Does the table mis hold leavers too" in text


def test_a_near_miss_is_named_and_is_not_taken_for_absence(tmp_path: Path) -> None:
    mis = [{"member_id": "0m-1", "leaving_date": ""}, {"member_id": "M2", "leaving_date": ""}]
    cypad = [{"member_id": "M 2", "status": "Open", "class_name": ""}]
    source = write(tmp_path / "in", {}, ON_ROLL | {"selected": ""}, mis=mis, cypad=cypad)
    result = checked(source, mis_holds="current")
    assert result.records["members"]["verdict"].to_list() == ["not_safe", "keep"]
    messages = dict(result.findings().select("rule", "message").iter_rows())
    assert "mis_id M1; it differs from 0m-1, which it has, only in spelling" in messages["SL-202"]
    assert "it differs from M2 only in spelling" in messages["SL-105"]
    source = write(tmp_path / "in", {}, ON_ROLL | {"selected": ""}, mis=[*mis, {"member_id": "m1", "leaving_date": ""}])
    messages = dict(checked(source, mis_holds="current").findings().select("rule", "message").iter_rows())
    assert "in several other spellings" in messages["SL-202"]


def test_no_default_output_gives_a_leaving_date_back(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    source = write(
        tmp_path / "in",
        {"leaving_date": "2027-03-04"},
        {"leaving_date": "2025-05-06"},
        {"deleted_at": "2026-11-20 09:00", "leaving_date": "2027-08-09"},
        mis=[{"member_id": f"M{number}", "leaving_date": "2027-01-02"} for number in (1, 2, 3)],
    )
    place = tmp_path / "report.json"
    told(capfd, "check", "schoolcomms-leavers", str(source), f"--report=json={place}")
    text = place.read_text(encoding="utf-8") + told(
        capfd, "explain", "schoolcomms-leavers", str(source), "M1", "M2", "M3"
    )
    assert {"SL-004", "SL-107", "SL-202"} <= set(checked(source).findings()["rule"])
    for date in ("2027-03-04", "2025-05-06", "2027-08-09", "2027-01-02"):
        assert date not in text


def test_who_is_not_in_cypad_has_no_status_there(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    source = write(tmp_path / "in", {}, cypad=[{"member_id": "M9", "status": "Closed", "class_name": ""}])
    assert "expected cypad status none" in told(capfd, "explain", "schoolcomms-leavers", str(source), "M1")
    (source / "cypad.csv").unlink()
    assert "expected cypad status unknown" in told(capfd, "explain", "schoolcomms-leavers", str(source), "M1")


@pytest.mark.parametrize(
    ("section", "complaint"),
    [
        ({"sync_times": ["6:00"]}, "'6:00' is no time of day; expected HH:MM, such as 06:00"),
        ({"sync_times": ["24:00"]}, "is no time of day"),
        ({"sync_times": []}, "at least 1 item"),
        ({"anonymised_text": " XXXX"}, "white space around it"),
        ({"anonymised_text": ""}, "is blank"),
        ({"anonymise_after_days": 0}, "greater than or equal to 1"),
        ({"queue_hours": -1}, "greater than or equal to 0"),
        ({"mis_holds": "leavers"}, "mis_holds = 'leavers': expected everyone .* or current"),
        ({"mis_holds": "Current"}, "; it differs from current only in spelling"),
        ({"timezone": "Europe/Londn"}, "is no time zone"),
        ({"sync_time": ["06:00"]}, "did you mean sync_times?"),
    ],
    ids=str,
)
def test_settings_that_make_no_sense_are_refused(section: dict[str, object], complaint: str) -> None:
    with pytest.raises(UsageError, match=complaint.replace("?", r"\?")):
        settings_from({SECTION: section}, "settings", SECTION, SUITE.settings, [SECTION])


def test_the_time_zone_may_stand_in_the_section_or_at_the_top() -> None:
    def zone(document: dict[str, object]) -> str:
        return settings_from(document, "settings", SECTION, SUITE.settings, [SECTION]).common.timezone

    assert zone({}) == "Europe/London"
    assert zone({"timezone": "Europe/Paris"}) == zone({SECTION: {"timezone": "Europe/Paris"}}) == "Europe/Paris"
    assert zone({"timezone": "Europe/Paris", SECTION: {"timezone": "Europe/Paris"}}) == "Europe/Paris"
    with pytest.raises(UsageError, match="they differ"):
        zone({"timezone": "Europe/Paris", SECTION: {"timezone": "Europe/London"}})
    with pytest.raises(UsageError, match="unknown setting"):
        settings_from(
            {"portal_sync": {"timezone": "UTC"}}, "s", "portal_sync", load("portal-sync").settings, ["portal_sync"]
        )


@pytest.mark.parametrize(
    ("cells", "expected", "code"),
    [
        ({}, "M1 may be deleted now.", 0),
        ({"outstanding_balance": "5"}, "M1 must not be deleted: Balance is not settled (SL-203).", 1),
        ({"messages_saved": ""}, "It cannot be told whether M1 may be deleted now: SL-205 is not checked.", 1),
    ],
)
def test_explain_ends_as_its_answer_says(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], cells: dict[str, str], expected: str, code: int
) -> None:
    """Nobody has selected the leaver, so that a missing proof is but a warning, and the status ready."""
    source = write(tmp_path / "in", {"selected": "", **cells})
    assert cli.main(["explain", "schoolcomms-leavers", str(source), "M1", "--as-of", NOW]) == code
    assert " ".join(capfd.readouterr().out.split()).startswith(expected)
    cli.main(["check", "schoolcomms-leavers", str(source), "--as-of", NOW])
    assert ("Let it run" in capfd.readouterr().out) is (not code)
