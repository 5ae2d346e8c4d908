"""LlamaIndex's quick start: its index, its retriever as it comes, its query engine."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from rag.evaluation.systems.nodes import passages

if TYPE_CHECKING:
    from llama_index.core import VectorStoreIndex
    from llama_index.core.base.base_query_engine import BaseQueryEngine
    from llama_index.core.llms import LLM


def quick_start(index: VectorStoreIndex, llm: LLM | None = None) -> Callable[[str], dict[str, Any]]:
    """With a model its answer, which rests on all the passages it retrieved: it tells of no
    sentence on which. Without one its response mode ``no_text``, where the passages are the answer.
    """
    engine = index.as_query_engine(llm=llm) if llm is not None else _without_text(index)

    def ask(question: str) -> dict[str, Any]:
        response = engine.query(question)
        found = passages(response.source_nodes)
        if llm is not None:
            said = [(str(response), list(range(1, len(found) + 1)))]
        else:
            said = [(each["text"], [n]) for n, each in enumerate(found, 1)]
        sentences = [
            {"text": words + " " + "".join(f"[{n}]" for n in cites), "citations": cites}
            for words, cites in said
        ]
        text = " ".join(str(each["text"]) for each in sentences)
        return {"text": text, "sentences": sentences, "passages": found}

    return ask


def _without_text(index: VectorStoreIndex) -> BaseQueryEngine:
    """Put together here: by itself LlamaIndex looks for OpenAI's model, which this mode asks
    nothing."""
    from llama_index.core.llms import MockLLM
    from llama_index.core.query_engine import RetrieverQueryEngine
    from llama_index.core.response_synthesizers.no_text import NoText

    return RetrieverQueryEngine(index.as_retriever(), NoText(llm=MockLLM()))
