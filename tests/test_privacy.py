"""Nobody's personal data leaves: canaries in every personal cell of every suite, looked for in everything that comes out.

And what does leave is harmless where it arrives: a terminal, a spreadsheet.
"""

import argparse
import csv
import json
import logging
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from string import Formatter

import openpyxl
import polars as pl
import pytest

from checked import as_parquet
from extracts import MARK, TRACES, points_at_persons, write_canaries, write_shown
from once import judged_once
from schoolgate import cli
from schoolgate.engines.engine import Engine
from schoolgate.frames.export import masked
from schoolgate.language.suite import Suite
from schoolgate.language.table import ROW, FactTable, Kind
from schoolgate.options.line import parser
from schoolgate.report import tables
from schoolgate.report.formats import formats
from schoolgate.report.summaries import Summary
from schoolgate.suites import load, names
from schools import GOOD, school
from shares import shared
from written import contents

__all__ = ["judged_once"]
NOW = ("--as-of", "2026-11-22")
READING = {"calendar", "check", "diff", "explain", "inspect", "map", "what-if"}
"""The commands that read an extract or a report. One that is added belongs into `commands_on`."""

SUITES = pytest.mark.parametrize("name", names())
Everything = dict[str, str]
Run = Callable[..., tuple[int, Everything]]


@pytest.fixture
def run(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Run]:
    """A command, its exit code, and everything that came out of it: streams, logs, files, temporary files."""
    out, caches = tmp_path / "out", tmp_path / "caches"
    out.mkdir()
    caches.mkdir()
    monkeypatch.delenv("SCHOOLGATE_DEBUG", raising=False)
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)
    for variable in ("HOME", "TMPDIR", "XDG_CACHE_HOME"):
        monkeypatch.setenv(variable, str(caches))
    monkeypatch.setattr(tempfile, "tempdir", str(caches))
    caplog.set_level(logging.NOTSET)

    def command(*arguments: str) -> tuple[int, Everything]:
        caplog.clear()
        code = cli.main(arguments)
        printed, complained = capfd.readouterr()
        logged = "\n".join(f"{record.getMessage()} {record.args!r} {record.exc_text}" for record in caplog.records)
        return code, {"stdout": printed, "stderr": complained, "logs": logged, **contents(out), **contents(caches)}

    yield command
    assert not list(caches.rglob("*.xml")), "the workbook's parts stayed behind"


def leaks(everything: Everything) -> dict[str, list[str]]:
    """Where a trace of a canary was found."""
    return {place: list(traces) for place, text in everything.items() if (traces := traces_in(text))}


@lru_cache(256)
def traces_in(text: str) -> tuple[str, ...]:
    """Many commands leave most files as they were: each is searched once."""
    folded = text.casefold()
    return tuple(trace for trace in TRACES if trace in folded)


def reports(suite: Suite, out: Path) -> list[str]:
    """Every report in every format that it can be written in."""
    return [
        f"--report={form.name}={out / form.name}{ending}"
        for form in formats(suite).values()
        for ending in form.endings or (f".{form.name}",)
    ]


def docs(out: Path) -> list[str]:
    """Data Docs in both forms."""
    return [f"--docs={out / 'site'}", f"--docs={out / 'page.html'}"]


def earlier(source: Path) -> Path:
    """An extract of the same school with fewer records: what changed since, and each record's history, are told as well."""
    before = source.parent / "earlier" / source.name
    if before.exists():
        return before
    shutil.copytree(source, before)
    for path in before.glob("*.csv"):
        head, *records = path.read_text("utf-8").splitlines(keepends=True)
        path.write_text("".join([head, *records[::2]]), encoding="utf-8")
    return before


def notes(suite: Suite, source: Path) -> Path:
    """Notes of every rule and every record, whose text is nobody else's business."""
    path = source.parent / "notes.toml"
    text = [f'[[note]]\nrule = "{rule.id}"\ntext = "{MARK} of a rule"\ncase = "CS-1"\n' for rule in suite.rules]
    for facts in suite.fact_tables:
        frame = pl.read_csv(source / f"{facts.table}.csv", infer_schema=False) if facts.key else pl.DataFrame()
        key = next((one.key for one in suite.tables if one.name == facts.table), None)
        for told in dict.fromkeys(frame[key].drop_nulls()) if key in frame.columns else ():
            place = f"key = {json.dumps(told)}\ntable = {json.dumps(facts.table)}"
            text.append(f'[[note]]\n{place}\ntext = "{MARK} of a record"\ncase = "CS-2"\nby = "{MARK}"\n')
    path.write_text("\n".join(text), encoding="utf-8")
    return path


