"""The line at which a record begins, which is what an editor, GitHub and GitLab count."""

import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sheets import records_of

FILES: dict[str, tuple[str, list[int]]] = {
    "no quotation marks": ("a,b\n1,x\n\n2,y\n", [2, 4]),
    "quotation marks, no line break": ('a,b\n1,"x"\n2,"y, z"\n', [2, 3]),
    "a line break": ('a,b\n1,"x\ny"\n2,z\n', [2, 4]),
    "line breaks, blank lines": ('a,b\n1,"x\n\n\ny"\n\n2,z\n3,"z\n"\n4,\n', [2, 7, 8, 10]),
    "CRLF": ('a,b\r\n1,"x\r\ny"\r\n2,z\r\n', [2, 4]),
    "a header of two lines": ('a,"b\nc"\n1,x\n2,y\n', [3, 4]),
    "a header further down": ('\n"\n"\na,b\n1,"x\n"\n2,y\n', [5, 7]),
    "a byte-order mark": ('\ufeffa,b\n1,"x\ny"\n2,z\n', [2, 4]),
    "a quotation mark inside a cell": ('a,b\n1,x"y\n2,"y\nz"\n3,\n', [2, 3, 5]),
    "doubled quotation marks": ('a,b\n1,"x""\n"",y"\n2,z\n', [2, 4]),
    "a carriage return alone": ('a,b\n1,x\ry,\n2,"y\nz"\n3,\n', [2, 3, 4, 6]),
    "carriage returns alone": ("a,b\r1,x\r2,y\r", [2, 3]),
    "no last line end": ('a,b\n1,"x\ny"\n2,z', [2, 4]),
}


@pytest.mark.parametrize("name", FILES)
def test_the_line_of_each_record(tmp_path: Path, name: str) -> None:
    content, expected = FILES[name]
    path = tmp_path / "things.csv"
    path.write_bytes(content.encode())
    read = records_of(path)
    rows = read.frame["row"].to_list()
    # Where nothing else is said, a row is its own line.
    assert (read.lines(rows) if read.lines else rows) == expected
    if read.lines:
        assert read.lines(rows[1:]) == expected[1:]
        assert read.lines([]) == []


CELLS = st.text(st.sampled_from('x",\n\r é'), max_size=5)
RECORDS = st.lists(st.tuples(CELLS, st.booleans(), st.integers(0, 2)), min_size=1, max_size=8)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(records=RECORDS, above=st.integers(0, 2), end=st.sampled_from(["\n", "\r\n"]))
def test_any_file(tmp_path: Path, records: list[tuple[str, bool, int]], above: int, end: str) -> None:
    lines = [*[""] * above, "key,cell"]
    for number, (cell, bare, blanks) in enumerate(records):
        plain = bare and not set(cell) & set('",\n\r')
        quoted = cell if plain else '"' + cell.replace('"', '""') + '"'
        lines += [f"key{number}.,{quoted}", *[""] * blanks]
    content = end.join(lines) + end
    path = tmp_path / "things.csv"
    path.write_bytes(content.encode())
    read = records_of(path)
    # A carriage return alone ends a line too, and no record inside quotation marks.
    expected = [
        len(re.findall(r"\r\n|\r|\n", content[: found.start()])) + 1 for found in re.finditer(r"key\d+\.", content)
    ]
    assert read.frame["0"].to_list() == [f"key{number}." for number in range(len(records))]
    rows = read.frame["row"].to_list()
    assert (read.lines(rows) if read.lines else rows) == expected
