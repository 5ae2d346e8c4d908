"""One walk over a page's tree that gathers its signals."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice

from lxml import etree
from lxml.html import HtmlElement

from rag.intake.canonical import canonical_line
from rag.intake.html.fields.signals import Block, Marked, Signals

_MOST_BLOCKS = 4000
_MOST_MARKED = 400
_LONGEST_BLOCK = 500

_BLOCKS = frozenset(
    "address article aside blockquote body caption dd div dl dt fieldset figcaption"
    " figure footer"
    " form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section table tbody td th tr ul".split()
)
_UNSEEN = frozenset(
    "script style noscript template svg iframe object select textarea button math video"
    " audio".split()
)
_APART = frozenset("nav footer aside".split())
_TIMES = frozenset("time abbr relative-time time-ago local-time".split())
_HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())
_WHOLE = frozenset("html body a".split())
_PROPERTIES = frozenset(
    "datepublished datecreated datemodified headline author creator publisher name".split()
)
_NAMED = frozenset("author creator publisher sourceorganization".split())
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


_DATA = ("data-timestamp", "data-datetime", "data-date", "data-time", "data-published")
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


@dataclass(frozen=True, slots=True)
class _Open:
    """An element that is open: whether it is set apart, and the item it begins."""

    apart: bool
    scope: str | None
    prop: str


@dataclass(slots=True)
class _Walk:
    to: Signals
    pieces: list[str] = field(default_factory=list)
    size: int = 0
    tags: list[str] = field(default_factory=list)
    opened: list[_Open | None] = field(default_factory=list)
    """For each open element what is special about it."""
    apart: int = 0
    scopes: list[_Open] = field(default_factory=list)

    def over(self, tree: HtmlElement) -> None:
        walk = etree.iterwalk(tree, events=("start", "end", "comment", "pi"))
        for event, element in walk:
            if event == "start":
                if element.tag in _SKIPPED:
                    self._skipped(element)
                    walk.skip_subtree()
                else:
                    self._start(element)
            else:
                if event == "end" and element.tag not in _SKIPPED:
                    self._end(element)
                self._text(element.tail)
        self._flush("body")

    def _skipped(self, element: HtmlElement) -> None:
        """What is no text: metadata is read, all else passed over."""
        reader = _HEAD.get(element.tag)
        if reader:
            reader(self.to, element)
            if element.get("itemprop"):
                self._mark(element, _kind("meta", element.get("itemprop") or "", "", ""))

    def _start(self, element: HtmlElement) -> None:
        tag = element.tag
        if tag in _BLOCKS:
            self._flush(self.tags[-1] if self.tags else "body")
            self.tags.append(tag)
        elif tag == "br":
            self._broken()
        special = None
        if tag == "h1":
            self._mark(element, "h1")
        if element.attrib or tag in _APART:
            special = self._special(element, tag)
        self.opened.append(special)
        self._text(element.text)

    def _broken(self) -> None:
        """A line break: a headline goes on after it, any other line ends."""
        if self.tags and self.tags[-1] in _HEADINGS:
            self._text(" ")
        else:
            self._flush(self.tags[-1] if self.tags else "body")

    def _special(self, element: HtmlElement, tag: str) -> _Open | None:
        names = f"{element.get('class') or ''} {element.get('id') or ''}"[:400]
        prop = element.get("itemprop") or element.get("property") or ""
        apart = tag in _APART or (tag not in _WHOLE and _aside(names))
        self.apart += apart
        self._mark(element, _kind(tag, prop, element.get("rel") or "", names))
        scope = None
        if element.get("itemscope") is not None:
            scope = (element.get("itemtype") or "").rpartition("/")[2]
        if not apart and scope is None:
            return None
        special = _Open(apart, scope, prop.lower())
        if scope is not None:
            self.scopes.append(special)
        return special

    def _end(self, element: HtmlElement) -> None:
        if element.tag in _BLOCKS:
            self._flush(element.tag)
            self.tags.pop()
        special = self.opened.pop()
        if special:
            self.apart -= special.apart
            if special.scope is not None:
                self.scopes.pop()

    def _mark(self, element: HtmlElement, kind: str | None) -> None:
        scope = self.scopes[-1] if self.scopes else None
        if kind == "name":
            kind = scope.prop if scope and scope.prop in _NAMED else None
        if kind is None or len(self.to.marked) >= _MOST_MARKED:
            return
        pieces = filter(None, map(str.strip, islice(element.itertext(), 40)))
        machine = element.get("content") or element.get("datetime")
        if kind in ("date", "time") and not machine:
            given = map(element.get, ("title", *_DATA))
            machine = next((each for each in given if each and any(map(str.isdigit, each))), None)
        self.to.marked.append(
            Marked(
                kind,
                element.get("itemprop") or element.get("property") or "",
                canonical_line(" ¦ ".join(pieces)[:1000]),
                machine,
                len(self.to.blocks),
                self.apart > 0,
                scope.scope or "" if scope else "",
            )
        )

    def _text(self, text: str | None) -> None:
        if text and self.size < _LONGEST_BLOCK:
            self.pieces.append(text[:_LONGEST_BLOCK])
            self.size += len(text)

    def _flush(self, tag: str) -> None:
        if self.pieces:
            text = "".join(self.pieces).strip()
            text = canonical_line(text[: 2 * _LONGEST_BLOCK]) if text else ""
            self.pieces.clear()
            self.size = 0
            if text and len(self.to.blocks) < _MOST_BLOCKS:
                near = reversed(self.tags[-4:])
                heading = next((t for t in near if t in _HEADINGS), tag)
                self.to.blocks.append(Block(text, heading, self.apart > 0))


def _kind(tag: str, prop: str, rel: str, names: str) -> str | None:
    """What an element is marked as, if as anything of use."""
    if prop:
        lowered = prop.lower().rpartition(":")[2]
        for name in lowered.split():
            if name in _PROPERTIES:
                return name
    if tag in _TIMES:
        return "time"
    if "author" in rel.split():
        return "author"
    return _called(names) if len(names) > 1 else None


# Pages repeat a few hundred class names thousands of times.
@lru_cache(maxsize=2048)
def _called(names: str) -> str | None:
    """What class and id call an element: an author, a date."""
    if _PERSON.search(names):
        return "author"
    return "date" if _TIME.search(names) else None


@lru_cache(maxsize=2048)
def _aside(names: str) -> bool:
    return bool(_ASIDE.search(names))


def _meta(to: Signals, element: HtmlElement) -> None:
    content = element.get("content") or element.get("value")
    if not content or len(content) > 5000:
        return
    for key in ("name", "property", "http-equiv"):
        given = element.get(key)
        if given and len(given) < 200:
            for name in given.lower().split() if key == "property" else [given.lower().strip()]:
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
    elif element.text and "ublish" in element.text:
        to.scripts.append(element.text)


def _title(to: Signals, element: HtmlElement) -> None:
    if not to.title:
        to.title = "".join(islice(element.itertext(), 20))[:5000]


_HEAD = {"meta": _meta, "link": _link, "script": _script, "title": _title}
_SKIPPED = _UNSEEN | frozenset(_HEAD)
