"""What the filters of a question left out, and which articles they name."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from rag.errors import BylineError
from rag.markup import Html
from rag.page import choosingwords, gatheredwords, words
from rag.page.choosing import chosen_list
from rag.page.filtering import chosen_ids
from rag.page.talk import Exchange, Filters
from rag.types import Status

if TYPE_CHECKING:
    from rag.assistant import Rag


def left_out(rag: Rag, exchange: Exchange) -> int:
    """How many undated articles the days of a question left out."""
    filters = exchange.filters
    if exchange.running or filters.undated or not (filters.since or filters.until):
        return 0
    with suppress(BylineError):
        return rag.coverage(**_places(filters)).undated
    return 0


def searched(rag: Rag, exchange: Exchange) -> str | None:
    """What was searched, under an answer that found nothing; of a filter, how much it left."""
    answer, filters = exchange.answer, exchange.filters
    if answer is None or answer.status is not Status.NOT_FOUND:
        return None
    held = rag.status()
    left = held.articles
    if filters:
        with suppress(BylineError):
            left = rag.coverage(
                since=filters.since,
                until=filters.until,
                undated=filters.undated,
                **_places(filters),
            ).articles
    return words.holds(held, tuple(rag.sources()), left)


def _places(filters: Filters) -> dict[str, Any]:
    """The filters but the days, as `Rag.coverage` takes them."""
    return {
        "source": filters.outlets or None,
        "language": filters.languages or None,
        "articles": filters.articles or None,
    }


def ticked(rag: Rag, ids: str | None) -> tuple[int, str, Html]:
    """The ticked articles that are still there: counted, what their button says, listed."""
    found = []
    for each in chosen_ids(ids):
        with suppress(BylineError):
            found.append(rag.article(each))
    name = _name_of(rag, {each.id for each in found})
    n = len(found)
    label = gatheredwords.named(name, n) if name else choosingwords.pill(n)
    return n, label, chosen_list(found, name)


def _name_of(rag: Rag, ids: set[str]) -> str:
    """The name of the collection that just these articles are; empty where they are none."""
    with suppress(BylineError):
        named = (each.name for each in rag.collections() if ids and ids == {*each.articles})
        return next(named, "")
    return ""
