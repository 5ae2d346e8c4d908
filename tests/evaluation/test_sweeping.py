"""Settings in every combination, and those worth their time."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from runs_kit import a_row, a_run

from rag.errors import UsageError
from rag.evaluation.report import write_sweep
from rag.evaluation.rows import Run
from rag.evaluation.sweeping import Point, Sweep, grid, named, pareto, point


@pytest.fixture
def run(tmp_path: Path) -> Run:
    rows = [a_row(f"q{n}", right=n % 2, seconds=0.1 * (n + 1)) for n in range(4)]
    return a_run(tmp_path / "sweep" / "01-k-4", rows)


def a_point(run: Run, key: str, quality: float, seconds: float) -> Point:
    return replace(point({"k": key}, run), quality=quality, seconds=seconds)


def test_every_combination_is_made_in_order() -> None:
    assert list(grid(["k=4,8", "without=,dates"])) == [
        {"k": "4", "without": ""},
        {"k": "4", "without": "dates"},
        {"k": "8", "without": ""},
        {"k": "8", "without": "dates"},
    ]
    assert named({"k": "4", "without": ""}) == "k=4, without=none"


@pytest.mark.parametrize("wrong", [["k"], ["=4"], ["k=4,4"], ["k=4", "k=8"]])
def test_a_choice_that_is_none_is_refused(wrong: list[str]) -> None:
    with pytest.raises(UsageError, match="--set"):
        list(grid(wrong))


def test_a_point_is_the_metrics_mean_and_the_time_within_which_half_is_answered(run: Run) -> None:
    made = point({"k": "4"}, run)
    assert made.quality == 0.5
    assert made.seconds == pytest.approx(0.25)  # of .1, .2, .3 and .4
    with pytest.raises(UsageError, match="no score of 'aurc'"):
        point({"k": "4"}, run, "aurc")


def test_only_what_nothing_else_beats_in_both_is_worth_its_time(run: Run) -> None:
    fast, good, slow, worse, same = (
        a_point(run, "fast", 0.7, 0.1),
        a_point(run, "good", 0.9, 0.2),
        a_point(run, "slow", 0.9, 0.4),
        a_point(run, "worse", 0.6, 0.3),
        a_point(run, "same", 0.6, 0.1),
    )
    assert pareto([slow, worse, good, same, fast]) == (fast, good)
    assert pareto([]) == ()


def test_the_page_draws_every_point_and_links_its_report(run: Run) -> None:
    (run.folder / "report.html").write_text("a report", encoding="utf-8")
    points = (a_point(run, "4", 0.7, 0.1), a_point(run, "8", 0.6, 0.3))
    path = run.folder.parent / "sweep.html"
    write_sweep(Sweep("right", points), path)
    html = path.read_text("utf-8")
    assert 'href="01-k-4/report.html"' in html
    assert html.count('class="dot s1') == 2
    assert html.count('class="dot s1 dominated"') == 1
    assert Sweep("right", points).to_dict()["points"][1]["pareto"] is False
