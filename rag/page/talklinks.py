"""Addresses of conversations, of what is made of them, and of a question with its filters."""

from __future__ import annotations

from urllib.parse import urlencode

from rag.page.talk import Filters, Place

TALKS = "/conversations"
EXPORT = "/export"
OPINION = "/opinion"


def of_talk(conversation: str) -> str:
    """Opens a conversation of the reader's own."""
    return f"/?{urlencode({'talk': conversation})}"


def of_question(question: str, filters: Filters) -> str:
    """Opens the page with the question written and its filters set; it asks nothing by itself."""
    query = [("q", question), *(("source", name) for name in filters.outlets)]
    days = (("since", filters.since), ("until", filters.until))
    query += [(name, day.isoformat()) for name, day in days if day]
    query += [("language", each) for each in filters.languages]
    query += [("undated", "too")] if filters.undated else []
    query += [("article", each) for each in filters.articles]
    return f"/?{urlencode(query)}"


def of_export(conversation: str, form: str, place: Place | None = None) -> str:
    """Brings a conversation, or one answer of it, as a file."""
    query = {"talk": conversation, "form": form}
    if place is not None:
        query["n"] = str(place.n)
    return f"{EXPORT}?{urlencode(query)}"
