"""Questions that lead on from an answer, or out of a silence: made of what was found and not yet
told, each tried."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from itertools import islice, takewhile, zip_longest
from typing import TYPE_CHECKING

from rag.answering.quoting import with_article
from rag.retrieval.names import actors_in
from rag.types import Answer, Done, Status

if TYPE_CHECKING:
    from rag.answering.answerer import Answerer
    from rag.library.filters import Filter

_TRIED = 4
"""Candidates looked at; each costs as much as an answer by quoting."""
_LONGEST_TITLE = 90


def further(
    answer: Answer,
    answerer: Answerer,
    n: int,
    wanted: Callable[[], bool],
    chosen: Filter | None = None,
) -> tuple[str, ...]:
    """At most n questions that, asked next in the conversation with what the reader has ``chosen``,
    are answered by quoting from words that this answer does not cite. No more are tried once they
    are not ``wanted``."""
    candidates = takewhile(lambda _: wanted(), islice(_candidates(answer), _TRIED))
    return tuple(islice((q for q in candidates if _leads_on(q, answer, answerer, chosen)), n))


def _candidates(answer: Answer) -> Iterator[str]:
    if answer.status is Status.NOT_FOUND:
        yield from dict.fromkeys([*_instead(answer), *_of_asked(answer), *_of_titles(answer)])
        return
    for pair in zip_longest(_of_actors(answer), _of_titles(answer)):
        yield from (each for each in pair if each is not None)


def _instead(answer: Answer) -> Iterator[str]:
    """After a silence: the articles that mention what it was asked about."""
    for each in answer.instead:
        yield from _of_title(each.title)


def _of_asked(answer: Answer) -> Iterator[str]:
    """And the countries it was asked about, where the nearest passages speak of them."""
    spoken_of = {actor for each in answer.passages for actor in actors_in(each.text)}
    for actor in dict.fromkeys(actors_in(answer.understood.text)):
        if actor in spoken_of:
            yield f"What did {with_article(actor)} say?"


def _of_actors(answer: Answer) -> Iterator[str]:
    """Countries that the passages speak of most and the answer does not."""
    asked = "\n".join(turn.text for turn in answer.turns if turn.role == "user")
    told = set(actors_in(f"{asked}\n{answer.understood.text}\n{answer.text}"))
    asks_of_one = bool(actors_in(answer.understood.text))
    named = Counter(actor for each in answer.passages for actor in actors_in(each.text))
    for actor, _ in named.most_common():
        if actor not in told:
            name = with_article(actor)
            yield f"What about {name}?" if asks_of_one else f"What did {name} say?"


def _of_titles(answer: Answer) -> Iterator[str]:
    """Articles that were found and are not cited, the best first."""
    cited = {each.article_id for each in answer.citations}
    for article_id in dict.fromkeys(each.article_id for each in answer.passages):
        title = next(each.title for each in answer.passages if each.article_id == article_id)
        if article_id not in cited:
            yield from _of_title(title)


def _of_title(title: str | None) -> Iterator[str]:
    if title and len(title) <= _LONGEST_TITLE:
        yield f"What is reported on “{title}”?"


def _leads_on(question: str, answer: Answer, answerer: Answerer, chosen: Filter | None) -> bool:
    known = {(each.article_id, each.start, each.end) for each in answer.citations}
    for event in answerer.quoting(question, answer.turns, chosen):
        if isinstance(event, Done):
            new = {(each.article_id, each.start, each.end) for each in event.answer.citations}
            return event.answer.status is Status.ANSWERED and not new <= known
    return False
