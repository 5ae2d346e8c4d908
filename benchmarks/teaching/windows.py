"""Rows as tokens: question, title and as much of the passage as there is room for."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tokenizers import Tokenizer

from rag.answering.comprehension.bundled import BEGIN, MAX_TOKENS, QUESTION, SEPARATOR, TITLE
from teaching.rows import Row


@dataclass(frozen=True, slots=True)
class Window:
    """Tokens, the first of the passage's, and where answers begin and end: inclusive, none where
    it does not answer."""

    ids: list[int]
    types: list[int]
    first: int
    spans: list[tuple[int, int]]


def window(tokenizer: Tokenizer, row: Row, chance: random.Random) -> Window | None:
    """A part of the passage that holds an answer, if there is one; None where its span is none."""
    question = tokenizer.encode(row.question, add_special_tokens=False).ids[:QUESTION]
    title = tokenizer.encode(f"{row.title}.", add_special_tokens=False).ids if row.title else []
    passage = tokenizer.encode(row.passage, add_special_tokens=False)
    whole = [_tokens(passage.offsets, *span) for span in row.spans]
    spans = [each for each in whole if each is not None]
    if row.spans and not spans:
        return None
    before = [BEGIN, *question, SEPARATOR, *title[:TITLE]]
    low, high = _part(len(passage.ids), MAX_TOKENS - len(before) - 1, spans, chance)
    inside = [(a, min(b, high - 1)) for a, b in spans if low <= a < high]
    if row.spans and not inside:
        return None
    moved = [(len(before) + a - low, len(before) + b - low) for a, b in inside]
    ids = [*before, *passage.ids[low:high], SEPARATOR]
    asked = len(question) + 2
    return Window(ids, [0] * asked + [1] * (len(ids) - asked), len(before), moved)


def _tokens(offsets: Sequence[tuple[int, int]], start: int, end: int) -> tuple[int, int] | None:
    held = [at for at, (a, b) in enumerate(offsets) if a < end and start < b]
    return (held[0], held[-1]) if held else None


def _part(
    tokens: int, room: int, spans: Sequence[tuple[int, int]], chance: random.Random
) -> tuple[int, int]:
    """Where a part of a long passage begins and ends, at random around one of its answers."""
    if tokens <= room:
        return 0, tokens
    low, high = 0, tokens - room
    if spans:
        start, end = chance.choice(spans)
        low, high = max(0, min(end + 1 - room, start)), min(start, high)
    begins = chance.randint(min(low, high), max(low, high))
    return begins, begins + room


def batches(
    windows: Sequence[Window], tokens: int, chance: random.Random
) -> Iterator[list[Window]]:
    """Windows of like length together, as many as have so many tokens, in no order."""
    rated = sorted(windows, key=lambda each: len(each.ids) + chance.random() * 12)
    found: list[list[Window]] = [[]]
    for each in rated:
        longest = max(len(other.ids) for other in (*found[-1], each))
        if found[-1] and (len(found[-1]) + 1) * longest > tokens:
            found.append([])
        found[-1].append(each)
    chance.shuffle(found)
    yield from found
