"""What a run left behind, as text that can be searched."""

import base64
import gzip
import json
import re
import zipfile
from functools import lru_cache
from io import BytesIO
from pathlib import Path

import polars as pl

_HANDED_OUT = re.compile(r'<script type="application/json" id="files">(.*?)</script>')
"""The files that a page holds inside."""


def contents(folder: Path) -> dict[str, str]:
    """What every file under a folder holds, by its path there; Parquet, workbooks, gzip and files in pages unpacked."""
    return {
        str(path.relative_to(folder)): _text(path.name, path.read_bytes())
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@lru_cache(256)
def _text(name: str, content: bytes) -> str:
    if name.endswith(".parquet"):
        return pl.read_parquet(BytesIO(content)).write_ndjson()
    if name.endswith(".gz"):
        return _text(name.removesuffix(".gz"), gzip.decompress(content))
    if zipfile.is_zipfile(BytesIO(content)):
        with zipfile.ZipFile(BytesIO(content)) as parts:
            return "\n".join([*parts.namelist(), *(_readable(parts.read(part)) for part in parts.namelist())])
    text = _readable(content)
    inside = _HANDED_OUT.search(text) if name.endswith(".html") else None
    packed = json.loads(inside[1]) if inside else {}
    return "\n".join([text, *(_text(name, gzip.decompress(base64.b64decode(one))) for name, one in packed.items())])


def _readable(content: bytes) -> str:
    return content.decode("utf-8", "replace")
