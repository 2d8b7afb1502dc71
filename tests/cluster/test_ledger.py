"""The ledger of a cluster, and the page of all schools that is made from it."""

import json
import shutil
from functools import partial
from pathlib import Path

import polars as pl
import pyarrow as pa
import pytest

from cluster.many import AS_OF, SETTINGS, schools
from cluster.test_worker import batch_of, nested
from schoolgate import cli
from schoolgate.basics.errors import InputError
from schoolgate.cluster import worker
from schoolgate.cluster.ledger import COLUMNS, newest
from sites import data_of

SCHOOLS = partial(schools, 4, 12)
FIRST, SECOND = "20261122T063000Z-portal-sync-aaaaaa", "20261123T063000Z-portal-sync-bbbbbb"


def kept(folder: Path, run: str, as_of: str, **places: str) -> None:
    """Keep the ledger of a run, as Spark lays it: of the schools of before, or of `places`."""
    made = worker("portal-sync", SETTINGS, as_of)
    several = {school: nested(tables) for school, tables in SCHOOLS().items()}
    batch = (
        pa.RecordBatch.from_pydict({"school": list(places), "source": list(places.values())})
        if places
        else batch_of(several)
    )
    lines = pa.Table.from_batches(list(made([batch]))).select([one.name for one in COLUMNS])
    place = folder / "ledger" / f"run={run}"
    place.mkdir(parents=True)
    (place / "_SUCCESS").touch()
    frame = pl.DataFrame(lines)
    for number, part in enumerate((frame.head(2), frame.slice(2))):
        part.write_parquet(place / f"part-{number:05}.snappy.parquet")


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("out")
    kept(folder, FIRST, AS_OF)
    kept(folder, SECOND, "2026-11-23", **{"School 03": "/no/such/place", "A late one": "/nowhere"})
    return folder


def test_the_newest_line_of_each_school_counts(written: Path) -> None:
    found = newest(written)
    assert [(one.school, one.run, one.as_of) for one in found.runs] == [
        (f"School 0{number}", FIRST, AS_OF) for number in range(3)
    ]
    assert [one.school for one in found.without] == ["A late one", "School 03"]
    assert found == newest(written / "ledger")
    assert "no such file or folder" in found.without[0].why


def test_a_page_of_all_schools_is_made_from_it(
    written: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    site = tmp_path / "site"
    for _ in range(2):
        assert cli.main(["docs", "ledger", str(written), str(site)]) == 0
    assert capsys.readouterr().out.startswith(f"{site / 'index.html'} shows the last of each school: 5 checks.")
    page = (site / "index.html").read_text(encoding="utf-8")
    assert "School 02" in page
    assert "A late one" in page
    assert 'href="runs/' not in page
    assert data_of(page)["linked"] is False
    assert {path.name for path in site.iterdir()} == {"index.html", "support.html"}


def test_what_is_no_ledger_is_told(written: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(InputError, match="holds no ledger"):
        newest(tmp_path)
    broken = tmp_path / "broken"
    shutil.copytree(written, broken)
    path = next(broken.rglob("*.parquet"))
    line = pl.read_parquet(path).with_columns(summary=pl.lit(json.dumps({"run": 1})))
    line.write_parquet(path)
    with pytest.raises(InputError, match=r"cannot be read as a ledger of this version \(ValidationError\)"):
        newest(broken)
    path.write_bytes(b"PAR1")
    with pytest.raises(InputError, match="cannot be read as a ledger"):
        newest(broken)
    docs = tmp_path / "docs"
    (docs / "store").mkdir(parents=True)
    assert cli.main(["docs", "ledger", str(written), str(docs)]) == 2
    assert "holds Data Docs of runs" in capsys.readouterr().err
