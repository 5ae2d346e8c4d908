"""What the filters of a question left out, and which articles they name."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from rag.errors import BylineError
from rag.markup import Html
from rag.page.choosing import chosen_list
from rag.page.filtering import chosen_ids
from rag.page.talk import Exchange

if TYPE_CHECKING:
    from rag.assistant import Rag


def left_out(rag: Rag, exchange: Exchange) -> int:
    """How many undated articles the days of a question left out."""
    filters = exchange.filters
    if exchange.running or filters.undated or not (filters.since or filters.until):
        return 0
    with suppress(BylineError):
        outlets, languages = filters.outlets or None, filters.languages or None
        chosen = filters.articles or None
        return rag.coverage(source=outlets, language=languages, articles=chosen).undated
    return 0


def ticked(rag: Rag, ids: str | None) -> tuple[int, Html]:
    """The ticked articles that are still there, counted and listed."""
    found = []
    for each in chosen_ids(ids):
        with suppress(BylineError):
            found.append(rag.article(each))
    return len(found), chosen_list(found)
