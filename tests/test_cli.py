"""Every way into the command line: what it prints, what it writes, and with which exit code it ends."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import polars as pl
import pytest

from schoolgate import cli
from schoolgate.language.suite import Suite
from schoolgate.options.known import COMMANDS
from schoolgate.suites import load
from schools import GOOD, school

NOW = ("--as-of", "2026-11-22")
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str]) -> Run:
    def command(*arguments: str | Path) -> tuple[int, str, str]:
        code = cli.main([str(argument) for argument in arguments])
        out, err = capfd.readouterr()
        return code, out, err

    return command


def without_column(table: str, column: str) -> str:
    rows = [line.split(",") for line in GOOD[table].splitlines()]
    position = rows[0].index(column)
    return "".join(",".join(row[:position] + row[position + 1 :]) + "\n" for row in rows)


def test_a_good_school_passes(run: Run, tmp_path: Path) -> None:
    code, out, err = run("check", "portal-sync", school(tmp_path / "in"), *NOW)
    assert (code, err) == (0, "")
    assert "PASSED  2 of 2 students will sync." in out
    assert "Nothing to mend" in out


def test_a_blocked_student_fails_the_run(run: Run, tmp_path: Path) -> None:
    folder = school(tmp_path / "in", students=GOOD["students"].replace("Ms", ""))
    code, out, _ = run("check", "portal-sync", folder, *NOW)
    assert code == 1
    assert "FAILED  1 of 2 students will sync; 1 will not." in out
    assert "PS-101" in out
    assert run("check", "portal-sync", folder, *NOW, "--fail-on", "never")[0] == 0


def test_a_warning_fails_the_run_only_when_asked(run: Run, tmp_path: Path) -> None:
    folder = school(tmp_path / "in", students=GOOD["students"].replace("ada@school.example", "ada@school"))
    code, out, _ = run("check", "portal-sync", folder, *NOW)
    assert code == 0
    assert "Requirements that are not met" in out
    assert run("check", "portal-sync", folder, *NOW, "--fail-on", "warning")[0] == 1


def test_an_undetermined_student_fails_the_run(run: Run, tmp_path: Path) -> None:
    code, out, _ = run("check", "portal-sync", school(tmp_path / "in", applications=None), *NOW)
    assert code == 1
    assert "1 cannot be told" in out
    assert "table applications was not supplied" in out


def test_a_missing_optional_table_is_told_once(run: Run, tmp_path: Path) -> None:
    code, out, _ = run("check", "portal-sync", school(tmp_path / "in", admission_statuses=None), *NOW)
    assert code == 1
    assert "table admission_statuses was not supplied: PS-310, PS-503" in " ".join(out.split())


STOPS = {
    "unknown suite": (2, ["check", "portal-snyc", "{good}"], "did you mean portal-sync?"),
    "no command": (2, [], "  schoolgate check SUITE FOLDER"),
    "unknown command": (2, ["chek"], "there is no 'chek': did you mean check?"),
    "unknown choice": (2, ["check", "portal-sync", "{good}", "--fail-on", "eror"], "did you mean error?"),
    "unknown option with a value": (2, ["check", "portal-sync", "{good}", "--reprot=json"], "did you mean --report?"),
    "forgotten suite": (2, ["explain"], "with SUITE one of boost-promotion, portal-sync"),
    "source in place of the suite": (
        2,
        ["explain", "{good}", "S1"],
        "which workflow? Its name comes first: schoolgate explain SUITE {good}",
    ),
    "unknown option": (2, ["check", "portal-sync", "{good}", "--reprot", "json"], "did you mean --report?"),
    "as-of is no date": (2, ["check", "portal-sync", "{good}", "--as-of", "tomorrow"], "YYYY-MM-DD"),
    "as-of is no day": (2, ["check", "portal-sync", "{good}", "--as-of", "2026-02-30"], "YYYY-MM-DD"),
    "as-of is far": (2, ["check", "portal-sync", "{good}", "--as-of", "0001-01-01"], "between 1900 and 2199"),
    "settings absent": (2, ["check", "portal-sync", "{good}", "--settings", "{tmp}/no.toml"], "cannot be read"),
    "unknown report": (2, ["check", "portal-sync", "{good}", "--report", "jsn=x"], "did you mean json?"),
    "report without path": (
        2,
        ["check", "portal-sync", "{good}", "--report", "findings"],
        "findings=FILE.csv|.parquet",
    ),
    "report of no format": (2, ["check", "portal-sync", "{good}", "--report", "findings=a.xls"], ".csv or .parquet"),
    "unknown engine": (2, ["check", "portal-sync", "{good}", "--engine", "spark"], "fused"),
    "folder absent": (3, ["check", "portal-sync", "{tmp}/nowhere"], "expected a folder"),
    "one file of several": (3, ["check", "portal-sync", "{good}/students.csv"], "the required table groups is absent"),
    "no path": (2, ["check", "portal-sync", ""], "an empty path"),
    "folder of folders": (3, ["check", "portal-sync", "{tmp}"], "good: check {good}"),
    "report folder absent": (
        3,
        ["check", "portal-sync", "{good}", "--report", "json={tmp}/no/r.json"],
        "does not exist",
    ),
    "report over a table": (
        2,
        ["check", "portal-sync", "{good}", "--report", "findings={good}/students.csv"],
        "the check reads that file",
    ),
    "report over a report": (
        2,
        ["check", "portal-sync", "{good}", "--report", "json={tmp}/r", "--report", "json={tmp}/r"],
        "the place of another report",
    ),
    "report is a folder": (3, ["check", "portal-sync", "{good}", "--report", "json={tmp}"], "is a folder"),
}


@pytest.mark.parametrize("name", STOPS)
def test_a_run_that_stops_says_why_in_one_line(run: Run, tmp_path: Path, name: str) -> None:
    code, words, expected = STOPS[name]
    good = school(tmp_path / "good")
    places = {"good": str(good), "tmp": str(tmp_path)}
    ended, out, err = run(*(word.format(**places) for word in words))
    assert (ended, out) == (code, "")
    assert expected.format(**places) in err
    assert err.startswith("schoolgate: ")
    # What follows the first line is a list of what is in the way.
    assert all(line.startswith("  ") for line in err.splitlines()[1:])


LATIN = GOOD["students"].replace("Ada", "Zoë").encode("latin-1")
SPOILT: dict[str, tuple[dict[str, str | bytes | None], list[str]]] = {
    "required table absent": ({"groups": None}, ["required table groups is absent", "groups.csv"]),
    "required column absent": (
        {"students": GOOD["students"].replace("roll_mode", "mode")},
        ["students.csv: as students: the required column 'roll_mode' is absent", "[intake.students.columns]"],
    ),
    "several columns of several tables absent": (
        {"students": GOOD["students"].replace("roll_mode", "mode"), "groups": GOOD["groups"].replace("kind", "sort")},
        ["2 things are in the way", "'roll_mode' is absent", "'kind' is absent", "mode", "sort", "your heading"],
    ),
    "a heading that is only like ours": (
        {"students": GOOD["students"].replace("portal_login", "portal_logon")},
        ["'portal_logon' is like 'portal_login'", 'ignore = ["portal_logon"]'],
    ),
    "two headings for one column": (
        {"students": GOOD["students"].replace("roll_mode", "Roll Mode").replace("latest_dol", "ROLL MODE")},
        ["'Roll Mode' and 'ROLL MODE' can both be roll_mode"],
    ),
    "a file that is only called like a table": (
        {"admission_statuses": None, "admission_statusses": "admission_status\nOffered\n"},
        [
            "admission_statusses.csv: is called much like the table admission_statuses",
            'ignore = ["admission_statusses.csv"]',
        ],
    ),
    "empty file": ({"students": ""}, ["students.csv", "is empty", "header"]),
    "blank lines only": ({"students": "\n\n \n"}, ["students.csv", "is empty"]),
    "utf-16 without mark": ({"students": GOOD["students"].encode("utf-16-le")}, ["byte 1 is 0x00"]),
    "a header twice": (
        {"students": GOOD["students"].replace("email", "last_name", 1)},
        ["the same name in columns 5 and 6"],
    ),
    "a cell too many": (
        {"students": GOOD["students"].replace("Okoro", "Okoro, Ada").replace("7A,,", "7A,,current", 1)},
        ["students.csv, row 2: 12 cells, but the header names 11"],
    ),
    "an open quotation mark": (
        {"students": GOOD["students"].replace("Bo", '"Bo')},
        ["students.csv, row 3", "quotation"],
    ),
}


@pytest.mark.parametrize("name", SPOILT)
def test_a_file_that_cannot_be_read_names_file_and_place(run: Run, tmp_path: Path, name: str) -> None:
    tables, expected = SPOILT[name]
    folder = school(tmp_path / "in", **tables)
    code, out, err = run("check", "portal-sync", folder, *NOW, "--report", f"json={tmp_path}/report.json")
    assert (code, out) == (3, "")
    assert all(line.startswith("  ") for line in err.splitlines()[1:])
    for words in expected:
        assert words in err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in", "report.json"]
    assert "schoolgate: " + json.loads((tmp_path / "report.json").read_text("utf-8"))["error"] + "\n" == err


def test_a_folder_in_place_of_a_file(run: Run, tmp_path: Path) -> None:
    folder = school(tmp_path / "in", students=None)
    (folder / "students.csv").mkdir()
    code, _, err = run("check", "portal-sync", folder, *NOW)
    assert code == 3
    assert "students.csv: is a folder; expected a CSV file" in err


SETTINGS = {
    "an answer in capitals": (
        '[portal_sync]\nstudents_log_in = "ALL"',
        "input should be 'all' or 'none'; it differs from all only in spelling",
    ),
    "not TOML": ("[portal_sync", "not valid TOML"),
    "unknown setting": ("[portal_sync]\nleaver_window_month = 6", "did you mean leaver_window_months?"),
    "setting outside its section": (
        "leaver_window_months = 6",
        "did you mean leaver_window_months inside [portal_sync]?",
    ),
    "unknown section": ("[portal_snyc]\nx = 1", "did you mean portal_sync?"),
    "roll mode": ('[portal_sync]\nroll_mode = "Enrolled"', "hardcodes the roll mode 'On Roll'"),
    "roll mode at the top": ('on_roll_value = "Enrolled"', "hardcodes the roll mode 'On Roll'"),
    "out of range": ("[portal_sync]\nleaver_window_months = 1201", "leaver_window_months = 1201"),
    "wrong type": ('[portal_sync]\nuse_preferred_forename = "yes"', "use_preferred_forename = 'yes'"),
    "no time zone": ('timezone = "London"', "IANA name"),
    "no date format": ('date_formats = ["%d/%m"]', "must name a day"),
    "unknown directive": ('date_formats = ["%d/%m/%j"]', "%j"),
    "day first and month first": ('date_formats = ["%d/%m/%Y", "MM/DD/YYYY"]', "one format has the day first"),
    "unknown key of intake": ('[intake]\nencodin = "utf-8"', "did you mean encoding?"),
    "unknown key of a table": ('[intake.students]\nwher = { a = "b" }', "did you mean where?"),
    "no such table": ("[intake.studnets]\nignore = []", "did you mean students?"),
    "no such column": ('[intake.students.columns]\nroll_mod = "x"', "did you mean roll_mode?"),
    "no such encoding": ('[intake]\nencoding = "utf-9"', "is no encoding"),
    "no such fold": ('[intake.students.key]\nstudent_id = ["drop_zeros"]', "drop_leading_zeros"),
    "a constant for what is there": (
        '[intake.students]\nconstant = { roll_mode = "On Roll" }',
        "roll_mode is in students.csv",
    ),
    "no header without names": ('[intake.students]\nheader = "none"', "columns_in_order"),
}


OTHER_FORMS: dict[str, dict[str, str | bytes | None]] = {
    "Windows-1252": {"students": LATIN},
    "UTF-16": {"students": GOOD["students"].encode("utf-16")},
    "carriage returns": {"students": GOOD["students"].replace("\n", "\r")},
    "semicolons": {"students": GOOD["students"].replace(",", ";")},
    "headings in other spellings": {"students": GOOD["students"].replace("roll_mode", "Roll Mode *")},
    "an alias": {"students": GOOD["students"].replace("first_name", "Forename", 1)},
}


@pytest.mark.parametrize("name", OTHER_FORMS)
def test_what_has_one_reading_is_read_as_the_template_is(run: Run, tmp_path: Path, name: str) -> None:
    folder = school(tmp_path / "in", **OTHER_FORMS[name])
    code, out, err = run("check", "portal-sync", folder, *NOW)
    assert (code, err) == (0, "")
    assert "2 of 2 students will sync" in out


@pytest.mark.parametrize("name", SETTINGS)
def test_settings_that_cannot_be_used_are_refused_with_the_reason(run: Run, tmp_path: Path, name: str) -> None:
    text, expected = SETTINGS[name]
    folder = school(tmp_path / "in")
    (folder / "settings.toml").write_text(text, encoding="utf-8")
    code, out, err = run("check", "portal-sync", folder, *NOW)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert expected in err


def test_settings_beside_the_source_are_used(run: Run, tmp_path: Path) -> None:
    left = GOOD["students"].replace("On Roll,7A,,", "Left,7A,31/01/2026,left")
    folder = school(tmp_path / "in", students=left)
    settings = folder / "settings.toml"
    settings.write_text('date_formats = ["%d/%m/%Y"]\n[portal_sync]\nleaver_window_months = 9\n', encoding="utf-8")
    code, out, _ = run("check", "portal-sync", folder, *NOW)
    assert code == 1
    assert "PS-403" in out
    # One format may stand without brackets.
    settings.write_text('date_formats = "DD/MM/YYYY"\n[portal_sync]\nleaver_window_months = 10\n', encoding="utf-8")
    assert run("check", "portal-sync", folder, *NOW)[0] == 0


def test_a_rule_that_crashes_is_a_fault_of_the_program_and_shows_no_value(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(*_: object) -> None:
        msg = "Ada Okoro"
        raise ZeroDivisionError(msg)

    suite = load("portal-sync")
    broken = Suite(**{**{name: getattr(suite, name) for name in suite.__dataclass_fields__}, "build_facts": crash})
    monkeypatch.setattr("schoolgate.suites.load", lambda _: broken)
    code, out, err = run("check", "portal-sync", school(tmp_path / "in"), *NOW, "--report", f"json={tmp_path}/r.json")
    assert (code, out) == (4, "")
    assert "ZeroDivisionError" in err
    assert "Okoro" not in err
    told = (tmp_path / "r.json").read_text("utf-8")
    assert json.loads(told)["passed"] is False
    assert "Okoro" not in told


def test_any_other_fault_is_told_in_one_line_without_its_words(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(*_: object, **__: object) -> None:
        msg = "Ada Okoro"
        raise ValueError(msg)

    monkeypatch.setattr("schoolgate.report.terminal.show", crash)
    code, out, err = run("check", "portal-sync", school(tmp_path / "in"), *NOW)
    assert (code, out, err.count("\n")) == (4, "", 1)
    assert "Okoro" not in err


def test_a_report_that_cannot_be_written_leaves_nothing_behind(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("schoolgate.report.tables.write", full)
    reports = ("--report", f"json={tmp_path}/r.json", "--report", f"findings={tmp_path}/f.csv")
    code, _, err = run("check", "portal-sync", school(tmp_path / "in"), *NOW, *reports)
    assert code == 3
    assert "cannot be written (No space left on device)" in err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in"]


def test_the_json_report_goes_to_stdout_or_a_file_and_is_the_same_each_time(run: Run, tmp_path: Path) -> None:
    folder = school(tmp_path / "in")
    _, out, _ = run("check", "portal-sync", folder, *NOW, "--report", "json")
    _, _, _ = run("check", "portal-sync", folder, *NOW, "--report", f"json={tmp_path}/r.json")
    assert (tmp_path / "r.json").read_text(encoding="utf-8") == out
    assert json.loads(out)["summary"]["records"]["ready"] == 2


def test_findings_and_records_as_tables(run: Run, tmp_path: Path) -> None:
    folder = school(tmp_path / "in", students=GOOD["students"].replace("Ms", "").replace("S1", "=S1"))
    reports = [
        f"--report={form}={tmp_path}/{form}.{end}" for form in ("findings", "records") for end in ("csv", "parquet")
    ]
    run("check", "portal-sync", folder, *NOW, *reports)
    findings = pl.read_parquet(tmp_path / "findings.parquet")
    assert findings.select("rule", "row", "key").row(0) == ("PS-101", 2, "=S1")
    assert pl.read_csv(tmp_path / "findings.csv").select("rule", "row", "key").row(0) == ("PS-101", 2, "'=S1")
    assert pl.read_parquet(tmp_path / "records.parquet")["status"].to_list() == ["blocked", "ready"]
    assert pl.read_csv(tmp_path / "records.csv")["rules"].to_list() == ["PS-101", ""]


def test_an_extract_without_records_is_not_cheered(run: Run, tmp_path: Path) -> None:
    folder = school(tmp_path / "in", students=GOOD["students"].splitlines()[0] + "\n", applications=None)
    code, out, _ = run("check", "portal-sync", folder, *NOW)
    assert code == 1
    assert "students.csv: holds no records" in out
    assert "PS-010" in out
    assert "Let it run" not in out


def test_an_interruption_ends_in_one_line_and_leaves_nothing(tmp_path: Path) -> None:
    folder = school(tmp_path / "in")
    program = (
        "import os, signal, sys; from schoolgate.cli import main; from schoolgate.report import json_report; "
        "signal.signal(signal.SIGINT, signal.default_int_handler); "
        "json_report.pieces = lambda *_, **__: os.kill(os.getpid(), signal.SIGINT); "
        f"sys.exit(main(['check', 'portal-sync', {str(folder)!r}, '--report', {f'json={tmp_path}/r.json'!r}]))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (130, "")
    assert done.stderr == "schoolgate: interrupted before the end; every report is there as a whole or not at all\n"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in"]


def test_quiet_prints_nothing(run: Run, tmp_path: Path) -> None:
    assert run("check", "portal-sync", school(tmp_path / "in"), *NOW, "--quiet") == (0, "", "")


def test_personal_values_are_shown_only_when_asked(run: Run, tmp_path: Path) -> None:
    students = GOOD["students"].replace("ada@school.example", "canary@nowhere").replace(",7A,,\n", ",7A,2026-canary,\n")
    folder = school(tmp_path / "in", students=students)
    reports = (
        "--report",
        f"json={tmp_path}/r.json",
        "--report",
        f"findings={tmp_path}/f.csv",
        f"--report=facts={tmp_path}/x",
    )
    _, out, err = run("check", "portal-sync", folder, *NOW, *reports)
    written = b"".join(
        path.read_bytes() for path in [tmp_path / "r.json", tmp_path / "f.csv", *(tmp_path / "x").iterdir()]
    )
    assert b"canary" not in written + out.encode() + err.encode()
    assert b"PS-106" in written
    assert b"PS-006" in written
    run("check", "portal-sync", folder, *NOW, *reports, "--show-values")
    assert b"canary@nowhere" in (tmp_path / "r.json").read_bytes()
    assert b"2026-canary" in (tmp_path / "r.json").read_bytes()


def test_control_characters_do_not_reach_the_terminal(run: Run, tmp_path: Path) -> None:
    folder = school(tmp_path / "in", students=GOOD["students"].replace("Ms", "").replace("S1", "\x1b[31mS1\u202e"))
    _, out, _ = run("check", "portal-sync", folder, *NOW)
    assert "\x1b" not in out
    assert "\u202e" not in out
    assert "\\x1b[31mS1\\u202e" in out


def test_plain_and_within_80_columns_in_a_pipe(tmp_path: Path) -> None:
    folder = school(tmp_path / "in", students=GOOD["students"].replace("Ms", ""), admission_statuses=None)
    command = [sys.executable, "-m", "schoolgate", "check", "portal-sync", str(folder.relative_to(tmp_path)), *NOW]
    environment = {name: value for name, value in os.environ.items() if name != "COLUMNS"}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment, cwd=tmp_path)
    assert done.returncode == 1
    assert "\x1b" not in done.stdout
    lines = done.stdout.splitlines()
    assert max(map(len, lines)) <= 80
    assert all(line == line.rstrip() for line in lines)


@pytest.mark.parametrize(("salutation", "code"), [("Ms", 0), ("", 1)])
def test_a_closed_pipe_changes_nothing_of_the_verdict(tmp_path: Path, salutation: str, code: int) -> None:
    header, *rest = GOOD["students"].splitlines()
    many = [line.replace("S1", f"S{number}") for number in range(1000, 3000) for line in rest[:1]]
    students = "\n".join([header, *(line.replace("Ms", salutation) for line in many), *rest[1:], ""])
    folder = school(tmp_path / "in", students=students)
    check = f"{sys.executable} -m schoolgate check portal-sync {folder} --as-of 2026-11-22 --report json"
    command = f"{check} | head -c 1; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)  # noqa: S607 (a shell, wherever it is)
    assert (done.stdout, done.stderr) == (f"{{{code}\n", "")


def test_every_command_says_how_it_is_used(capsys: pytest.CaptureFixture[str]) -> None:
    for command in COMMANDS:
        for name in command.names:
            with pytest.raises(SystemExit) as ended:
                cli.main([name, "--help"])
            assert ended.value.code == 0
            out = capsys.readouterr().out
            assert out.startswith(f"usage: schoolgate {command.name} "), out
            assert len(out.splitlines()) > 5, out


def test_the_default_check_imports_neither_pandera_nor_great_expectations(tmp_path: Path) -> None:
    program = (
        "import sys; from schoolgate.cli import main; "
        f"main(['check', 'portal-sync', {str(school(tmp_path / 'in'))!r}, '--quiet']); "
        "print([name for name in ('pandera', 'great_expectations', 'pandas') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_an_as_of_far_from_today_is_told(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = school(tmp_path / "in")
    for given, clock, far in (
        ("2026-11-22", "2026-11-22", False),
        ("2026-10-24", "2026-11-22", False),
        ("2026-10-22", "2026-11-22", True),
        ("2027-01-22", "2026-11-22", True),
        ("2026-11-22", "2126-11-22", True),
    ):
        epoch = int(datetime.fromisoformat(f"{clock}T12:00:00+00:00").timestamp())
        monkeypatch.setenv("SOURCE_DATE_EPOCH", str(epoch))
        report = tmp_path / "r.json"
        _, _, err = run("check", "portal-sync", folder, "--as-of", given, f"--report=json={report}")
        note = "the as-of moment is more than 30 days from today"
        assert err.startswith(f"schoolgate: {note}") is far
        assert err.count("\n") == far
        assert (note in report.read_text("utf-8")) is far
    # Whoever names no moment means the clock, wherever it stands.
    assert run("check", "portal-sync", folder)[2] == ""


def _with_stdin(command: str, *, descriptor: str) -> subprocess.CompletedProcess[str]:
    words = [sys.executable, "-m", "schoolgate", *command.split()]
    shell = f'exec "$@" {descriptor}'
    return subprocess.run(["sh", "-c", shell, "sh", *words], capture_output=True, text=True, check=False)  # noqa: S607 (our own words)


def test_a_table_from_a_standard_input_that_is_none_is_asked_for() -> None:
    for command in ("check student-import - --as-of 2026-11-22", "inspect -", "explain student-import - S1"):
        for descriptor, why in (("<&-", "is closed"), ("0>/dev/null", "cannot be read (Bad file descriptor)")):
            done = _with_stdin(command, descriptor=descriptor)
            assert (done.returncode, done.stdout) == (3, ""), command
            assert done.stderr.startswith(f"schoolgate: standard input: {why}; expected a file on it")
