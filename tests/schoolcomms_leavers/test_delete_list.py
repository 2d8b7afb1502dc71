"""The delete list: only who is proven safe, with the proof; refused while somebody who is selected is not."""

import csv
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from schoolcomms_leavers.extract import NOW, ON_ROLL, write
from schoolgate import cli
from schoolgate.language.guide import Part
from schoolgate.suites.schoolcomms_leavers.guide import GUIDE

Run = Callable[..., tuple[int, str]]
FOR_GOOD, STEPS = (
    " ".join(step.text for part in parts for step in GUIDE.part(part, "safe_to_delete"))
    for parts in ((Part.FOR_GOOD, Part.AFTERWARDS), (Part.STEPS,))
)
PROOFS = ("outstanding_balance", "open_bookings", "messages_saved", "transactions_settled")


@pytest.fixture
def run(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> Run:
    def check(source: Path, *options: str) -> tuple[int, str]:
        place = tmp_path / "list.csv"
        arguments = ["check", "schoolcomms-leavers", str(source), "--as-of", NOW, f"--report=delete-list={place}"]
        code = cli.main([*arguments, *options])
        return code, capfd.readouterr().err

    return check


def lines(folder: Path) -> list[dict[str, str]]:
    with (folder / "list.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_it_holds_whoever_is_safe_with_the_proof_for_each(run: Run, tmp_path: Path) -> None:
    source = write(
        tmp_path / "in",
        {"selected": "no"},
        {},
        ON_ROLL | {"selected": "no"},
        {"deleted_at": "2026-10-01 09:00", "first_name": "XXXX", "last_name": "XXXX"},
        cypad=[{"member_id": "M2", "status": "Open", "class_name": "11B"}],
    )
    assert run(source) == (0, "")
    assert lines(tmp_path) == [
        {
            "member_id": "M2",
            "row": "3",
            "selected": "true",
            "class_name": "11A",
            "evidence": "left",
            "balance_settled": "true",
            "open_bookings": "0",
            "messages_saved": "true",
            "transactions_settled": "true",
            "cypad_status": "Open",
            "closes_in_cypad": "2026-11-23 15:00, with a queue of 24 hours, which is our assumption",
            "proof": "SL-201 SL-202 SL-203 SL-204 SL-205 SL-206",
            "to_review": "SL-102 SL-108",
            "cannot_be_undone": FOR_GOOD,
            "how": STEPS,
        },
        {
            "member_id": "M1",
            "row": "2",
            "selected": "false",
            "class_name": "11A",
            "evidence": "left",
            "balance_settled": "true",
            "open_bookings": "0",
            "messages_saved": "true",
            "transactions_settled": "true",
            "cypad_status": "",
            "closes_in_cypad": "",
            "proof": "SL-202 SL-203 SL-204 SL-205 SL-206",
            "to_review": "",
            "cannot_be_undone": FOR_GOOD,
            "how": STEPS,
        },
    ]


def test_names_and_dates_stand_there_only_where_asked_for(run: Run, tmp_path: Path) -> None:
    source = write(tmp_path / "in", {})
    run(source)
    assert not {"first_name", "last_name", "leaving_date", "mis_leaving_date"} & set(lines(tmp_path)[0])
    run(source, "--show-values")
    (line,) = lines(tmp_path)
    personal = ("first_name", "last_name", "leaving_date", "mis_leaving_date")
    assert [line[name] for name in personal] == ["Ada", "Okoro", "2026-07-22", "2026-07-22"]


@pytest.mark.parametrize(
    "member",
    [
        ON_ROLL,
        {"leaving_date": "2026-11-23"},
        {"outstanding_balance": "-0.01"},
        {"outstanding_balance": "0.00000000000000000001"},
        {"open_bookings": "1"},
        {"open_bookings": "-1"},
        {"messages_saved": "no"},
        {"transactions_settled": "no"},
    ],
    ids=str,
)
def test_it_is_refused_while_someone_selected_is_not_safe(run: Run, tmp_path: Path, member: dict[str, str]) -> None:
    source = write(tmp_path / "in", {}, member)
    code, err = run(source, "--fail-on=never")
    assert (code, (tmp_path / "list.csv").exists()) == (1, False)
    assert "not written: of those selected, 1 (M2) is not safe to delete; take them out of the selection" in err
    assert "--only-safe" in err
    assert run(source, "--fail-on=never", "--only-safe") == (0, "")
    assert [line["member_id"] for line in lines(tmp_path)] == ["M1"]


@pytest.mark.parametrize("column", PROOFS)
@pytest.mark.parametrize("cell", ["", "?"])
def test_what_nobody_knows_is_no_proof(run: Run, tmp_path: Path, column: str, cell: str) -> None:
    source = write(tmp_path / "in", {}, {column: cell})
    code, err = run(source, "--fail-on=never")
    assert (code, (tmp_path / "list.csv").exists()) == (1, False)
    assert "1 (M2) is not proven safe to delete" in err
    assert run(source, "--fail-on=never", "--only-safe")[0] == 0
    assert [line["member_id"] for line in lines(tmp_path)] == ["M1"]


@pytest.mark.parametrize("column", PROOFS)
def test_a_column_that_nobody_supplied_is_no_proof(run: Run, tmp_path: Path, column: str) -> None:
    assert run(write(tmp_path / "in", {}, without=column), "--fail-on=never", "--only-safe")[0] == 0
    assert lines(tmp_path) == []


def test_without_the_mis_the_last_import_is_evidence_and_called_so(run: Run, tmp_path: Path) -> None:
    source = write(tmp_path / "in", {}, {"leaving_date": ""}, {"leaving_date": "2026-11-23"})
    (source / "mis.csv").unlink()
    code, err = run(source, "--fail-on=never")
    assert code == 1
    assert "1 (M3) is not safe to delete and 1 (M2) is not proven safe to delete" in err
    assert run(source, "--fail-on=never", "--only-safe")[0] == 0
    (line,) = lines(tmp_path)
    assert (line["member_id"], line["evidence"]) == ("M1", "left by the last import")
    write(tmp_path / "in", {}, without="leaving_date")
    (source / "mis.csv").unlink()
    assert run(source, "--fail-on=never", "--only-safe")[0] == 0
    assert lines(tmp_path) == []


def test_whoever_may_be_selected_counts_as_selected(run: Run, tmp_path: Path) -> None:
    code, err = run(write(tmp_path / "in", {"selected": "maybe", "messages_saved": "no"}), "--fail-on=never")
    assert code == 1
    assert "1 (M1) is not safe to delete" in err


def test_leavers_who_are_not_selected_refuse_nothing(run: Run, tmp_path: Path) -> None:
    source = write(tmp_path / "in", {}, {"selected": "", "messages_saved": "no"}, {"selected": "", "open_bookings": ""})
    assert run(source) == (0, "")
    assert [line["member_id"] for line in lines(tmp_path)] == ["M1"]


def test_a_record_that_two_rows_claim_is_not_safe(run: Run, tmp_path: Path) -> None:
    source = write(tmp_path / "in", {}, {"member_id": "M1", "selected": "no"}, {"member_id": ""})
    code, err = run(source, "--fail-on=never")
    assert code == 1
    assert "2 (M1, row 4) are not proven safe to delete" in err


def test_the_refusal_names_a_few_and_counts_all(run: Run, tmp_path: Path) -> None:
    source = write(tmp_path / "in", *[{"messages_saved": "no"}] * 7, {"open_bookings": ""})
    _, err = run(source)
    assert "7 (M1, M2, M3, M4, M5, …) are not safe to delete and 1 (M8) is not proven safe to delete" in err


def test_the_refusal_does_not_say_who_is_meant_where_pseudonyms_are_asked_for(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SCHOOLGATE_KEY", "a key that nobody knows")
    source = write(tmp_path / "in", {"member_id": "ZQX1", "messages_saved": "no"}, {"member_id": "ZQX2"})
    code, err = run(source, "--pseudonymise")
    assert (code, "ZQX" in err) == (1, False)
    run(source, "--pseudonymise", "--only-safe")
    (line,) = lines(tmp_path)
    assert len(line["member_id"]) == 12


def test_a_workbook_holds_the_same(run: Run, tmp_path: Path) -> None:
    run(write(tmp_path / "in", {}), f"--report=delete-list={tmp_path / 'list.xlsx'}")
    sheet = openpyxl.load_workbook(tmp_path / "list.xlsx")["Delete list"]
    header, line = list(sheet.iter_rows(values_only=True))[:2]
    assert dict(zip(header, line, strict=True))["proof"] == lines(tmp_path)[0]["proof"]
