"""The fix list: what it lists and in which order, and that the workbook and the CSV say the same."""

import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest

from checked import checked
from schoolgate import cli
from schoolgate.report import fixlist as report
from schoolgate.report import workbook
from schoolgate.run.result import Result
from schoolgate.sample.extract import sample
from schoolgate.story.fixlist import CAUSE, KINDS, OPEN, QUESTION, SCHEMA, WHEN, fixlist
from schoolgate.suites import load, names
from schools import GOOD, school

DATA = Path(__file__).parents[2] / "data"
FAULTY = DATA / "portal-sync/faulty"
QUEUE = Path(__file__).parents[1] / "cases/fidelity/25-leavers-the-queue-is-our-figure/input"
NOW = "2026-11-22"
HEADINGS = (
    "Done", "Job", "When", "Who", "Where", "What", "Blocks", "Unblocks", "Rule", "Table", "Row", "Key",
    "What is wrong", "How to mend it", "Required by",
)  # fmt: skip
MORSELS = 20_000
"""So many rows Polars hands to several threads."""
Write = Callable[..., Path]


def result_of(source: Path) -> Result:
    return checked(source)


@pytest.fixture(scope="module")
def faulty() -> Result:
    return result_of(FAULTY)


@pytest.fixture(scope="module")
def lines(faulty: Result) -> pl.DataFrame:
    return fixlist(faulty)


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def command(source: Path, name: str, *options: str) -> Path:
        path = tmp_path / name
        cli.main(["check", "portal-sync", str(source), "--as-of", NOW, "--quiet", f"--report=fixlist={path}", *options])
        return path

    return command


def sheet_of(path: Path) -> Any:
    return openpyxl.load_workbook(path)["Fix list"]


def rows_of(path: Path) -> list[tuple[object, ...]]:
    return list(sheet_of(path).iter_rows(min_row=2, values_only=True))


@pytest.mark.parametrize("name", names())
def test_every_rule_names_a_screen(name: str) -> None:
    for rule in load(name).rules:
        assert rule.screen.strip() == rule.screen != "", rule.id


def test_owners_then_screens_then_causes_before_single_findings(lines: pl.DataFrame) -> None:
    whens = lines["when"].unique(maintain_order=True).to_list()
    assert whens == [when for when in WHEN if when in whens]
    for _, mine in lines.group_by("when", maintain_order=True):
        owners = mine["owner"].unique(maintain_order=True).to_list()
        assert owners == [owner for owner in ("school", "support", "nobody") if owner in owners]
        screens = mine.select("owner", "screen").unique(maintain_order=True)
        assert mine.select(pl.struct("owner", "screen").rle_id().max() + 1).item() == screens.height
    for _, on_screen in lines.group_by("when", "owner", "screen", maintain_order=True):
        kinds = [KINDS.index(kind) for kind in on_screen["kind"]]
        assert kinds == sorted(kinds)
    assert lines.group_by("when", "owner", maintain_order=True).first()["kind"].to_list()[:2] == [CAUSE, CAUSE]


def test_what_is_to_look_at_or_for_afterwards_is_not_to_mend(faulty: Result, lines: pl.DataFrame) -> None:
    effects = faulty.findings().select("rule", "table", "row", "effect")
    told = lines.join(effects, on=["rule", "table", "row"], how="inner", nulls_equal=True)
    singles = told.filter(pl.col("kind") != CAUSE)
    wanted = {"stops": "mend", "harms": "mend", "review": "look at", "after": "afterwards"}
    assert set(singles.select("effect", "when").unique().rows()) <= set(wanted.items())
    assert set(told.filter((pl.col("kind") == CAUSE) & (pl.col("blocks") > 0))["when"]) == {"mend"}


