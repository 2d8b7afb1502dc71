"""The records of a very large run for which its pages have no room, as far as they are counted and compared all the same."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from schoolgate.frames.shown import visible_texts
from schoolgate.judgement.records import ANSWER
from schoolgate.pages.checklists import RecordTable, coded, found_in, there
from schoolgate.pages.model import RunModel
from schoolgate.pages.seen import HELD, Seen, seen, seen_table, told_answers
from schoolgate.run.result import Result


@dataclass(frozen=True, slots=True)
class Rest:
    """The judged records of one fact table that are not on the page.

    Attributes:
        keys: of each; None where it has none.
        held: whether its answer holds it back.
        places: the position of each among all records of the table; nothing where that is not known any more.
        jobs: (number, position of a job that holds that record back); None where that is not known any more.
    """

    keys: Sequence[str | None]
    held: Sequence[bool]
    places: Sequence[int] = ()
    jobs: Sequence[tuple[int, int]] | None = None


@dataclass(frozen=True, slots=True)
class Beyond:
    """What the pages of a run do not show: `seen` is of all records, `rest` of those left out, by fact table."""

    seen: Seen
    rest: Mapping[str, Rest]


def beyond(result: Result, model: RunModel) -> Beyond | None:
    """What the pages of a check do not show; None where that is nothing.

    Args:
        result: the check.
        model: what its pages say.
    """
    if model.whole:
        return None
    findings = visible_texts(result.findings())
    tables, rest = dict(seen(model).tables), {}
    for table in (one for one in model.records if one.left_out):
        facts = result.suite.facts_by_name[table.facts]
        rows = there(result, facts)
        keys = visible_texts(result.facts[table.facts][rows].select(pl.col(str(facts.key)).cast(pl.String)))
        everyone = keys.to_series().to_list()
        judged = result.records.get(table.facts)
        names, answer = ((), None) if judged is None else coded(judged[ANSWER])
        answers = told_answers(model, table.facts, names)
        failing = found_in(result, facts, rows, findings).select("at", "rule").rows()
        tables[table.facts] = seen_table(
            answers, keys=everyone, answer=answer, failing=failing, listed=table.keys or ()
        )
        if answer is not None:
            held = [answers[one][-1] in HELD for one in answer]
            rest[table.facts] = _rest(result, table, everyone, held)
    return Beyond(Seen(model.run, tables), rest)


def _rest(result: Result, table: RecordTable, keys: Sequence[str | None], held: Sequence[bool]) -> Rest:
    """The records of a judged table that are not on the page; `keys` and `held` are of all."""
    listed = set(table.places)
    left = [place for place in range(len(keys)) if place not in listed]
    numbers = pl.DataFrame({"record": left}, schema={"record": pl.UInt32()}).with_row_index("number")
    bonds = result.jobs.bonds.filter(verdict=table.facts).select("record", "job").unique()
    return Rest(
        keys=[keys[place] for place in left],
        held=[held[place] for place in left],
        places=left,
        jobs=bonds.join(numbers, on="record").select("number", "job").rows(),
    )


def kept(model: RunModel, found: Seen) -> Beyond | None:
    """The same of a run that is kept, as far as what it saw tells: of rows that share a key one counts.

    Args:
        model: what its pages say.
        found: what it saw.
    """
    if model.whole:
        return None
    rest = {}
    for table in (one for one in model.records if one.left_out and one.facts in found.tables):
        mine = found.tables[table.facts]
        if mine.answer:
            listed = set(mine.listed)
            left = [number for number in range(len(mine.keys)) if number not in listed]
            rest[table.facts] = Rest(
                keys=[mine.keys[number] for number in left], held=[mine.is_held(mine.answer[number]) for number in left]
            )
    return Beyond(found, rest)
