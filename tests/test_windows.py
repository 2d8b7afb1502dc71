"""What can be known of Windows without it: names of files that it takes, and paths that are short enough."""

import re
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

import pytest

from schoolgate.pages import publish
from schoolgate.suites import names
from sites import checked
from tellings import reports

DATA = Path(__file__).parents[1] / "data"
FORBIDDEN = re.compile(r'[<>:"\\|?*\x00-\x1f]|[. ]$')
DEVICES = {"con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(10))}
MOST = 150
"""So many characters a path inside a folder of Data Docs has at most: 260 are all that some machines take."""


def refused(path: PurePosixPath) -> list[str]:
    """The parts of a path that Windows does not take."""
    return [part for part in path.parts if FORBIDDEN.search(part) or part.partition(".")[0].casefold() in DEVICES]


@pytest.mark.parametrize("name", names())
def test_windows_takes_every_name_of_a_file_that_is_written(name: str, tmp_path: Path) -> None:
    result = checked(name, DATA / name / "faulty")
    site, told = tmp_path / "site", tmp_path / "told"
    told.mkdir()
    publish.publish(publish.prepared(result, at=datetime(2026, 11, 22, 6, 30, 0, 123456, tzinfo=UTC)), site)
    assert list(reports(result, told))
    paths = [
        PurePosixPath(path.relative_to(folder).as_posix()) for folder in (site, told) for path in folder.rglob("*")
    ]
    assert len(paths) > 20
    assert [str(path) for path in paths if refused(path)] == []
    assert max(len(str(path)) for path in paths) <= MOST


def test_windows_takes_the_names_of_our_own_files() -> None:
    package = Path(publish.__file__).parents[1]
    assert [path for path in package.rglob("*") if refused(PurePosixPath(path.relative_to(package).as_posix()))] == []
    assert refused(PurePosixPath("a/b:c.csv")) == ["b:c.csv"]
    assert refused(PurePosixPath("aux.toml/x.")) == ["aux.toml", "x."]