def weighed(suite: Suite, source: Path, out: Path) -> Iterator[tuple[str, ...]]:
    """What compares runs, waives findings and checks many schools; the earlier report holds personal values."""
    old, new = out / "old.json", out.parent / "new.json"
    check = ("check", suite.name, str(source), *NOW)
    cli.main([*check, "--quiet", "--show-values", f"--report=json={new}"])
    document = json.loads(new.read_text("utf-8"))
    assert (MARK in str(document)) is points_at_persons(suite)
    # What is fixed can be let pass by nobody.
    loose = [finding for finding in document["findings"] if not suite.rules_by_id[finding["rule"]].fixed]
    finding = next(finding for finding in loose if finding["key"])
    waivers = out.parent / "known.toml"
    named = "\n".join(f"{name} = {json.dumps(finding[name])}" for name in ("rule", "table", "key"))
    waivers.write_text(f'[[waivers]]\n{named}\nreason = "agreed"\nuntil = 2000-01-01\n', encoding="utf-8")
    yield (*check, f"--baseline={new}", "--fail-on=new", f"--waivers={waivers}", f"--report=json={old}")
    yield (*check, f"--max-findings={finding['rule']}=0", f"--max-percent={finding['rule']}=0", "--report=json")
    yield ("diff", str(old), str(new))
    yield ("diff", str(new), str(old), f"--report=json={out / 'diff.json'}")
    trust = out.parent / "trust"
    trust.mkdir()
    (trust / "school").symlink_to(source)
    yield ("check", suite.name, str(trust), "--each", "--jobs=1", *NOW, f"--report=json={out}/{{school}}.json")
    together = [f"--report={name}={out / f'all.{name}'}" for name in Summary]
    (trust / "other").symlink_to(earlier(source))
    spoilt = trust / "spoilt"
    shutil.copytree(source, spoilt)
    for table in suite.tables:
        (spoilt / f"{table.name}.csv").write_text(f"{MARK}a,{MARK}b\n{MARK}c,{MARK}d\n", encoding="utf-8")
    yield ("check", suite.name, str(trust), "--each", "--jobs=1", *NOW, f"--docs={out / 'portfolio'}", *together)
    yield ("check", suite.name, str(spoilt), *NOW, f"--docs={out / 'site'}")


def commands_on(suite: Suite, source: Path, out: Path, keys_told: int | None = None) -> Iterator[tuple[str, ...]]:
    """Every command that reads an extract, with every option that changes what is told.

    With `keys_told` so many keys of a table are explained, and Great Expectations, which takes seconds, does not judge.
    """
    for engine in [one for one in Engine if keys_told is None or one is not Engine.GX]:
        yield ("check", suite.name, str(source), *NOW, f"--engine={engine}", *reports(suite, out))
    for form in formats(suite).values():
        if form.text:
            yield ("check", suite.name, str(source), *NOW, f"--report={form.name}")
    noted = f"--notes={notes(suite, source)}"
    yield ("check", suite.name, str(earlier(source)), "--as-of", "2026-11-15", *docs(out))
    yield ("check", suite.name, str(source), *NOW, *docs(out), noted)
    yield ("check", suite.name, str(source), *NOW, *docs(out))
    yield ("check", suite.name, str(source), *NOW, noted, *reports(suite, out))
    yield ("check", suite.name, str(source), *NOW, "--quiet", "--fail-on=never", *reports(suite, out))
    for turning in TURNS_AFTER.get(suite.name, ()):
        yield ("check", suite.name, str(source), f"--as-of={turning}", f"--docs={out / 'turning'}")
        yield ("calendar", suite.name, str(source), f"--as-of={turning}", f"--report=ics={out / 'turning.ics'}")
    yield from weighed(suite, source, out)
    for way in ("text", "markdown", "json"):
        yield ("inspect", str(source), f"--format={way}")
        yield ("inspect", str(source), f"--suite={suite.name}", f"--format={way}")
    yield ("map", suite.name, str(source), f"--settings={out / 'proposed.toml'}")
    yield ("what-if", suite.name, str(source), *NOW)
    yield ("calendar", suite.name, str(source), *NOW, "--days", "400")
    yield ("calendar", suite.name, str(source), *NOW, "--days", "400", "--report", "ics")
    for table in suite.tables:
        if table.key is None:
            continue
        with (source / f"{table.name}.csv").open(encoding="utf-8", newline="") as file:
            keys = [row[table.key] for row in csv.DictReader(file)] if table.key else []
        known = list(dict.fromkeys(key for key in keys if key))[:keys_told]
        for told in ((*known, "row 5"), known[:1], ("nobody",)):
            for option in ("--all", "--reply", "--format=json"):
                yield ("explain", suite.name, str(source), *told, f"--table={table.name}", *NOW, option)


