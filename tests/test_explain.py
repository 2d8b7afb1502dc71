"""`schoolgate explain`: one record's checklist, its conclusion, and the reply that can be pasted."""

import difflib
import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import polars as pl
import pytest
from jsonschema import Draft202012Validator

from schoolgate import cli
from schoolgate.basics.clock import moment
from schoolgate.judgement.records import answers_of
from schoolgate.language.outcome import Outcome
from schoolgate.language.rule import Severity
from schoolgate.language.settings import read_settings
from schoolgate.language.suite import Verdict
from schoolgate.report.checklist import reply
from schoolgate.run.check import check
from schoolgate.run.result import Result
from schoolgate.story.checklist import explain
from schoolgate.story.explanation import Explanation
from schoolgate.story.letter import conclusion
from schoolgate.story.search import find, nearest_keys
from schoolgate.suites import load
from schools import GOOD, school

NOW = ("--as-of", "2026-11-22")
DATA = Path(__file__).parents[1] / "data"
FAULTY, EXAMPLE = DATA / "portal-sync" / "faulty", DATA / "example"
ARTICLE = "the article on which students sync to the portal"
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str]) -> Run:
    """Explain one record; what is printed comes back with its lines joined, so that wrapping is no matter."""

    def command(source: Path, key: str, *options: str) -> tuple[int, str, str]:
        code = cli.main(["explain", "portal-sync", str(source), key, *NOW, *options])
        out, err = capfd.readouterr()
        return code, " ".join(out.split()), err

    return command


def checked(source: Path) -> Result:
    suite = load("portal-sync")
    settings = read_settings(source / "settings.toml", "portal_sync", suite.settings, ["portal_sync"])
    return check(suite, source, settings, moment("2026-11-22", settings.zone, suite.bare_date))


@pytest.fixture(scope="module")
def faulty() -> Result:
    return checked(FAULTY)


@pytest.fixture(scope="module")
def told(faulty: Result) -> dict[str, list[Explanation]]:
    """Every row of the faulty sample explained, by fact table."""
    return {
        table.name: [explain(faulty, table, index) for index in range(faulty.facts[table.name].height)]
        for table in faulty.suite.fact_tables
    }


def one(result: Result, key: str, table: str | None = None) -> Explanation:
    ((where, index),) = find(result, key, table)
    return explain(result, where, index)


def ids(explanation: Explanation, outcome: Outcome) -> list[str]:
    return [item.rule.id for item in explanation.having(outcome)]


def students(**cells: str) -> str:
    """The good students, the first one with some cells replaced."""
    header, first, rest = GOOD["students"].split("\n", 2)
    row = dict(zip(header.split(","), first.split(","), strict=True)) | cells
    return f"{header}\n{','.join(row.values())}\n{rest}"


def test_a_record_that_goes_through(run: Run, tmp_path: Path) -> None:
    code, out, err = run(school(tmp_path / "in"), "S1")
    assert (code, err) == (0, "")
    assert out.startswith("S1 will sync. S1, students row 2, type current")
    assert "✓ PS-101 The student has a salutation." in out
    assert "✗" not in out
    assert "Nothing has to be mended." in out
    assert f"If it still does not sync, raise a case with support that names the article: {ARTICLE}." in out


def test_a_record_that_does_not_says_what_who_and_how(run: Run, tmp_path: Path) -> None:
    code, out, _ = run(school(tmp_path / "in", students=students(salutation="")), "S1")
    assert code == 1
    assert out.startswith("S1 will not sync: Salutation is missing (PS-101). ")
    assert "✗ PS-101 The student has a salutation. Found: The student has no salutation." in out
    assert "What to do first PS-101 Salutation is missing To mend (the school; MIS: student record, basic" in out
    assert out.count("Fill in the salutation") == 1, "what a job says the finding does not say again"
    assert out.index("✗ PS-101") < out.index("✓ PS-001"), "what failed comes first"
    assert f'See {ARTICLE}, section "Check the Required Student Information' in out


