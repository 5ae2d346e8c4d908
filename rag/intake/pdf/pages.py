"""The pages of a PDF as lines with their places, in the order in which the file draws them."""

from __future__ import annotations

import math
import struct
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from rag.intake.canonical import canonical_line

if TYPE_CHECKING:
    from pypdf import PageObject

BROKEN = (
    # What damaged files make pypdf raise, beside its own errors, as its documentation warns.
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    OSError,
    RuntimeError,
    StopIteration,
    TypeError,
    ValueError,
    struct.error,
    zlib.error,
)
_LIGATURES = str.maketrans(
    # Compatibility forms that only typesetting makes; other ones (², ½) are the author's.
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
)
SOFT_HYPHEN = "\u00ad"
_BOLD = 1.5  # points
_COLUMN_LINES = 4
_COLUMN_SHARE = 0.25  # of a page's lines, for the places where a second column begins
_COLUMN_WORDS = 20  # characters, on average, on either side: a table's cells are shorter


@dataclass(frozen=True, slots=True)
class Line:
    """A line of print. Lengths are in points, from the left and from the foot of the page."""

    text: str
    page: int
    """From 1."""
    x: float = 0.0
    y: float = 0.0
    size: float = 0.0
    """Of its largest letters."""
    column: int = 0


@dataclass(frozen=True, slots=True)
class _Piece:
    text: str
    x: float
    y: float
    size: float


def lines(page: PageObject, number: int) -> list[Line]:
    """A page's lines without blank ones. Raises what pypdf raises, and ``BROKEN``."""
    pieces = _pieces(page)
    rows = _rows(pieces)
    column = _second_column(rows)
    found = [line for row in rows for line in _line(row, number, column)]
    return _in_columns(found) if column else found


def _pieces(page: PageObject) -> list[_Piece]:
    """What the page draws upright; all it draws when nothing is upright."""
    turned = int(page.rotation) % 360
    return _drawn(page, turned, (turned,)) or _drawn(page, turned, (0, 90, 180, 270))


def _drawn(page: PageObject, turned: int, orientations: tuple[int, ...]) -> list[_Piece]:
    pieces: list[_Piece] = []

    def visit(text: str, cm: Sequence[float], tm: Sequence[float], font: Any, size: float) -> None:
        if text:
            pieces.append(_placed(text, cm, tm, size, turned))

    page.extract_text(orientations=orientations, visitor_text=visit)
    return pieces if any(piece.text.strip() for piece in pieces) else []


def _placed(
    text: str, cm: Sequence[float], tm: Sequence[float], size: float, turned: int
) -> _Piece:
    x = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]
    y = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
    height = math.hypot(
        tm[2] * cm[0] + tm[3] * cm[2],
        tm[2] * cm[1] + tm[3] * cm[3],
    )
    x, y = {90: (y, -x), 180: (-x, -y), 270: (-y, x)}.get(turned, (x, y))
    return _Piece(text, x, y, abs(size) * height)


def _rows(pieces: Sequence[_Piece]) -> list[list[_Piece]]:
    """Pieces that stand on one line; the extraction marks where a line ends."""
    rows: list[list[_Piece]] = []
    row: list[_Piece] = []
    for piece in pieces:
        *ended, last = piece.text.split("\n")
        for text in ended:
            rows.append([*row, replace(piece, text=text)])
            row = []
        if last:
            row.append(replace(piece, text=last))
    return [_once(row) for row in [*rows, row] if any(piece.text.strip() for piece in row)]


def _second_column(rows: Sequence[Sequence[_Piece]]) -> float | None:
    """Where pieces begin again and again in the middle of a row: columns drawn row by row."""
    begins = Counter(round(piece.x) for row in rows for piece in row[1:] if piece.text.strip())
    if not begins:
        return None
    place, count = begins.most_common(1)[0]
    if count < max(_COLUMN_LINES, _COLUMN_SHARE * len(rows)):
        return None
    split = [_parted(row, place) for row in rows]
    both = [(left, right) for left, right in split if left and right]
    shortest = min((_mean(side) for side in zip(*both, strict=True)), default=0.0)
    return place - 0.5 if shortest >= _COLUMN_WORDS else None


def _parted(row: Sequence[_Piece], place: float) -> tuple[list[_Piece], list[_Piece]]:
    right = [piece for piece in row if piece.x >= place - 0.5]
    return [piece for piece in row if piece.x < place - 0.5], right


def _mean(sides: Sequence[Sequence[_Piece]]) -> float:
    return sum(len(piece.text) for side in sides for piece in side) / max(1, len(sides))


def _line(row: Sequence[_Piece], number: int, column: float | None) -> Iterator[Line]:
    sides = (row,) if column is None else _parted(row, column)
    for at, side in enumerate(sides):
        text = whole_characters("".join(piece.text for piece in side)).translate(_LIGATURES)
        hyphenated = text.rstrip().endswith(SOFT_HYPHEN)
        clean = canonical_line(text)
        if clean:
            shown = [piece for piece in side if piece.text.strip()]
            size = max((piece.size for piece in shown), default=0.0)
            clean += SOFT_HYPHEN if hyphenated else ""
            yield Line(clean, number, shown[0].x, shown[0].y, size, at)


def whole_characters(text: str) -> str:
    """Halves of characters put together; one without its other half stands for nothing."""
    if text.isascii():
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _once(pieces: Sequence[_Piece]) -> list[_Piece]:
    """Without pieces that are drawn again in the same place, to look bold."""
    kept: list[_Piece] = []
    drawn: dict[str, tuple[float, float]] = {}
    for piece in pieces:
        words = piece.text.strip()
        x, y = drawn.get(words, (math.inf, math.inf))
        if words and abs(piece.x - x) < _BOLD and abs(piece.y - y) < _BOLD:
            continue
        drawn[words] = (piece.x, piece.y)
        kept.append(piece)
    return kept


def _in_columns(found: Sequence[Line]) -> list[Line]:
    """The left column before the right one, where both are drawn side by side."""
    right = [at for at, line in enumerate(found) if line.column]
    first = max(0, right[0] - 1) if right else len(found)
    last = right[-1] + 1 if right else len(found)
    between = sorted(found[first:last], key=lambda line: line.column)
    return [*found[:first], *between, *(replace(line, column=0) for line in found[last:])]
