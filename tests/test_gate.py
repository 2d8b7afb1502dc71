"""The gate: waivers, thresholds and a baseline, each alone and together; the exit code and every report say the same."""

import json
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from importlib.resources import files
from itertools import product
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

import schoolgate
from once import judged_once
from schoolgate import cli
from schoolgate.basics.errors import UsageError
from schoolgate.gate.decision import Threshold
from schoolgate.gate.levels import LEVELS, NEW_LEVELS
from schoolgate.gate.thresholds import thresholds
from schoolgate.gate.waivers import read_waivers
from schoolgate.language.rule import Rule
from schoolgate.language.suite import Suite
from schoolgate.suites import load, names
from schools import GOOD, school
from shares import shared

__all__ = ["judged_once"]
NOW = ("--as-of", "2026-11-22")
FAULTY = Path(__file__).parents[1] / "data" / "portal-sync" / "faulty"
Run = Callable[..., tuple[int, str, str]]
SCHEMAS = {
    name: Draft202012Validator(
        json.loads(files("schoolgate.report").joinpath(f"{name}.schema.json").read_text("utf-8")),
        format_checker=Draft202012Validator.FORMAT_CHECKER,
    )
    for name in ("report", "diff")
}
NO_SALUTATION = {"students": GOOD["students"].replace("Ms", "").replace("Mr", "")}
"""S1 and S2 fail PS-101."""


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str]) -> Run:
    def command(*arguments: str | Path) -> tuple[int, str, str]:
        code = cli.main([str(argument) for argument in arguments])
        out, err = capfd.readouterr()
        return code, out, err

    return command


@pytest.fixture
def check(run: Run, tmp_path: Path) -> Callable[..., tuple[int, Any]]:
    """A check of the folder `in`, its exit code and its JSON report; the terminal says the same."""

    def command(*options: str | Path) -> tuple[int, Any]:
        place = tmp_path / "report.json"
        code, out, err = run("check", "portal-sync", tmp_path / "in", *NOW, f"--report=json={place}", *options)
        assert err == ""
        document = json.loads(place.read_text("utf-8"))
        assert list(SCHEMAS["report"].iter_errors(document)) == []
        assert document["passed"] is (code == 0)
        assert bool(document["gate"]["reasons"]) is (code == 1)
        assert ("PASSED" in out, "FAILED" in out) == (code == 0, code == 1)
        return code, document

    return command


Check = Callable[..., tuple[int, Any]]


def waive(folder: Path, *entries: str) -> None:
    text = "".join(f"[[waivers]]\n{entry}\n" for entry in entries)
    (folder / "waivers.toml").write_text(text, encoding="utf-8")


def entry(key: str | None, until: str = "2026-11-22", rule: str = "PS-101") -> str:
    return f'rule = "{rule}"\n' + (f'key = "{key}"\n' if key else "") + f'until = {until}\nreason = "agreed in June"'


# ----------------------------------------------------------------------------------------------------------- waivers


def test_a_waived_finding_is_listed_and_marked_and_fails_nothing(check: Check, tmp_path: Path) -> None:
    folder = school(tmp_path / "in", **NO_SALUTATION)
    waive(folder, entry("S1"), entry("S2"))
    code, document = check()
    assert code == 0
    assert [(found["key"], found["waived"], found["waiver"]) for found in document["findings"]] == [
        ("S1", True, "until 2026-11-22: agreed in June"),
        ("S2", True, "until 2026-11-22: agreed in June"),
    ]
    # The product will refuse them all the same.
    assert [record["status"] for record in document["records"]] == ["blocked", "blocked"]
    assert document["gate"]["waivers"][0] == {
        "rule": "PS-101",
        "table": "students",
        "key": "S1",
        "until": "2026-11-22",
        "reason": "agreed in June",
        "expired": False,
    }
    assert "2 findings are waived: the gate lets them pass, the product may not" in document["notes"]


def test_what_is_not_waived_fails_the_run(check: Check, tmp_path: Path) -> None:
    waive(school(tmp_path / "in", **NO_SALUTATION), entry("S1"))
    code, document = check()
    assert code == 1
    assert document["gate"]["reasons"] == ["1 finding of severity error: PS-101"]
    assert [found["waived"] for found in document["findings"]] == [True, False]


def test_an_expired_waiver_counts_and_says_so(check: Check, tmp_path: Path) -> None:
    waive(school(tmp_path / "in", **NO_SALUTATION), entry("S1"), entry("S2", "2026-11-21"))
    code, document = check()
    assert code == 1
    assert document["findings"][1]["waived"] is False
    assert document["findings"][1]["waiver"] == "expired after 2026-11-21: agreed in June"
    assert (
        "the waiver of PS-101 S2 expired after 2026-11-21, so the finding counts: mend it, or give it another day "
        "(agreed in June)"
    ) in document["notes"]
    assert document["gate"]["waivers"][1]["expired"] is True


