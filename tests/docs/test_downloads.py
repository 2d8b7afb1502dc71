"""What the pages of a run hand out: the very files that the command line writes, beside the pages or inside the one page."""

import base64
import gzip
import json
import re
import shutil
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest
from playwright.sync_api import Browser, Page, expect

from schoolgate import cli
from schoolgate.basics.errors import InputError
from schoolgate.basics.shown import visible
from schoolgate.frames.shown import quoted, without_formulas
from schoolgate.language.rule import Severity
from schoolgate.pages import downloads as handed
from schoolgate.pages import keeping, publish
from schoolgate.pages.archive import Archive
from schoolgate.pages.downloads import NAME, downloads
from schoolgate.pages.pages import pages, single_file
from schoolgate.report.formats import Telling
from schoolgate.run.result import Result
from schoolgate.suites import names
from sites import checked, handing_out, published
from watched import Watched, watched

DATA = Path(__file__).parents[2] / "data"
NOW = "2026-11-22"
AT = datetime(2026, 11, 22, 9, 30, 15, tzinfo=UTC)
OWN = {
    "portal-sync": set(),
    "student-import": {"plan"},
    "boost-promotion": {"worklist"},
    "schoolcomms-leavers": {"proofs"},
}
TELLING = Telling(Severity.ERROR, show_values=False)


def source(name: str) -> Path:
    return DATA / name / "faulty"


@pytest.fixture(scope="module", params=names())
def result(request: pytest.FixtureRequest) -> Result:
    return checked(request.param, source(request.param))


@pytest.fixture(scope="module")
def leavers() -> Result:
    return checked("schoolcomms-leavers", source("schoolcomms-leavers"))


def written(name: str, report: str, ending: str, folder: Path, *options: str) -> bytes:
    """What the command line writes."""
    place = folder / f"x{ending}"
    asked = ["check", name, str(source(name)), "--as-of", NOW, "--quiet", f"--report={report}={place}", *options]
    assert cli.main(asked) == 1
    return place.read_bytes()


def test_every_file_is_what_the_command_line_writes(result: Result, tmp_path: Path) -> None:
    name = result.suite.name
    found = downloads(result, TELLING)
    assert {one.report for one in found.told} == {"fixlist", *OWN[name]}
    assert [one.name for one in found.told] == list(found.files)
    for one in found.told:
        ending = Path(one.name).suffix
        assert NAME.fullmatch(one.name)
        assert one.name == f"{one.report}-faulty-{NOW}{ending}"
        assert found.files[one.name] == written(name, one.report, ending, tmp_path)
        assert one.size == len(found.files[one.name]) > 0


def test_a_delete_list_that_must_not_be_written_is_not_handed_out(leavers: Result, tmp_path: Path) -> None:
    found = downloads(leavers, TELLING)
    assert not [one for one in found.told if one.report == "delete-list"]
    ((label, reason),) = found.withheld
    assert label == "Delete list"
    assert "not safe to delete" in reason
    model = handing_out(leavers)[0]
    page = pages(model, [])["runs/first/index.html"]
    assert "<strong>Delete list</strong>" in page
    assert "is not handed out: of those selected, " in page
    assert "delete-list-" not in page
    safe = downloads(leavers, TELLING, only_safe=True)
    (csv,) = [one.name for one in safe.told if one.report == "delete-list" and one.kind == "CSV"]
    assert safe.files[csv] == written("schoolcomms-leavers", "delete-list", ".csv", tmp_path, "--only-safe")
    assert not safe.withheld


