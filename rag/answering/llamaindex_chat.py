"""Any LlamaIndex ``LLM``, named by its import path, as a :class:`~rag.answering.models.ChatModel`.

How such a path is written stands in :mod:`rag.classes`. Nothing of what it does is taken for
granted: its text is read piece by piece within the time limit, cut off where it goes past what it
may write, and checked like any model's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from rag.addresses import is_loopback
from rag.answering.models import POSSIBLE, Message, Piece
from rag.answering.openai_chat import CHARACTERS_A_TOKEN
from rag.answering.relay import Line, relayed
from rag.classes import ImportPath, blaming
from rag.errors import ModelError, ModelTimeout, SettingsError
from rag.settings import Settings
from rag.types import Usage

if TYPE_CHECKING:
    from llama_index.core.llms import LLM, ChatResponse

_ADDRESSES = ("api_base", "base_url", "azure_endpoint", "endpoint")
"""What LlamaIndex's own classes call the address they send to."""
_UNNAMED = ("", "unknown")
_REMEDY = "see RAG_LLM and RAG_LLM_ARGUMENTS, or choose another model"
_COUNTS = (("prompt_tokens", "completion_tokens"), ("input_tokens", "output_tokens"))


@dataclass(frozen=True, slots=True)
class LlamaIndexChat:
    """One LLM of LlamaIndex's. Nothing is sent before :meth:`stream`."""

    llm: LLM = field(repr=False)
    name: str
    endpoint: str | None
    window: int
    """Tokens of prompt and output together, as the class tells it."""
    seconds: float
    secrets: tuple[str, ...] = field(repr=False, default=())

    @classmethod
    def load(cls, settings: Settings) -> LlamaIndexChat:
        """The class that the settings name. Where it takes ``temperature`` and ``max_tokens``, and
        its arguments say nothing of them, it is made with those of the settings.

        Raises SettingsError for a class that cannot be had, and says why.
        """
        path = ImportPath.read(settings.llm or "", settings.llm_arguments)
        from llama_index.core.llms import LLM

        possible = f"; set RAG_LLM to {POSSIBLE}"
        known = path.kind(LLM, "RAG_LLM", SettingsError, possible).model_fields
        usual = {"temperature": settings.llm_temperature, "max_tokens": settings.llm_max_tokens}
        given = {name: value for name, value in usual.items() if name in known}
        whole = ImportPath(path.module, path.name, {**given, **path.arguments})
        llm = whole.made(LLM, "RAG_LLM", SettingsError, "the LlamaIndex LLM")
        with blaming(f"asking {path.shown} how much it can hold", SettingsError, path.secrets):
            told = llm.metadata
        return cls(
            llm,
            path.shown if told.model_name in _UNNAMED else f"{path.shown}/{told.model_name}",
            _endpoint(llm, path.shown),
            told.context_window if told.context_window > 0 else settings.llm_context,
            settings.llm_timeout,
            path.secrets,
        )

    def stream(
        self, messages: Sequence[Message], *, max_tokens: int, temperature: float
    ) -> Iterator[Piece]:
        """See :meth:`ChatModel.stream`. The time limit is for the whole of it."""
        try:
            yield from relayed(
                lambda _: self._read(messages, max_tokens), Line(self.seconds), Piece()
            )
        except TimeoutError:
            raise ModelTimeout(
                f"{self.name} did not finish in {self.seconds:g} seconds; allow more with "
                "RAG_LLM_TIMEOUT, or choose a faster model"
            ) from None

    def _read(self, messages: Sequence[Message], max_tokens: int) -> Iterator[Piece]:
        """Raises ModelError for whatever the class raises, and when it writes nothing or on."""
        length, usage = 0, None
        for response, said in self._blamed(messages):
            usage = _usage(response) or usage
            length += len(said)
            if length > max_tokens * CHARACTERS_A_TOKEN:
                raise ModelError(f"{self.name} kept writing past its limit; {_REMEDY}")
            if said:
                yield Piece(said)
        if not length:
            raise ModelError(f"{self.name} wrote nothing; {_REMEDY}")
        yield Piece(usage=usage, finish="stop")

    def _blamed(self, messages: Sequence[Message]) -> Iterator[tuple[ChatResponse, str]]:
        with blaming(self.name, ModelError, self.secrets, f"; {_REMEDY}"):
            yield from self._said(messages)

    def _said(self, messages: Sequence[Message]) -> Iterator[tuple[ChatResponse, str]]:
        """Each response of the class with what is new in it."""
        from llama_index.core.llms import ChatMessage

        chat = [ChatMessage(role=each.role, content=each.text) for each in messages]
        responses: Iterable[ChatResponse]
        try:
            responses = self.llm.stream_chat(chat)
        except NotImplementedError:  # it does not stream
            responses = (self.llm.chat(chat),)
        seen = 0
        for response in responses:
            new = response.delta
            if new is None:
                new = (response.message.content or "")[seen:]
            seen += len(new)
            yield response, new


def _endpoint(llm: LLM, name: str) -> str | None:
    """Where text goes, by the address that the class holds; an unknown place is named as such,
    because only None says that nothing leaves this machine."""
    for attribute in _ADDRESSES:
        address = getattr(llm, attribute, None)
        host = urlsplit(address).hostname if isinstance(address, str) else None
        if host:
            return None if is_loopback(host) else host
    return f"wherever {name} reaches"


def _usage(response: ChatResponse) -> Usage | None:
    """What a response tells of tokens; None where it tells nothing."""
    raw, own = response.raw, response.additional_kwargs
    places = (own, response.message.additional_kwargs, _of(raw, "usage"), raw)
    for place in places:
        for names in _COUNTS:
            counts = tuple(_of(place, name) for name in names)
            if all(type(n) is int and n >= 0 for n in counts):
                return Usage(*counts)
    return None


def _of(place: Any, name: str) -> Any:
    return place.get(name) if isinstance(place, Mapping) else getattr(place, name, None)
