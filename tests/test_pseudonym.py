"""Pseudonyms: the same for the same key, no verdict changed, and no real identifier in anything that leaves."""

import json
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from pydantic import TypeAdapter

import schoolgate
from schoolgate import cli
from schoolgate.basics.clock import moment
from schoolgate.language.rule import Severity
from schoolgate.language.settings import read_settings
from schoolgate.language.suite import Suite
from schoolgate.language.table import ROW
from schoolgate.pages.model import RunModel, run_model
from schoolgate.report import json_report
from schoolgate.report.formats import FORMATS
from schoolgate.run.check import check
from schoolgate.run.pseudonym import LENGTH, NOTE, pseudonym, pseudonymised, secret
from schoolgate.run.result import Result
from schoolgate.run.usual import VARIABLE
from schoolgate.suites import load, names
from shares import shared
from written import contents

DATA = Path(__file__).parents[1] / "data"
FAULTY = DATA / "portal-sync/faulty"
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


def again(hidden: pl.DataFrame, real: pl.DataFrame, by: str) -> pl.DataFrame:
    """The hidden rows in the order of the real ones, those without a key and those that share one by what they hold."""
    told = {value: pseudonym(value, KEY.encode()) for value in real[by].drop_nulls().unique()}
    known = real.with_columns(pl.col(by).replace_strict(told, default=None, return_dtype=pl.String()))
    assert known[by].sort().equals(hidden[by].sort())
    return known


def test_only_identifiers_of_persons_change(real: Result, hidden: Result) -> None:
    for name, facts in real.suite.facts_by_name.items():
        mine, theirs = real.facts[name], hidden.facts[name]
        assert mine.columns == theirs.columns
        personal = [fact.name for fact in facts.facts.values() if fact.person]
        plain = [column for column in mine.columns if column not in {*personal, ROW}]
        assert mine.select(plain).sort(plain).equals(theirs.select(plain).sort(plain)), name
        for column in personal:
            known = set(mine[column].drop_nulls())
            assert {pseudonym(value, KEY.encode()) for value in known} == set(theirs[column].drop_nulls())
    assert hidden.facts["groups"].equals(real.facts["groups"])


def test_verdicts_are_the_same(real: Result, hidden: Result) -> None:
    assert hidden.statuses == real.statuses
    assert hidden.severities == real.severities
    for name, records in real.records.items():
        assert (
            again(hidden.records[name], records, "key")
            .drop(ROW)
            .sort(pl.all())
            .equals(hidden.records[name].drop(ROW).sort(pl.all()))
        )
    columns = ["rule", "severity", "table", "column", "fix"]
    mine, theirs = real.findings().select(columns), hidden.findings().select(columns)
    assert mine.sort(columns).equals(theirs.sort(columns))
    assert hidden.causes.drop(ROW).sort(pl.all()).equals(real.causes.drop(ROW).sort(pl.all()))
    assert [covered.counts for covered in hidden.coverage] == [covered.counts for covered in real.coverage]


def test_findings_carry_the_pseudonym_of_their_key(real: Result, hidden: Result) -> None:
    expected = []
    for rule, table, key in real.findings()["rule", "table", "key"].iter_rows():
        personal = table == "students" or (table == "applications" and str(key).startswith("A0"))
        expected.append((rule, table, pseudonym(key, KEY.encode()) if personal and key is not None else key))
    told = hidden.findings()["rule", "table", "key"].rows()
    assert sorted(told, key=str) == sorted(expected, key=str)


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
    # The first that a list shows is the first of the pseudonyms.
    without = real.facts["students"].filter(pl.col("salutation").is_null())["student_id"].drop_nulls()
    some = min(pseudonym(student, KEY.encode()) for student in without)
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


@pytest.mark.parametrize("key", ["aaaaaaaaaaaaaaaa", "0101010101010101", "abcdefgabcdefgabcdefg"])
def test_a_key_that_is_not_random_is_refused(run: Run, key: str) -> None:
    code, out, err = run("--pseudonymise", key=key)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert f"SCHOOLGATE_KEY: is not random, only {len(set(key))} of its bytes are different" in err
    assert key not in err


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


