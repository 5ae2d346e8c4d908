"""Searching for several things at once: each for itself, then one list in which each has its place.

The best passage on each part of a question, and on each side of a comparison, comes before the
second of any. Passages with the exact words that a question quotes come first.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from rag.library.filters import Filter
from rag.library.library import Library
from rag.retrieval.copies import without_repeats
from rag.retrieval.lengthy import is_lengthy
from rag.retrieval.parts import clauses_of, for_each_side
from rag.retrieval.phrases import holding_first, holds_phrase, phrases_of, read_with
from rag.retrieval.question import Question, analyse
from rag.retrieval.reranking import Reranking
from rag.retrieval.retriever import Retrieved, retrieve
from rag.retrieval.wanted import Asking
from rag.telemetry import step
from rag.types import Passage, Score

_OF_CLAUSE = 0.5
"""What the best clause counts beside the whole question."""
_LOOKED_AT = 100
"""Passages with a quoted phrase's words that are looked at for the phrase itself."""


def retrieve_each(
    library: Library,
    questions: Sequence[Question],
    chosen: Filter,
    k: int,
    asking: Asking,
    reranking: Reranking | None = None,
) -> list[Retrieved]:
    """What is found for each question, at most k passages; a comparison's sides apart.

    Every list is put into the order of a reranker, if there is one. Raises RerankerError.
    """

    def retrieved(question: Question) -> Retrieved:
        found = retrieve(library, question, chosen, k, asking)
        return found if reranking is None else _reordered(found, reranking)

    with step("search", parts=len(questions), k=k) as under_way:
        lists = [_found(library, each, chosen, k, asking, retrieved) for each in questions]
        under_way.tell(found=sum(len(each.passages) for each in lists))
    return lists


def _reordered(found: Retrieved, reranking: Reranking) -> Retrieved:
    with step("rerank", passages=len(found.passages)):
        told = reranking.of(found.question.text, found.passages)
    return replace(
        found,
        passages=told.passages,
        notes=(*found.notes, *told.notes),
        read=(*found.read, *told.read),
    )


def interleaved(lists: Sequence[Sequence[Passage]]) -> tuple[Passage, ...]:
    """One list of several, a passage once: the best of each, then the others by how near they come
    to the best of their own list.
    """
    firsts = [ranked[0] for ranked in lists if ranked]
    others = [
        (-_share(passage, ranked[0]), rank, n, passage)
        for n, ranked in enumerate(lists)
        for rank, passage in enumerate(ranked)
    ]
    rest = (each[-1] for each in sorted(others, key=lambda other: other[:3]))
    return _each_once([*firsts, *rest])


def covering(whole: Sequence[Passage], clauses: Sequence[Sequence[Passage]]) -> tuple[Passage, ...]:
    """What was found for a question and for each of its clauses, as one list: a passage counts by
    how near it comes to the best for the whole, and to the best for the clause that it fits best.
    """
    shares = {each.chunk_id: _share(each, whole[0]) for each in whole}
    of_clause: dict[str, float] = {}
    for ranked in clauses:
        for each in ranked:
            own = _OF_CLAUSE * _share(each, ranked[0])
            of_clause[each.chunk_id] = max(own, of_clause.get(each.chunk_id, 0.0))
    best = max(
        (ranked[0].score.final or 0.0 for ranked in [whole, *clauses] if ranked), default=0.0
    )
    found = []
    for each in _each_once([*whole, *(each for ranked in clauses for each in ranked)]):
        share = shares.get(each.chunk_id, 0.0) + of_clause.get(each.chunk_id, 0.0)
        final = best * share / (1 + _OF_CLAUSE)
        found.append(replace(each, score=replace(each.score, final=final)))
    return tuple(sorted(found, key=lambda each: -(each.score.final or 0.0)))


def _each_once(passages: Sequence[Passage]) -> tuple[Passage, ...]:
    found: dict[str, Passage] = {}
    for passage in passages:
        if not any(_within(passage, each) for each in found.values()):
            found[passage.chunk_id] = passage
    return tuple(found.values())


def _within(passage: Passage, other: Passage) -> bool:
    """Whether it is a part of another, which was joined with its neighbour, or the same."""
    same = (passage.article_id, passage.revision) == (other.article_id, other.revision)
    return same and other.start <= passage.start and passage.end <= other.end


def _share(passage: Passage, best: Passage) -> float:
    """What share of the best's score a passage has; 0 where it was not scored."""
    if not passage.score.final or not best.score.final:
        return 0.0
    return passage.score.final / best.score.final


def _found(
    library: Library,
    question: Question,
    chosen: Filter,
    k: int,
    asking: Asking,
    retrieved: Callable[[Question], Retrieved],
) -> Retrieved:
    whole = retrieved(question)
    if "parts" in asking.without:
        return _with_phrases(library, question.text, whole, k)
    clauses = clauses_of(question.text)
    if clauses:
        of_clause = replace(asking, clause=True)
        lists = [
            retrieve(library, analyse(each), chosen, k, of_clause).passages for each in clauses
        ]
        whole = replace(whole, passages=covering(whole.passages, lists)[:k])
    sides = for_each_side(question)
    if sides:
        apart = [retrieved(analyse(side)).passages for side in sides]
        # What is said of both sides together keeps its place beside what is said of each.
        whole = replace(whole, passages=interleaved([whole.passages, *apart])[:k])
    return _with_phrases(library, question.text, whole, k)


def _with_phrases(library: Library, question: str, found: Retrieved, k: int) -> Retrieved:
    """Passages with the quoted words in front, those included that the search did not bring."""
    phrases = phrases_of(question)
    if not phrases:
        return found
    passages = list(found.passages)
    missing = [
        _looked_up(library, phrase, found.used)
        for phrase in phrases
        if not _stands_in(phrase, passages)
    ]
    if is_lengthy(question):
        # Words quoted in one of many clauses are not what the others ask for.
        best = _each_once([held[0] for held in missing if held])
        passages = [*passages[: max(k - len(best), 0)], *best][:k]
    else:
        passages += [each for held in missing for each in held]
        passages = holding_first(question, passages)[:k]
    read = tuple(f"“{each}”: these exact words" for each in phrases)
    return replace(found, passages=tuple(passages), read=(*found.read, *read))


def absent_phrases(question: str, passages: Sequence[Passage]) -> tuple[str, ...]:
    """The quoted phrases of a question that none of the passages found for it holds: then no
    article does, since they were looked for."""
    return tuple(each for each in phrases_of(question) if not _stands_in(each, passages))


def asks_only_for(question: str, phrases: Sequence[str]) -> bool:
    """Whether a question has no matter beside these quoted phrases: "Who said “...”?"."""
    rest = question
    for phrase in phrases:
        rest = rest.replace(phrase, " ")
    return bool(phrases) and not analyse(rest).terms


def _stands_in(phrase: str, passages: Sequence[Passage]) -> bool:
    return any(holds_phrase(phrase, read_with(passage)) for passage in passages)


def _looked_up(library: Library, phrase: str, used: Filter) -> list[Passage]:
    hits = {hit.chunk_id: hit.score for hit in library.keyword_hits(phrase, _LOOKED_AT, used)}
    passages = library.passages(hits).values()
    held = [p for p in passages if holds_phrase(phrase, read_with(p))]
    clusters = library.near.clusters(each.article_id for each in held)
    held, _ = without_repeats(library, held, clusters, len(held))
    scored = [replace(p, score=Score(keyword=hits[p.chunk_id])) for p in held]
    return sorted(scored, key=lambda p: (-(p.score.keyword or 0.0), p.chunk_id))
