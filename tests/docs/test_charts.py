"""Charts that show what is there, and colours that everybody can read."""

import re
from dataclasses import replace
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schoolgate.pages.charts import RUNS_SHOWN, SPARKS, percent, rule_spark, spark, strip, trend
from schoolgate.pages.model import RunSummary, StatusCount

RUN = RunSummary(
    run="r",
    suite="s",
    title="t",
    source="x",
    at="",
    as_of="2026-11-22",
    passed=True,
    outlook=(),
    records=0,
    good=0,
    statuses={},
    severities={},
    failed={},
    version="0",
)
READABLE = 4.5
"""The contrast that text needs (WCAG 2.2, 1.4.3)."""
SEEN = 3.0
"""The contrast that a shape needs (1.4.11)."""


@given(st.lists(st.tuples(st.sampled_from(["good", "bad"]), st.integers(0, 10**6)), max_size=4))
def test_a_strip_is_whole_and_shows_everything_that_is_there(shares: list[tuple[str, int]]) -> None:
    blocks = strip(shares)
    assert [block.tone for block in blocks] == [tone for tone, count in shares if count]
    assert all(block.width > 1 for block in blocks)
    assert not blocks or blocks[-1].x + blocks[-1].width == pytest.approx(100, abs=0.1)


def test_shares_are_never_rounded_away() -> None:
    assert percent(1, 100_000) == "under 1%"
    assert percent(99_999, 100_000) == "over 99%"
    assert percent(100_000, 100_000) == "100%"
    assert percent(0, 100_000) == "0%"
    assert percent(495, 500) == "99%"


def test_bars_are_as_high_as_their_counts() -> None:
    runs = [replace(RUN, run=str(n), statuses={"blocked": n, "undetermined": 10, "ready": 9999}) for n in range(50)]
    chart = trend(runs)
    assert [bar.run.run for bar in chart.bars] == [str(n) for n in range(50 - RUNS_SHOWN, 50)]
    assert [bar.count for bar in chart.bars] == [n + 10 for n in range(50 - RUNS_SHOWN, 50)]
    assert chart.lines[0] == (chart.height, 0)
    most = chart.lines[-1][1]
    for bar in chart.bars:
        assert sum(block.height for block in bar.blocks) == pytest.approx(chart.height * bar.count / most, abs=0.2)
        assert bar.blocks[0].y + bar.blocks[0].height == pytest.approx(chart.height, abs=0.2)
        assert bar.blocks[0].x >= 0
        assert bar.blocks[0].x + bar.blocks[0].width <= chart.width


def test_the_colours_are_those_of_the_suites_own_answers() -> None:
    answers = (
        StatusCount("not_safe", "must not be deleted", "bad", 7),
        StatusCount("open", "cannot be told", "unknown", 2),
        StatusCount("keep", "stay", "other", 100),
        StatusCount("safe", "may be deleted", "good", 5),
    )
    run = replace(RUN, statuses={"blocked": 99}, answers={"members": answers})
    chart = trend([RUN, run])
    assert chart.legend == (("bad", "must not be deleted"), ("unknown", "cannot be told"))
    assert [(bar.count, [block.tone for block in bar.blocks]) for bar in chart.bars] == [
        (0, []),
        (9, ["bad", "unknown"]),
    ]
    assert (run.held, RUN.held) == (9, 0)


def test_the_small_trend_shows_the_last_runs_by_whom_they_hold_back() -> None:
    runs = [replace(RUN, run=str(n), statuses={"blocked": n % 5, "ready": 9999}) for n in range(30)]
    small = rule_spark([replace(one, failed={"PS-101": n}) for n, one in enumerate(runs)], "PS-101")
    assert small is not None
    assert small.path.count("M") == SPARKS == small.told.count(",") + 1
    assert rule_spark(runs, "PS-999") is None
    bars = spark(runs)
    assert len(bars) == SPARKS
    held = [run.held for run in runs[-SPARKS:]]
    assert [bar.tone == "bad" for bar in bars] == [bool(count) for count in held]
    for bar, count in zip(bars, held, strict=True):
        assert bar.y + bar.height == pytest.approx(24, abs=0.1)
        assert bar.height == pytest.approx(24 * count / 4 if count else 1, abs=0.1)
    assert [bar.x for bar in bars] == [10 * number for number in range(SPARKS)]


def test_without_anything_to_show_there_is_no_bar() -> None:
    assert not trend([RUN]).bars[0].blocks
    assert not trend([]).bars


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_pair_of_colours_can_be_told_apart(scheme: str) -> None:
    style = (resources.files("schoolgate.pages") / "assets/site.css").read_text(encoding="utf-8")
    light, dark, *_ = (
        dict(re.findall(r"--([\w-]+): (#\w+)", block)) for block in re.findall(r":root \{(.*?)\}", style, re.DOTALL)
    )
    colours = light if scheme == "light" else light | dark
    assert set(dark) == set(light), "a colour is missing in the dark"
    for under in ("page", "card", "sunk"):
        for text in ("ink", "soft", "link"):
            assert contrast(colours[text], colours[under]) >= READABLE, f"{text} on {under}"
    for tone in ("good", "warn", "bad", "unknown", "other"):
        assert contrast(colours[f"{tone}-ink"], colours[f"{tone}-wash"]) >= READABLE, tone
        assert contrast(colours[tone], colours["card"]) >= SEEN, tone
    for tone in ("good", "bad"):
        assert contrast("#fff" if scheme == "light" else "#10151c", colours[tone]) >= READABLE, f"badge {tone}"


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
