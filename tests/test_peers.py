"""The libraries that schoolgate is measured beside are asked the same: what they flag is equal, pair by pair."""

import importlib
import sys
from pathlib import Path

import polars as pl
import pytest

BENCHMARKS = Path(__file__).parents[1] / "benchmarks"
PROGRAMS = ("with_schoolgate", "by_hand", "pandera_polars", "pandera_pandas", "with_gx")
"""Those whose libraries every contributor has; `benchmarks/peers.py` compares the others too, whenever it measures."""
pytestmark = pytest.mark.slow


def test_what_is_measured_flags_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    extract, rules = (getattr(importlib.import_module("peer.extract"), name) for name in ("extract", "RULES"))
    assert len(rules) == 14, "the README says how many"
    extract(tmp_path, 2_000)
    flagged = {}
    for name in PROGRAMS:
        importlib.import_module(f"peer.{name}").flag(tmp_path)(tmp_path / name)
        flagged[name] = set(pl.read_csv(tmp_path / name, schema_overrides={"key": pl.String()}).iter_rows())
    assert {rule for rule, _ in flagged["by_hand"]} == set(rules)
    for name, pairs in flagged.items():
        assert pairs == flagged["by_hand"], name
    for name in [name for name in sys.modules if name.split(".")[0] == "peer"]:
        del sys.modules[name]