def test_every_command_that_reads_an_extract_is_tested() -> None:
    (commands,) = [action for action in parser()._actions if isinstance(action, argparse._SubParsersAction)]  # noqa: SLF001 (argparse has no other way to ask)
    reading = {
        name
        for name, parser in commands.choices.items()
        if any(action.dest in {"source", "old"} for action in parser._actions)  # noqa: SLF001 (argparse has no other way to ask)
    }
    assert reading <= READING, "add it to commands_on"


@pytest.mark.parametrize("name", shared(names()[::-1], 4))
def test_the_canaries_are_alive(run: Run, tmp_path: Path, name: str) -> None:
    source = write_canaries(load(name), tmp_path / "in")
    code, everything = run(
        "check",
        name,
        str(source),
        *NOW,
        *reports(load(name), tmp_path / "out"),
        *docs(tmp_path / "out"),
        "--show-values",
    )
    assert code == 1
    assert "facts/" in str(leaks(everything))
    # Findings show values where a rule points at a personal column, and not every suite has such a rule.
    assert ("findings.csv" in leaks(everything)) is points_at_persons(load(name))
    listed = [place for place in leaks(everything) if place.startswith(tuple(one.name for one in load(name).reports))]
    assert ("page.html" in leaks(everything)) is (points_at_persons(load(name)) or bool(listed))
    # The files that the pages hand out are searched too: in the one page, beside the pages, and where they are kept.
    own = [report.name for report in load(name).reports if not report.refuses]
    for report in ("fixlist", *own):
        beside = [place for place in everything if f"/files/{report}-" in place]
        assert len(beside) > 0
        for place in beside:
            kept = place.replace("site/runs/", "site/store/").replace("/files/", "/") + ".gz"
            assert everything[kept] == everything[place] == everything[f"{report}{Path(place).suffix}"]
            assert everything[place] in everything["page.html"]
    # Great Expectations is told no personal value even then.
    assert not [place for place in leaks(everything) if place.startswith("site/store/") and place.endswith(".json")]


TURNS = "what changes by itself"
TURNS_AFTER = {"portal-sync": ("2027-03-20",), "schoolcomms-leavers": ("1937-05-20",)}
"""Days after which an answer for a canary changes by itself; of the other suites none ever does (`test_calendar`)."""
PAGES = {
    "many schools": " schools can go ahead",
    "a school without a verdict": "came to no verdict",
    "what support must mend": "<h1>What support must mend</h1>",
    "what changed since": "newly held back",
    "a run that is no longer the newest": 'class="banner newer"',
    "the history of a record": '"histories":[',
    "the trend": 'class="rule-spark',
    TURNS: 'id="turns"',
    "a case of a rule": "case CS-1",
    "a case of a record": "case CS-2",
    "a page that leads to the newest": "location.replace(",
}
"""Each kind of page, and of what stands on one, by what is there and nowhere else."""


@pytest.mark.parametrize(
    ("name", "keys_told"),
    [("student-import", 1), *(pytest.param(name, None, marks=pytest.mark.slow) for name in names())],
)
@pytest.mark.usefixtures("judged_once")
def test_no_personal_value_comes_out_of_any_command(run: Run, tmp_path: Path, name: str, keys_told: int | None) -> None:
    suite = load(name)
    source = write_canaries(suite, tmp_path / "in")
    for command in commands_on(suite, source, tmp_path / "out", keys_told):
        code, everything = run(*command)
        assert code in {0, 1, 2} or "spoilt" in str(command) + everything["stdout"], (command, everything["stderr"])
        assert everything["stdout"] + everything["stderr"] or "--quiet" in command
        assert not leaks(everything), command
    # Every kind of page was there to be searched.
    pages = {name: text for name, text in everything.items() if name.endswith(".html")}
    for what, told in PAGES.items():
        if what == TURNS and name not in TURNS_AFTER:
            continue
        assert [name for name, text in pages.items() if told in text], what


