"""Plain text as numbered lines: hard-wrapped paragraphs joined, lines and gaps kept apart.

Whether a text is hard-wrapped shows in where its lines break: each as full as the width allows
(the next word would not have fitted), most of them in mid-sentence. Verse and lists are not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from rag.intake.canonical import PARAGRAPH, canonical_line

_NARROWEST, _WIDEST = 40, 100  # characters of a full line in a hard-wrapped text
_FEWEST = 3  # line breaks that must agree before a text counts as wrapped
_MOST = 0.8
_CONTINUES = re.compile(r"[^A-ZÀ-ÖØ-Þ\u0410-\u042f\s*•·-]")
_ITEM = re.compile(r"(?:[-*•·–—]|\d{1,3}[.)]) ")
_HYPHENATED = re.compile(r"\w-$")
_BREAKS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of canonical text; ``number`` counts from 1 in the file, ``gap`` is a blank before."""

    number: int
    text: str
    gap: bool = False

    @property
    def words(self) -> int:
        return self.text.count(" ") + 1


def lines(text: str, first: int = 1) -> list[Line]:
    """The lines of a text without the blank ones, hard-wrapped paragraphs each on one line."""
    blocks = list(_blocks(text, first))
    width = _wrapped_at(blocks)
    return [line for block in blocks for line in (_joined(block, width) if width else block)]


def paragraphs(kept: Iterable[Line]) -> str:
    """The canonical text of lines: a blank line between paragraphs, a break between short lines."""
    parts: list[str] = []
    before: Line | None = None
    for line in kept:
        if before:
            together = not line.gap and _short(before) and _short(line)
            parts.append("\n" if together else PARAGRAPH)
        parts.append(line.text)
        before = line
    return "".join(parts)


def _short(line: Line) -> bool:
    return len(line.text) <= _WIDEST


def _blocks(text: str, first: int) -> Iterator[list[Line]]:
    """Runs of lines without a blank one between."""
    block: list[Line] = []
    for number, raw in enumerate(_BREAKS.sub("\n", text).split("\n"), start=first):
        clean = canonical_line(raw)
        if clean:
            block.append(Line(number, clean, gap=not block))
        elif block:
            yield block
            block = []
    if block:
        yield block


def _wrapped_at(blocks: Sequence[Sequence[Line]]) -> int:
    """The width a text is wrapped at, 0 when it is not."""
    pairs = [
        (one.text, two.text)
        for block in blocks
        if max(len(line.text) for line in block) <= _WIDEST
        for one, two in pairwise(block)
        if len(one.text) >= _NARROWEST
    ]
    if len(pairs) < _FEWEST:
        return 0
    width = sorted(len(one) for one, _ in pairs)[-max(1, len(pairs) // 20)]
    full = sum(_is_full(one, two, width) for one, two in pairs)
    running = sum(bool(_CONTINUES.match(two)) for _, two in pairs)
    return width if full >= _MOST * len(pairs) and running >= len(pairs) / 2 else 0


def _is_full(line: str, following: str, width: int) -> bool:
    return width < len(line) + 1 + len(following.split(" ", 1)[0]) and len(line) <= _WIDEST


def _joined(block: Sequence[Line], width: int) -> Iterator[Line]:
    first, parts = block[0], [block[0].text]
    for before, line in pairwise(block):
        if _is_full(before.text, line.text, width) and not _ITEM.match(line.text):
            parts += ["" if _HYPHENATED.search(before.text) else " ", line.text]
        else:
            yield replace(first, text="".join(parts))
            first, parts = line, [line.text]
    yield replace(first, text="".join(parts))
