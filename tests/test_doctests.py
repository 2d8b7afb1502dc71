"""The examples in docstrings say what the code does."""

import doctest
import importlib
from pathlib import Path

import pytest

import schoolgate

ROOT = Path(schoolgate.__file__).parent
MODULES = [
    ".".join(("schoolgate", *path.relative_to(ROOT).with_suffix("").parts)).removesuffix(".__init__")
    for path in sorted(ROOT.rglob("*.py"))
    if ">>> " in (text := path.read_text("utf-8")) and "getfixture(" not in text
]
"""Those that need a check at hand are run by `tests/test_library.py`."""


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_of_a_module(name: str) -> None:
    found = doctest.testmod(importlib.import_module(name))
    assert found.attempted
    assert not found.failed
