"""Values of settings that stand in no cell of the extract: a slip of the hand there changes verdicts without a word."""

from collections.abc import Iterable, Iterator, Mapping

import polars as pl

from schoolgate.frames.near import near_miss
from schoolgate.language.frame import TypedTables
from schoolgate.language.naming import ValuesOf
from schoolgate.language.settings import SuiteSettings
from schoolgate.language.suite import Suite

_SHOWN = 8
"""So many values are told."""


def unmatched(suite: Suite, settings: SuiteSettings, tables: TypedTables) -> Iterator[str]:
    """A note for each setting with values that no cell has; of a default only where a cell nearly has it."""
    for name, field in type(settings).model_fields.items():
        for held in field.metadata:
            values = _values(getattr(settings, name))
            columns = [column for column in held.columns if _is_there(column, tables)] if _names(held) else []
            if values and columns:
                yield from _told(name, values, held, columns, suite, tables, given=name in settings.model_fields_set)


def _names(held: object) -> bool:
    return isinstance(held, ValuesOf)


def _values(setting: object) -> list[str]:
    """The values of a setting, each once."""
    several: Iterable[object] = (
        (setting,) if isinstance(setting, str) else setting if isinstance(setting, Iterable) else ()
    )
    return list(dict.fromkeys(map(str, several)))


def _is_there(column: str, tables: TypedTables) -> bool:
    """Whether there is a row in which a value could stand."""
    return tables.supplied(column) and not tables[column.partition(".")[0]].is_empty()


def _told(
    name: str,
    values: list[str],
    held: ValuesOf,
    columns: list[str],
    suite: Suite,
    tables: TypedTables,
    *,
    given: bool,
) -> Iterator[str]:
    found = [tables[table][column] for table, _, column in (one.partition(".") for one in columns)]
    cells = pl.concat([one.rename("cell") for one in found])
    known = held.known(cells)
    lost = [value for value in values if held.alike(value) not in known]
    if not lost or (held.vocabulary and len(lost) < len(values)):
        return
    near = _near(lost, cells if all(_is_shown(one, suite) for one in columns) else cells.clear())
    if not given:
        lost = list(near) if not held.vocabulary else []
    if lost:
        more = f" and {len(lost) - _SHOWN:,} more" if len(lost) > _SHOWN else ""
        which = ", ".join(_named(value, near) for value in lost[:_SHOWN])
        says = f"names {which}{more}, which {'stand' if len(lost) > 1 else 'stands'}"
        by = "" if given else " (by default)"
        yield f"settings: {name}{by} {says} in no cell of {' or '.join(columns)}; is that a slip?"


def _near(lost: list[str], cells: pl.Series) -> Mapping[str, str]:
    """The one cell from which a lost value differs only in spelling."""
    values = pl.Series(lost, dtype=pl.String())
    return {value: near for value, near in zip(lost, near_miss(values, cells), strict=True) if near is not None}


def _named(value: str, near: Mapping[str, str]) -> str:
    return f"{value!r}" + (f" ({near[value]!r} differs only in spelling)" if value in near else "")


def _is_shown(column: str, suite: Suite) -> bool:
    table, _, name = column.partition(".")
    return suite.tables_by_name[table].by_name[name].shown
