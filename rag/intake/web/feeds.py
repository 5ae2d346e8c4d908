"""RSS and Atom: what a feed says of its articles. Nothing is fetched here.

Bytes go ``prolog`` (decoded, declarations refused or dropped) -> feedparser -> ``Feed``.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

from rag.intake import dates, language
from rag.intake.content import HEAD, Content, content_of
from rag.intake.draft import Unreadable
from rag.intake.identity import canonical_url
from rag.intake.web import feedtext
from rag.intake.web.addresses import target
from rag.intake.web.prolog import document
from rag.types import Moment, plain

LARGEST = 10_000_000
"""Bytes of a feed that is read; the largest in use hold a tenth of it."""
MOST = 1000
"""Entries that are read; a feed has its newest first."""

_MAILBOX = re.compile(r"[^\s@()]{1,200}@[^\s@()]{1,200}(?: ?\((?P<name>[^()]{1,200})\))?")
_NO_ONE = frozenset(("unknown", "noreply", "admin", "editor", "webmaster"))


@dataclass(frozen=True, slots=True)
class Entry:
    """One article as its feed tells of it. Unknown is None."""

    url: str | None
    """The canonical address of its page, http or https: what it is known by."""
    title: str | None = None
    text: str = ""
    """The feed's own text in canonical paragraphs, without markup; empty when there is none."""
    whole: bool = False
    """Whether that is the article's whole text, as the feed says, and not a summary."""
    published: Moment | None = None
    modified: Moment | None = None
    authors: tuple[str, ...] = ()
    id: str | None = None
    """What the feed knows it by: an address, a tag, any text."""
    link: str | None = None
    """The address of its page as the feed writes it, made absolute: what is to be fetched."""


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed. ``entries`` stand as in it, the newest first as a rule."""

    title: str | None
    home: str | None
    """The address of the site that it belongs to."""
    language: str | None
    entries: tuple[Entry, ...] = ()
    left_out: int = 0
    """Entries beyond the first thousand, which were not read."""
    damaged: str | None = None
    """Where its XML breaks, so that entries may be missing; None when it is sound."""


def looks_like_feed(data: bytes, content_type: str | None = None) -> bool:
    """Whether bytes are RSS or Atom, by their outermost element; what a server calls them is
    wrong too often to be asked."""
    return content_of(data[:HEAD]) is Content.FEED


def parsed(data: bytes, url: str | None = None, charset: str | None = None) -> Feed:
    """The feed of some bytes, fetched from ``url``; ``charset`` is what the server said.

    Raises Unreadable.
    """
    if len(data) > LARGEST:
        raise Unreadable(f"a feed of over {LARGEST} bytes; give the addresses of its articles")
    text = document(data, charset)
    import feedparser

    base = {"content-location": url} if url and urlsplit(url).scheme in ("http", "https") else {}
    try:
        found = feedparser.parse(
            io.BytesIO(text.encode("utf-8", "replace")),
            response_headers={"content-type": "application/xml; charset=utf-8", **base},
            # Markup is taken away here; what it leads to is not asked for.
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except ValueError as error:  # of a namespace with blanks in its name, for one
        raise Unreadable("a feed whose XML is damaged") from error
    if not found["version"]:
        raise Unreadable("neither RSS nor Atom, whatever it is called")
    about, dated = found["feed"], _dates_publication(found)
    return Feed(
        title=_line(about, "title"),
        home=_absolute(dict.get(about, "link"), url),
        language=language.named(str(dict.get(about, "language") or "")),
        entries=tuple(_entry(each, url, dated) for each in found["entries"][:MOST]),
        left_out=max(0, len(found["entries"]) - MOST),
        damaged=_damage(found),
    )


def _damage(found: Mapping[str, Any]) -> str | None:
    from xml.sax import SAXParseException

    error = found.get("bozo_exception")
    if not isinstance(error, SAXParseException):
        return None
    return f"{error.getMessage()} in line {error.getLineNumber()}"


def _dates_publication(found: Mapping[str, Any]) -> bool:
    """Whether an entry's only date says when it came out: Dublin Core's in RSS does, Atom's
    ``updated`` does not."""
    names = found["namespaces"].values()
    return str(found["version"]).startswith("rss") and "http://purl.org/dc/elements/1.1/" in names


def _entry(raw: Any, base: str | None, dated: bool) -> Entry:
    """``dict.get`` throughout: feedparser's own ``get`` answers with neighbouring fields."""
    published, modified = (_moment(dict.get(raw, name)) for name in ("published", "updated"))
    if dated and published is None:
        published, modified = modified, None
    link = _absolute(dict.get(raw, "feedburner_origlink"), base) or _absolute(
        dict.get(raw, "link"), base
    )
    text, whole = _text(raw)
    return Entry(
        url=canonical_url(link) if link else None,
        title=_line(raw, "title"),
        text=text,
        whole=whole,
        published=published,
        modified=modified if modified != published else None,
        authors=_authors(raw),
        id=str(dict.get(raw, "id") or "").strip() or None,
        link=link,
    )


def _text(raw: Any) -> tuple[str, bool]:
    """The longest text that an entry has, and whether it is the whole one."""
    whole = max((_markup(each) for each in dict.get(raw, "content") or ()), key=len, default="")
    if whole:
        return whole, True
    return _markup(dict.get(raw, "summary_detail") or {}), False


def _markup(detail: Mapping[str, Any]) -> str:
    value, kind = detail.get("value") or "", detail.get("type") or "text/html"
    if not isinstance(value, str) or not kind.endswith(("html", "xml", "plain")):
        return ""
    return feedtext.paragraphs(value, is_plain=kind == "text/plain")


def _line(raw: Any, name: str) -> str | None:
    detail = dict.get(raw, f"{name}_detail") or {}
    is_plain = detail.get("type") == "text/plain"
    return feedtext.line(str(dict.get(raw, name) or ""), is_plain=is_plain)


def _authors(raw: Any) -> tuple[str, ...]:
    """Names; an address of mail is none, and stands before one in RSS."""
    names = []
    for each in dict.get(raw, "authors") or ():
        name = feedtext.line(str(each.get("name") or ""), is_plain=True) or ""
        # feedparser cuts long top-level domains in two; the field itself is still whole.
        field = str(dict.get(raw, "author") or "").strip()
        if found := _MAILBOX.fullmatch(field if each.get("email") else name):
            name = found["name"] or ""
        if name and name.lower() not in _NO_ONE:
            names.append(name)
    return tuple(dict.fromkeys(names))


def _moment(value: object) -> Moment | None:
    return dates.parse(value) if isinstance(value, str) else None


def _absolute(link: object, base: str | None) -> str | None:
    """A link that can be followed, as far as its spelling tells."""
    if not isinstance(link, str) or not link.strip():
        return None
    try:
        found = urljoin(base or "", link.strip())
        target(found)
    except (ValueError, Unreadable):
        return None
    return found


def to_json(feed: Feed) -> dict[str, Any]:
    """The feed as JSON has it; ``from_json`` reads it back."""
    return dict(plain(feed))


def from_json(value: Mapping[str, Any]) -> Feed:
    """The feed that ``to_json`` wrote."""
    entries = tuple(
        Entry(
            **{
                **entry,
                "published": _read(entry["published"]),
                "modified": _read(entry["modified"]),
                "authors": tuple(entry["authors"]),
            }
        )
        for entry in value["entries"]
    )
    return Feed(**{**value, "entries": entries})


def _read(moment: str | None) -> Moment | None:
    if moment is None:
        return None
    return date.fromisoformat(moment) if len(moment) == 10 else datetime.fromisoformat(moment)
