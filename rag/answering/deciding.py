"""Whether the passages found for a question answer it, and with which sentences.

The rules of choosing find sentences; the confidence says whether such passages answer such
questions at all. Below one bound nothing is answered, above another the sentence that fits best is
quoted even where the rules find none. For several sentences that hold a question of many clauses
together the first bound is enough. What a question wrongly supposes is not answered either.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rag.answering import clauses
from rag.answering.comprehension.closely import read_closely
from rag.answering.confidence import Calibration
from rag.answering.evidence import SHORTLIST, Likeliest, Reading, likeliest, read, weighed
from rag.answering.kinds import holds_kind
from rag.answering.nearness import WordVectors
from rag.answering.premise import Otherwise, told_otherwise
from rag.answering.quoted_words import chosen
from rag.answering.quoting import Quote, uncovered
from rag.answering.sided import quotes_of, sided
from rag.answering.signs import NEAREST, PLAIN, Nearest, comprehended, nearest, signs, very_near
from rag.answering.silence import Silence, silence, unmentioned, unread
from rag.answering.spans import span_of
from rag.answering.weighing import Evidence
from rag.grammar import parse
from rag.library.library import Library
from rag.retrieval.asks import Asks
from rag.retrieval.outlets import asked_source
from rag.retrieval.question import Question
from rag.retrieval.rarity import Weights
from rag.retrieval.retriever import Retrieved

_LITTLE = 0.46
"""A share of the question's matter so small that a reason may be one for something else."""
DOUBTFUL = (
    "The passages read hardly fit the question: what is written here stands in them, but may not "
    "answer it."
)
"""Said where a model answers from such passages."""


@dataclass(frozen=True)
class Looked:
    """All that is known of the passages found for one question before anything is decided."""

    found: Retrieved
    weights: Weights
    reading: Reading
    near: Nearest
    evidence: Sequence[Evidence]
    signs: Mapping[str, float]
    chosen: Sequence[Quote]
    """The sentences that the rules choose."""
    otherwise: Otherwise | None
    """What the articles tell instead of what the question supposes."""
    likeliest: Likeliest | None = None
    """In which sentence the model of comprehension finds the answer, whatever the rules say."""
    together: Sequence[Evidence] = ()
    """Of a question of many clauses, the sentences that hold most of it together."""


@dataclass(frozen=True)
class Decided:
    """What one question comes to."""

    found: Retrieved
    evidence: Sequence[Evidence]
    quotes: Sequence[Quote]
    confidence: float
    silence: Silence | None
    """What to say instead; None where something answers."""
    otherwise: Otherwise | None
    doubtful: bool
    """Whether such passages hardly ever answer such questions."""

    @property
    def uncovered(self) -> Iterator[str]:
        """What the question names and nothing that was read covers."""
        question, unread_names = self.found.question, self._names_unread()
        yield from map(_none_mentions, unread_names)
        for side in uncovered(question, self.quotes):
            if side not in unread_names:
                yield f"Nothing found says this of {side}."

    @property
    def doubts(self) -> Iterator[str]:
        """What to say of an answer that a model wrote from these passages."""
        if self.otherwise is not None:
            yield self.otherwise.in_words
        elif self.doubtful:
            yield DOUBTFUL
        yield from map(_none_mentions, self._names_unread())

    def _names_unread(self) -> tuple[str, ...]:
        articles = [each.article for each in self.evidence]
        return unread(self.found.question, self.found.passages, articles)


def _none_mentions(name: str) -> str:
    return f"None of the passages read mentions {name}."


def look(found: Retrieved, library: Library, words: WordVectors) -> Looked:
    """Read the passages found for one question."""
    question, passages = found.question, found.passages
    weights = Weights.in_library(question, library)
    articles = library.read.of((each.article_id, each.revision) for each in passages)
    closely = read_closely(question, passages, articles)  # goes on beside what follows
    reading = read(question, passages, library, weights)
    evidence = weighed(question, reading, weights, words)
    found_in = likeliest(closely)
    told = sided(found, library, words)
    many = clauses.has_many(question)
    near = Nearest.of(question, reading, weights, SHORTLIST if many else NEAREST)
    asked = asked_source(question.text, library.sources())
    both = clauses.together(question, weights, near, asked, reading.candidates) if many else []
    return Looked(
        found,
        weights,
        reading,
        near,
        told or evidence,
        signs(
            question,
            passages,
            [*evidence, *both],
            near,
            found_in,
            weights,
            clauses=many,
            outlet=asked is not None,
        ),
        quotes_of(told) or ([] if both and asked is not None else chosen(found, evidence)),
        told_otherwise(question, weights, reading.candidates),
        found_in,
        both,
    )


def decide(looked: Looked, library: Library) -> Decided:
    """What they come to. Raises WeightsDamaged."""
    calibration, found = Calibration.learned(), looked.found
    confidence = calibration.confidence(looked.signs)
    doubtful = not calibration.bears(looked.signs)
    quotes = looked.chosen
    if doubtful or looked.otherwise is not None:
        quotes = []
    elif not quotes and calibration.is_sure(looked.signs):
        quotes = best(looked, library)
    silent = None
    if not quotes:
        silent = silence(found, library, looked.weights, looked.otherwise)
    return Decided(found, looked.evidence, quotes, confidence, silent, looked.otherwise, doubtful)


def best(looked: Looked, library: Library) -> list[Quote]:
    """What is quoted where the rules choose nothing: the sentences that answer a question of many
    clauses together; else the one that comes nearest, unless the question names what no article
    mentions."""
    question = looked.found.question
    if looked.together:
        return clauses.quotes(looked.together)
    if unmentioned(question, library):
        return []
    found = comprehended(question, looked.likeliest, looked.reading, looked.weights)
    if found is None:
        found = _with_reason(looked) or nearest(question, looked.reading, looked.weights)
        if found is None or not _may_answer(question, found):
            found = very_near(question, looked.near, looked.weights)
    if found is None or _is_not_done(looked, found):
        return []
    span = span_of(found.article, found.line, found.index)
    return [Quote(found.article, span.start, span.end, span.speaker, found, inserted=span.inserted)]


def _with_reason(looked: Looked) -> Evidence | None:
    """For a "why", the most promising sentence that gives a reason: the nearest of all says most
    often only over again what is asked."""
    if looked.found.question.asks is not Asks.REASON:
        return None
    fitting = (each for each in looked.evidence if each.fits and _is_for_this(each))
    return max(fitting, key=lambda each: each.score, default=None)


def _is_for_this(each: Evidence) -> bool:
    """Whether a reason may be one for what is asked: on its matter, or said of "it"."""
    matter = each.match.matter
    return matter is None or matter > _LITTLE or each.line.leans


def _is_not_done(looked: Looked, found: Evidence) -> bool:
    """Of "Who paid for it?", whether the sentence was found to tell of nobody who paid."""
    return any(
        not each.match.done
        for each in looked.evidence
        if (each.article.id, each.index) == (found.article.id, found.index) and not each.led_in
    )


def _may_answer(question: Question, found: Evidence) -> bool:
    """Whether it gives what a question asks for, where a sentence that does is plainly told."""
    plain = question.asks in PLAIN
    return not plain or holds_kind(question, parse(found.line.text), found.line)
