"""A library's own passages and vectors as LlamaIndex's nodes: every system ranks the same ones,
and nothing is embedded twice."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from rag.assistant import Rag
from rag.errors import LibraryError
from rag.library.embedding import Embedder
from rag.opening import embedder_of
from rag.types import plain

if TYPE_CHECKING:
    from llama_index.core import VectorStoreIndex


_TOLD = ("article_id", "revision", "title", "source", "published", "start", "end")
"""What a node knows of its passage."""


def index_of(rag: Rag) -> VectorStoreIndex:
    """LlamaIndex's own index over them, in memory, as its quick start has it.

    Raises LibraryError for an empty library.
    """
    from llama_index.core import VectorStoreIndex

    return VectorStoreIndex(nodes_of(rag), embed_model=embedding_of(rag))


def nodes_of(rag: Rag) -> list[Any]:
    """A TextNode a passage, with its vector. Raises LibraryError for an empty library."""
    from llama_index.core.schema import TextNode

    nodes = [
        TextNode(
            id_=each.chunk_id,
            text=each.text,
            metadata={name: plain(getattr(each, name)) for name in _TOLD},
            excluded_llm_metadata_keys=["article_id", "start", "end"],
            embedding=vector.tolist(),
        )
        for each, vector in rag.embedded()
    ]
    if not nodes:
        raise LibraryError("the library is empty; `rag ingest` puts articles into it")
    return nodes


def embedding_of(rag: Rag) -> Any:
    """The library's embedder as a LlamaIndex embedding."""
    from llama_index.core.base.embeddings.base import BaseEmbedding

    embedder: Embedder = embedder_of(rag.settings)

    class Ours(BaseEmbedding):
        def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
            made: list[list[float]] = embedder.passages(texts).tolist()
            return made

        def _get_text_embedding(self, text: str) -> list[float]:
            return self._get_text_embeddings([text])[0]

        def _get_query_embedding(self, query: str) -> list[float]:
            made: list[float] = embedder.query(query).tolist()
            return made

        async def _aget_query_embedding(self, query: str) -> list[float]:
            return self._get_query_embedding(query)

    return Ours()


def passages(found: Sequence[Any]) -> list[dict[str, Any]]:
    """Retrieved nodes in the answers form, best first."""
    return [
        {**{name: each.node.metadata.get(name) for name in _TOLD}, "text": each.node.get_content()}
        for each in found
    ]