def test_causes_are_listed_once_with_what_they_block(faulty: Result, lines: pl.DataFrame) -> None:
    told = lines.filter(pl.col("kind") == CAUSE).select("rule", "key", "row", "blocks", "unblocks")
    wanted = faulty.causes.select("rule", "key", "row", blocks="records", unblocks="ready_if_mended")
    assert told.sort("rule", "key").equals(wanted.sort("rule", "key"))
    assert lines.join(wanted, on=["rule", "key"], how="semi").height == wanted.height


def test_every_blocked_record_is_reached(faulty: Result, lines: pl.DataFrame) -> None:
    causes = lines.filter(pl.col("kind") == CAUSE)
    singles = set(lines.filter(pl.col("kind") == "error").select("rule", "row").rows())
    facts = {row["row"]: row for row in faulty.facts["students"].iter_rows(named=True)}
    explained = {
        (other, explains.column, key)
        for rule, key in causes.select("rule", "key").iter_rows()
        for explains in faulty.suite.rules_by_id[rule].explains
        for other in explains.rules
    }
    errors = faulty.findings().filter((pl.col("severity") == "error") & (pl.col("table") == "students"))
    blocked = set(faulty.records["students"].filter(pl.col("status") == "blocked")["row"])
    assert blocked <= set(errors["row"])
    for rule, row in errors.filter(pl.col("row").is_in(blocked)).select("rule", "row").iter_rows():
        by_cause = any(
            (rule, column, facts[row][column]) in explained
            for column in ("base_group_id", "intake_group_id", "admission_status")
        )
        assert by_cause != ((rule, row) in singles), (rule, row)


def test_what_mending_one_line_unblocks_adds_up(faulty: Result, lines: pl.DataFrame) -> None:
    records = faulty.records["students"].filter(pl.col("status") == "blocked")
    one_error = set(records.filter((pl.col("errors_failed") == 1) & ~pl.col("errors_not_checked"))["row"])
    assert lines.filter(pl.col("kind") != OPEN)["unblocks"].sum() == len(one_error) > 0
    alone = lines.filter((pl.col("kind") == "error") & (pl.col("unblocks") == 1))
    assert set(alone["row"]) <= one_error
    assert (lines["unblocks"] <= lines["blocks"]).all()
    assert not lines.filter(pl.col("kind") == "warning")["blocks"].sum()
    assert (lines.filter((pl.col("kind") == "error") & (pl.col("table") == "students"))["blocks"] == 1).all()


def test_findings_that_only_inform_are_left_out(faulty: Result, lines: pl.DataFrame) -> None:
    informing = faulty.findings().filter(pl.col("effect") == "tells")
    assert informing.height > 0
    assert lines.join(informing, on=["rule", "row"], how="semi").is_empty()


def test_a_record_with_another_fault_beside_its_cause_keeps_a_line_for_that_fault(tmp_path: Path) -> None:
    folder = school(
        tmp_path / "in",
        students=GOOD["students"].replace("S1,Ms", "S1,"),
        groups=GOOD["groups"].replace("7A,7A,base,true", "7A,7A,base,false"),
    )
    found = fixlist(result_of(folder)).select("kind", "rule", "key", "blocks", "unblocks").rows()
    assert found == [("cause", "PS-501", "7A", 2, 1), ("error", "PS-101", "S1", 1, 0)]


def test_the_workbook_reads_back(write: Write, lines: pl.DataFrame) -> None:
    path = write(FAULTY, "f.xlsx")
    sheet = sheet_of(path)
    assert tuple(cell.value for cell in sheet[1]) == HEADINGS
    assert [row[1:] for row in rows_of(path)] == lines.select(list(SCHEMA)[1:]).rows()
    assert all(row[0] is None for row in rows_of(path))
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == f"A1:O{lines.height + 1}"
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.print_title_rows == "$1:$1"
    assert (sheet.page_setup.fitToHeight, sheet.sheet_properties.pageSetUpPr.fitToPage) == (0, True)
    assert all(cell.alignment.wrap_text for cell in sheet[2])
    assert all(6 <= sheet.column_dimensions[letter].width <= 60 for letter in "ABCDEFGHIJKLMNO")


