"""Room for others: no article and no text that is printed often takes all the first places."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from rag.types import Passage

PER_TEXT, FIRST, SHOWN = 2, 5, 8
"""At most two passages of one article among the first five, and of several near copies of one
among the first eight, unless they alone answer."""


def diverse(passages: list[Passage], clusters: Mapping[str, str]) -> list[Passage]:
    """At most two passages of one article among the first five, and at most two of several near
    copies among the first eight: they are one source. Others must come near, though.
    """
    several = _clusters_of_several(passages, clusters)
    spread = _capped(passages, {each: each for each in clusters}, FIRST)
    return _capped(spread, {a: c for a, c in clusters.items() if c in several}, SHOWN)


def _clusters_of_several(passages: list[Passage], clusters: Mapping[str, str]) -> frozenset[str]:
    counts = Counter(clusters[each] for each in {p.article_id for p in passages})
    return frozenset(cluster for cluster, count in counts.items() if count > 1)


def _capped(passages: list[Passage], texts: Mapping[str, str], places: int) -> list[Passage]:
    """Put a third passage of one text behind these places, where others come near it.

    "Near" is half its score: below that the text is the only one that answers. ``texts`` names
    the text of each article that is to be counted.
    """
    first: list[Passage] = []
    later: list[Passage] = []
    for at, passage in enumerate(passages):
        text = texts.get(passage.article_id)
        same = sum(texts.get(p.article_id) == text for p in first[:places])
        third = text is not None and len(first) < places and same >= PER_TEXT
        enough = (passage.score.final or 0.0) / 2
        if third and any(
            texts.get(p.article_id) != text and (p.score.final or 0.0) >= enough
            for p in passages[at + 1 :]
        ):
            later.append(passage)
        else:
            first.append(passage)
    rest = sorted([*later, *first[places:]], key=lambda p: -(p.score.final or 0.0))
    return [*first[:places], *rest]


def few_copies(passages: Sequence[Passage], clusters: Mapping[str, str]) -> tuple[Passage, ...]:
    """The passages without a third article of one text: of near copies the two that rank best are
    shown, also where nothing else is found, so that copies do not look like many voices.
    """
    kept: list[Passage] = []
    articles: dict[str, set[str]] = {}
    for passage in passages:
        same = articles.setdefault(clusters[passage.article_id], set())
        if passage.article_id in same or len(same) < PER_TEXT:
            same.add(passage.article_id)
            kept.append(passage)
    return tuple(kept)
