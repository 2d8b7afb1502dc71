"""The examples of docs/ci.md, and a shell to run them in."""

import json
import os
import re
import subprocess
import sys
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft7Validator

from schools import GOOD, school

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "ci.md").read_text("utf-8")
SITE = next(path for path in sys.path if path.endswith("site-packages"))
_FOREIGN = ("GITHUB_", "RUNNER_", "SCHOOLGATE_", "PYTEST_", "PYTHON", "COV_", "VIRTUAL_ENV", "GIT_", "COLUMNS")
_BLOCK = re.compile(r"^```(?P<language>\w+)\n(?:(?:#|//) (?P<file>\S+)\n)?(?P<text>.*?)^```$", re.DOTALL | re.MULTILINE)


def schema(name: str) -> Draft7Validator:
    """A schema of GitHub's or GitLab's files, as SchemaStore and GitLab publish it."""
    place = files("check_jsonschema.builtin_schemas.vendor").joinpath(f"{name}.json")
    return Draft7Validator(json.loads(place.read_text("utf-8")))


def blocks(language: str) -> list[str]:
    """The examples in a language, in the order of the page."""
    return [found["text"] for found in _BLOCK.finditer(PAGE) if found["language"] == language]


def example(file: str, page: str = PAGE) -> str:
    """The example of a file."""
    (text,) = [found["text"] for found in _BLOCK.finditer(page) if found["file"] == file]
    return text


def loaded(text: str) -> Any:
    """YAML as GitHub reads it: `on` is a word, not a truth."""
    document = yaml.safe_load(re.sub(r"^on:", '"on":', text, flags=re.MULTILINE))
    assert isinstance(document, dict | list)
    return document


def environment(**variables: str) -> dict[str, str]:
    """What a runner has: this machine's path with Python and uv on it, and nothing that GitHub would not set."""
    places = (Path(sys.executable).parent, ROOT / ".venv-uv" / "bin")
    path = ":".join([*map(str, places), os.environ["PATH"]])
    kept = {name: text for name, text in os.environ.items() if not name.startswith(_FOREIGN)}
    return {**kept, "PATH": path, "LANG": "C.UTF-8", **variables}


def ours(folder: Path) -> Path:
    """The extract of the examples: a school whose applicant will be admitted long after today, whenever that is."""
    (folder / "extracts").mkdir(exist_ok=True)
    applications = GOOD["applications"].replace("2027", "2090")
    return school(folder / "extracts" / "ours", applications=applications)


def shell(text: str, folder: Path, variables: dict[str, str], *given: str) -> subprocess.CompletedProcess[str]:
    """Run the text as GitHub's runner does; all that is left out is what only saves time later."""
    script = folder / "step.sh"
    script.write_text(text.replace(" --compile-bytecode", "").replace(" --no-cache", ""), encoding="utf-8")
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(script), *given]
    return subprocess.run(command, cwd=folder, env=variables, capture_output=True, text=True, check=False)
