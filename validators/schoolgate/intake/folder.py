"""A folder with a file per table."""

from collections.abc import Sequence
from pathlib import Path

from schoolgate.basics.dates import Calendar
from schoolgate.basics.errors import InputError, nearest
from schoolgate.intake.csv_file import read_csv
from schoolgate.intake.source import Source, refuse_absent_columns, source_of
from schoolgate.language.frame import TextTable
from schoolgate.language.table import Table


def read_folder(folder: Path, tables: Sequence[Table], calendar: Calendar) -> Source:
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
            refuse_absent_columns(str(text[table.name].path), text[table.name].columns, table)
    names = {table.name for table in tables}
    notes = [f"{files[name].name}: no table of this suite, not read" for name in sorted(files) if name not in names]
    return source_of(text, tables, calendar, notes)


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
