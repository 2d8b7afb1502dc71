"""The site of Data Docs from what is kept: the pages of runs, each held against its validation results, then the index.

Great Expectations' site machinery (`schoolgate.pages.site`) makes the same from the same parts, byte for byte.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from schoolgate.basics.errors import InputError, ProgramError
from schoolgate.engines.gx_conditions import Json
from schoolgate.pages import archive as kept
from schoolgate.pages import failures, pages, portfolio
from schoolgate.pages.agreement import refuse_difference
from schoolgate.pages.archive import LATEST, Archive
from schoolgate.pages.downloads import FILES
from schoolgate.pages.model import RunModel, RunSummary
from schoolgate.pages.newer import TOLD, Newer, newer
from schoolgate.pages.past import MOST, Past, past
from schoolgate.pages.seen import Seen
from schoolgate.pages.series import Series, moments, order_of, school_of, series_of

Pages = Mapping[str, str | bytes]
"""The text of each page, and the content of each file that it hands out, by its path in the site."""


@dataclass(frozen=True, slots=True)
class RunDocument:
    """A run, ready to be shown: what its pages say, the runs of its series made before it, and the files that it hands out.

    `past` are the histories of its records; `newer` is what there is to say of a run that came after it.
    """

    model: RunModel
    before: tuple[RunSummary, ...]
    files: Mapping[str, bytes]
    past: Past | None = None
    newer: Newer | None = None


View = Callable[[RunDocument], Pages]


def as_folder(document: RunDocument) -> Pages:
    """The pages of a run, and the files beside them, by their paths in a site."""
    beside = f"runs/{document.model.run}/{FILES}/"
    files = {beside + name: content for name, content in document.files.items()}
    return {**pages.pages(document.model, document.before, document.past, document.newer), **files}


def as_file(name: str) -> View:
    """A view that gives a run as one file of that name, which holds all it needs."""
    return lambda document: {name: pages.single_file(document.model, document.before, document.files, document.past)}


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
    """Runs as documents, each with those of its series: what the ledger has, read once, and those made since."""

    archive: Archive
    known: dict[str, list[RunSummary]] = field(default_factory=dict)
    """The runs of each series, by its name, in their order."""
    _seen: dict[str, Seen | None] = field(default_factory=dict)

    def of(self, model: RunModel, results: Sequence[Json]) -> RunDocument:
        """What the pages of a run show.

        Raises:
            InputError: the ledger, or a file that the run hands out, cannot be read.
            ProgramError: the validation results say something else than the pages would.
        """
        refuse_difference(model, results)
        summary = model.summary
        name = series_of(summary).name
        runs = self.known[name] if name in self.known else self.archive.series(name)
        runs = sorted([*(one for one in runs if one.run != model.run), summary], key=order_of)
        self.known[name] = runs
        before = tuple(sorted((one for one in runs if one.run < model.run), key=lambda one: one.run))
        files = self.archive.files(model)
        return RunDocument(model, before, files, self._past(summary, before), self.newer(name, runs, summary))

    def _past(self, summary: RunSummary, before: Sequence[RunSummary]) -> Past | None:
        earlier = [one for one in moments([*before, summary]) if order_of(one) <= order_of(summary)]
        # One alone is no history, and need not be read.
        told = earlier[-MOST:] if len(earlier) > 1 else []
        return past([(one.as_of, found) for one in told if (found := self._saw(one.run))])

    def newer(self, name: str, runs: Sequence[RunSummary], summary: RunSummary) -> Newer | None:
        """What an older run of a series is told of the newest one: of those before that one only so many are told anew."""
        at = [one.run for one in runs].index(summary.run)
        there = runs[min(at + TOLD, len(runs) - 1)]
        mine, theirs = self._saw(summary.run), self._saw(there.run)
        if there.run == summary.run or mine is None or theirs is None:
            return None
        return newer(LATEST + name, there.as_of, mine, theirs)

    def _saw(self, run: str) -> Seen | None:
        """What a run saw, where that can still be read: what cannot is left out of what others say."""
        if run not in self._seen:
            self._seen[run] = None
            with suppress(InputError):
                self._seen[run] = self.archive.seen(run)
        return self._seen[run]


def write_index(archive: Archive, written: Written) -> None:
    """Write the first page, from the ledger alone."""
    listed = None
    # A run that entered itself while ours was written would be missing if ours came last: look again until none did.
    while listed != (runs := archive.runs()):
        newest, failed = archive.newest(), list(failures.read_all(archive.notes.folder))
        schools = {Series(school, "").name for school in (*map(school_of, newest), *(one.school for one in failed))}
        if len(schools) > 1:
            written.write(portfolio.portfolio(newest, failed), lasting=False)
        else:
            written.write(pages.index(archive.history(), failed), lasting=False)
            (archive.folder / portfolio.SUPPORT).unlink(missing_ok=True)
        listed = runs


def announce(archive: Archive, series: str) -> None:
    """Lead to the newest run of a series, and tell the runs before it that it is there.

    Raises:
        InputError: the ledger or a page cannot be read.
    """
    told: list[RunSummary] | None = None
    # As above: whoever entered meanwhile may have told before us.
    while told != (runs := archive.series(series)):
        documents = Documents(archive, {series: runs})
        lead(archive, series, runs)
        for older in runs[-TOLD - 1 : -1]:
            found = documents.newer(series, runs, older)
            for name in pages.OF_A_RUN:
                with suppress(FileNotFoundError):
                    _tell(archive.published / older.run / name, found, name)
        told = runs


def lead(archive: Archive, series: str, runs: Sequence[RunSummary]) -> None:
    """Write the pages that lead to the newest run of a series."""
    for name in pages.OF_A_RUN if runs else ():
        kept.whole(archive.published / (LATEST + series) / name, pages.leading(runs[-1], name).encode())


def _tell(path: Path, found: Newer | None, name: str) -> None:
    before = path.read_text(encoding="utf-8")
    after = pages.with_newer(before, found, name)
    if after != before:
        kept.whole(path, after.encode())


def build(
    archive: Archive,
    runs: Iterable[tuple[RunModel, Sequence[Json]]],
    root: Path,
    view: View,
    *,
    index: bool,
    documents: Documents | None = None,
) -> None:
    """Write the pages of runs, each with its validation results, entering it into the ledger, then the index.

    Raises:
        InputError: a result, a model or the ledger cannot be read.
        ProgramError: the results say something else than the pages, or a page was not written.
    """
    documents, written = documents or Documents(archive), Written(root)
    for model, results in runs:
        document = documents.of(model, results)
        written.write(view(document))
        archive.enter(model.summary)
    if index:
        write_index(archive, written)
    if written.expected:
        refuse_missing(written)
