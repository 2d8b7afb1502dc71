"""What changed since the run before, on the page of a run and in the list of records."""

import json
import re
import shutil
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, ViewportSize, expect

from barriers import barriers
from schoolgate import cli, suites
from schoolgate.judgement.records import ANSWER
from schoolgate.pages import keeping, publish
from schoolgate.pages.archive import Archive
from schoolgate.pages.changes import Change, change
from schoolgate.pages.model import RunModel
from schoolgate.pages.pages import index, pages
from schoolgate.run.order import Order, carried_out
from schoolgate.suites import names
from schools import GOOD, school
from sites import checked, checked_as_of, data_of, files, modelled, students
from watched import watched

DATA = Path(__file__).parents[2] / "data"
AT = datetime(2026, 11, 15, 6, 30, tzinfo=UTC)


def run_of(folder: Path, blank: Sequence[str], keys: Sequence[str], run: str = "first") -> RunModel:
    return modelled("portal-sync", school(folder, students=students(blank, keys)), run)


def told(model: RunModel, found: Change) -> dict[str, list[str]]:
    keys = model.records[0].keys or ()
    return {kind: [str(keys[at]) for at in mine.get("students", ())] for kind, mine in found.records.items()}


def test_who_is_newly_held_back_who_is_mended_and_who_still_waits(tmp_path: Path) -> None:
    before = run_of(tmp_path / "a", ["S1", "S2", "S5"], ["S1", "S2", "S3", "S4", "S5"], "before")
    now = run_of(tmp_path / "b", ["S2", "S3", "S6"], ["S1", "S2", "S3", "S4", "S6"])
    found = change(now, before)
    assert found
    assert told(now, found) == {"new": ["S3", "S6"], "mended": ["S1"], "still": ["S2"]}
    assert [words for *_, words in found.chips] == ["2 newly held back", "1 mended", "1 still held back"]
    assert found.aside.endswith("; 1 student held back then is not in this extract")
    same = change(now, replace(now, run="before"))
    assert same
    assert told(now, same) == {"new": [], "mended": [], "still": ["S2", "S3", "S6"]}


def test_another_school_is_not_compared_with(tmp_path: Path) -> None:
    before = run_of(tmp_path / "a", ["S1"], ["S1", "S2", "S3"])
    now = run_of(tmp_path / "b", ["S1"], ["S1", "T2", "T3"])
    assert change(now, before) is None
    empty = run_of(tmp_path / "c", [], [])
    assert change(now, empty) is None
    assert change(empty, now) is None


@pytest.mark.parametrize("name", names())
def test_the_records_told_are_those_whose_answer_changed(name: str) -> None:
    """From the clean sample to the faulty one, which has other people and the same."""
    before, now = (checked(name, DATA / name / kind) for kind in ("clean", "faulty"))
    models = [modelled(name, DATA / name / kind) for kind in ("clean", "faulty")]
    found = change(models[1], models[0])
    assert found
    held = {one.name for verdict in models[1].verdicts for one in verdict.answers if one.tone in {"bad", "unknown"}}
    for verdict in now.suite.verdicts:
        then = dict(before.records[verdict.facts].select("key", ANSWER).drop_nulls("key").iter_rows())
        wanted: dict[str, list[int]] = {"new": [], "mended": [], "still": []}
        for at, (key, answer) in enumerate(now.records[verdict.facts].select("key", ANSWER).iter_rows()):
            if key is not None:
                kinds = {(True, False): "new", (False, True): "mended", (True, True): "still"}
                kind = kinds.get((answer in held, then.get(key) in held))
                if kind:
                    wanted[kind].append(at)
        assert {kind: list(mine.get(verdict.facts, ())) for kind, mine in found.records.items()} == wanted
    assert sum(len(ats) for mine in found.records.values() for ats in mine.values())


