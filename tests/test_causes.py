"""Causes without a key: what is wrong with the whole file, and what many records share; and reports of a suite's own."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest

from schoolgate import cli, suites
from schoolgate.basics.clock import Moment
from schoolgate.language.frame import TypedTables
from schoolgate.language.predicate import AtMost
from schoolgate.language.rule import Explains, Rule, Severity
from schoolgate.language.suite import Dossier, FactFrames, Sheets, Suite, SuiteReport
from schoolgate.language.table import ROW, Fact, FactTable, Kind
from schools import GOOD, school

STUDENTS = (
    GOOD["students"].splitlines()[0]
    + "\nS1,,Ada,,Okoro,,no,On Roll,7A,,\nS2,,Bo,,Ng,,no,On Roll,7A,,\n"
    + "S3,Mr,,,Ng,,no,On Roll,7A,,\nS4,Mr,Cy,,Ng,,no,On Roll,7A,,\n"
)
"""Two students without a salutation (PS-101), one without a first name."""
FILE = FactTable("whole", "students", None, derived=(Fact("rows", Kind.INT, "how many rows there are", neutral=1),))
Run = Callable[..., tuple[int, str, str]]


def sheets(dossier: Dossier) -> Sheets:
    first = dossier.findings.select("rule", "row", "key", "value")
    return {"To do: first": first, "Then": dossier.records["students"].select("key", "status")}


def refuses(dossier: Dossier) -> str | None:
    blocked = (dossier.records["students"]["status"] == "blocked").sum()
    return f"{blocked} students are blocked" if blocked else None


def suite() -> Suite:
    """portal-sync with a rule about the whole file, a rule that is one cause, and reports of its own."""
    sync = suites.load("portal-sync")
    about_file = Rule(
        id="PS-901",
        title="Too many rows",
        asks="There are at most two rows.",
        facts=("whole",),
        require=AtMost("rows", 2),
        severity=Severity.ERROR,
        message="There are {rows} rows.",
        fix="Send fewer.",
        owner=sync.rules[0].owner,
        screen="anywhere",
        source=sync.rules_by_id["PS-101"].source,
        column="rows",
        explains=(Explains(None, ("PS-101",)),),
        good=({"rows": 2},),
        bad=({"rows": 3},),
    )

    def build(tables: TypedTables, settings: Any, moment: Moment) -> FactFrames:
        rows = {ROW: [0], "rows": [tables["students"].height]}
        frame = pl.DataFrame(rows, schema={ROW: pl.Int64(), "rows": pl.Int64()})
        return {**sync.build_facts(tables, settings, moment), "whole": frame}

    rules = [
        replace(rule, explains=(Explains(None, (rule.id,)),)) if rule.id in {"PS-101", "PS-102"} else rule
        for rule in sync.rules
    ]
    own = (
        SuiteReport("worklist", "what to do", ("", ".xlsx"), sheets),
        SuiteReport("list", "who", (".csv",), lambda dossier: {"One": sheets(dossier)["Then"]}, refuses),
    )
    return replace(
        sync, fact_tables=(*sync.fact_tables, FILE), rules=(*rules, about_file), build_facts=build, reports=own
    )


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    own = suite()
    monkeypatch.setattr(suites, "load", lambda _: own)

    def command(students: str, *options: str) -> tuple[int, str, str]:
        source = school(tmp_path / "in", students=students)
        code = cli.main(["check", "portal-sync", str(source), "--as-of", "2026-11-22", *options])
        return code, *capfd.readouterr()

    return command


def test_causes_without_a_key_come_first_and_are_told_in_full(run: Run) -> None:
    _, text, _ = run(STUDENTS, "--report=json")
    document = json.loads(text)
    told = [[cause[name] for name in ("rule", "key", "records", "ready_if_mended")] for cause in document["causes"]]
    assert told == [["PS-901", None, 2, 2], ["PS-101", None, 2, 2], ["PS-102", None, 1, 1]]
    assert document["causes"][0]["message"] == "There are 4 rows."
    assert document["causes"][1]["message"] == "Salutation is missing."
    (finding,) = [finding for finding in document["findings"] if finding["rule"] == "PS-901"]
    assert (finding["table"], finding["row"], finding["key"]) == ("students", None, None)
    _, text, _ = run(STUDENTS)
    jobs = text.partition("Requirements that are not met")[0]
    assert jobs.index("PS-901  frees 2") < jobs.index("PS-102  frees 1")
    assert "PS-101" not in jobs
    assert "First: Send fewer." in jobs
    assert "There are 4 rows." in text


def test_the_fix_list_says_once_what_is_wrong_with_the_file(run: Run, tmp_path: Path) -> None:
    run(STUDENTS, f"--report=fixlist={tmp_path / 'f.csv'}")
    lines = pl.read_csv(tmp_path / "f.csv", infer_schema=False)
    assert lines.filter(kind="cause")["rule"].to_list() == ["PS-901"]
    # What it explains is not repeated; what is one cause by itself is still mended record by record.
    assert lines.filter(pl.col("kind") != "cause")["rule"].to_list() == ["PS-102"]


def test_a_record_is_told_that_the_whole_file_is_its_cause(run: Run, tmp_path: Path, capfd: Any) -> None:
    run(STUDENTS)
    cli.main(["explain", "portal-sync", str(tmp_path / "in"), "S1", "--as-of", "2026-11-22"])
    text = " ".join(capfd.readouterr().out.split())
    assert "PS-101, PS-901 Too many rows To mend" in text
    assert "It holds back 1 other student too." in text


def test_a_report_of_the_suites_own_is_a_folder_or_a_workbook(run: Run, tmp_path: Path) -> None:
    run(STUDENTS, f"--report=worklist={tmp_path / 'list'}", f"--report=worklist={tmp_path / 'list.xlsx'}")
    assert sorted(path.name for path in (tmp_path / "list").iterdir()) == ["01-to-do-first.csv", "02-then.csv"]
    lines = pl.read_csv(tmp_path / "list" / "02-then.csv", infer_schema=False)
    assert lines.rows() == [("S1", "blocked"), ("S2", "blocked"), ("S3", "blocked"), ("S4", "ready")]
    book = openpyxl.load_workbook(tmp_path / "list.xlsx")
    assert book.sheetnames == ["To do  first", "Then"]
    assert [row[0] for row in book["Then"].iter_rows(values_only=True)] == ["key", "S1", "S2", "S3", "S4"]


def test_a_report_can_be_refused_unless_what_is_safe_is_asked_for(run: Run, tmp_path: Path) -> None:
    place, other = tmp_path / "list.csv", tmp_path / "r.csv"
    code, out, err = run(STUDENTS, f"--report=list={place}", f"--report=records={other}", "--fail-on=never")
    assert (code, place.exists(), other.exists()) == (1, False, True)
    # What was asked for was not done: no report says that all is well while the exit code says otherwise.
    assert "FAILED" in out
    assert "the report list was not written: 3 students are blocked." in " ".join(out.split())
    assert err == "schoolgate: --report list: not written: 3 students are blocked\n"
    code, _, err = run(STUDENTS, f"--report=list={place}", "--fail-on=never", "--only-safe")
    assert (code, place.exists(), err) == (0, True, "")


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        (["--only-safe"], "only-safe does nothing by itself"),
        (["--report=list=x.txt"], "expected .csv"),
        (["--report=worklst=x"], "did you mean worklist?"),
        (["--report=worklist"], "expected worklist=DIR|FILE.xlsx"),
    ],
)
def test_wrong_usage_is_told(run: Run, options: list[str], complaint: str) -> None:
    code, out, err = run(STUDENTS, *options)
    assert (code, out) == (2, "")
    assert complaint in err


def test_a_rule_without_keys_cannot_lead_to_records_by_a_column() -> None:
    own = suite()
    with pytest.raises(Exception, match="PS-901 explains by a column"):
        replace(
            own, rules=(*own.rules[:-1], replace(own.rules[-1], explains=(Explains("base_group_id", ("PS-101",)),)))
        )
