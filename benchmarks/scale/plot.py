"""Lines on two logarithmic axes as an SVG that reads on light and on dark ground."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

WIDTH, HEIGHT = 420, 330
LEFT, RIGHT, TOP, BOTTOM = 62, 92, 38, 40
"""Around each panel's lines; names of lines stand to the right of their last point."""
_STYLE = """
text { font: 12px system-ui, sans-serif; fill: #57606a }
.title { font-size: 14px; font-weight: 600; fill: #24292f }
.grid { stroke: #8c959f; stroke-opacity: .28; stroke-width: 1 }
polyline { fill: none; stroke-width: 2.2; stroke-linejoin: round; stroke-linecap: round }
.light { stroke-width: 1.4; stroke-dasharray: 2 4; stroke-opacity: .85 }
@media (prefers-color-scheme: dark) {
  text { fill: #9ea7b3 }
  .title { fill: #e6edf3 }
}
""".strip()


@dataclass(frozen=True)
class Line:
    """Points of positive numbers. A light line is dashed and bears no name."""

    name: str
    colour: str
    points: tuple[tuple[float, float], ...]
    light: bool = False


@dataclass(frozen=True)
class Panel:
    """One pair of axes; the ranges are powers of ten, and ``unit`` follows each mark's number."""

    title: str
    unit: str
    lines: tuple[Line, ...]


def drawn(panels: Sequence[Panel], label: str) -> str:
    """The panels side by side."""
    width = WIDTH * len(panels)
    inside = "\n".join(_panel(panel, at * WIDTH) for at, panel in enumerate(panels))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {HEIGHT}" width="{width}" '
        f'height="{HEIGHT}" role="img" aria-label="{escape(label)}">\n'
        f"<style>\n{_STYLE}\n</style>\n{inside}\n</svg>\n"
    )


class _Axes:
    def __init__(self, panel: Panel) -> None:
        xs, ys = zip(*(point for line in panel.lines for point in line.points), strict=True)
        self.xs, self.ys = _decades(xs), _decades(ys)

    def x(self, value: float) -> float:
        return LEFT + _share(value, self.xs) * (WIDTH - LEFT - RIGHT)

    def y(self, value: float) -> float:
        return HEIGHT - BOTTOM - _share(value, self.ys) * (HEIGHT - TOP - BOTTOM)


def _decades(values: Sequence[float]) -> range:
    first = math.floor(math.log10(min(values)) + 1e-9)
    last = math.ceil(math.log10(max(values)) - 1e-9)
    return range(first, max(last, first + 1) + 1)


def _share(value: float, decades: range) -> float:
    return (math.log10(value) - decades[0]) / (decades[-1] - decades[0])


def _panel(panel: Panel, offset: int) -> str:
    axes = _Axes(panel)
    parts = [f'<text class="title" x="{LEFT}" y="18">{escape(panel.title)}</text>']
    for power in axes.xs:
        x, size = axes.x(10.0**power), _size(10**power)
        parts.append(f'<path class="grid" d="M{x:.1f} {TOP}V{HEIGHT - BOTTOM}"/>')
        parts.append(f'<text x="{x:.1f}" y="{HEIGHT - 20}" text-anchor="middle">{size}</text>')
    for power in axes.ys:
        y = axes.y(10.0**power)
        parts.append(f'<path class="grid" d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}"/>')
        mark = f"{10.0**power:g}{panel.unit}"
        parts.append(f'<text x="{LEFT - 7}" y="{y + 4:.1f}" text-anchor="end">{mark}</text>')
    parts += [_line(line, axes) for line in panel.lines]
    parts += _names(panel, axes)
    return f'<g transform="translate({offset} 0)">\n' + "\n".join(parts) + "\n</g>"


def _line(line: Line, axes: _Axes) -> str:
    at = [(axes.x(x), axes.y(y)) for x, y in line.points]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in at)
    drawn = f'<polyline points="{path}" stroke="{line.colour}"'
    if line.light:
        return f'{drawn} class="light"/>'
    dots = "".join(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{line.colour}"/>' for x, y in at)
    return f"{drawn}/>{dots}"


def _names(panel: Panel, axes: _Axes) -> list[str]:
    """At the ends of their lines, moved apart where they would touch."""
    named = [line for line in panel.lines if not line.light]
    named.sort(key=lambda line: axes.y(line.points[-1][1]))
    parts, above = [], -math.inf
    for line in named:
        x, y = axes.x(line.points[-1][0]), axes.y(line.points[-1][1]) + 4
        above = y = max(y, above + 14)
        parts.append(
            f'<text x="{x + 8:.1f}" y="{y:.1f}" style="fill:{line.colour}">'
            f"{escape(line.name)}</text>"
        )
    return parts


def _size(value: int) -> str:
    return f"{value // 1_000_000}M" if value >= 1_000_000 else f"{value // 1000}k"
