"""A chat model of Byline's as an LLM of LlamaIndex's, for its engines and evaluators."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from typing import TYPE_CHECKING, Any

from rag.answering.models import ChatModel, Message, Piece, open_model
from rag.answering.writer import Writer
from rag.opening import open_writer
from rag.settings import Settings

if TYPE_CHECKING:
    from llama_index.core.llms import CustomLLM

WINDOW, MOST_TOKENS = 8192, 700


class Counted:
    """The model of a writer, each request counted and capped by itself: here no answer of ours
    is made of several."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self.name, self.endpoint = writer.model.name, writer.model.endpoint

    def stream(
        self, messages: Sequence[Message], *, max_tokens: int, temperature: float
    ) -> Iterator[Piece]:
        model = self._writer.for_one_answer().model
        return model.stream(messages, max_tokens=max_tokens, temperature=temperature)


def llm_of(settings: Settings) -> CustomLLM | None:
    """The model that the settings name; None when they name none."""
    writer = open_writer(settings, open_model(settings))
    if writer is None:
        return None
    return as_llm(Counted(writer), window=settings.llm_context, max_tokens=settings.llm_max_tokens)


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
