"""What the page says where it lists every sentence in which somebody speaks."""

from __future__ import annotations

from rag.page.words import count, listed
from rag.types import Statements

SPEAKERS = "Who says what"
FIELD = "Everything said by"
HINT = "A person, a body or a country, such as Lavrov, NATO or Japan."
SHOW = "Show"
MORE = "Older articles"
FIRST = "From the newest"
ALL_OF = "all they say"
NOTHING_HERE = "In these articles the name stands, but no sentence is theirs."


def all_of(speaker: str) -> str:
    """The name of the link beside a speaker."""
    return f"Every sentence where {speaker} speaks"


def found(held: Statements, begun: int) -> str:
    """How many sentences, and of how many articles."""
    if not held.articles:
        return f"No article names {held.speaker}."
    sentences = count(len(held.citations), "sentence")
    if not begun and held.after is None:
        return f"{sentences}: all that {held.speaker} says in the {named(held.articles)}."
    which = f"{begun + 1:,} to {held.read:,} of the {named(held.articles)}"
    return f"{sentences} in articles {which}, the newest first."


def named(articles: int) -> str:
    return f"{count(articles, 'article')} that name{'s' if articles == 1 else ''} them"


def spelled(held: Statements) -> str | None:
    """Under which other names it was looked for."""
    others = held.names[1:6]
    return f"Also looked for as {listed(others, 'or')}." if others else None
