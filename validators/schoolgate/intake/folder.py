"""A folder with a file per table."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from schoolgate.dates import DateFormat
from schoolgate.errors import InputError, likeness, nearest
from schoolgate.intake.cells import typed
from schoolgate.intake.csv_file import read_csv
from schoolgate.table import Table
from schoolgate.typed import TextTable, TypedTables


@dataclass(frozen=True, slots=True)
class Source:
    """What was read: the text tables by name, the same typed, and what is worth saying once about the run."""

    text: dict[str, TextTable]
    typed: TypedTables
    notes: tuple[str, ...]


def read_folder(folder: Path, tables: Sequence[Table], formats: Sequence[DateFormat]) -> Source:
    """Every table of the folder.

    Raises:
        InputError: the folder or a file cannot be read, or a required table or column is not there.
    """
    files = _files(folder)
    text: dict[str, TextTable] = {}
    for table in tables:
        if table.name in files:
            text[table.name] = read_csv(files[table.name])
        elif table.required:
            raise InputError(_absent(folder, table, files))
    for table in tables:
        if table.name in text:
            _refuse_absent_columns(text[table.name], table)
    names = {table.name for table in tables}
    notes = [f"{files[name].name}: no table of this suite, not read" for name in sorted(files) if name not in names]
    notes += [note for table in tables if table.name in text for note in _extra(text[table.name], table)]
    return Source(text, _typed(text, tables, formats), tuple(notes))


def _typed(text: dict[str, TextTable], tables: Sequence[Table], formats: Sequence[DateFormat]) -> TypedTables:
    frames, absent = {}, set()
    for table in tables:
        found = text.get(table.name)
        if found is None:
            absent.add(table.name)
        supplied = found.columns if found else ()
        frames[table.name] = typed(found.frame if found else None, supplied, table, formats)
        absent |= {
            f"{table.name}.{column.name}"
            for column in table.columns
            if column.name not in supplied and column.default is None
        }
    return TypedTables(frames, frozenset(absent))


def _files(folder: Path) -> dict[str, Path]:
    """The CSV files of the folder, by table name; the case of a file's name does not matter."""
    try:
        entries = sorted(folder.iterdir())
    except NotADirectoryError:
        msg = f"{folder}: is a file; expected a folder with a CSV file per table"
        raise InputError(msg) from None
    except OSError as error:
        msg = f"{folder}: cannot be read ({error.strerror}); expected a folder with a CSV file per table"
        raise InputError(msg) from None
    files: dict[str, Path] = {}
    for entry in entries:
        if entry.suffix.casefold() == ".csv":
            name = entry.stem.casefold()
            if name in files:
                msg = f"{folder}: holds both {files[name].name} and {entry.name}; delete or rename one of them"
                raise InputError(msg)
            files[name] = entry
    return files


def _absent(folder: Path, table: Table, files: dict[str, Path]) -> str:
    wanted = f"{folder}: the required table {table.name} is absent; expected {table.name}.csv"
    inside = sorted(path.parent.name for path in folder.glob(f"*/{table.name}.csv"))
    if inside:
        return f"{wanted}, which is in {', '.join(inside)}: check {folder / inside[0]}"
    if files:
        hint = nearest(table.name, [path.stem for path in files.values()])
        return f"{wanted} ({hint.replace('known:', 'found:')})"
    return f"{wanted}, found no CSV file at all"


def _refuse_absent_columns(text: TextTable, table: Table) -> None:
    absent = [column.name for column in table.columns if column.required and column.name not in text.columns]
    if not absent:
        return
    known = [name for name in text.columns if name in table.by_name]
    if not known:
        # Then these cells may be somebody's, and stay untold.
        hint = f"none of its {len(text.columns)} header cells is a column of that table; is the header row missing?"
    else:
        near = [name for name in text.columns if name not in table.by_name and likeness(name, absent[0])]
        hint = f"did you mean {near[0]}?" if near else f"the header has {', '.join(known)}"
    msg = f"{text.path}: the required column {absent[0]!r} of table {table.name} is absent; {hint}"
    raise InputError(msg)


def _extra(text: TextTable, table: Table) -> list[str]:
    extra = [name for name in text.columns if name not in table.by_name]
    notes = [f"{text.path.name}: columns that no rule reads: {', '.join(extra)}"] if extra else []
    return notes if text.frame.height or not table.required else [*notes, f"{text.path.name}: holds no records"]
