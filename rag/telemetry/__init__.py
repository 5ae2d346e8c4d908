"""Spans and metrics of questions, for OpenTelemetry; nothing is made until settings turn them on.

Steps say here that they begin. They are told only inside a question whose ``Rag`` has telemetry,
which a context variable holds: of two libraries in one process, one may tell and the other not.
What does tell is :mod:`rag.telemetry.telling`; only that imports OpenTelemetry.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from contextvars import ContextVar
from types import TracebackType
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from rag.telemetry.telling import Telemetry

Fact = str | bool | int | float | Sequence[str]
"""What an attribute may hold. Words of questions, articles and answers are none: they are said."""
PREFIX = "byline."
"""Of every name that OpenTelemetry's conventions do not know."""

current: ContextVar[Telemetry | None] = ContextVar("byline_telemetry", default=None)
"""What the question under way tells; None outside of one and where nothing is told."""


class Step(AbstractContextManager["Step"]):
    """A step under way that nobody watches; :class:`rag.telemetry.telling.Told` is watched."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        pass

    def tell(self, **facts: Fact | None) -> None:
        """Facts that are known by now, under ``byline.<name>``; None is not told."""

    def say(self, **texts: str) -> None:
        """Words, told only where the settings ask for them."""


class ModelCall(Step):
    """One request to a language model."""

    def first(self) -> None:
        """The first of its output is here."""

    def took(
        self, prompt: int, completion: int, cost: float | None, finish: str | None = None
    ) -> None:
        """Its tokens, their cost where prices are set, and the model's word for why it ended."""

    def talk(self, asked: Sequence[tuple[str, str]], wrote: str) -> None:
        """Its messages as role and text, and its output; told where words are."""


_UNSEEN, _UNSEEN_CALL = Step(), ModelCall()


def step(name: str, **facts: Fact) -> Step:
    """A step of the question under way, as the span ``byline.<name>``."""
    told = current.get()
    return _UNSEEN if told is None else told.step(name, **facts)


def model_call(model: str, endpoint: str | None, max_tokens: int, temperature: float) -> ModelCall:
    """One request to a model called ``scheme:name``, as a span of the GenAI conventions. It is a
    child of the step under way, and not itself the parent of what is done between its pieces."""
    told = current.get()
    if told is None:
        return _UNSEEN_CALL
    return told.model_call(model, endpoint, max_tokens, temperature)
