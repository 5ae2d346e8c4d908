"""The title: what several places of a page agree on, as its reader sees it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from rag.intake import dates
from rag.intake.canonical import canonical_line
from rag.intake.html.fields.about import About
from rag.intake.html.fields.naming import PIECE, opens_byline
from rag.intake.html.fields.said import Said, clean, folded

_LONGEST, _SHORTEST = 300, 2
_ABOVE = 60  # blocks that a headline may stand above the text
_SEPARATOR = re.compile(r"\s[|\-–—»«·•:/~]{1,2}\s|\s?[|»«]\s?|(?<=\w):\s|::")
_CUT = re.compile(r"\s?(?:\.\.\.|…)$")
_NO_TITLE = frozenset(
    "home homepage article news blog post page not found 404 error access denied just a moment"
    " untitled untitled document search menu subscribe".split("  ")
) | frozenset("home homepage article news blog post error search menu subscribe 404".split())
_METAS = (
    "dc.title", "dcterms.title", "citation_title", "parsely-title", "sailthru.title", "title",
    "cxenseparse:title", "hdl", "headline", "weibo:article:title",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Candidate:
    text: str
    how: str
    weight: float
    kind: str
    key: str


def title(about: About, names: frozenset[str]) -> Said[str] | None:
    """The article's title. ``names`` are the outlet's own, folded: they are cut off its ends."""
    candidates = list(_candidates(about, names))
    if not candidates:
        return None
    best = max(candidates, key=lambda each: _support(each, candidates))
    text = _CUT.sub("", best.text) if _CUT.search(best.text) else best.text
    for other in candidates:
        # A title that is cut short is completed by one that goes on.
        whole = not _CUT.search(other.text) and other.key.startswith(folded(text))
        if text != best.text and whole and len(other.text) > len(text):
            return Said(other.text, other.how)
    return Said(best.text, best.how)


def _support(candidate: _Candidate, all: list[_Candidate]) -> tuple[float, float]:
    """How much speaks for a title: each kind of place counts once."""
    kinds: dict[str, float] = {}
    for other in all:
        share = _alike(candidate.key, other.key)
        kinds[other.kind] = max(kinds.get(other.kind, 0.0), share * other.weight)
    return sum(kinds.values()), candidate.weight


def _alike(one: str, other: str) -> float:
    if one == other:
        return 1.0
    short, long = sorted((one, other), key=len)
    if long.startswith(short) and (len(short) > 25 or 2 * len(short) > len(long)):
        return 0.8
    a, b = set(one.split()), set(other.split())
    shared = 2 * len(a & b) / (len(a) + len(b))
    return shared if shared >= 0.6 else 0.0


def _candidates(about: About, names: frozenset[str]) -> Iterator[_Candidate]:
    heads = frozenset(folded(b.text) for b in about.signals.blocks if b.tag in ("h1", "h2"))
    for text, how, weight, kind in _given(about):
        cleaned = clean(text)
        if cleaned is None:
            continue
        cleaned = without_site(cleaned, names, heads)
        key = folded(cleaned)
        if _SHORTEST <= len(cleaned) <= _LONGEST and key and key not in names | _NO_TITLE:
            yield _Candidate(cleaned, how, weight, kind, key)


def _given(about: About) -> Iterator[tuple[object, str, float, str]]:
    signals = about.signals
    for thing in about.things[:3]:
        yield thing.get("headline"), "JSON-LD headline", 2.5, "jsonld"
        if "headline" not in thing:
            yield thing.get("name"), "JSON-LD name", 1.0, "jsonld"
    for name, weight in (("og:title", 2.0), ("twitter:title", 1.0)):
        for text in signals.said(name)[:2]:
            yield text, f"meta {name}", weight, name
    for name in _METAS:
        for text in signals.said(name)[:1]:
            yield text, f"meta {name}", 1.0, "meta"
    for item in signals.marked:
        if item.kind == "headline" and not item.apart:
            yield item.text, "microdata itemprop=headline", 2.0, "item"
    yield signals.title, "the title element", 1.5, "title"
    yield from _headings(about)


def _headings(about: About) -> Iterator[tuple[object, str, float, str]]:
    """The page's headings, the one that heads the text with the most weight."""
    blocks = about.signals.blocks
    heads = [number for number, block in enumerate(blocks) if block.tag == "h1"][:20]
    above_all = [n for n in heads if n <= about.text_at <= n + _ABOVE]
    above = [n for n in above_all if _says_much(blocks[n].text)]
    dated = [n for n in above if any(_dates(each.text) for each in blocks[n + 1 : n + 7])]
    heading = (dated or above[-1:] or [-1])[0]
    lower = [
        number
        for number in range(max(0, about.head_at - 2), about.text_at + 1)
        if blocks and blocks[number].tag in ("h2", "h3")
    ]
    if heading < 0 or not _repeated(about, blocks[heading].text):
        # A masthead: the headline is the lower heading that the page's title repeats.
        agreed = (
            n for n in lower if _says_much(blocks[n].text) and _repeated(about, blocks[n].text)
        )
        heading = next(agreed, heading)
    for number in heads + lower:
        weight = 5.0 if number == heading else 1.0
        if number in above_all:
            only = len(above_all) == 1 and not _says_much(about.signals.title)
            weight = max(weight, 2.0 if only else 1.4)
        for text in _forms(about, number):
            yield text, "the headline on the page", weight, "h1"


