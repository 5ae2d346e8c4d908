"""What a web page says of its article, each field with how it was found.

The order of trust: JSON-LD, meta elements, microdata, the address, bylines, datelines. What no
place says is None; the time of fetching and the host's name are never used.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rag import agencies
from rag.intake import attribution
from rag.intake.draft import Draft
from rag.intake.html.fields.about import About, about
from rag.intake.html.fields.address import address
from rag.intake.html.fields.credits import credited
from rag.intake.html.fields.opening import without_opening
from rag.intake.html.fields.outlet import carried, names, outlet
from rag.intake.html.fields.people import people
from rag.intake.html.fields.said import Said
from rag.intake.html.fields.title import title
from rag.intake.html.fields.tongue import tongue
from rag.intake.html.fields.walk import signals
from rag.intake.html.fields.when import modified, published
from rag.intake.html.page import Page
from rag.intake.text.heading import Told

__all__ = ["fields"]


def fields(page: Page, paragraphs: Sequence[str]) -> Draft:
    """The article of a page, whose text is these paragraphs without what is not its text.

    Marks of agencies ("(TASS)") and lines above the first sentence that repeat the title, name
    the author or give the date leave the text; what they say is kept in the fields.
    """
    gathered = signals(page.tree)
    gathered.saved_from = page.saved or gathered.saved_from
    read = about(gathered, paragraphs, page.url)
    outlets = names(read, page.url)
    headline = title(read, outlets)
    unmarked, marks = attribution.without_marks(paragraphs)
    body, above = without_opening(unmarked, headline.value if headline else None)
    kept, more = credited(read, body, outlets)
    return _draft(read, page.url, outlets, headline, "\n\n".join(kept), above, more | marks)


def _draft(
    read: About,
    url: str | None,
    outlets: frozenset[str],
    headline: Said[str] | None,
    text: str,
    above: Told,
    marks: Mapping[str, str],
) -> Draft:
    by = people(read, outlets)
    when = published(read, url)
    if when is None and above.published:
        when = Said(above.published, above.found["published"])
    changed = modified(read, url, when.value if when else None)
    single: dict[str, Said[object] | Said[str] | None] = {
        "title": headline,
        "source": outlet(read, url),
        "url": address(read, url),
        "language": tongue(read, text),
    }
    authors = by.authors or dict.fromkeys(above.authors, above.found.get("authors", ""))
    credits = dict.fromkeys(above.credits, above.found.get("credits", ""))
    credits |= attribution.in_text(text.split("\n\n")[:200]) | by.credits | dict(marks)
    credits |= {name: how for name, how in carried(read, url).items() if name not in credits}
    credits = _each_once(credits)
    found = {name: said.how for name, said in single.items() if said}
    found |= {"published": when.how} if when else {}
    found |= {"modified": changed.how} if changed else {}
    found |= {"authors": _hows(authors)} if authors else {}
    found |= {"credits": _hows(credits)} if credits else {}
    values = {name: said.value for name, said in single.items() if said}
    return Draft(
        text=text,
        published=when.value if when else None,
        modified=changed.value if changed else None,
        authors=tuple(authors),
        credits=tuple(credits),
        found=found,
        **values,  # type: ignore[arg-type] # each is text or None
    )


def _each_once(credits: Mapping[str, str]) -> dict[str, str]:
    """The credits without second names of one agency."""
    once: dict[str, str] = {}
    for name in credits:
        once.setdefault(agencies.origin(name), name)
    return {name: credits[name] for name in once.values()}


def _hows(found: Mapping[str, str]) -> str:
    return "; ".join(dict.fromkeys(filter(None, found.values())))
