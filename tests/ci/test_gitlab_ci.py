"""The example for GitLab: valid, and its script does what the page says."""

import hashlib
import json
import venv
import zipfile
from pathlib import Path

import pytest
from junitparser import JUnitXml

from ci_page import blocks, environment, example, loaded, ours, schema, shell

PIPELINE = loaded(example(".gitlab-ci.yml"))


def test_the_example_is_a_pipeline() -> None:
    assert list(schema("gitlab-ci").iter_errors(PIPELINE)) == []


@pytest.mark.slow
def test_it_installs_a_wheel_of_this_hash_and_no_other(tmp_path: Path) -> None:
    (line,) = PIPELINE["extract"]["before_script"]
    wheel = tmp_path / "schoolgate-0.1.0-py3-none-any.whl"
    about = "schoolgate-0.1.0.dist-info"
    with zipfile.ZipFile(wheel, "w") as made:
        made.writestr("schoolgate/__init__.py", "")
        made.writestr(f"{about}/METADATA", "Metadata-Version: 2.1\nName: schoolgate\nVersion: 0.1.0\n")
        made.writestr(f"{about}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        made.writestr(f"{about}/RECORD", "")
    address = "https://example.org/your-organisation/schoolgate-0.1.0-py3-none-any.whl"
    assert address in line
    venv.create(tmp_path / "venv", with_pip=True)
    command = line.replace(address, wheel.as_uri()).replace("pip ", f"{tmp_path}/venv/bin/pip ", 1)
    right = hashlib.sha256(wheel.read_bytes()).hexdigest()
    for digest, code in ((right[::-1], 1), (right, 0)):
        done = shell(command, tmp_path, environment(SCHOOLGATE_SHA256=digest))
        assert done.returncode == code, done.stderr


def test_its_script_writes_the_reports_that_it_hands_over(tmp_path: Path) -> None:
    ours(tmp_path)
    job = PIPELINE["extract"]
    done = shell("\n".join(job["script"]), tmp_path, environment())
    assert (done.returncode, done.stderr) == (0, "")
    reports = job["artifacts"]["reports"]
    assert JUnitXml.fromfile(str(tmp_path / reports["junit"])).tests > 30
    assert json.loads((tmp_path / reports["codequality"]).read_text("utf-8")) == []


def test_jenkins_runs_the_same(tmp_path: Path) -> None:
    ours(tmp_path)
    (text,) = blocks("groovy")
    (command,) = [line.split("'")[1] for line in text.splitlines() if line.strip().startswith("sh ")]
    assert shell(command, tmp_path, environment()).returncode == 0
    assert "always { junit 'junit.xml' }" in text
    assert JUnitXml.fromfile(str(tmp_path / "junit.xml")).failures == 0
