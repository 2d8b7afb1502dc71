"""A column that intake could not read as it should: one cause, told first, in place of a finding for each of its cells."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Spoilt:
    """What is wrong with a whole column of a file.

    Attributes:
        name: the column, as "students.student_id".
        records: how many cells it concerns.
        message: what was found.
        fix: what settles it, with the line of settings where one does.
        fails: whether the run cannot pass until it is settled, or accepted in `[gate] accept`.
    """

    name: str
    records: int
    message: str
    fix: str
    fails: bool = False
