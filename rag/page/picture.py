"""A picture of articles in time, drawn here: a lane for each outlet, a mark for each article.

Places along the time are in per cent and everything else in pixels, so that it fills any width
without a script and its letters keep their size. What is cited is filled, the rest is hollow.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from math import sqrt

from rag.markup import Html, tag

LANE, TOP, AXIS = 42, 4, 26
"""Heights of a lane, above the first, and under the last, in pixels."""
SIDE = 12
"""Of a mark."""
_STEP = 15
_MOST_MARKS = 4
_START, _ENDS, _APART = 2.5, 94.0, 74.0
"""Where the first day stands, in per cent, and the last: alone, and with undated ones beside."""
_GAP = 2.6
"""Least distance of two marks, in per cent."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One article, or with ``size`` as many as a bar stands for."""

    label: str
    href: str
    filled: bool = False
    size: float | None = None
    """Of a bar, from 0 to 1; None for one article."""


@dataclass(frozen=True, slots=True)
class Spot:
    """What stands at one day of a lane; at None, among the undated."""

    day: date | None
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Lane:
    """A row of the picture."""

    name: str
    spots: tuple[Spot, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class _Scale:
    first: date | None
    last: date | None
    end: float

    def at(self, day: date | None) -> float:
        """In per cent of the width."""
        if day is None or self.first is None or self.last is None:
            return self.end + 6
        span = (self.last - self.first).days
        return _START + (self.end - _START) * ((day - self.first).days / span if span else 0.5)


def picture(lanes: Sequence[Lane], label: str, undated: str, dates: Sequence[str]) -> Html:
    """The whole of it. ``dates`` are the names of its first and its last day, if it has days."""
    days = [spot.day for lane in lanes for spot in lane.spots if spot.day is not None]
    apart = any(spot.day is None for lane in lanes for spot in lane.spots)
    scale = _Scale(min(days, default=None), max(days, default=None), _end(days, apart))
    height = TOP + LANE * len(lanes) + AXIS
    return tag(
        "svg",
        *_axis(scale, height, dates),
        *_undated(scale, height, undated if apart else None),
        *(part for n, lane in enumerate(lanes) for part in _lane(lane, n, scale)),
        class_="picture",
        width="100%",
        height=height,
        role="group",
        aria_label=label,
    )


def _end(days: Sequence[date], apart: bool) -> float:
    if not days:
        return -5.0
    return _APART if apart else _ENDS


def _lane(lane: Lane, n: int, scale: _Scale) -> Iterator[Html]:
    top = TOP + n * LANE
    yield tag("text", lane.name, x="0", y=top + 13, class_="lane")
    yield tag("line", x1="0", x2="100%", y1=top + LANE - 4, y2=top + LANE - 4, class_="base")
    dated = [spot for spot in lane.spots if spot.day is not None]
    places = _apart([scale.at(spot.day) for spot in dated], scale.end)
    undated = [spot for spot in lane.spots if spot.day is None]
    for x, spot in [
        *zip(places, dated, strict=True),
        *((scale.at(None), each) for each in undated),
    ]:
        inside = [_drawn(mark, at) for at, mark in enumerate(spot.marks[:_MOST_MARKS])]
        yield tag("svg", *inside, x=f"{x:.2f}%", y=top + LANE - 4, overflow="visible")


def _apart(places: list[float], end: float) -> list[float]:
    """In per cent, moved a little where two would lie on each other."""
    if len(places) * _GAP > end:
        return places
    moved: list[float] = []
    for place in places:
        moved.append(max(place, moved[-1] + _GAP) if moved else place)
    for at in range(len(moved) - 1, -1, -1):
        moved[at] = min(moved[at], end - (len(moved) - 1 - at) * _GAP)
    return moved


def _drawn(mark: Mark, n: int) -> Html:
    height = SIDE if mark.size is None else 4 + round(18 * sqrt(mark.size))
    box = tag("rect", x=n * _STEP - SIDE // 2, y=-height, width=SIDE, height=height, rx=2)
    return tag(
        "a",
        tag("title", mark.label),
        # What is aimed at is larger than what is seen.
        tag("rect", x=n * _STEP - SIDE, y=-26, width=24, height=28, class_="aim"),
        box,
        href=mark.href,
        aria_label=mark.label,
        class_="filled" if mark.filled else "bar" if mark.size is not None else "hollow",
    )


def _axis(scale: _Scale, height: int, dates: Sequence[str]) -> Iterator[Html]:
    """The first and the last day by name, and a line for each year between them."""
    if scale.first is None or scale.last is None:
        return
    years = range(scale.first.year + 1, scale.last.year + 1)
    for year in years if len(years) <= 40 else ():
        x = f"{scale.at(date(year, 1, 1)):.2f}%"
        yield tag("line", x1=x, x2=x, y1=TOP, y2=height - AXIS, class_="year")
    if len(dates) == 1:
        yield tag("text", dates[0], x=f"{scale.at(scale.first):.2f}%", y=height - 8, class_="mid")
        return
    yield tag("text", dates[0], x="0", y=height - 8)
    yield tag("text", dates[-1], x=f"{scale.end + 2:.2f}%", y=height - 8, class_="end")


def _undated(scale: _Scale, height: int, name: str | None) -> Iterator[Html]:
    if name is None:
        return
    if scale.first is not None:
        x = f"{scale.end + 3:.2f}%"
        yield tag("line", x1=x, x2=x, y1=TOP, y2=height - AXIS, class_="apart")
    yield tag("text", name, x=f"{max(0.0, scale.end + 5):.2f}%", y=height - 8)
