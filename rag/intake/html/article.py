"""A page as an article: parsed, its body found, its fields read; or why it holds none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rag.intake.canonical import PARAGRAPH, canonical
from rag.intake.draft import Draft, Hints, Limits, Unreadable
from rag.intake.html.body import paragraphs, seen
from rag.intake.html.evidence import Sight
from rag.intake.html.fields import fields
from rag.intake.html.page import parsed
from rag.intake.html.refusal import offered, refusal


def draft(data: bytes, hints: Hints, limits: Limits) -> Draft:
    """The article of a page's bytes; ``text`` is canonical. Raises Unreadable.

    ``hints.charset`` is what the server said of its encoding, ``hints.url`` the address it came
    from. Unreadable says what the page is where it is no article: a list of articles, a wall, an
    error, a shell that a script would fill.
    """
    if len(data) > limits.file:
        raise Unreadable(f"over {limits.file:,} bytes; no article is")
    page = parsed(data, hints.charset, hints.url)
    sight = seen(page, limits)
    found = _canonical(paragraphs(sight))
    if reason := refusal(page, sight, found):
        raise Unreadable(reason + offered(page))
    made = fields(page, found)
    if not made.text:
        raise Unreadable("no article text in the page; only a title or a byline")
    text = canonical(made.text)
    return replace(made, text=text, found={**made.found, "text": _how(sight, found, text)})


def _how(sight: Sight, found: list[str], text: str) -> str:
    """Where the text was found, in words."""
    count = text.count(PARAGRAPH) + 1
    told = bool(found) and found == _canonical(sight.declared_body)
    where = (
        "the page's structured data, which say more than it shows" if told else "the page's article"
    )
    return f"HTML; {count} paragraph{'s' * (count != 1)} of {where}"


def _canonical(found: Sequence[str]) -> list[str]:
    """Each paragraph in canonical form and in one piece; those with nothing to see are left out."""
    return [each for text in found if (each := canonical(text).replace(PARAGRAPH, "\n"))]