def test_an_extract_is_compared_with_the_one_before_of_the_same_school(tmp_path: Path) -> None:
    site, runs = tmp_path / "site", []
    for number, blank in enumerate((["S1"], ["S1", "S2"], ["S2"])):
        for name in ("Ash", "Birch"):
            keys = [f"{key}{'' if name == 'Ash' else 'b'}" for key in ("S1", "S2", "S3")]
            texts = students([keys[int(one[1:]) - 1] for one in blank] if name == "Ash" else [], keys)
            run = checked_as_of(tmp_path / "in", f"2026-11-{15 + number}", name, students=texts)
            publish.publish(run, site)
            runs.append(run.model.run)
    kept = [Archive(site).model(run) for run in runs[::2]]
    assert kept[0].since is None
    assert [[words for *_, words in one.since.chips] for one in kept[1:] if one.since] == [
        ["1 newly held back", "1 still held back"],
        ["1 mended", "1 still held back"],
    ]
    page = (site / "runs" / runs[4] / "index.html").read_text("utf-8")
    assert 'records.html#/records?changed=mended">1 mended</a>' in page
    assert "since 16 November 2026" in page
    assert ">3 extracts</a>" in page
    assert "The extract before had 2." in page
    for other in runs[1::2]:
        assert other not in page
    before = files(site)
    keeping.rebuild(site)
    assert files(site) == before


def test_a_check_of_the_same_extract_counts_once_and_the_last_time(tmp_path: Path) -> None:
    site, extract = tmp_path / "site", students(["S1"], ["S1", "S2"])
    days = ("2026-11-01", "2026-11-08", "2026-11-15")
    texts = (extract, students(["S1", "S2"], ["S1", "S2"]), students(["S1", "S2"], ["S1", "S2"]))
    for day, text in zip(days, texts, strict=True):
        run = checked_as_of(tmp_path / "in", day, "Ash", students=text)
        publish.publish(run, site)
    model = Archive(site).model(run.model.run)
    assert model.since
    assert (model.since.since, [told for *_, told in model.since.chips]) == (
        "1 November 2026",
        ["1 newly held back", "1 still held back"],
    )
    page = (site / "runs" / run.model.run / "index.html").read_text("utf-8")
    assert ">2 extracts</a>" in page
    assert len(re.findall('class="point"', page)) == 2
    assert "As of 8 November 2026" not in page
    assert "As of 15 November 2026: 2" in page
    # Since when a record is held back is told by all checks: it was a week before, in the same extract.
    past = data_of((site / "runs" / run.model.run / "records.html").read_text("utf-8"))["past"]
    assert past["extracts"] == ["1 November 2026", "8 November 2026", "15 November 2026"]
    assert [past["histories"][of][-1][0] for of in past["of"]["students"]] == [0, 1]


def test_what_a_date_changed_is_told_apart_from_what_somebody_did(tmp_path: Path) -> None:
    """A leaver grows too old with nobody touching it; a salutation is taken away from somebody else."""
    site = tmp_path / "site"
    leavers = GOOD["students"] + "S3,Ms,Cy,,Ash,,false,Left,7A,2025-12-01,left\n"
    first = checked_as_of(tmp_path / "in", "2026-11-01", "Ash", students=leavers)
    publish.publish(first, site)
    assert first.model.summary.held == 0
    second = checked_as_of(tmp_path / "in", "2026-12-20", "Ash", students=leavers.replace("S1,Ms", "S1,"))
    publish.publish(second, site)
    model = Archive(site).model(second.model.run)
    assert model.since
    keys = model.records[0].keys or ()
    new = {str(keys[at]) for at in model.since.records["new"]["students"]}
    by_date = {str(keys[at]) for at in (model.since.dates or {}).get("students", ())}
    assert (new, by_date) == ({"S1", "S3"}, {"S3"})
    page = (site / "runs" / second.model.run / "index.html").read_text("utf-8")
    assert f"{len(by_date)} of them because a date passed" in page
    data = data_of((site / "runs" / second.model.run / "records.html").read_text("utf-8"))
    assert data["since"]["dates"] == {"students": [at for at, key in enumerate(keys) if key in by_date]}


def test_the_history_of_a_record_is_told_in_spans(tmp_path: Path) -> None:
    site, blanks = tmp_path / "site", ("S1", "", "S1 S2", "S1")
    for number, blank in enumerate(blanks):
        keys = ["S1", "S2"] if number else ["S1"]
        run = checked_as_of(
            tmp_path / "in", f"2026-10-{1 + 7 * number:02}", "Ash", students=students(blank.split(), keys)
        )
        publish.publish(run, site)
    past = data_of((site / "runs" / run.model.run / "records.html").read_text("utf-8"))["past"]
    assert past["extracts"] == ["1 October 2026", "8 October 2026", "15 October 2026", "22 October 2026"]
    told = [[(at, past["answers"][one][0]) for at, one in past["histories"][of]] for of in past["of"]["students"]]
    assert told == [
        [(0, "will not sync"), (1, "will sync"), (2, "will not sync")],
        [(1, "will sync"), (2, "will not sync"), (3, "will sync")],
    ]


