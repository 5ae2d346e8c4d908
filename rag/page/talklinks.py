"""Addresses of conversations, of what is made of them, and of a question with its filters."""

from __future__ import annotations

from urllib.parse import urlencode

from rag.page.talk import Filters, Place

TALKS = "/conversations"
EXPORT = "/export"
OPINION = "/opinion"
LONGEST_QUERY = 6000
"""Characters; servers and proxies refuse what is much longer."""


def of_talk(conversation: str) -> str:
    """Opens a conversation of the reader's own."""
    return f"/?{urlencode({'talk': conversation})}"


def of_question(question: str, filters: Filters) -> str:
    """Opens the page with the question written and its filters set; it asks nothing by itself."""
    return f"/?{urlencode([('q', question), *_query(filters)])}"


def of_filters(filters: Filters) -> str:
    """Filters as an address has them behind its question mark; empty where they are too long for
    one, as many ticked articles are."""
    query = urlencode(_query(filters))
    return query if len(query) <= LONGEST_QUERY else ""


def _query(filters: Filters) -> list[tuple[str, str]]:
    query = [("source", name) for name in filters.outlets]
    days = (("since", filters.since), ("until", filters.until))
    query += [(name, day.isoformat()) for name, day in days if day]
    query += [("language", each) for each in filters.languages]
    query += [("undated", "too")] if filters.undated else []
    return [*query, *(("article", each) for each in filters.articles)]


def of_export(conversation: str, form: str, place: Place | None = None) -> str:
    """Brings a conversation, or one answer of it, as a file."""
    query = {"talk": conversation, "form": form}
    if place is not None:
        query["n"] = str(place.n)
    return f"{EXPORT}?{urlencode(query)}"