@SUITES
def test_each_canary_row_was_judged(run: Run, tmp_path: Path, name: str) -> None:
    suite = load(name)
    source = write_canaries(suite, tmp_path / "in")
    _, everything = run("check", name, str(source), *NOW, "--report=json")
    document = json.loads(everything["stdout"])
    assert {record["row"] for record in document["records"]} >= {2, 3, 4, 5, 6, 7, 8}
    assert sum(rule["failed"] > 0 for rule in document["rules"]) > 5
    assert sum(rule["passed"] > 0 for rule in document["rules"]) > 5


def quoting(_: Suite, facts: FactTable, frame: pl.DataFrame) -> pl.DataFrame:
    """An engine that crashes as a library does: with the cells that it could not bear in its message."""
    personal = [fact.name for fact in facts.own if not fact.shown and frame.schema[fact.name] == pl.String()]
    return frame.select(pl.col(ROW), pl.col(personal).cast(pl.Int64)) if personal else frame


def test_the_crash_of_the_tests_quotes_cells() -> None:
    facts = load("portal-sync").facts_by_name["students"]
    frame = pl.DataFrame({ROW: [2], **{fact.name: [MARK] for fact in facts.own if not fact.shown}})
    with pytest.raises(pl.exceptions.PolarsError, match=MARK):
        quoting(load("portal-sync"), facts, frame)


