"""What the filters of a question left out, and which articles they name."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from rag.errors import BylineError
from rag.markup import Html
from rag.page import choosingwords, gatheredwords
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
