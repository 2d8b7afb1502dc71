"""Data Docs as files: what is written, in which order, what is kept, and what happens when something breaks."""

import errno
import gzip
import importlib
import json
import logging
import os
import re
import shutil
import socket
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from extracts import MARK, write_shown
from schoolgate import suites
from schoolgate.basics.errors import InputError, ProgramError
from schoolgate.basics.holding import at_work
from schoolgate.pages import archive, keeping, model, pages, publish
from schoolgate.pages.archive import Archive, harmless, run_name
from schoolgate.pages.model import RunModel
from schoolgate.pages.publish import Run
from schoolgate.run.result import Result
from schools import school
from sites import broken_links, checked, files
from test_causes import STUDENTS, suite

DATA = Path(__file__).parents[2] / "data"
AT = datetime(2026, 11, 22, 9, 30, 15, tzinfo=UTC)
BUILT, NATIVE = False, True
# Great Expectations takes seconds for each school, whatever its size.
EITHER = [BUILT, pytest.param(NATIVE, marks=pytest.mark.slow)]


_PREPARED: dict[tuple[int, int, bool], tuple[Result, Run]] = {}


def run_of(result: Result, days: int = 0, native: bool = BUILT) -> Run:
    """A check as a run of some day, prepared once for all tests; the result is kept, so that its id stays its own."""
    place = (id(result), days, native)
    if place not in _PREPARED:
        _PREPARED[place] = (result, publish.prepared(result, at=AT + timedelta(days=days), native=native))
    return _PREPARED[place][1]


@pytest.fixture(scope="module")
def faulty() -> Result:
    return checked("portal-sync", DATA / "portal-sync" / "faulty")


@pytest.fixture(scope="module")
def clean() -> Result:
    return checked("portal-sync", DATA / "portal-sync" / "clean")


@pytest.fixture(scope="module")
def runs(faulty: Result) -> Callable[[bool], Run]:
    """The faulty run with results of either making."""
    return lambda native: run_of(faulty, native=native)


def on_another_day(run: Run, result: Result) -> Run:
    """The same judgement, a day later."""
    return replace(run_of(result, 1), results=run.results, native=run.native)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "site"


Write = Callable[..., None]
Around = Callable[[Callable[[Write], Write]], None]


@pytest.fixture
def around(monkeypatch: pytest.MonkeyPatch) -> Around:
    """Put a function around the one through which every file is written; it is handed that one."""

    def put(wrapping: Callable[[Write], Write]) -> None:
        monkeypatch.setattr(archive, "whole", wrapping(archive.whole))

    return put


