"""What the page says of articles that are ticked to ask over them alone."""

from __future__ import annotations

from rag.page.words import count

TICKED = "Ticked articles"
ASK = "Ask over these"
CLEAR = "Untick all"
ALL_AGAIN = "Ask all articles again"
HOW = "Tick articles in the library to ask over them alone."
ALL_ARTICLES = "All articles"


MANY = "# articles ticked"


def ticked(n: int) -> str:
    return f"{count(n, 'article')} ticked"


def tick(label: str) -> str:
    """The name of the box beside an article."""
    return f"Tick {label}"


def only(n: int) -> str:
    return f"Questions are answered from {count(n, 'ticked article')} alone:"


def pill(n: int) -> str:
    """On the button under the field."""
    return f"Only {count(n, 'article')}" if n else ALL_ARTICLES
