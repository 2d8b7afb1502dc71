"""The geometry of the charts, in numbers: the templates draw it as SVG, without a line of script."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from schoolgate.pages.model import RunSummary

_LEAST = 2.0
"""What is there is seen, however small its share."""
RUNS_SHOWN = 40
"""How many extracts the trend shows: the last ones."""
_WIDTH, _HEIGHT = 720.0, 160.0
_WIDEST = 48.0
_APART = 28.0
"""From one bar to the next at least: each is a link that a finger has to hit."""
_EDGE = 20.0
"""Left and right of the bars, for half of a date."""
_OPEN = ("bad", "unknown", "warn")
"""The tones of answers that somebody has to look at, the gravest at the foot of a bar."""
SPARKS = 12
"""How many extracts a small trend shows."""


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a bar, in the chart's own units."""

    tone: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Bar:
    """One extract of the trend, as the last check of it saw it."""

    run: RunSummary
    middle: float
    top: float
    count: int
    blocks: tuple[Block, ...]
    hit: Block
    """What can be pressed: the whole height of the chart."""


@dataclass(frozen=True, slots=True)
class Trend:
    """The last runs as bars: how many records of each somebody has to look at. `lines` are (height, count)."""

    width: float
    height: float
    bars: tuple[Bar, ...]
    lines: tuple[tuple[float, int], ...]
    legend: tuple[tuple[str, str], ...]


def strip(shares: Sequence[tuple[str, int]]) -> tuple[Block, ...]:
    """Counts as pieces of a strip that is 100 long, by their tones; what is there is seen, however little."""
    there = [(tone, count) for tone, count in shares if count]
    total = sum(count for _, count in there)
    widths = [max(_LEAST, 100 * count / total) for _, count in there]
    blocks, x = [], 0.0
    for (name, _), wanted in zip(there, widths, strict=True):
        width = 100 * wanted / sum(widths)
        blocks.append(Block(name, round(x, 2), 0, round(width, 2), 8))
        x += width
    return tuple(blocks)


def percent(part: int, whole: int) -> str:
    """The share in words that never round something to nothing, or nearly all to all.

    >>> percent(1, 3000), percent(2999, 3000), percent(1, 3), percent(0, 0)
    ('under 1%', 'over 99%', '33%', '0%')
    """
    if not part or not whole:
        return "0%"
    share = 100 * part / whole
    if share < 1:
        return "under 1%"
    if part < whole and share > 99:  # noqa: PLR2004 (a hundredth)
        return "over 99%"
    return f"{share:.0f}%"


def trend(runs: Sequence[RunSummary]) -> Trend:
    """The last runs, one for each extract, oldest first, each where its moment is."""
    last = runs[-RUNS_SHOWN:]
    counts = [[run.toned(tone) for tone in _OPEN] for run in last]
    most = _round_up(max((sum(count) for count in counts), default=0))
    width = max(_WIDTH, _APART * len(last) + 2 * _EDGE)
    middles = _places([_days(run.as_of) for run in last], width)
    closest = min((after - before for before, after in pairwise(middles)), default=width)
    wide = min(_WIDEST, closest * 0.7)
    pressed = max(_APART, wide)
    bars = []
    for run, count, middle in zip(last, counts, middles, strict=True):
        y = _HEIGHT
        blocks = []
        for name, n in zip(_OPEN, count, strict=True):
            height = _HEIGHT * n / most
            y -= height
            if n:
                blocks.append(Block(name, round(middle - wide / 2, 1), round(y, 1), round(wide, 1), round(height, 1)))
        hit = Block("hit", round(middle - pressed / 2, 1), 0, round(pressed, 1), _HEIGHT)
        bars.append(Bar(run, round(middle, 1), round(y, 1), sum(count), tuple(blocks), hit))
    return Trend(
        width=width,
        height=_HEIGHT,
        bars=tuple(bars),
        lines=tuple((round(_HEIGHT * (1 - part / 2), 1), most * part // 2) for part in (0, 1, 2)),
        legend=_legend(last),
    )


def _days(as_of: str) -> float:
    """A moment in days, of any beginning."""
    try:
        at = datetime.fromisoformat(as_of)
    except ValueError:
        return 0.0
    return at.toordinal() + (at.hour * 60 + at.minute) / (24 * 60)


def _places(days: Sequence[float], width: float) -> list[float]:
    """Where days stand on an axis, in proportion as far as there is room: none is nearer to the next than can be pressed.

    >>> _places([10, 10, 20], 720), _places([5], 720)
    ([34.0, 62.0, 686.0], [360.0])
    """
    if len(days) == 1:
        return [width / 2]
    edge = _APART / 2 + _EDGE
    first, last = min(days, default=0), max(days, default=0)
    room = width - 2 * edge
    places = [edge + (room * (one - first) / (last - first) if last > first else 0.0) for one in days]
    for at in range(1, len(places)):
        places[at] = max(places[at], places[at - 1] + _APART)
    for at in range(len(places) - 1, -1, -1):
        places[at] = min(places[at], width - edge - _APART * (len(places) - 1 - at))
    return [round(one, 1) for one in places]


@dataclass(frozen=True, slots=True)
class RuleSpark:
    """A small trend of one requirement: `path` draws each extract 5 wide and up to 16 high, `told` says the same."""

    path: str
    told: str
    width: int


def rule_spark(runs: Sequence[RunSummary], rule: str) -> RuleSpark | None:
    """How many failed a requirement in the last extracts; None where there is no trend, or none ever did."""
    last = runs[-SPARKS:]
    counts = [run.failed.get(rule, 0) for run in last]
    most = max(counts, default=0)
    if len(last) < 2 or not most:  # noqa: PLR2004 (one is no trend)
        return None
    heights = [round(max(_LEAST, 16 * count / most), 1) if count else 0.6 for count in counts]
    path = "".join(f"M{5 * at} {16 - high:g}h4V16h-4z" for at, high in enumerate(heights))
    return RuleSpark(
        path, f"{', '.join(f'{count:,}' for count in counts)} in the last {len(last)} extracts", 5 * len(last)
    )


def _legend(runs: Sequence[RunSummary]) -> tuple[tuple[str, str], ...]:
    """What each tone stands for: the suite's own answers, as the runs that know them have them."""
    every = [one for run in reversed(runs) for counts in run.answers.values() for one in counts]
    told = ((tone, " · ".join(dict.fromkeys(one.label for one in every if one.tone == tone))) for tone in _OPEN)
    return tuple((tone, label) for tone, label in told if label)


def spark(runs: Sequence[RunSummary]) -> tuple[Block, ...]:
    """How many records each of the last runs holds back, as small bars, oldest first, each 10 wide and up to 24 high."""
    last = runs[-SPARKS:]
    most = max((run.held for run in last), default=0)
    blocks = []
    for number, run in enumerate(last):
        height = max(_LEAST, 24 * run.held / most) if run.held else 1.0
        tone = "bad" if run.held else "good"
        blocks.append(Block(tone, 10 * number, round(24 - height, 1), 7, round(height, 1)))
    return tuple(blocks)


def _round_up(most: int) -> int:
    """The next number that halves well: 2, 4, 6, 10, 20, 30, 40, 60, 100 and so on."""
    step = 1
    while True:
        for nice in (2, 3, 4, 6, 10):
            if most <= nice * step and nice * step % 2 == 0:
                return nice * step
        step *= 10
