"""What a question answers that asks for days and nothing else: "What happened last week?"

There is nothing to search for, so the articles of those days are shown by their first sentences.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from rag.answering import records
from rag.answering.draft import Request
from rag.library.filters import Filter
from rag.library.library import Library
from rag.retrieval.question import Question
from rag.retrieval.timely import reported, within
from rag.retrieval.wanted import wanted
from rag.terms import content_terms
from rag.types import Article, Understood


@dataclass(frozen=True)
class Overview:
    """The openings, what was understood, and what is not shown."""

    reply: records.Reply
    understood: Understood
    notes: tuple[str, ...] = ()


def of_days(
    question: Question, library: Library, request: Request, understood: Understood
) -> Overview | None:
    """The articles of the days a question asks for; None when it asks for more, or for none."""
    asks = wanted(question, library, request.chosen, request.asking)
    if len(asks.demanded) != 1 or asks.author is not None:
        return None
    (asked,) = asks.demanded
    sources = asks.source.sources if asks.source else request.chosen.sources
    if set(asks.question.terms) - set(content_terms(asked.words)) or (asks.source and not sources):
        return None
    chosen = replace(request.chosen, sources=sources)
    articles = _of(library, within(chosen, asked.period.before(request.asking.day)))
    articles = articles or _of(library, reported(chosen, asked, request.asking.day))
    if not articles:
        return None
    shown = min(len(articles), records.SHOWN)
    more = f"{shown} of {len(articles)} articles of these days are shown, the latest first."
    days = asked.period
    return Overview(
        records.openings(articles[: records.SHOWN]),
        replace(
            understood,
            since=days.since,
            until=days.until,
            sources=sources,
            read=(*understood.read, *asks.explained()),
        ),
        (more,) if shown < len(articles) else (),
    )


def _of(library: Library, used: Filter | None) -> list[Article]:
    return records.dated(library.articles(used)) if used else []
