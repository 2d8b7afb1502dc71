"""The form of proofs: what it holds, and that handing it back answers what was open and no more."""

import csv
from pathlib import Path

import openpyxl
import pytest

from schoolcomms_leavers.extract import NOW, ON_ROLL, checked, failing, write
from schoolgate import cli

UNPROVEN = {"outstanding_balance": "", "open_bookings": "", "messages_saved": "", "transactions_settled": ""}
PROVEN = {"outstanding_balance": "0", "open_bookings": "0", "messages_saved": "yes", "transactions_settled": "yes"}


def form(source: Path, *options: str) -> list[dict[str, str]]:
    """The form that the command writes, line by line; it is handed back by laying it beside the other tables."""
    place = source.parent / "proofs.csv"
    cli.main(["check", "schoolcomms-leavers", str(source), "--as-of", NOW, f"--report=proofs={place}", *options])
    with place.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def verdict(source: Path, row: int = 0) -> str:
    return str(checked(source).records["members"]["verdict"][row])


def test_it_holds_leavers_and_those_selected_with_the_proofs_as_they_stand(tmp_path: Path) -> None:
    source = write(
        tmp_path / "in",
        {},
        {"selected": "", "open_bookings": "2", "messages_saved": "no", "transactions_settled": ""},
        ON_ROLL | UNPROVEN,
        ON_ROLL | {"selected": ""},
        {"deleted_at": "2026-11-20"},
        {"member_id": ""},
        UNPROVEN | {"open_bookings": "a few"},
        {},
        {"member_id": "M8"},
    )
    names = ("outstanding_balance", "open_bookings", "messages_saved", "transactions_settled")
    assert [(line["member_id"], *(line[name] for name in names)) for line in form(source)] == [
        ("M1", "0.0", "0", "true", "true"),
        ("M2", "0.0", "2", "false", ""),
        ("M3", "", "", "", ""),
        ("M7", "", "", "", ""),
        ("M8", "0.0", "0", "true", "true"),
    ]


def test_an_amount_stands_there_only_where_values_are_shown(tmp_path: Path) -> None:
    source = write(tmp_path / "in", {"outstanding_balance": "100.00"}, {"outstanding_balance": "-12.50"})
    assert [line["outstanding_balance"] for line in form(source)] == ["", ""]
    assert [line["outstanding_balance"] for line in form(source, "--show-values")] == ["100.0", "-12.5"]


def test_handed_back_as_it_is_the_form_changes_nothing(tmp_path: Path) -> None:
    source = write(tmp_path / "in", {}, {"outstanding_balance": "5", "messages_saved": ""}, UNPROVEN)
    before = checked(source)
    form(source)
    (tmp_path / "proofs.csv").rename(source / "proofs.csv")
    after = checked(source)
    assert after.findings().equals(before.findings())
    assert after.records["members"].equals(before.records["members"])


def test_filled_in_and_handed_back_it_answers_what_was_open(tmp_path: Path) -> None:
    source = write(tmp_path / "in", UNPROVEN)
    assert verdict(source) == "undetermined"
    assert [one.question for one in checked(source, mis_holds="everyone").assumptions] == ["proofs"]
    (line,) = form(source)
    write(tmp_path / "in", UNPROVEN, proofs=[line | PROVEN])
    assert verdict(source) == "safe_to_delete"
    assert checked(source, mis_holds="everyone").assumptions == ()
    write(tmp_path / "in", UNPROVEN, proofs=[line | PROVEN | {"open_bookings": "1"}])
    assert verdict(source) == "not_safe"
    assert form(source) == [
        line
        | {"outstanding_balance": "0.0", "open_bookings": "1"}
        | dict.fromkeys(("messages_saved", "transactions_settled"), "true")
    ]


def test_a_workbook_handed_back_is_the_same_table(tmp_path: Path) -> None:
    source = write(tmp_path / "in", UNPROVEN)
    place = source / "proofs.xlsx"
    cli.main(["check", "schoolcomms-leavers", str(source), "--as-of", NOW, f"--report=proofs={place}"])
    book = openpyxl.load_workbook(place)
    sheet = book["proofs"]
    assert [cell.value for cell in sheet[1]] == ["member_id", *PROVEN]
    for column, answer in enumerate((0, 0, True, True), start=2):
        sheet.cell(2, column, answer)
    book.save(place)
    assert verdict(source) == "safe_to_delete"


@pytest.mark.parametrize(
    ("own", "handed", "rules", "said"),
    [
        ({"messages_saved": "no"}, {"messages_saved": "yes"}, ["SL-005"], "undetermined"),
        ({"messages_saved": "yes"}, {"messages_saved": "Y"}, [], "safe_to_delete"),
        ({"outstanding_balance": "0.00"}, {"outstanding_balance": "0"}, [], "safe_to_delete"),
        ({"outstanding_balance": "0"}, {"outstanding_balance": "0.01"}, ["SL-005"], "undetermined"),
        ({"open_bookings": "few"}, {"open_bookings": "0"}, ["SL-002"], "undetermined"),
        ({"open_bookings": ""}, {"open_bookings": "few"}, [], "undetermined"),
        ({"open_bookings": "0"}, {"open_bookings": ""}, [], "safe_to_delete"),
    ],
    ids=str,
)
def test_where_both_say_something(
    tmp_path: Path, own: dict[str, str], handed: dict[str, str], rules: list[str], said: str
) -> None:
    source = write(tmp_path / "in", own, proofs=[{"member_id": "M1", **handed}])
    assert (failing(checked(source)), verdict(source)) == (rules, said)


def test_lines_that_share_a_key_count_where_they_agree(tmp_path: Path) -> None:
    lines = [{"member_id": "M1", **PROVEN}, {"member_id": "M1", **PROVEN, "open_bookings": ""}]
    source = write(tmp_path / "in", UNPROVEN, proofs=lines)
    assert verdict(source) == "safe_to_delete"
    source = write(tmp_path / "in", UNPROVEN, proofs=[lines[0], lines[1] | {"messages_saved": "no"}])
    assert verdict(source) == "undetermined"
    assert checked(source).findings().filter(table="proofs")["rule"].to_list() == ["SL-001", "SL-001"]