def mixed(suite: Suite, source: Path, folder: Path, seed: int | None) -> Path:
    """The extract in `source` without rows that share their persons with others, those of each table in another order."""
    folder.mkdir(parents=True)
    for path in source.iterdir():
        table = suite.tables_by_name.get(path.stem)
        if path.suffix != ".csv" or table is None:
            if path.name == "settings.toml":
                (folder / path.name).write_bytes(path.read_bytes())
            continue
        frame = pl.read_csv(path, infer_schema=False)
        for column in (column.name for column in table.columns if column.person and column.name in frame.columns):
            named = pl.col(column).str.strip_chars().replace("", None)
            frame = frame.filter(
                named.is_not_null() & named.is_unique() if column == table.key else named.is_not_null()
            )
            if table.name == "learners":
                # Of two with one mis_id the first is looked up.
                frame = frame.filter(named.is_unique())
        persons = [column.name for column in table.columns if column.person and column.name in frame.columns]
        frame = frame.unique(persons, keep="none", maintain_order=True) if persons else frame
        if seed is not None and persons:
            frame = frame.sample(fraction=1, shuffle=True, seed=seed)
        frame.write_csv(folder / path.name)
    return folder


@pytest.mark.parametrize("name", shared(names(), 4))
def test_no_format_depends_on_the_order_of_the_file(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is the same for every order of the rows cannot say which row was whose."""
    suite, key = load(name), tmp_path / "key"
    key.write_text(KEY, encoding="utf-8")
    written, models = [], []
    for seed in (None, 1, 2):
        place = tmp_path / str(seed)
        mixed(suite, DATA / name / "faulty", place / "in", seed)
        monkeypatch.chdir(place)
        Path("out").mkdir()
        report = schoolgate.check(name, Path("in"), as_of=NOW, pseudonyms=key)
        for form in FORMATS:
            for ending in form.endings or (".txt",):
                if form.name != "facts":
                    report.write(Path("out") / f"{form.name}{ending if ending.startswith('.') else ''}", form.name)
        for own in suite.reports:
            report.write(Path("out") / f"{own.name}.xlsx", own.name, only_safe=own.refuses is not None)
        report.write(Path("out/facts"), "facts")
        written.append(contents(Path("out")))
        model = run_model(report.result, run="20261122T000000Z-x", at="", fail_on=Severity.ERROR, show_values=False)
        models.append(TypeAdapter(RunModel).dump_json(model))
    assert len(written[0]) > len(FORMATS)
    for other in written[1:]:
        assert [place for place in other if other[place] != written[0][place]] == []
    assert models[0] == models[1] == models[2]
    assert NOTE in next(text for place, text in written[0].items() if place.startswith("json."))


@pytest.mark.parametrize("name", names())
def test_rows_are_numbered_in_the_order_of_pseudonyms(name: str, tmp_path: Path) -> None:
    suite, key = load(name), tmp_path / "key"
    key.write_text(KEY, encoding="utf-8")
    result = schoolgate.check(name, DATA / name / "faulty", as_of=NOW, pseudonyms=key).result
    for table in suite.fact_tables:
        facts, of = result.facts[table.name], suite.tables_by_name[table.table]
        assert facts[ROW].null_count() == 0
        assert facts[ROW].is_sorted()
        assert facts[ROW].equals(result.outcomes[table.name][ROW])
        if table.key is not None and table.facts[table.key].person:
            assert facts[ROW].to_list() == list(range(2, facts.height + 2))
            keys = facts[table.key].drop_nulls()
            assert keys.is_sorted() == (of.columns[0].name == table.key)
        if table.carried is not None:
            records = result.facts[table.carried.facts]
            assert facts[ROW].max() <= records.height + 1 + facts.height  # type: ignore[operator]  # row numbers are whole
