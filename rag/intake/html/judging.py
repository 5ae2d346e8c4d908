"""Which blocks are the article: the evidence weighed.

The weights are those of a logistic regression over the blocks of the development half of the
article extraction benchmark (``benchmarks/fitting/extraction_weights.py`` fits and prints them).
"""

from __future__ import annotations

from collections.abc import Sequence

from rag.intake.html.blocks import Place
from rag.intake.html.evidence import HEADINGS, Evidence, Sight, evidence, key
from rag.intake.phrases import furniture

WEIGHTS = Evidence(
    always=-0.96,
    chosen=1.30,
    declared=0.32,
    length=-0.35,
    linked=-1.26,
    linked_whole=-0.39,
    ended=0.60,
    heading=-0.17,
    item=0.02,
    loose=-0.31,
    marked_body=0.46,
    aside=0.00,
    navigation=-0.29,
    header=-0.84,
    pictured=-0.21,
    listed=-0.27,
    quoted=0.35,
    furniture=-0.48,
    captioned=-0.08,
    titled=-0.47,
    before=-0.52,
    after=-0.88,
    chosen_before=0.41,
    chosen_after=0.90,
    chosen_kin=0.60,
    chosen_siblings=0.10,
    tiny=-0.64,
    long=0.53,
    bold=-0.48,
    dated=-0.24,
    passed=-0.52,
    copyright=-0.12,
    inside=0.42,
    chosen_inside=1.01,
    away=-1.16,
    towards=-0.21,
    depth=-1.36,
    plea=-0.49,
    repeated=-0.38,
)
THRESHOLD = 0.4
"""Log-odds from which a block is kept: a probability of 0.6."""
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
    return _once(sight, _untitled(sight, sorted({*kept, *_bound(sight, kept)})))


def _untitled(sight: Sight, kept: Sequence[int]) -> list[int]:
    """Without the page's title above the text; as a heading further down it stays."""
    titles = {key(title) for title in sight.titles}
    first = next((at for at in kept if sight.sizes[at] >= _REPEATED * 2), len(sight.keys))
    return [at for at in kept if at > first or sight.keys[at] not in titles]


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
    return sum(weight * value for weight, value in zip(WEIGHTS, each, strict=True))


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
