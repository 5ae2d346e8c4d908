"""The JSON-LD of a page: read however broken, and the one object that is about its article."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import unescape
from typing import Any

Thing = Mapping[str, Any]

_LARGEST = 1_000_000
_MOST_THINGS = 3000
_DEEPEST = 12
_WRAPPING = re.compile(r"^\s*(?:<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/|<!\[CDATA\[)")
_WRAPPED = re.compile(r"(?:-->|//\s?\]\]>|/\*\s?\]\]>\s?\*/|\]\]>|;)\s{0,20}$")
_LOOSE = re.compile(
    # A string as a whole, so that nothing within it is touched; a comma before a bracket.
    r'"(?:[^"\\]|\\.)*+["\\]?|,(?=\s{0,100}[}\]])',
    re.DOTALL,
)
_FLAT = re.compile(
    r'"(headline|datePublished|dateModified|inLanguage)"\s{0,9}:\s{0,9}"((?:[^"\\]|\\.){1,400})"'
)
_ARTICLE = re.compile(
    r"(?:\w{0,30}article|\w{0,30}posting|report|\w{0,20}newsarticle|recipe|review)", re.IGNORECASE
)
_PAGE = re.compile(
    r"\w{0,20}page|creativework|videoobject|\w{0,20}video|podcastepisode", re.IGNORECASE
)
_WITHIN = ("@graph", "mainEntity", "mainEntityOfPage", "itemReviewed")


@dataclass(frozen=True, slots=True)
class Graph:
    """The objects of all blocks, top ones first, and those that others refer to by ``@id``."""

    things: tuple[Thing, ...] = ()
    by_id: Mapping[str, Thing] = field(default_factory=dict)

    def resolved(self, value: Any) -> Any:
        """The object that ``{"@id": ...}`` refers to; any other value itself."""
        if isinstance(value, dict) and len(value) <= 2 and "name" not in value:
            return self.by_id.get(str(value.get("@id")), value)
        return value

    def all(self, value: Any) -> list[Any]:
        """One value or a list of them, as a list, with references resolved."""
        values = value if isinstance(value, list) else [value]
        return [self.resolved(each) for each in values[:500] if each is not None]


def graph(blocks: Sequence[str]) -> Graph:
    """The objects of some ``application/ld+json`` blocks. What cannot be read is passed over."""
    tops: list[Thing] = []
    by_id: dict[str, Thing] = {}
    for block in blocks[:100]:
        value = loaded(block)
        tops += _tops(value)
        for thing in _nested(value):
            if isinstance(id := thing.get("@id"), str) and len(thing) > 1:
                held = by_id.get(id)
                by_id[id] = {**thing, **held} if held else thing
    return Graph(tuple(tops), by_id)


def loaded(block: str) -> Any:
    """The value of a block, mended where it can be; None when not."""
    if len(block) > _LARGEST:
        return None
    text = _WRAPPED.sub("", _WRAPPING.sub("", block.strip())).strip()
    for mended in (str, _without_loose_commas, _unescaped):
        value = _parsed(mended(text))
        if value is not None:
            return value
    return _flat(text)


def _parsed(text: str) -> Any:
    try:
        return json.loads(text, strict=False)  # raw line breaks in strings are common
    except RecursionError:
        return {}  # nothing that is nested so deep is meant for a reader
    except ValueError:
        return None


def _without_loose_commas(text: str) -> str:
    return _LOOSE.sub(lambda found: "" if found.group() == "," else found.group(), text)


def _unescaped(text: str) -> str:
    return _without_loose_commas(unescape(text)) if "&quot;" in text or "&#34;" in text else ""


def _flat(text: str) -> Thing | None:
    """Fields of a block that is no JSON at all, each only when it stands there with one value."""
    fields: dict[str, set[str]] = {}
    for name, value in _FLAT.findall(text):
        fields.setdefault(name, set()).add(value)
    single = {name: values.pop() for name, values in fields.items() if len(values) == 1}
    return {"@type": "Article", **single} if single else None


def _tops(value: Any, depth: int = 0) -> Iterator[Thing]:
    """Objects that stand for the page or its article, not those that hang on another's field."""
    if depth > _DEEPEST:
        return
    if isinstance(value, list):
        for each in value[:_MOST_THINGS]:
            yield from _tops(each, depth + 1)
    elif isinstance(value, dict):
        yield value
        for name in _WITHIN:
            if isinstance(value.get(name), (dict, list)):
                yield from _tops(value[name], depth + 1)


def _nested(value: Any) -> Iterator[Thing]:
    """Every object within a value, up to a number."""
    todo, seen = [value], 0
    while todo and seen < _MOST_THINGS:
        each = todo.pop()
        seen += 1
        if isinstance(each, dict):
            yield each
            todo += [v for v in each.values() if isinstance(v, (dict, list))]
        elif isinstance(each, list):
            todo += [v for v in each[:_MOST_THINGS] if isinstance(v, (dict, list))]


def kinds(thing: Thing) -> tuple[str, ...]:
    """The types of an object, without what names their vocabulary."""
    given = thing.get("@type")
    names = given if isinstance(given, list) else [given]
    return tuple(n.rpartition("/")[2].rpartition(":")[2] for n in names if isinstance(n, str))


def is_article(thing: Thing) -> bool:
    """Whether an object is an article of some kind: NewsArticle, BlogPosting, Report."""
    return any(_ARTICLE.fullmatch(kind) for kind in kinds(thing))


def is_page(thing: Thing) -> bool:
    """Whether an object is a page, or a work that may have one to itself."""
    return any(_PAGE.fullmatch(kind) for kind in kinds(thing))
