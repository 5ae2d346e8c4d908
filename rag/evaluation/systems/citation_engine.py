"""LlamaIndex's CitationQueryEngine, as its documentation sets it up."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from rag.evaluation.systems.nodes import passages

if TYPE_CHECKING:
    from llama_index.core import VectorStoreIndex
    from llama_index.core.llms import LLM

K = 3
_HEAD = "Source {}:\n"


def citation_engine(index: VectorStoreIndex, llm: LLM) -> Callable[[str], dict[str, Any]]:
    """It cuts passages anew before it numbers them, so that they have no offsets any more: a
    citation is a whole piece of text of an article."""
    from llama_index.core.query_engine import CitationQueryEngine

    engine = CitationQueryEngine.from_args(index, llm=llm, similarity_top_k=K)

    def ask(question: str) -> dict[str, Any]:
        response = engine.query(question)
        shown = passages(response.source_nodes)
        for n, each in enumerate(shown, 1):
            each["text"] = each["text"].removeprefix(_HEAD.format(n)).strip()
            each["start"] = each["end"] = None
        return {"text": str(response), "passages": shown}

    return ask
