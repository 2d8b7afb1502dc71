"""Words that are made for programs ("not_safe", "ready_with_warnings") reach no person, whatever a person reads."""

import re
from pathlib import Path

import pytest

from checked import sample
from schoolgate.suites import load, names
from tellings import CATALOGUE, everything, raw_words

FOR_PROGRAMS = ("json", "findings", "records", "facts", "sarif", "junit")
"""Reports that programs read keep such words."""
COUNTED = re.compile(r"\b\d[\d,]* (?:other )?records?\b(?! of Cypad)")
"""So many "records", where the suite has a word for them."""


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
        generic = COUNTED.search(shown)
        assert generic is None, (told, shown[max(0, generic.start() - 80) : generic.end() + 40])
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
