"""The line at which a record begins, which is what an editor, GitHub and GitLab count."""

import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schoolgate.basics.errors import InputError
from schoolgate.intake.csv_file import read_csv

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
    "a carriage return alone": ('a,b\n1,x\ry\n2,"y\nz"\n3,\n', [2, 3, 5]),
    "no last line end": ('a,b\n1,"x\ny"\n2,z', [2, 4]),
}


@pytest.mark.parametrize("name", FILES)
def test_the_line_of_each_record(tmp_path: Path, name: str) -> None:
    content, expected = FILES[name]
    path = tmp_path / "things.csv"
    path.write_bytes(content.encode())
    text = read_csv(path)
    assert text.lines is not None
    assert text.lines(text.frame["row"].to_list()) == expected
    assert text.lines(text.frame["row"].to_list()[1:]) == expected[1:]
    assert text.lines([]) == []


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
    text = read_csv(path)
    expected = [content[: found.start()].count("\n") + 1 for found in re.finditer(r"key\d+\.", content)]
    assert text.frame["key"].to_list() == [f"key{number}." for number in range(len(records))]
    assert text.lines is not None
    assert text.lines(text.frame["row"].to_list()) == expected


def test_a_file_that_is_gone_is_told(tmp_path: Path) -> None:
    path = tmp_path / "things.csv"
    path.write_text('a,b\n1,"x\ny"\n', encoding="utf-8")
    lines = read_csv(path).lines
    assert lines is not None
    path.write_bytes(b'a,b\n1,"x\xff\n"\n')
    with pytest.raises(
        InputError, match=r"things\.csv: cannot be read again to count its lines \(it is no longer UTF-8\)"
    ):
        lines([2])
    path.write_text('a,b\n1,"' + "x" * 200_000 + '\n"\n', encoding="utf-8")
    with pytest.raises(InputError, match=r"\(field larger than field limit \(131072\)\)"):
        lines([2])
    path.unlink()
    with pytest.raises(InputError, match=r"\(No such file or directory\)"):
        lines([2])
