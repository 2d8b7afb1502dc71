"""What every way in has in common: text tables become a source, or are refused because a column is not there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from schoolgate.basics.dates import Calendar
from schoolgate.basics.errors import InputError, likeness
from schoolgate.intake.cells import typed
from schoolgate.judgement.tally import not_supplied
from schoolgate.language.frame import TextTable, TypedTables
from schoolgate.language.question import Assumption
from schoolgate.language.table import Table


@dataclass(frozen=True, slots=True)
class Source:
    """What was read: the text tables by name, the same typed, and what is worth saying once about the run."""

    text: dict[str, TextTable]
    typed: TypedTables
    notes: tuple[str, ...]
    assumptions: tuple[Assumption, ...] = ()


def source_of(
    text: Mapping[str, TextTable], tables: Sequence[Table], calendar: Calendar, notes: Sequence[str]
) -> Source:
    """The source that the text tables make; `notes` come before what there is to say of each table."""
    told = [note for table in tables if table.name in text for note in _notes(text[table.name], table)]
    told += [
        f"{not_supplied(table.name)}: {table.without}" for table in tables if table.without and table.name not in text
    ]
    return Source(dict(text), _typed(text, tables, calendar), (*notes, *told))


def _typed(text: Mapping[str, TextTable], tables: Sequence[Table], calendar: Calendar) -> TypedTables:
    frames, absent = {}, set()
    for table in tables:
        found = text.get(table.name)
        if found is None:
            absent.add(table.name)
        supplied = found.columns if found else ()
        frames[table.name] = typed(found.frame if found else None, supplied, table, calendar)
        absent |= {
            f"{table.name}.{column.name}"
            for column in table.columns
            if column.name not in supplied and not column.known_if_absent
        }
    return TypedTables(frames, frozenset(absent))


def refuse_absent_columns(place: str, names: Sequence[str], table: Table) -> None:
    """Refuse a table that lacks a required column.

    Raises:
        InputError: the message names the column, and the header's likeliest word for it. Where not one name is known, the
            header may be a record, and stays untold.
    """
    absent = [column.name for column in table.columns if column.required and column.name not in names]
    if not absent:
        return
    known = [name for name in names if name in table.by_name]
    near = [name for name in names if name not in table.by_name and likeness(name, absent[0])]
    if not known:
        hint = f"none of its {len(names)} header cells is a column of that table; is the header row missing?"
    elif near:
        hint = f"did you mean {max(near, key=lambda name: likeness(name, absent[0]))}?"
    else:
        hint = f"the header has {', '.join(known)}"
    msg = f"{place}: the required column {absent[0]!r} of table {table.name} is absent; {hint}"
    raise InputError(msg)


def _notes(text: TextTable, table: Table) -> list[str]:
    extra = [name for name in text.columns if name not in table.by_name]
    notes = [f"{text.path.name}: columns that no rule reads: {', '.join(extra)}"] if extra else []
    return notes if text.frame.height or not table.required else [*notes, f"{text.path.name}: holds no records"]
