"""A model and how it is asked."""

from __future__ import annotations

from dataclasses import dataclass, replace

from rag.answering.entailment import Entailment
from rag.answering.fitting import Room
from rag.answering.metering import Meter, MeteredModel
from rag.answering.models import ChatModel
from rag.answering.prompts import Prompts
from rag.types import Usage


@dataclass(frozen=True)
class Writer:
    """A model and how it is asked."""

    model: ChatModel
    prompts: Prompts
    max_tokens: int
    temperature: float
    strike: bool = False
    """Whether what does not hold is shown struck through instead of removed."""
    entailment: Entailment | None = None
    selects: bool = False
    """Whether it only chooses sentences, which are quoted, instead of writing its own."""
    room: Room | None = None
    """What a prompt may take; None shows all that was found."""
    meter: Meter | None = None
    """What its requests are counted and capped by; None where nobody counts."""

    def for_one_answer(self) -> Writer:
        """The same, with a count of its own."""
        if self.meter is None:
            return self
        return replace(self, model=MeteredModel(self.model, self.meter))

    @property
    def usage(self) -> Usage | None:
        """What this answer's requests took; None while none was sent."""
        return self.model.usage if isinstance(self.model, MeteredModel) else None