def test_many_reasons_are_told_by_their_ids(tmp_path: Path) -> None:
    result = checked_school(tmp_path, students=students(salutation="", first_name="", last_name=""))
    assert conclusion(one(result, "S1")) == "S1 will not sync: PS-101, PS-102 and PS-104 are not met."


def checked_school(folder: Path, **tables: str | None) -> Result:
    source = school(folder / "in", **tables)
    (source / "settings.toml").touch()
    return checked(source)


def test_a_warning_does_not_stop_a_record(run: Run, tmp_path: Path) -> None:
    code, out, _ = run(school(tmp_path / "in", students=students(email="ada@school")), "S1")
    assert code == 0
    assert out.startswith("S1 will sync, with a warning: E-mail address is malformed (PS-106).")
    assert "! PS-106 An e-mail address is one that a mail system would deliver to. (warning)" in out


def test_a_record_of_which_nobody_can_tell_says_what_was_not_supplied(run: Run, tmp_path: Path) -> None:
    code, out, _ = run(school(tmp_path / "in", admission_statuses=None), "S2")
    assert code == 1
    assert out.startswith("It cannot be told whether S2 will sync: PS-310 is not checked.")
    assert "? PS-310" in out
    assert "Not checked: table admission_statuses was not supplied." in out
    assert "kept PS-310 and PS-503 from being checked: table admission_statuses was not supplied." in out


def test_a_record_of_which_nobody_can_tell_says_which_cell_cannot_be_read(run: Run, tmp_path: Path) -> None:
    code, out, _ = run(EXAMPLE, "S-LEFT-UNREADABLE")
    assert code == 1
    assert out.startswith("It cannot be told whether S-LEFT-UNREADABLE will sync: ")
    assert "PS-403 are not checked." in out
    assert "Not checked: the cell in latest_dol cannot be read." in out
    applications = GOOD["applications"].replace("2027-09-01", "next autumn")
    _, out, _ = run(school(tmp_path / "in", applications=applications), "S2")
    assert "PS-302 is not checked" in out
    assert "Not checked: a cell that it depends on, in admission_date of applications, cannot be read." in out


def test_a_column_that_was_not_supplied_is_named(tmp_path: Path) -> None:
    lines = GOOD["students"].splitlines()
    without = "".join(",".join(line.split(",")[:5] + line.split(",")[6:]) + "\n" for line in lines)
    (item,) = (i for i in one(checked_school(tmp_path, students=without), "S1").items if i.rule.id == "PS-105")
    assert (item.outcome, item.why) == (Outcome.NOT_CHECKED, "column email of students was not supplied")


def test_a_record_out_of_scope_needs_no_case(run: Run) -> None:
    code, out, _ = run(EXAMPLE, "S-LEFT-LONG-AGO")
    assert code == 1
    assert out.startswith("S-LEFT-LONG-AGO is not meant to sync (PS-403).")
    assert "i PS-403" in out
    assert "unless you expected otherwise" in out
    assert "Then check again" not in out, "nothing here is to be met"
    assert "raise a case" not in out


def test_a_record_out_of_scope_does_not_sync_whatever_blocks_it_besides(run: Run, tmp_path: Path) -> None:
    left = students(roll_mode="Left", latest_dol="2001-07-20", salutation="")
    code, out, _ = run(school(tmp_path / "in", students=f"{left}{left.splitlines()[1]}\n"), "S1")
    assert code == 1
    assert out.startswith("S1 is not meant to sync (PS-002 and PS-403).")
    assert "will sync, and should not" not in out
    assert "raise a case" not in out


def test_what_does_not_apply_is_counted_and_listed_when_asked(run: Run) -> None:
    _, out, _ = run(EXAMPLE, "S-NO-GROUP")
    assert "do not apply; --all lists them with why." in out
    assert "– PS-301" not in out
    assert "Then check again: PS-203 and PS-204 are asked only once PS-202 is met." in out
    _, out, _ = run(EXAMPLE, "S-NO-GROUP", "--all")
    assert "PS-203 A current student's base group is active. needs PS-202, which is not met" in out
    assert (
        'PS-301 A prospective student has an application. asks only where type is "prospective"; here type is current'
        in out
    )
    assert "PS-302 The application has no admission date, or one that lies ahead. needs PS-301, which does not" in out
    assert "first name is filled in" in out
    assert "Grace" not in out


