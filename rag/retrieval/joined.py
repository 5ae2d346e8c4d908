"""A passage goes on into the next chunk of its article where its best sentence is cut off from it.

Chunks end at a sentence, but not always where the matter ends: what was said may be explained, or
he who said it named, in the sentence after the border. Both chunks are then one passage, and one
span of the article.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rag.library.following import Following
from rag.library.library import Library
from rag.retrieval.question import Question
from rag.retrieval.rarity import Weights, held_terms
from rag.sentences import sentence_spans
from rag.types import Passage

LOOKED_AT = 10
"""Passages, the best ones, whose last sentence is looked at."""
_TELLING = 0.4
"""The share of the question that a sentence at the border must hold to be worth going on from."""


def joined(
    library: Library, question: Question, weights: Weights, passages: Sequence[Passage]
) -> list[Passage]:
    """The passages in their order, some of the first ones as far as the end of the next chunk.

    A chunk that became a part of another passage has no place of its own. Of two that were both
    found the joined one has the place and the scores of the better.
    """
    cut = [p.chunk_id for p in passages[:LOOKED_AT] if _ends_with_its_best(question, weights, p)]
    if not cut:
        return list(passages)
    following = library.neighbours.after(cut)
    places = {each.chunk_id: at for at, each in enumerate(passages)}
    ordered: list[Passage | None] = list(passages)
    for chunk_id in cut:
        at, goes_on = places[chunk_id], following.get(chunk_id)
        first = ordered[at]
        if first is None or goes_on is None or not _wanted(goes_on, first, places):
            continue
        second_at = places.get(goes_on.chunk_id)
        second = None if second_at is None else ordered[second_at]
        if second_at is not None and second is None:
            continue  # it is a part of another passage already
        best = first if second is None or second_at is None or at < second_at else second
        whole = replace(best, text=goes_on.text, start=first.start, end=goes_on.end)
        ordered[at] = None
        ordered[at if second_at is None else min(at, second_at)] = whole
        if second_at is not None:
            ordered[max(at, second_at)] = None
    return [each for each in ordered if each is not None]


def _wanted(goes_on: Following, first: Passage, places: dict[str, int]) -> bool:
    """Whether the next chunk was found too, or goes on with the same paragraph."""
    if goes_on.chunk_id in places:
        return True
    between = goes_on.text[first.end - first.start : goes_on.start - first.start]
    return "\n" not in between


def _ends_with_its_best(question: Question, weights: Weights, passage: Passage) -> bool:
    """Whether no sentence of a passage holds more of the question than its last one."""
    lines = [line for line in passage.text.split("\n") if line.strip()]

    def share(words: str) -> float:
        return weights.share(held_terms(question, words))

    # No sentence holds more than its line: most lines need not be cut into sentences.
    if not lines or share(lines[-1]) < _TELLING:
        return False
    *before, ending = _sentences(lines.pop())
    last = share(ending)
    return (
        last >= _TELLING
        and all(share(each) <= last for each in before)
        and all(
            share(line) <= last or all(share(each) <= last for each in _sentences(line))
            for line in lines
        )
    )


def _sentences(line: str) -> list[str]:
    return [line[span.start : span.end] for span in sentence_spans(line)]
