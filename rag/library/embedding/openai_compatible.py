"""Vectors from any OpenAI-compatible ``/embeddings`` endpoint: OpenAI, vLLM, llama.cpp, Ollama."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

import numpy as np

from rag.errors import EmbeddingError
from rag.library.embedding import Vectors, encodable, unit_rows

if TYPE_CHECKING:
    from openai import OpenAI

BATCH = 64
"""Texts a request. Servers differ in what they take; OpenAI takes 2048, small ones far fewer."""


class OpenAICompatible:
    """Texts leave the machine, to ``base_url``, unless that is on it."""

    def __init__(self, client: OpenAI, model: str) -> None:
        """Asks for one vector, to learn the dimension. Raises EmbeddingError as all calls do."""
        self._client, self._model = client, model
        self._where = f"the embedding endpoint {client.base_url}"
        probe = unit_rows(self._request(["dimension"]), rows=1, where=self._where)
        self.dimension = probe.shape[1]
        self.name = f"openai/{model}/{self.dimension}"

    @classmethod
    def connect(
        cls, model: str, *, base_url: str | None = None, api_key: str | None = None
    ) -> OpenAICompatible:
        """Without a key, a given ``base_url`` is asked with "none", as local servers want it."""
        from openai import OpenAI, OpenAIError, Timeout

        try:
            client = OpenAI(
                base_url=base_url,
                api_key=api_key or ("none" if base_url else None),
                timeout=Timeout(60, connect=2),
            )
        except OpenAIError as error:
            raise EmbeddingError(
                f"no key for the embedding model '{model}'; set RAG_EMBEDDING_API_KEY, or "
                "RAG_EMBEDDING_BASE_URL to a server of your own"
            ) from error
        return cls(client, model)

    def passages(self, texts: Sequence[str]) -> Vectors:
        batches = [np.empty((0, self.dimension), dtype=np.float32)]
        batches += (self._vectors(batch) for batch in _batches(texts))
        return np.concatenate(batches)

    def query(self, text: str) -> Vectors:
        vector: Vectors = self._vectors([text])[0]
        return vector

    def _vectors(self, texts: Sequence[str]) -> Vectors:
        found = self._request(texts)
        return unit_rows(found, rows=len(texts), where=self._where, dimension=self.dimension)

    def _request(self, texts: Sequence[str]) -> list[list[float]]:
        with self._explained():
            reply = self._client.embeddings.create(
                model=self._model,
                input=[encodable(text) for text in texts],
                encoding_format="float",
            )
            found = sorted((each.index, each.embedding) for each in reply.data)
        if [index for index, _ in found] != list(range(len(found))):
            raise EmbeddingError(f"{self._where} does not say which vector is whose (by index)")
        return [vector for _, vector in found]

    @contextmanager
    def _explained(self) -> Iterator[None]:
        """The client's errors, and replies that are no embeddings, in words for a person."""
        from openai import APIConnectionError, APIStatusError, OpenAIError

        try:
            yield
        except APIConnectionError as error:
            raise EmbeddingError(
                f"{self._where} cannot be reached; start it, or correct RAG_EMBEDDING_BASE_URL"
            ) from error
        except APIStatusError as error:
            raise EmbeddingError(
                f"{self._where} refused model '{self._model}' with status {error.status_code}: "
                f"{error.message}"
            ) from error
        except (OpenAIError, ValueError, TypeError, AttributeError) as error:
            raise EmbeddingError(
                f"{self._where} sent no embeddings; is RAG_EMBEDDING_BASE_URL the address of an "
                "OpenAI-compatible server, with its /v1?"
            ) from error


def _batches(texts: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(texts), BATCH):
        yield texts[start : start + BATCH]
