"""Which blocks are the article: the evidence weighed.

The weights are those of a logistic regression over the blocks of the development half of the
article extraction benchmark (``benchmarks/fitting/extraction_weights.py`` fits and prints them).
"""

from __future__ import annotations

from collections.abc import Sequence
from operator import mul

from rag.intake.html.blocks import Place
from rag.intake.html.evidence import HEADINGS, Evidence, Sight, evidence, key
from rag.intake.html.inserts import without_inserts
from rag.intake.text.phrases import furniture

WEIGHTS = Evidence(
    always=-0.98,
    chosen=1.31,
    declared=0.33,
    length=-0.37,
    linked=-1.27,
    linked_whole=-0.39,
    ended=0.60,
    heading=-0.17,
    item=0.02,
    loose=-0.29,
    marked_body=0.46,
    aside=-0.00,
    navigation=-0.29,
    header=-0.83,
    pictured=-0.20,
    listed=-0.25,
    quoted=0.35,
    furniture=-0.42,
    captioned=-0.08,
    titled=-0.46,
    before=-0.53,
    after=-0.89,
    chosen_before=0.43,
    chosen_after=0.91,
    chosen_kin=0.60,
    chosen_siblings=0.10,
    tiny=-0.64,
    long=0.53,
    bold=-0.51,
    dated=-0.24,
    passed=-0.52,
    copyright=-0.12,
    inside=0.41,
    chosen_inside=1.02,
    away=-1.16,
    towards=-0.20,
    depth=-1.38,
    plea=-0.42,
    repeated=-0.38,
)
THRESHOLD = 0.0
"""Log-odds over which a block is kept: more likely the article's than not."""
_FEWEST = 0.5
_REPEATED = 60


def article_blocks(sight: Sight) -> list[int]:
    """The positions of the blocks that are the article's text, in order."""
    odds = [weighed(each) for each in evidence(sight)]
    kept = [at for at, odd in enumerate(odds) if odd > THRESHOLD]
    chosen = [at for at, share in enumerate(sight.chosen) if share > 0.5]
    if _total(sight, kept) < _FEWEST * _total(sight, chosen):
        kept = chosen  # a page of another make than those that were learnt from
    kept = [at for at in kept if furniture(sight.blocks[at].text) is None]
    kept = without_inserts(sight, sorted({*kept, *_bound(sight, kept)}))
    return _once(sight, _untitled(sight, kept))


def _untitled(sight: Sight, kept: Sequence[int]) -> list[int]:
    """Without title and date line above the text; as a heading further down a title stays."""
    titles = {key(title) for title in sight.titles}
    long = (at for at in kept if sight.sizes[at] >= _REPEATED and sight.keys[at] not in titles)
    first = next(long, len(sight.keys))
    return [
        at
        for at in kept
        if at > first or not (sight.keys[at] in titles or _figures(sight.blocks[at].text))
    ]


def _figures(text: str) -> bool:
    """Whether a line is hardly more than digits, as the date and time of an article are."""
    digits = sum(char.isdigit() for char in text)
    return len(text) < _REPEATED and digits >= sum(char.isalpha() for char in text)


def _bound(sight: Sight, kept: Sequence[int]) -> list[int]:
    """What belongs to kept text: headings right above it, preformatted passages right below."""
    inside, found = set(kept), []
    for at, block in enumerate(sight.blocks):
        if block.tag in HEADINGS:
            other = at + 1
        elif block.tag == "pre":
            other = at - 1
        else:
            continue
        if at in inside or other not in inside or at < kept[0]:
            continue
        plain = block.linked < len(block.text) / 2 and not furniture(block.text)
        if plain and _together(sight, block.place, sight.blocks[other].place):
            found.append(at)
    return found


def _together(sight: Sight, one: Place, other: Place) -> bool:
    """Whether two places are in one part of the page, inside that of the article."""
    return sight.container in list(one.up()) and one.outer in list(other.up())


def weighed(each: Evidence) -> float:
    """Log-odds of being article text."""
    return float(sum(map(mul, WEIGHTS, each)))


def _total(sight: Sight, positions: Sequence[int]) -> int:
    return sum(sight.sizes[at] for at in positions)


def _once(sight: Sight, positions: Sequence[int]) -> list[int]:
    """Long blocks once each: captions under every picture, and copies for other screens."""
    seen: set[str] = set()
    kept = []
    for at in positions:
        each = sight.keys[at]
        if each and not (sight.sizes[at] > _REPEATED and each in seen):
            kept.append(at)
        seen.add(each)
    return kept
