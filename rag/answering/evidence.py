"""Which sentences of the found passages carry an answer, and how well.

A sentence is weighed by the share of the question's matter it holds itself, the share its
surroundings add, its closeness in meaning, and whether it holds the kind of thing asked for. For
"how did X react" and "what did X say", only sentences in which X speaks or acts qualify.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from rag.answering.accounts import Line, is_by, is_deed, line
from rag.answering.kinds import holds_kind, is_measured
from rag.answering.matching import Match, match, without_names
from rag.answering.nearness import Nearness, WordVectors
from rag.grammar import parse
from rag.library.embedding import Vectors
from rag.library.library import Library
from rag.retrieval.asks import Asks
from rag.retrieval.names import actors_in
from rag.retrieval.question import Name, Question
from rag.retrieval.search import Weights, held_terms
from rag.sentences import sentence_spans
from rag.terms import content_terms
from rag.types import Article, Passage

SHORTLIST = 40
"""Sentences that are embedded and parsed; the rest hold too little of the question."""

_MATCH, _MEANING = 0.68, 0.32
_FIT = 0.08
"""Holding the number or name asked for is evidence by itself."""
_UNFIT, _UNFIT_REASON = 0.45, 0.85
_LEANING = 0.03
_MATTER, _MATTER_OF_KIND = 0.34, 0.15
"""Least share of the words that are no names; less where the kind of thing asked for stands."""
_ABOUT_STATED = 0.6
_SPEAKS, _ACTS = 0.95, 0.85
_ABOUT = 0.5
"""Least share of what a statement is about that its article must hold."""


@dataclass(frozen=True)
class Evidence:
    """One sentence and how it bears on the question."""

    passage: Passage
    article: Article
    index: int
    line: Line
    match: Match
    similarity: float
    """Cosine between the sentence and the question."""
    fits: bool
    """Whether it holds the kind of thing asked for."""
    score: float


@dataclass(frozen=True)
class _Sentence:
    passage: Passage
    article: Article
    index: int
    text: str
    before: str


def gather(
    question: Question,
    passages: Sequence[Passage],
    library: Library,
    weights: Weights,
    words: WordVectors,
) -> list[Evidence]:
    """The sentences of these passages that bear on the question, best first."""
    sentences = _shortlist(question, _sentences(passages, library), weights)
    if not sentences:
        return []
    nearness = Nearness(question, words)
    vectors = library.embed_texts([s.text for s in sentences])
    similarities = vectors @ library.embed_query(question.text)
    likenesses = _likenesses(question, sentences, library) if question.names else similarities
    found = [
        evidence
        for sentence, similarity, likeness in zip(sentences, similarities, likenesses, strict=True)
        if (
            evidence := _weigh(
                question, sentence, float(similarity), float(likeness), weights, nearness
            )
        )
    ]
    return sorted(found, key=lambda e: (-e.score, e.article.id, e.index))


def _likenesses(question: Question, sentences: Sequence[_Sentence], library: Library) -> Vectors:
    """How alike question and sentences are in matter, their names apart."""
    asked = library.embed_query(without_names(question, question.text) or question.text)
    return library.embed_texts([without_names(question, s.text) for s in sentences]) @ asked


def _sentences(passages: Sequence[Passage], library: Library) -> list[_Sentence]:
    found: dict[tuple[str, int], _Sentence] = {}
    for passage in passages:
        article = library.article(passage.article_id, passage.revision)
        spans = sentence_spans(article.text)
        for index, span in enumerate(spans):
            if span.start < passage.end and span.end > passage.start:
                before = article.text[spans[index - 1].start : span.start] if index else ""
                text = article.text[span.start : span.end]
                key = (article.id, index)
                found.setdefault(key, _Sentence(passage, article, index, text, before))
    return list(found.values())


def _shortlist(question: Question, sentences: list[_Sentence], weights: Weights) -> list[_Sentence]:
    def promise(sentence: _Sentence) -> float:
        own = weights.share(held_terms(question, sentence.text))
        around = weights.share(held_terms(question, _surroundings(sentence)))
        return own + 0.4 * around + 0.3 * (sentence.passage.score.final or 0.0)

    worth = [s for s in sentences if len(content_terms(s.text)) >= 3]
    return sorted(worth, key=lambda s: (-promise(s), s.article.id, s.index))[:SHORTLIST]


def _surroundings(sentence: _Sentence) -> str:
    return f"{sentence.article.title or ''}\n{sentence.before}\n{sentence.text}"


def _weigh(
    question: Question,
    sentence: _Sentence,
    similarity: float,
    likeness: float,
    weights: Weights,
    nearness: Nearness,
) -> Evidence | None:
    if not _names_stand_in(question, sentence.article):
        return None
    reported = line(sentence.article, sentence.index)
    by_actor = _by_actor(question, reported)
    if by_actor == 0.0:
        return None
    matched = match(
        question, weights, nearness, sentence.article, sentence.text, sentence.before, likeness
    )
    fits = holds_kind(question, parse(sentence.text), reported)
    if not _bears(question, sentence, matched, weights, fits, by_actor):
        return None
    meaning = float(np.clip((similarity - 0.1) / 0.6, 0.0, 1.0))
    on_matter = matched.whole if matched.matter is None else (matched.whole + matched.matter) / 2
    score = (_MATCH * on_matter + _MEANING * meaning) * by_actor
    if not fits:
        score *= _UNFIT_REASON if question.asks is Asks.REASON else _UNFIT
    elif _is_typed(question):
        score += _FIT
    score -= _LEANING * reported.leans
    return Evidence(
        sentence.passage,
        sentence.article,
        sentence.index,
        reported,
        matched,
        similarity,
        fits,
        score,
    )


def _is_typed(question: Question) -> bool:
    return question.asks in (Asks.NUMBER, Asks.TIME, Asks.DURATION, Asks.PLACE, Asks.PERSON)


def _bears(
    question: Question,
    sentence: _Sentence,
    matched: Match,
    weights: Weights,
    fits: bool,
    by_actor: float,
) -> bool:
    """Whether the sentence is on the question's matter, not only on its names."""
    if question.asks is Asks.REACTION:
        # What is reacted to is named once in an article, often not in the sentence that reacts;
        # but a deed is a reaction only where it is told of one.
        near = f"{sentence.before}\n{sentence.text}"
        whole = f"{sentence.article.title or ''}\n{sentence.article.text}"
        return _share_about(question, weights, near if by_actor < _SPEAKS else whole) >= _ABOUT
    if matched.matter is None:
        return True
    if question.asks is Asks.STATEMENT and question.actors:
        whole = f"{sentence.article.title or ''}\n{sentence.article.text}"
        return _share_about(question, weights, whole) >= _ABOUT_STATED
    if fits and is_measured(question):
        return True
    return matched.matter >= (_MATTER_OF_KIND if _is_typed(question) and fits else _MATTER)


