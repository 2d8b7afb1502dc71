"""The walls that an import contract cannot see."""

import re
from pathlib import Path

import pytest

from schoolgate import suites
from schoolgate.language.suite import Suite

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "validators"
MODULES = sorted((SOURCE / "schoolgate").rglob("*.py"))
SUITES = [suites.load(name) for name in suites.names()]
OUTSIDE = [
    path
    for path in MODULES
    # The pool of people's names speaks of names in its own right.
    if SOURCE / "schoolgate" / "suites" not in path.parents and path.parts[-2:] != ("sample", "names.py")
]


KERNEL = {"rows_with_key", "file_rows", "class_name"}
"""Facts that every suite has alike, and the kernel works out; and a word of Great Expectations' own."""


def words_of(suite: Suite) -> set[str]:
    """The suite's columns and facts whose names are no plain English words: a title or a status betrays nobody."""
    columns = {column.name for table in suite.tables for column in table.columns}
    facts = {fact for table in suite.fact_tables for fact in table.facts}
    return {word for word in columns | facts if "_" in word} - KERNEL


@pytest.mark.parametrize("suite", SUITES, ids=lambda suite: suite.name)
def test_nothing_outside_a_suite_knows_its_columns(suite: Suite) -> None:
    words = re.compile(rf"\b({'|'.join(map(re.escape, sorted(words_of(suite))))})\b")
    # Docstrings may give an example; code may not.
    docstring = re.compile(r'r?""".*?"""', re.DOTALL)
    comment = re.compile(r"#.*")
    found = {
        str(path.relative_to(ROOT)): sorted(
            set(words.findall(comment.sub("", docstring.sub("", path.read_text("utf-8")))))
        )
        for path in OUTSIDE
    }
    assert {path: names for path, names in found.items() if names} == {}


def test_nothing_lies_beside_the_package() -> None:
    assert [path.name for path in SOURCE.iterdir() if path.name != "__pycache__"] == ["schoolgate"]


def test_the_folder_is_never_imported_by_its_name() -> None:
    for path in [*MODULES, *(ROOT / "tests").rglob("*.py")]:
        assert not re.search(r"^\s*(import|from) validators\b", path.read_text("utf-8"), re.MULTILINE), path


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_a_module_has_one_idea(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= 400
