"""What a model was asked and what it wrote, word for word, for the trace of an answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from rag.answering.models import ChatModel, Message, Piece, TakesGrammar
from rag.answering.writer import Writer


@dataclass
class Exchange:
    """One request to a model, and its output as far as it came."""

    messages: tuple[Message, ...]
    pieces: list[str] = field(default_factory=list)

    def to_dict(self) -> dict[str, Any]:
        return {
            "messages": [{"role": each.role, "text": each.text} for each in self.messages],
            "output": "".join(self.pieces),
        }


@dataclass
class Tape:
    """All requests that were made for one answer, in order."""

    exchanges: list[Exchange] = field(default_factory=list)


@dataclass(frozen=True)
class Recorded:
    """A model that is written down as it is asked."""

    model: ChatModel
    tape: Tape

    @property
    def name(self) -> str:
        return self.model.name

    @property
    def endpoint(self) -> str | None:
        return self.model.endpoint

    def with_grammar(self, grammar: str) -> ChatModel:
        """Bound to a grammar where the model takes one; written down on the same tape."""
        if not isinstance(self.model, TakesGrammar):
            return self
        return replace(self, model=self.model.with_grammar(grammar))

    def stream(
        self, messages: Sequence[Message], *, max_tokens: int, temperature: float
    ) -> Iterator[Piece]:
        """The model's own stream, kept piece by piece."""
        exchange = Exchange(tuple(messages))
        self.tape.exchanges.append(exchange)
        return _kept(
            self.model.stream(messages, max_tokens=max_tokens, temperature=temperature), exchange
        )


def _kept(stream: Iterator[Piece], exchange: Exchange) -> Iterator[Piece]:
    try:
        for piece in stream:
            exchange.pieces.append(piece.text)
            yield piece
    finally:
        close = getattr(stream, "close", None)
        if close is not None:
            close()


def recorded(writer: Writer | None, tape: Tape | None) -> Writer | None:
    """A writer whose model is written down; the same one where there is nothing to write on."""
    if writer is None or tape is None:
        return writer
    return replace(writer, model=Recorded(writer.model, tape))
