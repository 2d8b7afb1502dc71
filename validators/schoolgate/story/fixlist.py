"""The fix list: a line per thing to do, by when, by whom and where, what unblocks most records first.

What is to be mended before the start comes first, then what is to be looked at, then what is for afterwards. A cause is one
line, however many records it blocks: the findings that it explains are not repeated one by one. Whatever else is wrong with
these records has lines of its own. What only tells is left out: nobody need act. What the run assumes stands at the end.
"""

import polars as pl

from schoolgate.judgement.causes import reaches
from schoolgate.judgement.records import ERRORS_FAILED, ERRORS_NOT_CHECKED
from schoolgate.language.rule import Effect, Owner, Severity
from schoolgate.language.suite import Suite
from schoolgate.language.table import ROW
from schoolgate.run.result import Result
from schoolgate.story.rows import COLUMN, KEYS, of_the_whole
from schoolgate.story.words import EFFECTS, taken

CAUSE = "cause"
OPEN = "open"
QUESTION = "question"
KINDS = (CAUSE, OPEN, *(severity.value for severity in Severity), QUESTION)
"""What a line is: a cause, what would decide records that nobody can judge, a single finding with its severity, or what
nobody told and made a difference."""
SCHEMA = {
    "done": pl.String(),
    "job": pl.String(),
    "when": pl.String(),
    "owner": pl.String(),
    "screen": pl.String(),
    "kind": pl.String(),
    "blocks": pl.Int64(),
    "unblocks": pl.Int64(),
    "rule": pl.String(),
    "table": pl.String(),
    "row": pl.Int64(),
    "key": pl.String(),
    "message": pl.String(),
    "fix": pl.String(),
    "source": pl.String(),
}
"""The columns. `job` is the id of the job that does it; `when` is one of `WHEN`; `blocks` counts the records that the thing
blocks, `unblocks` those that nothing else blocks; `done` is empty, for a tick."""
WHEN = tuple(dict.fromkeys(words.short for effect, words in EFFECTS.items() if effect is not Effect.TELLS))
"""What is to be done with a line: mend it before the start, look at it before, or do it afterwards."""
_OF_KEYS = "derived: a key that is written two ways names nothing"
_PLACE = ("rule", "table", "row")
_DONE = ("owner", "screen", "fix")
_WORDS = ("job", "when", "owner", "screen", "kind", "blocks", "unblocks", *_PLACE, "key", "message", "fix")


def fixlist(result: Result) -> pl.DataFrame:
    """The lines, in the order in which to work through them.

    What is to be mended comes first, then what is to be looked at, then what is for afterwards. In each of these owners
    stand in their order; for each owner the screens with causes come first, then those where most is unblocked; on each
    screen the causes, then errors, then warnings. Owner, screen and fix are those of the finding at hand.
    """
    findings = result.findings().filter(pl.col("effect") != Effect.TELLS.value)
    when = pl.col("effect").replace_strict({e: w.short for e, w in EFFECTS.items()})
    findings = _with_jobs(result, findings.with_columns(when=when))
    causes = result.causes.rename({"blocked": "blocks", "ready_if_mended": "unblocks"})
    # A cause speaks in the words of its own finding.
    grouped = causes.join(findings, on=["rule", "key", "row"], nulls_equal=True)
    first = pl.when(pl.col("blocks") > 0).then(pl.lit(WHEN[0])).otherwise("when")
    grouped = grouped.with_columns(kind=pl.lit(CAUSE), when=first).select(_WORDS)
    # Records that are one cause together are still mended one by one: such a cause has no finding, and no line.
    causes = causes.join(grouped, on=["rule", "key"], how="semi", nulls_equal=True)
    left = findings.join(causes, on=["rule", "key"], how="anti", nulls_equal=True)
    left = left.join(_explained(result, causes), on=_PLACE, how="anti")
    lines = _ordered(result.suite, pl.concat([_of_the_whole(result), grouped, _single(result, left)]))
    lines = lines.with_columns(done=pl.lit(None, pl.String())).select(list(SCHEMA))
    return pl.concat([lines, _questions(result)])