def test_the_csv_says_the_same(write: Write, lines: pl.DataFrame) -> None:
    read = pl.read_csv(write(FAULTY, "f.csv"), schema_overrides=SCHEMA)
    assert read.equals(lines)


def test_the_same_check_gives_the_same_bytes(write: Write) -> None:
    assert write(FAULTY, "a.xlsx").read_bytes() == write(FAULTY, "b.xlsx").read_bytes()


def test_nothing_to_mend_is_an_empty_list(write: Write, tmp_path: Path) -> None:
    path = write(school(tmp_path / "in"), "f.xlsx")
    assert tuple(cell.value for cell in sheet_of(path)[1]) == HEADINGS
    assert rows_of(path) == []


@pytest.mark.parametrize(
    "key",
    ["=1+2", '=HYPERLINK("http://x.example")', "+cmd|calc", "@SUM(A1)", "-2+3", "http://x.example", "007", "{=1}"],
)
def test_a_key_stays_text(write: Write, tmp_path: Path, key: str) -> None:
    students = GOOD["students"].replace("S1,Ms", '"' + key.replace('"', '""') + '",')
    path = write(school(tmp_path / "in", students=students), "f.xlsx")
    cell = sheet_of(path)["L2"]
    assert (cell.value, cell.data_type, cell.hyperlink) == (key, "s", None)
    with zipfile.ZipFile(path) as parts:
        assert b"<f>" not in parts.read("xl/worksheets/sheet1.xml")


def test_a_text_longer_than_a_cell_is_cut_and_not_dropped(write: Write, tmp_path: Path) -> None:
    students = GOOD["students"].replace("S1,Ms", "S" * 40_000 + ",")
    key = sheet_of(write(school(tmp_path / "in", students=students), "f.xlsx"))["L2"].value
    assert key == "S" * 32_766 + "…"