def _forms(about: About, number: int) -> Iterator[str]:
    """A heading's text, and its parts where its markup parts it: a kicker, the headline."""
    whole = about.signals.blocks[number].text
    pieces = next(
        (m.pieces for m in about.signals.marked if (m.kind, m.block) == ("h1", number)), ""
    )
    parts = [part.strip() for part in pieces.split(PIECE) if part.strip()]
    if len(parts) < 2:
        yield whole
        return
    apart = canonical_line(" ".join(parts))
    # Where two parts stand on lines of their own, no space is between them in the source.
    yield apart if apart.replace(" ", "") == whole.replace(" ", "") else whole
    given = {folded(clean(thing.get("headline")) or "") for thing in about.things[:3]}
    given |= {folded(text) for text in about.signals.said("og:title")}
    yield from (part for part in parts[:6] if _says_much(part) and folded(part) in given)


def _repeated(about: About, heading: str) -> bool:
    """Whether the page's title for machines is this heading, or holds it."""
    signals, key = about.signals, folded(heading)
    given = (signals.title, *signals.said("og:title"), *signals.said("twitter:title"))
    return any(key in folded(clean(title) or "") for title in given)


def _says_much(text: str) -> bool:
    return text.count(" ") >= 2 or (not text.isascii() and len(text) > 8)


def _dates(text: str) -> bool:
    return len(text) < 100 and (opens_byline(text) or dates.within(text) is not None)


def without_site(text: str, names: frozenset[str], heads: frozenset[str]) -> str:
    """A title without the outlet's name before or behind it: ``Headline | The Paper``."""
    if folded(text) in heads or len(text) > 600:
        return text
    for _ in range(3):
        shorter = _shorter(text, names, heads)
        if shorter is None:
            break
        text = shorter
    return text


def _shorter(text: str, names: frozenset[str], heads: frozenset[str]) -> str | None:
    cuts = list(_SEPARATOR.finditer(text))
    if not cuts or folded(text) in heads:
        return None
    for cut in cuts:  # what is left is the page's own headline
        for part in (text[: cut.start()], text[cut.end() :]):
            if folded(part) in heads and part.count(" ") >= 1:
                return part.strip()
    last, first = cuts[-1], cuts[0]
    if _is_site(text[last.end() :], names):
        return text[: last.start()].strip()
    if _is_site(text[: first.start()], names):
        return text[first.end() :].strip()
    sign = last.group().strip()
    if (
        sign in ("|", "»", "«")
        and text[: last.start()].count(" ") >= 2
        and text[last.end() :].count(" ") <= 3
    ):
        return text[: last.start()].strip()
    return None


def _is_site(part: str, names: frozenset[str]) -> bool:
    key = folded(part)
    close = key.replace(" ", "")
    if not key:
        return False
    if key in names or any(close == name.replace(" ", "") for name in names):
        return True
    # "La Gazette du Trégor" at gazettetregor.
    words = [word for word in _plain(key).split() if len(word) > 3]
    length = sum(map(len, words))
    return length > 4 and any(
        " " not in name and 0.8 * len(name) <= length and all(word in name for word in words)
        for name in names
    )


def _plain(text: str) -> str:
    """A text without its accents."""
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
