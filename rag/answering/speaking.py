"""What answers a question for all that somebody says: how much it is, and the first of it.

The whole list is not an answer to be read through; it has a place of its own, `Rag.statements`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from rag.answering.asked_all import AskedAll, asked_all, may_ask_all
from rag.answering.draft import Draft, Request
from rag.answering.statements import statements
from rag.bylines import count
from rag.library.filters import Filter
from rag.library.library import Library
from rag.retrieval.question import Question
from rag.retrieval.timely import within
from rag.retrieval.wanted import Wanted, wanted
from rag.types import Done, Event, Found, Spoken, Statements, Status, Understood, Verdict

SHOWN = 5
"""Sentences quoted in the answer."""
_EVERY = 1_000_000
"""More sentences than one page of articles holds: it is read to its end."""
_GIVEN_UP = "Nothing of theirs is found within what the question asks for, so all is counted."


@dataclass(frozen=True)
class AllSaid:
    """The sentences found, what was understood, and what the reader should know of it."""

    found: Statements
    understood: Understood
    notes: tuple[str, ...] = ()


def all_said(
    question: Question, library: Library, request: Request, understood: Understood
) -> AllSaid | None:
    """All that somebody says, where the question asks for that and the speaker is named in some
    article; within its dates and sources, which give way aloud where nothing is left."""
    if not may_ask_all(understood.text):
        return None
    asks = wanted(question, library, request.chosen, request.asking)
    asked = asked_all(_without(asks, understood.text))
    if asked is None:
        return None
    used, read, notes = request.chosen, understood.read, tuple[str, ...]()
    narrow = _narrowed(asks, request)
    found = _listed(library, asked, narrow or used)
    if found.citations and narrow is not None:
        used, read = narrow, (*read, *asks.explained())
    elif narrow != used:
        found = _listed(library, asked, used)
        notes = (_GIVEN_UP,) if found.citations else ()
    if not found.articles:
        return None
    meant = replace(understood, since=used.since, until=used.until, sources=used.sources, read=read)
    return AllSaid(found, meant, notes)


def _listed(library: Library, asked: AskedAll, chosen: Filter) -> Statements:
    return statements(library, asked.speaker, chosen, most=_EVERY, about=asked.about)


def told(draft: Draft, said: AllSaid) -> Iterator[Event]:
    """The answer: how many sentences there are, and the first of them."""
    found = said.found
    draft.understood, draft.notes = said.understood, said.notes
    draft.spoken = Spoken(
        found.speaker, found.about, len(found.citations), found.articles, found.read
    )
    yield Found(())
    for citation in found.citations[:SHOWN]:
        yield from draft.say(citation.quote, (citation.n,), Verdict.VERBATIM, (citation,))
    draft.citations = found.citations[:SHOWN]
    if found.citations:
        draft.lead = _lead(found)
    else:
        draft.status, draft.gaps = Status.NOT_FOUND, (_gap(found),)
        draft.silence = _gap(found)
    yield Done(draft.finished())


def _lead(found: Statements) -> str:
    n, spoke = len(found.citations), len({each.article_id for each in found.citations})
    about = f" about {found.about}" if found.about else ""
    lead = f"{found.speaker} speaks{about} in {count(n, 'sentence')} of {count(spoke, 'article')}."
    if found.read < found.articles:
        lead = f"At least: {lead} Read were the newest {found.read} of {found.articles:,} articles."
    return f"{lead} The first {SHOWN} are quoted." if n > SHOWN else lead


def _gap(found: Statements) -> str:
    about = f" about {found.about}" if found.about else ""
    named = count(found.articles, "article")
    of = f"the newest {found.read} of them" if found.read < found.articles else "them"
    return f"{found.speaker} stands in {named} here, and speaks{about} in no sentence of {of}."


def _narrowed(asks: Wanted, request: Request) -> Filter | None:
    """Within the source and the days that are asked for; None where nothing can be."""
    chosen = request.chosen
    if asks.source and asks.source.sources:
        chosen = replace(chosen, sources=asks.source.sources)
    for each in asks.demanded[:1]:
        return within(chosen, each.period.before(request.asking.day))
    return chosen


def _without(asks: Wanted, text: str) -> str:
    """The question without its dates and sources."""
    phrases = [each.words for each in asks.demanded]
    phrases += [each.words for each in asks.source.each if each.sources] if asks.source else []
    for phrase in phrases:
        text = re.sub(re.escape(phrase), " ", text, flags=re.IGNORECASE)
    return " ".join(text.split())
