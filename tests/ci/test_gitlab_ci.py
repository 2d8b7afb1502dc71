"""The example for GitLab: valid, and its script does what the page says."""

import json
import shutil
from pathlib import Path

from junitparser import JUnitXml

from ci_page import ROOT, blocks, environment, example, loaded, schema, shell

PIPELINE = loaded(example(".gitlab-ci.yml"))


def test_the_example_is_a_pipeline() -> None:
    assert list(schema("gitlab-ci").iter_errors(PIPELINE)) == []


def test_its_script_writes_the_reports_that_it_hands_over(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "data", tmp_path / "data")
    job = PIPELINE["extract"]
    done = shell("\n".join(job["script"]), tmp_path, environment())
    assert (done.returncode, done.stderr) == (0, "")
    reports = job["artifacts"]["reports"]
    assert JUnitXml.fromfile(str(tmp_path / reports["junit"])).tests > 30
    assert json.loads((tmp_path / reports["codequality"]).read_text("utf-8")) == []
    assert job["before_script"] == ["pip install --quiet schoolgate"]


def test_jenkins_runs_the_same(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "data", tmp_path / "data")
    (text,) = blocks("groovy")
    (command,) = [line.split("'")[1] for line in text.splitlines() if line.strip().startswith("sh ")]
    assert shell(command, tmp_path, environment()).returncode == 0
    assert "always { junit 'junit.xml' }" in text
    assert JUnitXml.fromfile(str(tmp_path / "junit.xml")).failures == 0
