"""Byline as a LlamaIndex query engine: checked sentences, and the spans they rest on as nodes."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Generator, Iterator
from contextlib import aclosing, closing
from pathlib import Path
from typing import Any

from llama_index.core.base.base_query_engine import BaseQueryEngine
from llama_index.core.base.response.schema import (
    RESPONSE_TYPE,
    AsyncStreamingResponse,
    Response,
    StreamingResponse,
)
from llama_index.core.callbacks import CallbackManager
from llama_index.core.prompts.mixin import PromptMixinType
from llama_index.core.schema import NodeWithScore, QueryBundle
from llama_index.core.vector_stores import MetadataFilters

from rag.assistant import History, Rag
from rag.llamaindex.asking import checked, opened
from rag.retrieval.nodes import of_citation
from rag.types import Answer, Done, Event, Failed, SentenceDone


class BylineQueryEngine(BaseQueryEngine):
    """The answer of :meth:`rag.Rag.ask` as a response.

    ``response`` is its text, ``source_nodes`` are its citations, each an exact span with
    ``start_char_idx`` and ``end_char_idx``, and ``metadata`` is ``answer.to_dict()``. With
    ``streaming`` the text comes sentence by sentence, each when it has been checked and stays;
    nodes and metadata are there when the stream has ended.
    """

    def __init__(
        self,
        rag: Rag | str | Path,
        *,
        streaming: bool = False,
        filters: MetadataFilters | None = None,
        callback_manager: CallbackManager | None = None,
        **options: Any,
    ) -> None:
        """``rag`` is a library or its folder; ``options`` are those of :meth:`rag.Rag.ask`, the
        ``history`` among them. Raises UsageError for an unknown option or filter.
        """
        super().__init__(callback_manager)
        self.rag, self.streaming = opened(rag), streaming
        self._options = checked(options, filters)

    def following(self, history: History) -> BylineQueryEngine:
        """The same engine for the next question of a conversation: ``history`` is the turns so
        far, such as ``response.metadata["turns"]``."""
        engine = BylineQueryEngine(
            self.rag, streaming=self.streaming, callback_manager=self.callback_manager
        )
        engine._options = {**self._options, "history": history}
        return engine

    def _query(self, query_bundle: QueryBundle) -> RESPONSE_TYPE:
        """Raises what :meth:`rag.Rag.ask` raises."""
        if self.streaming:
            nodes: list[NodeWithScore] = []
            told: dict[str, Any] = {}
            events = self.rag.stream(query_bundle.query_str, **self._options)
            return StreamingResponse(_text(events, nodes, told), nodes, told)
        return _response(self.rag.ask(query_bundle.query_str, **self._options))

    async def _aquery(self, query_bundle: QueryBundle) -> RESPONSE_TYPE:
        if self.streaming:
            nodes: list[NodeWithScore] = []
            told: dict[str, Any] = {}
            events = self.rag.astream(query_bundle.query_str, **self._options)
            return AsyncStreamingResponse(_atext(events, nodes, told), nodes, told)
        return _response(await self.rag.aask(query_bundle.query_str, **self._options))

    def _get_prompt_modules(self) -> PromptMixinType:
        return {}


def _response(answer: Answer) -> Response:
    return Response(answer.text, _nodes(answer), answer.to_dict())


def _nodes(answer: Answer) -> list[NodeWithScore]:
    """The citations in the order of their numbers. A node's metadata hold its ``n``, ``speaker``
    and ``speech``, and the ``verdict`` of the first sentence that cites it; its score is that of
    the passage it lies in, None where it lies in none of those found."""
    verdicts = {n: each.verdict for each in reversed(answer.sentences) for n in each.citations}
    nodes = []
    for each in answer.citations:
        around = (
            p.score.final
            for p in answer.passages
            if (p.article_id, p.revision) == (each.article_id, each.revision)
            and p.start <= each.start
            and each.end <= p.end
        )
        verdict = verdicts.get(each.n)
        more = {
            "n": each.n,
            "speaker": each.speaker,
            "speech": str(each.speech) if each.speech else None,
            "verdict": str(verdict) if verdict else None,
        }
        nodes.append(of_citation(each, more, next(around, None)))
    return nodes


class _Telling:
    """Text of events as it may be shown, and what the last one tells, put where it is awaited."""

    def __init__(self, nodes: list[NodeWithScore], told: dict[str, Any]) -> None:
        self._nodes, self._told, self._said = nodes, told, ""

    def text(self, event: Event) -> str:
        """What is new; empty for an event that brings no text that was checked."""
        new = ""
        if isinstance(event, SentenceDone):
            new = f" {event.sentence.text}" if self._said else event.sentence.text
        elif isinstance(event, (Done, Failed)):
            # An answer that has no sentences, such as a refusal, has a text all the same.
            whole = event.answer.text
            new = whole[len(self._said) :] if whole.startswith(self._said) else ""
            self._nodes += _nodes(event.answer)
            self._told |= event.answer.to_dict()
            if isinstance(event, Failed):
                self._told["error"] = event.error
        self._said += new
        return new


def _text(
    events: Iterator[Event], nodes: list[NodeWithScore], told: dict[str, Any]
) -> Generator[str, None, None]:
    telling = _Telling(nodes, told)
    with closing(events):  # type: ignore[type-var]  # it is a generator
        for event in events:
            if new := telling.text(event):
                yield new


async def _atext(
    events: AsyncIterator[Event], nodes: list[NodeWithScore], told: dict[str, Any]
) -> AsyncGenerator[str, None]:
    telling = _Telling(nodes, told)
    async with aclosing(events):  # type: ignore[type-var]  # it is a generator
        async for event in events:
            if new := telling.text(event):
                yield new
