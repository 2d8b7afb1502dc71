"""A source that no file can be called is told of in a line by every command, as any source that is missing."""

from pathlib import Path

import pytest

from schoolgate.cli import main
from schools import school

NO_NAME = "x" * 5000


@pytest.mark.parametrize(
    "words",
    [
        ("check", "portal-sync", NO_NAME),
        ("check", "portal-sync", NO_NAME, "--each"),
        ("explain", "portal-sync", NO_NAME, "S1"),
        ("inspect", NO_NAME),
        ("map", "portal-sync", NO_NAME),
    ],
)
def test_a_source_with_a_name_too_long_is_an_error_of_the_input(
    words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(list(words)) == 3
    assert f"{NO_NAME}: cannot be read (File name too long)" in capsys.readouterr().err


def test_data_docs_with_a_name_too_long_cannot_be_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["check", "portal-sync", str(school(tmp_path)), "--as-of", "2026-11-22", "--docs", str(tmp_path / NO_NAME)]
    assert main(words) == 3
    assert "File name too long" in capsys.readouterr().err


def test_a_folder_to_serve_with_a_name_too_long_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["serve", NO_NAME]) == 3
    assert NO_NAME in capsys.readouterr().err
