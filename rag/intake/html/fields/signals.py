"""One walk over a page: its metadata, its marked elements and its visible lines, in order."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from lxml import etree
from lxml.html import HtmlElement

from rag.intake.canonical import canonical_line

_MOST_BLOCKS = 4000
_MOST_MARKED = 400
_LONGEST_BLOCK = 500

_BLOCKS = frozenset(
    "address article aside blockquote body br caption dd div dl dt fieldset figcaption"
    " figure footer"
    " form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section table tbody td th tr ul".split()
)
_UNSEEN = frozenset(
    "script style noscript template svg iframe object select textarea button math video"
    " audio".split()
)
_APART = frozenset("nav footer aside".split())
_ASIDE = re.compile(
    r"(?:^|\s)(?:comments?|comment-?(?:list|area|s-area)|disqus\w{0,20}|related[\w-]{0,30}|recommend[\w-]{0,30}"
    r"|sidebar|widget|trending|most-?(?:read|popular)|popular|newsletter[\w-]{0,20}|footer|menu"
    r"|breadcrumbs?)(?:\s|$)",
    re.IGNORECASE,
)
_PERSON = re.compile(
    r"(?:^|[\s_.-])(?:by-?lines?|authors?|writers?|reporters?|journalists?|autor(?:es)?|auteurs?"
    r"|contributors?|p-author|vcard|fn)(?:$|[\s_.-])|byline|author(?!i[sz])",
    re.IGNORECASE,
)
_TIME = re.compile(
    r"dat(?:e|um|a)(?:$|[\s_.-])|date|time|publish|posted|pubdate|fecha|meta(?:$|[\s_.-])|updated|datum",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Block:
    """One visible block of text."""

    text: str
    tag: str
    apart: bool
    """In navigation, a footer, comments or a list of other articles."""


@dataclass(frozen=True, slots=True)
class Marked:
    """An element that its markup calls a person or a time."""

    kind: str
    """``author``, ``date``, or the name of its item property."""
    prop: str
    text: str
    machine: str | None
    """What it says to machines: content, datetime."""
    block: int
    """The number of the block it begins in."""
    apart: bool
    scope: str
    """The type of the item that it is a property of."""


@dataclass(slots=True)
class Signals:
    """Everything a page says, before anybody weighs it."""

    meta: dict[str, list[str]] = field(default_factory=dict)
    """Contents by name, in lower case, of ``name``, ``property``, ``itemprop``, ``http-equiv``."""
    links: dict[str, list[str]] = field(default_factory=dict)
    jsonld: list[str] = field(default_factory=list)
    marked: list[Marked] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    title: str = ""
    language: str | None = None
    saved_from: str | None = None

    def said(self, name: str) -> list[str]:
        """The contents of a meta name."""
        return self.meta.get(name, [])


_SAVED = re.compile(r"(?:saved from url=\(\d{1,6}\)|url:\s?)(https?://[^\s<>\"]{4,2000})")


def signals(tree: HtmlElement) -> Signals:
    """What a page says, from one walk over its tree."""
    gathered = Signals(
        language=tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang")
    )
    gathered.saved_from = _saved_from(tree)
    _Walk(gathered).over(tree)
    return gathered


def _saved_from(tree: HtmlElement) -> str | None:
    before = list(islice(tree.itersiblings(preceding=True), 5))
    inside = list(islice(tree.iterchildren(etree.Comment), 3))
    for comment in before + inside:
        found = _SAVED.search((comment.text or "")[:4000])
        if found:
            return found.group(1)
    return None


@dataclass(slots=True)
class _Walk:
    to: Signals
    pieces: list[str] = field(default_factory=list)
    size: int = 0
    tags: list[str] = field(default_factory=list)
    apart: int = 0
    """How many open elements set their contents apart."""
    scopes: list[tuple[Any, str]] = field(default_factory=list)

    def over(self, tree: HtmlElement) -> None:
        walk = etree.iterwalk(tree, events=("start", "end", "comment", "pi"))
        for event, element in walk:
            if event == "start":
                if self._opened(element):
                    walk.skip_subtree()
            else:
                if event == "end":
                    self._closed(element)
                self._text(element.tail)
        self._flush("body")

    def _opened(self, element: HtmlElement) -> bool:
        """Notes an element; whether what is in it is not text."""
        tag = element.tag
        if tag in _HEAD:
            _HEAD[tag](self.to, element)
        if tag in _UNSEEN or tag in _HEAD:
            return True
        if tag in _BLOCKS:
            self._flush(self.tags[-1] if self.tags else "body")
            self.tags.append(tag)
        if element.attrib:
            self._marks(element, tag)
        elif tag in _APART:
            self.apart += 1
        self._text(element.text)
        return False

    def _marks(self, element: HtmlElement, tag: str) -> None:
        names = _names(element)
        if _sets_apart(tag, names):
            self.apart += 1
        if element.get("itemscope") is not None:
            self.scopes.append((element, (element.get("itemtype") or "").rpartition("/")[2]))
        prop = element.get("itemprop") or element.get("property") or ""
        rel = element.get("rel") or ""
        kind = _kind(tag, prop, rel, names)
        if kind and len(self.to.marked) < _MOST_MARKED:
            text = canonical_line(" ".join(islice(element.itertext(), 40))[:1000])
            machine = element.get("content") or element.get("datetime") or element.get("title")
            if kind == "author":
                machine = element.get("content")
            self.to.marked.append(
                Marked(
                    kind,
                    prop,
                    text,
                    machine,
                    len(self.to.blocks),
                    self.apart > 0,
                    self._scope(element),
                )
            )

    def _scope(self, element: HtmlElement) -> str:
        own = bool(self.scopes) and self.scopes[-1][0] is element
        outer = self.scopes[:-1] if own else self.scopes
        return outer[-1][1] if outer else ""

    def _closed(self, element: HtmlElement) -> None:
        tag = element.tag
        if tag in _UNSEEN or tag in _HEAD:
            return
        if tag in _BLOCKS:
            self._flush(tag)
            self.tags.pop()
        if self.scopes and self.scopes[-1][0] is element:
            self.scopes.pop()
        if tag in _APART or element.attrib:
            self.apart -= _sets_apart(tag, _names(element))

    def _text(self, text: str | None) -> None:
        if text and self.size < _LONGEST_BLOCK:
            self.pieces.append(text[:_LONGEST_BLOCK])
            self.size += len(text)

    def _flush(self, tag: str) -> None:
        if self.pieces:
            text = canonical_line("".join(self.pieces)[: 2 * _LONGEST_BLOCK])
            self.pieces.clear()
            self.size = 0
            if text and len(self.to.blocks) < _MOST_BLOCKS:
                inner = next(
                    (t for t in reversed(self.tags[-6:]) if t[0] == "h" and t[1:].isdigit()), tag
                )
                self.to.blocks.append(Block(text, inner, self.apart > 0))


def _names(element: HtmlElement) -> str:
    return f"{element.get('class') or ''} {element.get('id') or ''}"[:400]


def _sets_apart(tag: str, names: str) -> bool:
    return tag in _APART or (tag not in ("body", "html", "a") and bool(_ASIDE.search(names)))


def _kind(tag: str, prop: str, rel: str, names: str) -> str | None:
    if prop:
        lowered = prop.lower()
        for name in (
            "datepublished",
            "datecreated",
            "datemodified",
            "headline",
            "author",
            "creator",
        ):
            if name in lowered:
                return name
    if tag == "time":
        return "time"
    if "author" in rel.split():
        return "author"
    if len(names) > 1:
        if _PERSON.search(names):
            return "author"
        if _TIME.search(names):
            return "date"
    return None


def _meta(to: Signals, element: HtmlElement) -> None:
    content = element.get("content") or element.get("value")
    if not content or len(content) > 5000:
        return
    for key in ("name", "property", "itemprop", "http-equiv"):
        given = element.get(key)
        if given:
            for name in given.lower().split()[:4]:
                held = to.meta.setdefault(name, [])
                if len(held) < 100 and content not in held:
                    held.append(content)


def _link(to: Signals, element: HtmlElement) -> None:
    href = element.get("href")
    if href and len(href) <= 4000:
        for rel in (element.get("rel") or "").lower().split()[:5]:
            to.links.setdefault(rel, []).append(href)


def _script(to: Signals, element: HtmlElement) -> None:
    if "ld+json" in (element.get("type") or "").lower() and element.text:
        to.jsonld.append(element.text)


def _title(to: Signals, element: HtmlElement) -> None:
    if not to.title:
        to.title = "".join(islice(element.itertext(), 20))[:5000]


_HEAD = {"meta": _meta, "link": _link, "script": _script, "title": _title}
