"""A sheet that is held in memory."""

from schoolgate.intake.sheet import Line, held

LINES = [
    Line(1, ("A title",)),
    Line(3, ("a", "b", "c")),
    Line(4, ("1", "", "3")),
    Line(5, ("", "", "")),
    Line(9, ("4", "5")),
]


def test_rows_keep_their_numbers_and_blank_ones_are_left_out() -> None:
    read = held(LINES)(3, 3, [2, 0])
    assert read.frame.rows(named=True) == [{"row": 4, "2": "3", "0": "1"}, {"row": 9, "2": None, "0": "4"}]


def test_unreadable_cells_are_told_for_what_was_wanted() -> None:
    read = held(LINES, {0: frozenset({4}), 1: frozenset({9})})(3, 3, [1])
    assert dict(read.unreadable) == {1: frozenset({9})}
