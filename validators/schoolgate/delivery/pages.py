"""The places of Data Docs that a check is asked for: a folder to add the run to, or one page to pass on."""

import os
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from schoolgate import suites
from schoolgate.basics.errors import InputError, UsageError
from schoolgate.basics.looking import exists, is_file, is_folder
from schoolgate.basics.shown import visible
from schoolgate.language.rule import Severity
from schoolgate.run.result import Result

if TYPE_CHECKING:
    from schoolgate.pages.failures import NoVerdict

_PAGE = (".html", ".htm")


def is_page(path: Path) -> bool:
    """Whether one file is asked for there, and not a folder."""
    return path.suffix.lower() in _PAGE and not is_folder(path)


def refuse_unwritable(places: Sequence[Path]) -> None:
    """Refuse, before the check runs, places where no Data Docs could be written after it.

    Raises:
        InputError: what a place would lie in is a file.
        UsageError: a place is a file that is no page, or a folder that holds something else.
    """
    for place in places:
        shown = visible(str(place))
        above = next(folder for folder in place.absolute().parents if exists(folder))
        if not is_folder(above):
            msg = f"Data Docs {shown}: cannot be written, {visible(str(above))} is a file; give another place"
            raise InputError(msg)
        if is_page(place):
            continue
        if is_file(place):
            msg = f"Data Docs {shown}: is a file; expected a folder, or the name of a page that ends in .html"
            raise UsageError(msg)
        if is_folder(place) and not holds_docs(place) and _holds_files(place):
            msg = f"Data Docs {shown}: holds other files; give a new or an empty folder, or one with Data Docs"
            raise UsageError(msg)


def holds_docs(folder: Path) -> bool:
    """Whether Data Docs, or the beginnings of some, are there."""
    return is_folder(folder / "store")


def _holds_files(folder: Path) -> bool:
    """Whether anything but hidden files is there: a folder that is published has some, `.git` or `.nojekyll`."""
    return any(not path.name.startswith(".") for path in folder.iterdir())


def no_verdict(school: str, suite: str, why: Sequence[str], source: Path | None) -> "NoVerdict":
    """A check that came to no verdict, as pages tell of it: in one line, which does not say where the source lies."""
    from schoolgate.pages.failures import NoVerdict  # noqa: PLC0415 (what it imports takes long)

    lines = [line.strip() for line in why]
    if source is not None:
        above = "" if source.parent == Path() else f"{source.parent}{os.sep}".replace(os.sep * 2, os.sep)
        lines = [(line.replace(above, "") if above else line).removeprefix(f"{source.name}: ") for line in lines]
    at, told = datetime.now(UTC).isoformat(timespec="seconds"), "; ".join(filter(None, lines))
    return NoVerdict(visible(school), suite, suites.load(suite).title, at, visible(told))


def tell(silent: "NoVerdict", places: Sequence[Path]) -> None:
    """Have the first page of Data Docs say that a check came to no verdict, until its next one does.

    Raises:
        InputError: a file cannot be written.
        ProgramError: a page could not be made.
    """
    from schoolgate.pages.publish import begin, end  # noqa: PLC0415 (what it imports takes long)

    for place in places:
        begin(place)
        end(place, [silent])


def write(
    result: Result,
    places: Sequence[Path],
    *,
    fail_on: Severity | None,
    show_values: bool,
    native: bool = False,
    only_safe: bool = False,
    shared: Sequence[Path] = (),
) -> tuple[Path, ...]:
    """Publish a finished check to every place; in those that are `shared` the first page is somebody else's to write.

    Returns:
        The page of the run in each place.

    Raises:
        InputError: a file cannot be written.
        ProgramError: Great Expectations stumbled, or a page could not be made.
    """
    if not places:
        return ()
    from schoolgate.pages.publish import prepared, publish, write_file  # noqa: PLC0415 (what it imports takes long)

    at = datetime.now(UTC)
    run = prepared(result, at=at, fail_on=fail_on, show_values=show_values, native=native, only_safe=only_safe)
    written = []
    folders = [place for place in places if not is_page(place)]
    for place in places:
        if is_page(place):
            write_file(run, place, beside=next(iter(folders), None))
            written.append(place)
        else:
            written.append(place / publish(run, place, index=place not in shared).relative_to(place.absolute()))
    return tuple(written)