@pytest.fixture(autouse=True)
def no_debugging(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SCHOOLGATE_DEBUG", raising=False)


# What is written


@pytest.mark.parametrize("name", suites.names())
def test_a_run_is_one_entry_with_a_result_per_fact_table(name: str, folder: Path) -> None:
    result = checked(name, DATA / name / "faulty")
    first, second = run_of(result), run_of(result, 1)
    page = publish.publish(first, folder)
    assert page.is_file()
    assert page == folder / "runs" / first.model.run / "index.html"
    publish.publish(second, folder)
    found = files(folder)
    for run in (first, second):
        stored = [path for path in found if path.startswith(f"store/{run.model.run}/") and path.endswith(".json")]
        assert len(stored) == len(result.suite.fact_tables)
    assert sum(path.endswith("run.json") for path in found) == 2
    index = found["index.html"].decode()
    assert {run.model.run for run in (first, second)} == set(re.findall(r'href="runs/([^/"]+)/index\.html"', index))
    assert not broken_links(folder)
    assert not [path for path in found if ".part" in path or Path(path).name.startswith(".")]


@pytest.mark.parametrize("native", EITHER)
def test_any_great_expectations_reads_the_store(
    runs: Callable[[bool], Run], faulty: Result, folder: Path, native: bool
) -> None:
    run = runs(native)
    publish.publish(run, folder)
    backend = {
        "class_name": "TupleFilesystemStoreBackend",
        "base_directory": str(folder / "store"),
        "filepath_template": "{1}/{0}--{2}--{3}.json",
        "filepath_suffix": None,
        "suppress_store_backend_id": True,
    }
    stock = importlib.import_module("great_expectations.data_context.store")
    store = stock.ValidationResultsStore(store_backend=backend)
    keys = store.list_keys()
    assert {key.expectation_suite_identifier.name for key in keys} == {
        f"portal-sync.{table.name}" for table in faulty.suite.fact_tables
    }
    assert {key.run_id.run_name for key in keys} == {run.model.run}
    assert {key.run_id.run_time for key in keys} == {AT}
    for key in keys:
        found = store.get(key)
        (ours,) = [one for one in run.results.values() if one["suite_name"] == key.expectation_suite_identifier.name]
        assert json.loads(str(found)) == json.loads(json.dumps(ours))
        assert dict(found.meta)["judged_by"] == ("Great Expectations" if native else "the outcomes of the check")


@pytest.mark.parametrize("native", EITHER)
def test_what_is_wrong_with_the_whole_file_agrees_too(
    native: bool, tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = suite()
    monkeypatch.setattr(suites, "load", lambda _: own)
    run = run_of(checked("portal-sync", school(tmp_path / "in", students=STUDENTS)), native=native)
    assert [one["success"] for one in run.results["whole"]["results"]] == [False]
    publish.publish(run, folder)
    wrong = replace(run.model, records=tuple(table for table in run.model.records if table.facts != "whole"))
    with pytest.raises(ProgramError, match="PS-901"):
        publish.publish(replace(run, model=wrong), folder)


@pytest.mark.slow
@pytest.mark.parametrize("name", suites.names())
def test_great_expectations_builds_the_same_site(name: str, tmp_path: Path) -> None:
    result = checked(name, DATA / name / "faulty")
    built = run_of(result)
    native = replace(run_of(result, native=NATIVE), model=built.model)
    for run, at in ((native, tmp_path / "native"), (built, tmp_path / "built")):
        publish.publish(run, at)
        publish.write_file(run, at / "one.html")
    theirs, ours = files(tmp_path / "native"), files(tmp_path / "built")
    assert list(theirs) == list(ours)
    differ = {path for path in ours if theirs[path] != ours[path]}
    assert all(path.startswith("store/") and path.endswith(".json") for path in differ), "who judged stands in results"
    assert len(differ) == sum(not facts.is_empty() for facts in result.facts.values())


def test_one_file_holds_the_run(faulty: Result, tmp_path: Path) -> None:
    run = run_of(faulty)
    target = tmp_path / "here" / "for the case.html"
    target.parent.mkdir()
    publish.write_file(run, target)
    assert list(files(tmp_path)) == ["here/for the case.html"]
    assert target.read_text("utf-8") == pages.single_file(run.model, (), run.files)


def test_a_dollar_sign_in_a_path_is_a_dollar_sign(faulty: Result, tmp_path: Path) -> None:
    folder = tmp_path / "$HOME ${x} costs $5"
    run = run_of(faulty)
    publish.publish(run, folder)
    publish.write_file(run, tmp_path / "$a.html")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["$HOME ${x} costs $5", "$a.html"]
    assert len(list((folder / "store" / run.model.run).iterdir())) == len(faulty.suite.fact_tables) + 2 + len(run.files)


def test_the_model_comes_back_as_it_was(faulty: Result, folder: Path) -> None:
    run = run_of(faulty)
    publish.publish(run, folder)
    found = Archive(folder)
    assert found.model(run.model.run) == run.model
    assert found.history() == (run.model.summary,)


@pytest.mark.slow
def test_nothing_is_sent_said_or_left_elsewhere(
    faulty: Result,
    tmp_path: Path,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    def refuse(*_: object) -> None:
        pytest.fail("a connection was opened")

    home = tmp_path / "home"
    home.mkdir()
    for variable in ("HOME", "TMPDIR", "XDG_CACHE_HOME"):
        monkeypatch.setenv(variable, str(home))
    monkeypatch.setattr("tempfile.tempdir", str(home))
    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    caplog.set_level(logging.NOTSET)
    run = publish.prepared(faulty, at=AT, native=NATIVE)
    publish.publish(run, folder)
    publish.write_file(run, folder / "one.html")
    assert capfd.readouterr() == ("", "")
    assert not [record for record in caplog.records if record.name.startswith("great_expectations")]
    assert not list(home.iterdir())


HOSTILE = (
    "<img src=x onerror=alert(1)>", "</script><script>alert(2)</script>", "{{ 7 * 7 }}", "${HOME}", "$row",
    "[x](javascript:alert(3))", "&lt;b&gt;", "'\"><svg onload=alert(4)>", "\u202eevil", "<!--", "]]>",
)  # fmt: skip


@pytest.mark.parametrize("name", suites.names())
@pytest.mark.parametrize("native", EITHER)
def test_hostile_text_stays_text_in_the_store(name: str, native: bool, tmp_path: Path, folder: Path) -> None:
    result = checked(name, write_shown(suites.load(name), tmp_path / "in", HOSTILE))
    run = run_of(result, native=native)
    publish.publish(run, folder)
    keys: set[str] = set()
    for path in (folder / "store" / run.model.run).glob("*.json"):
        text = path.read_text("utf-8")
        assert not set("<>&\u202e").intersection(text)
        for one in json.loads(text)["results"]:
            for part in one["result"]["unexpected_index_list"]:
                keys.update(key for column, cells in part.items() if column != "row" for key in cells if key)
    assert keys & set(HOSTILE)
    assert not broken_links(folder)


def test_harmless_json_says_the_same() -> None:
    document = json.dumps({"<a>": ["&", "</script>", "\\u003c", "<!--"]})
    assert json.loads(harmless(document)) == json.loads(document)
    assert not set("<>&").intersection(harmless(document))


def test_names_of_runs_are_in_the_order_of_time_and_never_twice() -> None:
    # By the clock on the wall the last one comes first.
    last = (AT + timedelta(minutes=1)).astimezone(timezone(timedelta(hours=-5)))
    found = [run_name("portal-sync", at) for at in (AT, AT, AT + timedelta(milliseconds=1), last)]
    assert len(set(found)) == 4
    assert found[2:] == sorted(found)[2:]
    assert found[0].startswith("20261122T093015Z-portal-sync-")


# A reader meanwhile


def test_no_link_is_broken_at_any_moment(faulty: Result, clean: Result, folder: Path, around: Around) -> None:
    moments: list[list[str]] = []

    def watched(write: Write) -> Write:
        def writing(*arguments: Any, **named: Any) -> None:
            write(*arguments, **named)
            moments.append(broken_links(folder))

        return writing

    around(watched)
    for days, result in enumerate((faulty, clean)):
        publish.publish(run_of(result, days), folder)
    keeping.rebuild(folder)
    assert len(moments) > 20
    assert not [broken for broken in moments if broken]


def test_a_run_that_finishes_meanwhile_is_not_left_out(
    faulty: Result, clean: Result, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours, theirs = run_of(faulty), run_of(clean, 1)
    real, calls = pages.index, 0

    def index(history: Any, failed: Any) -> Mapping[str, str]:
        nonlocal calls
        calls += 1
        if calls == 1:  # ours has read the ledger and not yet written: theirs comes and goes
            publish.publish(theirs, folder)
        return real(history, failed)

    monkeypatch.setattr(pages, "index", index)
    publish.publish(ours, folder)
    text = (folder / "index.html").read_text("utf-8")
    assert ours.model.run in text
    assert theirs.model.run in text


# The history


def test_an_index_needs_neither_results_nor_models_of_old_runs(faulty: Result, folder: Path) -> None:
    old = [run_of(faulty, days) for days in range(3)]
    for run in old:
        publish.publish(run, folder)
        for path in (folder / "store" / run.model.run).iterdir():
            path.write_bytes(b"unreadable")
    new = run_of(faulty, 9)
    publish.publish(new, folder)
    index = (folder / "index.html").read_text("utf-8")
    assert all(run.model.run in index for run in (*old, new))


def test_building_anew_gives_the_same_pages(faulty: Result, clean: Result, folder: Path) -> None:
    for days, result in enumerate((faulty, clean)):
        publish.publish(run_of(result, days), folder)
    before = files(folder)
    for path in folder.rglob("*.html"):
        path.unlink()
    assert keeping.rebuild(folder).runs == 2
    assert files(folder) == before
    shutil.rmtree(folder / "runs")
    assert keeping.rebuild(folder).runs == 2
    assert files(folder) == before


def test_a_run_whose_store_is_deleted_is_forgotten(faulty: Result, folder: Path) -> None:
    gone, stays = run_of(faulty), run_of(faulty, 1)
    for run in (gone, stays):
        publish.publish(run, folder)
    shutil.rmtree(folder / "store" / gone.model.run)
    assert keeping.rebuild(folder).runs == 1
    assert not [path for path in files(folder) if gone.model.run in path]
    assert gone.model.run not in (folder / "index.html").read_text("utf-8")
    assert not broken_links(folder)


def test_a_run_that_never_was_finished_is_passed_over(faulty: Result, folder: Path) -> None:
    dead, alive = run_of(faulty), run_of(faulty, 1)
    for run in (dead, alive):
        publish.publish(run, folder)
    (folder / "store" / dead.model.run / "model.json.gz").unlink()
    shutil.rmtree(folder / "runs" / dead.model.run)
    assert keeping.rebuild(folder).runs == 1
    publish.publish(run_of(faulty, 2), folder)
    assert dead.model.run not in (folder / "index.html").read_text("utf-8")


@pytest.mark.parametrize("content", [b"", b"{}", b"\x1f\x8b\x08\x00", MARK.encode()])
def test_what_cannot_be_read_is_named_and_not_passed_over(faulty: Result, folder: Path, content: bytes) -> None:
    publish.publish(run_of(faulty), folder)
    (path,) = folder.glob("store/*/model.json.gz")
    path.write_bytes(content)
    with pytest.raises(InputError, match=re.escape(str(path))) as raised:
        keeping.rebuild(folder)
    assert MARK not in str(raised.value)


@pytest.mark.parametrize("content", [b"", b"{}", MARK.encode()])
def test_a_line_of_the_ledger_that_cannot_be_read_is_named_and_made_anew(
    faulty: Result, folder: Path, content: bytes
) -> None:
    publish.publish(run_of(faulty), folder)
    before = files(folder)
    (path,) = folder.glob("runs/*/run.json")
    path.write_bytes(content)
    with pytest.raises(InputError, match=re.escape(str(path))) as raised:
        publish.publish(run_of(faulty, 1), folder)
    assert MARK not in str(raised.value)
    assert "docs build" in str(raised.value)
    keeping.rebuild(folder)
    assert files(folder) == before


def test_a_name_in_the_store_leads_nowhere(faulty: Result, folder: Path) -> None:
    publish.publish(run_of(faulty), folder)
    (path,) = folder.glob("store/*/model.json.gz")
    said = gzip.decompress(path.read_bytes())
    path.write_bytes(gzip.compress(said.replace(path.parent.name.encode(), b"../../../elsewhere")))
    with pytest.raises(InputError, match=re.escape(str(path))):
        keeping.rebuild(folder)
    assert not list(folder.parent.parent.glob("**/elsewhere*"))


def test_a_model_that_unpacks_to_more_than_any_takes_is_refused(
    faulty: Result, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish.publish(run_of(faulty), folder)
    (path,) = folder.glob("store/*/model.json.gz")
    monkeypatch.setattr("schoolgate.pages.archive.LARGEST", len(gzip.decompress(path.read_bytes())) - 1)
    with pytest.raises(InputError, match=re.escape(str(path))):
        keeping.rebuild(folder)


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b"[" * 100_000])
def test_a_damaged_result_is_named(faulty: Result, folder: Path, content: bytes) -> None:
    publish.publish(run_of(faulty), folder)
    path = min(folder.glob("store/*/*.json"))
    path.write_bytes(content)
    with pytest.raises(InputError, match=re.escape(str(path))):
        keeping.rebuild(folder)


def leftovers(folder: Path) -> list[Path]:
    """What a killed run may leave: results without a model, a run that is not finished, pages without a line, a part."""
    left = [folder / "store" / f"20260101T00000{number}Z-portal-sync-abcdef" for number in range(3)]
    left.append(folder / "runs" / left[0].name)
    for place in left:
        place.mkdir()
        (place / "a.json").write_text("{}")
    for name in ("unfinished", "model.json.gz"):
        (left[2] / name).touch()
    kept = next(folder.glob("store/*/seen.json.gz"))
    left += [kept.parent / ".model.json.gz.abc.part", folder / ".index.html.abc.part"]
    for part in left[-2:]:
        part.write_bytes(b"")
    return left


def test_what_a_killed_run_left_is_swept_by_the_next(faulty: Result, folder: Path) -> None:
    publish.publish(run_of(faulty), folder)
    before, left = files(folder), leftovers(folder)
    publish.publish(run_of(faulty, 1), folder)
    assert not [place for place in left if place.exists()]
    assert not [path for path in before if path not in files(folder)]


@pytest.mark.parametrize("machine", ["this", "another"])
def test_while_another_is_at_work_only_what_is_a_day_old_is_swept(faulty: Result, folder: Path, machine: str) -> None:
    publish.publish(run_of(faulty), folder)
    left = leftovers(folder)
    for path in (left[0], left[3], left[0] / "a.json", left[3] / "a.json", left[4]):
        os.utime(path, (0, 0))
    with ExitStack() as other:
        if machine == "this":
            other.enter_context(at_work(folder / "store/lock", lambda _: None))
        else:
            (folder / "store/lock").write_bytes(b"of another")
        publish.publish(run_of(faulty, 1), folder)
    assert [place.exists() for place in left] == [False, True, True, False, False, True]


# What breaks


def crash(*_: object, **__: object) -> None:
    raise ValueError(MARK)


CRASHES = {
    "a page": "pages.pages",
    "the index": "pages.index",
    "the store": "archive.harmless",
    "the comparison": "agreement._in_results",
    "a view": "site.RunView.render",
    "a renderer": "site.RunRenderer.render",
    "the section": "site.RunSection.__init__",
}
WAYS = [
    pytest.param(where, native, marks=[pytest.mark.slow] if native else [])
    for where, place in CRASHES.items()
    for native in (NATIVE, BUILT)
    if "site." not in place or native
]


@pytest.mark.parametrize(("where", "native"), WAYS)
def test_an_exception_ends_the_run_without_a_value_and_leaves_the_site_as_it_was(
    runs: Callable[[bool], Run],
    faulty: Result,
    folder: Path,
    where: str,
    native: bool,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    publish.publish(runs(BUILT), folder)
    before = files(folder)
    run = on_another_day(runs(native), faulty)
    monkeypatch.setattr(f"schoolgate.pages.{CRASHES[where]}", crash)
    caplog.set_level(logging.NOTSET)
    with pytest.raises(ProgramError, match="ValueError") as raised:
        publish.publish(run, folder)
    assert MARK not in str(raised.value)
    assert raised.value.__suppress_context__
    assert not [record for record in caplog.records if MARK in f"{record.getMessage()} {record.exc_text}"]
    assert MARK not in "".join(capfd.readouterr())
    assert files(folder) == before


def test_an_interruption_leaves_the_site_as_it_was(faulty: Result, folder: Path, around: Around) -> None:
    publish.publish(run_of(faulty), folder)
    before, run = files(folder), run_of(faulty, 1)

    def interrupted(write: Write) -> Write:
        def writing(path: Path, content: bytes) -> None:
            if path.name == "index.html":
                raise KeyboardInterrupt
            write(path, content)

        return writing

    around(interrupted)
    with pytest.raises(KeyboardInterrupt):
        publish.publish(run, folder)
    assert files(folder) == before


def test_a_crash_before_the_store_is_told_without_a_value(faulty: Result, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publish, "run_model", crash)
    with pytest.raises(ProgramError, match="ValueError") as raised:
        publish.prepared(faulty, at=AT)
    assert MARK not in str(raised.value)


def test_a_page_that_is_missing_is_counted(faulty: Result, folder: Path, around: Around) -> None:
    def forgetful(write: Write) -> Write:
        def writing(path: Path, content: bytes) -> None:
            if path.name != "records.html":
                write(path, content)

        return writing

    around(forgetful)
    with pytest.raises(ProgramError, match=r"4 of 5 pages were written"):
        publish.publish(run_of(faulty), folder)
    assert not list((folder / "runs").iterdir())


def test_a_page_that_is_cut_off_is_counted(faulty: Result, folder: Path, around: Around) -> None:
    def short(write: Write) -> Write:
        def writing(path: Path, content: bytes) -> None:
            write(path, content[:-1] if path.name == "records.html" else content)

        return writing

    around(short)
    with pytest.raises(ProgramError, match=r"4 of 5 pages were written"):
        publish.publish(run_of(faulty), folder)


def test_a_full_disk_is_told_and_leaves_the_site_as_it_was(
    faulty: Result, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish.publish(run_of(faulty), folder)
    before, run, real = files(folder), run_of(faulty, 1), Path.write_bytes
    left = 3

    def write(self: Path, content: bytes) -> int:
        nonlocal left
        left -= 1
        if left < 0:
            raise OSError(errno.ENOSPC, "No space left on device", str(self))
        return real(self, content)

    monkeypatch.setattr(Path, "write_bytes", write)
    with pytest.raises(InputError, match=r"cannot be written \(No space left on device\)"):
        publish.publish(run, folder)
    monkeypatch.undo()
    assert files(folder) == before


# What pages say against what the results hold


def without_a_finding(run: RunModel) -> RunModel:
    first = run.records[0]
    return replace(run, records=(replace(first, findings=first.findings[1:]), *run.records[1:]))


def with_a_tick_instead(run: RunModel) -> RunModel:
    first = run.records[0]
    passing = next(number for number, letters in enumerate(first.patterns) if "f" not in letters)
    failing = next(at for at, number in enumerate(first.pattern) if "f" in first.patterns[number])
    pattern = tuple(passing if at == failing else number for at, number in enumerate(first.pattern))
    return replace(run, records=(replace(first, pattern=pattern), *run.records[1:]))


def with_another_key(run: RunModel) -> RunModel:
    first = run.records[0]
    assert first.keys
    at = first.findings[0][0]
    keys = tuple("S-other" if place == at else key for place, key in enumerate(first.keys))
    return replace(run, records=(replace(first, keys=keys), *run.records[1:]))


def with_a_wrong_count(run: RunModel) -> RunModel:
    wrong = [replace(one, failed=one.failed + 1) if one.failed else one for one in run.requirements]
    return replace(run, requirements=tuple(wrong))


@pytest.mark.parametrize("change", [without_a_finding, with_a_tick_instead, with_another_key, with_a_wrong_count])
@pytest.mark.parametrize("native", EITHER)
def test_pages_that_say_something_else_than_the_results_are_not_written(
    runs: Callable[[bool], Run], folder: Path, change: Callable[[RunModel], RunModel], native: bool
) -> None:
    run = runs(native)
    with pytest.raises(ProgramError, match=r"Data Docs: the page \w+ .*PS-\d+"):
        publish.publish(replace(run, model=change(run.model)), folder)
    assert not [path for path in files(folder) if path.endswith(".html")]


def test_a_result_that_is_not_stored_is_missed(faulty: Result, folder: Path) -> None:
    run = run_of(faulty)
    results = {name: found for name, found in run.results.items() if name != "groups"}
    with pytest.raises(ProgramError, match="than the validation results hold"):
        publish.publish(replace(run, results=results), folder)


def test_the_model_is_of_the_schema_that_the_store_says(faulty: Result) -> None:
    assert run_of(faulty).model.schema == model.SCHEMA
