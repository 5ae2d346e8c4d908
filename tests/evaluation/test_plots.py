"""Plots say what their values are, as pictures and as tables."""

from __future__ import annotations

import re
from xml.etree import ElementTree as Xml

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.evaluation.plots import Bar, Figure, Interval, Line, Point, bars, curves, intervals, points
from rag.evaluation.plots.scales import Scale, room_above, ticks

ALL = [
    intervals(
        "By kind", "D.", [Interval("fact", 0.5, 0.25, 0.75, 8), Interval("time", 1, 0.5, 1, 4)]
    ),
    curves("By k", "D.", [Line("recall", ((1, 0.5), (4, 0.75), (10, 1.0)))], along=("k", "mean")),
    points("Pareto", "D.", [Point("a", 2, 0.5), Point("b", 8, 0.9)], along=("ms", "right")),
    bars("Time", "D.", [Bar(0, 10, 3), Bar(10, 20, 1)], along=("ms", "answers")),
]


def drawn(figure: Figure) -> Xml.Element:
    """The picture, which must be well formed."""
    found = re.search(r"<svg.*</svg>", figure.html(), re.DOTALL)
    assert found
    return Xml.fromstring(found[0])


def test_a_value_stands_in_proportion_and_never_outside() -> None:
    scale = Scale(0, 10, 100, 200)
    assert [scale(value) for value in (0, 5, 10, -3, 99)] == [100, 150, 200, 100, 200]
    assert Scale(0, 1, 200, 50)(0.5) == 125  # upwards


@pytest.mark.parametrize(
    ("low", "high", "found"),
    [
        (0, 1, [0, 0.2, 0.4, 0.6, 0.8, 1]),
        (-0.1, 0.1, [-0.1, -0.05, 0, 0.05, 0.1]),
        (0, 47, [0, 10, 20, 30, 40]),
        (3, 3, [3]),
    ],
)
def test_ticks_are_round(low: float, high: float, found: list[float]) -> None:
    assert ticks(low, high) == pytest.approx(found)


@given(st.floats(1e-6, 1e6))
def test_an_axis_has_room_for_its_greatest_value(value: float) -> None:
    assert value <= room_above(value) * (1 + 1e-9) <= 3 * value


@pytest.mark.parametrize("figure", ALL, ids=lambda figure: figure.title)
def test_each_plot_is_named_described_and_told_as_a_table(figure: Figure) -> None:
    picture = drawn(figure)
    assert picture.attrib["role"] == "img"
    named = picture.attrib["aria-labelledby"].split()
    texts = {each.attrib["id"]: each.text for each in picture if "id" in each.attrib}
    assert [texts[name] for name in named] == [figure.title, "D."]
    assert figure.html().count("<tr>") == 1 + len(figure.rows)
    assert "style=" not in figure.html()  # the report's policy lets no inline style through


def test_intervals_stand_where_their_values_are() -> None:
    picture = drawn(ALL[0])
    whiskers = [e for e in picture.iter() if "whisker" in e.get("class", "")]
    dots = [e for e in picture.iter() if "dot" in e.get("class", "")]
    left, middle, right = (
        float(e.attrib[key])
        for e, key in zip((whiskers[0], dots[0], whiskers[0]), ("x1", "cx", "x2"), strict=True)
    )
    full = float(dots[1].attrib["cx"])
    assert middle - left == pytest.approx(right - middle, abs=0.02)
    assert full - middle == pytest.approx(2 * (right - middle), abs=0.02)
    assert ALL[0].rows[0] == ("fact", "0.500", "0.250 to 0.750", "8")


def test_two_runs_share_the_row_of_a_kind() -> None:
    rows = [Interval("fact", 0.5, 0.4, 0.6, 9), Interval("fact", 0.7, 0.6, 0.8, 9, series=2)]
    figure = intervals("Both", "D.", rows, series=["A", "B"])
    picture = drawn(figure)
    labels = [e.text for e in picture.iter() if "label" in e.get("class", "")]
    assert labels == ["fact"]
    assert [row[0] for row in figure.rows] == ["fact A", "fact B"]
    assert {"A", "B"} <= {e.text for e in picture.iter()}


def test_a_curve_runs_through_its_points_and_a_step_holds_its_value() -> None:
    (line,) = [e for e in drawn(ALL[1]).iter() if e.get("class") == "curve s1"]
    assert re.fullmatch(r"M[\d.]+ [\d.]+(L[\d.]+ [\d.]+){2}", line.attrib["d"])
    stepped = curves(
        "Risk", "D.", [Line("risk", ((0.5, 0.1), (1, 0.2)), stepped=True)], along=("c", "r")
    )
    (line,) = [e for e in drawn(stepped).iter() if e.get("class") == "curve s1"]
    assert re.fullmatch(r"M[\d.]+ [\d.]+H[\d.]+V[\d.]+", line.attrib["d"])


def test_bars_are_as_high_as_they_are_many() -> None:
    heights = [float(e.attrib["height"]) for e in drawn(ALL[3]).iter() if e.get("class") == "bar"]
    assert heights[0] == pytest.approx(3 * heights[1], rel=0.001)


def test_where_there_is_nothing_there_is_no_plot() -> None:
    assert intervals("None", "D.", []).html() == ""
    assert curves("None", "D.", [], along=("x", "y")).html() == ""
    assert bars("None", "D.", [], along=("x", "y")).html() == ""


def test_names_are_shown_letter_by_letter() -> None:
    hostile = "</svg><script>alert(1)</script>"
    figure = points(hostile, hostile, [Point(hostile, 1, 0.5)], along=(hostile, "y"), named=True)
    assert "<script>" not in figure.html()
    assert hostile in [e.text for e in drawn(figure).iter()]
