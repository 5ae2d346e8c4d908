"""What makes an article the same one tomorrow: its given id, else its URL, else its path."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from urllib.parse import SplitResult, parse_qsl, quote, urlencode, urlsplit, urlunsplit

from rag.intake.canonical import canonical_line
from rag.types import Article, plain

# Parameters that name the reader's way to a page, not the page.
_TRACKING = re.compile(
    r"utm_\w+|fbclid|gclid|dclid|gbraid|wbraid|msclkid|twclid|yclid|igshid|mc_cid|mc_eid"
    r"|ncid|cmpid|ns_campaign|ns_mchannel|ns_source|_ga|_gl|mkt_tok|ref_src|s_cid|smid|taid|guccounter",
    re.IGNORECASE,
)
_PORTS = {"http": 80, "https": 443}
_HOST = re.compile(r"[a-z0-9._-]+|\[[0-9a-f:.]+\]")


def canonical_url(url: str) -> str | None:
    """The address that copies of a link share; None when it is no http(s) address.

    Scheme and host in lower case, no default port, no fragment, no tracking parameters, no
    trailing slash. Parameters keep their order: some sites read meaning from it.
    """
    try:
        return _canonical_url(urlsplit(canonical_line(url)))
    except ValueError:
        return None


def _canonical_url(parts: SplitResult) -> str | None:
    scheme, host = parts.scheme.lower(), (parts.hostname or "").rstrip(".")
    if scheme not in _PORTS or not host or parts.username is not None:
        return None
    host = f"[{host}]" if ":" in host else host.encode("idna").decode().lower()
    if not _HOST.fullmatch(host):
        return None
    netloc = host if parts.port in (None, _PORTS[scheme]) else f"{host}:{parts.port}"
    return urlunsplit((scheme, netloc, _path(parts), _query(parts), ""))


def _path(parts: SplitResult) -> str:
    return quote(parts.path, safe="/%:@!$&'()*+,;=~-._").rstrip("/")


def _query(parts: SplitResult) -> str:
    if not any(_TRACKING.fullmatch(pair.partition("=")[0]) for pair in parts.query.split("&")):
        return quote(parts.query, safe="%:@!$&'()*+,;=~-._/?")
    pairs = parse_qsl(parts.query, keep_blank_values=True, max_num_fields=1000)
    return urlencode([(key, value) for key, value in pairs if not _TRACKING.fullmatch(key)])


def path_id(*parts: str) -> str:
    """A path's id: POSIX, NFC, from the name of the folder that was given."""
    return unicodedata.normalize("NFC", "/".join(part for part in parts if part))


def fingerprint(article: Article) -> str:
    """SHA-256 of what a reader can see of an article; not of where it lay or how it was read."""
    seen = [
        article.title,
        article.text,
        canonical_url(article.url) if article.url else None,
        article.source,
        article.credits,
        article.authors,
        article.published,
        article.language,
    ]
    line = json.dumps(plain(seen), ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(line.encode()).hexdigest()
