"""The pre-commit hook, run by pre-commit on a repository of ours, from a clone of this one.

What it depends on is lent to the environment that pre-commit makes, so that only the package itself is installed anew.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from ci_page import ROOT, SITE, environment, example, loaded
from schools import GOOD, school

pytestmark = pytest.mark.slow
PACKAGE = ("pyproject.toml", "README.md", "LICENSE", ".pre-commit-hooks.yaml", "validators")


def git(folder: Path, *words: str) -> str:
    variables = {**environment(), "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    who = ("-c", "user.name=Tests", "-c", "user.email=tests@school.example", "-c", "init.defaultBranch=main")
    done = subprocess.run(
        ["git", *who, *words],  # noqa: S607 (whichever git there is)
        cwd=folder,
        env=variables,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """This repository as others clone it, and its revision."""
    folder = tmp_path_factory.mktemp("published")
    for name in PACKAGE:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, folder / name)
    git(folder, "init", "--quiet")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "published")
    return folder, git(folder, "rev-parse", "HEAD")


@pytest.fixture(scope="module")
def lent(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Everything that is installed here but schoolgate itself and pip."""
    folder = tmp_path_factory.mktemp("lent")
    for entry in Path(SITE).iterdir():
        if not entry.name.startswith(("schoolgate", "_editable", "pip", "__pycache__")):
            (folder / entry.name).symlink_to(entry)
    return folder


def commit(folder: Path, home: Path, lent: Path) -> subprocess.CompletedProcess[str]:
    """What happens to a commit of everything in the folder."""
    git(folder, "add", "--all")
    variables = {**environment(), "PRE_COMMIT_HOME": str(home), "PYTHONPATH": str(lent)}
    command = [sys.executable, "-m", "pre_commit", "run", "--color=never"]
    return subprocess.run(command, cwd=folder, env=variables, capture_output=True, text=True, check=False)


def test_the_hook_as_the_page_shows_it(tmp_path: Path, published: tuple[Path, str], lent: Path) -> None:
    place, revision = published
    (told,) = loaded(example(".pre-commit-config.yaml"))["repos"]
    assert all(isinstance(word, str) for hook in told["hooks"] for word in hook["args"])
    folder, home = tmp_path / "ours", tmp_path / "home"
    folder.mkdir()
    git(folder, "init", "--quiet")
    config = example(".pre-commit-config.yaml").replace(told["repo"], str(place)).replace(told["rev"], revision)
    (folder / ".pre-commit-config.yaml").write_text(config, encoding="utf-8")
    (folder / "extracts").mkdir()
    school(folder / "extracts" / "ours")
    done = commit(folder, home, lent)
    assert (done.returncode, done.stdout.endswith("Passed\n")) == (0, True), done.stdout

    # No table is changed, and one is not there any more.
    git(folder, "commit", "--quiet", "--no-verify", "--message", "ours")
    git(folder, "rm", "--quiet", "extracts/ours/groups.csv")
    done = commit(folder, home, lent)
    assert (done.returncode, "- exit code: 3" in done.stdout) == (1, True), done.stdout

    school(folder / "extracts" / "ours", students=GOOD["students"].replace("Ms", ""))
    done = commit(folder, home, lent)
    assert done.returncode == 1
    assert "- exit code: 1" in done.stdout
    assert "FAILED  1 of 2 students will sync; 1 will not." in done.stdout
    assert "PS-101" in done.stdout