def test_an_unused_waiver_is_told_and_fails_nothing(check: Check, tmp_path: Path) -> None:
    waive(school(tmp_path / "in"), entry("S1"), entry("S9", "2020-01-01"))
    code, document = check()
    assert code == 0
    assert [note for note in document["notes"] if "not used" in note] == [
        "the waiver of PS-101 S1 is not used, nothing fails there: delete it (agreed in June)",
        "the waiver of PS-101 S9 is not used, nothing fails there: delete it (agreed in June)",
    ]


def test_a_waiver_hides_no_record_that_cannot_be_judged(check: Check, tmp_path: Path) -> None:
    # Without admission statuses PS-310 of S2 is not checked, behind the error that is waived.
    folder = school(tmp_path / "in", **NO_SALUTATION, admission_statuses=None)
    waive(folder, entry("S1"), entry("S2"))
    code, document = check()
    assert [record["status"] for record in document["records"]] == ["blocked", "blocked"]
    assert code == 1
    assert document["gate"]["reasons"] == ["1 student cannot be judged: not all that blocks could be checked"]


def test_waivers_can_be_anywhere_and_speak_of_a_named_table(check: Check, tmp_path: Path) -> None:
    folder = school(tmp_path / "in", groups=GOOD["groups"].replace("I7,Intake,intake,true", "I7,Intake,intake,maybe"))
    waive(folder, entry("S1"))
    elsewhere = tmp_path / "known.toml"
    unreadable = entry("I7", rule="PS-006") + '\ntable = "groups"'
    elsewhere.write_text(f"[[waivers]]\n{unreadable}\n", encoding="utf-8")
    _, document = check(f"--waivers={elsewhere}", "--fail-on=warning")
    assert [found["waived"] for found in document["findings"] if found["rule"] == "PS-006"] == [True]
    assert [waiver["table"] for waiver in document["gate"]["waivers"]] == ["groups"]


def test_waived_findings_are_marked_in_tables_too(run: Run, tmp_path: Path) -> None:
    waive(school(tmp_path / "in", **NO_SALUTATION), entry("S1"))
    place = tmp_path / "f.csv"
    run("check", "portal-sync", tmp_path / "in", *NOW, f"--report=findings={place}")
    assert pl.read_csv(place, infer_schema=False).select("key", "waived").rows() == [("S1", "true"), ("S2", "false")]


