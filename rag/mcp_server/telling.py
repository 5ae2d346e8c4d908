"""Answers, passages and articles as the tools tell them: as values, and as text to read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel

from rag.mcp_server.paging import (
    CHARACTERS,
    PASSAGE,
    QUOTE,
    TITLE,
    URL,
    cut,
    dotted,
    lines,
    page,
)
from rag.mcp_server.shapes import (
    AnswerTold,
    ArticleTold,
    Cited,
    Event,
    FoundSpan,
    SearchTold,
    Span,
    TimelineTold,
)
from rag.types import Answer, Article, Citation, DatedEvent, Passage, SearchResult, Timeline, plain

MOST_SENTENCES = 40


def answer_told(answer: Answer, conversation: str, after: int) -> AnswerTold:
    """The sentences from ``after`` on, and the spans they cite."""
    cited = {each.n: _cited(each) for each in answer.citations}
    shown, following = page(
        answer.sentences,
        after,
        MOST_SENTENCES,
        lambda each: len(each.text) + sum(_size(cited[n]) for n in each.citations),
    )
    numbers = dict.fromkeys(n for each in shown for n in each.citations)
    text = " ".join(each.text for each in shown) if answer.sentences else answer.text
    return AnswerTold(
        understood=answer.understood.text,
        status=answer.status.value,
        text=dotted(text, CHARACTERS),
        short_answer=answer.short_answer,
        citations=[cited[n] for n in numbers],
        gaps=lines(answer.gaps),
        notes=lines(answer.notes),
        confidence=answer.confidence,
        mode=answer.mode,
        conversation=conversation,
        next_after=following,
    )


def search_told(found: SearchResult, after: int, limit: int) -> SearchTold:
    """Its passages from ``after`` on."""
    spans = [FoundSpan(**_span(each, each.text, PASSAGE), score=each.score.final) for each in found]
    shown, following = page(spans, after, limit, _size)
    names = ", ".join(each.name for each in found.understood.candidates)
    meant = (f"The question may mean {names}; ask about one of them.",) if names else ()
    return SearchTold(
        passages=shown,
        understood=found.understood.text,
        notes=lines((*meant, *found.notes)),
        next_after=following,
    )


def timeline_told(timeline: Timeline, after: int, limit: int) -> TimelineTold:
    """Its events from ``after`` on, undated ones behind the dated."""
    told = [_event(each, timeline.citation(each.n)) for each in timeline.events + timeline.undated]
    shown, following = page(told, after, limit, _size)
    return TimelineTold(
        events=shown,
        total=len(told),
        understood=timeline.understood.text,
        notes=lines(timeline.notes),
        next_after=following,
    )


def article_told(article: Article, start: int, length: int) -> ArticleTold:
    """Its text from ``start`` on, at most ``length`` characters, to the end of a word."""
    text = cut(article.text[start:], length)
    end = start + len(text)
    return ArticleTold(
        article_id=article.id,
        title=article.title,
        source=article.source,
        credits=list(article.credits),
        authors=list(article.authors),
        published=plain(article.published),
        url=article.url,
        language=article.language,
        revision=article.revision,
        text=text,
        start=start,
        end=end,
        total=len(article.text),
        next_start=end if end < len(article.text) else None,
    )


def _cited(citation: Citation) -> Cited:
    span = _span(citation, citation.quote, QUOTE)
    return Cited(**span, n=citation.n, speaker=citation.speaker)


def _event(event: DatedEvent, citation: Citation) -> Event:
    days = {"since": plain(event.since), "until": plain(event.until)}
    return Event(**_span(citation, citation.quote, QUOTE), **days, dated_by=event.dated_by)


def _span(of: Passage | Citation, text: str, most: int) -> dict[str, Any]:
    shown = cut(text, most)
    return {
        "article_id": of.article_id,
        "title": dotted(of.title, TITLE) if of.title else None,
        "source": of.source,
        "credits": list(of.credits),
        "published": plain(of.published),
        "url": of.url if of.url and len(of.url) <= URL else None,
        "revision": of.revision,
        "start": of.start,
        "end": of.end,
        "text": shown,
        "cut": len(shown) < len(text),
    }


def _size(told: BaseModel) -> int:
    return len(told.model_dump_json())


# --- to read --------------------------------------------------------------------------------


def answer_in_words(told: AnswerTold) -> str:
    sources = [f"[{each.n}] {_named(each)}" for each in told.citations]
    gaps = [f"Not covered: {each}" for each in told.gaps]
    named = f'conversation="{told.conversation}"'
    more = f"More of this answer: {named} and after={told.next_after}."
    return _paragraphs(
        told.text,
        "\n".join(sources),
        "\n".join([*gaps, *told.notes]),
        more if told.next_after is not None else f"For a follow-up: {named}.",
    )


def search_in_words(told: SearchTold) -> str:
    return _paragraphs(
        *(_named(each) for each in told.passages),
        "" if told.passages else "Nothing was found.",
        "\n".join(told.notes),
        _more(told.next_after),
    )


def timeline_in_words(told: TimelineTold) -> str:
    return _paragraphs(
        *(f"{_days(each)}: {_named(each)}" for each in told.events),
        "" if told.events else "Nothing was found.",
        "\n".join(told.notes),
        _more(told.next_after),
    )


def article_in_words(told: ArticleTold) -> str:
    by = ", ".join(told.authors)
    head = [told.title, told.source or _credited(told.credits), by, told.published, told.url]
    ends = f"characters {told.start} to {told.end} of {told.total}"
    more = f"; more with start={told.next_start}" if told.next_start is not None else ""
    return _paragraphs(" · ".join(each for each in head if each), told.text, f"({ends}{more})")


def _named(span: Span) -> str:
    """Who published it, when and where, and its words between quotation marks."""
    outlet = span.source or _credited(span.credits) or "publisher unknown"
    dots = " ..." if span.cut else ""
    place = f"{span.article_id}, characters {span.start} to {span.end}"
    told = [outlet, span.published or "undated", span.title, span.url, place]
    return f"{' · '.join(each for each in told if each)}: “{span.text}{dots}”"


def _credited(credits: Sequence[str]) -> str:
    return f"credits {', '.join(credits)}" if credits else ""


def _days(event: Event) -> str:
    if event.since is None:
        return "undated"
    days = event.since if event.until in (None, event.since) else f"{event.since} to {event.until}"
    return days if event.dated_by == "text" else f"{days} (published)"


def _more(following: int | None) -> str:
    return f"More with after={following}." if following is not None else ""


def _paragraphs(*parts: str) -> str:
    return "\n\n".join(each for each in parts if each)
