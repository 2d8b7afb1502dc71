"""What `explain --reply` writes of a record, its page and its copy as text say: composed once, joined alike."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser

from extracts import write_canaries, write_shown
from schoolgate.basics.shown import visible
from schoolgate.pages.checklists import FieldColumn, RecordTable
from schoolgate.pages.letters import NAME, PLACE
from schoolgate.pages.model import RunModel, run_model
from schoolgate.report.checklist import reply
from schoolgate.report.terminal import as_of
from schoolgate.run.result import Result
from schoolgate.sample.extract import sample
from schoolgate.story.checklist import explain, explain_each
from schoolgate.story.letter import Letter, Point, Section, as_text, letter
from schoolgate.suites import load, names
from sites import checked, published
from watched import watched

DATA = Path(__file__).parents[2] / "data"
SUITES = pytest.mark.parametrize("name", names())


def shipped(name: str, folder: Path) -> Path:
    del folder
    return DATA / name / "faulty"


def drawn(name: str, folder: Path) -> Path:
    sample(load(name), folder / "drawn", rows=250, faults=1.0, seed=7, as_of=date(2026, 11, 22))
    return folder / "drawn"


def odd(name: str, folder: Path) -> Path:
    return write_canaries(load(name), folder / "odd")


def hostile(name: str, folder: Path) -> Path:
    texts = (
        "\ufffename\uffff",
        "\ufffe1",
        "{{name}}",
        "<b>",
        "a  b",
        "x" * 200,
        "\U0001f600 " * 40,
        "\u00a0",
        "PS-101",
    )
    return write_shown(load(name), folder / "hostile", texts)


def alone(name: str, folder: Path) -> Path:
    """What must be there, and no other table."""
    place = folder / "alone"
    place.mkdir()
    for table in load(name).tables:
        if table.required:
            (place / f"{table.name}.csv").write_bytes((DATA / name / "faulty" / f"{table.name}.csv").read_bytes())
    return place


MAKERS: tuple[Callable[[str, Path], Path], ...] = (shipped, drawn, odd, hostile, alone)


def places(result: Result, table: RecordTable) -> list[int]:
    """Where the records of the page stand in their fact table: the judged are all there, of others those in these rows."""
    facts = result.facts[table.facts]
    if facts.height == len(table.rows):
        return list(range(facts.height))
    at = {row: number for number, row in enumerate(facts["row"])}
    return [at[row] for row in table.rows if row is not None]


def joined(model: RunModel, table: RecordTable, at: int) -> Letter:
    """A record's letter, joined as the page joins it."""
    book = model.book
    blanks = {NAME: name_of(table, at), PLACE: ", ".join(place_of(table, at))}

    def said(phrase: int) -> str:
        parts = book.phrases[phrase]
        return "".join(
            (blanks[part] if part in blanks else found(table, at, part)) if number % 2 else part
            for number, part in enumerate(parts)
        )

    conclusion, record, sections, met = book.letters[table.letter[at]]
    return Letter(
        said(conclusion),
        said(record),
        tuple(
            Section(
                book.sections[number][0],
                tuple(
                    Point(book.points[one][0], book.points[one][1], tuple(map(said, book.points[one][2])))
                    for one in book.sections[number][1]
                ),
            )
            for number in sections
        ),
        book.met[met],
        tuple((rule, said(why)) for rule, why in book.idle[table.idle[table.pattern[at]]]),
    )


def name_of(table: RecordTable, at: int) -> str:
    key = table.keys[at] if table.keys else None
    return key if key is not None else f"{table.table} row {table.rows[at]}"


def place_of(table: RecordTable, at: int) -> Iterator[str]:
    fields = {field.name: field for field in table.fields}
    for text, blank in table.place:
        if blank == "key":
            yield from [table.keys[at]] if table.keys and table.keys[at] is not None else []  # type: ignore[misc]  # it is one
        elif blank == "row":
            yield f"{text}{table.rows[at]}"
        else:
            yield text + value_of(fields[blank], at)


def value_of(field: FieldColumn, at: int) -> str:
    code = field.codes[at]
    return field.values[code] if code >= 0 else "unknown" if code < -1 else field.blank


