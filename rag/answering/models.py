"""The seam to a language model: a few messages in, text in pieces out.

A model is always the reader's own choice. ``RAG_LLM`` names it; a key in the environment alone
turns nothing on.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from importlib.util import find_spec
from typing import Protocol, runtime_checkable

from rag.errors import SettingsError
from rag.settings import Settings
from rag.types import Usage

POSSIBLE = (
    "openai:<model>, for OpenAI or any endpoint that speaks its protocol, to "
    "gguf:/path/model.gguf, for a model file on this machine, or to module:Class "
    "of a LlamaIndex LLM"
)
"""What ``RAG_LLM`` may be, in words."""
_TRIAL, _TRIAL_TOKENS, _PATIENCE = "Answer with one word: ready", 16, 20.0
"""What a model is asked when it is tried, tokens it may take, and seconds."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a prompt; ``role`` is ``system``, ``user`` or ``assistant``."""

    role: str
    text: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A little more of a model's output.

    A piece without anything in it is a sign of life while the model is silent: it lets whoever
    reads the stream leave. ``finish`` is the model's own word for why it ended, with the last
    piece: ``stop``, or ``length`` when it ran out of tokens.
    """

    text: str = ""
    usage: Usage | None = None
    finish: str | None = None


class ChatModel(Protocol):
    """Anything that writes: a server elsewhere, a server on this machine, a test's double."""

    @property
    def name(self) -> str:
        """Shown to readers: ``openai:gpt-5-mini``."""
        ...

    @property
    def endpoint(self) -> str | None:
        """The host that questions and passages are sent to; None when they stay on this machine."""
        ...

    def stream(
        self, messages: Sequence[Message], *, max_tokens: int, temperature: float
    ) -> Iterator[Piece]:
        """The output as it comes. Raises ModelError, or ModelTimeout, at any point.

        Closing the iterator ends the request.
        """
        ...


@runtime_checkable
class HasWindow(Protocol):
    """A model that knows how much it can hold."""

    @property
    def window(self) -> int:
        """Tokens of prompt and output together."""
        ...


@runtime_checkable
class TakesGrammar(Protocol):
    """A model whose output can be bound to a grammar."""

    def with_grammar(self, grammar: str) -> ChatModel:
        """The same model, bound to a grammar in llama.cpp's GBNF."""
        ...


def open_model(settings: Settings) -> ChatModel | None:
    """The model that the settings name; None when they name none, which means quoting.

    Raises SettingsError for a model that cannot be had, and says what can.
    """
    if settings.llm is None:
        return None
    scheme, _, model = (part.strip() for part in settings.llm.partition(":"))
    if scheme == "openai" and model:
        from rag.answering.openai_chat import OpenAIChat

        return OpenAIChat.open(
            model,
            base_url=settings.llm_base_url,
            key=settings.llm_api_key,
            seconds=settings.llm_timeout,
        )
    if scheme == "gguf" and model:
        from rag.answering.local_model import LocalModel

        return LocalModel.open(model, window=settings.llm_context, seconds=settings.llm_timeout)
    if scheme not in ("openai", "gguf") and _may_be_a_module(scheme):
        from rag.answering.llamaindex_chat import LlamaIndexChat

        return LlamaIndexChat.load(settings)
    raise SettingsError(f"llm cannot be '{settings.llm}'; set RAG_LLM to {POSSIBLE}")


def _may_be_a_module(name: str) -> bool:
    """One that is there, or is written as one within a package, which may have to be installed."""
    return "." in name or (name.isidentifier() and find_spec(name) is not None)


def tried(settings: Settings) -> float:
    """Seconds that the settings' model took for one word. Raises SettingsError, ModelError."""
    model = open_model(replace(settings, llm_timeout=min(settings.llm_timeout, _PATIENCE)))
    if model is None:
        raise SettingsError("there is no model to try")
    began = time.monotonic()
    for _ in model.stream((Message("user", _TRIAL),), max_tokens=_TRIAL_TOKENS, temperature=0.0):
        pass
    return time.monotonic() - began
