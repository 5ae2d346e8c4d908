"""A model and how it is asked."""

from __future__ import annotations

from dataclasses import dataclass

from rag.answering.entailment import Entailment
from rag.answering.models import ChatModel
from rag.answering.prompts import Prompts


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
