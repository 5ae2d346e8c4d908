"""The wording of documents that is not an answer's own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from rag.bylines import day, listed
from rag.types import Ending, Fate

SOURCES = "Sources"
UNDERSTOOD = "Understood as:"
NOT_COVERED = "Not covered: "
DIFFER = "Accounts differ: "
EXACT = "The exact words in the article"
ENDINGS = {
    Ending.ANSWERED: "The answer was erased with an article it rested on",
    Ending.STOPPED: "Stopped by the reader",
    Ending.FAILED: "Not answered",
    Ending.INTERRUPTED: "Interrupted",
}
_FATES = {
    Fate.CHANGED: "has a newer text since; what is quoted stands in the one it was taken from",
    Fate.REMOVED: "was taken out of the library since",
    Fate.ERASED: "was erased since",
}


def mode(name: str) -> str:
    """What answered."""
    return "quotes, no model" if name == "quotes" else f"written by {name.removeprefix('openai:')}"


def asked(at: str) -> str:
    return f"asked {at}"


def filters(outlets: Sequence[str], since: date | None, until: date | None) -> str:
    """What the reader set beside the question; empty where nothing was."""
    named = [f"only {listed(list(outlets), 'or')}"] if outlets else []
    first = [f"from {day(since)}"] if since else []
    last = [f"until {day(until)}"] if until else []
    return ", ".join([*named, *first, *last])


def fate(label: str, what: Fate) -> str:
    """What became of an article that is quoted."""
    return f"“{label}” {_FATES[what]}."


def span(article_id: str, revision: int, start: int, end: int) -> str:
    """Where the words stand, where there is no page to link to."""
    return f"({article_id}, revision {revision}, characters {start} to {end})"
