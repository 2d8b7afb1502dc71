"""`schoolgate what-if`: the answer now and then, and the jobs in between."""

from pathlib import Path

import pytest

from schoolgate import cli

FAULTY = Path(__file__).parents[1] / "data" / "portal-sync" / "faulty"


def told(capsys: pytest.CaptureFixture[str], *options: str) -> tuple[int, str]:
    code = cli.main(["what-if", "portal-sync", str(FAULTY), "--as-of", "2026-11-22", *options])
    captured = capsys.readouterr()
    return code, " ".join((captured.out + captured.err).split())


def test_one_job_says_who_is_free(capsys: pytest.CaptureFixture[str]) -> None:
    code, text = told(capsys, "--do", "PS-101")
    assert code == 0
    assert "now 189 of 247 students will sync" in text
    assert "then 199 of 247 students will sync" in text
    assert "Nothing holds back any more: 10 of 58 that wait." in text


def test_every_job_frees_everybody(capsys: pytest.CaptureFixture[str]) -> None:
    _, text = told(capsys)
    assert "With 27 jobs done" in text
    assert "58 of 58 that wait" in text


def test_a_target_is_reached_by_few_jobs(capsys: pytest.CaptureFixture[str]) -> None:
    _, text = told(capsys, "--target", "80%")
    assert "With 1 job done" in text


def test_an_unknown_job_is_refused_with_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    code, text = told(capsys, "--do", "PS-1O1")
    assert code == 2
    assert "PS-101" in text


@pytest.mark.parametrize("target", ["many", "101%"])
def test_a_target_that_is_no_percentage_is_refused(target: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, text = told(capsys, "--target", target)
    assert code == 2
    assert "percentage from 0 to 100" in text
