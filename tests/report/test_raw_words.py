"""Words that are made for programs ("not_safe", "ready_with_warnings") reach no person, whatever a person reads."""

import re
from pathlib import Path

import pytest

from checked import sample
from schoolgate.judgement.records import STATUSES
from schoolgate.language.suite import Suite
from schoolgate.suites import load, names
from tellings import everything

FOR_PROGRAMS = ("json", "findings", "records", "facts", "sarif", "junit")
"""Reports that programs read keep such words."""
CATALOGUE = re.compile(r"The catalogue.*?Trend over past runs", re.DOTALL)
"""A page's catalogue calls facts by the names that they have in exported tables."""


def raw_words(suite: Suite) -> set[str]:
    """The suite's words for programs, as far as nobody would write them otherwise."""
    words = set(STATUSES)
    for verdict in suite.verdicts:
        words |= {*verdict.statuses, *(value for field in verdict.fields for value in (*field.says, *field.words))}
        words |= {answer.name for answer in verdict.answers.values} if verdict.answers else set()
    # A list of the file's own columns calls them as the file does.
    columns = {column.name for table in suite.tables for column in table.columns}
    return {word for word in words if "_" in word} - columns


@pytest.mark.parametrize("name", names())
def test_no_raw_word_reaches_a_person(name: str, tmp_path: Path) -> None:
    suite = load(name)
    raw = re.compile(rf"(?<![\w.])(?:{'|'.join(sorted(raw_words(suite)))})(?!\w)")
    texts = everything(sample("faulty", name), tmp_path)
    read = {told: text for told, text in texts.items() if told.partition(".")[0].rstrip("/") not in FOR_PROGRAMS}
    assert {"terminal", "markdown", "fixlist.xlsx", "explain", "pages", "scripts of pages"} <= set(read)
    for told, text in read.items():
        shown = CATALOGUE.sub(" ", text) if told == "pages" else text
        found = raw.search(shown)
        assert found is None, (told, shown[max(0, found.start() - 80) : found.end() + 40])
    # What programs read says them all the same: the words are looked for as they are written.
    assert raw.search(texts["json"])


def test_every_raw_value_of_a_field_has_words() -> None:
    for suite in map(load, names()):
        for frame in sample("faulty", suite.name).records.values():
            for verdict in suite.verdicts:
                for field in verdict.fields:
                    if field.name in frame.columns and frame.schema[field.name] == "String":
                        raw = [
                            value
                            for value in frame[field.name].drop_nulls().unique()
                            if re.fullmatch(r"[a-z]+(_[a-z]+)+", value)
                        ]
                        assert set(raw) <= set(field.words), (suite.name, field.name, raw)
