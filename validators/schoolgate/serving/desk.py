"""What one person has on the table: for each workflow the files, what they are taken for, and the last verdict."""

import asyncio
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from schoolgate import suites
from schoolgate.basics.errors import InputError
from schoolgate.basics.shown import visible
from schoolgate.basics.staging import staging
from schoolgate.language.files import SETTINGS_FILE
from schoolgate.language.suite import Suite
from schoolgate.run.order import SUFFIXES
from schoolgate.serving.told import Checked, Understood, Wish
from schoolgate.serving.uploads import BESIDE
from schoolgate.serving.worker import Job, Worker

_FILES = "extract"


@dataclass
class Desk:
    """One workflow: its folder, what is wished for, what was understood, the work going on, and the last verdict.

    `follow` takes what comes of the work, and leads to the page `then`. `wrong` says what a form got wrong, `kept` why the
    settings could not be saved beside the files.
    """

    suite: Suite
    place: Path
    wish: Wish
    understood: Understood | None = None
    checked: Checked | None = None
    job: Job | None = None
    then: str = ""
    follow: "asyncio.Task[None] | None" = None
    wrong: tuple[str, ...] = ()
    kept: str = ""

    @property
    def folder(self) -> Path:
        """Where the files are."""
        return self.place / _FILES

    @property
    def docs(self) -> Path:
        """Where the verdicts are."""
        return self.place / "docs"

    @property
    def files(self) -> list[tuple[str, int]]:
        """The names of the files of tables, and how many bytes each has."""
        return [(path.name, path.stat().st_size) for path in sorted(self.folder.iterdir()) if path.name not in BESIDE]

    @property
    def beside(self) -> list[str]:
        """The names of the files that say how to read and weigh them."""
        return sorted(path.name for path in self.folder.iterdir() if path.name in BESIDE)


@dataclass
class Table:
    """All of it: a desk for each workflow, the process that works, and the folder that somebody began with."""

    root: Path
    worker: Worker
    given: Path | None = None
    desks: dict[str, Desk] = field(default_factory=dict)

    def desk(self, name: str) -> Desk | None:
        """The desk of a workflow; None where there is none such."""
        if name not in suites.names():
            return None
        if name not in self.desks:
            place = self.root / name
            (place / _FILES).mkdir(parents=True)
            self.desks[name] = Desk(suites.load(name), place, Wish(name, str(place / _FILES)))
        return self.desks[name]

    def given_files(self) -> list[str]:
        """The names of the files in the folder that somebody began with which may be tables, or say how to read them."""
        if self.given is None:
            return []
        found = [path for path in sorted(self.given.iterdir()) if path.is_file()]
        return [path.name for path in found if path.suffix.casefold() in SUFFIXES or path.name.casefold() in BESIDE]

    def fetch(self, desk: Desk) -> list[str]:
        """Copy those files to a desk; their names. The folder's own are only read.

        Raises:
            InputError: one cannot be read.
        """
        names = self.given_files()
        for name in names:
            try:
                shutil.copyfile((self.given or Path()) / name, desk.folder / name)
            except OSError as error:
                msg = f"{visible(name)}: cannot be read ({error.strerror}); close it where it is open, and try again"
                raise InputError(msg) from None
        return names

    def keep_settings(self, desk: Desk) -> str:
        """Put the settings beside the files that somebody began with; what went wrong, if anything did."""
        settings = desk.folder / SETTINGS_FILE
        if self.given is None or not settings.is_file():
            return ""
        target, text = self.given / SETTINGS_FILE, settings.read_bytes()
        try:
            if not target.is_file() or target.read_bytes() != text:
                with staging() as staged:
                    staged.path(target).write_bytes(text)
        except OSError as error:
            return f"{SETTINGS_FILE} could not be saved beside your files ({error.strerror}); download it instead"
        return ""


def changed(desk: Desk, **wished: object) -> None:
    """Wish for something else."""
    desk.wish = replace(desk.wish, **wished)  # type: ignore[arg-type]  # the fields of a wish


def removed(desk: Desk, names: Sequence[str]) -> None:
    """Take files off a desk."""
    for path in desk.folder.iterdir():
        if path.name in names:
            path.unlink()
    desk.understood = None
