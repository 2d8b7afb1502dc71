"""`--report plan`: the import log that the import would write, before it does."""

from collections.abc import Iterable

import polars as pl

from schoolgate.language.outcome import Outcome
from schoolgate.language.rule import Severity
from schoolgate.language.suite import Dossier, Sheets, SuiteReport
from schoolgate.language.table import ROW
from schoolgate.suites.student_import.tables import STUDENT_ROLE, STUDENTS
from schoolgate.suites.student_import.verdict import REJECT

_NEW = {
    "grad_year": "effective_grad_year",
    "program": "effective_program",
    "cohort_year": "cohort_year",
    "primary_role": "primary_role",
}
"""What the import may change, and the fact that says to what."""
_TOLD = {"errors": Severity.ERROR, "warnings": Severity.WARNING, "notes": Severity.INFO}


def plan(dossier: Dossier) -> Sheets:
    """The plan: a row per row of the file, in its order.

    Returns:
        One sheet with what the import does (`action`), each value as it is in the database and as it will be, which supplied
        field is ignored, the errors, warnings and notes, which requirements could not be checked, and which of its columns
        rest on how we read the article. A row that is rejected changes nothing, so no new value stands there.
    """
    records, facts = dossier.records[STUDENTS.name], dossier.facts[STUDENTS.name]
    action, rejected = records["action"], (records["action"] == REJECT).fill_null(value=False)
    columns = [records[ROW], records["key"].alias("student_id")]
    if dossier.show_values:
        columns += [facts[column.name] for column in STUDENTS.columns if not column.shown]
    columns += [action, records["ignored_fields"]]
    for name, new in _NEW.items():
        if name in STUDENTS.by_name:
            columns.append(facts[name].alias(f"{name}_in_file"))
        after = facts[new].to_frame().select(pl.when(~pl.lit(rejected)).then(new))[new]
        columns += [facts[f"existing_{name}"].alias(f"{name}_before"), after.alias(f"{name}_after")]
    columns.append(_role_added(facts, rejected))
    sheet = pl.DataFrame(columns)
    told = _told(dossier.findings)
    sheet = sheet.join(told, on=ROW, how="left", maintain_order="left")
    return {"Plan": sheet.with_columns(_not_checked(dossier), _by_our_reading(sheet, facts))}


def _role_added(facts: pl.DataFrame, rejected: pl.Series) -> pl.Series:
    """The role that the import adds: Student, for who is new or lacks it."""
    gets = (pl.col("is_new") | ~pl.col("existing_student_role")).fill_null(value=False) & ~pl.lit(rejected)
    keyed = pl.col("student_id").is_not_null()
    return facts.select(pl.when(gets & keyed).then(pl.lit(STUDENT_ROLE)).alias("role_added"))["role_added"]


def _told(findings: pl.DataFrame) -> pl.DataFrame:
    """The messages about each row, by severity."""
    about = findings.filter((pl.col("table") == STUDENTS.name) & pl.col(ROW).is_not_null())
    said = pl.concat_str("rule", pl.lit(": "), "message")
    return about.group_by(ROW, maintain_order=True).agg(
        said.filter(pl.col("severity") == str(severity)).str.join(" ").replace("", None).alias(name)
        for name, severity in _TOLD.items()
    )


def _not_checked(dossier: Dossier) -> pl.Series:
    """The ids of the requirements that could not be checked for each row."""
    outcomes = dossier.outcomes[STUDENTS.name]
    rules: Iterable[str] = (name for name, kind in outcomes.schema.items() if name != ROW and kind != pl.Boolean)
    open_ = [pl.when(pl.col(rule) == Outcome.NOT_CHECKED.value).then(pl.lit(rule)) for rule in rules]
    return outcomes.select(
        pl.concat_str(open_, separator=" ", ignore_nulls=True).replace("", None).alias("not_checked")
    )["not_checked"]


def _by_our_reading(sheet: pl.DataFrame, facts: pl.DataFrame) -> pl.Series:
    """The columns whose value the article leaves room for, by the readings that the rules and `docs/decisions.md` name."""
    rejected = (pl.col("action") == REJECT).fill_null(value=False)
    ignored = pl.col("ignored_fields").is_not_null()
    named = {
        "action": rejected,
        "grad_year_after": ignored & facts["is_new"].fill_null(value=False),
        "program_after": pl.col("program_after").is_not_null() & pl.col("program_in_file").is_null(),
        "cohort_year_after": pl.col("cohort_year_after").is_not_null(),
        "primary_role_after": ~rejected & facts["is_faculty"].fill_null(value=False),
    }
    rests = [pl.when(where).then(pl.lit(name)) for name, where in named.items()]
    told = pl.concat_str(rests, separator=" ", ignore_nulls=True).replace("", None).alias("by_our_reading")
    return sheet.select(told)["by_our_reading"]


PLAN = SuiteReport("plan", "the import log that the import would write", (".csv", ".xlsx"), plan)
