"""schoolgate, as its users run it: one command, findings written; all its rules, of which the others' are a part."""

import contextlib
import io
from collections.abc import Callable
from pathlib import Path
from tempfile import mkdtemp

import polars as pl

import schoolgate.commands.check
import schoolgate.intake.delimited.many  # noqa: F401  (both wait until they are asked for: here before the clock runs)
from peer.extract import AS_OF, RULES
from peer.timed import timed
from schoolgate.cli import main


def flag(folder: Path) -> Callable[[Path], None]:
    """Check the folder, with everything that a check says in a terminal."""
    findings = Path(mkdtemp()) / "findings.parquet"
    with contextlib.redirect_stdout(io.StringIO()):
        arguments = ["portal-sync", str(folder), "--as-of", AS_OF.isoformat(), "--report", f"findings={findings}"]
        code = main(["check", *arguments])
    assert code in {0, 1}, code
    return lambda out: (
        pl.read_parquet(findings).filter(pl.col("rule").is_in(RULES)).select("rule", "key").write_csv(out)
    )


if __name__ == "__main__":
    timed(flag)
