"""A store of Great Expectations that writes whole files or none."""

from pathlib import Path
from typing import Any

from great_expectations.data_context.store.tuple_store_backend import TupleFilesystemStoreBackend

from schoolgate.pages import archive


class WholeFiles(TupleFilesystemStoreBackend):
    """Files that appear complete, under a temporary name before."""

    def _set(self, key: tuple[str, ...], value: str | bytes, **_: Any) -> None:
        name: str = self._convert_key_to_filepath(key)  # type: ignore[no-untyped-call]  # it has no types
        archive.whole(Path(self.full_base_directory) / name, value.encode() if isinstance(value, str) else value)
