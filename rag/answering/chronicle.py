"""What the articles tell of a question in the order of its days, each event an exact span."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import chain

from rag.answering.citations import CitationList
from rag.answering.disagreement.spots import Spot, of_evidence
from rag.answering.draft import Request
from rag.answering.timeline import dated_events
from rag.answering.understanding import Meant
from rag.answering.weighing import Evidence
from rag.retrieval.retriever import Retrieved
from rag.terms import content_terms
from rag.types import Timeline

MOST_EVENTS = 24
_LEAST, _NEAR_BEST = 0.3, 0.4
"""Score, and share of the best one's, from which a sentence is on the matter."""
_REPEATS = 0.8
"""Share of the shorter sentence's terms that makes it the same event once more."""


def chronicle(
    request: Request,
    meant: Meant,
    found: Sequence[Retrieved],
    weigh: Callable[[Retrieved], list[Evidence]],
    cited: CitationList,
) -> Timeline:
    """The timeline of what was found; empty with a note where the question may mean two things."""
    if meant.asks_back:
        return Timeline(request.question, meant.understood, (), (), (), (meant.asks_back,))
    weighed = chain.from_iterable(weigh(result) for result in found)
    for spot in _chosen(of_evidence(weighed)):
        cited.cite(spot.article, spot.start, spot.end, spot.text, spot.speaker)
    found_events = dated_events(cited.all(), (each.n for each in cited.all()))
    # Numbers go by the order in which a reader meets them, here that of the days.
    place = {event.n: n for n, event in enumerate(found_events, 1)}
    events = [replace(event, n=place[event.n]) for event in found_events]
    citations = sorted((replace(c, n=place[c.n]) for c in cited.all()), key=lambda c: c.n)
    understood = replace(
        meant.understood,
        since=found[0].days.since or found[0].used.since,
        until=found[0].days.until or found[0].used.until,
        sources=found[0].used.sources,
        read=(*meant.understood.read, *chain.from_iterable(each.read for each in found)),
    )
    return Timeline(
        request.question,
        understood,
        tuple(each for each in events if each.since is not None),
        tuple(each for each in events if each.since is None),
        tuple(citations),
        tuple(dict.fromkeys(chain.from_iterable(each.notes for each in found))),
    )


def _chosen(spots: list[Spot]) -> list[Spot]:
    """Those on the matter, the best first, without what says the same again."""
    spots.sort(key=lambda spot: -spot.score)
    best = max((spot.score for spot in spots), default=0.0)
    chosen: list[Spot] = []
    for spot in spots:
        if len(chosen) == MOST_EVENTS or spot.score < max(_LEAST, _NEAR_BEST * best):
            break
        if not any(_same(spot, other) for other in chosen):
            chosen.append(spot)
    return chosen


def _same(spot: Spot, other: Spot) -> bool:
    ours, theirs = set(content_terms(spot.text)), set(content_terms(other.text))
    return len(ours & theirs) >= _REPEATS * min(len(ours), len(theirs))
