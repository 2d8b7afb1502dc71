"""The commands by their names, each opened when it is asked for: help and the version wait for no frame library."""

import argparse
import gc
import importlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol, cast

from schoolgate.options.parser import Parser
from schoolgate.options.threads import settle_threads


class _Options(Protocol):
    def add(self, parser: Parser) -> None: ...


class _Work(Protocol):
    def run(self, options: argparse.Namespace) -> int: ...


@dataclass(frozen=True, slots=True)
class Command:
    """A command: what it is `about` completes "schoolgate can …".

    `module` is its file, here and in `schoolgate.commands`, where it has another name.
    """

    name: str
    about: str
    module: str = ""
    aliases: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """What people may call it."""
        return self.name, *self.aliases

    def add(self, parser: Parser) -> None:
        """Add what it takes."""
        cast("_Options", self._in("options")).add(parser)
        parser.set_defaults(run=self.run)

    def run(self, options: argparse.Namespace) -> int:
        """Do what it is asked; imports all that this needs.

        Returns:
            The exit code.
        """
        settle_threads(options)
        with _kept():
            work = cast("_Work", self._in("commands"))
        return work.run(options)

    def _in(self, room: str) -> object:
        return importlib.import_module(f"schoolgate.{room}.{self.module or self.name}")


@contextmanager
def _kept() -> Iterator[None]:
    """Look for no garbage meanwhile: what is imported stays, and to look through it takes a twentieth of a small check."""
    looked = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if looked:
            gc.enable()


COMMANDS = (
    Command("check", "say per record what will happen, why, and how to mend it"),
    Command("inspect", "say what files hold, what would be read as what, and what is in the way"),
    Command("map", "write what the files are into the settings, doubts as questions", module="propose"),
    Command("presets", "list the formats of systems that can be read by name"),
    Command("serve", "do the whole job in a browser on this machine, without a terminal"),
    Command("explain", "say why this one record will, or will not, go through"),
    Command("waive", "let a finding pass until a day, with the reason: writes waivers.toml"),
    Command("note", "keep a note of a rule or a record, with a case number: writes notes.toml"),
    Command("what-if", "say who is free once jobs are done", module="what_if"),
    Command("calendar", "say who gets another answer by itself, and when"),
    Command("guide", "what to do before, how, and afterwards"),
    Command("diff", "say what is new, fixed and there still between two JSON reports"),
    Command("docs", "show Data Docs in a browser, build them anew, or remove old runs"),
    Command("rules", "list the requirements, or show one in full"),
    Command("schema", "show what each table must look like: a table, or JSON Schema for programs"),
    Command("sample", "write synthetic data with known faults"),
    Command("init", "write empty files to fill: a CSV file per table, and settings"),
    Command("demo", "make synthetic data and check it, to see what a report looks like"),
    Command("completion", "print what a shell completes commands and options by"),
    Command("spark", "check every school of a lake, on the Spark that is there"),
    Command("suites", "list the workflows, and what each says of a record; write one as SQL"),
    Command("expectations", "write or check the Great Expectations suites in expectations/"),
)
BEGINNING = (
    ("demo", "see what it does, on a school that nobody has"),
    ("map SUITE FOLDER", "your own files: what is what, doubts as questions"),
    ("check SUITE FOLDER", "what will happen to each record, why, and how to mend it"),
)
"""The three things that one can do without having read anything."""
