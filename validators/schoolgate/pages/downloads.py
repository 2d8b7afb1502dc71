"""The files that the pages of a run hand out: the fix list and the suite's own reports, as the command line writes them."""

import base64
import gzip
import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from schoolgate.basics.shown import visible
from schoolgate.basics.staging import staging
from schoolgate.basics.temporary import temporary_folder
from schoolgate.report.formats import FIXLIST, FOLDER, Format, Telling, formats
from schoolgate.run.result import Result

FILES = "files"
"""The folder, beside the pages of a run, that holds them."""
NAME = re.compile(r"[a-z][A-Za-z0-9-]{0,99}\.(csv|xlsx)")
"""What such a file may be called: a name that leads to no other place."""
MOST_FOR_A_WORKBOOK = 50_000
"""From so many records on the workbook is left out where there is a CSV file, which takes a twentieth of the time."""
_FIX_LIST = "every job and every line of it, by who does it and where, with a column to tick off"
_KINDS = {".xlsx": "Excel", ".csv": "CSV"}
_LONGEST_SOURCE = 40


@dataclass(frozen=True, slots=True)
class DownloadModel:
    """A file to hand out: which report it is, what it tells, and in what `kind`; `size` is in bytes."""

    name: str
    report: str
    label: str
    about: str
    kind: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Downloads:
    """The files by their names; what is told of each; and what is `withheld`, by its label, with the reason."""

    files: Mapping[str, bytes]
    told: tuple[DownloadModel, ...]
    withheld: tuple[tuple[str, str], ...]


def downloads(result: Result, telling: Telling, *, only_safe: bool = False) -> Downloads:
    """What the pages of a run hand out, byte for byte what `check --report` writes.

    Args:
        result: the check, pseudonymised where that was asked for.
        telling: how it is told.
        only_safe: hand out what is safe of a report that would rather not be written.

    Raises:
        OSError: no temporary file can be written.
    """
    about = {FIXLIST: _FIX_LIST} | {report.name: report.about for report in result.suite.reports}
    forms = [form for name, form in formats(result.suite).items() if name in about]
    files: dict[str, bytes] = {}
    told: list[DownloadModel] = []
    withheld: list[tuple[str, str]] = []
    for form in forms:
        label = "Fix list" if form.name == FIXLIST else form.name.replace("-", " ").capitalize()
        reason = form.refuses(result) if form.refuses and not only_safe else None
        if reason is not None:
            withheld.append((label, visible(reason)))
            continue
        for ending, content in _written(form, result, telling):
            name = named(form.name, result.source, result.moment.date.isoformat(), ending)
            files[name] = content
            digest = hashlib.sha256(content).hexdigest()
            told.append(DownloadModel(name, form.name, label, about[form.name], _KINDS[ending], len(content), digest))
    return Downloads(files, tuple(told), tuple(withheld))


def _written(form: Format, result: Result, telling: Telling) -> Iterator[tuple[str, bytes]]:
    """The report in each of its endings that is one file, the workbook first."""
    endings = sorted((one for one in form.endings if one is not FOLDER and one in _KINDS), reverse=True)
    records = sum(result.records[verdict.facts].height for verdict in result.suite.verdicts)
    if records > MOST_FOR_A_WORKBOOK and len(endings) > 1:
        endings.remove(".xlsx")
    for ending in endings:
        with temporary_folder("downloads") as folder:
            path = folder / f"report{ending}"
            with staging() as staged:
                form.write(result, path, staged, telling)
            yield ending, path.read_bytes()


def named(report: str, source: str, day: str, ending: str) -> str:
    """What the file is called: the report, the extract, the day; a folder of downloads holds those of many schools."""
    last = source.replace("\\", "/").rstrip("/").rpartition("/")[2] or source
    slug = re.sub(r"[^A-Za-z0-9]+", "-", last)[:_LONGEST_SOURCE].strip("-")
    return "-".join(filter(None, (report, slug, day))) + ending


def packed(content: bytes) -> str:
    """A file as it stands inside a page: gzip, in base 64; the same bytes give the same text."""
    return base64.b64encode(gzip.compress(content, mtime=0)).decode("ascii")
