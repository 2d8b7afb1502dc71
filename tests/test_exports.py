"""The guide to exports: every column of every table is spoken of, and nothing is spoken of that is no column."""

from pathlib import Path

from schoolgate import suites
from schoolgate.catalogue.exports import exports, markdown

SUITES = [suites.load(name) for name in suites.names()]
COLUMNS = {(suite.name, table.name, column) for suite in SUITES for table in suite.tables for column in table.by_name}


def test_every_column_is_spoken_of() -> None:
    assert sorted(COLUMNS - exports().fields.keys()) == []


def test_every_table_has_a_system_that_it_comes_from() -> None:
    assert {(suite, table) for suite, table, _ in COLUMNS} <= exports().tables.keys()
    assert all(names for names in exports().tables.values())


def test_what_is_said_is_said_of_a_system_that_the_table_can_come_from() -> None:
    guide = exports()
    held = {(name, said) for field in guide.fields.values() for name, said in field.held.items()}
    shown = {
        (name, said)
        for place, field in guide.fields.items()
        for name, said in field.held.items()
        if name in guide.tables[place[:2]]
    }
    assert sorted(held - shown) == []


def test_the_page_is_the_data() -> None:
    page = (Path(__file__).parents[1] / "docs" / "exports.md").read_text(encoding="utf-8")
    assert page == markdown(SUITES)
    assert "| `last_name` | Legal Surname |" in page
