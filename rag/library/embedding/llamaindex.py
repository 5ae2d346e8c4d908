"""Any LlamaIndex ``BaseEmbedding``, named by its import path.

How such a path is written stands in :mod:`rag.classes`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from rag.classes import ImportPath, blaming
from rag.errors import EmbeddingError
from rag.library.embedding import Vectors, encodable, unit_rows
from rag.patience import Late, Patience

if TYPE_CHECKING:
    from llama_index.core.embeddings import BaseEmbedding

T = TypeVar("T")

SECONDS = 60.0
"""For one call, unless another limit is set."""
_SETTING = "RAG_EMBEDDING"


class LlamaIndexEmbedder:
    """Passes texts through its document and query methods, and checks what comes back."""

    dimension: int

    def __init__(
        self,
        embedding: BaseEmbedding,
        name: str,
        seconds: float = SECONDS,
        secrets: tuple[str, ...] = (),
    ) -> None:
        """Asks for one vector, to learn the dimension. Raises EmbeddingError as all calls do."""
        self._embedding, self._where = embedding, f"the LlamaIndex embedding '{name}'"
        self._patience, self._secrets = Patience(seconds, "byline-embedding"), secrets
        self.dimension = self._one("dimension", None).shape[0]
        self.name = f"llamaindex/{name}/{self.dimension}"

    @classmethod
    def load(
        cls, setting: str, arguments: str | None = None, seconds: float = SECONDS
    ) -> LlamaIndexEmbedder:
        """Raises SettingsError for a malformed setting, EmbeddingError for a class that fails."""
        path = ImportPath.read(setting, arguments)
        from llama_index.core.embeddings import BaseEmbedding

        made = path.made(BaseEmbedding, _SETTING, EmbeddingError, "the LlamaIndex embedding")
        return cls(made, path.stamp, seconds, path.secrets)

    def passages(self, texts: Sequence[str]) -> Vectors:
        """In batches of the embedding's own size, each within the time limit."""
        size = max(1, self._embedding.embed_batch_size)
        batches = [np.empty((0, self.dimension), dtype=np.float32)]
        batches += (
            self._batch([encodable(text) for text in texts[start : start + size]])
            for start in range(0, len(texts), size)
        )
        return np.concatenate(batches)

    def query(self, text: str) -> Vectors:
        return self._one(text, self.dimension)

    def _batch(self, texts: list[str]) -> Vectors:
        found = self._called(lambda: self._embedding.get_text_embedding_batch(texts))
        return unit_rows(found, rows=len(texts), where=self._where, dimension=self.dimension)

    def _one(self, text: str, dimension: int | None) -> Vectors:
        found = self._called(lambda: self._embedding.get_query_embedding(encodable(text)))
        vector: Vectors = unit_rows([found], rows=1, where=self._where, dimension=dimension)[0]
        return vector

    def _called(self, work: Callable[[], T]) -> T:
        def blamed() -> T:
            with blaming(self._where, EmbeddingError, self._secrets):
                return work()

        try:
            return self._patience.of(blamed)
        except Late:
            raise EmbeddingError(
                f"{self._where} gave no vectors within {self._patience.seconds:g} s; allow more "
                "with RAG_EMBEDDING_TIMEOUT, or choose a faster one"
            ) from None
