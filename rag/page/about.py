"""What is known of one article and how: fields, places, near copies, revisions."""

from __future__ import annotations

from collections.abc import Iterator

from rag.markup import Child, Html, tag
from rag.page import links, shelfwords, words
from rag.types import Article, Copy, Dossier, differing


def notice(held: Dossier) -> Html | None:
    """Above a text that is not the current one: that it is older, and the way to the current."""
    if not held.older:
        return None
    said = shelfwords.age(held.article.revision, held.current)
    link = None
    if held.current is not None:
        link = tag("a", shelfwords.OPEN_CURRENT, href=links.of_article(held.article.id))
    return tag("p", said, " " if link else None, link, class_="older", role="note")


def about(held: Dossier) -> Html:
    """The particulars, folded away until they are wanted."""
    brief = shelfwords.about(len(held.copies), len(held.revisions) - 1)
    return tag(
        "details",
        tag("summary", shelfwords.ABOUT, tag("span", f": {brief}") if brief else None),
        tag("dl", *_rows(held.article)),
        *_copies(held),
        *_revisions(held),
        class_="about",
    )


def _rows(article: Article) -> Iterator[Html]:
    named, unknown = shelfwords.NONE_NAMED, shelfwords.UNKNOWN
    modified = words.when(article.modified) if article.modified else unknown
    published = words.when(article.published) if article.published else unknown
    yield _row("Title", article, "title", article.title or unknown)
    yield _row("Outlet", article, "source", article.source or unknown)
    yield _row("Credits", article, "credits", words.listed(article.credits) or named)
    yield _row("Authors", article, "authors", words.listed(article.authors) or named)
    yield _row("Published", article, "published", published)
    yield _row("Last changed", article, "modified", modified)
    yield _row("Language", article, "language", article.language or unknown)
    yield _row("Address", article, "url", _address(article))
    yield _row("Text", article, "text", words.count(len(article.text.split()), "word"))
    yield _row("Id", article, "id", tag("code", article.id))
    places = article.locations or (article.location,)
    yield _pair(shelfwords.PLACES, tag("ul", *(tag("li", _place(each)) for each in places)))


def _row(name: str, article: Article, field: str, value: Child) -> Html:
    how = article.found.get(field)
    return _pair(name, value, tag("span", f" ({how})", class_="how") if how else None)


def _pair(name: str, *children: Child) -> Html:
    return tag("div", tag("dt", name), tag("dd", *children, dir="auto"))


def _address(article: Article) -> Child:
    return _place(article.url) if article.url else shelfwords.UNKNOWN


def _place(location: str) -> Html:
    return tag("span", shelfwords.place(location), title=shelfwords.whole_place(location))


def _copies(held: Dossier) -> Iterator[Html]:
    if held.copies:
        yield tag("h3", shelfwords.COPIES)
        yield tag("ul", *map(_copy, held.copies), class_="others")


def _copy(copy: Copy) -> Html:
    label = copy.title or shelfwords.place(copy.location)
    return tag(
        "li",
        tag("a", label, href=links.of_article(copy.article_id), dir="auto"),
        tag("p", shelfwords.origin_of(copy), " · ", shelfwords.common(copy.share), dir="auto"),
    )


def _revisions(held: Dossier) -> Iterator[Html]:
    if len(held.revisions) > 1:
        yield tag("h3", shelfwords.TEXTS)
        yield tag("ul", *(_revision(each, held) for each in held.revisions), class_="others")


def _revision(text: Article, held: Dossier) -> Html:
    is_current = text.revision == held.current
    name = f"Revision {text.revision}{', current' if is_current else ''}"
    shown = text.revision == held.article.revision
    revision = None if is_current else text.revision
    link = tag("a", name, href=links.of_article(text.id, revision))
    said = [words.when(text.published), None if is_current else _other(text, held)]
    return tag(
        "li",
        tag("span", name, " (shown here)", aria_current="true") if shown else link,
        tag("p", " · ".join(part for part in said if part), dir="auto"),
    )


def _other(text: Article, held: Dossier) -> str:
    """What sets it apart from the newest, and its title when that is another."""
    fields = differing(text, held.revisions[0])
    titled = f": “{text.label}”" if "title" in fields else ""
    return shelfwords.other(fields) + titled
