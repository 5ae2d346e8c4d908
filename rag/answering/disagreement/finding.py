"""What the sentences of an answer are disputed by, among all that was found for its question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rag.answering.disagreement.comparing import Difference, Kind, compare
from rag.answering.disagreement.revisions import of_one_origin
from rag.answering.disagreement.spots import Spot

MOST_SIDES, MOST_DISPUTES = 3, 3
_AS_GOOD = 0.35
"""Share of the quoted sentence's score that one beside it needs to be worth laying against it."""


@dataclass(frozen=True)
class Dispute:
    """Sentences that differ on one matter, each with its words; the answer's own is the first.

    Where ``overtakes`` they are states of one matter, in the order of their publication.
    """

    kind: Kind
    sides: tuple[tuple[str, Spot], ...]
    overtakes: bool


def disputes(quoted: Sequence[Spot], beside: Sequence[Spot]) -> list[Dispute]:
    """Each matter once, at most three of them; contradictions come before developments."""
    found: list[Dispute] = []
    known: set[frozenset[str]] = set()
    for own in quoted:
        for dispute in _of(own, [*quoted, *beside]):
            matter = frozenset(words.lower() for words, _ in dispute.sides)
            if not any(matter <= other or other <= matter for other in known):
                known.add(matter)
                found.append(dispute)
    found.sort(key=lambda each: each.overtakes)
    return found[:MOST_DISPUTES]


def _of(own: Spot, others: Sequence[Spot]) -> list[Dispute]:
    """By what kind of difference; of several sentences with the same words the best."""
    sides: dict[tuple[Kind, bool], list[tuple[Difference, Spot]]] = {}
    for other in others:
        if not _may_differ(own, other):
            continue
        found = of_one_origin(compare(own.claim, other.claim), own, other)
        if found is not None:
            sides.setdefault((found.kind, bool(found.overtakes)), []).append((found, other))
    return [
        _dispute(kind, overtakes, own, differing) for (kind, overtakes), differing in sides.items()
    ]


def _may_differ(own: Spot, other: Spot) -> bool:
    """Another article, or another speaker in the same one; and nothing that needs its context."""
    if other.key == own.key or other.score < _AS_GOOD * own.score:
        return False
    if other.article.id == own.article.id:
        return bool(own.speaker and other.speaker and own.speaker != other.speaker)
    return not (other.leans and other.speaker is None)


def _dispute(
    kind: Kind, overtakes: bool, own: Spot, differing: list[tuple[Difference, Spot]]
) -> Dispute:
    mine = differing[0][0].one
    by_words: dict[str, tuple[str, Spot]] = {}
    for found, spot in differing:
        if found.one == mine:
            by_words.setdefault(found.other.lower(), (found.other, spot))
    sides = [(mine, own), *by_words.values()][:MOST_SIDES]
    if overtakes:
        sides.sort(key=lambda side: str(side[1].article.published))
    return Dispute(kind, tuple(sides), overtakes)
