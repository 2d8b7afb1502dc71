"""Pseudonyms: the same for the same key, no verdict changed, and no real identifier in anything that leaves."""

import json
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from schoolgate import cli
from schoolgate.basics.clock import moment
from schoolgate.language.settings import read_settings
from schoolgate.language.table import ROW
from schoolgate.report import json_report
from schoolgate.run.check import check
from schoolgate.run.pseudonym import LENGTH, NOTE, VARIABLE, pseudonym, pseudonymised, secret
from schoolgate.run.result import Result
from schoolgate.suites import load, names
from written import contents

FAULTY = Path(__file__).parents[1] / "data/portal-sync/faulty"
NOW = "2026-11-22"
KEY = "0123456789abcdef" * 4
REPORTS = {
    "json": "r.json",
    "findings": "f.csv",
    "records": "r.csv",
    "fixlist": "l.csv",
    "facts": "facts",
}
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.delenv(VARIABLE, raising=False)

    def command(*arguments: str, key: str | None = None) -> tuple[int, str, str]:
        with monkeypatch.context() as patch:
            if key is not None:
                patch.setenv(VARIABLE, key)
            code = cli.main(["check", "portal-sync", str(FAULTY), "--as-of", NOW, *arguments])
        out, err = capfd.readouterr()
        return code, out, err

    return command


@pytest.fixture(scope="module")
def real() -> Result:
    suite = load("portal-sync")
    settings = read_settings(None, "portal_sync", suite.settings, ["portal_sync"])
    return check(suite, FAULTY, settings, moment(NOW, settings.zone, suite.bare_date))


@pytest.fixture(scope="module")
def hidden(real: Result) -> Result:
    return pseudonymised(real, KEY.encode())


def persons(result: Result) -> set[str]:
    """Every real identifier of a person in the tables."""
    return {
        identifier
        for table in result.suite.tables
        for column in table.columns
        if column.person and table.name in result.texts
        for identifier in result.texts[table.name].frame[column.name].drop_nulls()
    }


def test_the_same_key_makes_the_same_pseudonym_and_another_another() -> None:
    one = pseudonym("S1", KEY.encode())
    assert one == pseudonym("S1", KEY.encode())
    assert len(one) == LENGTH
    assert one.isalnum()
    assert one.isupper()
    assert len({one, pseudonym("S2", KEY.encode()), pseudonym("S1", b"another key of 16")}) == 3


def test_references_stay_joinable(real: Result, hidden: Result) -> None:
    for frames in ({name: text.frame for name, text in hidden.texts.items()}, hidden.facts):
        found = frames["applications"].join(frames["students"], on="student_id", how="semi").height
        assert found == real.facts["applications"].join(real.facts["students"], on="student_id", how="semi").height > 0


def test_only_identifiers_of_persons_change(real: Result, hidden: Result) -> None:
    for name, facts in real.suite.facts_by_name.items():
        for column in real.facts[name].columns:
            same = real.facts[name][column].equals(hidden.facts[name][column])
            personal = column in facts.facts and facts.facts[column].person
            # Where nobody stands in a column, nothing can change.
            assert same != (personal and not real.facts[name][column].is_null().all()), (name, column)
    assert hidden.facts["groups"].equals(real.facts["groups"])
    blank = real.facts["students"]["student_id"].is_null()
    assert hidden.facts["students"]["student_id"].is_null().equals(blank)


def test_verdicts_are_the_same(real: Result, hidden: Result) -> None:
    assert hidden.statuses == real.statuses
    assert hidden.severities == real.severities
    for name, records in real.records.items():
        assert hidden.records[name].drop("key").equals(records.drop("key"))
    columns = ["rule", "severity", "table", ROW, "column", "fix"]
    assert hidden.findings().select(columns).equals(real.findings().select(columns))
    assert hidden.causes.equals(real.causes)
    assert [covered.counts for covered in hidden.coverage] == [covered.counts for covered in real.coverage]


def test_findings_carry_the_pseudonym_of_their_key(real: Result, hidden: Result) -> None:
    told = zip(real.findings()["table", "key"].iter_rows(), hidden.findings()["key"], strict=True)
    for (table, key), other in told:
        personal = table == "students" or (table == "applications" and str(key).startswith("A0"))
        assert other == (pseudonym(key, KEY.encode()) if personal and key is not None else key)


