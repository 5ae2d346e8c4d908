"""An answer as OpenAI's clients read it: whole, or in chunks of checked sentences."""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Any

from rag.rest.chat.failures import as_openai
from rag.rest.chat.footnotes import annotated, footnotes
from rag.rest.problems import problem_of
from rag.types import Answer, Done, Event, Failed, SentenceDone, plain

_TOLD = (
    "status short_answer lead gaps notes conflicts developments accounts confidence mode trace_id"
    " understood"
).split()


@dataclass(frozen=True, slots=True)
class Completion:
    """One completion; ``place`` is the address of the interface."""

    model: str
    place: str
    id: str = field(default_factory=lambda: f"chatcmpl-{secrets.token_hex(12)}")
    created: int = field(default_factory=lambda: int(time.time()))

    def whole(self, answer: Answer, error: str | None) -> dict[str, Any]:
        """All in one; ``error`` is why an answer was cut short."""
        message = {
            "role": "assistant",
            "content": answer.text + footnotes(answer),
            "refusal": None,
            "annotations": annotated(answer, self.place),
        }
        choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": _end(error)}
        return {
            **self._head("chat.completion"),
            "choices": [choice],
            "usage": usage(answer),
            "byline": told(answer, error),
        }

    async def chunks(
        self, events: AsyncIterator[Event], *, with_usage: bool
    ) -> AsyncIterator[bytes]:
        """Sentences as they are checked: a client cannot take back what it has shown, so nothing
        provisional is sent. Then the footnotes, and last what annotates them."""
        rest: dict[str, Any] = {"usage": None} if with_usage else {}
        yield self._chunk({"role": "assistant", "content": ""}, **rest)
        sent = ""
        try:
            async with aclosing(events) as held:  # type: ignore[type-var]  # a generator
                async for event in held:
                    if isinstance(event, SentenceDone):
                        said = f"{' ' if sent else ''}{event.sentence.text}"
                        sent += said
                        yield self._chunk({"content": said}, **rest)
                    elif isinstance(event, (Done, Failed)):
                        error = event.error if isinstance(event, Failed) else None
                        for each in self._ending(event.answer, error, sent, rest):
                            yield each
        except Exception as error:  # noqa: BLE001 - a stream has an end that says so; the log has more
            yield _line(as_openai(problem_of(error, "POST")))
        yield b"data: [DONE]\n\n"

    def _ending(
        self, answer: Answer, error: str | None, sent: str, rest: dict[str, Any]
    ) -> list[bytes]:
        last = {"annotations": annotated(answer, self.place)}
        below = answer.text[len(sent) :] + footnotes(answer)
        ending = [self._chunk({"content": below}, **rest)] if below else []
        ending.append(self._chunk(last, _end(error), **rest, byline=told(answer, error)))
        if rest:
            head = self._head("chat.completion.chunk")
            ending.append(_line({**head, "choices": [], "usage": usage(answer)}))
        return ending

    def _chunk(self, delta: dict[str, Any], ends: str | None = None, **rest: Any) -> bytes:
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": ends}
        return _line({**self._head("chat.completion.chunk"), "choices": [choice], **rest})

    def _head(self, kind: str) -> dict[str, Any]:
        return {"id": self.id, "object": kind, "created": self.created, "model": self.model}


def usage(answer: Answer) -> dict[str, int]:
    """Tokens that a model took; zeros where none was asked."""
    taken = answer.usage
    prompt = taken.prompt_tokens if taken else 0
    completion = taken.completion_tokens if taken else 0
    return {
        "prompt_tokens": prompt,
        "completion_tokens": completion,
        "total_tokens": prompt + completion,
    }


def told(answer: Answer, error: str | None) -> dict[str, Any]:
    """What OpenAI's form has no place for."""
    found = {name: plain(getattr(answer, name)) for name in _TOLD}
    return {**found, "sentences": plain(answer.sentences), "error": error}


def _end(error: str | None) -> str:
    return "stop" if error is None else "length"


def _line(data: Any) -> bytes:
    return f"data: {json.dumps(data, ensure_ascii=False)}\n\n".encode("utf-8", "replace")
