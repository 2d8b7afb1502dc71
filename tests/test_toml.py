"""TOML that costs more than it can be worth is refused as what it is; what a person writes is read."""

import tomllib

import pytest

from bombs import BOMBS
from schoolgate.basics import toml

SAYS = {
    "lists in lists": "nested too deep",
    "tables in tables": "nested too deep",
    "a name of parts": "more than 32 parts",
    "a heading of parts": "more than 32 parts",
    "a number of a million digits": "too long",
    "many settings": None,
    "too large": "at most",
    "brackets that open nothing": "Expected",
}


@pytest.mark.parametrize("name", BOMBS)
def test_what_is_made_to_be_costly(name: str) -> None:
    says = SAYS[name]
    if says is None:
        assert len(toml.loads(BOMBS[name])) == 60_000
        return
    with pytest.raises(tomllib.TOMLDecodeError, match=says):
        toml.loads(BOMBS[name])


def test_what_people_write_is_read() -> None:
    domains = ", ".join(f'"mail{n}.school.example"' for n in range(500))
    text = f'[intake.students.dates]\n"a.b" = "c.d"\nx . y."z w" = 1\n[portal_sync]\ndomains = [{domains}]\n'
    found = toml.loads(text)
    assert found["intake"]["students"]["dates"] == {"a.b": "c.d", "x": {"y": {"z w": 1}}}
    assert len(found["portal_sync"]["domains"]) == 500
