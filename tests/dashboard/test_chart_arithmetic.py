"""What the chart of progress is computed by: means and trends, and ticks of time."""

import random
from datetime import UTC, datetime
from fractions import Fraction
from itertools import pairwise

import pytest

from llm_api.analysis.progress import moving_averages, trend
from tests.support.expected_scores import hundredths
from tests.support.node import call

chance = random.Random(7)
SCORES = [
    [],
    [7],
    [7.475, 7.475],
    [1.0000000000000002, 9.99, 3],
    [2.675] * 6,
    [10, 10, 10, 9.985, 9.985, 9.985],
    *[[round(chance.uniform(1, 10), n % 4) for _ in range(chance.randrange(1, 40))] for n in range(200)],
]  # fmt: skip


def test_means_are_exact_and_rounded_half_up():
    found = call("means.js", "mean", [[scores] for scores in SCORES])
    exact = [[Fraction(str(score)) for score in scores] for scores in SCORES]
    assert found == [hundredths(sum(each) / len(each)) if each else None for each in exact]


def test_trends_and_moving_averages_are_those_of_the_service():
    trends = call("means.js", "trend", [[scores] for scores in SCORES])
    expected = [trend(scores) for scores in SCORES]
    assert trends == [
        each and {name: value for name, value in each.items() if name != "k"} for each in expected
    ]
    assert sum(each is not None for each in expected) > 100
    averages = call("means.js", "movingAverages", [[scores] for scores in SCORES])
    assert averages == [moving_averages(scores) for scores in SCORES]


def milliseconds(moment):
    return datetime.fromisoformat(moment).replace(tzinfo=UTC).timestamp() * 1000


def ticks(first, last, width):
    """The moments of the ticks, and their labels."""
    [found] = call("time-axis.js", "timeTicks", [[milliseconds(first), milliseconds(last), width]])
    return [tick["value"] for tick in found], [tick["text"] for tick in found]


SPANS = {
    "two years": ("2024-11-20T08:00", "2026-11-20T08:00"),
    "forty days": ("2026-03-01T08:00", "2026-04-10T08:00"),
    "the night on which summer time begins": ("2026-03-28T20:00", "2026-03-29T06:00"),
    "the night on which it ends": ("2026-10-24T20:00", "2026-10-25T06:00"),
    "the hour that comes twice": ("2026-10-24T23:50", "2026-10-25T01:50"),
    "twenty minutes": ("2026-03-01T08:07", "2026-03-01T08:27"),
    "a day before 1970": ("1969-03-01T08:07:11", "1969-03-01T18:27:12"),
}


@pytest.mark.parametrize("zone", ["UTC", "Europe/Berlin", "Asia/Kolkata", "America/St_Johns"])
@pytest.mark.parametrize(("first", "last"), SPANS.values(), ids=SPANS)
def test_ticks_rise_and_their_labels_keep_apart(monkeypatch, zone, first, last):
    monkeypatch.setenv("TZ", zone)
    for width in (250, 1100):
        values, _ = ticks(first, last, width)
        assert (values[0], values[-1]) == (milliseconds(first), milliseconds(last))
        gaps = [after - before for before, after in pairwise(values)]
        assert min(gaps) * width / (values[-1] - values[0]) > 50
    assert len(values) > 4


@pytest.mark.parametrize(
    ("first", "last", "between"),
    [
        ("2026-03-01T08:00", "2026-04-10T08:00", ["9 Mar", "16 Mar", "23 Mar", "30 Mar"]),
        ("2024-11-20T08:00", "2026-11-20T08:00",
         ["Apr 2025", "Jul 2025", "Oct 2025", "Jan 2026", "Apr 2026", "Jul 2026"]),
        ("2026-10-24T23:50", "2026-10-25T01:50",
         ["02:15", "02:30", "02:45", "02:00", "02:15", "02:30"]),
        ("1850-03-01T08:07", "2050-03-01T08:27", []),
    ],
)  # fmt: skip
def test_between_the_ends_are_steps_of_the_calendar(monkeypatch, first, last, between):
    monkeypatch.setenv("TZ", "Europe/Berlin")
    _, texts = ticks(first, last, 900)
    assert texts[1:-1] == between


def test_a_single_moment_has_a_single_tick(monkeypatch):
    monkeypatch.setenv("TZ", "UTC")
    moment = "2026-03-01T08:00"
    assert ticks(moment, moment, 900) == ([milliseconds(moment)], [["1 Mar 2026", "08:00"]])
