"""The four kinds of plot that evaluation needs: intervals in rows, curves, points, bars."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rag.evaluation.plots.figure import WIDTH, Figure, plane, short, word
from rag.evaluation.plots.scales import Scale, room_above, ticks
from rag.markup import Html, join, tag

ROW = 26
HEIGHT = 270
SERIES = 4
"""Lines and points are told apart by so many classes, ``s1`` to ``s4``, and by their names."""


@dataclass(frozen=True, slots=True)
class Interval:
    """One row: a mean with its 95 % interval. ``series`` tells two runs apart."""

    label: str
    mean: float
    low: float
    high: float
    n: int
    series: int = 1
    emphasis: str = ""
    """A class for what stands out, such as ``worse``."""


@dataclass(frozen=True, slots=True)
class Line:
    """A curve through points, left to right. A stepped one holds its value until the next."""

    label: str
    points: tuple[tuple[float, float], ...]
    stepped: bool = False


@dataclass(frozen=True, slots=True)
class Point:
    """A place with a name; ``low`` and ``high`` are its interval, upwards."""

    label: str
    x: float
    y: float
    low: float | None = None
    high: float | None = None
    emphasis: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """How many lie from ``low`` to ``high``."""

    low: float
    high: float
    n: int


def intervals(
    title: str,
    described: str,
    rows: Sequence[Interval],
    *,
    low: float = 0,
    high: float = 1,
    series: Sequence[str] = (),
) -> Figure:
    """Rows of means, each with its interval as a line, over one scale. Those of one label share a
    row; ``series`` then names them."""
    labels = list(dict.fromkeys(row.label for row in rows))
    top = 26 if len(series) > 1 else 8
    bottom = top + ROW * len(labels) + 6
    across = Scale(low, high, 158, WIDTH - 50)
    shapes = [_legend(series) if len(series) > 1 else None]
    for value in ticks(low, high):
        shapes.append(_upright(across(value), top, bottom, "grid"))
        shapes.append(word(short(value), across(value), bottom + 17, "tick middle"))
    if low < 0 < high:
        shapes.append(_upright(across(0), top, bottom, "zero"))
    for at, label in enumerate(labels):
        own = [row for row in rows if row.label == label]
        y = top + ROW * (at + 0.5)
        shapes.append(word(_clipped(label, 24), 150, y + 4, "label end"))
        shapes.append(word(f"n={own[0].n}", WIDTH - 4, y + 4, "tick end"))
        shapes += [
            _interval(row, across, y + 9 * (i - (len(own) - 1) / 2)) for i, row in enumerate(own)
        ]
    columns = ("", "mean", "95 % interval", "n")
    told = _in_numbers(rows, series, sign="+" if low < 0 else "")
    return Figure(title, described, bottom + 26, join(shapes), columns, told)


def curves(
    title: str,
    described: str,
    lines: Sequence[Line],
    *,
    along: tuple[str, str],
    top: float = 1.0,
    percent: bool = False,
) -> Figure:
    """Curves over one plane, each named at its right end."""
    every = [point for line in lines for point in line.points]
    xs = sorted({x for x, _ in every})
    spread = (xs[0], xs[-1]) if len(xs) > 1 else (0.0, 1.0)
    axes = plane(HEIGHT, (0.0, 1.0) if percent else spread, (0.0, top))
    shapes = [axes.drawn(*along, xs=None if percent or len(xs) > 8 else xs)]
    for at, line in enumerate(lines):
        series = f"s{at % SERIES + 1}"
        path = _path([(axes.x(x), axes.y(y)) for x, y in line.points], stepped=line.stepped)
        shapes.append(tag("path", class_=f"curve {series}", d=path))
        if len(line.points) <= 12:
            shapes += [
                _dot(axes.x(x), axes.y(y), series, f"{short(x)}: {y:.3f}") for x, y in line.points
            ]
    if len(lines) > 1:
        shapes.append(_legend([line.label for line in lines]))
    rows = tuple(
        (line.label, short(round(x, 3)), f"{y:.3f}") for line in lines for x, y in line.points
    )
    return Figure(title, described, HEIGHT, join(shapes), ("", *along), rows)


def points(
    title: str,
    described: str,
    dots: Sequence[Point],
    *,
    along: tuple[str, str],
    line: Line | None = None,
    x_end: float | None = None,
    top: float = 1.0,
    bottom: float = 0.0,
    named: bool = False,
) -> Figure:
    """Points over one plane, with intervals where they have them, and a line behind them."""
    end = x_end if x_end is not None else room_above(max((dot.x for dot in dots), default=1.0))
    axes = plane(HEIGHT, (0.0, end), (bottom, top))
    shapes = [axes.drawn(*along)]
    if line is not None and line.points:
        places = [(axes.x(x), axes.y(y)) for x, y in line.points]
        shapes.append(tag("path", class_="guide", d=_path(places, stepped=line.stepped)))
    for dot in dots:
        x, y = axes.x(dot.x), axes.y(dot.y)
        if dot.low is not None and dot.high is not None:
            shapes.append(_upright(x, axes.y(dot.low), axes.y(dot.high), "whisker"))
        shapes.append(_dot(x, y, f"s1 {dot.emphasis}", f"{dot.label}: {dot.y:.3f}"))
        if named:
            side, by = ("end", -9) if x > WIDTH * 0.65 else ("start", 9)
            shapes.append(word(dot.label, x + by, y - 7, f"tick {side}"))
    rows = tuple((dot.label, short(round(dot.x, 3)), f"{dot.y:.3f}") for dot in dots)
    return Figure(title, described, HEIGHT, join(shapes), ("", *along), rows)


def bars(
    title: str,
    described: str,
    counts: Sequence[Bar],
    *,
    along: tuple[str, str],
    marks: Sequence[tuple[str, float]] = (),
) -> Figure:
    """How often which values occur, with lines at the named values."""
    most = room_above(max((bar.n for bar in counts), default=1))
    ends = (counts[0].low, counts[-1].high) if counts else (0.0, 1.0)
    axes = plane(HEIGHT, ends, (0.0, most))
    shapes = [axes.drawn(*along)]
    for bar in counts:
        left, right, top = axes.x(bar.low) + 0.5, axes.x(bar.high) - 0.5, axes.y(bar.n)
        size = {"width": f"{max(0.5, right - left):g}", "height": f"{axes.y.first - top:g}"}
        told = tag("title", f"{_range(bar)}: {bar.n}")
        shapes.append(tag("rect", told, class_="bar", x=f"{left:g}", y=f"{top:g}", **size))
    for at, (name, value) in enumerate(marks):
        x = axes.x(value)
        shapes.append(_upright(x, axes.y.first, axes.y.last - 6, "mark-at"))
        side, by = ("end", -5) if x > WIDTH * 0.7 else ("start", 5)
        shapes.append(word(name, x + by, axes.y.last + 4 + 14 * at, f"tick strong {side}"))
    rows = tuple((_range(bar), str(bar.n)) for bar in counts)
    return Figure(title, described, HEIGHT, join(shapes), along, rows)


def _in_numbers(
    rows: Sequence[Interval], series: Sequence[str], *, sign: str
) -> tuple[tuple[str, ...], ...]:
    return tuple(
        (
            f"{row.label} {series[row.series - 1]}" if series else row.label,
            f"{row.mean:{sign}.3f}",
            f"{row.low:{sign}.3f} to {row.high:{sign}.3f}",
            str(row.n),
        )
        for row in rows
    )


def _interval(row: Interval, across: Scale, y: float) -> Html:
    told = f"{row.label}: {row.mean:.3f} [{row.low:.3f}, {row.high:.3f}], n={row.n}"
    classes = f"s{row.series} {row.emphasis}".strip()
    ends = {"x1": f"{across(row.low)}", "x2": f"{across(row.high)}"}
    line = tag("line", class_=f"whisker {classes}", y1=f"{y:g}", y2=f"{y:g}", **ends)
    return tag("g", tag("title", told), line, _dot(across(row.mean), y, classes, told))


def _dot(x: float, y: float, classes: str, told: str) -> Html:
    return tag(
        "circle", tag("title", told), class_=f"dot {classes}".strip(), cx=f"{x}", cy=f"{y}", r="4.5"
    )


def _upright(x: float, y1: float, y2: float, classes: str) -> Html:
    return tag("line", class_=classes, x1=f"{x}", x2=f"{x}", y1=f"{y1:g}", y2=f"{y2:g}")


def _path(places: Sequence[tuple[float, float]], *, stepped: bool) -> str:
    if not places:
        return ""
    moves = [f"M{places[0][0]:g} {places[0][1]:g}"]
    for x, y in places[1:]:
        moves.append(f"H{x:g}V{y:g}" if stepped else f"L{x:g} {y:g}")
    return "".join(moves)


def _legend(labels: Sequence[str]) -> Html:
    """Names beside a stroke of each line, above the plane's right end."""
    drawn, right = [], float(WIDTH - 16)
    for at, label in reversed(list(enumerate(labels))):
        drawn.append(word(label, right, 16, "tick end"))
        right -= 7.4 * len(label) + 8
        stroke = {"x1": f"{right - 16:g}", "x2": f"{right:g}", "y1": "12", "y2": "12"}
        drawn.append(tag("line", class_=f"curve s{at % SERIES + 1}", **stroke))
        right -= 28
    return join(drawn)


def _range(bar: Bar) -> str:
    return f"{bar.low:.3g} to {bar.high:.3g}"


def _clipped(label: str, most: int) -> str:
    return label if len(label) <= most else label[: most - 1] + "…"
