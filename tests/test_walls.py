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
COMMON = {"active", "name", "kind", "email", "groups", "applications", "status", "class_name"}
"""Column names that are plain English words; every other one betrays the suite that it comes from."""


OUTSIDE = [
    path
    for path in MODULES
    # The pool of people's names speaks of names in its own right.
    if SOURCE / "schoolgate" / "suites" not in path.parents and path.parts[-2:] != ("sample", "names.py")
]


def words_of(suite: Suite) -> set[str]:
    columns = {column.name for table in suite.tables for column in table.columns}
    facts = {fact for table in suite.fact_tables for fact in table.facts}
    return (columns | facts) - COMMON - {"row", "unparsed", "rows_with_key", "file_rows", "type", "users"}


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
