"""What clients of OpenAI's interface send, and what of it cannot be had here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from rag.rest.chat import chatwords
from rag.rest.forms import BoundsForm
from rag.rest.problems import Problem

MOST_MESSAGES = 2000


class Part(BaseModel):
    """A part of a message; of those that there are, only text is read."""

    model_config = ConfigDict(extra="allow")
    type: str
    text: str | None = None


class Message(BaseModel):
    model_config = ConfigDict(extra="allow")
    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: str | list[Part] | None = None

    def words(self) -> str:
        """Its text. Raises Problem where a part is none."""
        if isinstance(self.content, str):
            return self.content
        parts = self.content or []
        other = next((each.type for each in parts if each.type != "text"), None)
        if other is not None:
            raise refused("messages", chatwords.ONLY_TEXT.format(kind=other))
        return "\n".join(each.text or "" for each in parts)


class StreamOptions(BaseModel):
    model_config = ConfigDict(extra="allow")
    include_usage: bool = False


class ChatForm(BaseModel):
    """A conversation that ends with a question. What samples and limits a model's words is
    taken and has no effect; so is what is not listed here."""

    model_config = ConfigDict(extra="allow")
    model: str = Field(max_length=200, description="`byline`, or `byline-quotes`.")
    messages: list[Message] = Field(min_length=1, max_length=MOST_MESSAGES)
    stream: bool | None = False
    stream_options: StreamOptions | None = None
    n: int | None = 1
    tools: list[Any] | None = None
    functions: list[Any] | None = None
    modalities: list[str] | None = None
    audio: dict[str, Any] | None = None
    logprobs: bool | None = None
    response_format: dict[str, Any] | None = None
    byline: BoundsForm = Field(
        default_factory=BoundsForm, description="Filters of Byline's own, as in `/v1/ask`."
    )

    def check(self) -> None:
        """Raises Problem for what cannot be had, rather than leave it out unsaid."""
        form = (self.response_format or {}).get("type", "text")
        for param, is_asked in (
            ("n", self.n not in (None, 1)),
            ("tools", bool(self.tools)),
            ("functions", bool(self.functions)),
            ("audio", self.audio is not None or "audio" in (self.modalities or ())),
            ("logprobs", bool(self.logprobs)),
            ("response_format", form != "text"),
        ):
            if is_asked:
                raise refused(param, chatwords.NOT_HERE[param])

    def turns(self) -> tuple[str, Sequence[dict[str, str]]]:
        """The question, and the conversation before it as `Rag` takes a history. What the system
        is told is left out: how Byline answers is not up to a prompt. Raises Problem."""
        from rag.rest.chat.footnotes import without_footnotes

        said = [each for each in self.messages if each.role not in ("system", "developer")]
        if not said or said[-1].role != "user":
            raise refused("messages", chatwords.NO_QUESTION)
        if any(each.role in ("tool", "function") for each in said):
            raise refused("messages", chatwords.NOT_HERE["tools"])
        history = [
            {"role": each.role, "text": without_footnotes(each.words())} for each in said[:-1]
        ]
        return said[-1].words(), history


def refused(param: str, said: str) -> Problem:
    """What a request asks for and cannot have."""
    return Problem(400, said, kind="unsupported", more={"param": param})
