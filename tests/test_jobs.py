"""Jobs cover whoever is held back, and doing them frees exactly those whom the counts promise."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import polars as pl
import pytest

from schoolgate import suites
from schoolgate.judgement.holds import is_held
from schoolgate.report.terminal import told_apart
from schoolgate.run.order import Order, carried_out
from schoolgate.run.result import Result
from schoolgate.run.what_if import what_if
from schoolgate.story import jobs as story
from schoolgate.story.rows import answers, outlook

DATA = Path(__file__).parents[1] / "data"
SAMPLES = [path.relative_to(DATA).as_posix() for path in sorted(DATA.glob("*/*")) if path.is_dir()]


@cache
def sample(name: str) -> Result:
    return carried_out(
        Order(suite=suites.load(name.partition("/")[0]), source=DATA / name, settings=None, as_of="2026-11-22")
    )


def held(result: Result) -> set[tuple[str, int]]:
    return {
        (verdict.facts, record)
        for verdict in result.suite.verdicts
        for record in is_held(result.suite, verdict, result.outcomes[verdict.facts]).arg_true()
    }


def open_statuses(result: Result) -> int:
    return result.statuses["blocked"] + result.statuses["undetermined"]


@pytest.mark.parametrize("name", SAMPLES)
def test_every_record_that_waits_has_a_job(name: str) -> None:
    result = sample(name)
    bound = set(result.jobs.bonds.select("verdict", "record").iter_rows())
    assert bound == held(result)
    for verdict in result.suite.verdicts:
        waiting = result.records[verdict.facts]["status"].is_in(["blocked", "undetermined"]).arg_true()
        assert {(verdict.facts, record) for record in waiting} <= bound


@pytest.mark.parametrize("name", SAMPLES)
def test_doing_every_job_leaves_nobody_but_those_whom_nobody_can_mend(name: str) -> None:
    result = sample(name)
    every = {job.id for job in result.jobs.ranked if job.mendable}
    assert len(held(what_if(result, every))) == result.jobs.stuck


@pytest.mark.parametrize("name", SAMPLES)
def test_counts_are_what_judging_again_finds(name: str) -> None:
    result = sample(name)
    before, jobs = held(result), result.jobs
    for job, reach in list(zip(jobs.ranked, jobs.reach, strict=True))[:6]:
        assert len(before - held(what_if(result, {job.id}))) == job.frees
        so_far = {one.id for one in jobs.ranked[: jobs.ranked.index(job) + 1]}
        freed = before - held(what_if(result, so_far))
        assert freed == set(jobs.freed(so_far).iter_rows())
        assert len(freed) == reach


@pytest.mark.parametrize("name", SAMPLES)
def test_the_list_is_ranked_by_what_it_frees_then_by_what_it_touches(name: str) -> None:
    jobs = sample(name).jobs
    ranks = [(-job.frees, not job.mendable, -job.touches) for job in jobs.ranked]
    assert ranks == sorted(ranks)
    assert len({job.id for job in jobs.ranked}) == len(jobs.ranked)


@pytest.mark.parametrize("name", SAMPLES)
def test_a_short_way_frees_as_many_as_are_wanted(name: str) -> None:
    jobs = sample(name).jobs
    for wanted in (1, jobs.held // 2, jobs.held - jobs.stuck):
        path = {job.id for job in jobs.towards(wanted)}
        assert jobs.freed(path).height >= min(wanted, jobs.held - jobs.stuck)
        assert len(path) <= jobs.for_everybody


@pytest.mark.parametrize("name", SAMPLES)
def test_the_sentence_equals_the_counts_of_the_records(name: str) -> None:
    result = sample(name)
    for verdict in result.suite.verdicts:
        counts: Mapping[str, int] = {one.name: count for one, count in answers(result, verdict).items()}
        assert sum(counts.values()) == result.records[verdict.facts].height
        about = [(one, count) for one, count in answers(result, verdict).items() if one.tone != "other"]
        good = sum(count for one, count in about if one.tone in {"good", "warn"})
        assert outlook(result, verdict).startswith(f"{good:,} of {sum(count for _, count in about):,} ")


def test_the_largest_single_mend_stands_first() -> None:
    (first, *_) = sample("portal-sync/faulty").jobs.ranked
    assert (first.id, first.touches, story.told(first)) == ("PS-101", 16, "Salutation is missing: 16 students")


def test_a_column_that_the_export_lost_is_one_job(tmp_path: Path) -> None:
    copied(tmp_path, salutation="")
    result = carried_out(Order(suite=suites.load("portal-sync"), source=tmp_path, as_of="2026-11-22"))
    (first, *_) = result.jobs.ranked
    assert first.id == "column:students.salutation"
    assert first.mend.title.startswith("Your export lost the column salutation")
    assert first.frees > 150


def test_records_with_one_same_value_are_named_by_it(tmp_path: Path) -> None:
    copied(tmp_path, roll_mode="Single Registration", student_type="current")
    result = carried_out(Order(suite=suites.load("portal-sync"), source=tmp_path, as_of="2026-11-22"))
    assert any("have the roll mode Single Registration" in job.mend.title for job in result.jobs.ranked[:2])


def test_what_was_not_supplied_says_whom_it_decides(tmp_path: Path) -> None:
    copied(tmp_path)
    (tmp_path / "applications.csv").unlink()
    result = carried_out(Order(suite=suites.load("portal-sync"), source=tmp_path, as_of="2026-11-22"))
    job = result.jobs.named("supply:applications")
    assert job is not None
    assert job.touches > 0
    assert story.gains(job).startswith(("decides", "with others"))
    assert not held(what_if(result, {job.id for job in result.jobs.ranked}))
    assert open_statuses(what_if(result, {job.id for job in result.jobs.ranked})) == 0


def copied(folder: Path, **columns: str) -> None:
    for path in (DATA / "portal-sync" / "faulty").glob("*.csv"):
        frame = pl.read_csv(path, infer_schema=False)
        if path.stem == "students":
            frame = frame.with_columns(pl.lit(text or None, pl.String()).alias(name) for name, text in columns.items())
        if path.stem != "truth":
            frame.write_csv(folder / path.name)


def test_of_two_jobs_with_one_title_the_terminal_says_how_they_differ() -> None:
    jobs = [job for job in sample("student-import/faulty").jobs.ranked if job.id.startswith("SI-201")]
    (_, first), (_, second) = told_apart(jobs)
    assert first == "Program does not exist: 4 rows"
    assert second.startswith("Write the program as the database has it.")
    assert second.endswith("(Program does not exist: 2 rows)")
