"""Public doubles: parts that do what a test tells them, with the real parts' interfaces."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from rag.answering.models import Message, Piece
from rag.errors import ModelError
from rag.types import Usage


class ScriptedModel:
    """A chat model that says what it is told: a text, its pieces, or a function of the messages.

    ``error`` is raised after the last piece, as a broken stream would. ``asked`` keeps the
    messages of every request, and ``closed`` counts the streams that were left or came to an end.
    """

    def __init__(
        self,
        says: str | Sequence[str] | Callable[[Sequence[Message]], str],
        *,
        name: str = "scripted",
        endpoint: str | None = None,
        usage: Usage | None = None,
        error: ModelError | None = None,
    ) -> None:
        self.says, self.name, self.endpoint = says, name, endpoint
        self.usage, self.error = usage, error
        self.asked: list[tuple[Message, ...]] = []
        self.closed = 0

    def stream(
        self, messages: Sequence[Message], *, max_tokens: int, temperature: float
    ) -> Iterator[Piece]:
        """Words of a text one by one; given pieces as they are. Limits are not applied."""
        self.asked.append(tuple(messages))
        says = self.says(messages) if callable(self.says) else self.says
        try:
            for text in (
                re.findall(r"\s*\S+\s*$|\s*\S+|\s+", says) if isinstance(says, str) else says
            ):
                yield Piece(text)
            if self.error is not None:
                raise self.error
            yield Piece(usage=self.usage, finish="stop")
        finally:
            self.closed += 1