def _share_about(question: Question, weights: Weights, text: str) -> float:
    """The share a text holds of what the question is about, besides whom it asks."""
    own = {term for actor in question.actors for term in content_terms(actor)}
    about = {t: w for t, w in weights.of.items() if t not in own}
    total = sum(about.values())
    held = held_terms(question, text)
    return sum(w for t, w in about.items() if t in held) / total if total else 1.0


def _names_stand_in(question: Question, article: Article) -> bool:
    """Every name of the question stands in the article or its record; of sides, one does."""
    record = "\n".join(
        [
            article.text,
            article.title or "",
            article.source or "",
            *article.credits,
            *article.authors,
        ]
    )
    sides = [name for name in question.names if _is_side(name, question)]
    if sides and not any(name.occurs_in(record) for name in sides):
        return False
    return all(name.occurs_in(record) for name in question.names if name not in sides)


def _is_side(name: Name, question: Question) -> bool:
    return any(side in name.text or name.text in side for side in question.sides)


def _by_actor(question: Question, reported: Line) -> float:
    """1 where the actor speaks, less where it only acts, 0 where it does neither."""
    if not question.actors or question.asks not in (Asks.REACTION, Asks.STATEMENT):
        return 1.0
    return max(_by_one(actor, question.asks, reported) for actor in question.actors)


def _by_one(actor: str, asks: Asks, reported: Line) -> float:
    acts = [act for act in reported.acts if is_by(act, actor)]
    if reported.speaker is not None and is_by(reported.speaker, actor):
        return 1.0
    if any(act.reports for act in acts):
        return _SPEAKS
    if asks is Asks.REACTION and any(is_deed(act) for act in acts):
        return _ACTS
    # "What does the strategy say": a text has no voice of its own; what it does is what it says.
    if asks is Asks.STATEMENT and acts and actor[:1].islower() and not actors_in(actor):
        return 0.9
    return 0.0
