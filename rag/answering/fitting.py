"""What of the found passages a prompt shows: as much as the model's window holds.

The best passages are taken first, whole sentences only, and stand where a model reads best: the
best at the beginning, the second best at the end. The question, the questions before it and room
for the answer come before any passage.

Order: Liu et al., Lost in the Middle (TACL 2024).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from rag.answering.models import Message
from rag.answering.prompts import Prompts
from rag.answering.shown import Shown, line_of, messages, passage_text, show
from rag.answering.tokens import TokenCounter
from rag.errors import ModelError
from rag.types import Passage, Turn

T = TypeVar("T")

LEAST_ANSWER = 64
"""Tokens; with less room than this a model cannot answer."""
_SHARE_OF_ANSWER = 4
"""In a small window the answer's limit is at most this part of it."""
_SPARE = 16
_LONG_ID = "88.88"
"""Stands for each id that a prompt ends with while nothing is numbered yet."""


@dataclass(frozen=True)
class Room:
    """How much a model can hold, and how it is counted."""

    window: int
    """Tokens of prompt and output together."""
    counter: TokenCounter
    max_tokens: int
    """The most that an answer may take of it."""

    @property
    def kept_for_answer(self) -> int:
        return min(self.max_tokens, max(LEAST_ANSWER, self.window // _SHARE_OF_ANSWER))

    def left_for_answer(self, prompt: Sequence[Message]) -> int:
        """The output's limit beside this prompt."""
        left = self.window - self.counter.count_messages(prompt) - _SPARE
        return max(1, min(self.max_tokens, left))


def fitted(
    passages: Sequence[Passage],
    question: str,
    understood: str,
    prompts: Prompts,
    room: Room,
    history: Sequence[Turn] = (),
    *,
    choosing: bool = False,
    pointed: int = 0,
) -> Shown:
    """What is shown of passages that come best first; ``pointed`` sentences are named at the end.

    Raises ModelError when the window does not hold the question and one sentence beside it.
    """
    ids = [_LONG_ID] * pointed
    bare = messages(question, understood, show(()), prompts, history, choosing=choosing, likely=ids)
    taken = room.counter.count_messages(bare) + room.kept_for_answer + _SPARE
    kept: list[tuple[Passage, int]] = []
    for passage in passages:
        sentences = show([passage]).sentences
        left = room.window - taken - room.counter.count(passage_text(passage, "0", (), prompts))
        n, cost = _leading([line_of(each) for each in sentences], left, room.counter)
        if n:
            kept.append((passage, n))
            taken = room.window - left + cost
        if 0 < n < len(sentences):
            break
    if passages and not kept:
        needed = taken + room.counter.count(passages[0].text)
        raise ModelError(
            f"the model's window of {room.window:,} tokens is too small for the question and a "
            f"passage, which take about {needed:,}; allow more with RAG_LLM_CONTEXT, or choose a "
            "model that holds more"
        )
    return show([each for each, _ in edged(kept)], [n for _, n in edged(kept)])


def _leading(lines: Sequence[str], left: int, counter: TokenCounter) -> tuple[int, int]:
    """How many of the lines fit from the first on, and what they cost."""
    cost = 0
    for n, line in enumerate(lines):
        more = counter.count(f"{line}\n")
        if cost + more > left:
            return n, cost
        cost += more
    return len(lines), cost


def edged(ranked: Sequence[T]) -> list[T]:
    """Of things in order of rank, the best at both ends and the least in the middle."""
    return [*ranked[0::2], *reversed(ranked[1::2])]