def test_a_cause_says_how_many_others_it_blocks(run: Run) -> None:
    _, out, _ = run(EXAMPLE, "S-WAITLIST")
    assert "What to do first PS-310, PS-503 Admission status in use is not set in the portal: Waiting list" in out
    assert "To mend (vendor support; Portal: admission statuses (support)): Ask support to add" in out
    assert "It holds back 1 other student too." in out
    _, out, _ = run(EXAMPLE, "S-NO-GROUP")
    assert "It holds back" not in out


def test_what_a_record_carries_is_judged_with_it(run: Run) -> None:
    _, out, _ = run(EXAMPLE, "S-WAITLIST")
    assert "✗ PS-310" in out
    assert "! PS-503 An admission status that prospective students carry is set in the portal. (warning)" in out
    assert "(admission_status: Waiting list)" in out
    assert "Ask support about PS-310." not in out, "the job says it"


def test_a_key_of_another_table_shows_its_rules(run: Run) -> None:
    code, out, _ = run(EXAMPLE, "9C")
    assert code == 1
    assert out.startswith("9C does not meet every requirement: Group in use is not active (PS-501).")
    assert "It holds back 1 student." in out
    code, out, _ = run(EXAMPLE, "8B")
    assert code == 0
    assert "8B meets every requirement." in out


def test_a_key_of_several_tables_asks_for_one_of_them(run: Run, tmp_path: Path) -> None:
    tables = {name: GOOD[name].replace("Y7", "7A") for name in ("groups", "year_groups")}
    source = school(tmp_path / "in", students=GOOD["students"], **tables)
    code, out, err = run(source, "7A")
    assert (code, out) == (2, "")
    assert "key '7A' is in groups and in year_groups: say which" in err
    assert "7A, year_groups row 2" in run(source, "7A", "--table", "year_groups")[1]
    code, _, err = run(source, "7A", "--table", "group")
    assert (code, "did you mean groups?" in err) == (2, True)


def test_the_records_that_are_judged_come_first(run: Run, tmp_path: Path) -> None:
    source = school(tmp_path / "in", groups=GOOD["groups"] + "S1,S1,base,true,Y7\n")
    assert "S1 will sync." in run(source, "S1")[1]
    assert "S1, groups row 4" in run(source, "S1", "--table", "groups")[1]


@pytest.mark.parametrize(
    ("key", "meant"),
    [
        ("S-NOGROUP", "did you mean S-NO-GROUP"),
        ("s-raedy", "did you mean S-READY?"),
        ("Waiting lits", "did you mean Waiting list"),
        ("nothing like it", "nor is there one like it"),
        ("", "nor is there one like it"),
        ("\udce9", "nor is there one like it"),
    ],
)
def test_a_key_that_does_not_exist_names_the_nearest(run: Run, key: str, meant: str) -> None:
    code, out, err = run(EXAMPLE, key)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert meant in err


def test_the_nearest_keys_are_those_that_a_slow_look_finds() -> None:
    keys = pl.Series("key", [f"S{number:05}" for number in range(0, 30_000, 7)])
    for key in keys.gather_every(400):
        for slip in (key[:2] + key[3:], f"{key[:3]}9{key[3:]}", f"{key[:4]}x{key[5:]}", key.lower(), f"{key} "):
            (best,) = difflib.get_close_matches(slip.casefold(), [key.casefold() for key in keys], n=1)
            ratios = [
                difflib.SequenceMatcher(None, text.casefold(), slip.casefold()).ratio()
                for text in (best, nearest_keys(slip, keys)[0])
            ]
            assert ratios[0] == ratios[1]


def test_each_row_of_a_key_is_explained(run: Run, tmp_path: Path) -> None:
    again = GOOD["students"] + GOOD["students"].splitlines()[1] + "\n"
    code, out, _ = run(school(tmp_path / "in", students=again), "S1")
    assert code == 1
    assert out.count("S1 will sync, and should not as it is: Two students share a student_id (PS-002).") == 2
    assert "will not sync" not in out
    assert "students row 2" in out
    assert "students row 4" in out