def test_waivers_are_found_under_pseudonyms_and_told_under_them(
    check: Check, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SCHOOLGATE_KEY", "a key of sixteen")
    waive(school(tmp_path / "in", **NO_SALUTATION), entry("S1"), entry("S2"), entry("S3"))
    code, document = check("--pseudonymise")
    assert code == 0
    assert [found["waived"] for found in document["findings"]] == [True, True]
    assert document["gate"]["waivers"][0]["key"] == document["findings"][0]["key"]
    assert not [key for key in ("S1", "S2", "S3") if key in json.dumps({**document, "tables": None})]


def test_the_library_reads_the_same_waivers(tmp_path: Path) -> None:
    folder = school(tmp_path / "in", **NO_SALUTATION)
    assert not schoolgate.check("portal-sync", folder, as_of="2026-11-22").passed
    waive(folder, entry("S1"), entry("S2"))
    report = schoolgate.check("portal-sync", folder, as_of="2026-11-22")
    assert report.passed
    assert report.findings["waived"].to_list() == [True, True]
    frames = {path.stem: pl.read_csv(path, infer_schema=False) for path in folder.glob("*.csv")}
    known = {"as_of": "2026-11-22", "waivers": folder / "waivers.toml"}
    assert schoolgate.check("portal-sync", frames, **known).passed  # type: ignore[call-overload]  # options by their names
    assert not schoolgate.check("portal-sync", frames, as_of="2026-11-22").passed


WAIVERS: dict[str, tuple[str | bytes, str]] = {
    "no TOML": ("[[waivers]", "not valid TOML"),
    "not UTF-8": (b"\xff", "byte 0 is not UTF-8"),
    "another section": ("[waiver]\nrule = 1", "unknown section [waiver]; expected [[waivers]]"),
    "one pair of brackets": ("[waivers]\nrule = 1", "write [[waivers]], in two pairs of brackets"),
    "no rule": ('[[waivers]]\nkey = "S1"', "waiver 1: rule: field required"),
    "no reason": ('[[waivers]]\nrule = "PS-101"\nkey = "S1"\nuntil = 2026-01-01', "waiver 1: reason: field required"),
    "blank reason": (
        '[[waivers]]\nrule = "PS-101"\nkey = "S1"\nuntil = 2026-01-01\nreason = " "',
        "say why, for whoever reads a report",
    ),
    "no end": ('[[waivers]]\nrule = "PS-101"\nkey = "S1"\nreason = "x"', "waiver 1: until: field required"),
    "no day": ('[[waivers]]\nrule = "PS-101"\nkey = "S1"\nreason = "x"\nuntil = "June"', "until = 'June'"),
    "unknown word": (f"[[waivers]]\n{entry('S1')}\nuntill = 1", "unknown setting 'untill': did you mean until?"),
    "unknown rule": (f"[[waivers]]\n{entry('S1', rule='PS-10I')}", "there is no rule 'PS-10I'"),
    "no key": (f"[[waivers]]\n{entry(None)}", "PS-101 is about single records; say which with key"),
    "several tables": (f"[[waivers]]\n{entry('S1', rule='PS-006')}", "say which with table"),
    "another table": (f'[[waivers]]\n{entry("S1")}\ntable = "groups"', "PS-101 does not judge table 'groups'"),
    "twice": (
        f"[[waivers]]\n{entry('S1')}\n[[waivers]]\n{entry(' S1 ')}",
        "waiver 2: waiver 1 is for the same finding",
    ),
}


@pytest.mark.parametrize("name", WAIVERS)
def test_waivers_that_cannot_be_used_are_refused_with_the_reason(run: Run, tmp_path: Path, name: str) -> None:
    text, complaint = WAIVERS[name]
    folder = school(tmp_path / "in")
    (folder / "waivers.toml").write_bytes(text if isinstance(text, bytes) else text.encode())
    code, out, err = run("check", "portal-sync", folder, *NOW)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert complaint in err


# -------------------------------------------------------------------------------------------------------- thresholds


def many(folder: Path, bad: int, good: int, **tables: str) -> Path:
    """A school in which so many students have no salutation."""
    header, ada, *_ = GOOD["students"].splitlines()
    rows = [
        ada.replace("S1", f"S{n}").replace("Ms", "" if n < bad else "Ms").replace("true,On", "false,On")
        for n in range(bad + good)
    ]
    return school(
        folder,
        **{
            "students": "\n".join([header, *rows, ""]),
            "applications": GOOD["applications"].splitlines()[0] + "\n",
            **tables,
        },
    )


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (["--max-findings=PS-101=3"], 0),
        (["--max-findings=PS-101=2"], 1),
        (["--max-percent=PS-101=1.5"], 0),
        (["--max-percent=PS-101=1.499999999"], 1),
        (["--max-percent=PS-101=100"], 0),
        (["--max-percent=PS-101=0"], 1),
        (["--max-findings=PS-101=3", "--max-percent=PS-101=1"], 1),
        (["--max-findings=PS-102=3"], 1),
        (["--max-findings=PS-101=0", "--fail-on=never"], 0),
        # A warning that is bounded fails beyond its bound, whatever level fails otherwise.
        (["--max-findings=PS-101=3", "--max-findings=PS-106=0"], 0),
    ],
)
def test_thresholds_are_exact(check: Check, tmp_path: Path, options: list[str], code: int) -> None:
    many(tmp_path / "in", bad=3, good=197)
    assert check(*options)[0] == code


def test_a_bounded_warning_fails_beyond_its_bound(check: Check, tmp_path: Path) -> None:
    school(tmp_path / "in", students=GOOD["students"].replace("ada@school.example", "ada@school"))
    assert check()[0] == 0
    code, document = check("--max-findings=PS-106=0")
    assert code == 1
    assert document["gate"]["reasons"] == ["PS-106: 1 finding, at most 0 allowed"]
    assert document["gate"]["thresholds"] == [{"rule": "PS-106", "findings": "0"}]
    assert check("--max-findings=PS-106=1", "--fail-on=warning")[0] == 0


def test_what_only_informs_does_not_count_towards_a_threshold(check: Check, tmp_path: Path) -> None:
    # PS-403 is an error for who is stated to have left, and informs about who left long ago.
    students = GOOD["students"].replace("On Roll,7A,,", "Left,7A,2020-01-31,")
    school(tmp_path / "in", students=students)
    code, document = check("--max-findings=PS-403=0")
    assert [(found["rule"], found["severity"]) for found in document["findings"]] == [("PS-403", "info")]
    assert code == 0


