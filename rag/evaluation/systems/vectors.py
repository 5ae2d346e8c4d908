"""A plain vector RAG: the passages nearest to the question, told as they are or by one prompt."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from rag.evaluation.systems.nodes import passages

if TYPE_CHECKING:
    from llama_index.core import VectorStoreIndex
    from llama_index.core.llms import LLM

K, TOLD = 10, 3
"""Passages retrieved, and of these told or shown to the model."""
PROMPT = (
    "Answer the question from the numbered passages alone. Put the number of the passage that a "
    "sentence rests on behind it, as in [1]. If the passages do not answer, reply: Not in these "
    "articles.\n\n{passages}\n\nQuestion: {question}\nAnswer:"
)


def plain_vectors(
    index: VectorStoreIndex, llm: LLM | None = None
) -> Callable[[str], dict[str, Any]]:
    """Without a model it quotes the nearest passages whole, and so never says no."""
    retriever = index.as_retriever(similarity_top_k=K)

    def ask(question: str) -> dict[str, Any]:
        found = passages(retriever.retrieve(question))
        told = [each["text"] for each in found[:TOLD]]
        if llm is not None:
            shown = "\n\n".join(f"[{n}] {words}" for n, words in enumerate(told, 1))
            said = str(llm.complete(PROMPT.format(passages=shown, question=question)))
            return {"text": said.strip(), "passages": found}
        quoted: list[dict[str, Any]] = [
            {"text": f"{words} [{n}]", "citations": [n]} for n, words in enumerate(told, 1)
        ]
        text = " ".join(each["text"] for each in quoted)
        return {"text": text, "sentences": quoted, "passages": found}

    return ask
