"""What a Great Expectations project without schoolgate does with the committed suites; `test_gx.py` runs it as a script.

Arguments: the folder of suites, the folder of facts. Prints, per fact table, the failing rows of each rule as JSON.
"""

import json
import sys
from pathlib import Path


class _NoSchoolgate:
    """Refuses `import schoolgate`, however it is installed."""

    def find_spec(self, name: str, path: object = None, target: object = None) -> None:
        del path, target
        if name.partition(".")[0] == "schoolgate":
            msg = f"{name}: a stock project has no schoolgate"
            raise ImportError(msg)


def failing_rows(suite_file: Path, facts_file: Path) -> dict[str, list[int]]:
    import great_expectations as gx  # noqa: PLC0415 (only once schoolgate is refused)
    import pandas as pd  # noqa: PLC0415 (as above)

    context = gx.get_context(mode="ephemeral")
    asset = context.data_sources.add_pandas(suite_file.stem).add_dataframe_asset("facts")
    batch = asset.add_batch_definition_whole_dataframe("all").get_batch({"dataframe": pd.read_parquet(facts_file)})
    suite = gx.ExpectationSuite(**json.loads(suite_file.read_text(encoding="utf-8")))
    result = batch.validate(
        suite, result_format={"result_format": "COMPLETE", "unexpected_index_column_names": ["row"]}
    )
    rows: dict[str, set[int]] = {}
    for expectation in result.results:
        assert expectation.exception_info["raised_exception"] is False
        config = expectation.expectation_config
        assert config
        assert config.meta
        found = rows.setdefault(config.meta["rule"], set())
        found.update(int(cell["row"]) for cell in expectation.result["unexpected_index_list"])
    return {rule: sorted(found) for rule, found in rows.items()}


def main() -> None:
    sys.meta_path.insert(0, _NoSchoolgate())
    suites, facts = Path(sys.argv[1]), Path(sys.argv[2])
    found = {file.stem: failing_rows(file, facts / f"{file.stem}.parquet") for file in sorted(suites.glob("*.json"))}
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