def _questions(result: Result) -> pl.DataFrame:
    """A line for each question that nobody answered and that made a difference."""
    lines = [
        {
            **dict.fromkeys(SCHEMA),
            "when": EFFECTS[Effect.REVIEW].short,
            "owner": Owner.SCHOOL.value,
            "kind": QUESTION,
            "blocks": 0,
            "unblocks": 0,
            "key": one.question,
            "message": f"{one.asks} {taken(one)}",
            "fix": f"To answer: {one.answer}",
        }
        for one in result.assumptions
    ]
    return pl.DataFrame(lines, schema=SCHEMA)


def _of_the_whole(result: Result) -> pl.DataFrame:
    """A line for each cause that no rule's finding shows: about a whole file, or about what nobody can judge yet."""
    main = result.suite.tables[0].name
    jobs = {job.mend.name: job.id for job in result.jobs.ranked}
    lines = [
        {
            **cause,
            "job": jobs.get(f"{_MENDS.get(cause['rule'], 'obstacle')}:{cause['key'] or cause['rule']}"),
            "when": WHEN[0],
            "kind": CAUSE,
            "blocks": cause["records"],
            "unblocks": 0,
            "table": cause["key"].partition(".")[0] if cause["rule"] == KEYS else main,
            "row": None,
        }
        for cause in of_the_whole(result)
    ]
    lines += [
        {
            "rule": job.rules[0],
            "job": job.id,
            "when": WHEN[0],
            "kind": OPEN,
            "blocks": job.touches,
            "unblocks": job.frees,
            "table": main,
            "row": None,
            "key": job.mend.name.partition(":")[2],
            "owner": str(job.owner),
            "screen": job.mend.screen,
            "message": job.mend.title,
            "fix": job.mend.fix,
        }
        for job in result.jobs.ranked
        if job.touches and job.mend.decides and not job.mend.name.startswith("obstacle:")
    ]
    return pl.DataFrame(lines, schema={name: SCHEMA[name] for name in _WORDS})


_MENDS = {KEYS: "keys", COLUMN: "column"}
"""What the mend of a cause of a whole file is called; otherwise it is an obstacle."""


def _with_jobs(result: Result, findings: pl.DataFrame) -> pl.DataFrame:
    """The findings with the job that mends each: the first that is for its row, or else the one that mends it so, there."""
    found = [pl.DataFrame(schema={name: SCHEMA[name] for name in (*_PLACE, "job")})]
    for job, parts in zip(result.jobs.ranked, result.jobs.parts, strict=True):
        for part in (one for one in parts if one.rule):
            rows = result.facts[part.table].select(ROW)[part.rows.cast(pl.UInt32)]
            table = result.suite.facts_by_name[part.table].table
            found.append(
                rows.select(
                    pl.lit(part.rule).alias("rule"), pl.lit(table).alias("table"), ROW, pl.lit(job.id).alias("job")
                )
            )
    of_rows = pl.concat(found).unique(_PLACE, keep="first", maintain_order=True)
    own = [(*job.mend.place[1:], job.id) for job in result.jobs.ranked if not job.mend.name]
    of_places = pl.DataFrame(own, schema=dict.fromkeys((*_DONE, "by_place"), pl.String()), orient="row")
    return (
        findings.join(of_rows, on=_PLACE, how="left", maintain_order="left")
        .join(of_places.unique(_DONE, keep="first"), on=_DONE, how="left", maintain_order="left")
        .with_columns(job=pl.coalesce("job", "by_place"))
    )


