"""What speaks for and against a block being article text, as numbers between about 0 and 1."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from rag.intake.html.blocks import Block, Place
from rag.intake.text.phrases import caption, furniture

_WIDE = re.compile("[\u0e00-\u0e7f\u1100-\u11ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_ENDED = re.compile(r"[.!?…。！？:;।؟][\"'”’»)\]」』]{0,3}$")
_DATED = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)|(?<!\d)\d{1,2}:\d\d(?!\d)|\bago\b")
_NOT_WORD = re.compile(r"[\W_]+")
_PLEA = re.compile(
    # What pages ask of their readers, in the middle of text.
    r"\b(?:subscri(?:be|ption)s?|newsletters?|sign(?:ing)? up|follow (?:us|me|him|her|them|@)"
    r"|like us|click here|download (?:the|our|your)|our (?:app|podcast|channel|membership|facebook"
    r"|twitter)|inbox|join (?:us|our)|contact us|e-?mail us|read more|also read|see more"
    r"|don[’']t miss|you may also|more from|share (?:this|it)|advertis\w{1,9}|affiliate|cookies?"
    r"|getty images|shutterstock|abonn\w{1,9}|inscrivez|suscr\w{1,9}|síguenos|registr\w{1,9}"
    r"|iscriviti|assine|inscreva|подпис\w{1,9}|читайте|meer lezen|lees ook|lesen sie|lire aussi"
    r"|leia|te puede|ver también|leggi anche|mehr zum)",
    re.IGNORECASE,
)
_PLEA_WITHIN = 300
HEADINGS = frozenset(("h2", "h3", "h4", "h5", "h6"))
_PARTS = HEADINGS | {"p", "li", "blockquote", "pre", "tr", "h1", "dd", "dt"}
_PROSE = 60
_MOST = 300
_NEAR = 3
_SHARE = 0.85
_ENOUGH = 200


class Evidence(NamedTuple):
    """One block's features, in the order of ``judging.WEIGHTS``."""

    always: float
    chosen: float
    """Share of it that is in the text trafilatura chose."""
    declared: float
    """In the page's own ``articleBody``."""
    length: float
    linked: float
    linked_whole: float
    ended: float
    """Ends as a sentence does."""
    heading: float
    item: float
    loose: float
    """Stands in a container of its own text: no paragraph, no heading."""
    marked_body: float
    aside: float
    navigation: float
    header: float
    pictured: float
    listed: float
    quoted: float
    furniture: float
    captioned: float
    titled: float
    """Says the page's title again."""
    before: float
    """Stands before all that trafilatura chose."""
    after: float
    chosen_before: float
    """Share of the three blocks before it that trafilatura chose."""
    chosen_after: float
    chosen_kin: float
    """Share of the blocks of the same tag and class that trafilatura chose."""
    chosen_siblings: float
    tiny: float
    long: float
    bold: float
    dated: float
    passed: float
    """Share of the chosen text that stands before it."""
    copyright: float
    inside: float
    """Within the smallest part of the page that holds nearly all that was chosen."""
    chosen_inside: float
    away: float
    """Names between that part and the block that speak of furniture."""
    towards: float
    depth: float
    plea: float
    repeated: float


def key(text: str) -> str:
    """A text's letters and digits, to compare by."""
    return _NOT_WORD.sub("", text).casefold()


def size(text: str) -> int:
    """Length in characters of an alphabet; one of a script without spaces stands for three."""
    return len(text) if text.isascii() else len(text) + 2 * len(_WIDE.findall(text))


@dataclass(frozen=True)
class Sight:
    """A page's blocks, and what is known of the page as a whole."""

    blocks: Sequence[Block]
    main_text: str
    declared_body: Sequence[str]
    titles: Sequence[str]

    @cached_property
    def keys(self) -> list[str]:
        return [key(block.text) for block in self.blocks]

    @cached_property
    def sizes(self) -> list[int]:
        return [size(block.text) for block in self.blocks]

    @cached_property
    def chosen(self) -> list[float]:
        whole = key(self.main_text)
        lines = {key(line) for line in self.main_text.split("\n")}
        return [_share(each, whole, lines) for each in self.keys]

    @cached_property
    def declared(self) -> list[bool]:
        whole = key("".join(self.declared_body))
        found = [len(each) >= 15 and each[:40] in whole for each in self.keys]
        told = sum(len(each) for each, here in zip(self.keys, found, strict=True) if here)
        return found if told > len(whole) / 2 > _ENOUGH / 2 else [False] * len(found)

    @cached_property
    def container(self) -> Place | None:
        """The smallest place that holds nearly all of the chosen prose."""
        held: dict[Place, int] = defaultdict(int)
        total = 0
        for block, chosen, length in zip(self.blocks, self.chosen, self.sizes, strict=True):
            if chosen > 0.5 and length >= _PROSE and block.linked < len(block.text) / 2:
                total += length
                for place in block.place.up():
                    held[place] += length
        if total < _ENOUGH:
            return None
        enough = (place for place, length in held.items() if length >= _SHARE * total)
        return max(enough, key=lambda place: place.depth)


