"""Risk against coverage as an SVG that reads on light and on dark ground."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

WIDTH, HEIGHT, LEFT, TOP, SIZE = 560, 380, 60, 30, 300
COLOURS = ("#0969da", "#bf3989", "#1a7f37", "#9a6700", "#8250df")
_STYLE = """
text { font: 12px system-ui, sans-serif; fill: #57606a }
.grid { stroke: #8c959f; stroke-opacity: .28 }
polyline { fill: none; stroke-width: 2 }
@media (prefers-color-scheme: dark) { text { fill: #9ea7b3 } }
""".strip()
MOST_RISK = 0.5


def drawn(curves: Mapping[str, Sequence[tuple[float, float]]]) -> str:
    """One line a set: coverage to the right, risk upward, to one half."""
    parts = [_grid(at / 5) for at in range(6)]
    for n, (name, points) in enumerate(curves.items()):
        colour = COLOURS[n % len(COLOURS)]
        path = " ".join(f"{_x(c):.1f},{_y(r):.1f}" for c, r in points)
        parts.append(f'<polyline points="{path}" stroke="{colour}"/>')
        parts.append(
            f'<text x="{LEFT + SIZE + 12}" y="{TOP + 16 + 18 * n}" style="fill:{colour}">'
            f"{escape(name)}</text>"
        )
    parts.append(f'<text x="{LEFT + SIZE / 2}" y="{TOP + SIZE + 36}">share answered</text>')
    parts.append(f'<text x="8" y="{TOP - 12}">of these, share that nothing answers</text>')
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'aria-label="Risk against coverage">\n<style>\n{_STYLE}\n</style>\n'
        + "\n".join(parts)
        + "\n</svg>\n"
    )


def _grid(share: float) -> str:
    x, y = _x(share), _y(share * MOST_RISK)
    return (
        f'<path class="grid" d="M{x:.1f} {TOP}V{TOP + SIZE}M{LEFT} {y:.1f}H{LEFT + SIZE}"/>'
        f'<text x="{x:.1f}" y="{TOP + SIZE + 16}" text-anchor="middle">{share:.1f}</text>'
        f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{share * MOST_RISK:.1f}</text>'
    )


def _x(coverage: float) -> float:
    return LEFT + SIZE * coverage


def _y(risk: float) -> float:
    return TOP + SIZE * (1 - min(risk, MOST_RISK) / MOST_RISK)