def test_more_lines_than_a_sheet_has_keep_the_causes(
    write: Write, lines: pl.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    causes = lines.filter(pl.col("kind") == CAUSE).height
    monkeypatch.setattr(report, "ROWS_OF_A_SHEET", causes + 5)
    *kept, last = rows_of(write(FAULTY, "f.xlsx"))
    assert len(kept) == causes + 3
    assert [row[5] for row in kept].count(CAUSE) == causes
    assert (
        last[0]
        == f"{lines.height - len(kept)} more lines do not fit into a sheet; --report fixlist=FILE.csv has them all."
    )


@pytest.mark.parametrize("spare", [0, 1])
def test_as_many_lines_as_a_sheet_has_all_fit(lines: pl.DataFrame, spare: int) -> None:
    kept, rest = report.fitting(lines, lines.height + 1 + spare)
    assert (kept.height, rest) == (lines.height, None)


def test_many_lines_are_written_the_same(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    few = write(FAULTY, "few.xlsx")
    monkeypatch.setattr(workbook, "_MANY", 1)
    assert rows_of(write(FAULTY, "many.xlsx")) == rows_of(few)


def test_a_large_extract_whose_causes_name_no_column_is_listed_on_several_threads(tmp_path: Path) -> None:
    name = "student-import"
    sample(load(name), tmp_path / "x", rows=MORSELS, faults=0.02, seed=1, as_of=date.fromisoformat(NOW))
    command = [sys.executable, "-m", "schoolgate", "check", name, str(tmp_path / "x"), "--as-of", NOW, "--quiet"]
    listed = tmp_path / "list.csv"
    # How many threads Polars has is settled when it is imported.
    threads = os.environ | {"POLARS_MAX_THREADS": "2"}
    assert subprocess.run([*command, f"--report=fixlist={listed}"], env=threads, check=False).returncode == 1
    assert pl.read_csv(listed).height > 100


def test_another_ending_is_refused(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert cli.main(["check", "portal-sync", str(FAULTY), f"--report=fixlist={tmp_path / 'f.xls'}"]) == 2
    assert "expected .xlsx or .csv" in capsys.readouterr().err


def test_a_full_disk_is_told_and_leaves_nothing(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("xlsxwriter.Workbook._store_workbook", full)
    assert cli.main(["check", "portal-sync", str(FAULTY), "--quiet", f"--report=fixlist={tmp_path / 'f.xlsx'}"]) == 3
    assert "cannot be written (No space left on device)" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_what_nobody_can_judge_has_a_line_that_would_decide_it(faulty: Result, lines: pl.DataFrame) -> None:
    waiting = lines.filter(pl.col("kind") == OPEN)
    deciding = {job.mend.name.partition(":")[2] for job in faulty.jobs.ranked if job.touches and job.mend.decides}
    assert set(waiting["key"]) == deciding
    assert waiting.height == len(deciding) > 0
    assert waiting["fix"].null_count() == 0


def test_what_the_run_assumes_stands_at_the_end_with_its_answer() -> None:
    result = checked(QUEUE, "schoolcomms-leavers")
    lines = fixlist(result)
    asked = lines.tail(len(result.assumptions))
    assert asked["kind"].unique().to_list() == [QUESTION]
    assert lines.filter(kind=QUESTION).height == asked.height > 0
    assert asked["key"].to_list() == [one.question for one in result.assumptions]
    assert asked["fix"].to_list() == [f"To answer: {one.answer}" for one in result.assumptions]
    assert all(one.asks in told for one, told in zip(result.assumptions, asked["message"], strict=True))
    kept, rest = report.fitting(lines, 6)
    assert rest
    assert kept.filter(kind=QUESTION).height == asked.height


def test_every_job_has_a_line_to_tick_in_the_sheet_of_its_owner(faulty: Result, write: Write) -> None:
    book = openpyxl.load_workbook(write(FAULTY, "list.xlsx"))
    for owner in ("school", "support"):
        rows = list(book[f"Jobs of {owner}"].iter_rows(min_row=2, values_only=True))
        assert [row[1] for row in rows] == [job.id for job in faulty.jobs.ranked if job.owner == owner]
        assert all(row[0] is None for row in rows)


@pytest.mark.parametrize("name", names())
def test_every_line_names_the_job_that_does_it(name: str) -> None:
    result = checked(DATA / name / "faulty", name)
    lines = fixlist(result)
    owners = {job.id: str(job.owner) for job in result.jobs.ranked}
    assert set(lines.filter(pl.col("kind") != QUESTION)["job"]) == set(owners)
    held = {job.id: set(result.jobs.keys(job)) for job in result.jobs.ranked}
    singles = lines.filter(~pl.col("kind").is_in([CAUSE, OPEN, QUESTION]) & pl.col("key").is_not_null())
    assert singles.height > 10
    for job, rule, owner, key in singles.select("job", "rule", "owner", "key").iter_rows():
        assert owners[job] == owner or job.startswith(("column:", "keys:")), (job, rule)
        assert key in held[job], (job, rule, key)


def test_a_line_that_is_ticked_off_looks_so(write: Write) -> None:
    book = openpyxl.load_workbook(write(FAULTY, "list.xlsx"))
    assert [sheet.title for sheet in book] == ["Jobs of school", "Jobs of support", "Fix list"]
    for sheet in book:
        (offered,) = sheet.data_validations.dataValidation
        assert (offered.formula1, str(offered.sqref)) == ('"✓"', f"A2:A{sheet.max_row}")
        (marked,) = sheet.conditional_formatting
        assert str(marked.sqref).startswith("B2:")
        assert marked.rules[0].formula == ['$A2<>""']


def test_the_csv_says_that_it_is_utf_8(write: Write) -> None:
    assert write(FAULTY, "list.csv").read_bytes().startswith(b"\xef\xbb\xbf")
