"""A reranker from elsewhere puts what was found into its own order, or leaves some of it out.

It is not trusted with more: its words, offsets and sources are not looked at, only which passages
it names, in which order and with which scores. What it names and was not given is dropped, and
the reader is told. It may take a set time; after that what was found stands as it was.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol, runtime_checkable

from rag.errors import BylineError, RerankerError
from rag.patience import Late, Patience
from rag.types import Passage

Ranked = tuple[str, float | None]
"""The chunk id of a passage and a reranker's score for it; None where it gives none."""


@runtime_checkable
class Reranker(Protocol):
    """Puts passages into an order. It must be safe to call from several threads."""

    name: str
    """What to call it before the reader."""

    def order(self, question: str, passages: Sequence[Passage]) -> Sequence[Ranked]:
        """The passages it keeps, best first. Raises RerankerError."""
        ...


@dataclass(frozen=True)
class Reranked:
    """Passages in their new order, and what is to be told of it."""

    passages: tuple[Passage, ...]
    notes: tuple[str, ...] = ()
    read: tuple[str, ...] = ()
    """Who ordered them, in words; empty where nobody did."""


class Reranking:
    """One reranker with its time limit. Safe to use from several threads."""

    def __init__(self, reranker: Reranker, seconds: float) -> None:
        self._reranker = reranker
        self._patience = Patience(seconds, "byline-reranker")

    def of(self, question: str, passages: Sequence[Passage]) -> Reranked:
        """Passages in the reranker's order. ``score.rerank`` is its own score; ``score.final``
        falls along the new order, so that several lists can be merged.

        Raises RerankerError when the reranker fails or gives no usable order.
        """
        given = tuple(passages)
        if not given:
            return Reranked(given)
        name = self._reranker.name
        try:
            ranked = self._order(question, given)
        except Late:
            late = f"The reranker {name} gave no order within {self._patience.seconds:g} s"
            return Reranked(given, (f"{late}; the passages stand as they were found.",))
        kept, notes = _known(ranked, given, name)
        return Reranked(_placed(kept), notes, (f"passages put into order by {name}",))

    def _order(self, question: str, given: Sequence[Passage]) -> Sequence[Ranked]:
        """Raises RerankerError, and Late after the time limit."""
        try:
            return self._patience.of(lambda: self._reranker.order(question, given))
        except (BylineError, Late):
            raise
        except Exception as error:
            raise RerankerError(
                f"the reranker {self._reranker.name} failed: {type(error).__name__}: {error}"
            ) from error


def _known(
    ranked: Sequence[Ranked], given: Sequence[Passage], name: str
) -> tuple[list[Passage], tuple[str, ...]]:
    """The passages that were given, each once, and what is to be said of the rest."""
    by_id = {each.chunk_id: each for each in given}
    kept: dict[str, Passage] = {}
    foreign = twice = 0
    for chunk_id, score in ranked:
        passage = by_id.get(chunk_id)
        if passage is None:
            foreign += 1
        elif chunk_id in kept:
            twice += 1
        else:
            kept[chunk_id] = replace(passage, score=replace(passage.score, rerank=score))
    notes = []
    if foreign:
        unknown = f"{_passages(foreign)} it was not given"
        notes.append(f"The reranker {name} returned {unknown}; dropped.")
    if twice:
        notes.append(f"The reranker {name} returned {_passages(twice)} twice; each counts once.")
    if not kept:
        notes.append(f"The reranker {name} kept none of the {_passages(len(given))} found.")
    return list(kept.values()), tuple(notes)


def _placed(kept: Sequence[Passage]) -> tuple[Passage, ...]:
    """With final scores that fall along the order: the highest for the first, and so on."""
    finals = sorted((each.score.final or 0.0 for each in kept), reverse=True)
    return tuple(
        replace(each, score=replace(each.score, final=final))
        for each, final in zip(kept, finals, strict=True)
    )


def _passages(count: int) -> str:
    return f"{count} passage{'s' if count > 1 else ''}"
