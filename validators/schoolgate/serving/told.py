"""What the process of the page is asked with and says back: plain data, whose text is safe to show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from schoolgate.language.files import SETTINGS_FILE
from schoolgate.serving.asks import Ask
from schoolgate.story.letter import Letter


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be checked, and how: the suite, the folder of its files, as of when, and whether values are shown."""

    suite: str
    folder: str
    as_of: str = ""
    show_values: bool = False

    @property
    def settings(self) -> Path:
        """The settings beside the files."""
        return Path(self.folder) / SETTINGS_FILE


@dataclass(frozen=True, slots=True)
class SheetSeen:
    """A sheet of a file: how it was read, its columns with blanks and shapes, and the tables that it fits."""

    label: str
    how: str
    columns: tuple[tuple[str, str, str, str], ...]
    fits: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Understood:
    """What the files are taken for, what is asked, and what is in the way.

    `causes` are those of the obstacles that stop no check. `open` are questions that a file would answer: what is asked, and
    the answer. `news` says what was done on the way.
    """

    sheets: tuple[SheetSeen, ...]
    readings: tuple[str, ...]
    assumed: tuple[str, ...]
    obstacles: tuple[str, ...]
    causes: tuple[str, ...]
    notes: tuple[str, ...]
    asks: tuple[Ask, ...]
    open: tuple[tuple[str, str], ...]
    settings: str
    school: str
    news: tuple[str, ...] = ()

    @property
    def doubts(self) -> tuple[Ask, ...]:
        """The questions about the files before whose answers nothing can be checked."""
        return tuple(ask for ask in self.asks if ask.doubt and ask.must)

    @property
    def missing(self) -> bool:
        """Whether a file is missing, so that there is nothing to choose from."""
        return any(not (ask.options or ask.writing) for ask in self.doubts)

    @property
    def words(self) -> Mapping[str, Sequence[Ask]]:
        """The words of columns whose meaning is asked, by what they are asked with: those of a column together."""
        found: dict[str, list[Ask]] = {}
        for ask in self.asks:
            if ask.word:
                found.setdefault(ask.about, []).append(ask)
        return found

    @property
    def ready(self) -> bool:
        """Whether it can be checked as it is."""
        return bool(self.readings) and not self.stopped and not self.doubts

    @property
    def stopped(self) -> bool:
        """Whether something is in the way that no check gets past."""
        return bool(set(self.obstacles) - set(self.causes))


@dataclass(frozen=True, slots=True)
class Listed:
    """A report to download: its name, what people call it and what it is, the name of its file, or why it is not handed out.

    `people` is whether people read it; else it is for other programs.
    """

    name: str
    label: str
    about: str
    file: str
    people: bool
    refused: str = ""


@dataclass(frozen=True, slots=True)
class Checked:
    """A check that is done: the name of its run, its verdict in a line, and what can be downloaded."""

    run: str
    verdict: tuple[str, ...]
    lists: tuple[Listed, ...]
    of: str


@dataclass(frozen=True, slots=True)
class Told:
    """One record: what is said of it, and the same as plain text for a case, which never holds a value."""

    letters: tuple[Letter, ...]
    reply: str
