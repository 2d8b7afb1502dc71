"""Great Expectations over pandas: a suite of expectations, with every failing key asked for."""

from collections.abc import Callable
from pathlib import Path

import great_expectations as gx
import great_expectations.expectations as gxe
import pandas as pd
from great_expectations.expectations.row_conditions import Column

from peer.extract import AS_OF
from peer.joined import MAIL, OPENS, in_pandas
from peer.timed import timed

_CURRENT, _LEFT = (Column("student_type") == kind for kind in ("current", "left"))
_BASE = _CURRENT & (Column("kind") == "base")
_LOGS_IN = Column("portal_login") == True  # noqa: E712  the column is asked, not Python


def _asked() -> "dict[str, gxe.Expectation]":
    return {
        "PS-002": gxe.ExpectColumnValuesToBeUnique(column="student_id"),
        "PS-101": gxe.ExpectColumnValuesToNotBeNull(column="salutation"),
        "PS-102": gxe.ExpectColumnValuesToNotBeNull(column="first_name"),
        "PS-104": gxe.ExpectColumnValuesToNotBeNull(column="last_name"),
        "PS-105": gxe.ExpectColumnValuesToNotBeNull(column="email", row_condition=_LOGS_IN),
        "PS-106": gxe.ExpectColumnValuesToMatchRegex(column="email", regex=MAIL),
        "PS-107": gxe.ExpectColumnValuesToBeUnique(column="login_mail"),
        "PS-201": gxe.ExpectColumnValuesToBeInSet(column="roll_mode", value_set=["On Roll"], row_condition=_CURRENT),
        "PS-202": gxe.ExpectColumnValuesToBeInSet(column="kind", value_set=["base"], row_condition=_CURRENT),
        "PS-203": gxe.ExpectColumnValuesToBeInSet(column="active", value_set=[True], row_condition=_BASE),
        "PS-204": gxe.ExpectColumnValuesToBeInSet(column="linked", value_set=[True], row_condition=_BASE),
        "PS-401": gxe.ExpectColumnValuesToNotBeInSet(column="roll_mode", value_set=["On Roll"], row_condition=_LEFT),
        "PS-402": gxe.ExpectColumnValuesToNotBeNull(column="latest_dol", row_condition=_LEFT),
        "PS-403": gxe.ExpectColumnValuesToBeBetween(
            column="latest_dol", min_value=OPENS, max_value=pd.Timestamp(AS_OF), row_condition=_LEFT
        ),
    }


def flag(folder: Path) -> Callable[[Path], None]:
    """Validate the students, and name the failing ones by their keys."""
    students = in_pandas(folder)
    students["kind"] = students["kind"].fillna("none")  # what is missing would be in no set, and in no finding
    context = gx.get_context(mode="ephemeral")
    batch = (
        context.data_sources.add_pandas("here")
        .add_dataframe_asset("students")
        .add_batch_definition_whole_dataframe("all")
    )
    asked = _asked()
    for rule, expectation in asked.items():
        expectation.meta = {"rule": rule}
    suite = gx.ExpectationSuite("students", expectations=list(asked.values()))
    found = batch.get_batch({"dataframe": students}).validate(
        suite, result_format={"result_format": "COMPLETE", "unexpected_index_column_names": ["student_id"]}
    )
    pairs = {
        (result.expectation_config.meta["rule"], place["student_id"])
        for result in found.results
        for place in result.result.get("unexpected_index_list") or []
    }
    return lambda out: pd.DataFrame(sorted(pairs), columns=["rule", "key"]).to_csv(out, index=False)


if __name__ == "__main__":
    timed(flag)
