"""What the pages of a run say, held against the validation results that they are made from: counts, rows and keys."""

from collections import Counter
from collections.abc import Iterator, Sequence

from schoolgate.basics.errors import ProgramError
from schoolgate.basics.shown import visible
from schoolgate.engines.gx_conditions import Json
from schoolgate.language.table import ROW
from schoolgate.pages.checklists import RecordTable
from schoolgate.pages.model import RunModel

Failing = Counter[tuple[str, str, int | None, str | None]]
"""Who fails: rule, fact table, row and key; the last two are nothing where the record is the whole file."""
FAILED = "f"


def refuse_difference(model: RunModel, results: Sequence[Json]) -> None:
    """Make sure that the lists, the checklists and the counts of a run are those of its validation results.

    Where a page has no room for all records, its lists are held against what the results say of those that it shows.

    Raises:
        ProgramError: they are not; the message names a rule and no key.
    """
    found, counts = _in_results(model, results)
    own = {(rule.id, facts) for rule in model.requirements for facts in rule.facts}
    for told, what in ((_in_findings(model, own), "lists"), (_in_checklists(model, own), "ticks")):
        if told != found:
            differ = sorted({rule for rule, *_ in (told - found) + (found - told)})
            msg = (
                f"Data Docs: the page {what} other records under {', '.join(differ)} than the validation results hold; "
                "this is a fault of schoolgate, please report it"
            )
            raise ProgramError(msg)
    wrong = [rule.id for rule in model.requirements if rule.failed != counts[rule.id]]
    if wrong:
        msg = f"Data Docs: the page counts {', '.join(wrong)} otherwise than the validation results; please report it"
        raise ProgramError(msg)


def _in_results(model: RunModel, results: Sequence[Json]) -> tuple[Failing, Counter[str]]:
    """Who fails, of the records that the page has room for; and how many of all fail each rule."""
    found: Failing = Counter()
    counts: Counter[str] = Counter()
    shown = {
        table.facts: {_place(table, at) for at in range(len(table.rows))} for table in model.records if table.left_out
    }
    for result in results:
        facts = str(result["meta"]["fact_table"])
        for one in result["results"]:
            rule = str(((one.get("expectation_config") or {}).get("meta") or {}).get("rule") or "")
            if not rule:
                msg = "Data Docs: a stored validation result names no rule"
                raise ProgramError(msg)
            for part in one["result"]["unexpected_index_list"]:
                counts[rule] += len(part[ROW])
                keys = next((column for name, column in part.items() if name != ROW), None)
                if keys is None:
                    found[rule, facts, None, None] += len(part[ROW])
                    continue
                places = (
                    (int(row), None if key is None else visible(key)) for row, key in zip(part[ROW], keys, strict=True)
                )
                found.update((rule, facts, *place) for place in places if facts not in shown or place in shown[facts])
    return found, counts


def _in_findings(model: RunModel, own: set[tuple[str, str]]) -> Failing:
    return Counter(
        (rule, table.facts, *_place(table, at))
        for table in model.records
        for at, rule, *_ in table.findings
        if (rule, table.facts) in own
    )


def _in_checklists(model: RunModel, own: set[tuple[str, str]]) -> Failing:
    return Counter(where for table in model.records for where in _ticked(table, own))


def _ticked(table: RecordTable, own: set[tuple[str, str]]) -> Iterator[tuple[str, str, int | None, str | None]]:
    failed = [
        [
            rule
            for rule, letter in zip(table.rules, letters, strict=True)
            if letter == FAILED and (rule, table.facts) in own
        ]
        for letters in table.patterns
    ]
    for at, pattern in enumerate(table.pattern):
        for rule in failed[pattern]:
            yield (rule, table.facts, *_place(table, at))


def _place(table: RecordTable, at: int) -> tuple[int | None, str | None]:
    return (None, None) if table.keys is None else (table.rows[at], table.keys[at])