def test_an_older_run_says_that_a_newer_one_is_there(tmp_path: Path) -> None:
    site, places = tmp_path / "site", []
    for number, blank in enumerate((["S1", "S2"], ["S2"], [])):
        run = checked_as_of(tmp_path / "in", f"2026-11-{15 + number}", "Ash", students=students(blank, ["S1", "S2"]))
        places.append(publish.publish(run, site).parent)
    told: list[Any] = []
    for place in places:
        page = (place / "records.html").read_text("utf-8")
        found = re.search(r'<script type="application/json" id="newer">(.*?)</script>', page)
        told.append(json.loads(found[1]) if found else None)
        assert ("A newer check of this school exists" in (place / "index.html").read_text("utf-8")) is bool(found)
    assert told[2] is None
    for at, keys in ((0, ["S1", "S2"]), (1, ["S2"])):
        assert told[at]["asOf"] == "17 November 2026"
        assert told[at]["answers"] == [["will sync", "good"]]
        assert told[at]["others"] == {"students": dict.fromkeys(keys, 0)}
    for name in ("index.html", "records.html"):
        leading = (site / "runs/latest-ash-portal-sync" / name).read_text("utf-8")
        assert f'location.replace("../{places[2].name}/{name}" + location.hash)' in leading
    # A check of an older extract is no newer one.
    late = checked_as_of(tmp_path / "in", "2026-11-01", "Ash", at="2026-11-18", students=students(["S1"], ["S1", "S2"]))
    publish.publish(late, site)
    assert places[2].name in (site / "runs/latest-ash-portal-sync/index.html").read_text("utf-8")
    before = files(site)
    keeping.rebuild(site)
    assert files(site) == before


def test_of_other_records_a_newer_run_says_nothing(tmp_path: Path) -> None:
    """Keys are pseudonyms in one of the two: nobody is told to be missing, or to have the same answer."""
    site = tmp_path / "site"
    for day, keys in (("2026-11-08", ["S1", "S2", "S3"]), ("2026-11-15", ["X1", "X2", "S3"])):
        run = checked_as_of(tmp_path / "in", day, "Ash", students=students(["S1"], keys))
        publish.publish(run, site)
    first = min(site.glob("runs/2*"))
    page = (first / "records.html").read_text("utf-8")
    found = re.search(r'<script type="application/json" id="newer">(.*?)</script>', page)
    assert found
    assert json.loads(found[1])["others"] is None
    assert Archive(site).model(run.model.run).since is None


