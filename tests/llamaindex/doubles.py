"""Parts of LlamaIndex that do what a test tells them, named by their import path."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from typing import Any

from llama_index.core.embeddings import MockEmbedding
from llama_index.core.llms import (
    ChatMessage,
    ChatResponse,
    CompletionResponse,
    CustomLLM,
    LLMMetadata,
)
from llama_index.core.readers.base import BaseReader
from llama_index.core.schema import Document

GOING_ON = threading.Event()
"""What a part that hangs waits for, 20 seconds at the longest."""


class Says(CustomLLM):
    """Writes what it is told, word by word; or fails as it is told."""

    text: str = ""
    api_key: str = ""
    api_base: str = ""
    temperature: float = 1.0
    max_tokens: int = 9
    holds: int = 8000
    tells: dict[str, int] = {}  # noqa: RUF012 - pydantic copies a field's default
    fails: str = ""

    @property
    def metadata(self) -> LLMMetadata:
        if self.fails == "metadata":
            raise ValueError(f"unknown model, key {self.api_key}")
        return LLMMetadata(context_window=self.holds, model_name="says")

    def complete(self, prompt: str, formatted: bool = False, **options: Any) -> CompletionResponse:
        return CompletionResponse(text=self.text)

    def stream_complete(self, prompt: str, formatted: bool = False, **options: Any) -> Any:
        if self.fails == "hangs":
            GOING_ON.wait(20)
        if self.fails == "never ends":
            while True:
                yield CompletionResponse(text="", delta="and on " * 100)
        said = ""
        for word in self.text.split(" "):
            delta = f" {word}" if said else word
            said += delta
            yield CompletionResponse(text=said, delta=delta, additional_kwargs=self.tells)
            if self.fails == "breaks off":
                raise PermissionError(f"the licence of {self.api_key} has run out")


class SaysAtOnce(Says):
    """Cannot stream."""

    def stream_chat(self, messages: Any, **options: Any) -> Any:
        raise NotImplementedError

    def chat(self, messages: Any, **options: Any) -> ChatResponse:
        return ChatResponse(message=ChatMessage(role="assistant", content=self.text))


class SaysWhole(Says):
    """Each response holds all so far, and none tells what is new."""

    def stream_complete(self, prompt: str, formatted: bool = False, **options: Any) -> Any:
        for each in super().stream_complete(prompt, formatted):
            each.delta = None
            yield each


class Reads(BaseReader):
    """Gives the documents it is told, one after another."""

    def __init__(self, texts: list[str] | None = None, fails: str = "", token: str = "") -> None:
        self.texts, self.fails, self.token = texts or [], fails, token

    def lazy_load_data(self, metadata: dict[str, Any] | None = None) -> Iterable[Document]:
        if self.fails == "returns text":
            return "a text"  # type: ignore[return-value]  # what it does wrong
        return self._each(metadata or {})

    def _each(self, metadata: dict[str, Any]) -> Iterable[Document]:
        for text in self.texts:
            yield Document(text=text, metadata=metadata)
        if self.fails == "breaks off":
            raise PermissionError(f"the licence of {self.token} has run out")
        if self.fails == "hangs":
            GOING_ON.wait(20)
        if self.fails == "odd things":
            yield 5  # type: ignore[misc]  # what it does wrong


class Embeds(MockEmbedding):
    """The same vector for all, or whatever it is told to do wrong."""

    embed_dim: int = 8
    api_key: str = ""
    fails: str = ""

    def __init__(self, embed_dim: int = 8, **given: Any) -> None:
        super().__init__(embed_dim=embed_dim, **given)

    def _get_query_embedding(self, query: str) -> list[float]:
        if self.fails == "hangs":
            GOING_ON.wait(20)
        if self.fails == "raises":
            raise PermissionError(f"the licence of {self.api_key} has run out")
        return super()._get_query_embedding(query)
