"""Files to a source: a folder with a file per table, single files, a workbook or archive of tables, standard input."""

from collections.abc import Sequence

from schoolgate.basics.errors import UsageError
from schoolgate.intake.arranging import Texts, texts_of
from schoolgate.intake.opening import Opener
from schoolgate.intake.place import Address, Place
from schoolgate.intake.source import Source, Wanted


def read_files(paths: Sequence[Place], wanted: Wanted) -> Source:
    """Every table that the paths hold: see `read_texts`."""
    return read_texts(paths, wanted).source()


def read_texts(paths: Sequence[Place], wanted: Wanted) -> Texts:
    """Every table that the paths hold, as text.

    Raises:
        InputError: a path or a file cannot be read, or a required table or column is not there.
        UsageError: the settings name what there is not.
    """
    if not any(isinstance(path, Address) for path in paths):
        for table in wanted.tables:
            if wanted.said.of(table.name).query is not None:
                msg = f"[intake.{table.name}] query: there is no database among the sources"
                raise UsageError(msg)
    opener = Opener(wanted.tables, wanted.said)
    for path in dict.fromkeys(paths):
        opener.open(path)
    where = ", ".join(map(str, paths))
    return texts_of(opener.sheets, wanted, where, opener.notes, opener.beyond, opener.inside, opener.strangers)