def test_no_real_identifier_in_any_output(run: Run, tmp_path: Path, real: Result) -> None:
    reports = [f"--report={form}={tmp_path / name}" for form, name in REPORTS.items()]
    reports += [f"--report={form}={tmp_path / form}.parquet" for form in ("findings", "records")]
    reports += [f"--report=fixlist={tmp_path / 'l.xlsx'}"]
    code, out, err = run("--pseudonymise", *reports, key=KEY)
    assert code == 1
    _, json, _ = run("--pseudonymise", "--report=json", key=KEY)
    texts = {"terminal": out, "stderr": err, "json": json, **contents(tmp_path)}
    assert len(texts) == 3 + 5 + 2 + 1 + len(real.facts) - 1
    identifiers = persons(real)
    assert len(identifiers) > 250
    for place, text in texts.items():
        assert not [identifier for identifier in identifiers if identifier in text], place
    some = pseudonym(real.facts["students"].filter(pl.col("salutation").is_null())["student_id"][0], KEY.encode())
    assert all(some in texts[place] for place in ("terminal", "json", "r.json", "f.csv", "r.csv", "l.csv", "l.xlsx"))
    assert NOTE in " ".join(out.split())


def test_a_key_file_and_the_environment_say_the_same(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text(f"{KEY}\n", encoding="utf-8")
    by_file = run("--pseudonymise", "--report=json", f"--pseudonym-key-file={file}")
    assert by_file == run("--pseudonymise", "--report=json", key=KEY)
    assert by_file[1] != run("--pseudonymise", "--report=json", key=KEY[::-1])[1]
    # A file that is named counts, not what happens to stand in the environment.
    assert by_file == run("--pseudonymise", "--report=json", f"--pseudonym-key-file={file}", key=KEY[::-1])


@pytest.mark.parametrize("content", [b"", b" \n", b"fifteen bytes..", b"fifteen bytes..\n\n\n"])
def test_a_key_file_that_is_empty_or_short_is_refused(run: Run, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "key"
    file.write_bytes(content)
    code, out, err = run("--pseudonymise", f"--pseudonym-key-file={file}")
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert f"{file}: holds {len(content.strip())} bytes, a key has at least 16" in err
    assert "fifteen" not in err
    file.write_bytes(b"sixteen bytes ..")
    assert secret(file) == b"sixteen bytes .."


REFUSED = {
    "no key": (["--pseudonymise"], None, "SCHOOLGATE_KEY or --pseudonym-key-file FILE; make one with: python -c"),
    "blank key": (["--pseudonymise"], " ", "make one with: python -c"),
    "short key": (["--pseudonymise"], "qwerty", "SCHOOLGATE_KEY: holds 6 bytes"),
    "no file": (["--pseudonymise", "--pseudonym-key-file=nowhere/key"], KEY, "nowhere/key: cannot be read"),
    "file alone": (["--pseudonym-key-file=nowhere/key"], KEY, "ask for pseudonyms as well"),
    "values as well": (["--pseudonymise", "--show-values"], KEY, "ask for one of them"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_hide_anyone_is_refused(run: Run, name: str) -> None:
    arguments, key, expected = REFUSED[name]
    code, out, err = run(*arguments, key=key)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert expected in err
    assert not (key and key.strip() and key in err)


@pytest.mark.parametrize("name", names())
def test_every_suite_says_which_columns_identify_persons(name: str) -> None:
    suite = load(name)
    main = suite.tables[0]
    assert main.key
    assert main.by_name[main.key].person, f"{main.name} is about persons: mark its key"
    for facts in suite.fact_tables:
        table = suite.tables_by_name[facts.table]
        for fact in facts.own:
            assert fact.person == table.by_name[fact.name].person, (facts.name, fact.name)
            assert fact.shown or not fact.person, (facts.name, fact.name)


def test_no_report_holds_a_hash_that_was_made_without_the_key(hidden: Result) -> None:
    document = json.loads(json_report.render(hidden))
    assert {table["sha256"] for table in document["tables"].values()} == {None}
