"""Which sentences of the found passages may carry an answer, best first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from rag.answering.comprehension.closely import SentenceRead
from rag.answering.matching import without_names
from rag.answering.nearness import Nearness, WordVectors
from rag.answering.neighbours import beside
from rag.answering.orders import tells
from rag.answering.promise import Found, Promise, Told, clues
from rag.answering.weighing import Candidate, Evidence, Scales
from rag.library.embedding import Vectors
from rag.library.library import Library
from rag.retrieval.copies import holds
from rag.retrieval.question import Question
from rag.retrieval.rarity import Weights, held_terms
from rag.sentences import sentence_spans
from rag.terms import content_terms
from rag.types import Article, Passage

SHORTLIST = 40
"""Sentences that are embedded and parsed; the rest hold too little of the question."""
_BEFORE = 2
_FEWEST_TERMS = 2


@dataclass(frozen=True)
class Reading:
    """The sentences of found passages that hold most of a question, and how near each is to it."""

    candidates: tuple[Candidate, ...]
    likenesses: Vectors
    """``(candidates,)``: cosines with the question, its names taken out of both."""
    similarities: Callable[[Sequence[Candidate]], Vectors]
    """The same of some candidates as they are: embedded when asked for, since few are weighed, and
    each once."""
    passages: tuple[Passage, ...] = ()
    """What was read."""


@dataclass(frozen=True)
class Likeliest:
    """A sentence, and the logarithm of the odds that the answer stands there."""

    candidate: Candidate
    odds: float


def gather(
    question: Question,
    passages: Sequence[Passage],
    library: Library,
    weights: Weights,
    words: WordVectors,
) -> list[Evidence]:
    """The sentences of these passages that bear on the question, best first."""
    return weighed(question, read(question, passages, library, weights), weights, words)


def read(
    question: Question, passages: Sequence[Passage], library: Library, weights: Weights
) -> Reading:
    """The sentences of these passages that hold most of the question."""
    candidates = _shortlist(question, _candidates(passages, library), weights)
    if not candidates:
        nothing = np.zeros(0, np.float32)
        return Reading((), nothing, lambda _: nothing)

    known: dict[str, float] = {}

    def similarities(some: Sequence[Candidate]) -> Vectors:
        new = list(dict.fromkeys(each.text for each in some if each.text not in known))
        if new:
            found = library.embed_texts(new) @ library.embed_query(question.text)
            known.update(zip(new, found.tolist(), strict=True))
        return np.array([known[each.text] for each in some], np.float32)

    alike = (
        _likenesses(question, candidates, library) if question.names else similarities(candidates)
    )
    return Reading(tuple(candidates), alike, similarities, tuple(passages))


def likeliest(read: Iterable[SentenceRead]) -> Likeliest | None:
    """The sentence in which the model of comprehension finds the answer, whatever its words; None
    where nothing was read. It has no say in which sentences the rules weigh."""
    worth = (each for each in read if len(content_terms(each.text)) >= _FEWEST_TERMS)
    best = max(worth, key=lambda each: each.odds, default=None)
    if best is None:
        return None
    return Likeliest(_candidate(best.passage, best.article, best.index), best.odds)


def weighed(
    question: Question, reading: Reading, weights: Weights, words: WordVectors
) -> list[Evidence]:
    """Those of the sentences that bear on the question, best first."""
    scales = Scales(question, weights, Nearness(question, words))
    each = zip(reading.candidates, reading.likenesses, strict=True)
    borne = [b for one, alike in each if (b := scales.borne(one, float(alike))) is not None]
    similarities = reading.similarities([each.candidate for each in borne]) if borne else ()
    found = [
        (each.candidate, scales.weigh(each, float(similar)))
        for each, similar in zip(borne, similarities, strict=True)
    ]
    found += [(c, both) for c, e in found if (both := beside(question, e)) is not None]
    promising = _promising(question, weights, reading.passages, found)
    return sorted(promising, key=lambda e: (-e.score, e.article.id, e.index))


def _promising(
    question: Question,
    weights: Weights,
    passages: Sequence[Passage],
    found: Sequence[tuple[Candidate, Evidence]],
) -> list[Evidence]:
    """The same evidence, each with how much it promises beside the others."""
    best = max((each.passage.score.final or 0.0 for each, _ in found), default=0.0) or 1.0
    around = [
        Found(p.article_id, f"{p.title or ''}\n{p.text}", (p.score.final or 0.0) / best)
        for p in passages
    ]
    told = [
        Told(
            evidence.article.id,
            evidence.article.title or "",
            evidence.index,
            each.text if evidence.led_in else each.before,
            evidence.line.text,
            evidence.similarity,
            evidence.score,
            evidence.fits,
            (each.passage.score.final or 0.0) / best,
        )
        for each, evidence in found
    ]
    rows = clues(question, weights, told, around)
    return [
        replace(evidence, clues=tuple(row), promise=float(promise))
        for (_, evidence), row, promise in zip(
            found, rows.tolist(), Promise.learned().of(rows), strict=True
        )
    ]


def _likenesses(question: Question, candidates: Sequence[Candidate], library: Library) -> Vectors:
    """How alike question and sentences are in matter, their names apart."""
    asked = library.embed_query(without_names(question, question.text) or question.text)
    return library.embed_texts([without_names(question, c.text) for c in candidates]) @ asked


def _candidates(passages: Sequence[Passage], library: Library) -> list[Candidate]:
    """What a near copy that was found before says in the same words is not weighed again."""
    clusters = library.near.clusters(passage.article_id for passage in passages)
    articles = library.read.of((each.article_id, each.revision) for each in passages)
    found: dict[tuple[str, int], Candidate] = {}
    before: dict[str, dict[str, Article]] = {}
    for passage in passages:
        article = articles[passage.article_id, passage.revision]
        copies = before.setdefault(clusters[article.id], {})
        copies.setdefault(article.id, article)
        others = [each.text for each in copies.values() if each.id != article.id]
        for index, span in enumerate(sentence_spans(article.text)):
            inside = span.start < passage.end and span.end > passage.start
            said = article.text[span.start : span.end]
            if inside and not any(holds(text, said) for text in others):
                found.setdefault((article.id, index), _candidate(passage, article, index))
    return list(found.values())


def _candidate(passage: Passage, article: Article, index: int) -> Candidate:
    spans = sentence_spans(article.text)
    span = spans[index]
    before = article.text[spans[max(0, index - _BEFORE)].start : span.start]
    return Candidate(passage, article, index, article.text[span.start : span.end], before)


def _shortlist(
    question: Question, candidates: Sequence[Candidate], weights: Weights
) -> list[Candidate]:
    def promise(each: Candidate) -> float:
        own = weights.share(held_terms(question, each.text))
        near = f"{each.article.title or ''}\n{each.before}\n{each.text}"
        around = weights.share(held_terms(question, near))
        return own + 0.4 * around + 0.3 * (each.passage.score.final or 0.0)

    worth = [
        each
        for each in candidates
        if tells(question, each.text) and len(content_terms(each.text)) >= _FEWEST_TERMS
    ]
    return sorted(worth, key=lambda c: (-promise(c), c.article.id, c.index))[:SHORTLIST]
