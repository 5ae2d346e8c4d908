"""Texts as vectors: the seam, and the embedders that a setting can name.

``minilm`` (bundled), ``openai:<model>`` (any OpenAI-compatible endpoint), or ``module:Class`` of
a LlamaIndex ``BaseEmbedding``. Each is one module, imported only when it is named.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from rag.errors import EmbeddingError, SettingsError

Vectors = NDArray[np.float32]


class Embedder(Protocol):
    """Makes vectors whose dot product is their cosine. Safe to call from several threads."""

    name: str
    """The stamp a library keeps; it changes whenever the vectors do."""
    dimension: int

    def passages(self, texts: Sequence[str]) -> Vectors:
        """``(len(texts), dimension)``, each row of length 1, in the order given."""
        ...

    def query(self, text: str) -> Vectors:
        """``(dimension,)``, of length 1."""
        ...


def open_embedder(
    setting: str,
    *,
    base_url: str | None = None,
    api_key: str | None = None,
    arguments: str | None = None,
    seconds: float = 60.0,
) -> Embedder:
    """The embedder that a setting names. A class named by its path is made with ``arguments``, a
    JSON object, and may take so many ``seconds`` for a call.

    Raises SettingsError when the setting has no known form, EmbeddingError when the embedder it
    names cannot be found, reached or trusted.
    """
    if setting == "minilm":
        from rag.library.embedding.minilm import MiniLM

        return MiniLM.bundled()
    module, _, named = setting.partition(":")
    if module == "openai" and named:
        from rag.library.embedding.openai_compatible import OpenAICompatible

        return OpenAICompatible.connect(named, base_url=base_url, api_key=api_key)
    if module != "openai" and (named or "." in module):
        from rag.library.embedding.llamaindex import LlamaIndexEmbedder

        return LlamaIndexEmbedder.load(setting, arguments, seconds)
    raise SettingsError(
        f"no embedder is called '{setting}'; RAG_EMBEDDING is `minilm`, `openai:<model>`, or "
        "`module:Class` of a LlamaIndex embedding"
    )


def unit_rows(vectors: object, *, rows: int, where: str, dimension: int | None = None) -> Vectors:
    """What an embedder from elsewhere returned, as rows of length 1.

    Raises EmbeddingError, which begins with ``where``, unless there are ``rows`` vectors of one
    ``dimension``, finite and not all zero.
    """
    try:
        matrix = np.asarray(vectors, dtype=np.float32)
    except (TypeError, ValueError) as error:
        raise EmbeddingError(f"{where} returned vectors of unequal length or no numbers") from error
    if matrix.ndim != 2:
        raise EmbeddingError(f"{where} returned no list of vectors")
    if len(matrix) != rows:
        raise EmbeddingError(f"{where} returned {len(matrix)} vectors for {rows} texts")
    if matrix.shape[1] != (dimension or matrix.shape[1]):
        raise EmbeddingError(
            f"{where} returned vectors of dimension {matrix.shape[1]}, before it was {dimension}; "
            "name a model whose dimension does not change"
        )
    lengths = np.linalg.norm(matrix.astype(np.float64), axis=1, keepdims=True)
    if not np.isfinite(lengths).all() or not lengths.all():
        raise EmbeddingError(f"{where} returned a vector that is zero or not finite")
    return np.asarray(matrix / lengths, dtype=np.float32)


def encodable(text: str) -> str:
    """Half a surrogate pair, as some pages and consoles yield, becomes "?": lengths stay."""
    return text.encode("utf-8", "replace").decode("utf-8")
