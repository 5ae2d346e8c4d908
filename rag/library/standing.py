"""Whether what is stored of a page stands against what its address gives now.

A page that was read whole may later be down, behind a wall, or cut to its first paragraphs for
those who do not pay. None of that is a new version of the article.
"""

from __future__ import annotations

from sqlalchemy import Connection, select

from rag.library.ledger import article as article_of
from rag.library.readings import stored
from rag.library.schema import articles, locations
from rag.types import Article

_STAYS = "the text stored before stays"
_LEFT = 0.5
"""Of a text's characters; when less is left of it, and nothing else is there, it was cut."""
_BEGINNING = 60
"""Characters of a paragraph that tell it, also where its end was cut off."""


def withheld(connection: Connection, article: Article) -> str | None:
    """Why an article from an address is no new version of what is stored of it, or None."""
    if not article.location.startswith(("http://", "https://")):
        return None
    known = _stored(connection, article)
    if known is None:
        return None
    from rag.intake.documents import is_fallback

    if is_fallback(article.found):
        return None if is_fallback(known.found) else _of_feed(article)
    if is_fallback(known.found) or not _read_alike(connection, article.location):
        return None
    if not _cut(known.text, article.text):
        return None
    return (
        f"its page shows {len(article.text):,} of the {len(known.text):,} characters it had, as "
        f"for readers who did not pay; {_STAYS}"
    )


def _stored(connection: Connection, article: Article) -> Article | None:
    """What the same address gave before under the same id."""
    query = (
        select(articles.c.id)
        .join(locations, locations.c.article_id == articles.c.id)
        .where(articles.c.id == article.id, articles.c.removed.is_(False))
        .where(locations.c.location == article.location)
    )
    known = connection.execute(query.limit(1)).scalar_one_or_none()
    return None if known is None else article_of(connection, known, None)


def _of_feed(article: Article) -> str:
    why = article.found["text"].partition("its page gave none: ")[2]
    reason = why.removesuffix(_STAYS).rstrip("; ") or "its page gave no text"
    return f"{reason}; {_STAYS}"


def _read_alike(connection: Connection, location: str) -> bool:
    """Whether the text was read by the present rules: others may have taken in too much."""
    from rag.intake.marks import by_these_rules

    known = stored(connection, location, "")
    return known is not None and by_these_rules(known)


def _cut(before: str, after: str) -> bool:
    if len(after) >= _LEFT * len(before):
        return False
    paragraphs = after.split("\n\n")
    same = sum(len(each) for each in paragraphs if each[:_BEGINNING] in before)
    return same >= _LEFT * len(after)
