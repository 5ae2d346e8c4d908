"""Byline as a LlamaIndex retriever."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from llama_index.core.callbacks import CallbackManager
from llama_index.core.retrievers import BaseRetriever
from llama_index.core.schema import NodeWithScore, QueryBundle
from llama_index.core.vector_stores import MetadataFilters

from rag.assistant import Rag
from rag.llamaindex.asking import checked, opened
from rag.retrieval.nodes import of_passage


class BylineRetriever(BaseRetriever):
    """The passages that :meth:`rag.Rag.search` finds, as text nodes.

    A node's id is the passage's ``chunk_id``, ``start_char_idx`` and ``end_char_idx`` tell where
    its text stands in the article, and its source node is the article. Metadata: ``title``,
    ``source``, ``credits``, ``authors``, ``date``, ``published``, ``url``, ``language``,
    ``location``, ``article_id``, ``revision``, ``start``, ``end``; None for what is not known.
    """

    def __init__(
        self,
        rag: Rag | str | Path,
        *,
        filters: MetadataFilters | None = None,
        callback_manager: CallbackManager | None = None,
        verbose: bool = False,
        **options: Any,
    ) -> None:
        """``rag`` is a library or its folder; ``options`` are those of :meth:`rag.Rag.search`,
        ``k`` and filters among them. Raises UsageError for an unknown option or filter.
        """
        super().__init__(callback_manager=callback_manager, verbose=verbose)
        self.rag, self._options = opened(rag), checked(options, filters)

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        """Best first. Raises what :meth:`rag.Rag.search` raises."""
        found = self.rag.search(query_bundle.query_str, **self._options)
        return [of_passage(each) for each in found]

    async def _aretrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        return await asyncio.to_thread(self._retrieve, query_bundle)
