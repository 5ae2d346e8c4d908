"""The address a page gives as its own; a fetched page may name only one of its own site."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

from rag.intake.html.fields.about import About
from rag.intake.html.fields.said import Said
from rag.intake.identity import canonical_url


def address(about: About, url: str | None) -> Said[str] | None:
    """The canonical address: what the page says, where it may; else where it was fetched."""
    fetched = canonical_url(url) if url else None
    for given, how in _given(about):
        said = _absolute(given, fetched or about.signals.saved_from)
        if said and _is_of(said, fetched):
            return Said(said, how)
    return Said(fetched, "the address it was fetched from") if fetched else None


def _given(about: About) -> Iterator[tuple[object, str]]:
    signals = about.signals
    for href in _one(signals.links.get("canonical", [])):
        yield href, "link rel=canonical"
    for name in ("og:url", "twitter:url", "parsely-link", "weibo:article:url", "dc.identifier"):
        for text in _one(signals.said(name)):
            yield text, f"meta {name}"
    for thing in about.things[:2]:
        page = thing.get("mainEntityOfPage")
        for each in (page.get("@id") if isinstance(page, dict) else page, thing.get("url")):
            yield each, "JSON-LD mainEntityOfPage"
    if signals.saved_from:
        yield signals.saved_from, "the comment of the program that saved it"


def _one(values: list[str]) -> list[str]:
    """The values, when they are one address: a page that gives two gives none."""
    return values[:1] if len({canonical_url(each) or each for each in values}) == 1 else []


def _absolute(given: object, base: str | None) -> str | None:
    if not isinstance(given, str) or len(given) > 4000 or not given.strip():
        return None
    given = given.strip()
    try:
        whole = urljoin(base, given) if base else given
    except ValueError:
        return None
    if base is None and given.startswith("//"):
        whole = "https:" + given
    return canonical_url(whole)


def _is_of(said: str, fetched: str | None) -> bool:
    """Whether an address may be the page's: not the site's front page, and of the same site."""
    parts = urlsplit(said)
    front = not parts.path.strip("/") and not parts.query
    if fetched is None:
        return not front
    own = urlsplit(fetched)
    if front and (own.path.strip("/") or own.query):
        return False
    return parts.hostname == own.hostname or site(said) == site(fetched) is not None


def site(url: str) -> str | None:
    """The registrable domain of an address (``bbc.co.uk``); None when it has none."""
    from tld import get_fld

    domain: str | None = get_fld(url, fail_silently=True, search_private=True)
    return domain
