"""The Dockerfile: what it says, and its build steps run outside a container, as no Docker engine is needed for that.

Not run: the image itself. Its base, its user and the read-only mounts are only read here.
"""

import json
import os
import re
import shlex
import shutil
from fnmatch import fnmatch
from pathlib import Path

import pytest

from ci_page import ROOT, blocks, environment, shell
from schoolgate.basics.clock import EPOCH

TEXT = (ROOT / "Dockerfile").read_text("utf-8")
Instruction = tuple[str, str]
KNOWN = {"ARG", "FROM", "RUN", "WORKDIR", "COPY", "ENV", "USER", "ENTRYPOINT", "CMD"}


def stages() -> list[list[Instruction]]:
    """The instructions of each stage."""
    lines = re.sub(r"\\\n", " ", TEXT).splitlines()
    found: list[list[Instruction]] = []
    for line in lines:
        if line and not line.startswith("#"):
            name, _, rest = line.partition(" ")
            assert name in KNOWN, line
            if name == "FROM":
                found.append([])
            if name == "ARG" and not found:
                # Without a default: whoever builds says which base, and by its digest.
                assert rest == "BASE"
                continue
            found[-1].append((name, rest))
    return found


def values(stage: list[Instruction], name: str) -> list[str]:
    return [rest for instruction, rest in stage if instruction == name]


def test_the_image_is_slim_and_runs_as_nobody() -> None:
    build, final = stages()
    assert values(build, "FROM") == ["${BASE} AS build"]
    assert values(final, "FROM") == ["${BASE}"]
    (user,) = values(final, "USER")
    assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", user)
    assert not values(final, "RUN")
    assert values(final, "COPY") == ["--from=build /opt/schoolgate /opt/schoolgate"]
    (entry,) = values(final, "ENTRYPOINT")
    assert json.loads(entry) == ["schoolgate"]
    (settings,) = values(final, "ENV")
    assert "PYTHONDONTWRITEBYTECODE=1" in shlex.split(settings)


def test_no_extract_gets_into_an_image() -> None:
    ignored = [line for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines() if not line.startswith("#")]
    kept = {line.removeprefix("!") for line in ignored if line.startswith("!")}
    assert ignored[0] == "*"
    copied = {word for rest in values(stages()[0], "COPY") for word in shlex.split(rest)[:-1]}
    assert copied == kept
    assert not [name for name in kept if fnmatch(name, "data*")]


@pytest.mark.slow
def test_the_build_steps_make_a_command_that_runs(tmp_path: Path) -> None:
    """Each step of the first stage below a folder that stands for the root, then the second stage's command."""
    (build, final), root = stages(), tmp_path / "root"
    here, variables = root, environment()
    for name, rest in build:
        placed = re.sub(r"(?<![\w.$/])/(src|opt)\b", rf"{root}/\1", rest)
        if name == "WORKDIR":
            here = Path(placed)
            here.mkdir(parents=True)
        elif name == "COPY":
            *sources, target = shlex.split(placed)
            for source in sources:
                copy = shutil.copytree if (ROOT / source).is_dir() else shutil.copy
                copy(ROOT / source, here / (target if len(sources) == 1 else source))
        elif name == "ENV":
            variables |= dict(word.split("=", 1) for word in shlex.split(placed))
        elif name == "RUN" and placed.startswith("pip install"):
            # What it installs is on the path already.
            assert shlex.split(placed)[-1] == "uv==0.13.9"
        elif name == "RUN" and "$BASE" in placed:
            # A tag is refused, a digest is not.
            for base, code in (("python:3.12-slim", 1), (f"python@sha256:{'0' * 64}", 0)):
                assert shell(placed, tmp_path, {**variables, "BASE": base}).returncode == code
        elif name == "ARG":
            assert rest == "BASE"
        elif name == "RUN":
            done = shell(placed, here, variables)
            assert (done.returncode, done.stdout) == (0, ""), done.stderr
    # The second stage has nothing but what it copies.
    shutil.rmtree(root / "src")
    (entry,), (default,) = values(final, "ENTRYPOINT"), values(final, "CMD")
    command = root / "opt" / "schoolgate" / "bin" / json.loads(entry)[0]
    alone = {"PATH": f"{command.parent}:/usr/bin:/bin", EPOCH: os.environ[EPOCH]}
    assert shell('"$0" "$@"'.replace("$0", str(command)), tmp_path, alone, *json.loads(default)).returncode == 0

    data = tmp_path / "data"
    shutil.copytree(ROOT / "data" / "portal-sync" / "clean", data)
    before = {path: (path.stat().st_mtime_ns, path.read_bytes()) for path in data.iterdir()}
    for path in (*data.iterdir(), data):
        path.chmod(path.stat().st_mode & 0o555)
    out = tmp_path / "reports"
    out.mkdir()
    for words in examples():
        given = [word.replace("/data", str(data)).replace("/reports", str(out)) for word in words]
        done = shell(f'"{command}" "$@"', tmp_path, alone, *given, "--as-of", "2026-11-22")
        assert (done.returncode, done.stderr) == (0, "")
    assert {path.name for path in out.iterdir()} == {"junit.xml", "schoolgate.sarif"}
    assert {path: (path.stat().st_mtime_ns, path.read_bytes()) for path in data.iterdir()} == before


def examples() -> list[list[str]]:
    """What the page gives to the image after its name."""
    lines = re.sub(r"\\\n", " ", "\n".join(blocks("sh"))).splitlines()
    commands = [shlex.split(line) for line in lines if line.startswith("docker run")]
    for command in commands:
        assert command[:7] == ["docker", "run", "--rm", "--network", "none", "--read-only", "--tmpfs"]
        assert any(word.endswith(":/data:ro") for word in command)
    return [command[command.index("schoolgate") + 1 :] for command in commands]


@pytest.mark.parametrize("words", examples())
def test_the_examples_check_what_is_mounted(words: list[str]) -> None:
    assert words[:3] == ["check", "portal-sync", "/data"]
