"""Which of a page's JSON-LD objects is about its article, and where its text lies in the lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from rag.intake.html.fields import jsonld
from rag.intake.html.fields.jsonld import Graph, Thing
from rag.intake.html.fields.said import clean, folded
from rag.intake.html.fields.signals import Block, Signals
from rag.intake.identity import canonical_url

_OPENING = 60  # letters of a paragraph that tell it from others
_ABOVE = 40  # blocks that a headline may stand above the text


@dataclass(frozen=True, slots=True)
class About:
    """A page's signals, read for one article."""

    signals: Signals
    graph: Graph
    things: tuple[Thing, ...]
    """The JSON-LD objects about this article, the best first."""
    text_at: int
    """The number of the block that the text begins in; that of the last block when not found."""
    head_at: int
    """The number of the block with the headline; the text's own when there is none."""
    addresses: frozenset[str] = field(default_factory=frozenset)
    titles: frozenset[str] = field(default_factory=frozenset)
    """Every way in which the page puts its title, folded."""

    @property
    def head(self) -> Sequence[Block]:
        """The blocks around the headline, down to the first one of the text."""
        return self.signals.blocks[max(0, self.head_at - 4) : self.text_at + 1]

    def values(self, name: str) -> list[Any]:
        """What the objects say of a field, the best object's first."""
        return [each for thing in self.things for each in self.graph.all(thing.get(name))]


def about(signals: Signals, paragraphs: Sequence[str], url: str | None) -> About:
    """The signals of a page, with the JSON-LD that is about it chosen and its text found."""
    graph = jsonld.graph(signals.jsonld)
    addresses = _addresses(signals, url)
    text_at = _text_at(signals.blocks, paragraphs)
    titles = _titles(signals)
    head_at = _head_at(signals.blocks, titles, text_at)
    things = _chosen(graph, titles, addresses)
    return About(signals, graph, things, text_at, head_at, addresses, titles)


def _addresses(signals: Signals, url: str | None) -> frozenset[str]:
    given = [url, *signals.links.get("canonical", []), *signals.said("og:url"), signals.saved_from]
    return frozenset(filter(None, (canonical_url(each) for each in given if each)))


def _titles(signals: Signals) -> frozenset[str]:
    """Every way in which the page itself puts its title."""
    given = [signals.title, *signals.said("og:title"), *signals.said("twitter:title")]
    heads = [block.text for block in signals.blocks if block.tag == "h1"][:10]
    titles = (folded(clean(each) or "") for each in given + heads)
    return frozenset(title for title in titles if len(title) > 8)


def _text_at(blocks: Sequence[Block], paragraphs: Sequence[str]) -> int:
    openings = [folded(each[: 2 * _OPENING])[:_OPENING] for each in paragraphs[:4]]
    openings = [each for each in openings if len(each) > 24]
    if openings:
        for number, block in enumerate(blocks):
            if len(block.text) > 24:
                start = folded(block.text[: 3 * _OPENING])
                if any(start.startswith(opening) or opening in start for opening in openings):
                    return number
    return max(0, len(blocks) - 1)


def _head_at(blocks: Sequence[Block], titles: frozenset[str], text_at: int) -> int:
    """The last heading at or above the text that the page's titles repeat, else the last h1."""
    above = range(text_at, max(-1, text_at - 400), -1)
    heads = [n for n in above if blocks and blocks[n].tag in ("h1", "h2", "h3")]
    for number in heads:
        head = folded(blocks[number].text)
        if len(head) > 8 and any(head in title for title in titles if title != head):
            return number
    firsts = [n for n in heads if blocks[n].tag == "h1" and text_at - n <= _ABOVE]
    return firsts[0] if firsts else text_at


def _chosen(graph: Graph, titles: frozenset[str], addresses: frozenset[str]) -> tuple[Thing, ...]:
    scored = [
        (score, -number, thing)
        for number, thing in enumerate(graph.things)
        if (score := _score(graph, thing, titles, addresses)) > 0
    ]
    scored.sort(key=lambda each: (-each[0], -each[1]))
    return tuple(thing for _, _, thing in scored[:5])


def _score(graph: Graph, thing: Thing, titles: frozenset[str], addresses: frozenset[str]) -> float:
    """How surely an object is about the page; nothing when it says it is about another."""
    article = jsonld.is_article(thing)
    if not article and not jsonld.is_page(thing):
        return 0
    title = _agrees(folded(clean(thing.get("headline")) or clean(thing.get("name")) or ""), titles)
    address = _same(graph, thing, addresses)
    if False in (title, address) and True not in (title, address):
        # A list page, a related article, an older one of the same author.
        return 0 if address is False else 1.0 * article
    return 4.0 * article + 2 * (title is True) + 2 * (address is True) + ("datePublished" in thing)


def _agrees(title: str, titles: frozenset[str]) -> bool | None:
    """Whether a title is one that the page gives; None when either gives none."""
    if len(title) < 8 or not titles:
        return None
    return any(title in each or each in title for each in titles)


def _same(graph: Graph, thing: Thing, addresses: frozenset[str]) -> bool | None:
    """Whether an object's address is the page's; None when it has none."""
    given = [thing.get("url"), thing.get("mainEntityOfPage"), thing.get("@id")]
    urls: set[str] = set()
    for each in given:
        values = [each, each.get("@id"), each.get("url")] if isinstance(each, dict) else [each]
        for value in values:
            if isinstance(value, str) and len(value) < 4000 and (url := canonical_url(value)):
                urls.add(url)
    if not urls or not addresses:
        return None
    ours, theirs = ({_bare(url) for url in found} for found in (addresses, urls))
    if ours & theirs:
        return True
    if {url.partition("?")[0] for url in ours} & {url.partition("?")[0] for url in theirs}:
        return None  # its parameters may name the page, or the reader's way to it
    # The site's own address says nothing of the page.
    return None if all(url.count("/") <= 3 and url.count("/", 8) == 0 for url in urls) else False


def _bare(url: str) -> str:
    """An address without its scheme and ``www``, in which pages contradict themselves."""
    return url.partition("://")[2].removeprefix("www.")
