"""What makes an article the same one tomorrow: its given id, else its URL, else its path."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from urllib.parse import SplitResult, quote, urlsplit, urlunsplit

from rag.intake.canonical import canonical_line
from rag.types import Article, plain

_LONGEST = 8000

# Parameters that name the reader's way to a page, not the page.
_TRACKING = re.compile(
    r"utm_\w+|fbclid|gclid|dclid|gbraid|wbraid|gad_source|gclsrc|msclkid|twclid|ttclid|yclid|igshid"
    r"|igsh|li_fat_id|mibextid|mc_cid|mc_eid|ncid|ocid|icid|intcid|cmpid|ns_(?:campaign|mchannel"
    r"|source|linkname|fee)|at_(?:medium|campaign\w*|custom\d?|link_\w+|ptr_name|bbc_team|format)"
    r"|_ga|_gl|mkt_tok|ref_src|ref_url|s_cid|smid|smtyp|taid|guccounter|guce_referrer(?:_sig)?"
    r"|pk_(?:campaign|source|medium|kwd)|_hsenc|_hsmi|hsctatracking|vero_id|oly_(?:enc|anon)_id"
    r"|fb_(?:action_ids|action_types|source|ref)|wt_mc|xtor|soc_src|soc_trk|srsltid|wprov"
    r"|__twitter_impression|amp_js_v|amp_gsa|amp_ct|usqp",
    re.IGNORECASE,
)
_AMP_PAIR = re.compile(r"amp(?:=(?:1|true|yes)?)?|(?:outputtype|output|view)=amp", re.IGNORECASE)
_PORTS = {"http": 80, "https": 443}
_HOST = re.compile(r"[a-z0-9._-]+|\[[0-9a-f:.]+\]")
_AUTHORITY = re.compile(r"(?:[^\[\]@]{1,1000}|\[[^\[\]]{1,60}\](?::\d{0,5})?)")
_ESCAPE = re.compile(r"%([0-9a-fA-F]{2})?")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_MOBILE = frozenset("m mobile touch amp".split())
_CACHED = re.compile(r"/[cv]/(s/)?([^/]+)(/.*)?")  # the AMP cache, c for content and v for viewer
_CARRIED = re.compile(r"/amp/(s/)?([^/]+\.[^/]+)(/.*)?")  # a search engine's own frame for it
_CARRIERS = frozenset("google.com www.google.com bing.com www.bing.com".split())
_CACHE = "cdn.ampproject.org"


def canonical_url(url: str) -> str | None:
    """The address that copies of a link share; None when it is no http(s) address.

    Scheme and host in lower case, no default port, no fragment (a hash-bang names a page and
    stays), no tracking parameters, no trailing slash, no ``index.html``; escapes as RFC 3986,
    section 6.2.2 has them. AMP pages and mobile hosts become the page they are a form of.
    Parameters keep their order: some sites read meaning from it. What it returns, it leaves alone.
    """
    if len(url) > _LONGEST:
        return None
    held = canonical_line(url)
    try:
        while (folded := _canonical_url(urlsplit(held))) not in (None, held):
            held = folded or ""
    except ValueError:
        return None
    return folded


def _canonical_url(parts: SplitResult) -> str | None:
    scheme, host = parts.scheme.lower(), (parts.hostname or "").rstrip(".")
    if scheme not in _PORTS or not host or parts.username is not None:
        return None
    host = f"[{host}]" if ":" in host else _ascii(host)
    if not _HOST.fullmatch(host) or not _AUTHORITY.fullmatch(parts.netloc):
        return None
    path = _path(parts.path)
    if carried := _carried(host, path):
        return carried + (f"?{parts.query}" if parts.query else "")
    host = _desktop(host)
    netloc = host if parts.port in (None, _PORTS[scheme]) else f"{host}:{parts.port}"
    bang = _escaped(parts.fragment) if parts.fragment.startswith("!") else ""
    return urlunsplit((scheme, netloc, _without_form(path), _query(parts.query), bang))


def _ascii(host: str) -> str:
    """A host as the network knows it (UTS 46, non-transitional). Raises ValueError for none."""
    if host.isascii():
        return host.lower()
    import idna

    return idna.encode(host, uts46=True).decode("ascii")


def _carried(host: str, path: str) -> str | None:
    """The address that an AMP cache or a search engine's frame holds a page of."""
    cached = host == _CACHE or host.endswith("." + _CACHE)
    found = (
        (_CACHED if cached else _CARRIED).fullmatch(path) if cached or host in _CARRIERS else None
    )
    if not found:
        return None
    inner = found[2].lower()
    # The cache names the page's host twice: an address where the two differ is made up.
    label = inner.replace("-", "--").replace(".", "-")
    if cached and host not in (_CACHE, f"{label}.{_CACHE}"):
        return None
    return f"{'https' if found[1] else 'http'}://{inner}{found[3] or ''}"


def _desktop(host: str) -> str:
    """The host of the page for desktops: ``m.paper.com``, ``en.m.paper.org``; not ``m.com``."""
    labels = host.split(".")
    at = next((n for n in (0, 1) if n < len(labels) - 2 and labels[n] in _MOBILE), None)
    domain = _registrable(host) if at is not None else None
    rest = labels[at + 1 :] if at is not None else []
    if at is None or domain is None or len(domain.split(".")) > len(rest):
        return host
    if at == 0 and ".".join(rest) == domain:
        return f"www.{domain}"
    return ".".join(labels[:at] + rest)


def _registrable(host: str) -> str | None:
    from tld import get_fld

    domain: str | None = get_fld(f"https://{host}", fail_silently=True, search_private=True)
    return domain


def _path(path: str) -> str:
    """The path with its escapes and its dots resolved."""
    kept: list[str] = []
    for segment in _escaped(path).split("/"):
        if segment == "..":
            del kept[max(1, len(kept) - 1) :]
        elif segment != ".":
            kept.append(segment)
    return "/".join(kept)


def _without_form(path: str) -> str:
    """The path without what only says which form of the page it is."""
    path = path.rstrip("/")
    head, _, last = path.rpartition("/")
    lowered = last.lower()
    if lowered in ("index.html", "index.htm") or (last == "amp" and head.strip("/")):
        return head.rstrip("/")
    for ending, kept in ((".amp.html", ".html"), (".amp.htm", ".htm"), (".amp", "")):
        if lowered.endswith(ending) and len(last) > len(ending):
            return f"{head}/{last[: -len(ending)]}{kept}"
    return path


def _query(query: str) -> str:
    pairs = [pair for pair in query.split("&") if pair and not _AMP_PAIR.fullmatch(pair)]
    return "&".join(_escaped(p) for p in pairs if not _TRACKING.fullmatch(p.partition("=")[0]))


def _escaped(text: str) -> str:
    """Text with upper-case escapes, and none where none is needed."""

    def escape(found: re.Match[str]) -> str:
        if found[1] is None:
            return "%25"
        char = chr(int(found[1], 16))
        return char if char in _UNRESERVED else f"%{found[1].upper()}"

    return quote(_ESCAPE.sub(escape, text), safe="/%:@!$&'()*+,;=~-._?")


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
