"""The four tools. Each asks ``Rag`` and tells a page of what it says; none changes anything."""

from __future__ import annotations

import functools
import secrets
from collections.abc import Awaitable, Callable
from typing import Annotated, Any, ParamSpec, TypeVar

from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.types import CallToolResult, TextContent, ToolAnnotations
from pydantic import BaseModel, Field

from rag.assistant import Rag
from rag.errors import BylineError, UsageError
from rag.mcp_server import telling
from rag.mcp_server.paging import ARTICLE
from rag.mcp_server.shapes import AnswerTold, ArticleTold, SearchTold, TimelineTold
from rag.newest import Newest
from rag.places import Places
from rag.rest.answering import Answering
from rag.types import Answer, Done, Failed

P = ParamSpec("P")
T = TypeVar("T")

DEEPEST = 24
"""Passages that a search is paged through."""
CONVERSATIONS = 200
"""Answers that can be followed up or read on, the last used."""
_READS = ToolAnnotations(
    read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
)

Question = Annotated[str, Field(description="In words, as to a person.")]
Sources = Annotated[
    list[str] | None, Field(description="Only these outlets or credits, by their names.")
]
Since = Annotated[str | None, Field(description="Published on this day or later: 2022-03-06.")]
Until = Annotated[str | None, Field(description="Published on this day or earlier.")]
After = Annotated[int, Field(description="The next_after of the result before.", ge=0)]


class Tools:
    """The tools of one library. Conversations are kept in memory, under names nobody guesses."""

    def __init__(self, rag: Rag) -> None:
        self._rag = rag
        self._answering = Answering(Places(rag.settings.readers, rag.settings.readers_waiting))
        self._answers = Newest[str, Answer](CONVERSATIONS)

    def register(self, server: MCPServer[Any]) -> None:
        for tool, title in (
            (self.ask, "Ask the articles"),
            (self.search, "Search passages"),
            (self.open_article, "Open an article"),
            (self.timeline, "Timeline"),
        ):
            described = " ".join((tool.__doc__ or "").split())
            server.add_tool(
                _telling_errors(tool), title=title, description=described, annotations=_READS
            )

    async def ask(
        self,
        question: Annotated[str, Field(description="Empty only to read on with after.")] = "",
        source: Sources = None,
        since: Since = None,
        until: Until = None,
        conversation: Annotated[
            str | None, Field(description="That of the answer before, for a follow-up.")
        ] = None,
        after: After = 0,
    ) -> Annotated[CallToolResult, AnswerTold]:
        """Answer a question from the news articles of this library, in sentences that were each
        checked against the exact words they cite. Says so when the articles do not tell. For a
        follow-up give the conversation of the answer before; for the rest of a long answer give
        its conversation and next_after, and no question."""
        before = self._before(conversation)
        if after:
            if before is None or question:
                raise UsageError("to read on, give conversation and after, and no question")
            told = telling.answer_told(before, str(conversation), after)
            return _result(told, telling.answer_in_words(told))
        answer = await self._answered(question, before, source=source, since=since, until=until)
        name = secrets.token_urlsafe(16)
        self.kept(name, answer)
        told = telling.answer_told(answer, name, 0)
        return _result(told, telling.answer_in_words(told))

    async def search(
        self,
        question: Question,
        source: Sources = None,
        since: Since = None,
        until: Until = None,
        limit: Annotated[int, Field(description="Passages a page.", ge=1, le=DEEPEST)] = 5,
        after: After = 0,
    ) -> Annotated[CallToolResult, SearchTold]:
        """Find passages of the articles that bear on a question, the best first, each with its
        outlet, day and place. Nothing is concluded from them; for an answer use ask."""
        bounds: dict[str, Any] = {"source": source, "since": since, "until": until}
        found = await self._answering.run(lambda: self._rag.search(question, DEEPEST, **bounds))
        told = telling.search_told(found, after, limit)
        return _result(told, telling.search_in_words(told))

    async def open_article(
        self,
        article_id: Annotated[str, Field(description="As other tools tell it, or its address.")],
        start: Annotated[int, Field(description="The character to begin at.", ge=0)] = 0,
        length: Annotated[int, Field(description="Characters at most.", ge=1, le=ARTICLE)] = 3000,
        revision: Annotated[
            int | None, Field(description="An older text, by the revision of a citation.")
        ] = None,
    ) -> Annotated[CallToolResult, ArticleTold]:
        """Read an article, or what stands around a citation: its text from a character on, with
        its outlet, authors and day. next_start leads on."""
        article = await self._answering.run(lambda: self._rag.article(article_id, revision))
        if start and start >= len(article.text):
            raise UsageError(f"the article has {len(article.text)} characters; start is {start}")
        told = telling.article_told(article, start, length)
        return _result(told, telling.article_in_words(told))

    async def timeline(
        self,
        question: Question,
        source: Sources = None,
        since: Since = None,
        until: Until = None,
        limit: Annotated[int, Field(description="Events a page.", ge=1, le=50)] = 12,
        after: After = 0,
    ) -> Annotated[CallToolResult, TimelineTold]:
        """What the articles tell of a question in the order of its days: cited sentences, each
        dated by its own words, or else by its article."""
        bounds: dict[str, Any] = {"source": source, "since": since, "until": until}
        made = await self._answering.run(lambda: self._rag.timeline(question, **bounds))
        told = telling.timeline_told(made, after, limit)
        return _result(told, telling.timeline_in_words(told))

    def kept(self, name: str, answer: Answer) -> None:
        """Keep an answer to follow up or to read on."""
        self._answers.put(name, answer)

    def _before(self, conversation: str | None) -> Answer | None:
        """The answer of that name; None for no name. Raises UsageError for one that is gone."""
        if conversation is None:
            return None
        answer = self._answers.get(conversation)
        if answer is None:
            raise UsageError(
                f"the conversation is not known any more (the last {CONVERSATIONS} are kept); ask "
                "the whole question without it"
            )
        return answer

    async def _answered(self, question: str, before: Answer | None, **bounds: Any) -> Answer:
        """In turn with the others; a call that is cancelled ends the model's work too."""
        history = before.turns if before else ()
        answer: Answer | None = None
        async for event in self._answering.events(
            lambda: self._rag.stream(question, history=history, **bounds)
        ):
            if isinstance(event, (Done, Failed)):
                answer = event.answer
        if answer is None:
            raise RuntimeError("a stream ended without Done or Failed")
        return answer


def _result(told: BaseModel, words: str) -> CallToolResult:
    return CallToolResult(
        content=[TextContent(type="text", text=words)], structured_content=told.model_dump()
    )


def _telling_errors(tool: Callable[P, Awaitable[T]]) -> Callable[P, Awaitable[T]]:
    """The same tool; what Byline raises is told to the one who called it."""

    @functools.wraps(tool)
    async def told(*arguments: P.args, **options: P.kwargs) -> T:
        try:
            return await tool(*arguments, **options)
        except BylineError as error:
            raise ToolError(str(error)) from error

    return told
