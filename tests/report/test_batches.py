"""Long reports are written batch by batch and read row by row: the same bytes, the same frames, however many at once."""

import json
from pathlib import Path

import polars as pl
import pytest

from schoolgate.basics.errors import InputError
from schoolgate.gate.difference import difference
from schoolgate.language.rule import Severity
from schoolgate.report import batches, diff, json_report
from schoolgate.report.formats import LongDocument
from schoolgate.run import earlier
from schoolgate.run.earlier import read_report
from schoolgate.suites import names
from sites import checked

DATA = Path(__file__).parents[2] / "data"


@pytest.fixture(scope="module", params=names())
def written(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The JSON reports of the clean and the faulty sample of a suite."""
    folder = tmp_path_factory.mktemp(request.param)
    paths = {kind: folder / f"{kind}.json" for kind in ("clean", "faulty")}
    for kind, path in paths.items():
        path.write_text(json_report.render(checked(request.param, DATA / request.param / kind)), encoding="utf-8")
    return paths


@pytest.mark.parametrize("many", [1, 7, 100])
def test_a_report_has_the_same_bytes_whatever_is_written_at_once(many: int, monkeypatch: pytest.MonkeyPatch) -> None:
    result = checked("portal-sync", DATA / "portal-sync/faulty")
    at_once = json_report.render(result)
    assert isinstance(json_report, LongDocument)
    monkeypatch.setattr(batches, "BATCH", many)
    found = list(json_report.pieces(result))
    assert "".join(found) == at_once
    assert len(found) > result.findings().height / many


@pytest.mark.parametrize("many", [1, 7, 100])
def test_a_difference_is_the_json_of_the_standard_library_whatever_is_written_at_once(
    many: int, written: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    found = difference(*map(read_report, written.values()))
    assert found.records.height
    assert found.findings.height
    monkeypatch.setattr(batches, "BATCH", many)
    text = "".join(diff.pieces(found, Severity.ERROR, "new"))
    assert text == json.dumps(json.loads(text), ensure_ascii=False, indent=2) + "\n"
    told = json.loads(text)
    assert [one["key"] for one in told["findings"]] == found.findings["key"].to_list()
    assert [one["after"] and one["after"]["status"] for one in told["records"]] == found.records["after"].to_list()


def test_what_no_person_types_is_escaped_as_the_standard_library_does() -> None:
    odd = "".join(map(chr, [*range(1, 0x20), 0x22, 0x5C, 0x2F, 0x7F, 0x85, 0x2028, 0xFEFF, 0x1F600])) + "</é"
    frame = pl.DataFrame({"key": [odd, None], "number": [1, None]})
    listed = "".join(diff._list(frame, {name: diff._scalar(name) for name in frame.columns}))  # noqa: SLF001 (a cell as it is written)
    assert listed == json.dumps(frame.to_dicts(), ensure_ascii=False, indent=2).replace("\n", "\n  ")


def test_a_report_is_read_alike_line_by_line_and_as_any_json(written: dict[str, Path], tmp_path: Path) -> None:
    for path in written.values():
        assert earlier._lines(path.read_bytes()) is not None, "the quick way is taken"  # noqa: SLF001 (which way is no one's business else)
        other = tmp_path / path.name
        for layout in ({"indent": 2}, {"separators": (",", ":")}):
            other.write_text(json.dumps(json.loads(path.read_text("utf-8")), **layout), encoding="utf-8")
            assert earlier._lines(other.read_bytes()) is None  # noqa: SLF001 (as above)
            one, two = read_report(path), read_report(other)
            assert one.findings.equals(two.findings)
            assert one.records.equals(two.records)
            assert (one.findings.schema, one.records.schema) == (two.findings.schema, two.records.schema)
            assert (one.rules, one.settings, one.rows) == (two.rules, two.settings, two.rows)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('"severity":"error"', '"severity":"grave"'),
        ('"severity":"error"', '"severity":null'),
        ('"status":"blocked"', '"status":null'),
        ('{"rule":', '{"role":'),
    ],
)
def test_a_row_that_no_report_has_is_left_to_whoever_says_so(before: str, after: str, tmp_path: Path) -> None:
    text = json_report.render(checked("portal-sync", DATA / "portal-sync/faulty"))
    path = tmp_path / "odd.json"
    path.write_text(text.replace(before, after), encoding="utf-8")
    with pytest.raises(InputError, match="is not what a report has there"):
        read_report(path)
