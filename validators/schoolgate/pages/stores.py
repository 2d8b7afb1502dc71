"""Stores of Great Expectations that write whole files or none, and nothing that a browser could take for markup."""

import json
from pathlib import Path
from typing import Any

from great_expectations.core import ExpectationSuiteValidationResult
from great_expectations.data_context.store.tuple_store_backend import TupleFilesystemStoreBackend
from great_expectations.data_context.store.validation_results_store import ValidationResultsStore

from schoolgate.basics.staging import staging
from schoolgate.pages.archive import harmless


class WholeFiles(TupleFilesystemStoreBackend):
    """Files that appear complete, under a temporary name before."""

    def _set(self, key: tuple[str, ...], value: str | bytes, **_: Any) -> None:
        name: str = self._convert_key_to_filepath(key)  # type: ignore[no-untyped-call]  # it has no types
        path = Path(self.full_base_directory) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with staging() as files:
            files.path(path).write_bytes(value.encode() if isinstance(value, str) else value)


class HarmlessResults(ValidationResultsStore):
    """Validation results in little space; any Great Expectations reads them."""

    def serialize(self, value: ExpectationSuiteValidationResult) -> str:
        """The result as JSON, in which no angle bracket stands as such."""
        document = value.to_json_dict()  # type: ignore[no-untyped-call]  # it has no types
        return harmless(json.dumps(document, sort_keys=True, separators=(",", ":"), allow_nan=False))