@given(
    findings=st.integers(0, 50),
    asked=st.integers(0, 2000),
    percent=st.decimals(0, 100, places=3, allow_nan=False, allow_infinity=False),
)
def test_a_share_is_compared_exactly(findings: int, asked: int, percent: Decimal) -> None:
    threshold = Threshold("PS-101", Fraction(percent), percent=True, written=str(percent))
    assert threshold.exceeded(findings, asked) is (findings * 100_000 > int(percent * 1000) * asked)


THRESHOLDS = {
    "no number": (["--max-findings=PS-101"], "expected RULE=NUMBER, such as"),
    "no percentage": (["--max-percent=PS-101="], "expected RULE=PERCENT, such as"),
    "a part": (["--max-findings=PS-101=1.5"], "'1.5' is not a whole number, 0 or more"),
    "negative": (["--max-findings=PS-101=-1"], "'-1' is not a whole number"),
    "more than all": (["--max-percent=PS-101=100.1"], "'100.1' is not a percentage from 0 to 100"),
    "a word": (["--max-percent=PS-101=few"], "'few' is not a percentage"),
    "unknown rule": (["--max-findings=PS-10=1"], "there is no rule 'PS-10': did you mean PS-"),
    "twice": (["--max-findings=PS-101=1", "--max-findings=PS-101=2"], "PS-101 has one already"),
    "no baseline": (["--fail-on=new"], "to fail on new takes an earlier report to compare with"),
    "jobs alone": (["--jobs=2"], "--jobs does nothing by itself"),
}


@pytest.mark.parametrize("name", THRESHOLDS)
def test_options_that_cannot_be_are_refused_with_the_reason(run: Run, tmp_path: Path, name: str) -> None:
    options, complaint = THRESHOLDS[name]
    code, out, err = run("check", "portal-sync", school(tmp_path / "in"), *NOW, *options)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert complaint in err


# ------------------------------------------------------------------------------------------- what nobody can let pass

FIXED = [(suite, rule) for suite in map(load, names()) for rule in suite.rules if rule.fixed]


def test_what_cannot_be_undone_and_what_is_hardcoded_is_fixed() -> None:
    fixed = {rule.id for _, rule in FIXED}
    assert {"PS-201", "PS-401", "SL-201", "SL-202", "SL-203", "SL-204", "SL-205", "SL-206"} <= fixed


@pytest.mark.parametrize(("suite", "rule"), [pytest.param(*pair, id=pair[1].id) for pair in FIXED])
def test_a_fixed_rule_takes_neither_waiver_nor_threshold_and_says_why(tmp_path: Path, suite: Suite, rule: Rule) -> None:
    waivers = tmp_path / "waivers.toml"
    waivers.write_text(f"[[waivers]]\n{entry('K1', rule=rule.id)}\n", encoding="utf-8")
    with pytest.raises(UsageError, match=f"waiver 1: {rule.id} cannot be waived: {rule.fixed}"):
        read_waivers(waivers, suite)
    for number, percent in ((["5"], []), ([], ["100"]), (["0"], [])):
        numbers, percents = ([f"{rule.id}={text}" for text in texts] for texts in (number, percent))
        with pytest.raises(UsageError, match=f"{rule.id} cannot have a threshold: {rule.fixed}"):
            thresholds(numbers, percents, suite)


def test_a_waiver_of_another_suites_fixed_rule_is_not_this_suites_matter(tmp_path: Path) -> None:
    waivers = tmp_path / "waivers.toml"
    waivers.write_text(f"[[waivers]]\n{entry('M1', rule='SL-201')}\n", encoding="utf-8")
    assert read_waivers(waivers, load("portal-sync")) == ()


@pytest.mark.parametrize("options", [["--max-findings=SL-202=9"], ["--max-percent=SL-206=100"], []], ids=str)
def test_lenience_never_reaches_what_cannot_be_undone(run: Run, tmp_path: Path, options: list[str]) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "members.csv").write_text("member_id,is_leaver,selected\nM1,no,yes\n", encoding="utf-8")
    if not options:
        waive(folder, entry("M1", rule="SL-201"))
    place = tmp_path / "list.csv"
    code, out, err = run("check", "schoolcomms-leavers", folder, *NOW, *options, f"--report=delete-list={place}")
    assert (code, out, place.exists()) == (2, "", False)
    assert "deleting cannot be undone" in err


# ---------------------------------------------------------------------------------------------------------- baseline