@pytest.mark.parametrize("key", ["row 2", "students row 2"])
def test_a_record_without_a_key_is_found_by_its_row(run: Run, tmp_path: Path, key: str) -> None:
    code, out, _ = run(school(tmp_path / "in", students=students(student_id="")), key, "--all")
    assert code == 1
    assert out.startswith("It cannot be told whether students row 2 will sync: Student has no student_id (PS-001).")
    assert "PS-101 The student has a salutation. the row has no key" in out


def test_the_row_of_another_table(run: Run, tmp_path: Path) -> None:
    source = school(tmp_path / "in", groups=GOOD["groups"] + ",No id,base,true,Y7\n")
    assert "PS-005" in run(source, "groups row 4")[1]
    assert run(source, "row 9999")[0] == 2


@pytest.mark.parametrize("key", ["Row 2", "row2", "STUDENTS row2"])
def test_a_row_is_found_however_it_is_written(run: Run, key: str) -> None:
    assert "S-READY, students row 2" in run(EXAMPLE, key)[1]


def test_a_key_is_found_in_any_case_where_one_fits(run: Run, tmp_path: Path) -> None:
    assert run(EXAMPLE, "s-ready")[1].startswith("S-READY will sync")
    twins = GOOD["students"].replace("S2,", "s1,")
    folder = school(tmp_path / "in", students=twins)
    assert run(folder, "s1")[1].startswith("s1 ")
    assert run(folder, "S1")[1].startswith("S1 ")
    both = school(tmp_path / "both", students=twins.replace("S1,", "Sx1,").replace("s1,", "sX1,"))
    code, _, err = run(both, "SX1")
    assert code == 2
    assert "did you mean" in err


def test_several_keys_are_explained_in_their_order(run: Run) -> None:
    code, out, _ = run(EXAMPLE, "S-READY", "S-NO-EMAIL", "s-ready", "row 4")
    assert code == 1
    places = [out.index(f"{name} will") for name in ("S-READY", "S-NO-EMAIL", "S-PREFERRED-NAME")]
    assert places == sorted(places)
    assert out.count("S-READY, students row 2") == 1
    assert run(EXAMPLE, "S-READY", "S-PREFERRED-NAME")[0] == 0


def test_all_keys_that_are_not_there_are_told_at_once(run: Run) -> None:
    code, out, err = run(EXAMPLE, "S-REDAY", "S-READY", "nobody")
    assert (code, out) == (2, "")
    assert "did you mean S-READY" in err.splitlines()[0]
    assert "'nobody'" in err.splitlines()[1]


def test_sources_are_told_from_keys_by_being_there(run: Run, tmp_path: Path) -> None:
    folder = school(tmp_path / "in")
    files = sorted(map(str, folder.glob("*.csv")))
    assert "S2, students row 3" in run(Path(files[0]), *files[1:], "S1", "S2")[1]


