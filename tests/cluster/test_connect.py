"""The same lake on Sail, which is no JVM, by way of Spark Connect: in a process of its own, as its server is."""

import subprocess
import sys
from functools import partial
from pathlib import Path

import polars as pl
import pytest

from cluster.many import AS_OF, SETTINGS, alone, by_school, findings_of, lake, schools

pytestmark = pytest.mark.slow
pytest.importorskip("pysail", reason="no Sail here: a session of Spark Connect was not tested; make spark")
SCHOOLS = partial(schools, 12, 100)
SERVER = """
import sys, warnings
warnings.simplefilter("ignore")
from pysail.spark import SparkConnectServer
server = SparkConnectServer("127.0.0.1", 0)
server.start(background=True)
_, port = server.listening_address
from schoolgate.cli import main
sys.exit(main([*sys.argv[1:], "--remote", f"sc://127.0.0.1:{port}"]))
"""


def test_every_school_is_row_for_row_what_a_run_of_it_alone_says(tmp_path: Path) -> None:
    words = []
    for name, table in lake(SCHOOLS()).items():
        table.write_parquet(tmp_path / f"{name}.parquet")
        words.append(f"{name}={tmp_path / name}.parquet")
    settings, out = tmp_path / "settings.toml", tmp_path / "out"
    settings.write_text('[portal_sync]\nstudents_log_in = "none"\n', encoding="utf-8")
    assert SETTINGS == {"portal_sync": {"students_log_in": "none"}}
    command = ["spark", "portal-sync", "--tables", *words, "--settings", str(settings), "--as-of", AS_OF]
    command += ["--partitions", "2", "--out", str(out)]
    done = subprocess.run(
        [sys.executable, "-c", SERVER, *command], capture_output=True, text=True, check=False, timeout=600
    )
    assert done.returncode == 1, done.stderr
    assert done.stdout.startswith("12 schools: 6 go ahead, 6 findings. Run 2")
    for name in ("findings", "records"):
        found = by_school(pl.concat(map(pl.read_parquet, sorted(out.glob(f"{name}/run=*/*.parquet")))), list(SCHOOLS()))
        for school, tables in SCHOOLS().items():
            report = alone(school, tables)
            assert found[school].equals(findings_of(report) if name == "findings" else report.records), (name, school)
