"""A chat model of Byline's as an LLM of LlamaIndex's, for its engines and evaluators."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Any

from rag.answering.models import ChatModel, Message

if TYPE_CHECKING:
    from llama_index.core.llms import CustomLLM

WINDOW, MOST_TOKENS = 8192, 700


def as_llm(model: ChatModel, *, window: int = WINDOW, max_tokens: int = MOST_TOKENS) -> CustomLLM:
    """Every prompt is one message of the user's. Raises ModelError where the model does."""
    from llama_index.core.base.llms.types import CompletionResponse, LLMMetadata
    from llama_index.core.llms import CustomLLM

    class Ours(CustomLLM):
        @property
        def metadata(self) -> LLMMetadata:
            return LLMMetadata(context_window=window, num_output=max_tokens, model_name=model.name)

        def complete(self, prompt: str, formatted: bool = False, **options: Any) -> Any:
            said = ""
            stream = model.stream(
                (Message("user", prompt),), max_tokens=max_tokens, temperature=0.0
            )
            with closing(stream) as pieces:  # type: ignore[type-var]  # all of them are generators
                for piece in pieces:
                    said += piece.text
            return CompletionResponse(text=said)

        def stream_complete(self, prompt: str, formatted: bool = False, **options: Any) -> Any:
            yield self.complete(prompt, formatted, **options)

    return Ours()
