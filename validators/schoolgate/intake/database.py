"""Databases as sources: `sqlite:///school.db`, `postgresql://reader@host/school`. A table, a view or a query is a sheet.

SQLAlchemy asks (extra `sql`), in a transaction that can only read, and hands rows over in pieces. A password comes from the
environment and is never part of an address, a message or a report. What a database says of a statement that fails may quote
a cell: only its kind is told, unless it speaks of the statement's own words.
"""

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from schoolgate.basics.errors import InputError, UsageError
from schoolgate.intake.formats import grid
from schoolgate.intake.formats.written import written
from schoolgate.intake.names.fold import fold
from schoolgate.intake.sheet import Records, Sheet

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine
    from sqlalchemy.engine import URL

PASSWORD = "SCHOOLGATE_DATABASE_PASSWORD"  # noqa: S105  the name of the variable
"""The environment variable that holds the password."""
_DRIVERS = {"postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg"}
_READS = re.compile(r"^\s*(?:select|with|values|table)\b", re.IGNORECASE)
_PIECE = 10_000
_FIRST = 2
_SECONDS = 15
_STATEMENT = "42"
"""The class of SQLSTATE that speaks of the statement: a table or column that is not there, a slip of grammar."""
_OWN_WORDS = ("no such ", "near ", "ambiguous column")


def read_database(address: str, queries: Mapping[str, str], wanted: Sequence[str]) -> list[Sheet]:
    """A sheet per query, by the name of the table that it is for, and one per table or view whose name is `wanted`.

    Raises:
        InputError: the database cannot be reached, or does not understand a query.
        UsageError: the address or a query is none that is taken, or the extra is not installed.
    """
    url = _url(address)
    place = _place(url)
    for table, query in queries.items():
        if not _READS.match(query):
            msg = f"[intake.{table}] query: begins with no SELECT or WITH; only what reads is asked"
            raise UsageError(msg)
    engine = _engine(url)
    with _connected(engine, place) as connection:
        from sqlalchemy import inspect  # noqa: PLC0415  part of the extra

        found = inspect(connection)
        named = dict.fromkeys((*found.get_table_names(), *found.get_view_names()))
        sheets = [_sheet(connection, engine, place, table, query, "query for") for table, query in queries.items()]
        for name in _chosen(list(named), wanted, place):
            quoted = connection.dialect.identifier_preparer.quote(name)
            sheets.append(_sheet(connection, engine, place, name, f"SELECT * FROM {quoted}", "table"))  # noqa: S608 (quoted by the dialect)
    return sheets


def _chosen(names: Sequence[str], wanted: Sequence[str], place: str) -> list[str]:
    """The tables of the database that are wanted, exactly or but for case and signs."""
    if not names:
        msg = f"{place}: has no table that this user may read"
        raise InputError(msg)
    return [name for name in sorted(names) if fold(name) in set(map(fold, wanted))]


def _url(address: str) -> "URL":
    try:
        from sqlalchemy import make_url  # noqa: PLC0415  part of the extra
        from sqlalchemy.exc import ArgumentError  # noqa: PLC0415 (as above)
    except ModuleNotFoundError:
        msg = "databases need the extra: pip install 'schoolgate[sql]'"
        raise UsageError(msg) from None
    try:
        url = make_url(address)
    except (ArgumentError, ValueError):
        msg = "the address of the database cannot be read; expected postgresql://user@host/name or sqlite:///file.db"
        raise UsageError(msg) from None
    if url.password is not None or "password" in url.query:
        msg = f"leave the password out of the address, where everybody sees it; put it into {PASSWORD}"
        raise UsageError(msg)
    if url.get_backend_name() == "sqlite":
        return url
    return url.set(drivername=_DRIVERS.get(url.drivername, url.drivername), password=os.environ.get(PASSWORD))


def _place(url: "URL") -> str:
    """What messages and reports call the database: never its address, which may hold what is nobody's business."""
    if url.get_backend_name() == "sqlite":
        return str(url.database or "")
    return f"{url.database or 'database'} on {url.host or 'this machine'}"