SCHOOLS: dict[str, dict[str, str | None]] = {
    "good": {},
    "no salutations": dict(NO_SALUTATION),
    "one salutation": {"students": GOOD["students"].replace("Ms", "")},
    "warned": {"students": GOOD["students"].replace("ada@school.example", "ada@school")},
    "undetermined": {"admission_statuses": None},
    "blocked and open": {**NO_SALUTATION, "admission_statuses": None},
    "keyless": {"students": GOOD["students"] + ",,,,,,,,,,\n".replace(",", ",x", 1) * 2},
    "twice": {"students": GOOD["students"] + GOOD["students"].splitlines()[1] + "\n"},
}


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A report of each school; its folder lies beside it."""
    found = {}
    for name, tables in SCHOOLS.items():
        folder = tmp_path_factory.mktemp("school")
        school(folder / "in", **tables)
        found[name] = folder / "r.json"
        cli.main(["check", "portal-sync", str(folder / "in"), *NOW, "--quiet", f"--report=json={found[name]}"])
    return found


@pytest.mark.usefixtures("judged_once")
@pytest.mark.parametrize(("old", "new"), shared(product(SCHOOLS, SCHOOLS), 5))
def test_a_check_against_a_baseline_says_what_the_difference_says(
    run: Run, tmp_path: Path, reports: dict[str, Path], old: str, new: str
) -> None:
    for level in NEW_LEVELS:
        compared, out, err = run("diff", reports[old], reports[new], f"--fail-on={level}", "--report=json")
        document = json.loads(out)
        assert err == ""
        assert list(SCHEMAS["diff"].iter_errors(document)) == []
        assert document["passed"] is (compared == 0)
        place = tmp_path / "r.json"
        options = (f"--baseline={reports[old]}", f"--fail-on={level}", f"--report=json={place}", "--quiet")
        checked, _, err = run("check", "portal-sync", reports[new].parent / "in", *NOW, *options)
        assert (checked, err) == (compared, "")
        told = json.loads(place.read_text("utf-8"))
        assert list(SCHEMAS["report"].iter_errors(told)) == []
        assert (told["fail_on"], told["passed"]) == (level, checked == 0)
        worse = sum(finding["new"] for finding in told["findings"])
        assert worse == sum(document["summary"]["worse"].values())
    assert compared == 0 or old != new
    assert run("diff", reports[old], reports[new], "--fail-on=never", "--quiet") == (0, "", "")


WORSE = {
    ("good", "no salutations"): 1,
    ("no salutations", "good"): 0,
    ("no salutations", "one salutation"): 0,
    ("one salutation", "no salutations"): 1,
    ("good", "warned"): 0,
    ("good", "undetermined"): 1,
    ("undetermined", "good"): 0,
    # A table is no longer supplied.
    ("no salutations", "undetermined"): 1,
    ("good", "keyless"): 1,
}


@pytest.mark.parametrize("pair", WORSE)
def test_only_what_got_worse_fails(run: Run, reports: dict[str, Path], pair: tuple[str, str]) -> None:
    assert run("diff", *(reports[name] for name in pair), "--quiet")[0] == WORSE[pair]


def test_a_new_warning_fails_only_when_asked(run: Run, reports: dict[str, Path]) -> None:
    pair = (reports["good"], reports["warned"])
    assert run("diff", *pair, "--quiet")[0] == 0
    assert run("diff", *pair, "--quiet", "--fail-on=new-warning")[0] == 1


def test_rows_in_another_order_differ_in_nothing(run: Run, tmp_path: Path) -> None:
    header, *rows = (FAULTY / "students.csv").read_text("utf-8").splitlines()
    # Of a duplicated key the first row is looked up, so which is first matters: none here.
    keys = [row.partition(",")[0].strip() for row in rows]
    rows = [row for row, key in zip(rows, keys, strict=True) if keys.count(key) == 1]
    for number, order in enumerate((rows, rows[::-1])):
        folder = tmp_path / str(number)
        folder.mkdir()
        for path in FAULTY.glob("*.csv"):
            (folder / path.name).write_bytes(path.read_bytes())
        (folder / "students.csv").write_text("\n".join([header, *order, ""]), encoding="utf-8")
        run("check", "portal-sync", folder, *NOW, "--quiet", f"--report=json={tmp_path}/{number}.json")
    code, out, _ = run("diff", tmp_path / "0.json", tmp_path / "1.json", "--report=json")
    document = json.loads(out)
    assert (code, document["changes"], document["records"]) == (0, [], [])
    assert {(found["new"], found["fixed"]) for found in document["findings"]} == {(0, 0)}
    assert "Nothing changed." in run("diff", tmp_path / "0.json", tmp_path / "1.json")[1]


def test_waivers_thresholds_and_baseline_together(check: Check, tmp_path: Path) -> None:
    many(tmp_path / "in", bad=3, good=7)
    _, document = check()
    old = tmp_path / "old.json"
    old.write_text(json.dumps(document), encoding="utf-8")
    many(tmp_path / "in", bad=6, good=4)
    new = (f"--baseline={old}", "--fail-on=new")
    assert check(*new)[0] == 1
    assert check(*new, "--max-findings=PS-101=3")[0] == 0
    assert check(*new, "--max-findings=PS-101=2")[0] == 1
    waive(tmp_path / "in", entry("S5"))
    code, document = check(*new, "--max-findings=PS-101=2")
    assert code == 0
    assert [(found["waived"], found["new"]) for found in document["findings"]] == [
        *[(False, False)] * 3,
        *[(False, True)] * 2,
        (True, True),
    ]
    assert "compared with old.json: 3 of 6 findings are new or worse" in document["notes"]
    assert document["gate"]["baseline"] == "old.json"


def test_a_finding_that_became_graver_is_worse(check: Check, tmp_path: Path) -> None:
    folder = school(tmp_path / "in", students=GOOD["students"].replace("ada@school.example", "ada@school"))
    _, document = check()
    old = tmp_path / "old.json"
    old.write_text(json.dumps(document), encoding="utf-8")
    assert check(f"--baseline={old}", "--fail-on=new")[0] == 0
    (folder / "settings.toml").write_text('[rules."PS-106"]\nseverity = "error"\nreason = "x"\n', encoding="utf-8")
    code, document = check(f"--baseline={old}", "--fail-on=new")
    assert code == 1
    assert [found["new"] for found in document["findings"]] == [True]


def test_a_report_of_an_older_version_can_be_compared(run: Run, tmp_path: Path, reports: dict[str, Path]) -> None:
    document = json.loads(reports["warned"].read_text("utf-8"))
    del document["gate"]
    for rule in document["rules"]:
        del rule["severities"], rule["turned_off"]
    old = tmp_path / "old.json"
    old.write_text(json.dumps({**document, "version": "0.0.9"}), encoding="utf-8")
    code, out, _ = run("diff", old, reports["warned"], "--report=json")
    assert code == 0
    assert [change["what"] for change in json.loads(out)["changes"]] == ["version"]


OTHERS: dict[str, tuple[str, str, str | None]] = {
    "another edition": ('"edition": 2', '"edition": 1', "edition 1 of the rules of portal-sync"),
    "a report before editions": ('"edition": 2,\n', "", "edition 1 of the rules of portal-sync"),
    "another suite": ('"suite": "portal-sync"', '"suite": "student-import"', "is a report of student-import"),
    "another school": (
        '"school": "Our School"',
        '"school": "Their School"',
        "is of Their School and this run of Our School",
    ),
    "the same in another spelling": ('"school": "Our School"', '"school": "our  school"', None),
    "a school without a name": ('"school": "Our School"', '"school": null', None),
    "nobody in common": ('"key":"P', '"key":"Q', "none of its 6 records is among these 6"),
    "some in common": ('"key":"P1"', '"key":"Q1"', None),
}


@pytest.mark.parametrize("name", OTHERS)
def test_a_baseline_is_bound_to_school_suite_and_edition(run: Run, tmp_path: Path, name: str) -> None:
    text, other, complaint = OTHERS[name]
    header = GOOD["students"].splitlines()[0]
    students = "".join(f"P{number},,Ada,,Okoro,a{number}@x.example,true,On Roll,7A,,\n" for number in range(6))
    folder = school(tmp_path / "in", students=f"{header}\n{students}", applications=None)
    (folder / "settings.toml").write_text('school = "Our School"\n', encoding="utf-8")
    old, new = tmp_path / "old.json", tmp_path / "new.json"
    run("check", "portal-sync", folder, *NOW, "-q", f"--report=json={old}")
    before = old.read_text("utf-8")
    assert text in before
    old.write_text(before.replace(text, other), encoding="utf-8")
    code, out, err = run("check", "portal-sync", folder, *NOW, "--baseline", old, f"--report=json={new}")
    if complaint is None:
        assert code == 1
        return
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert complaint in err
    assert json.loads(new.read_text("utf-8"))["exit_code"] == 2
    # Two reports are compared across editions, as the difference tells the rules that were added.
    new.write_text(before, encoding="utf-8")
    assert run("diff", old, new)[0] == (0 if "edition" in complaint else 2)


def test_where_all_may_be_others_nobody_need_be_the_same(run: Run, tmp_path: Path) -> None:
    header = GOOD["students"].splitlines()[0]
    old = tmp_path / "old.json"
    for prefix, expected in (("P", 1), ("Q", 2), ("R", 1)):
        students = "".join(f"{prefix}{number},,A,,O,a{number}@x.example,true,On Roll,7A,,\n" for number in range(6))
        folder = school(tmp_path / prefix, students=f"{header}\n{students}", applications=None)
        if prefix == "R":
            (folder / "settings.toml").write_text("[gate]\nmax_loss_percent = 100\n", encoding="utf-8")
        words = ("--baseline", old) if prefix != "P" else (f"--report=json={old}",)
        assert run("check", "portal-sync", folder, *NOW, "-q", *words)[0] == expected


BROKEN: dict[str, tuple[str | bytes | None, int, str]] = {
    "absent": (None, 3, "cannot be read (No such file or directory)"),
    "not JSON": ("{", 3, "is not JSON"),
    "not UTF-8": (b'{"schema": "\xff"}', 3, "is not JSON"),
    "something else": ("[1]", 3, "is no report of the schema schoolgate.report/1"),
    "another schema": ('{"schema": "schoolgate.report/9"}', 3, "is no report of the schema schoolgate.report/1"),
    "cut off": ('{"schema": "schoolgate.report/1", "suite": "portal-sync"}', 3, "as_of is missing"),
}


@pytest.mark.parametrize("name", BROKEN)
@pytest.mark.parametrize("command", ["diff", "check"])
def test_a_report_that_cannot_be_read_is_refused_without_quoting_it(
    run: Run, tmp_path: Path, reports: dict[str, Path], name: str, command: str
) -> None:
    content, expected, complaint = BROKEN[name]
    old = tmp_path / "old.json"
    if content is not None:
        old.write_bytes(content if isinstance(content, bytes) else content.encode())
    words: tuple[str | Path, ...] = ("diff", old, reports["good"])
    if command == "check":
        words = ("check", "portal-sync", school(tmp_path / "in"), *NOW, "--baseline", old)
    code, out, err = run(*words)
    assert (code, out, err.count("\n")) == (expected, "", 1)
    assert complaint in err


BENT: dict[str, tuple[list[str | int], object, str]] = {
    "severity": (["findings", 0, "severity"], "Ada Okoro", "severity in findings is not what a report has there"),
    "no table": (["findings", 0, "table"], None, "table in findings is not what a report has there"),
    "no finding": (["findings", 0], "Okoro", "findings is not what a report has there"),
    "no findings": (["findings"], "Okoro", "findings is not what a report has there"),
    "no status": (["records", 0, "status"], None, "status in records is not what a report has there"),
    "a list in a record": (["records", 1, "status"], ["Okoro"], "records is not what a report has there"),
    "no records": (["records"], None, "records is not what a report has there"),
    "no rules": (["rules"], "Okoro", "rules is not what a report has there"),
}


@pytest.mark.parametrize("name", BENT)
def test_a_broken_report_is_refused_and_not_quoted(
    run: Run, tmp_path: Path, reports: dict[str, Path], name: str
) -> None:
    (*way, last), value, complaint = BENT[name]
    document = json.loads(reports["warned"].read_text("utf-8"))
    inside = document
    for step in way:
        inside = inside[step]
    inside[last] = value
    old = tmp_path / "old.json"
    old.write_text(json.dumps(document), encoding="utf-8")
    code, _, err = run("diff", old, reports["good"])
    assert (code, err.count("\n")) == (3, 1)
    assert complaint in err
    assert "Okoro" not in err


def test_reports_of_two_suites_or_ways_of_hiding_cannot_be_compared(
    run: Run, tmp_path: Path, reports: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    document = json.loads(reports["good"].read_text("utf-8"))
    other = tmp_path / "other.json"
    other.write_text(json.dumps({**document, "suite": "student-import"}), encoding="utf-8")
    code, _, err = run("diff", other, reports["good"])
    assert (code, "a report of student-import and r.json of portal-sync" in err) == (2, True)
    monkeypatch.setenv("SCHOOLGATE_KEY", "a key of sixteen")
    folder = school(tmp_path / "in")
    code, _, err = run("check", "portal-sync", folder, *NOW, "--pseudonymise", f"--baseline={reports['good']}")
    assert (code, "this run has pseudonyms and r.json has not" in err) == (2, True)


@pytest.mark.parametrize(
    ("report", "code", "complaint"),
    [
        ("csv=x", 2, "expected json[=FILE]"),
        ("json=", 2, "expected json[=FILE]"),
        ("json={old}", 2, "the place of a report to compare"),
        ("json={tmp}/no/d.json", 3, "does not exist; make it first"),
    ],
)
def test_where_a_difference_cannot_be_written_is_told(
    run: Run, tmp_path: Path, reports: dict[str, Path], report: str, code: int, complaint: str
) -> None:
    words = report.format(old=reports["good"], tmp=tmp_path)
    ended, out, err = run("diff", reports["good"], reports["warned"], "--report", words)
    assert (ended, out) == (code, "")
    assert complaint in err


def test_a_difference_is_written_as_it_is_printed(run: Run, tmp_path: Path, reports: dict[str, Path]) -> None:
    pair = (reports["good"], reports["no salutations"])
    _, out, _ = run("diff", *pair, "--report=json")
    code, told, _ = run("diff", *pair, f"--report=json={tmp_path}/d.json")
    assert (tmp_path / "d.json").read_text("utf-8") == out
    assert code == 1
    text = " ".join(told.split())
    assert "WORSE 2 new, 0 fixed, 0 findings persist." in text
    assert "PS-101 error 2 S1, S2" in text
    assert "will sync will not sync 2 S1, S2" in text


def test_every_level_has_a_name_in_the_report(check: Check, tmp_path: Path) -> None:
    school(tmp_path / "in")
    _, document = check()
    old = tmp_path / "old.json"
    old.write_text(json.dumps(document), encoding="utf-8")
    for level in (*LEVELS, *NEW_LEVELS):
        assert check(f"--baseline={old}", f"--fail-on={level}")[1]["fail_on"] == level


OFF = '[rules."PS-101"]\nenabled = false\nreason = "we know"\n'


def test_settings_beside_the_tables_are_told_first_with_what_they_turn_off(run: Run, tmp_path: Path) -> None:
    folder = school(tmp_path / "in", **NO_SALUTATION)
    (folder / "settings.toml").write_text(OFF, encoding="utf-8")
    report = tmp_path / "report.json"
    code, out, _ = run("check", "portal-sync", folder, *NOW, f"--report=json={report}")
    assert code == 0
    told = "settings.toml beside the tables sets PS-101 off."
    first = out.split("Noticed")[0]
    assert "settings: settings.toml" in first
    assert told in first.splitlines()
    document = json.loads(report.read_text("utf-8"))
    SCHEMAS["report"].validate(document)
    assert (document["settings_from"], document["supplied"]) == ("settings.toml", [told.removesuffix(".")])


def test_trusted_settings_alone_count(run: Run, tmp_path: Path) -> None:
    folder = school(tmp_path / "in", **NO_SALUTATION)
    (folder / "settings.toml").write_text(OFF, encoding="utf-8")
    (folder / "waivers.toml").write_text("no TOML", encoding="utf-8")
    trusted = tmp_path / "trusted.toml"
    trusted.write_text("", encoding="utf-8")
    code, out, _ = run("check", "portal-sync", folder, *NOW, "--trusted-settings", trusted)
    assert code == 1
    assert "settings: trusted.toml " in " ".join(out.split())
    both = run("check", "portal-sync", folder, *NOW, "--trusted-settings", trusted, "--settings", trusted)
    assert both[0] == 2


def test_a_threshold_leaves_a_note(run: Run, tmp_path: Path) -> None:
    folder = school(tmp_path / "in", **NO_SALUTATION)
    code, out, _ = run("check", "portal-sync", folder, *NOW, "--max-findings", "PS-101=2", "--report=json")
    assert code == 0
    document = json.loads(out)
    assert "a threshold lets findings of PS-101 pass, at most 2: the product may not" in document["notes"]
    assert (document["settings_from"], document["supplied"]) == ("defaults", [])


def test_against_a_baseline_what_is_new_is_listed(run: Run, tmp_path: Path) -> None:
    folder, old = school(tmp_path / "in"), tmp_path / "old.json"
    assert run("check", "portal-sync", folder, *NOW, "--quiet", f"--report=json={old}")[0] == 0
    versus = ("--baseline", old, "--fail-on=new")
    assert "New since the baseline" not in run("check", "portal-sync", folder, *NOW, *versus)[1]
    (folder / "students.csv").write_text(GOOD["students"].replace("Ms", ""), encoding="utf-8")
    code, out, _ = run("check", "portal-sync", folder, *NOW, *versus)
    assert code == 1
    section = out.split("New since the baseline")[1].split("\n\n")[0]
    assert [line.split() for line in section.splitlines()[2:]] == [
        ["PS-101", "error", "1", "Salutation", "is", "missing"],
        ["S1"],
    ]
    told = run("check", "portal-sync", folder, *NOW, *versus, "--report=markdown")[1]
    assert "| PS-101 | error | 1 | Salutation is missing | <code>S1</code> |" in told
    (folder / "waivers.toml").write_text(f"[[waivers]]\n{entry('S1', rule='PS-101')}\n", encoding="utf-8")
    assert "New since the baseline" not in run("check", "portal-sync", folder, *NOW, *versus)[1]
