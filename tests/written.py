"""What a run left behind, as text that can be searched."""

import gzip
import zipfile
from pathlib import Path

import polars as pl


def contents(folder: Path) -> dict[str, str]:
    """What every file under a folder holds, by its path there; Parquet, workbooks and gzip unpacked."""
    return {str(path.relative_to(folder)): _text(path) for path in sorted(folder.rglob("*")) if path.is_file()}


def _text(path: Path) -> str:
    if path.suffix == ".parquet":
        return pl.read_parquet(path).write_ndjson()
    if path.suffix == ".gz":
        return _readable(gzip.decompress(path.read_bytes()))
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as parts:
            return "\n".join([*parts.namelist(), *(_readable(parts.read(name)) for name in parts.namelist())])
    return _readable(path.read_bytes())


def _readable(content: bytes) -> str:
    return content.decode("utf-8", "replace")
