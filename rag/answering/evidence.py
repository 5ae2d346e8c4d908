"""Which sentences of the found passages carry an answer, and how well.

A sentence is weighed by the share of the question's matter it holds itself, the share its
surroundings add, its closeness in meaning, and whether it holds the kind of thing asked for. For
"how did X react" and "what did X say", only sentences in which X speaks or acts qualify.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from rag.answering.accounts import Line, is_by, is_deed, line
from rag.answering.nearness import Nearness, WordVectors
from rag.grammar import Parse, parse
from rag.library.library import Library
from rag.retrieval.names import actors_in
from rag.retrieval.question import Asks, Question
from rag.retrieval.search import Weights, held_terms
from rag.sentences import sentence_spans
from rag.terms import content_terms
from rag.types import Article, Passage

SHORTLIST = 40
"""Sentences that are embedded and parsed; the rest hold too little of the question."""

_OWN, _AROUND, _MEANING = 0.5, 0.2, 0.3
_UNFIT = 0.55
_LEANING = 0.03


@dataclass(frozen=True)
class Evidence:
    """One sentence and how it bears on the question."""

    passage: Passage
    article: Article
    index: int
    line: Line
    own: float
    """Share of the question's weight in the sentence itself, near words in part."""
    around: float
    """The same with the sentence before it and the article's title."""
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
    found = [
        evidence
        for sentence, similarity in zip(sentences, similarities, strict=True)
        if (evidence := _weigh(question, sentence, float(similarity), weights, nearness))
    ]
    return sorted(found, key=lambda e: (-e.score, e.article.id, e.index))


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
    weights: Weights,
    nearness: Nearness,
) -> Evidence | None:
    if not _names_stand_in(question, sentence.article):
        return None
    reported = line(sentence.article, sentence.index)
    by_actor = _by_actor(question, reported)
    if by_actor == 0.0:
        return None
    own = nearness.share(weights, held_terms(question, sentence.text), sentence.text)
    around = weights.share(held_terms(question, _surroundings(sentence)))
    parsed = parse(sentence.text)
    fits = holds_kind(question, parsed, reported)
    meaning = float(np.clip((similarity - 0.1) / 0.6, 0.0, 1.0))
    score = _OWN * own + _AROUND * max(own, around) + _MEANING * meaning
    score *= (1.0 if fits else _UNFIT) * by_actor
    score -= _LEANING * reported.leans
    return Evidence(
        sentence.passage,
        sentence.article,
        sentence.index,
        reported,
        own,
        max(own, around),
        similarity,
        fits,
        score,
    )


def _names_stand_in(question: Question, article: Article) -> bool:
    """Every name of the question stands in the article or its record."""
    record = "\n".join(
        [
            article.text,
            article.title or "",
            article.source or "",
            *article.credits,
            *article.authors,
        ]
    )
    return all(name.occurs_in(record) for name in question.names)


def _by_actor(question: Question, reported: Line) -> float:
    """1 where the actor speaks, less where it only acts, 0 where it does neither."""
    if question.actor is None or question.asks not in (Asks.REACTION, Asks.STATEMENT):
        return 1.0
    acts = [act for act in reported.acts if is_by(act, question.actor, question.actor_names)]
    speaker = reported.speaker
    if speaker is not None and is_by(speaker, question.actor, question.actor_names):
        return 1.0
    if any(act.reports for act in acts):
        return 0.95
    if question.asks is Asks.REACTION and any(is_deed(act) for act in acts):
        return 0.85
    if question.asks is Asks.STATEMENT and acts and not actors_in(question.actor):
        return 0.9
    return 0.0


_DATED = re.compile(
    r"\d{4}|January|February|March|April|May|June|July|August|September|October|November|December"
    r"|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|\d{1,2}(?:st|nd|rd|th)|century|decade|yesterday"
)
_LASTING = re.compile(
    r"(?:\d+|\b(?:an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen"
    r"|twenty|thirty|forty|fifty|several|some|few|many|half))[\s-]+(?:\w+[\s-]+)?"
    r"(?:second|minute|hour|day|week|fortnight|month|year|decade|centur)",
    re.IGNORECASE,
)
_BECAUSE = re.compile(
    r"\b(?:because|due to|owing to|given|since|so that|in order to|after|following|in response|over"
    r"|amid|cit(?:e|es|ed|ing)|caused|led to|prompt|result|reason|blam|reflect|aim|to \w+)",
    re.IGNORECASE,
)
_KINDS = {
    Asks.NUMBER: frozenset({"CARDINAL", "PERCENT", "MONEY", "QUANTITY", "ORDINAL"}),
    Asks.PLACE: frozenset({"GPE", "LOC", "FAC"}),
    Asks.PERSON: frozenset({"PERSON", "ORG", "NORP", "GPE"}),
}


def holds_kind(question: Question, parsed: Parse, reported: Line) -> bool:
    """Whether a sentence holds what would answer: a number, a date, a person not yet named."""
    if question.asks is Asks.TIME:
        return any(
            e.label in ("DATE", "TIME") and _DATED.search(e.text) and e.text not in question.text
            for e in parsed.entities
        ) or bool(re.search(r"\b(?:1[89]|20)\d\d\b", parsed.text))
    if question.asks is Asks.DURATION:
        return _LASTING.search(parsed.text) is not None
    if question.asks is Asks.NUMBER and any(
        t.pos == "NUM" and t.text not in question.numbers for t in parsed.tokens
    ):
        return True
    if question.asks is Asks.REASON:
        return _BECAUSE.search(parsed.text) is not None
    labels = _KINDS.get(question.asks)
    if labels is None:
        return True
    new = any(e.label in labels and e.text not in question.text for e in parsed.entities)
    return new or (question.asks is Asks.PERSON and reported.speaker is not None)
