"""The wording of documents that is not an answer's own."""

from __future__ import annotations

from rag.bylines import day, listed
from rag.types import Ending, Fate, PastExchange, Step

SOURCES = "Sources"
UNDERSTOOD = "Understood as:"
NOT_COVERED = "Not covered: "
DIFFER, DEVELOPED = "Accounts differ: ", "This has developed: "
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


def filters(set_: PastExchange) -> str:
    """What the reader set beside the question; empty where nothing was."""
    ticked = len(set_.articles)
    told = (
        f"only {listed(list(set_.outlets), 'or')}" if set_.outlets else "",
        f"in the language {listed(list(set_.languages), 'or')}" if set_.languages else "",
        f"from {day(set_.since)}" if set_.since else "",
        f"until {day(set_.until)}" if set_.until else "",
        "undated articles too" if set_.undated and (set_.since or set_.until) else "",
        f"of {ticked} ticked article{'s' if ticked > 1 else ''} alone" if ticked else "",
    )
    return ", ".join(each for each in told if each)


def step(n: int, told: Step) -> str:
    """``earlier, 9 May 2023: “Twelve people” [1]``, then ``on 11 May 2023: “19” [3]``."""
    at = f"{'on' if n else 'earlier,'} {day(told.published)}" if told.published else ""
    marks = "".join(f" [{each}]" for each in told.citations)
    return f"{at or ('later' if n else 'earlier')}: “{told.said}”{marks}"


def fate(label: str, what: Fate) -> str:
    """What became of an article that is quoted."""
    return f"“{label}” {_FATES[what]}."


def span(article_id: str, revision: int, start: int, end: int) -> str:
    """Where the words stand, where there is no page to link to."""
    return f"({article_id}, revision {revision}, characters {start} to {end})"