def test_programs_read_it_as_json(capfd: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    schema = json.loads(files("schoolgate.report").joinpath("explanation.schema.json").read_text("utf-8"))
    Draft202012Validator.check_schema(schema)
    folder = tmp_path / "in"
    shutil.copytree(EXAMPLE, folder)
    (folder / "waivers.toml").write_text(
        '[[waivers]]\nrule = "PS-105"\nkey = "S-NO-EMAIL"\nuntil = 2026-12-01\nreason = "agreed"\n'
    )
    keys = ("S-NO-EMAIL", "S-READY", "S-LEFT-UNREADABLE", "9C")
    code = cli.main(["explain", "portal-sync", str(folder), *keys[:3], *NOW, "--format", "json"])
    told = json.loads(capfd.readouterr().out)
    assert code == 1
    assert list(Draft202012Validator(schema).iter_errors(told)) == []
    first, ready, unread = told["records"]
    assert [one["key"] for one in told["records"]] == list(keys[:3])
    assert [one["goes_through"] for one in told["records"]] == [False, True, None]
    (failed,) = [one for one in first["requirements"] if one["outcome"] == "fail"]
    assert (failed["rule"], failed["owner"]) == ("PS-105", "school")
    assert "waiver, until 2026-12-01: agreed" in failed["message"]
    assert ready["next"]
    assert unread["requirements"]
    assert any("waivers.toml beside the tables" in note for note in told["notes"])
    assert cli.main(["explain", "portal-sync", str(folder), keys[3], *NOW, "--format", "json"]) == 1
    group = json.loads(capfd.readouterr().out)["records"][0]
    assert (group["table"], group["status"], group["verdict"]) == ("groups", None, {})


def test_what_was_noticed_of_the_extract_is_told(run: Run, tmp_path: Path) -> None:
    folder = school(
        tmp_path / "in",
        groups=GOOD["groups"].replace("\n", ",Teacher\n", 1).replace("\n", ",x\n").replace(",Teacher,x", ",Teacher"),
    )
    assert "Noticed: 1 thing groups.csv: columns that no rule reads: Teacher" in run(folder, "S1")[1]


def test_surrounding_white_space_is_no_part_of_a_key(run: Run, tmp_path: Path) -> None:
    assert run(school(tmp_path / "in"), " S1\u00a0")[0] == 0


def test_personal_values_are_shown_only_when_asked(run: Run, tmp_path: Path) -> None:
    cells = dict.fromkeys(("salutation", "first_name", "preferred_forename", "last_name"), "canary")
    row = students(**cells, email="canary@nowhere", latest_dol="2026-canary")
    source = school(tmp_path / "in", students=row)
    for options in ((), ("--all",), ("--reply",)):
        _, out, err = run(source, "S1", *options)
        assert "PS-106" in out
        assert "PS-006" in out
        assert "canary" not in out + err
    _, out, _ = run(source, "S1", "--show-values")
    assert "(email: canary@nowhere)" in out
    assert "(latest_dol: 2026-canary)" in out


@pytest.mark.parametrize("option", ["--show-values", "--all"])
def test_a_reply_has_no_personal_values_whatever_is_asked(run: Run, tmp_path: Path, option: str) -> None:
    code, out, err = run(school(tmp_path / "in"), "S1", "--reply", option)
    assert (code, out) == (2, "")
    assert "leave out --show-values and --all" in err


def test_control_characters_do_not_reach_the_terminal(run: Run, tmp_path: Path) -> None:
    key = "\x1b[31mS1\u202e"
    source = school(tmp_path / "in", students=students(student_id=key, roll_mode="\x1b[2J", student_type="current"))
    for options in ((), ("--all", "--show-values"), ("--reply",)):
        code, out, err = run(source, key, *options)
        assert (code, err) == (1, "")
        assert "\\x1b[31mS1\\u202e will not sync" in out
        assert "\\x1b[2J" in out
        assert not {"\x1b", "\u202e"} & set(out)
    _, _, err = run(source, "\x1b[31mS1")
    assert "\\x1b[31mS1\\u202e" in err
    assert not {"\x1b", "\u202e"} & set(err)


def test_a_reply_groups_by_who_can_mend_and_cites_article_and_section(run: Run) -> None:
    code, out, _ = run(EXAMPLE, "S-WAITLIST", "--reply")
    assert code == 1
    assert out.startswith(
        "S-WAITLIST will not sync: Admission status is missing or not set in the portal (PS-310). Record:"
    )
    assert "What to do first: - PS-310, PS-503 Admission status in use is not set" in out
    assert "What is not met: - PS-310" in out
    assert "To look at before you start: - PS-503" in out
    assert f'See {ARTICLE}, section "Check the Requirements for a Prospective Student, important note".' in out
    _, out, _ = run(EXAMPLE, "S-NO-SALUTATION", "--reply")
    assert "What to do first: - PS-101 Salutation is missing To mend (the school; " in out
    assert "support; " not in out
    assert "If all of this is in order and it still does not sync, raise a case with support that names the" in out
    assert f"names the article: {ARTICLE}." in out
    _, out, _ = run(EXAMPLE, "S-PREFERRED-NAME", "--reply")
    assert "To know: - PS-103" in out
    assert "Nothing has to be mended." in out


def test_a_reply_names_and_links_the_article_as_the_settings_do(run: Run, tmp_path: Path) -> None:
    source = school(tmp_path / "in", students=students(salutation=""))
    named = '[articles]\nportal-sync = { title = "Who syncs", url = "https://help.example/a" }\n'
    (source / "settings.toml").write_text(named, encoding="utf-8")
    _, out, _ = run(source, "S1", "--reply")
    assert 'checked against "Who syncs" (https://help.example/a).' in out
    assert 'See "Who syncs" (https://help.example/a), section "Check the Required Student Information".' in out
    assert ARTICLE not in out


def test_open_questions_that_touch_the_record_are_told_with_what_answers_them(run: Run) -> None:
    result = checked(EXAMPLE)
    for key in ("S-READY", "S-PREFERRED-NAME"):
        explanation = one(result, key)
        _, out, _ = run(EXAMPLE, key, "--reply")
        assert ("Nobody told:" in out) is bool(explanation.assumptions)
        for assumption in explanation.assumptions:
            assert assumption.answer in out
    names = [assumption.question for assumption in one(result, "S-PREFERRED-NAME").assumptions]
    assert "use_preferred_forename" in names
    assert "use_preferred_forename" not in [each.question for each in one(result, "S-READY").assumptions]


def test_the_guide_that_fits_is_told(run: Run) -> None:
    _, out, _ = run(EXAMPLE, "S-READY", "--reply")
    assert "- How: " in out
    assert "- What cannot be undone: " in out
    _, out, _ = run(EXAMPLE, "S-NO-GROUP", "--reply")
    assert "- How: Nothing has to be started" not in out


def test_a_reply_of_which_everything_passes_says_to_raise_a_case(run: Run, tmp_path: Path) -> None:
    code, out, _ = run(school(tmp_path / "in"), "S1", "--reply")
    assert code == 0
    assert out.startswith("S1 will sync.")
    assert "Met: PS-001, PS-002," in out
    assert out.endswith(f"If it still does not sync, raise a case with support that names the article: {ARTICLE}.")


def test_everything_is_plain_and_narrow_in_a_pipe(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    for key in ("S-READY", "S-LEFT-UNREADABLE", "S-WAITLIST", "9C"):
        for options, width in ((("--all",), 80), (("--reply",), 72)):
            cli.main(["explain", "portal-sync", str(EXAMPLE), key, *NOW, *options])
            lines = capfd.readouterr().out.splitlines()
            assert max(map(len, lines)) <= width
            assert all(line == line.rstrip() for line in lines)
            assert "\x1b" not in "".join(lines)


def test_every_failed_rule_of_every_record_is_in_its_explanation(
    faulty: Result, told: dict[str, list[Explanation]]
) -> None:
    for verdict in faulty.suite.verdicts:
        failing = faulty.failing_rules(verdict).to_list()
        statuses = faulty.records[verdict.facts]["status"].to_list()
        for index, explanation in enumerate(told[verdict.facts]):
            own = {rule.id for rule in faulty.suite.rules_on(explanation.table)}
            assert own.intersection(ids(explanation, Outcome.FAIL)) == set(failing[index]), explanation.name
            assert explanation.status == statuses[index]
            assert explanation.answer is not None
            by_status = {"ready": True, "ready_with_warnings": True, "undetermined": None}.get(statuses[index], False)
            told_by = {"bad": False, "unknown": None}.get(explanation.answer.tone, by_status)
            assert explanation.goes_through is told_by, explanation.name


def test_every_item_says_what_it_owes(faulty: Result, told: dict[str, list[Explanation]]) -> None:
    for table in faulty.suite.fact_tables:
        rules = {rule.id for rule in faulty.suite.rules_on(table)}
        for explanation in told[table.name]:
            assert rules <= {item.rule.id for item in explanation.items}
            for item in explanation.items:
                failed, idle = (
                    item.outcome is Outcome.FAIL,
                    item.outcome in {Outcome.NOT_APPLICABLE, Outcome.NOT_CHECKED},
                )
                assert bool(item.column) == failed
                assert bool(item.message) >= failed
                assert bool(item.why) == idle
                fixes = {item.rule.fix, *(variant.fix for variant in item.rule.variants)}
                owners = {item.rule.owner, *(variant.owner for variant in item.rule.variants)}
                assert item.fix in fixes
                assert item.owner in owners


def test_every_record_has_a_conclusion_and_a_reply(faulty: Result, told: dict[str, list[Explanation]]) -> None:
    for table in faulty.suite.fact_tables:
        for explanation in told[table.name]:
            text = reply(faulty, [explanation])
            assert text.startswith((explanation.name, "It cannot be told whether"))
            if explanation.answer:
                assert f"{explanation.name} {explanation.answer.of_one}" in " ".join(text.split())
            assert max(map(len, text.splitlines())) <= 72
            for item in explanation.having(Outcome.FAIL):
                assert f"- {item.rule.id} {item.rule.asks.split()[0]}" in text


def test_the_severity_is_that_of_the_record(tmp_path: Path) -> None:
    row = students(roll_mode="Leaver", latest_dol="2021-07-16", student_type="left")
    for result, key, severity in (
        (checked(EXAMPLE), "S-LEFT-LONG-AGO", Severity.INFO),
        (checked_school(tmp_path, students=row), "S1", Severity.ERROR),
    ):
        (item,) = (item for item in one(result, key).having(Outcome.FAIL) if item.rule.id == "PS-403")
        assert item.severity is severity


def test_the_causes_are_those_of_the_result(faulty: Result, told: dict[str, list[Explanation]]) -> None:
    """Summed over all records, each cause blocks as many as the result says."""
    blocked: dict[tuple[str, str | None], int] = {}
    for explanation in told["students"]:
        for cause in explanation.causes:
            blocked[cause.rule.id, cause.key] = blocked.get((cause.rule.id, cause.key), 0) + 1
    assert blocked == {(cause["rule"], cause["key"]): cause["records"] for cause in faulty.causes.iter_rows(named=True)}


@pytest.mark.parametrize(
    ("goes_through", "will", "will_not", "otherwise"),
    [
        ("will arrive", "S1 will arrive", "S1 will not arrive", "still does not arrive"),
        ("are safe to delete", "S1 is safe to delete", "S1 is not safe to delete", "turns out otherwise"),
    ],
)
def test_the_words_are_those_of_the_suite(
    tmp_path: Path, goes_through: str, will: str, will_not: str, otherwise: str
) -> None:
    result = checked_school(tmp_path)
    explanation = one(result, "S1")
    (verdict,) = result.suite.verdicts
    other = Verdict(verdict.facts, goes_through, verdict.fields, verdict.judge)
    given = answers_of(result.suite, other).by_name
    through = replace(explanation, verdict=other, answer=given["ready"])
    assert conclusion(through) == f"{will}."
    assert conclusion(replace(through, status="blocked", answer=given["blocked"])) == f"{will_not}."
    assert conclusion(replace(through, answer=given["undetermined"])) == f"It cannot be told whether {will}."
    assert otherwise in " ".join(reply(result, [through]).split())


def test_who_does_not_go_through_is_told_how_to_note_and_to_waive_it(run: Run, tmp_path: Path) -> None:
    folder = school(tmp_path / "in", students=GOOD["students"].replace("S1,Ms", "S 1,"))
    told = " ".join(run(folder, "S 1")[1].split())
    assert "schoolgate note \"…\" --key 'S 1' keeps what you know of it, with a case number." in told
    assert "schoolgate waive PS-101 'S 1' --until DATE --reason TEXT lets the run pass with it until then." in told
    # What is said there is what can be done.
    waivers, notes = tmp_path / "waivers.toml", tmp_path / "notes.toml"
    agreed = ["--until", "2099-01-31", "--reason", "agreed", "--file", str(waivers)]
    assert cli.main(["waive", "PS-101", "S 1", *agreed]) == 0
    assert cli.main(["note", "She rang", "--key", "S 1", "--file", str(notes)]) == 0
    said = ["--waivers", str(waivers), "--notes", str(notes)]
    assert cli.main(["check", "portal-sync", str(folder), *NOW, "--quiet", *said]) == 0
    assert "schoolgate waive" not in run(folder, "S2")[1]
