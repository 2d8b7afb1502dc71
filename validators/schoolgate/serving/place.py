"""The folder of files that the process works on: what is said of it never holds its place on this machine."""

import contextlib
import os
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from schoolgate.basics.errors import InputError, UsageError
from schoolgate.basics.staging import staging
from schoolgate.intake.look import opened
from schoolgate.intake.proposing.suggestion import Opened
from schoolgate.language.suite import Suite
from schoolgate.run.check import wanted
from schoolgate.run.order import Order, settings_of
from schoolgate.sample.write import toml
from schoolgate.serving.told import Wish

NOBODY = "Your school"
"""What the school is called until somebody says it."""


@contextlib.contextmanager
def inside(wish: Wish) -> Iterator[None]:
    """Work beside the folder of files, so that no message names its place; and let no message hold the rest of it."""
    before = Path.cwd()
    os.chdir(Path(wish.folder).parent)
    shown = without_place(wish)
    try:
        yield
    except (UsageError, InputError) as error:
        first, *further = map(shown, error.lines)
        raise type(error)(first, *further) from None
    finally:
        os.chdir(before)


def folder_of(wish: Wish) -> str:
    """The name of the folder, beside which the process works."""
    return Path(wish.folder).name


def without_place(wish: Wish) -> Callable[[str], str]:
    """What takes the folder's name out of a message."""
    name = folder_of(wish)

    def shown(text: str) -> str:
        text = text.replace(f"{name}/", "").replace(f"{name}{os.sep}", "")
        return text.replace(f"{name}: ", "Your files: ")

    return shown


def order_of(wish: Wish, suite: Suite) -> Order:
    """What is to be carried out."""
    order = Order(suite=suite, source=Path(folder_of(wish)), as_of=wish.as_of or None, show_values=wish.show_values)
    return order if settings_of(order).common.school else replace(order, school=NOBODY)


def opened_of(wish: Wish, suite: Suite) -> Opened:
    """The files, with their sheets open."""
    asked = wanted(suite, settings_of(order_of(wish, suite)))
    return opened((Path(folder_of(wish)),), asked)[0]


def settings_text(wish: Wish) -> str:
    """The settings as they stand beside the files."""
    return wish.settings.read_bytes().decode("utf-8-sig") if wish.settings.exists() else ""


def with_school(text: str, school: str) -> str:
    """The settings with the school's name, where they do not say it."""
    school = " ".join(school.split())
    if not school or tomllib.loads(text).get("school"):
        return text
    return f"school = {toml(school)}\n{text}"


def kept(wish: Wish, suite: Suite, text: str) -> str:
    """Write the settings down, if they are such.

    Raises:
        UsageError: they are not; those that are there stay.
    """
    before = wish.settings.read_bytes() if wish.settings.exists() else None
    with staging() as staged:
        staged.path(wish.settings).write_bytes(text.encode())
    try:
        settings_of(order_of(wish, suite))
    except UsageError:
        if before is None:
            wish.settings.unlink()
        else:
            wish.settings.write_bytes(before)
        raise
    return text
