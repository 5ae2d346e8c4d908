"""Addresses of exact words: which article, which revision, which characters."""

from __future__ import annotations

from urllib.parse import urlencode, urlsplit

from rag.types import Citation

READ = "/read"


def of_citation(citation: Citation) -> str:
    """Opens the cited words on the page; a path without its server."""
    mark = f"{citation.n}:{citation.start}-{citation.end}"
    query = {"article": citation.article_id, "revision": citation.revision, "mark": mark}
    return f"{READ}?{urlencode(query)}"


def is_web(url: str) -> bool:
    """Whether a link may be offered: http or https, with a host, and nothing hidden in it."""
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(host) and parts.username is None
