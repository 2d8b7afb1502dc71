"""The site of Data Docs from what is kept: the pages of runs, each held against its validation results, then the index.

Great Expectations' site machinery (`schoolgate.pages.site`) makes the same from the same parts, byte for byte.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from schoolgate.basics.errors import ProgramError
from schoolgate.engines.gx_conditions import Json
from schoolgate.pages import archive as kept
from schoolgate.pages import pages
from schoolgate.pages.agreement import refuse_difference
from schoolgate.pages.archive import Archive
from schoolgate.pages.downloads import FILES
from schoolgate.pages.model import RunModel, RunSummary

Pages = Mapping[str, str | bytes]
"""The text of each page, and the content of each file that it hands out, by its path in the site."""


@dataclass(frozen=True, slots=True)
class RunDocument:
    """A run, ready to be shown: what its pages say, the runs before it, and the files that it hands out."""

    model: RunModel
    before: tuple[RunSummary, ...]
    files: Mapping[str, bytes]


View = Callable[[RunDocument], Pages]


def as_folder(document: RunDocument) -> Pages:
    """The pages of a run, and the files beside them, by their paths in a site."""
    beside = f"runs/{document.model.run}/{FILES}/"
    files = {beside + name: content for name, content in document.files.items()}
    return {**pages.pages(document.model, document.before), **files}


def as_file(name: str) -> View:
    """A view that gives a run as one file of that name, which holds all it needs."""
    return lambda document: {name: pages.single_file(document.model, document.before, document.files)}


@dataclass
class Written:
    """Pages on their way into the site below `root`: what has been asked for is `expected`, to be counted at the end."""

    root: Path
    expected: list[tuple[Path, int | None]] = field(default_factory=list)

    def write(self, found: Pages, *, lasting: bool = True) -> None:
        """Write pages; `lasting` ones stay as they are while others are written."""
        for path in sorted(found, key=_last_the_first_page):
            page, place = found[path], self.root / path
            content = page.encode() if isinstance(page, str) else page
            self.expected.append((place, len(content) if lasting else None))
            kept.whole(place, content)


def _last_the_first_page(path: str) -> tuple[bool, bool, str]:
    """The order of writing: what pages load, then pages, then the page from which one comes to the others."""
    return (path.endswith(".html"), path.endswith("index.html"), path)


def refuse_missing(*written: Written) -> None:
    """Count the pages.

    Raises:
        ProgramError: one that was asked for is not there, or not whole.
    """
    expected = [page for one in written for page in one.expected]
    there = [path for path, size in expected if path.is_file() and (size is None or path.stat().st_size == size)]
    if not expected or len(there) != len(expected):
        msg = f"Data Docs: {len(there)} of {len(expected)} pages were written; this is a fault of schoolgate"
        raise ProgramError(msg)


@dataclass
class Documents:
    """Runs as documents, each with the runs before it: those of the ledger, read once, and those made since."""

    archive: Archive
    history: dict[str, RunSummary] = field(default_factory=dict)

    def of(self, model: RunModel, results: Sequence[Json]) -> RunDocument:
        """What the pages of a run show.

        Raises:
            InputError: the ledger, or a file that the run hands out, cannot be read.
            ProgramError: the validation results say something else than the pages would.
        """
        refuse_difference(model, results)
        self.history = self.history or {one.run: one for one in self.archive.history()}
        self.history[model.run] = model.summary
        before = tuple(one for one in self.history.values() if one.run < model.run)
        return RunDocument(model, before, self.archive.files(model))


def history_of(archive: Archive, runs: Sequence[str]) -> tuple[RunSummary, ...]:
    """The lines of the ledger for these runs."""
    wanted = set(runs)
    return tuple(one for one in archive.history() if one.run in wanted)


def write_index(archive: Archive, written: Written) -> None:
    """Write the first page, from the ledger alone."""
    listed = None
    # A run that entered itself while ours was written would be missing if ours came last: look again until none did.
    while listed != (runs := archive.runs()):
        written.write(pages.index(history_of(archive, runs)), lasting=False)
        listed = runs


def build(
    archive: Archive, runs: Iterable[tuple[RunModel, Sequence[Json]]], root: Path, view: View, *, index: bool
) -> None:
    """Write the pages of runs, each with its validation results, entering it into the ledger, then the index.

    Raises:
        InputError: a result, a model or the ledger cannot be read.
        ProgramError: the results say something else than the pages, or a page was not written.
    """
    documents, written = Documents(archive), Written(root)
    for model, results in runs:
        document = documents.of(model, results)
        written.write(view(document))
        archive.enter(model.summary)
    if index:
        write_index(archive, written)
    if written.expected:
        refuse_missing(written)