def test_only_safe_is_for_the_pages_too(leavers: Result, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    del leavers
    asked = [
        "check",
        "schoolcomms-leavers",
        str(source("schoolcomms-leavers")),
        "--as-of",
        NOW,
        "--quiet",
        "--only-safe",
    ]
    assert cli.main([*asked, f"--docs={tmp_path / 'page.html'}"]) == 1
    assert 'data-file="delete-list-faulty-2026-11-22.csv"' in (tmp_path / "page.html").read_text("utf-8")
    assert cli.main(asked) == 2
    assert "only-safe does nothing by itself" in capsys.readouterr().err


def test_many_records_have_no_workbook_where_there_is_a_csv(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handed, "MOST_FOR_A_WORKBOOK", 10)
    for name, kinds in (("student-import", {"CSV"}), ("boost-promotion", {"CSV", "Excel"})):
        found = downloads(checked(name, source(name)), TELLING)
        assert {one.kind for one in found.told} == kinds


@pytest.mark.parametrize(
    ("where", "slug"),
    [
        ("/in/Riverside 2026", "Riverside-2026-"),
        ("../../etc/passwd", "passwd-"),
        ("C:\\x\\<b>ä</b>.zip", "b-zip-"),
        ("/" + "x" * 200, "x" * 40 + "-"),
        ("…", ""),
    ],
)
def test_a_name_leads_to_no_other_place(leavers: Result, where: str, slug: str) -> None:
    for one in downloads(replace(leavers, source=where), TELLING).told:
        assert NAME.fullmatch(one.name)
        assert one.name.startswith(f"{one.report}-{slug}{NOW}")


def test_a_site_keeps_its_files_and_is_built_anew_with_them(leavers: Result, tmp_path: Path) -> None:
    run = publish.prepared(leavers, at=AT)
    page = publish.publish(run, tmp_path)
    links = re.findall(r'download="([^"]+)" href="([^"]+)"', page.read_text("utf-8"))
    assert [name for name, _ in links] == list(run.files)
    for name, link in links:
        assert (page.parent / link).read_bytes() == run.files[name]
    assert Archive(tmp_path).files(run.model) == run.files
    shutil.rmtree(tmp_path / "runs")
    keeping.rebuild(tmp_path)
    assert {path.name: path.read_bytes() for path in (page.parent / handed.FILES).iterdir()} == run.files


@pytest.mark.parametrize("harm", ["other", "gone", "broken"])
def test_a_file_that_is_not_what_was_kept_stops_the_building(leavers: Result, tmp_path: Path, harm: str) -> None:
    run = publish.prepared(leavers, at=AT)
    publish.publish(run, tmp_path)
    kept = tmp_path / "store" / run.model.run / f"{next(iter(run.files))}.gz"
    if harm == "gone":
        kept.unlink()
    else:
        kept.write_bytes(gzip.compress(b"S1") if harm == "other" else b"\x1f\x8b")
    with pytest.raises(InputError, match=r"fixlist-faulty.*delete its folder, to forget the run"):
        keeping.rebuild(tmp_path)


def test_a_name_that_somebody_put_into_the_store_is_not_followed(leavers: Result, tmp_path: Path) -> None:
    run = publish.prepared(leavers, at=AT)
    publish.publish(run, tmp_path)
    astray = replace(run.model.downloads[0], name="../../secret.csv")
    (tmp_path / "secret.csv.gz").write_bytes(gzip.compress(run.files[run.model.downloads[0].name]))
    with pytest.raises(InputError, match="cannot be read"):
        Archive(tmp_path).files(replace(run.model, downloads=(astray,)))


def test_the_one_page_holds_the_files(leavers: Result) -> None:
    model, files = handing_out(leavers)
    text = single_file(model, [], files)
    held = re.search(r'<script type="application/json" id="files">(.*?)</script>', text)
    assert held
    found = {name: gzip.decompress(base64.b64decode(packed)) for name, packed in json.loads(held[1]).items()}
    assert found == dict(files)
    assert text == single_file(model, [], files)


# ---------------------------------------------------------------------------------------------------- in a real browser


def saved(page: Page, press: str, number: int = 0) -> tuple[str, bytes]:
    """What the browser saves after a press, and under which name."""
    with page.expect_download() as waiting:
        page.locator(press).nth(number).click()
    assert waiting.value.failure() is None
    return waiting.value.suggested_filename, Path(waiting.value.path()).read_bytes()


@pytest.mark.slow
def test_each_file_is_saved_as_it_is(seen: Watched, result: Result, tmp_path: Path) -> None:
    """Slow: a real browser."""
    model, files = handing_out(result)
    site = published(model, tmp_path, files=files)
    page = seen.go(site / "runs/first/index.html")
    beside = dict(saved(page, "#downloads ~ ul a", number) for number in range(len(files)))
    assert beside == dict(files)
    page = seen.go(site / "single.html")
    inside = dict(saved(page, "#downloads ~ ul button", number) for number in range(len(files)))
    assert inside == dict(files)
    assert not seen.trouble
    assert {url for url in seen.asked if not url.startswith(("file:", "blob:", "data:"))} == set()
    page.context.close()


HOSTILE = (
    "=1+2", "+cmd|calc", "-2+3", "@SUM(A1)", "|x", "%x", "a;=1", 'a;"=1', "a,=1", "a,'@x", "a;-1;=2", "x\ty", "＝1",
    "a;  +1", "a b", 'say "x"', "a;b", "a,b", "a\n=b", "", "007", "ä", "😀;=1", "a;+;-", ";;=1",
)  # fmt: skip


@pytest.mark.slow
def test_cells_are_disarmed_as_those_of_the_command_line(seen: Watched, leavers: Result, tmp_path: Path) -> None:
    """Slow: a real browser."""
    texts = [visible(text) for text in HOSTILE]
    page = seen.go(published(handing_out(leavers)[0], tmp_path) / "runs/first/records.html")
    rows = [[text, 7, None] for text in texts]
    found = page.evaluate("rows => saving.csv(rows).arrayBuffer().then((it) => [...new Uint8Array(it)])", rows)
    frame = pl.DataFrame(rows, schema={"text": pl.String(), "n": pl.Int64(), "none": pl.String()}, orient="row")
    wanted = quoted(without_formulas(frame)).write_csv(quote_style="never", include_header=False, include_bom=True)
    assert bytes(found).decode("utf-8") == wanted
    assert not seen.trouble
    page.context.close()


@pytest.mark.slow
def test_without_scripts_the_files_of_a_site_can_be_had(browser: Browser, leavers: Result, tmp_path: Path) -> None:
    """Slow: a real browser."""
    model, files = handing_out(leavers)
    page = watched(browser, scripts=False).go(published(model, tmp_path, files=files) / "runs/first/index.html")
    expect(page.locator("#downloads ~ ul a").first).to_be_visible()
    name, content = saved(page, "#downloads ~ ul a")
    assert files[name] == content
    page.context.close()