def test_a_store_of_an_older_version_is_read_and_migrated(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Runs that do not say whose they are, without notes and without what later ones are compared with."""
    site = tmp_path / "site"
    for number, name in enumerate(("ash", "birch", "ash")):
        (tmp_path / f"in{number}").mkdir()
        suite, source = suites.load("portal-sync"), school(tmp_path / f"in{number}" / name)
        run = publish.prepared(
            carried_out(Order(suite=suite, source=source, as_of=f"2026-11-1{number}")), at=AT + timedelta(days=number)
        )
        publish.publish(replace(run, model=replace(run.model, school="", extract=str(number))), site)
    shutil.rmtree(site / "store/series")
    for path in (*site.glob("store/*/seen.json.gz"), *site.glob("runs/latest-*/*")):
        path.unlink()
    later = checked_as_of(tmp_path / "in", "2026-11-20", "ash", students=students(["S1"], ["S1", "S2"]))
    publish.publish(later, site)
    found = Archive(site).model(later.model.run).since
    assert found
    assert found.since == "12 November 2026"
    assert cli.main(["docs", "build", str(site)]) == 0
    assert "3 runs of an older version did not say whose they are" in capsys.readouterr().out
    assert {one.school for one in Archive(site).history()} == {"ash", "birch"}
    assert sorted(path.name for path in site.glob("runs/latest-*")) == [
        "latest-ash-portal-sync",
        "latest-birch-portal-sync",
    ]
    assert cli.main(["docs", "build", str(site)]) == 0
    assert "older version" not in capsys.readouterr().out


def test_a_run_before_that_cannot_be_read_is_no_obstacle(tmp_path: Path) -> None:
    result = checked("portal-sync", school(tmp_path / "in"))
    first, second = (publish.prepared(result, at=AT + timedelta(days=number)) for number in range(2))
    publish.publish(first, tmp_path / "site")
    (kept,) = (tmp_path / "site").glob("store/*/model.json.gz")
    kept.write_bytes(b"of another edition")
    publish.publish(second, tmp_path / "site")
    assert Archive(tmp_path / "site").model(second.model.run).since is None


@pytest.mark.parametrize("name", names())
def test_the_index_answers_in_the_suites_words(name: str) -> None:
    model = modelled(name, DATA / name / "faulty")
    page = index([model.summary])["index.html"]
    for verdict in model.verdicts:
        assert verdict.outlook in page
        for one in verdict.answers:
            assert f"<strong>{one.count}</strong> {one.label}</a>" in page
    for raw in ("blocked", "undetermined", "ready with warnings", "Go through", "as they should be"):
        assert raw not in re.sub(r"<style>.*?</style>|<script>.*?</script>|<[^>]*>", "", page, flags=re.DOTALL)


def test_the_school_is_named_where_its_settings_name_it(tmp_path: Path) -> None:
    source = school(tmp_path / "extract")
    (source / "settings.toml").write_text('school = "Hilltop <School>"\n', encoding="utf-8")
    model = modelled("portal-sync", source)
    for page in (pages(model, [])["runs/first/index.html"], index([model.summary])["index.html"]):
        assert "<strong>Hilltop &lt;School&gt;</strong>" in page
        assert "extract · " in page
    plain = modelled("portal-sync", school(tmp_path / "Hilltop"))
    assert "<strong>Hilltop</strong>" in pages(plain, [])["runs/first/index.html"]


@pytest.mark.slow
def test_a_chip_leads_to_the_records_that_it_counts(browser: Browser, tmp_path: Path) -> None:
    """Slow: it starts a page in a browser."""
    site = tmp_path / "site"
    for number, kind in enumerate(("clean", "faulty")):
        run = publish.prepared(
            replace(checked("portal-sync", DATA / "portal-sync" / kind), school="Ash"), at=AT + timedelta(days=number)
        )
        page_at = publish.publish(run, site)
    seen = watched(browser)
    page = seen.go(page_at)
    chip = page.locator(".since a.chip").first
    words = chip.inner_text()
    chip.click()
    page.locator("#said").wait_for()
    expect(page.locator("#said")).to_contain_text(f"{words.split()[0]} of ")
    expect(page.locator("#filtered")).to_contain_text("Newly held back since 22 November 2026")
    page.get_by_role("button", name="Clear").click()
    expect(page.locator("#filtered .chip")).to_have_count(0)
    assert not seen.trouble


def test_one_page_beside_a_folder_tells_what_the_folder_knows(tmp_path: Path) -> None:
    keys, site, page = ["S1", "S2", "S3", "S4"], tmp_path / "site", tmp_path / "one.html"
    publish.publish(checked_as_of(tmp_path / "in", "2026-11-15", "Ash", students=students(["S1", "S2"], keys)), site)
    second = checked_as_of(tmp_path / "in", "2026-11-22", "Ash", students=students(["S2", "S3"], keys))
    publish.write_file(second, page, beside=site)
    text = page.read_text("utf-8")
    for told in ("1 newly held back", "1 mended", "1 still held back", 'class="spark"', ">2 extracts</a>"):
        assert told in text
    assert data_of(text)["past"]["extracts"] == ["15 November 2026", "22 November 2026"]
    publish.write_file(second, page)
    assert "newly held back</a>" not in page.read_text("utf-8")


def test_a_baseline_says_how_many_findings_are_new(tmp_path: Path) -> None:
    source, earlier = school(tmp_path / "in", students=students(["S1"], ["S1", "S2"])), tmp_path / "earlier.json"
    school(tmp_path / "before", students=students([], ["S1", "S2"]))
    for place, report in ((tmp_path / "before", earlier), (source, tmp_path / "same.json")):
        cli.main(["check", "portal-sync", str(place), "--as-of", "2026-11-22", "--quiet", f"--report=json={report}"])
    for baseline, chip in (
        (earlier, '<span class="chip bad wrap">1 finding new or worse since earlier.json</span>'),
        (tmp_path / "same.json", '<span class="chip good wrap">no finding is new since same.json</span>'),
    ):
        page = tmp_path / "one.html"
        gate = ("--baseline", str(baseline), "--docs", str(page))
        cli.main(["check", "portal-sync", str(source), "--as-of", "2026-11-22", "--quiet", *gate])
        assert chip in page.read_text("utf-8")


@pytest.mark.slow
@pytest.mark.parametrize("width", [1280, 390])
def test_neither_histories_nor_newer_runs_are_a_barrier(browser: Browser, tmp_path: Path, width: int) -> None:
    site, places = tmp_path / "site", []
    waivers, notes = tmp_path / "agreed.toml", tmp_path / "said.toml"
    waivers.write_text(
        '[[waivers]]\nrule = "PS-101"\nkey = "S2"\nuntil = 2027-01-31\nreason = "comes in January"\n', encoding="utf-8"
    )
    notes.write_text(
        '[[note]]\nkey = "S2"\ntext = "Her mother rang"\ncase = "CS-4711"\n\n'
        '[[note]]\nrule = "PS-101"\ntext = "Asked"\ncase = "CS-9"\n',
        encoding="utf-8",
    )
    for number, blank in enumerate((["S1"], [], ["S1", "S2"], ["S2"])):
        said = (waivers, notes) if number == 3 else (None, None)
        texts, day = students(blank, ["S1", "S2"]), f"2026-10-{1 + 7 * number:02}"
        run = checked_as_of(tmp_path / "in", day, "Ash", waivers=said[0], notes=said[1], students=texts)
        places.append(publish.publish(run, site).parent)
    screen: ViewportSize = {"width": width, "height": 844}
    seen = watched(browser, screen)
    for place, view, told in (
        (places[3], "index.html", "1 mended"),
        (places[3], "index.html#PS-101", "in the last 4 extracts"),
        (
            places[3],
            "records.html#/record/students/S1",
            "will sync since 22 October 2026; on 15 October 2026",
        ),
        (places[3], "records.html#/record/students/S2", "Case CS-4711."),
        (places[3], "records.html#/records?changed=mended", "Mended since 15 October 2026"),
        (
            places[2],
            "records.html#/record/students/S1",
            "as of 22 October 2026: S1 will sync there",
        ),
        (places[2], "index.html", "A newer check of this school exists"),
    ):
        file, _, fragment = view.partition("#")
        page = seen.go(place / file, f"#{fragment}" if fragment else "")
        expect(page.locator("main")).to_contain_text(told)
        for dark in (False, True):
            page.emulate_media(color_scheme="dark" if dark else "light")
            assert not (bars := barriers(page, dark=dark)), f"{view}\n{bars}"
            assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.emulate_media(color_scheme="light")
    # What stands in chips beside a record's answer: what changed, what is waived and until when, which case knows of it.
    for place, key, chips in (
        (places[3], "S1", ["will sync", "mended"]),
        (places[3], "S2", ["will not sync", "PS-101 waived until 2027-01-31: comes in January", "case CS-4711"]),
        (places[2], "S1", ["will not sync", "new"]),
    ):
        page = seen.go(place / "records.html", f"#/record/students/{key}")
        expect(page.locator("#record-view h1")).to_contain_text(key)
        assert page.locator(".record-head .meta .chip").all_inner_texts() == chips
        assert "Her mother rang" not in page.content()
    # Of a requirement they stand where one sees it closed, with its small trend.
    page = seen.go(places[3] / "index.html")
    rule = page.locator("#PS-101 > summary")
    assert rule.locator(".chip").all_inner_texts() == ["1 mended", "1 waived", "case CS-9"]
    expect(rule.locator("svg.rule-spark")).to_be_visible()
    assert rule.locator("svg.rule-spark title").text_content() == "1, 0, 2, 1 in the last 4 extracts"
    # The banner leads to the record in the newest run, and a bar of the trend to its own run.
    page = seen.go(places[0] / "records.html", "#/record/students/S2")
    page.get_by_role("link", name="Open the newest").click()
    page.wait_for_url(f"**/{places[3].name}/records.html#/record/students/S2")
    page = seen.go(places[3] / "index.html")
    page.locator("a.point").first.locator(".hit").click(force=True)
    page.wait_for_url(f"**/{places[0].name}/index.html")
    assert not seen.trouble
    seen.page.context.close()