def _share(each: str, whole: str, lines: set[str]) -> float:
    if not each or each in lines or (len(each) >= 20 and each in whole):
        return float(bool(each))
    if len(each) <= _PROSE:
        return 0.0
    parts = [each[at : at + 25] for at in range(0, len(each) - 25, 25)]
    return sum(part in whole for part in parts) / len(parts)


class _Shares:
    """How much of each group of blocks trafilatura chose, leaving out one member."""

    def __init__(self) -> None:
        self._chosen: dict[object, float] = defaultdict(float)
        self._all: dict[object, int] = defaultdict(int)

    def add(self, group: object, chosen: float, length: int) -> None:
        self._chosen[group] += chosen * length
        self._all[group] += length

    def without(self, group: object, chosen: float, length: int) -> float:
        others = self._all[group] - length
        return (self._chosen[group] - chosen * length) / others if others > 0 else 0.5


def evidence(sight: Sight) -> list[Evidence]:
    """The features of each block."""
    chosen, sizes = sight.chosen, sight.sizes
    kin, siblings = _Shares(), _Shares()
    for block, share, length in zip(sight.blocks, chosen, sizes, strict=True):
        kin.add(_kin(block), share, length)
        siblings.add(_parent(block), share, length)
    taken = [at for at, share in enumerate(chosen) if share > 0.5]
    first, last = (taken[0], taken[-1]) if taken else (len(chosen), -1)
    total = sum(share * length for share, length in zip(chosen, sizes, strict=True)) or 1.0
    times, titles = Counter(sight.keys), [key(title) for title in sight.titles if title]
    capped = [min(length, _MOST) for length in sizes]
    passed, made = 0.0, []
    for at, block in enumerate(sight.blocks):
        share, length, text = chosen[at], sizes[at], block.text
        passed += share * length
        within = _within(block.place, sight.container, share)
        near = share > 0 or within[0] > 0 or sight.container is None  # the rest is far from text
        made.append(
            Evidence._make(
                (
                    1.0,
                    share,
                    float(sight.declared[at]),
                    min(math.log(length + 1) / 6, 1.2),
                    *_look(block, length),
                    *_stand(block.place),
                    float(near and furniture(text) is not None),
                    float(near and caption(text)),
                    float(_titled(sight.keys[at], titles)),
                    float(at < first),
                    float(at > last),
                    _mean(chosen, capped, max(0, at - _NEAR), at),
                    _mean(chosen, capped, at + 1, at + 1 + _NEAR),
                    kin.without(_kin(block), share, length),
                    siblings.without(_parent(block), share, length),
                    *_words(block, length, passed / total),
                    *within,
                    float(near and bool(_PLEA.search(text, 0, _PLEA_WITHIN))),
                    float(times[sight.keys[at]] > 1),
                )
            )
        )
    return made


def _kin(block: Block) -> tuple[str, str, str]:
    outer = block.place.outer
    return block.tag, (block.place.element.get("class") or "")[:40], outer.tag if outer else ""


def _parent(block: Block) -> Place | None:
    return block.place.outer if block.tag in _PARTS else block.place


def _look(block: Block, length: int) -> tuple[float, ...]:
    linked = min(1.0, block.linked / len(block.text))
    return (
        linked,
        float(linked > 0.85),
        float(bool(_ENDED.search(block.text))),
        float(block.tag in HEADINGS),
        float(block.tag == "li"),
        float(block.tag in ("div", "section", "article", "body", "td")),
    )


def _stand(place: Place) -> tuple[float, ...]:
    kinds = place.kinds
    return (
        float("articleBody" in kinds),
        float("aside" in kinds),
        float("nav" in kinds or "footer" in kinds or "form" in kinds),
        float("header" in kinds),
        float("figure" in kinds or "figcaption" in kinds),
        float("ul" in kinds or "ol" in kinds),
        float("blockquote" in kinds),
    )


def _titled(own: str, titles: Sequence[str]) -> bool:
    return any(own == title or (len(own) > 15 and own in title) for title in titles if own)


def _mean(chosen: Sequence[float], lengths: Sequence[int], start: int, stop: int) -> float:
    weight = sum(lengths[start:stop])
    if not weight:
        return 0.0
    pairs = zip(chosen[start:stop], lengths[start:stop], strict=True)
    return sum(share * length for share, length in pairs) / weight


def _words(block: Block, length: int, passed: float) -> tuple[float, ...]:
    text = block.text
    return (
        float(length < 25),
        float(length > 200),
        min(block.bold / len(text), 1.0) * (length < 100),
        float(length < 80 and bool(_DATED.search(text))),
        passed,
        float("©" in text or "(c)" in text.lower()),
    )


def _within(place: Place, container: Place | None, chosen: float) -> tuple[float, ...]:
    up = list(place.up())
    if container is None or container not in up:
        return 0.0, 0.0, min(place.leaning.away, 5) / 5, 0.0, 1.0
    away = place.leaning.away - container.leaning.away
    towards = place.leaning.towards - container.leaning.towards
    return 1.0, chosen, min(away, 5) / 5, min(towards, 5) / 5, min(up.index(container), 6) / 6
