"""Lines and paragraphs that recur across a collection, which are furniture wherever they stand.

What is compared is what lies in one folder, came through one feed or was named together. Copies of
one story share their title and their subheadings, which are no furniture: inputs that share
sentences count once. Which sentences are compared is drawn by their hashes, the smallest few of
each input (a bottom-k sketch: Broder, 1997, "On the resemblance and containment of documents"), so
that a collection of any size fits in memory.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from heapq import nsmallest

from rag.intake.marks import hashed

_FEWEST = 3  # inputs
_SHARE = 1 / 3
_LONGEST = 120  # characters; a longer line is prose, and prose that recurs is a copy
_END = re.compile("[.!?。]+")
_SENTENCE = 40  # characters of the shortest that tells stories apart
_SKETCH = 12
_ALIKE = 0.5  # of a sketch; less is what a site says below every article


@dataclass(frozen=True, slots=True)
class Blocks:
    """What one input gives to the comparison."""

    blocks: tuple[int, ...]
    sketch: tuple[int, ...]


NOTHING = Blocks((), ())


def of_lines(lines: Sequence[str]) -> Blocks:
    """Of a text's lines; long ones are no furniture."""
    short = dict.fromkeys(hashed(line) for line in lines if len(line) <= _LONGEST)
    return Blocks(tuple(short), _sketch(lines))


def of_paragraphs(paragraphs: Sequence[str]) -> Blocks:
    """Of a page's paragraphs: what a site says of itself below each article may be long."""
    return Blocks(tuple(dict.fromkeys(map(hashed, paragraphs))), _sketch(paragraphs))


def furniture(collection: Iterable[Blocks]) -> frozenset[int]:
    """The hashes of what recurs in at least three inputs, and a third of all."""
    count, times, seen = 0, Counter[int](), set[int]()
    for each in collection:
        known = sum(mark in seen for mark in each.sketch)
        copy = bool(known) and known >= _ALIKE * len(each.sketch)
        seen.update(each.sketch)
        if not copy:
            count += 1
            times.update(each.blocks)
    least = max(_FEWEST, count * _SHARE)
    return frozenset(block for block, times_seen in times.items() if times_seen >= least)


def _sketch(lines: Sequence[str]) -> tuple[int, ...]:
    sentences = (part for line in lines for part in _END.split(line) if len(part) >= _SENTENCE)
    return tuple(nsmallest(_SKETCH, {hashed(sentence) for sentence in sentences}))
