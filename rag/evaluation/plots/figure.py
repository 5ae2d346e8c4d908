"""A plot and the same values as a table, for who cannot see it or wants the numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.evaluation.plots.scales import Scale, ticks
from rag.markup import Html, join, tag

WIDTH = 440
"""Drawn so wide that its words are still read on a phone."""


@dataclass(frozen=True, slots=True)
class Figure:
    """``shapes`` drawn on a plane of ``WIDTH`` by ``height``; ``rows`` say the same."""

    title: str
    described: str
    """What it shows and how to read it, in a sentence or two."""
    height: int
    shapes: Html
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def html(self) -> Html:
        """The figure with its caption and its table. Nothing where there is nothing to show."""
        if not self.rows:
            return Html("")
        name = "plot-" + re.sub(r"\W+", "-", self.title.casefold()).strip("-")
        picture = tag(
            "svg",
            tag("title", self.title, id=f"{name}-title"),
            tag("desc", self.described, id=f"{name}-desc"),
            self.shapes,
            class_="plot",
            role="img",
            viewBox=f"0 0 {WIDTH} {self.height}",
            aria_labelledby=f"{name}-title {name}-desc",
        )
        return tag(
            "figure",
            tag("figcaption", tag("h3", self.title), tag("p", self.described)),
            picture,
            tag("details", tag("summary", "As a table"), self.table(), class_="twin"),
            id=name,
        )

    def table(self) -> Html:
        head = tag("tr", *(tag("th", each, scope="col") for each in self.columns))
        body = join(
            tag("tr", tag("th", first, scope="row"), *(tag("td", each) for each in rest))
            for first, *rest in self.rows
        )
        return tag("table", tag("thead", head), tag("tbody", body))


@dataclass(frozen=True, slots=True)
class Axes:
    """Two scales and the words along them."""

    x: Scale
    y: Scale

    def drawn(self, along_x: str, along_y: str, *, xs: Sequence[float] | None = None) -> Html:
        """Grid, ticks and the names of both axes."""
        x, y = self.x, self.y
        rows = (
            join(
                [
                    tag("line", class_="grid", x1=f"{x.first}", x2=f"{x.last}", y1=at, y2=at),
                    word(short(value), x.first - 7, y(value) + 4, "tick end"),
                ]
            )
            for value in ticks(y.low, y.high)
            for at in [f"{y(value)}"]
        )
        columns = (
            word(short(value), x(value), y.first + 17, "tick middle")
            for value in (ticks(x.low, x.high) if xs is None else xs)
        )
        return join(
            [
                *rows,
                *columns,
                word(along_x, (x.first + x.last) / 2, y.first + 36, "axis middle"),
                word(along_y, x.first - 7, y.last - 12, "axis start-at-ticks"),
            ]
        )


def word(text: str, x: float, y: float, classes: str) -> Html:
    return tag("text", text, class_=classes, x=f"{x:g}", y=f"{y:g}")


def short(value: float) -> str:
    """A tick's value, as short as it can be told."""
    return f"{value:,.10g}"


def plane(height: int, x: tuple[float, float], y: tuple[float, float]) -> Axes:
    """Axes with room for their words around them."""
    return Axes(Scale(*x, 48, WIDTH - 16), Scale(*y, height - 46, 30))