def found(table: RecordTable, at: int, rule: str) -> str:
    mine = [one for one in table.findings if one[0] == at and one[1] == rule]
    *_, (_, _, _, column, _, value) = mine
    told = " ".join(table.messages[one[4]] for one in mine)
    return told if value is None else f"{told} ({column}: {value})"


@SUITES
@pytest.mark.parametrize("make", MAKERS)
def test_the_page_joins_what_explain_writes(name: str, make: Callable[[str, Path], Path], tmp_path: Path) -> None:
    result = checked(name, make(name, tmp_path))
    model = run_model(result)
    moment, seen = as_of(result), 0
    for table in model.records:
        if table.keys is None:
            continue
        facts = result.suite.facts_by_name[table.facts]
        told = explain_each(result, facts, places(result, table))
        for at, one in enumerate(told):
            assert joined(model, table, at) == letter(one, moment), f"{table.facts} {table.rows[at]}"
            seen += 1
    assert seen >= 7
    assert len(model.book.letters) <= seen


@SUITES
def test_many_are_explained_as_each_is_alone(name: str) -> None:
    result = checked(name, DATA / name / "faulty")
    for table in result.suite.fact_tables:
        places_ = range(0, result.facts[table.name].height, 9)
        told = explain_each(result, table, places_)
        assert told == [explain(result, table, at) for at in places_]


@SUITES
def test_no_phrase_is_carried_twice(name: str) -> None:
    result = checked(name, DATA / name / "faulty")
    book = run_model(result).book
    for kept in (book.phrases, book.points, book.sections, book.met, book.letters):
        assert len(set(kept)) == len(kept) > 0
    records = sum(map(len, result.records.values()))
    assert len(book.letters) < records / 2


ALL = """async (places) => {
    const texts = [];
    let copied = null;
    Object.defineProperty(navigator, "clipboard", { value: { writeText: async (text) => { copied = text; } } });
    for (const place of places) {
        location.hash = place;
        await new Promise((shown) => window.addEventListener("hashchange", shown, { once: true }));
        for (const button of document.querySelectorAll("#record-view button")) {
            if (!button.textContent.startsWith("Copy as text")) continue;
            button.click();
            texts.push(copied);
        }
    }
    return texts;
}"""


@pytest.mark.slow
@SUITES
def test_what_is_copied_is_what_reply_writes(browser: Browser, name: str, tmp_path: Path) -> None:
    """Slow: it opens every record of a sample in a browser."""
    result = checked(name, DATA / name / "faulty")
    model = run_model(result, run="first")
    seen = watched(browser)
    page = seen.go(published(model, tmp_path) / "runs/first/records.html")
    asked: dict[str, list[str]] = {}
    for table in model.records:
        told = (
            []
            if table.keys is None
            else explain_each(result, result.suite.facts_by_name[table.facts], places(result, table))
        )
        for one in told:
            key = None if one.key is None else quote(one.key, safe="")
            place = f"#/record/{table.facts}/{key}" if key is not None else f"#/row/{table.facts}/{one.row}"
            asked.setdefault(place, []).append(reply(result, [one]))
    texts = page.evaluate(ALL, list(asked))
    assert texts == [text for of_place in asked.values() for text in of_place]
    assert len(texts) >= 250
    assert not seen.trouble


@pytest.mark.slow
def test_odd_texts_are_wrapped_in_the_browser_as_they_are_in_python(browser: Browser, tmp_path: Path) -> None:
    """Slow: it opens a page in a browser."""
    result = checked("portal-sync", hostile("portal-sync", tmp_path))
    model = run_model(result, run="first")
    page = watched(browser).go(published(model, tmp_path / "site") / "runs/first/records.html")
    table = model.records[0]
    told = explain_each(result, result.suite.facts_by_name["students"], places(result, table))
    wanted = [as_text(letter(one, as_of(result))) for one in told if one.key is not None]
    keys = [quote(visible(one.key), safe="") for one in told if one.key is not None]
    assert page.evaluate(ALL, [f"#/record/students/{key}" for key in keys]) == wanted
