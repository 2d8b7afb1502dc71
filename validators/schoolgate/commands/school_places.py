"""Which schools `--each` checks: the folders in a folder, what a list names, or those that the rows of tables name."""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from schoolgate.basics.errors import InputError, SchoolgateError, UsageError
from schoolgate.basics.looking import is_file, is_folder
from schoolgate.commands.source import ordered
from schoolgate.intake.dividing import Part, divided, divides
from schoolgate.intake.place import Place
from schoolgate.intake.source import Wanted
from schoolgate.language.files import SETTINGS_FILE
from schoolgate.options.each import PLACE
from schoolgate.report.schools import School
from schoolgate.run.check import wanted
from schoolgate.run.order import settings_of

_NO_SCHOOL = frozenset({"__macosx"})
"""Folders that a system leaves in an archive, folded: never a school's."""
_LONGEST = 1 << 20
_LONGEST_NAME = 120
NOBODY = "(no school)"
"""Stands in the table for the rows that name none."""


@dataclass(frozen=True, slots=True)
class SchoolPlace:
    """A school: what it is called, and its folder or file."""

    name: str
    path: Place
    part: Part | None = None
    """The school's rows, where the source holds those of several."""


@dataclass(frozen=True, slots=True)
class SchoolPlaces:
    """The schools of a source; those that are `lost`, told as such; the names of `others` that lie among them and are none.

    `beside` is the folder of the settings that all share.
    """

    schools: tuple[SchoolPlace, ...]
    lost: tuple[School, ...]
    others: tuple[str, ...]
    beside: Path


def schools_asked(options: argparse.Namespace) -> tuple[Path, SchoolPlaces]:
    """What is checked, and its schools: those that rows name, where the settings divide tables, else a folder or a list.

    Settings that each school has of its own divide nothing; nor do those that nobody can read, of which each school tells.
    """
    if options.school is not None:
        msg = f"--school {options.school}: with --each, each folder is a school, named by its settings or by itself"
        raise UsageError(msg)
    wrong: SchoolgateError | None = None
    if options.settings is None or PLACE not in str(options.settings):
        order = replace(ordered(options), trusted=options.trusted_settings)
        try:
            read = wanted(order.suite, settings_of(order))
        except SchoolgateError as error:
            wrong = error
        else:
            if divides(read):
                source = beside(options.source)
                return source, schools_in(options.source, read, source)
    source = _alone(options)
    try:
        return source, school_places(source)
    except InputError as no_schools:
        # Then it is the settings that would have said what it is.
        raise (wrong or no_schools) from None


def _alone(options: argparse.Namespace) -> Path:
    if len(options.source) != 1:
        msg = f"--each takes one folder of schools; {len(options.source)} were given"
        raise UsageError(msg)
    source = options.source[0]
    if not isinstance(source, Path):
        msg = f"--each takes a folder of schools; {source} is none"
        raise UsageError(msg)
    return source


def beside(sources: Sequence[Place]) -> Path:
    """Where the settings lie that all share."""
    first = sources[0]
    if not isinstance(first, Path):
        return Path()
    return first if is_folder(first) else first.parent


def school_places(source: Path) -> SchoolPlaces:
    """The schools of a folder of folders, or of a list: a text file with a folder or a file a line.

    Raises:
        InputError: it cannot be read, or holds no school.
    """
    return _listed(source) if is_file(source) else _below(source)


def schools_in(places: Sequence[Place], wanted: Wanted, source: Path) -> SchoolPlaces:
    """The schools that the rows of tables name. Each has a name that may stand in a path.

    Args:
        places: what is read, once for all.
        wanted: what it is read for; its settings say which tables are divided.
        source: where the settings lie that all share.

    Raises:
        InputError: it cannot be read, or no row names a school.
    """
    found = divided(places, wanted)
    names = _as_names([part.school for part in found.parts])
    lost = [School(NOBODY, InputError.exit_code, why=found.nobodys)] if found.nobodys else []
    return SchoolPlaces(
        tuple(SchoolPlace(name, places[0], part) for name, part in zip(names, found.parts, strict=True)),
        tuple(lost),
        (),
        source,
    )


def _as_names(schools: Sequence[str]) -> list[str]:
    """A name for each school that can be one of a file: what a cell calls it, without what no file may be called."""
    from pathvalidate import sanitize_filename  # noqa: PLC0415 (few check several schools of one file)

    names: dict[str, None] = {}
    for school in schools:
        name = base = sanitize_filename(school, replacement_text="_", max_len=_LONGEST_NAME).strip(". ") or "_"
        number = 1
        while name.casefold() in (known.casefold() for known in names):
            number += 1
            name = f"{base} {number}"
        names[name] = None
    return list(names)


def _below(source: Path) -> SchoolPlaces:
    """What is hidden, and the settings that all share, is passed over in silence: it was not meant to be a school."""
    try:
        found = sorted(path for path in source.iterdir() if not path.name.startswith("."))
        folders = [path for path in found if path.is_dir() and path.name.casefold() not in _NO_SCHOOL]
        lost = [path for path in found if path.is_symlink() and not path.exists()]
    except OSError as error:
        msg = f"{source}: cannot be read ({error.strerror}); expected a folder with a folder per school, or a list of them"
        raise InputError(msg) from None
    if not folders:
        msg = f"{source}: holds no folder; --each expects one per school"
        raise InputError(msg)
    others = [path.name for path in found if path not in folders and path not in lost]
    why = "is a link to nothing; mend or delete it"
    return SchoolPlaces(
        tuple(SchoolPlace(path.name, path) for path in folders),
        tuple(School(path.name, InputError.exit_code, why=why) for path in lost),
        tuple(name for name in others if name.casefold() != SETTINGS_FILE),
        source,
    )


def _listed(source: Path) -> SchoolPlaces:
    """A line is a path, relative to the list; blank lines and those that begin with # are none."""
    try:
        if source.stat().st_size > _LONGEST:
            msg = f"{source}: is no list of schools; expected a text file with the folder of a school a line"
            raise InputError(msg)
        text = source.read_bytes().decode("utf-8-sig")
    except OSError as error:
        msg = f"{source}: cannot be read ({error.strerror})"
        raise InputError(msg) from None
    except UnicodeDecodeError:
        msg = f"{source}: is no list of schools: no UTF-8; expected a text file with the folder of a school a line"
        raise InputError(msg) from None
    lines = {number: line.strip() for number, line in enumerate(text.splitlines(), start=1)}
    schools: dict[str, tuple[int, SchoolPlace]] = {}
    lost: list[School] = []
    for number, line in lines.items():
        if not line or line.startswith("#"):
            continue
        path = source.parent / line
        there = _is_there(path)
        name = path.name if not there or path.is_dir() else path.stem
        if name in schools:
            first = schools[name][0]
            msg = (
                f"{source}, line {number}: a second school called {name!r}, as in line {first}; each needs its own name"
            )
            raise InputError(msg)
        schools[name] = (number, SchoolPlace(name, path))
        if not there:
            why = f"line {number} of {source.name}: there is no such folder or file"
            lost.append(School(name, InputError.exit_code, why=why))
    gone = {school.name for school in lost}
    found = tuple(place for _, place in schools.values() if place.name not in gone)
    if not found:
        msg = f"{source}: names no school that is there; expected the folder of a school a line"
        raise InputError(msg)
    return SchoolPlaces(found, tuple(lost), (), source.parent)


def _is_there(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):
        return False
