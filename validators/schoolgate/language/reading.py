"""What was read as what: where a table came from, which heading is which column, and what was left out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

SHOWN = 12
"""How many names a sentence lists before it says how many more there are."""
_LONGEST = 60
_ABOVE = 5


def listed(names: Sequence[str], most: int = SHOWN) -> str:
    """The names, the first of them if they are many; each cut to what one can read.

    >>> listed(["a", "b", "c"], most=2)
    'a, b and 1 more'
    """
    told = [name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1]}…" for name in names[:most]]
    return ", ".join(told) + (f" and {len(names) - most:,} more" if len(names) > most else "")


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Rows that are no records of the table, and why."""

    rows: int
    why: str


@dataclass(frozen=True, slots=True)
class Reading:
    """How one table was read.

    Args:
        sources: the files, or the sheets in them, of which it was stacked.
        words: how they were read where that is not as usual: "Windows-1252", "semicolons".
        header: the row of the header; 0 where there is none. Of several files the first's.
        above: the rows above it that hold something.
        columns: ours -> the heading that it was read from.
        constants: ours -> what the settings say that every row holds.
        unread: headings that no rule reads, as the file names them.
        left_out: rows that are no records.
        keys: ours -> how its cells are normalised before they are compared.
        values: ours -> the words of the file that the settings explain, and what they mean.
        dates: ours -> the format in which its dates are written, where it is not YYYY-MM-DD.
        joined: files of which columns were taken.
    """

    sources: tuple[str, ...]
    words: tuple[str, ...] = ()
    header: int = 1
    above: tuple[int, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    unread: tuple[str, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    keys: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    dates: Mapping[str, str] = field(default_factory=dict)
    joined: tuple[str, ...] = ()

    @property
    def is_plain(self) -> bool:
        """Whether there is nothing to tell but columns that no rule reads: the file is as our template is."""
        return not (
            self.words
            or self.header != 1
            or self.constants
            or self.left_out
            or self.keys
            or self.values
            or self.dates
            or self.joined
            or len(self.sources) > 1
            or any(ours != heading for ours, heading in self.columns.items())
        )

    def sentence(self, table: str) -> str:
        """The reading in a line: "students from Student.csv (semicolons): student_id from Adno; not read: Title"."""
        where = [*self.words, *self._header()]
        parts = [f"{ours} from {heading}" for ours, heading in self.columns.items() if ours != heading]
        parts += [f"{ours} is {said!r} throughout (constant)" for ours, said in self.constants.items()]
        parts += [f"{ours} written {form}" for ours, form in self.dates.items()]
        parts += [
            f"in {ours} {word!r} is {means}" for ours, words in self.values.items() for word, means in words.items()
        ]
        parts += [f"{ours} compared with {', '.join(folds)}" for ours, folds in self.keys.items()]
        clauses = [", ".join(parts)] if parts else []
        clauses += [f"joined with {', '.join(self.joined)}"] if self.joined else []
        clauses += [f"not read: {listed(self.unread)}"] if self.unread else []
        clauses += [f"left out: {'; '.join(f'{left.why}' for left in self.left_out)}"] if self.left_out else []
        said = f" ({', '.join(where)})" if where else ""
        source = " and ".join(self.sources)
        return f"{table} from {source}{said}" + (f": {'; '.join(clauses)}" if clauses else "")

    def _header(self) -> list[str]:
        if self.header == 1:
            return []
        if not self.header:
            return ["no header"]
        rows = f"row{'s' if len(self.above) > 1 else ''} {listed([str(row) for row in self.above], _ABOVE)}"
        return [f"header in row {self.header}", *([f"above it {rows}"] if self.above else [])]

    def as_json(self) -> dict[str, Any]:
        """The reading as the JSON report has it; what there is nothing to say of is left out."""
        told: dict[str, Any] = {
            "read_from": list(self.sources),
            "read_as": list(self.words),
            "header_row": self.header,
            "rows_above_header": list(self.above),
            "columns": dict(self.columns),
            "constants": dict(self.constants),
            "not_read": list(self.unread[:200]),
            "not_read_count": len(self.unread),
            "left_out": [{"rows": left.rows, "why": left.why} for left in self.left_out],
            "keys": {ours: list(folds) for ours, folds in self.keys.items()},
            "values": {ours: dict(words) for ours, words in self.values.items()},
            "dates": dict(self.dates),
            "joined": list(self.joined),
        }
        return {name: value for name, value in told.items() if value not in ([], {}, None)}