def _engine(url: "URL") -> "Engine":
    from sqlalchemy import create_engine  # noqa: PLC0415  part of the extra
    from sqlalchemy.exc import NoSuchModuleError  # noqa: PLC0415 (as above)
    from sqlalchemy.pool import NullPool  # noqa: PLC0415 (as above)

    arguments: dict[str, Any] = {}
    if url.get_backend_name() == "sqlite":
        path = Path(url.database or "")
        if not path.is_file():
            msg = f"{path}: there is no such database file"
            raise InputError(msg)
        url = url.set(database=f"file:{path.resolve().as_posix()}", query={"mode": "ro", "uri": "true"})
    elif url.get_backend_name() == "postgresql":
        arguments["connect_timeout"] = _SECONDS
    try:
        return create_engine(url, connect_args=arguments, poolclass=NullPool, hide_parameters=True)
    except NoSuchModuleError:
        msg = f"no driver reads {url.get_backend_name()!r}; tested are postgresql:// and sqlite:///"
        raise UsageError(msg) from None
    except ModuleNotFoundError as error:
        msg = f"the driver {error.name} for {url.get_backend_name()!r} is not installed"
        raise UsageError(msg) from None


@contextmanager
def _connected(engine: "Engine", place: str) -> "Iterator[Connection]":
    """A connection that only reads; what goes wrong becomes one line without a cell and without a password."""
    from sqlalchemy.exc import DBAPIError, SQLAlchemyError  # noqa: PLC0415  part of the extra

    try:
        connection = engine.connect()
    except DBAPIError as error:
        lines = [line for line in str(error.orig).splitlines() if line.strip()] or [type(error.orig).__name__]
        msg = f"{place}: cannot be reached ({_without_password(lines[-1].strip(), engine)})"
        raise InputError(msg) from None
    try:
        with connection:
            if engine.dialect.name == "postgresql":
                connection = connection.execution_options(postgresql_readonly=True)
            yield connection
    except DBAPIError as error:
        msg = f"{place}: {_reason(error.orig)}; try the query in a client of the database"
        raise InputError(_without_password(msg, engine)) from None
    except SQLAlchemyError as error:
        msg = f"{place}: cannot be read ({type(error).__name__})"
        raise InputError(msg) from None
    except UnicodeError:
        msg = f"{place}: holds text that is not in the encoding that it should have"
        raise InputError(msg) from None


def _without_password(text: str, engine: "Engine") -> str:
    password = engine.url.password
    return text.replace(str(password), "…") if password else text


def _reason(error: BaseException | None) -> str:
    state = str(getattr(error, "sqlstate", "") or "")
    first = (str(error).splitlines() or [""])[0]
    if state.startswith(_STATEMENT) or first.startswith(_OWN_WORDS):
        return first
    return f"it cannot answer ({type(error).__name__}{f', {state}' if state else ''})"


def _sheet(connection: "Connection", engine: "Engine", place: str, name: str, query: str, kind: str) -> Sheet:
    from sqlalchemy import text  # noqa: PLC0415  part of the extra

    with connection.execution_options(stream_results=True).execute(text(_escaped(query))) as result:
        columns = _columns(result)
        rows = [grid.Row(1, columns), *_rows(result.fetchmany(grid.LOOKED_AT), _FIRST)]
    return Sheet(
        name=name,
        path=Path(place),
        top=grid.top(rows),
        read=partial(_read, engine, place, query, columns),
        inside=f"{kind} {name}",
        words=(engine.dialect.name,),
        in_file=False,
    )


def _escaped(query: str) -> str:
    """A colon is no parameter here."""
    return query.rstrip().rstrip(";").replace(":", "\\:")


def _read(
    engine: "Engine", place: str, query: str, columns: tuple[str, ...], header: int, width: int, wanted: Sequence[int]
) -> Records:
    from sqlalchemy import text  # noqa: PLC0415  part of the extra

    with _connected(engine, place) as connection:
        options = connection.execution_options(stream_results=True, yield_per=_PIECE)
        with options.execute(text(_escaped(query))) as result:
            if _columns(result) != columns:
                msg = f"{place}: a table was changed while it was read; check it again"
                raise InputError(msg)
            return grid.records(_all(result), header, width, wanted)


def _columns(result: Any) -> tuple[str, ...]:
    return tuple(map(str, result.keys()))


def _all(result: Any) -> Iterator[grid.Row]:
    number = _FIRST
    for piece in result.partitions():
        yield from _rows(piece, number)
        number += len(piece)


def _rows(rows: Sequence[Sequence[object]], first: int) -> Iterator[grid.Row]:
    for number, row in enumerate(rows, start=first):
        cells: list[str | None] = []
        unreadable: tuple[int, ...] = ()
        for place, value in enumerate(row):
            try:
                cells.append(written(value))
            except TypeError:
                cells.append(None)
                unreadable += (place,)
        yield grid.Row(number, cells, unreadable)
