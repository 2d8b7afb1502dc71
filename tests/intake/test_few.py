"""Small files are divided without NumPy, large ones with it: both say the same of the same bytes."""

from pathlib import Path

import polars as pl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from schoolgate.intake.delimited import survey as surveying
from schoolgate.intake.delimited.few import shape_of_few
from schoolgate.intake.delimited.many import shape_of_many
from schoolgate.intake.delimited.shape import Shape
from schoolgate.intake.delimited.survey import shape, survey
from schoolgate.intake.formats.format import Asked, Blob
from schoolgate.intake.formats.text import TEXT

PARTS = st.sampled_from(
    ['"', '""', '"a"', ",", ";", "a", " ", "é", "\n", "\r\n", "\ufeff", '"a,b"', '"a\n"', "\\", "a,b\n"]
)
FILES = st.lists(PARTS, max_size=12).map(lambda parts: "".join(parts).encode())


def short_lines(found: Shape) -> tuple[int, ...] | None:
    """The lines that are too short; None where the strict reader has to look, whichever reason is seen first."""
    return found.short if found.proper and found.long is None else None


@given(FILES, st.sampled_from([",", ";", "|"]), st.integers(1, 4), st.integers(0, 3))
@example(b'"a"b,c\n', ",", 2, 0)
@example(b'a,b\n"a"",b\n', ",", 2, 0)
@example(b"a,b\n\n\r\na\na,b,c\n", ",", 2, 1)
def test_lines_are_divided_alike(data: bytes, delimiter: str, width: int, above: int) -> None:
    quotes = b'"' in data
    by_line = shape_of_few(data, delimiter, width, above, quotes=quotes)
    by_numpy = shape_of_many([data], delimiter, width, above, quotes=quotes)
    assert short_lines(by_line) == short_lines(by_numpy)


@given(FILES)
def test_lines_are_counted_alike(data: bytes) -> None:
    counted = survey([data])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(surveying, "_SMALL", 0)
        assert survey([data]) == counted


@given(st.lists(st.tuples(*[st.sampled_from(["", " ", "a", " a", "a\u00a0", '"a "', '""', '" , "'])] * 3), max_size=6))
def test_cells_are_read_alike(rows: list[tuple[str, str, str]]) -> None:
    data = "".join(f"{','.join(row)}\n" for row in [("x", "y", "z"), *rows]).encode()
    assert TEXT.read is not None
    found: list[pl.DataFrame] = []
    for few in (10_000, -1):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(surveying, "_FEW", few)
            assert (shape([data], ",", 3, 1, quotes=b'"' in data, lines=1).untidy is None) is (few > 0)
            [sheet] = TEXT.read(Blob(Path("f.csv"), data), Asked(delimiter=","))
            found.append(sheet.read(1, 3, range(3)).frame)
    assert found[0].equals(found[1])
