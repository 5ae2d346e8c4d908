"""Small pages for the tests of what a page says of its article."""

from __future__ import annotations

import json
from collections.abc import Sequence

from rag.intake.draft import Draft
from rag.intake.html.fields import fields
from rag.intake.html.page import parsed

BODY = (
    "The harbour of Norvik will close for repairs in the spring, the port authority said.",
    "Fishing boats are to move to the southern basin until the new breakwater is finished.",
    "Residents had asked for the work since the storms of two winters ago.",
)


def page(
    head: str = "", above: str = "", below: str = "", lang: str = "", body: Sequence[str] = BODY
) -> str:
    """A page with these elements in its head, above and below the paragraphs of an article."""
    text = "".join(f"<p>{paragraph}</p>" for paragraph in body)
    attribute = f' lang="{lang}"' if lang else ""
    return (
        f"<!DOCTYPE html><html{attribute}><head>{head}</head><body>{above}"
        f"<article>{text}</article>{below}</body></html>"
    )


def ld(value: object) -> str:
    """A block of JSON-LD."""
    return f'<script type="application/ld+json">{json.dumps(value)}</script>'


def article(**said: object) -> str:
    """A block of JSON-LD about a news article."""
    return ld({"@context": "https://schema.org", "@type": "NewsArticle", **said})


def meta(name: str, content: str) -> str:
    """A meta element; names with a colon are properties."""
    attribute = "property" if ":" in name else "name"
    return f'<meta {attribute}="{name}" content="{content}">'


def told(html: str, body: Sequence[str] = BODY, url: str | None = None) -> Draft:
    """What a page says of the article with these paragraphs."""
    return fields(parsed(html.encode(), url=url), body)
