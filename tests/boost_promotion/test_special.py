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
        ({"date_of_birth": "2015-03-02"}, "New", None, None, None),
        ({"first_name": "Adam"}, "New", None, None, None),
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
        ("Mary-Ann", "MaryAnn"),
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
    assert result.records["pupils"].select("tag", "status", "learner_id").rows() == [("May match", "blocked", None)] * 2
    assert result.causes.select("rule", "key", "records", "ready_if_mended").rows() == [("BP-204", None, 2, 2)]
    assert len(set(result.findings().filter(rule="BP-204")["message"])) == 1


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
    "Registration groups", "Subject classes", "E-mails not to sync", "Learners to review", "Access to revoke",
    "Access to grant", "For the leavers class", "Out of the leavers class", "Defunct classes", "Counts that must agree",
)  # fmt: skip


def test_the_work_lists_stand_in_the_order_of_the_steps(tmp_path: Path) -> None:
    faulty, folder, book = DATA / "faulty", tmp_path / "lists", tmp_path / "lists.xlsx"
    options = ["--as-of", NOW, "--quiet", f"--report=worklist={folder}", f"--report=worklist={book}"]
    assert cli.main(["check", "boost-promotion", str(faulty), *options]) == 1
    assert tuple(openpyxl.load_workbook(book).sheetnames) == SHEETS
    files = sorted(folder.iterdir())
    assert [file.name[:3] for file in files] == [f"{number:02d}-" for number in range(1, 11)]
    rules = json.loads(_report(faulty))["rules"]
    failed = {rule["id"]: rule["failed"] for rule in rules}
    counts = {file.stem[3:]: pl.read_csv(file).height for file in files}
    assert counts["registration-groups"] == failed["BP-101"] + failed["BP-102"]
    assert counts["subject-classes"] == failed["BP-105"]
    assert counts["access-to-revoke"] == failed["BP-301"]
    assert counts["access-to-grant"] == failed["BP-302"]
    assert counts["for-the-leavers-class"] == failed["BP-303"]
    assert counts["out-of-the-leavers-class"] == failed["BP-307"]
    assert counts["defunct-classes"] == failed["BP-306"]


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
    counts = lists(result)["Counts that must agree"]
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
    first = lists(result)["Counts that must agree"].row(0, named=True)
    assert (first["Learners now"], first["Which are"], first["Difference"]) == (0, None, None)


def test_a_rule_turned_off_leaves_its_list_empty(tmp_path: Path) -> None:
    folder = school(tmp_path, pupils=[], learners=[LEARNER])
    (folder / "settings.toml").write_text('[rules."BP-301"]\nenabled = false\nreason = "we keep access"\n')
    place = tmp_path / "lists"
    assert (
        cli.main(["check", "boost-promotion", str(folder), "--as-of", NOW, "--quiet", f"--report=worklist={place}"])
        == 0
    )
    assert pl.read_csv(place / "05-access-to-revoke.csv").is_empty()
    assert pl.read_csv(place / "07-for-the-leavers-class.csv").height == 1


# ---------------------------------------------------------------------------------------------------------- the rest


def test_a_column_of_birthdays_that_is_not_supplied_leaves_it_open_who_matches(tmp_path: Path) -> None:
    undated = {name: cell for name, cell in LEARNER.items() if name != "date_of_birth"}
    result = judged(school(tmp_path, learners=[{**undated, "mis_id": ""}]))
    assert result.records["pupils"].select("tag", "status").rows() == [(None, "undetermined")]
    assert result.records["learners"].select("tag").rows() == [(None,)]


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
        ('school_email_domains = ["@x.org"]', "'@x.org' is no domain"),
        ("inactive_years_by_suite = { ART = 0 }", "expected 1 to 100 years for each test suite; ART has 0"),
        ('platforms = ["Snap"]', "platforms"),
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
