"""What this suite alone has: evidence of a match, work lists and their counts, causes at the top, two verdicts."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import openpyxl
import polars as pl
import pytest

import schoolgate
from schoolgate import cli, suites
from schoolgate.basics.clock import moment
from schoolgate.language.outcome import Outcome
from schoolgate.language.settings import CommonSettings, Settings
from schoolgate.run.check import check
from schoolgate.run.result import Result
from schoolgate.suites.boost_promotion.names import folded
from schoolgate.suites.boost_promotion.settings import BoostPromotionSettings

SUITE = suites.load("boost-promotion")
DATA = Path(__file__).parents[2] / "data" / "boost-promotion"
NOW = "2026-11-22"
PUPIL = {
    "mis_id": "P1", "first_name": "Zoë", "last_name": "O'Brien", "date_of_birth": "2015-03-01", "year_group": "6",
    "registration_group": "6A", "email": "zoe@x.org",
}  # fmt: skip
LEARNER = {
    "learner_id": "L1", "first_name": "Zoe", "last_name": "OBrien", "mis_id": "P1", "date_of_birth": "2015-03-01",
    "last_test_date": "2026-06-01", "year_group": "5", "class_name": "5A", "has_access": "yes", "username": "zoe",
    "email": "", "test_suites": "PUMA", "to_delete": "",
}  # fmt: skip
CLASSES = ({"class_name": "5A"}, {"class_name": "6A"}, {"class_name": "Leavers/Desynced"})
Rows = Sequence[Mapping[str, str]]


def school(folder: Path, pupils: Rows = (PUPIL,), learners: Rows = (LEARNER,), classes: Rows = CLASSES) -> Path:
    folder.mkdir(exist_ok=True)
    tables = {"pupils": (pupils, PUPIL), "learners": (learners, LEARNER), "classes": (classes, CLASSES[0])}
    for name, (rows, columns) in tables.items():
        frame = pl.DataFrame(rows) if rows else pl.DataFrame(schema=dict.fromkeys(columns, pl.String()))
        frame.write_csv(folder / f"{name}.csv")
    return folder


def judged(folder: Path, **options: Any) -> Result:
    own = Settings(CommonSettings(), BoostPromotionSettings(**options), "boost_promotion")
    return check(SUITE, folder, own, moment(NOW, ZoneInfo("Europe/London"), "start"))


def numbered(count: int, **of_learner: str) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    """Pupils of year 6 and their learners of year 5."""
    ids = [str(number) for number in range(count)]
    return (
        [{**PUPIL, "mis_id": f"P{one}"} for one in ids],
        [{**LEARNER, "learner_id": f"L{one}", "mis_id": f"P{one}", **of_learner} for one in ids],
    )


def lists(result: Result, *, show_values: bool = False) -> Mapping[str, pl.DataFrame]:
    (report,) = SUITE.reports
    return report.sheets(result.dossier(show_values=show_values))


# ------------------------------------------------------------------------------------------------------------- matches


@pytest.mark.parametrize(
    ("cells", "tag", "agrees", "differs", "score"),
    [
        ({}, "Matched", "first name, last name, date of birth", None, "100"),
        ({"date_of_birth": ""}, "May match", "first name, last name", "date of birth (missing)", "100"),
        ({"last_name": "OBriem"}, "May match", "first name, date of birth", "last name", "90"),
        ({"first_name": "OBrien", "last_name": "Zoe"}, "May match", "date of birth", "first name, last name", "100"),
        (
            {"first_name": "", "last_name": "Zoe OBrien"},
            "May match",
            "date of birth",
            "first name (missing), last name",
            "100",
        ),
        ({"date_of_birth": "2015-03-02"}, "May match", "first name, last name", "date of birth", "100"),
        ({"date_of_birth": "?"}, "May match", "first name, last name", "date of birth (could not be read)", "100"),
        ({"first_name": "Adam"}, "May match", "last name, date of birth", "first name", "57.1"),
        ({"first_name": "Adam", "last_name": "Smith"}, "New", None, None, None),
        ({"first_name": "Adam", "date_of_birth": "2015-03-02"}, "New", None, None, None),
    ],
)  # fmt: skip
def test_the_evidence_of_a_match_is_in_the_record(
    tmp_path: Path, cells: Mapping[str, str], tag: str, agrees: str | None, differs: str | None, score: str | None
) -> None:
    learner = {**LEARNER, "mis_id": "", **cells}
    result = judged(school(tmp_path, learners=[learner]), may_match_score=85.0)
    fields = ("tag", "match_agrees", "match_differs", "match_score")
    assert result.records["pupils"].select(fields).rows() == [(tag, agrees, differs, score)]
    if tag == "May match":
        (message,) = result.findings().filter(rule="BP-202")["message"]
        assert f"learner L1, who was added by hand. What differs: {differs}." in message


def test_no_name_and_no_birthday_is_told_unless_asked_for(tmp_path: Path) -> None:
    folder = school(tmp_path / "in", learners=[{**LEARNER, "mis_id": "", "last_name": "OBrienne"}])
    told = [
        f"{sheet.write_csv()}"
        for show in (False, True)
        for sheet in [lists(judged(folder), show_values=show)["Learners to review"]]
    ]
    for personal in ("Zoë", "OBrienne", "2015-03-01"):
        assert (personal in told[0], personal in told[1]) == (False, True)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Zoë", "ZOE"),
        ("O'Brien", "O’Brien"),
        ("Mary-Ann", "Mary Ann"),
        ("ﬁsher", "Fisher"),
        ("  Ada\u00a0 B ", "ada b"),
        ("STRASSE", "Straße"),
    ],
)
def test_names_compare_folded(one: str, other: str) -> None:
    assert folded(one) == folded(other) != ""


def test_twins_of_similar_names_are_ambiguous(tmp_path: Path) -> None:
    pupils = [{**PUPIL, "first_name": "Marianne"}, {**PUPIL, "mis_id": "P2", "first_name": "Mariane"}]
    learners = [{**LEARNER, "mis_id": "", "first_name": "Mariannes"}]
    result = judged(school(tmp_path, pupils, learners))
    told = [("May match", "ready_with_warnings", None)] * 2
    assert result.records["pupils"].select("tag", "status", "learner_id").rows() == told
    ambiguous = result.findings().filter(rule="BP-204")
    assert ambiguous.select("severity", "effect").rows() == [("warning", "review")] * 2
    assert len(set(ambiguous["message"])) == 1


def test_a_match_that_is_ambiguous_does_harm(tmp_path: Path) -> None:
    learners = [{**LEARNER, "mis_id": ""}, {**LEARNER, "mis_id": "", "learner_id": "L2"}]
    result = judged(school(tmp_path, learners=learners))
    assert result.records["pupils"].select("tag", "status", "learner_id").rows() == [("Matched", "blocked", None)]
    assert result.findings().filter(rule="BP-204").select("severity", "effect").rows() == [("error", "harms")]
    review = lists(result)["Learners to review"]
    assert review.select("Pupil (MIS)", "Learner (Admin Hub)", "What agrees").rows() == [
        ("P1", "L1", "first name, last name, date of birth"),
        ("P1", "L2", "first name, last name, date of birth"),
    ]


def test_of_many_candidates_those_who_nearly_fit_stand_first(tmp_path: Path) -> None:
    haddad = {"last_name": "Haddad", "date_of_birth": "2014-12-01"}
    pupils = [PUPIL, {**PUPIL, **haddad, "mis_id": "P2", "first_name": "Noor"}]
    learners = [
        {**LEARNER, "mis_id": ""},
        {**LEARNER, **haddad, "mis_id": "", "learner_id": "L2", "first_name": "Nora"},
        {**LEARNER, "mis_id": "0P2", "learner_id": "L3"},
    ]
    review = lists(judged(school(tmp_path, pupils, learners)))["Learners to review"]
    assert review.select("Tag", "Pupil (MIS)", "Learner (Admin Hub)", "What differs").rows() == [
        ("Desynced", "P2", "L3", "mis_id, in spelling only"),
        ("May match", "P2", "L2", "first name"),
        ("Matched", "P1", "L1", None),
    ]


# -------------------------------------------------------------------------------------------------------------- causes


@pytest.mark.parametrize(("gone", "fails"), [(3, False), (4, True)])
def test_a_mass_change_is_said_first(tmp_path: Path, gone: int, fails: bool) -> None:
    pupils, learners = numbered(10)
    oldest = {**LEARNER, "learner_id": "L99", "mis_id": "P99", "year_group": "6"}
    result = judged(school(tmp_path, pupils[gone:], [*learners, oldest]))
    assert (result.causes["rule"].head(1).to_list() == ["BP-403"]) is fails
    if fails:
        # The leaver of the highest year group is Desynced too, and mended with it.
        assert result.causes.select("key", "records").row(0) == (None, gone + 1)


@pytest.mark.parametrize(("count", "moving", "fails"), [(10, 0, True), (10, 1, False), (9, 0, False)])
def test_a_promotion_that_promotes_nobody_is_said_first(tmp_path: Path, count: int, moving: int, fails: bool) -> None:
    pupils, learners = numbered(count, year_group="6")
    for learner in learners[:moving]:
        learner["year_group"] = "5"
    result = judged(school(tmp_path, pupils, learners))
    assert result.causes.select("rule", "key", "records").rows() == ([("BP-402", None, 0)] if fails else [])


# ---------------------------------------------------------------------------------------------------------- work lists

SHEETS = (
    "Classes to make", "Groups to tick", "Subject classes to tick", "Learners to review", "E-mails to deselect",
    "User names, decide once", "After the sync, grant access", "After the sync, revoke access",
    "After the sync, leavers class", "After the sync, hidden learners", "After the sync, ask first",
    "After the sync, defunct classes", "After the sync, the counts", "Nobody told",
)  # fmt: skip


def test_the_work_lists_stand_in_the_order_of_the_steps(tmp_path: Path) -> None:
    faulty, folder, book = DATA / "faulty", tmp_path / "lists", tmp_path / "lists.xlsx"
    options = ["--as-of", NOW, "--quiet", f"--report=worklist={folder}", f"--report=worklist={book}"]
    assert cli.main(["check", "boost-promotion", str(faulty), *options]) == 1
    assert tuple(openpyxl.load_workbook(book).sheetnames) == SHEETS
    files = sorted(folder.iterdir())
    assert [file.name[:3] for file in files] == [f"{number:02d}-" for number in range(1, len(SHEETS) + 1)]
    rules = json.loads(_report(faulty))["rules"]
    failed = {rule["id"]: rule["failed"] for rule in rules}
    counts = {file.stem[3:]: pl.read_csv(file).height for file in files}
    of_leavers = {rule: _of_severity(faulty, rule, "warning") for rule in ("BP-301", "BP-303")}
    assert counts["classes-to-make"] == failed["BP-101"]
    assert counts["groups-to-tick"] == failed["BP-102"]
    assert counts["subject-classes-to-tick"] == failed["BP-105"]
    assert counts["user-names-decide-once"] == failed["BP-609"]
    assert counts["after-the-sync-grant-access"] == failed["BP-302"]
    assert counts["after-the-sync-revoke-access"] == of_leavers["BP-301"]
    assert counts["after-the-sync-leavers-class"] == of_leavers["BP-303"]
    assert counts["after-the-sync-hidden-learners"] == failed["BP-307"]
    assert counts["after-the-sync-ask-first"] == failed["BP-301"] - of_leavers["BP-301"]
    assert counts["after-the-sync-defunct-classes"] == failed["BP-306"]
    assert 0 < of_leavers["BP-301"] < failed["BP-301"]


def _of_severity(folder: Path, rule: str, severity: str) -> int:
    findings = json.loads(_report(folder))["findings"]
    return sum(one["rule"] == rule and one["severity"] == severity for one in findings)


def _report(folder: Path) -> str:
    return schoolgate.check("boost-promotion", folder, as_of=NOW).to_json()


def test_a_single_table_is_no_place_for_work_lists(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    options = ["--as-of", NOW, f"--report=worklist={tmp_path / 'lists.csv'}"]
    assert cli.main(["check", "boost-promotion", str(DATA / "faulty"), *options]) == 2
    assert "expected a folder or a file that ends in .xlsx" in capfd.readouterr().err


def test_the_counts_agree_once_everything_is_done(tmp_path: Path) -> None:
    pupils, learners = numbered(6)
    learners[0]["has_access"] = "no"
    left = {**LEARNER, "mis_id": "P90"}
    leavers = [
        {**left, "learner_id": "L90", "class_name": "6A", "year_group": "6"},
        {**left, "learner_id": "L91", "mis_id": "P91", "has_access": "no", "class_name": "Leavers/Desynced"},
    ]
    new = {**PUPIL, "mis_id": "P77", "first_name": "Noor", "last_name": "Haddad", "date_of_birth": "2014-12-01"}
    result = judged(school(tmp_path, [*pupils, new], [*learners, *leavers]))
    counts = lists(result)["After the sync, the counts"]
    assert counts.rows() == [
        ("Leavers/Desynced", 1, 1, 2, "learners Without Access", 2, 0),
        ("6A", 1, 8, 7, "pupils in the MIS", 7, 0),
    ]
    (told,) = result.findings().filter(rule="BP-304")["message"]
    assert told == "Class Leavers/Desynced has 1 learner(s), and 2 are Without Access."
    (told,) = result.findings().filter(rule="BP-305")["message"]
    assert told.startswith("1 desynced or unlinked learner(s) stay in class 6A: it will have 7 learner(s)")


def test_a_count_that_cannot_be_told_stays_blank(tmp_path: Path) -> None:
    result = judged(school(tmp_path, learners=[{**LEARNER, "has_access": "perhaps"}]))
    first = lists(result)["After the sync, the counts"].row(0, named=True)
    assert (first["Learners now"], first["Which are"], first["Difference"]) == (0, None, None)


def test_a_rule_turned_off_leaves_its_list_empty(tmp_path: Path) -> None:
    other = {**PUPIL, "mis_id": "P2", "first_name": "Noor", "last_name": "Haddad", "date_of_birth": "2014-12-01"}
    folder = school(tmp_path, pupils=[other], learners=[LEARNER])
    (folder / "settings.toml").write_text('[rules."BP-301"]\nenabled = false\nreason = "we keep access"\n')
    place = tmp_path / "lists"
    assert (
        cli.main(["check", "boost-promotion", str(folder), "--as-of", NOW, "--quiet", f"--report=worklist={place}"])
        == 0
    )
    assert pl.read_csv(place / "08-after-the-sync-revoke-access.csv").is_empty()
    assert pl.read_csv(place / "09-after-the-sync-leavers-class.csv").height == 1


# ---------------------------------------------------------------------------------------------------------- the rest


def test_a_column_of_birthdays_that_is_not_supplied_counts_as_missing(tmp_path: Path) -> None:
    undated = {name: cell for name, cell in LEARNER.items() if name != "date_of_birth"}
    result = judged(school(tmp_path, learners=[{**undated, "mis_id": ""}]))
    assert result.records["pupils"].select("tag", "status").rows() == [("May match", "ready_with_warnings")]
    (message,) = result.findings().filter(rule="BP-202")["message"]
    assert "date of birth (could not be read: the column was not supplied)" in message


def test_year_groups_that_are_none_are_told_with_their_spellings(tmp_path: Path) -> None:
    pupils, learners = numbered(3)
    pupils[0]["year_group"], pupils[1]["year_group"] = "Nurture", "Nurture"
    result = judged(school(tmp_path, pupils, learners))
    assert [note for note in result.notes if "year_order" in note] == [
        "pupils: no year group of year_order: Nurture (2); BP-401 is not checked for them"
    ]


def test_a_leavers_class_in_another_spelling_is_named(tmp_path: Path) -> None:
    result = judged(school(tmp_path), leavers_class="leavers/desynced")
    assert any(
        "leavers_class names 'leavers/desynced' ('Leavers/Desynced' differs only" in note for note in result.notes
    )


@pytest.mark.parametrize(
    ("count", "unread", "said"),
    [
        (10, 0, Outcome.FAIL),
        # One might be without access: then they are only nine, and their share says nothing.
        (10, 1, Outcome.NOT_CHECKED),
        # Whichever it is, 4 of 11 or 4 of 10 are too many.
        (11, 1, Outcome.FAIL),
        # 4 of 14 are not too many, 4 of 13 are.
        (14, 0, Outcome.PASS),
        (14, 1, Outcome.NOT_CHECKED),
        (15, 1, Outcome.PASS),
    ],
)
def test_a_share_is_counted_from_both_ends(tmp_path: Path, count: int, unread: int, said: Outcome) -> None:
    pupils, learners = numbered(count)
    for learner in learners[count - unread :]:
        learner["has_access"] = "perhaps"
    oldest = {**LEARNER, "learner_id": "L99", "mis_id": "P99", "year_group": "6"}
    result = judged(school(tmp_path, pupils[4:], [*learners, oldest]))
    (covered,) = [one for one in result.coverage if one.rule.id == "BP-403"]
    assert covered.counts == {**dict.fromkeys(Outcome, 0), said: 1}


def test_a_subject_class_counts_for_every_pupil_who_takes_it(tmp_path: Path) -> None:
    folder = school(tmp_path, pupils=[PUPIL, {**PUPIL, "mis_id": "P2"}], learners=[])
    rows = [("P1", "Maths"), ("P1", "Latin"), ("P1", "Art"), ("P2", "Maths"), ("P9", "Greek")]
    pl.DataFrame(rows, schema=["mis_id", "subject_class"], orient="row").write_csv(folder / "subject_enrolments.csv")
    pl.DataFrame([*CLASSES, {"class_name": "Maths"}]).with_columns(
        kind=pl.when(pl.col("class_name") == "Maths").then(pl.lit("subject"))
    ).write_csv(folder / "classes.csv")
    result = judged(folder)
    assert result.findings().filter(rule="BP-105").select("row", "key").rows() == [(3, "Latin"), (4, "Art")]
    # What is wrong with a class is no pupil's fault: it stands in the findings, and in what is told of each pupil.
    assert not any("BP-105" in rules for rules in result.failing_rules(SUITE.verdicts[0]))
    told = schoolgate.check("boost-promotion", folder, as_of=NOW).explain("P1")
    assert "Latin" in told
    assert "Art" in told


def test_records_of_two_tables_are_told_apart() -> None:
    report = schoolgate.check("boost-promotion", DATA / "faulty", as_of=NOW)
    document = json.loads(report.to_json())
    by_table = document["summary"]["records_by_table"]
    assert by_table == report.summary_by_table
    assert sum(by_table["pupils"].values()) == 250
    assert "out_of_range" in by_table["pupils"]
    assert "out_of_range" not in by_table["learners"]
    fields = {one["table"]: set(one) for one in document["records"]}
    assert "advice" in fields["learners"] - fields["pupils"]
    assert "class_after" in fields["pupils"] - fields["learners"]


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        ('year_order = ["1", "2", "1"]', "1 stands in it twice"),
        ('year_order = ["1", "2", "Year 1"]', "1, Year 1 stands in it twice"),
        ('school_email_domains = ["@x.org"]', "'@x.org' is no domain"),
        ("inactive_years_by_suite = { ART = 0 }", "expected 1 to 100 years for each test suite; ART has 0"),
        ('platforms = ["Snapp"]', "platforms"),
    ],
)
def test_settings_that_make_no_sense_are_refused(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], setting: str, words: str
) -> None:
    folder = school(tmp_path)
    (folder / "settings.toml").write_text(f"[boost_promotion]\n{setting}\n", encoding="utf-8")
    assert cli.main(["check", "boost-promotion", str(folder), "--as-of", NOW]) == 2
    assert words in capfd.readouterr().err


def test_29_february_is_clipped(tmp_path: Path) -> None:
    folder = school(tmp_path, learners=[{**LEARNER, "last_test_date": "2024-02-29"}])
    own = Settings(CommonSettings(), BoostPromotionSettings(), "boost_promotion")
    for day, rules in ((date(2026, 2, 28), {"BP-502"}), (date(2026, 3, 1), {"BP-501"})):
        result = check(SUITE, folder, own, moment(day.isoformat(), ZoneInfo("Europe/London"), "start"))
        assert {rule for rule in result.findings()["rule"] if rule.startswith("BP-5")} == rules


@pytest.mark.parametrize(
    ("learner", "synced", "expected"),
    [
        ({}, "", "P1 stays with its learner."),
        (
            {},
            "sync_emails = true",
            "P1 will sync, and should not as it is: E-mail address is not the school's (BP-602).",
        ),
        (
            {"has_access": "no"},
            "",
            "L1 stays with its pupil; to do when it is done: Synced learner has no access (BP-302).",
        ),
        (
            {"last_test_date": "2020-01-01"},
            "",
            "L1 stays with its pupil, with a warning: Learner is inactive (BP-501).",
        ),
    ],
)
def test_the_first_line_follows_the_effect(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], learner: Mapping[str, str], synced: str, expected: str
) -> None:
    folder = school(tmp_path / "in", learners=[{**LEARNER, **learner}])
    (folder / "contacts.csv").write_text("mis_id,email\nP1,mum@y.org\n", encoding="utf-8")
    settings = f'[boost_promotion]\nschool_email_domains = ["school.org"]\nplatforms = []\n{synced}\n'
    (folder / "settings.toml").write_text(settings, encoding="utf-8")
    harmed = "should not" in expected
    assert cli.main(["explain", "boost-promotion", str(folder), expected[:2], "--as-of", NOW]) == int(harmed)
    assert " ".join(capfd.readouterr().out.split()).startswith(expected)
    cli.main(["check", "boost-promotion", str(folder), "--as-of", NOW, "-q"])
    assert ("0 of 1 pupils will sync as they are; 1 will, and should not as it is" in capfd.readouterr().out) is harmed
