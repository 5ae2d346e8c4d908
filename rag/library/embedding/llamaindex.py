"""Any LlamaIndex ``BaseEmbedding``, named by its import path.

How such a path is written stands in :mod:`rag.classes`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

import numpy as np

from rag.classes import ImportPath
from rag.errors import EmbeddingError
from rag.library.embedding import Vectors, encodable, unit_rows

if TYPE_CHECKING:
    from llama_index.core.embeddings import BaseEmbedding


class LlamaIndexEmbedder:
    """Passes texts through its document and query methods, and checks what comes back."""

    dimension: int

    def __init__(self, embedding: BaseEmbedding, name: str) -> None:
        """Asks for one vector, to learn the dimension. Raises EmbeddingError as all calls do."""
        self._embedding, self._where = embedding, f"the LlamaIndex embedding '{name}'"
        self.dimension = self._one("dimension", None).shape[0]
        self.name = f"llamaindex/{name}/{self.dimension}"

    @classmethod
    def load(cls, setting: str) -> LlamaIndexEmbedder:
        """Raises SettingsError for a malformed setting, EmbeddingError for a class that fails."""
        path = ImportPath.read(setting)
        from llama_index.core.embeddings import BaseEmbedding

        with _blaming(f"importing '{path.module}' for the setting '{setting}'"):
            found = path.found()
        if not (isinstance(found, type) and issubclass(found, BaseEmbedding)):
            raise EmbeddingError(
                f"'{path.module}' has no class '{path.name}' that is a LlamaIndex BaseEmbedding; "
                "correct the name in RAG_EMBEDDING"
            )
        with _blaming(f"making the LlamaIndex embedding '{setting}'"):
            embedding = found(**path.arguments)
        return cls(embedding, setting)

    def passages(self, texts: Sequence[str]) -> Vectors:
        if not texts:
            return np.empty((0, self.dimension), dtype=np.float32)
        with _blaming(self._where):
            found = self._embedding.get_text_embedding_batch([encodable(text) for text in texts])
        return unit_rows(found, rows=len(texts), where=self._where, dimension=self.dimension)

    def query(self, text: str) -> Vectors:
        return self._one(text, self.dimension)

    def _one(self, text: str, dimension: int | None) -> Vectors:
        with _blaming(self._where):
            found = self._embedding.get_query_embedding(encodable(text))
        vector: Vectors = unit_rows([found], rows=1, where=self._where, dimension=dimension)[0]
        return vector


@contextmanager
def _blaming(where: str) -> Iterator[None]:
    """Code from elsewhere may raise anything: it is named in the error, its own is the cause."""
    try:
        yield
    except Exception as error:
        raise EmbeddingError(f"{where} failed: {type(error).__name__}: {error}") from error
