"""A scraped page's lines in three parts: what stands above the prose, the prose, what is below.

Furniture is taken out on the way: by known phrases and what they take with them, by recurrence
across files, by repetition within one, and by place.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence, Set
from dataclasses import dataclass

from rag.intake.text.phrases import Furniture, furniture, key
from rag.intake.text.plaintext import Line
from rag.intake.text.prose import is_headline, is_paragraph, is_sentence

_BEFORE = 0.6  # share of the prose above a list that ends an article
_TEASER = 400  # characters of the longest teaser under such a list
_TAIL = (Furniture.PAIR, Furniture.LIST, Furniture.END)


@dataclass(frozen=True, slots=True)
class Regions:
    """The lines that are left. ``taken`` are lines above the prose that a phrase took with it."""

    head: tuple[Line, ...]
    body: tuple[Line, ...]
    tail: tuple[Line, ...]
    taken: tuple[Line, ...]


def regions(lines: Sequence[Line], recurring: Set[str]) -> Regions:
    """The parts of one page; every line that is in none of them is furniture."""
    marks = [_mark(line, recurring) for line in lines]
    end = _cut(lines, marks)
    start, stop = _body(lines[:end], marks)
    gone, taken = _swept(lines, marks, start, stop)
    gone |= _repeated(lines, start, stop)
    left = [(i, line) for i, line in enumerate(lines) if i not in gone]
    tail = tuple(line for i, line in left if i >= stop)
    return Regions(
        head=tuple(line for i, line in left if i < start),
        body=tuple(line for i, line in left if start <= i < stop),
        tail=() if _lists_headlines(tail) else tail,
        taken=tuple(lines[i] for i in sorted(taken) if i < start),
    )


def _mark(line: Line, recurring: Set[str]) -> Furniture | None:
    known = furniture(line.text)
    if known or (line.text not in recurring and any(char.isalnum() for char in line.text)):
        return known
    return Furniture.ALONE


def _cut(lines: Sequence[Line], marks: Sequence[Furniture | None]) -> int:
    """Where the article is over at the latest: a closing phrase with most of the prose above it."""
    prose = [
        len(line.text) if mark is None and is_paragraph(line.text) else 0
        for line, mark in zip(lines, marks, strict=True)
    ]
    total, above = sum(prose), 0
    longest = [0] * (len(lines) + 1)  # from each line to the end
    for i in range(len(lines) - 1, -1, -1):
        longest[i] = max(longest[i + 1], prose[i])
    for i, mark in enumerate(marks):
        enough = above and above >= _BEFORE * total
        if enough and (mark is Furniture.END or (mark in _TAIL and longest[i] <= _TEASER)):
            return i
        above += prose[i]
    return len(lines)


def _body(lines: Sequence[Line], marks: Sequence[Furniture | None]) -> tuple[int, int]:
    """From the first paragraph to the last sentence that belongs to it; half-open."""
    plain = [i for i in range(len(lines)) if marks[i] is None]
    prose = [i for i in plain if is_paragraph(lines[i].text)]
    prose = prose or [i for i in plain if is_sentence(lines[i].text)]
    if not prose:
        return _unspoken(lines, marks)
    start, stop = prose[0], prose[-1]
    while start and marks[start - 1] is None and is_sentence(lines[start - 1].text):
        start -= 1
    for i in range(stop + 1, len(lines)):
        if marks[i] in _TAIL:
            break
        if marks[i] is None and is_sentence(lines[i].text):
            stop = i
    return start, stop + 1


def _unspoken(lines: Sequence[Line], marks: Sequence[Furniture | None]) -> tuple[int, int]:
    """A text without sentences (verse, a list): all of it, less a title that stands apart."""
    stop = next(
        (i for i, mark in enumerate(marks[: len(lines)]) if i and mark in _TAIL), len(lines)
    )
    apart = len(lines) > 2 and lines[1].gap and not lines[2].gap
    return (1 if apart else 0), stop


def _swept(
    lines: Sequence[Line], marks: Sequence[Furniture | None], start: int, stop: int
) -> tuple[set[int], set[int]]:
    """The lines that go, and those among them that go only for what stands above them."""
    gone: set[int] = set()
    taken: set[int] = set()
    taking: Furniture | None = None
    for i, mark in enumerate(marks):
        if mark is not None:
            gone.add(i)
            taking = mark if mark in _TAIL else taking
            if i >= stop and mark in _TAIL:
                return gone | set(range(i, len(lines))), taken
        elif taking is not None and not (i < stop and is_paragraph(lines[i].text)):
            if taking is Furniture.END:
                taking = None
                continue
            gone.add(i)
            taken.add(i)
            taking = None if taking is Furniture.PAIR else taking
        else:
            taking = None
    return gone, taken


def _repeated(lines: Sequence[Line], start: int, stop: int) -> set[int]:
    """Short lines that stand both above and below the prose; above it, the first stays."""
    times = Counter(key(line.text) for line in (*lines[:start], *lines[stop:]))
    seen: set[str] = set()
    gone: set[int] = set()
    for i in (*range(start), *range(stop, len(lines))):
        name = key(lines[i].text)
        if times[name] > 1 and (name in seen or i >= stop):
            gone.add(i)
        seen.add(name)
    return gone


def _lists_headlines(tail: Sequence[Line]) -> bool:
    headlines = sum(is_headline(line.text) for line in tail)
    return headlines >= 2 and headlines >= len(tail) / 2
