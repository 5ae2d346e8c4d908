"""What the page says of named collections."""

from __future__ import annotations

from rag.bylines import day
from rag.page.filterwords import languages_set
from rag.page.words import count, listed
from rag.types import NamedCollection

COLLECTIONS = "Collections"
NONE = "No articles were given a name yet."
HOW = "Tick articles in the list and give them a name, to ask over them by it."
HOW_COMMAND = "rag collections add NAME ARTICLE..."
ASK = "Ask over it"
NAME = "Name"
KEEP = "Keep under this name"
RENAME = "Rename"
REMOVE = "Remove the name"
SHARED = "Whoever reads this library sees these names. Removing one leaves its articles."


def holds(held: NamedCollection) -> str:
    """What is in it."""
    if not (held.source or held.since or held.until or held.language):
        return count(len(held.articles), "article")
    told = (
        f"from {listed(list(held.source), 'or')}" if held.source else "",
        f"since {day(held.since)}" if held.since else "",
        f"until {day(held.until)}" if held.until else "",
        f"in {languages_set(held.language)}" if held.language else "",
        "undated ones too" if held.undated else "",
    )
    return f"articles {', '.join(each for each in told if each)}"


def more(name: str) -> str:
    """The name of what unfolds beside a collection."""
    return f"Rename or remove “{name}”"


def named(name: str, n: int) -> str:
    """On the button under the field, while a collection is asked over."""
    return f"“{name}” ({n:,})"
