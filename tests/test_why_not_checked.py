"""Why a rule was not checked, and what would let it be: the cell, the rows or the table that is at fault, and no other."""

from pathlib import Path

import pytest

from schoolgate import suites
from schoolgate.run.order import Order, carried_out
from schoolgate.run.result import Result
from schoolgate.story.checklist import explain
from schoolgate.story.search import find

STUDENTS = "student_id,salutation,first_name,last_name,portal_login,roll_mode,base_group_id,latest_dol\n"
PORTAL = {
    "students": f"{STUDENTS}S1,Ms,Ada,Ash,no,,B1,\n",
    "applications": "application_id,student_id,admission_date,active,intake_group_id,admission_status\n1,S1,,yes,I1,New\n",
    "groups": "group_id,kind,active,year_group_id\nB1,base,yes,Y7\nI1,intake,yes,Y7\n",
    "year_groups": "year_group_id,synced\nY7,yes\n",
    "admission_statuses": "admission_status\nNew\n",
}
IMPORT = {
    "students": "student_id,program,grad_year\nS1,Law,2028\n",
    "programs": "program,years\nLaw,4\n",
    "existing": "student_id,program,grad_year,primary_role,roles\nS1,Law,2028,Student,Student\n",
}
MEMBER = "member_id,leaving_date,is_leaver,selected,deleted_at,outstanding_balance,open_bookings,messages_saved"
LEAVERS = {
    "members": f"{MEMBER},transactions_settled\nS1,2026-07-20,yes,yes,,0,0,yes,yes\n",
    "mis": "member_id,leaving_date\nS1,2026-07-20\n",
}
PROMOTION = {
    "pupils": "mis_id,first_name,last_name,year_group,registration_group\nP1,Ada,Ash,Upper,2A\n",
    "learners": "learner_id,first_name,last_name,mis_id,year_group,class_name,has_access\nS1,Ada,Ash,P1,Lower,1A,yes\n",
    "classes": "class_name\n1A\n2A\n",
}


def ran(folder: Path, suite: str, tables: dict[str, str], settings: str = "") -> Result:
    for name, text in tables.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    file = folder / "settings.toml"
    file.write_text(settings, encoding="utf-8")
    return carried_out(Order(suite=suites.load(suite), source=folder, settings=file, as_of="2026-09-07"))


def why(result: Result, rule: str) -> str | None:
    """Why the rule was not checked for S1."""
    ((table, index),) = find(result, "S1", None)
    return next(item.why for item in explain(result, table, index).items if item.rule.id == rule)


def jobs(result: Result) -> set[str]:
    """The jobs that are about cells that say nothing."""
    return {job.id for job in result.jobs.ranked if job.id.startswith("cells:")}


@pytest.mark.parametrize(
    ("suite", "tables", "changed", "rule", "cell"),
    [
        ("portal-sync", PORTAL, {"year_groups": ("yes", "maybe")}, "PS-306", "synced of year_groups"),
        ("portal-sync", PORTAL, {"groups": ("intake,yes", "intake,?")}, "PS-305", "active of groups"),
        ("student-import", IMPORT, {"programs": ("4", "x")}, "SI-303", "years of programs"),
        ("schoolcomms-leavers", LEAVERS, {"mis": ("2026-07-20", "x")}, "SL-202", "leaving_date of mis"),
    ],
)
def test_a_cell_that_cannot_be_read_in_another_table_is_the_job_and_no_cell_on_the_way_to_it(
    tmp_path: Path,
    suite: str,
    tables: dict[str, str],
    changed: dict[str, tuple[str, str]],
    rule: str,
    cell: str,
) -> None:
    spoilt = tables | {name: tables[name].replace(*change) for name, change in changed.items()}
    settings = '[student_import]\nlock_step = true\nfaculty_in_file = "none"\n' if tables is IMPORT else ""
    result = ran(tmp_path, suite, spoilt, settings)
    assert why(result, rule) == f"a cell that it depends on, in {cell}, cannot be read"
    column, _, table = cell.partition(" of ")
    assert jobs(result) == {f"cells:{table}.{column}"}


def test_an_assumed_figure_is_not_why_a_rule_was_not_checked(tmp_path: Path) -> None:
    spoilt = LEAVERS["members"].replace("yes,yes,,0", "yes,yes,soon,0")
    result = ran(tmp_path, "schoolcomms-leavers", LEAVERS | {"members": spoilt, "cypad": "member_id,status\nS1,Open\n"})
    assert why(result, "SL-103") == "the cell in deleted_at cannot be read"
    assert {one.why_not_checked for one in result.coverage if one.rule.id == "SL-103"} == {
        "cells that are blank or could not be read"
    }


def test_rows_that_contradict_each_other_are_no_cell_that_cannot_be_read(tmp_path: Path) -> None:
    result = ran(tmp_path, "portal-sync", PORTAL | {"year_groups": "year_group_id,synced\nY7,yes\nY7,no\n"})
    says = "rows of the year group in year_groups differ in synced"
    assert why(result, "PS-306") == why(result, "PS-309") == says
    assert {one.why_not_checked for one in result.coverage if one.rule.id == "PS-306"} == {says}
    assert [(job.id, job.mend.title) for job in result.jobs.ranked] == [
        ("cells:year_groups.synced", "Rows of the year group in year_groups differ in synced")
    ]


def test_proofs_that_contradict_members_are_no_cell_that_cannot_be_read(tmp_path: Path) -> None:
    proofs = "member_id,outstanding_balance,open_bookings,messages_saved,transactions_settled\nS1,5,0,yes,yes\n"
    result = ran(tmp_path, "schoolcomms-leavers", LEAVERS | {"proofs": proofs})
    assert why(result, "SL-203") == "members and proofs differ in outstanding_balance"


def test_a_blank_roll_mode_is_told_as_blank(tmp_path: Path) -> None:
    left = f"{STUDENTS}S1,Ms,Ada,Ash,no,,,2026-07-20\n"
    result = ran(
        tmp_path,
        "portal-sync",
        PORTAL | {"students": left, "applications": PORTAL["applications"].partition("\n")[0] + "\n"},
    )
    assert why(result, "PS-401") == "the cell in roll_mode is blank"
    assert {one.why_not_checked for one in result.coverage if one.rule.id == "PS-401"} == {"the roll mode is blank"}


def test_a_year_group_outside_the_order_is_told_as_that(tmp_path: Path) -> None:
    assert why(ran(tmp_path, "boost-promotion", PROMOTION), "BP-401") == "a year group is not in year_order"


def test_a_proof_that_was_not_supplied_is_named_by_its_column_where_the_question_is_answered(tmp_path: Path) -> None:
    without = LEAVERS["members"].replace(",messages_saved", "").replace(",0,0,yes", ",0,0")
    (told,) = ran(tmp_path, "schoolcomms-leavers", LEAVERS | {"members": without}).assumptions
    assert told.question == "proofs"
    assert "messages_saved" in told.answer