def _explained(result: Result, causes: pl.DataFrame) -> pl.DataFrame:
    """Where the findings are that a listed cause explains; some of these places hold no finding."""
    found = [pl.DataFrame(schema={name: SCHEMA[name] for name in _PLACE})]
    for verdict in result.suite.verdicts:
        facts, table = result.facts[verdict.facts], result.suite.facts_by_name[verdict.facts].table
        for rule in result.suite.rules:
            keys = causes.filter(pl.col("rule") == rule.id)["key"].implode()
            for explains in rule.explains:
                if not reaches(result.suite, explains, verdict):
                    continue
                key = pl.col(explains.column) if explains.column else pl.lit(None, pl.String())
                mended = pl.col(explains.where) if explains.where else pl.lit(value=True)
                # As columns: a condition that names none is one answer, which Polars does not give to all of many rows.
                here = facts.select("row", key=key, mended=mended)
                here = here.filter(pl.col("key").is_in(keys, nulls_equal=True) & pl.col("mended"))
                rows = here.select(table=pl.lit(table), row="row")
                found += [rows.select(pl.lit(other).alias("rule"), "table", "row") for other in explains.rules]
    return pl.concat(found)


def _single(result: Result, findings: pl.DataFrame) -> pl.DataFrame:
    """A line per finding, with whether it blocks its record, and whether it is the only thing that does."""
    errors = findings.filter(pl.col("severity") == Severity.ERROR.value).select(_PLACE)
    found = []
    for verdict in result.suite.verdicts:
        table = result.suite.facts_by_name[verdict.facts]
        records = result.records[verdict.facts].filter(pl.col("status") == "blocked")
        only = (pl.col(ERRORS_FAILED) == 1) & ~pl.col(ERRORS_NOT_CHECKED)
        counting = [rule.id for rule in result.suite.rules_on(table) if rule.counts]
        found.append(
            errors.filter((pl.col("table") == table.table) & pl.col("rule").is_in(counting))
            .join(records, on="row")
            .select(*_PLACE, blocks=pl.lit(1, pl.Int64()), unblocks=only.cast(pl.Int64))
        )
    return (
        findings.join(pl.concat(found), on=_PLACE, how="left", maintain_order="left")
        .with_columns(pl.col("blocks", "unblocks").fill_null(0), kind="severity")
        .select(_WORDS)
    )


def _ordered(suite: Suite, lines: pl.DataFrame) -> pl.DataFrame:
    """The lines in their order, with where their rules come from."""
    told = [(KEYS, _OF_KEYS), *((rule.id, str(rule.source)) for rule in suite.rules)]
    about = pl.DataFrame(told, schema=dict.fromkeys(("rule", "source"), pl.String()), orient="row")
    about = about.with_row_index("number")
    lines = lines.join(about, on="rule")
    a_cause, on_screen = pl.col("kind") == CAUSE, ("when", "owner", "screen")
    order: dict[str, tuple[pl.Expr, bool]] = {
        "by when": (_place_in("when", WHEN), False),
        "by owner": (_place_in("owner", [owner.value for owner in Owner]), False),
        "by causes": (a_cause.any().over(on_screen), True),
        "by worth of screen": (pl.col("unblocks").sum().over(on_screen), True),
        "by screen": (pl.col("number").min().over(on_screen), False),
        "by kind": (_place_in("kind", KINDS), False),
        "by worth": (pl.when(a_cause).then("unblocks").otherwise(0), True),
        "by reach": (pl.when(a_cause).then("blocks").otherwise(0), True),
        "by table": (_place_in("table", [table.name for table in suite.tables]), False),
    }
    ranked = lines.with_columns(expression.alias(name) for name, (expression, _) in order.items())
    descending = [down for _, down in order.values()]
    return ranked.sort(*order, "row", "number", "key", descending=[*descending, False, False, False])


def _place_in(column: str, values: list[str] | tuple[str, ...]) -> pl.Expr:
    """The position of the column's value in the list of all that it can be."""
    return pl.col(column).replace_strict(list(values), list(range(len(values))), return_dtype=pl.Int64())
