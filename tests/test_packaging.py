"""What a release consists of: the wheel is the package alone, the archive all that a change needs; both say what is so."""

import email.policy
import subprocess
import tarfile
import tomllib
import zipfile
from email.message import EmailMessage
from email.parser import BytesParser
from importlib import metadata
from pathlib import Path

import pytest

from schoolgate import __version__

ROOT = Path(__file__).parents[1]
NOT_RELEASED = (".ci/",)
"""What only this repository needs."""
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


def tracked() -> set[str]:
    """The files that git keeps."""
    done = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S607 (whichever git there is)
    return {name for name in done.stdout.split("\0") if name and (ROOT / name).exists()}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `make dist` makes, from a copy of what git keeps."""
    folder = tmp_path_factory.mktemp("release") / "schoolgate"
    for name in tracked():
        place = folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes((ROOT / name).read_bytes())
    (folder / ".venv-uv").symlink_to(ROOT / ".venv-uv")
    (folder / ".venv").symlink_to(ROOT / ".venv")
    makefile = (folder / "Makefile").read_text("utf-8").replace("dist: setup", "dist:")
    (folder / "Makefile").write_text(makefile, encoding="utf-8")
    done = subprocess.run(["make", "dist"], cwd=folder, capture_output=True, text=True, check=False)  # noqa: S607 (whichever make there is)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("PASSED") == 2, done.stdout
    return folder / "dist"


@pytest.mark.slow
def test_the_wheel_is_the_package_and_nothing_else(built: Path) -> None:
    (path,) = built.glob("*.whl")
    with zipfile.ZipFile(path) as wheel:
        names = set(wheel.namelist())
        (told_in,) = [name for name in names if name.endswith(".dist-info/METADATA")]
        entries = wheel.read(told_in.replace("METADATA", "entry_points.txt")).decode()
        told = BytesParser(_class=EmailMessage, policy=email.policy.default).parsebytes(wheel.read(told_in))
    assert len(told.get_all("Project-URL") or ()) == len(PROJECT.get("urls", {}))
    information = f"schoolgate-{__version__}.dist-info/"
    ours = {name.removeprefix("validators/") for name in tracked() if name.startswith("validators/")}
    assert {name for name in names if not name.startswith(information)} == ours
    assert {name.removeprefix(information) for name in names if name.startswith(information)} == {
        "METADATA", "RECORD", "WHEEL", "entry_points.txt", "licenses/LICENSE",
    }  # fmt: skip
    assert "schoolgate/py.typed" in names
    assert "schoolgate = schoolgate.entry:main" in entries
    assert "[pytest11]" in entries
    assert (told["Name"], told["Version"], told["License-Expression"]) == ("schoolgate", __version__, "Apache-2.0")
    assert told["Requires-Python"] == PROJECT["requires-python"]
    assert told.get_all("Classifier") == PROJECT["classifiers"]
    assert told["Description-Content-Type"] == "text/markdown"


@pytest.mark.slow
def test_the_archive_has_all_that_a_change_needs(built: Path) -> None:
    (path,) = built.glob("*.tar.gz")
    with tarfile.open(path) as archive:
        names = {name.partition("/")[2] for name in archive.getnames() if name != path.name.removesuffix(".tar.gz")}
    kept = {name for name in tracked() if not name.startswith(NOT_RELEASED)}
    assert names - {"PKG-INFO"} == kept


def test_nothing_claims_to_be_where_it_is_not() -> None:
    # While the project has no public address its metadata has none, and the release checklist says so.
    checklist = (ROOT / "docs" / "releasing.md").read_text("utf-8")
    assert ("no public address" in " ".join(checklist.split())) is not bool(PROJECT.get("urls"))
    for address in PROJECT.get("urls", {}).values():
        assert address.startswith("https://")
        assert "example" not in address
    for path in (ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))):
        text = path.read_text("utf-8")
        assert "pip install schoolgate" not in text, f"{path} installs from an index, where schoolgate is not"
        assert "pypi.org/project/schoolgate" not in text, path


def test_the_hook_cannot_be_smaller_than_what_reads_the_files() -> None:
    """docs/ci.md says that 150 MB are out of reach; should that change, it is to be tried."""
    files = [one for name in ("polars", "polars-runtime-32") for one in metadata.files(name) or ()]
    polars = sum(one.size or 0 for one in files)
    assert polars > 150_000_000, f"Polars takes {polars:,} bytes: what does the hook's environment take now?"


def test_what_is_released_is_what_the_changelog_tells_of() -> None:
    newest = next(line for line in (ROOT / "CHANGELOG.md").read_text("utf-8").splitlines() if line.startswith("## "))
    assert newest.removeprefix("## ").partition(",")[0] == __version__
