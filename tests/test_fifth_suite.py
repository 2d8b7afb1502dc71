"""A fifth suite, one module in a temporary folder: nothing else has to be touched for every command to know it."""

import json
from pathlib import Path

import pytest

from schoolgate import cli, suites

MODULE = '''
"""Which books may be lent."""

from schoolgate.language.predicate import Filled
from schoolgate.language.rule import Article, Owner, Rule, Severity
from schoolgate.language.settings import SuiteSettings
from schoolgate.language.suite import Suite, Verdict
from schoolgate.language.table import Column, Table, facts_of

COLUMNS = (Column("book_id", required=True), Column("title", required=True, shown=True))
BOOKS = Table("books", "book_id", COLUMNS, required=True)
FACTS = facts_of(BOOKS, neutral={"book_id": "B1", "title": "Emil"})
SUITE = Suite(
    name="book-lending",
    title="Lending books",
    question="May this book be lent?",
    tables=(BOOKS,),
    fact_tables=(FACTS,),
    rules=(
        Rule(
            id="BL-101",
            title="Book has no title",
            asks="Every book has a title.",
            facts=("books",),
            require=Filled("title"),
            severity=Severity.ERROR,
            message="The book has no title.",
            fix="Write it in.",
            owner=Owner.SCHOOL,
            screen="The shelf",
            source=Article("the rules of the library").section("books"),
            column="title",
            good=({"title": "Emil"},),
            bad=({"title": None},),
        ),
    ),
    settings=SuiteSettings,
    build_facts=lambda tables, settings, moment: {"books": tables["books"].select(FACTS.columns)},
    verdicts=(Verdict("books", "will be lent", (), lambda records: records),),
)
'''


@pytest.fixture
def books(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The suite, and an extract for it."""
    home, extract = tmp_path / "suites", tmp_path / "extract"
    home.mkdir()
    extract.mkdir()
    (home / "book_lending.py").write_text(MODULE, encoding="utf-8")
    (extract / "books.csv").write_text("book_id,title\nB1,Emil\nB2,\n", encoding="utf-8")
    monkeypatch.setattr(suites, "__path__", [*suites.__path__, str(home)])
    return extract


def test_every_command_knows_it(books: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    report = tmp_path / "report.json"
    assert cli.main(["check", "book-lending", str(books), "--as-of", "2026-11-22", f"--report=json={report}"]) == 1
    document = json.loads(report.read_text(encoding="utf-8"))
    assert [(one["rule"], one["key"]) for one in document["findings"]] == [("BL-101", "B2")]
    assert cli.main(["explain", "book-lending", str(books), "B2", "--as-of", "2026-11-22"]) == 1
    assert "B2 will not be lent: Book has no title (BL-101)." in capfd.readouterr().out
    for command in (["rules", "BL-101"], ["rules", "book-lending"], ["schema", "book-lending"]):
        assert cli.main(command) == 0, command
    assert cli.main(["init", "book-lending", str(tmp_path / "new")]) == 0
    assert (tmp_path / "new" / "books.csv").is_file()
    for engine in ("pandera", "sql", "fused"):
        assert cli.main(["check", "book-lending", str(books), "--engine", engine, "--quiet"]) == 1


def test_reports_tell_it_too(books: Path, tmp_path: Path) -> None:
    names = ("junit", "sarif", "markdown", "gitlab")
    reports = [f"--report={name}={tmp_path / name}" for name in names]
    fixes = tmp_path / "fix.csv"
    assert cli.main(["check", "book-lending", str(books), "--quiet", f"--report=fixlist={fixes}", *reports]) == 1
    assert all("BL-101" in path.read_text(encoding="utf-8") for path in (fixes, *(tmp_path / name for name in names)))
