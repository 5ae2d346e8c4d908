"""What the page says where it lists every sentence in which somebody speaks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from rag.bylines import day
from rag.page.words import count, listed
from rag.types import Spoken, Statements

SPEAKERS = "Who says what"
FIELD = "Everything said by"
HINT = "A person, a body or a country, such as Lavrov, NATO or Japan."
ABOUT = "about (all if empty)"
SHOW = "Show"
MORE = "Older articles"
FIRST = "From the newest"
ALL_OF = "everything they say"
NOTHING_HERE = "In these articles the name stands, but no sentence is theirs."


def all_of(speaker: str) -> str:
    """The name of the link beside a speaker."""
    return f"Every sentence where {speaker} speaks"


def all_sentences(spoken: Spoken, *, everywhere: bool) -> str:
    """The link under an answer that quotes the first of them: "All 23 sentences". The list is of
    ``everywhere`` where only ticked articles were asked, which no link carries."""
    if everywhere:
        return f"All that {spoken.speaker} says, in every article"
    if spoken.read < spoken.articles:
        return "All sentences, article by article"
    return f"All {count(spoken.sentences, 'sentence')}"


def found(held: Statements, begun: int) -> str:
    """How many sentences, and of how many articles."""
    about = f" about “{held.about}”" if held.about else ""
    if not held.articles:
        return f"No article names {held.speaker}{about and f' and tells{about}'}."
    sentences = count(len(held.citations), "sentence")
    if not begun and held.after is None:
        return f"{sentences}: all that {held.speaker} says{about} in the {named(held.articles)}."
    which = f"{begun + 1:,} to {held.read:,} of the {named(held.articles)}"
    return f"{sentences} in articles {which}, the newest first."


def within(
    sources: Sequence[str], since: date | None, until: date | None, languages: Sequence[str]
) -> str:
    """Of which articles alone the sentences are; empty where of all."""
    told = (
        f"from {listed(list(sources), 'or')}" if sources else "",
        f"since {day(since)}" if since else "",
        f"until {day(until)}" if until else "",
        f"in {listed(list(languages), 'or')}" if languages else "",
    )
    shown = ", ".join(each for each in told if each)
    return f"Only articles {shown}." if shown else ""


def named(articles: int) -> str:
    return f"{count(articles, 'article')} that name{'s' if articles == 1 else ''} them"


def spelled(held: Statements) -> str | None:
    """Under which other names it was looked for."""
    others = held.names[1:6]
    return f"Also looked for as {listed(others, 'or')}." if others else None
