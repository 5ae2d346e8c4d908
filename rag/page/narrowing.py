"""What the filters of a question left out, and which articles they name."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from rag.errors import BylineError
from rag.markup import Html, tag
from rag.page import choosingwords, filterwords, gatheredwords, talklinks, words
from rag.page.choosing import chosen_list
from rag.page.filtering import chosen_ids
from rag.page.gathered import collections_list
from rag.page.talk import Exchange, Filters
from rag.types import NamedCollection, Status

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
            left = rag.coverage(**bounds(filters)).articles
    return words.holds(held, tuple(rag.sources()), left)


def bounds(filters: Filters) -> dict[str, Any]:
    """The filters as `Rag` takes them."""
    days = {"since": filters.since, "until": filters.until, "undated": filters.undated}
    return {**days, **_places(filters)}


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


def narrowed(rag: Rag, filters: Filters) -> Html:
    """What the next question is narrowed to, with the way back to all articles. What it holds for
    the page's script, the filters as an address has them, is there without a filter, too."""
    query = talklinks.of_filters(filters)
    if not filters:
        return tag("p", id="only", data_query=query, hidden=True)
    back = tag(
        "button",
        filterwords.ALL_ARTICLES,
        type="button",
        data_press="widen",
        data_clear_ticks=True,
    )
    said = tag("span", filterwords.only(filters, _named(rag, filters)), dir="auto")
    return tag("p", said, back, id="only", role="status", data_query=query)


def gathered(rag: Rag) -> tuple[int, Html]:
    """How many collections there are, and the list of them under the field."""
    with suppress(BylineError):
        held = rag.collections()
        return len(held), collections_list(held)
    return 0, Html("")


def _named(rag: Rag, filters: Filters) -> str:
    """The name of the collection that just these filters are; empty where they are none."""
    if filters.articles and filters == Filters(articles=filters.articles):
        return _name_of(rag, {*filters.articles})
    with suppress(BylineError):
        named = (each.name for each in rag.collections() if filters_of(each) == filters)
        return next(named, "")
    return ""


def filters_of(held: NamedCollection) -> Filters:
    """A collection as what is set beside a question."""
    return Filters(held.source, held.since, held.until, held.language, held.undated, held.articles)


def _name_of(rag: Rag, ids: set[str]) -> str:
    """The name of the collection that just these articles are; empty where they are none."""
    with suppress(BylineError):
        named = (each.name for each in rag.collections() if ids and ids == {*each.articles})
        return next(named, "")
    return ""
