"""How many tokens a text takes, before it is sent.

A model that can count does so. For the others there is an estimate that is meant to be too high:
a token for every six letters of a word that is begun, one for every digit and sign, and for each
letter outside of ASCII its bytes less one. Whatever a model then reports of its prompts corrects
it: at once where the estimate fell short, a fifth of the way where it was too high.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable
from functools import lru_cache
from math import ceil
from typing import Protocol, runtime_checkable

from rag.answering.models import Message

LETTERS_A_TOKEN = 6
A_MESSAGE = 8
"""What a chat template puts around a message; about 5 in those of open models."""
_PIECE = re.compile(r"[A-Za-z]+|[^\s]")
_LEAST, _MOST = 0.5, 4.0
"""How far reports may correct the estimate: an endpoint that reports nonsense does no more."""
_TELLING = 50
"""A prompt of fewer tokens is mostly template, and corrects nothing."""
_BACK = 0.2


@runtime_checkable
class Counts(Protocol):
    """A model with a tokenizer of its own."""

    def count_tokens(self, text: str) -> int:
        """Tokens of a text by itself, without what a chat template adds."""
        ...


@lru_cache(maxsize=4096)  # of sentences and articles that are shown again and again
def estimate(text: str) -> int:
    """Tokens of a text, for a tokenizer that is not at hand; rather too many than too few."""
    return sum(_of_piece(piece) for piece in _PIECE.findall(text))


def _of_piece(piece: str) -> int:
    if piece.isascii():
        return ceil(len(piece) / LETTERS_A_TOKEN)
    return max(1, len(piece.encode("utf-8", "replace")) - 1)


class TokenCounter:
    """Counts for one model. Safe to use from many threads."""

    def __init__(self, model: object) -> None:
        self._own = model if isinstance(model, Counts) else None
        self._factor = 1.0
        self._guard = threading.Lock()

    @property
    def exact(self) -> bool:
        """Whether the model's own tokenizer counts."""
        return self._own is not None

    def count(self, text: str) -> int:
        """Tokens of a text. Raises what the model's own tokenizer raises (ModelError)."""
        if self._own is not None:
            return self._own.count_tokens(text)
        return ceil(estimate(text) * self._factor)

    def count_messages(self, messages: Iterable[Message]) -> int:
        return sum(A_MESSAGE + self.count(message.text) for message in messages)

    def learn(self, messages: Iterable[Message], reported: int) -> None:
        """Take a model's own figure for a prompt into account."""
        raw = sum(A_MESSAGE + estimate(message.text) for message in messages)
        if self._own is not None or raw < _TELLING or reported < 1:
            return
        found = min(_MOST, max(_LEAST, reported / raw))
        with self._guard:
            self._factor = max(found, self._factor + _BACK * (found - self._factor))