@SUITES
def test_a_crash_of_a_rule_tells_no_value_and_leaves_no_part(
    run: Run, tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("schoolgate.engines.fused.Plan.run", quoting)
    source = write_canaries(load(name), tmp_path / "in")
    code, everything = run("check", name, str(source), *NOW, *reports(load(name), tmp_path / "out"))
    assert (code, everything["stdout"], everything["stderr"].count("\n")) == (4, "", 1)
    assert not leaks(everything)
    assert set(everything) == {"stdout", "stderr", "logs", *TOLD}


@SUITES
def test_a_crash_of_facts_tells_no_value(run: Run, tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(tables: object, *_: object) -> None:
        raise ValueError(str(vars(tables) if hasattr(tables, "__dict__") else tables) + MARK)

    broken = replace(load(name), build_facts=crash)  # type: ignore[arg-type]  # it never returns
    monkeypatch.setattr("schoolgate.suites.load", lambda _: broken)
    source = write_canaries(load(name), tmp_path / "in")
    for command in (("check", name, str(source), *NOW), ("explain", name, str(source), "K", *NOW)):
        code, everything = run(*command)
        assert (code, everything["stderr"].count("\n")) == (4, 1)
        assert not leaks(everything)


TOLD = {f"{name}.{name}" for name in ("json", "junit", "sarif", "github", "gitlab", "markdown")}
"""The reports that say why there is no verdict."""
CRASHES = {
    "findings": "schoolgate.run.result.Result.findings",
    "a table": "schoolgate.report.tables.write",
    "json": "schoolgate.report.json_report.pieces",
    "facts": "schoolgate.frames.export.masked",
    "fix list": "schoolgate.report.fixlist.fixlist",
    "workbook": "schoolgate.report.fixlist.add_table",
    "workbook, at its end": "xlsxwriter.Workbook._store_workbook",
    **{form: f"schoolgate.report.{form}.render" for form in ("junit", "sarif", "github", "gitlab", "markdown")},
    "places": "schoolgate.report.gitlab.located",
    "terminal": "schoolgate.report.terminal.show",
}


@pytest.mark.parametrize("place", CRASHES)
def test_a_crash_of_a_report_tells_no_value_and_leaves_no_part(
    run: Run, tmp_path: Path, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(*arguments: object, **_: object) -> None:
        raise ValueError(f"{arguments} {MARK}")  # noqa: EM102, TRY003 (the value is the point)

    monkeypatch.setattr(CRASHES[place], crash)
    suite = load("portal-sync")
    source = write_canaries(suite, tmp_path / "in")
    code, everything = run("check", suite.name, str(source), *NOW, *reports(suite, tmp_path / "out"))
    assert (code, everything["stdout"], everything["stderr"].count("\n")) == (4, "", 1)
    assert not leaks(everything)
    left = {place for place in everything if not place.startswith("facts")} - {"stdout", "stderr", "logs"}
    assert left == TOLD or place == "terminal"
    assert not [place for place in everything if ".part" in place]


def test_a_panic_of_polars_is_a_fault_of_the_program_and_tells_no_value(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def panic(*_: object, **__: object) -> None:
        raise pl.exceptions.PanicException(MARK)

    monkeypatch.setattr("schoolgate.engines.fused.Plan.run", panic)
    code, everything = run("check", "portal-sync", str(school(tmp_path / "in")), *NOW)
    assert code == 4
    assert not leaks(everything)


HEADLESS = {
    "no header": f"{MARK}1,{MARK}2,{MARK}3\n",
    "no header, a cell twice": f"S1,{MARK},{MARK}\n",
    "no header, much like a header": f"S1,first_name_{MARK},Byron,roll_mod,{MARK}salutation\n",
}


@pytest.mark.parametrize("table", HEADLESS)
def test_a_file_without_a_header_is_refused_without_telling_its_first_record(
    run: Run, tmp_path: Path, table: str
) -> None:
    source = school(tmp_path / "in", students=HEADLESS[table])
    code, everything = run("check", "portal-sync", str(source), *NOW)
    assert code == 3
    assert not leaks(everything)


SPOILT: dict[str, str | bytes] = {
    "no header, semicolons": f"S1;{MARK};Ms\n",
    "a cell too many": GOOD["students"].replace("Okoro", f"Okoro,{MARK}"),
    "an open quotation mark": GOOD["students"].replace("Okoro", f'"{MARK}'),
    "a quotation mark inside": GOOD["students"].replace("Okoro", f'"{MARK}"x"'),
    "not UTF-8": GOOD["students"].replace("Okoro", f"{MARK}ë").encode("latin-1"),
    "a null": GOOD["students"].replace("Okoro", f"{MARK}\0"),
    "carriage returns": GOOD["students"].replace("Okoro", MARK).replace("\n", "\r"),
}


@pytest.mark.parametrize("fault", SPOILT)
def test_a_file_that_cannot_be_read_is_refused_without_quoting_it(run: Run, tmp_path: Path, fault: str) -> None:
    code, everything = run("check", "portal-sync", str(school(tmp_path / "in", students=SPOILT[fault])), *NOW)
    # A cell too many moves the others along: what is read then is read, and what fails is found.
    assert code in {0, 1, 3}
    assert not leaks(everything)


HOSTILE = (
    "\x1b[31mred", "\x1b]8;;http://x.example\x07link", "a\x9b2Jb", "a\x08\x7fb", "one\ntwo", "one\r\n=two",
    "\u202egnp.exe", "\u2066a\u2069", "a\u200bb", "\ufeffa", "a\U000e0041b", "\u2028a",
    '=HYPERLINK("http://x.example","click")', "=1+2", "+cmd|' /C calc'!A0", "@SUM(1+9)", "-2+3", "\t=1+2", "\u00a0=1+2",
    "\uff1d1+2", "%0A=1+2", "|calc", "=1\t2", "[red]bold[/red]", "<script>alert(1)</script>", "{=1}", "http://x.example",
)  # fmt: skip
"""Escapes of terminals, text that reorders or hides itself, formulas, markup."""
UNSEEN = {
    chr(code) for code in (*range(0x20), *range(0x7F, 0xA0), *range(0x2028, 0x202F), *range(0x2060, 0x2070))
} | set("\u00ad\u061c\u180e\u200b\u200c\u200d\u200e\u200f\ufeff\U000e0041")
FORMULAS = tuple("=+-@\t\r|%\uff1d\uff0b\uff0d\uff20")


@pytest.fixture
def hostile(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    return as_parquet(write_shown(load(request.getfixturevalue("name")), tmp_path / "in", HOSTILE))


@pytest.mark.usefixtures("judged_once")
@pytest.mark.parametrize("name", shared(names()[::-1], 4))
def test_a_terminal_sees_no_character_that_steers_it(run: Run, hostile: Path, name: str) -> None:
    suite = load(name)
    commands: list[tuple[str, ...]] = [("check", name, str(hostile), *NOW)]
    commands += [("explain", name, str(hostile), key, "--all", *NOW) for key in (*HOSTILE, "\x1b[31m nobody \u202e")]
    for command in commands:
        _, everything = run(*command)
        told = everything["stdout"] + everything["stderr"]
        assert suite.name in told or everything["stderr"]
        assert not UNSEEN.intersection(told) - {"\n"}, command


@SUITES
def test_json_in_a_terminal_steers_nothing_and_says_the_same(
    run: Run, hostile: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, piped = run("check", name, str(hostile), *NOW, "--report=json")
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    _, shown = run("check", name, str(hostile), *NOW, "--report=json")
    assert not UNSEEN.intersection(shown["stdout"]) - {"\n"}
    assert json.loads(shown["stdout"]) == json.loads(piped["stdout"])
    keys = {finding["key"] for finding in json.loads(piped["stdout"])["findings"]}
    assert {"\x1b[31mred", "\u202egnp.exe", "=1+2"} <= keys


COMMON_TABLES = {"findings", "records", "fixlist"}


@SUITES
def test_csv_holds_neither_formulas_nor_what_nobody_can_see(run: Run, tmp_path: Path, hostile: Path, name: str) -> None:
    run("check", name, str(hostile), *NOW, *reports(load(name), tmp_path / "out"))
    files = sorted((tmp_path / "out").glob("*.csv"))
    assert {path.stem for path in files} >= COMMON_TABLES
    for path in files:
        with path.open(encoding="utf-8-sig", newline="") as file:
            header, *rows = csv.reader(file)
        cells = [cell for row in (header, *rows) for cell in row]
        assert not [cell for cell in cells if cell.startswith(FORMULAS) or UNSEEN.intersection(cell)], path
        # A report of a suite's own may have nothing to say of these rows.
        assert any(cell.startswith("'=") for cell in cells) or (not rows and path.stem not in COMMON_TABLES), path


@SUITES
def test_no_message_tells_a_fact_that_is_hidden(name: str) -> None:
    suite = load(name)
    told = {
        (rule.id, placeholder)
        for rule in suite.rules
        for table in rule.facts
        for text in (rule.message, *(variant.message or "" for variant in (*rule.variants, *rule.met)))
        for _, placeholder, _, _ in Formatter().parse(text)
        if placeholder and not suite.facts_by_name[table].facts[placeholder].shown
    }
    assert not told


@SUITES
def test_a_number_worked_out_from_a_personal_date_is_hidden(name: str) -> None:
    suite = load(name)
    dates = {
        f"{table.name}.{column.name}"
        for table in suite.tables
        for column in table.columns
        if not column.shown and column.kind in {Kind.DATE, Kind.DATETIME}
    }
    numbers = {
        fact.name
        for table in suite.fact_tables
        for fact in table.facts.values()
        if fact.kind is Kind.INT and set(fact.reads) and set(fact.reads) <= dates and fact.shown
    }
    assert not numbers


def test_days_since_leaving_do_not_give_the_leaving_date_back() -> None:
    suite = load("portal-sync")
    table = suite.facts_by_name["students"]
    days = pl.DataFrame(
        {"days_since_leaving": [-2, -1, 0, 200, 4000, None], "days_inside_window": [9, 8, 7, 0, -1, None]},
        schema_overrides={"days_since_leaving": pl.Int64(), "days_inside_window": pl.Int64()},
    )
    hidden = masked(days, table, suite)
    assert hidden["days_since_leaving"].to_list() == [-1, -1, 0, 0, 0, None]
    assert hidden["days_inside_window"].to_list() == [0, 0, 0, 0, -1, None]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("cell", ["S1;=1+1", "=1+1", 'S1;"=1+1"', "a,@x", "a; +1", "a\t=1", 'a"b;-1', ";=1;=2", ""])
def test_no_cell_is_a_formula_whatever_separates_the_cells(tmp_path: Path, cell: str, separator: str) -> None:
    tables.write(pl.DataFrame({"rule": ["PS-101"], "key": [cell], "fix": ["Fill it in."]}), tmp_path / "a.csv", ".csv")
    with (tmp_path / "a.csv").open(encoding="utf-8", newline="") as file:
        read = [text for row in csv.reader(file, delimiter=separator) for text in row]
    assert not [text for text in read if text.strip(' "').startswith(FORMULAS)]
    if separator == ",":
        assert read[4].replace("'", "").replace("\\t", "\t") == cell


@SUITES
def test_a_workbook_holds_texts_only(run: Run, tmp_path: Path, hostile: Path, name: str) -> None:
    _, everything = run("check", name, str(hostile), *NOW, *reports(load(name), tmp_path / "out"))
    book = openpyxl.load_workbook(tmp_path / "out" / "fixlist.xlsx")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert not [cell.value for cell in cells if cell.hyperlink]
    texts = [str(cell.value) for cell in cells if cell.data_type == "s"]
    assert not [text for text in texts if UNSEEN.intersection(text)]
    assert "=1+2" in texts
    assert "<f>" not in everything["fixlist.xlsx"]
    assert "<hyperlink" not in everything["fixlist.xlsx"]
