"""How well one sentence answers one question: gates first, then a score from 0 to about 1.

Gates keep out what cannot answer: an article without the question's names, a sentence in which
the one asked about neither speaks nor acts, a sentence on another matter. What passes is scored
by the share of the question it meets and by its closeness in meaning. The weights were chosen on
development questions (docs/decisions/0007-answerable.md).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property

from rag.answering.accounts import Line, line
from rag.answering.kinds import holds_kind, is_measured
from rag.answering.matching import Match, match
from rag.answering.nearness import Nearness
from rag.answering.voices import ACTS, voice_of
from rag.grammar import parse
from rag.retrieval.asks import Asks
from rag.retrieval.named import Name
from rag.retrieval.question import Question
from rag.retrieval.rarity import Weights, held_terms
from rag.sentences import sentence_spans
from rag.terms import content_terms
from rag.types import Article, Passage

_MATCH, _MEANING = 0.68, 0.32
_FIT = 0.08
"""Holding the number or name asked for is evidence by itself."""
_UNFIT, _UNFIT_CLAUSE = 0.45, 0.68
_RESTATES, _RESTATED = 0.75, 0.4
"""Share of the question's words with which a sentence that gives no reason only says it over."""
CLAUSES = (Asks.REASON, Asks.CONDITION)
"""What answers these is a clause, which has many forms."""
_LEANING = 0.03
_MATTER, _MATTER_OF_KIND = 0.34, 0.15
"""Least share of the words that are no names; less where the kind of thing asked for stands."""
_ABOUT_REACTION, _ABOUT_STATEMENT = 0.5, 0.5
"""Least share of what is spoken of that the article must hold."""
TYPED = (Asks.NUMBER, Asks.TIME, Asks.DURATION, Asks.PLACE, Asks.PERSON, Asks.SEVERAL)
_MANY_NAMES, _NEARLY_ALL = 3, 0.85
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
_SPOKEN = (Asks.REACTION, Asks.STATEMENT)


@dataclass(frozen=True)
class Candidate:
    """A sentence of a found passage, with the two before it."""

    passage: Passage
    article: Article
    index: int
    text: str
    before: str


@dataclass(frozen=True)
class Evidence:
    """One sentence and how it bears on the question."""

    article: Article
    index: int
    line: Line
    match: Match
    similarity: float
    """Cosine between the sentence and the question."""
    fits: bool
    """Whether it holds the kind of thing asked for."""
    score: float
    potential: float
    """Its score if it held that."""
    led_in: bool = False
    """Whether it answers only with the sentence before it."""
    clues: tuple[float, ...] = ()
    """What speaks for it beside the others, of :data:`rag.answering.promise.CLUES`."""
    promise: float = 0.0
    """Their weighted sum."""


@dataclass(frozen=True)
class Borne:
    """A sentence that may answer, before its nearness in meaning is known."""

    candidate: Candidate
    line: Line
    match: Match
    voice: float
    fits: bool


@dataclass
class Scales:
    """Weighs sentences against one question; what holds for a whole article is kept."""

    question: Question
    weights: Weights
    nearness: Nearness
    _named: dict[str, bool] = field(default_factory=dict)
    _about: dict[str, float] = field(default_factory=dict)

    def borne(self, each: Candidate, likeness: float) -> Borne | None:
        """What a sentence brings once it has passed the gates, or None when it cannot answer.

        ``likeness`` is the cosine of question and sentence, the question's names taken out.
        """
        told = self._is_nearly_told(each)
        if not told and not self._names_stand_in(each.article):
            return None
        question, article = self.question, each.article
        matched = match(
            question, self.weights, self.nearness, article, each.text, each.before, likeness
        )
        if not self._may_bear(matched) or not (told or self._names_are_near(each)):
            return None
        reported = line(article, each.index)
        voice = self._voice(reported)
        fits = holds_kind(question, parse(each.text), reported)
        if not voice or not self._bears(each, matched, fits, voice):
            return None
        return Borne(each, reported, matched, voice, fits)

    def weigh(self, borne: Borne, similarity: float) -> Evidence:
        """It as evidence; ``similarity`` is the cosine of question and sentence as they are."""
        matched, fits = borne.match, borne.fits
        score, potential = self._scores(borne, similarity)
        lean = _LEANING * borne.line.leans
        article, index = borne.candidate.article, borne.candidate.index
        least, most = score - lean, potential - lean
        return Evidence(article, index, borne.line, matched, similarity, fits, least, most)

    def _scores(self, borne: Borne, similarity: float) -> tuple[float, float]:
        matched, voice, fits = borne.match, borne.voice, borne.fits
        meaning = min(1.0, max(0.0, (similarity - 0.1) / 0.6))
        whole, matter = matched.whole, matched.matter
        by_names = self.question.asks_for_words or (fits and self._needs_no_words)
        both = whole if matter is None else (whole + matter) / 2
        on_matter = max(whole, both) if by_names else both
        score = (_MATCH * on_matter + _MEANING * meaning) * voice
        potential = score + _FIT if self.question.asks in TYPED else score
        if fits and matched.done and not self._is_of_another(borne):
            return potential, potential
        return score * self._unfit(matched), potential

    def _unfit(self, matched: Match) -> float:
        if self.question.asks not in CLAUSES:
            return _UNFIT
        met = matched.whole if matched.matter is None else matched.matter
        return _RESTATED if met >= _RESTATES else _UNFIT_CLAUSE

    def _is_of_another(self, borne: Borne) -> bool:
        """Whether a reason or condition is given for something that is not asked about: far from
        it, or where a paragraph begins with a sentence that says nothing of it."""
        if self.question.asks not in CLAUSES:
            return False
        begins = _paragraph(borne.candidate) == borne.candidate.text
        goes_on = borne.match.own or borne.line.leans or not begins
        return not (borne.match.keyed and goes_on)

    def _may_bear(self, matched: Match) -> bool:
        """A cheap look before grammar is asked: is it on the matter at all?"""
        if self.question.asks in _SPOKEN or self._needs_no_words:
            return True
        return matched.matter is None or matched.matter >= _MATTER_OF_KIND

    def _bears(self, each: Candidate, matched: Match, fits: bool, voice: float) -> bool:
        """Whether the sentence is on the question's matter, not only on its names."""
        asks = self.question.asks
        if asks is Asks.REACTION:
            # What is reacted to is named once in an article, often not in the sentence that
            # reacts; but a deed is a reaction only where it is told of one.
            if voice == ACTS:
                return self._tells_of_it(f"{each.before}\n{each.text}")
            return self._article_about(each.article) >= _ABOUT_REACTION
        if matched.matter is None or (fits and self._needs_no_words):
            return True
        if asks is Asks.STATEMENT and self.question.actors:
            on_matter = matched.matter >= _MATTER
            return on_matter or self._article_about(each.article) >= _ABOUT_STATEMENT
        return matched.matter >= (_MATTER_OF_KIND if asks in TYPED and fits else _MATTER)

    def _tells_of_it(self, text: str) -> bool:
        """Whether a text holds the matter reacted to, not only the names in it."""
        named = {term for name in self.question.names for term in name.terms}
        matter = [term for term in self.weights.of if term not in named]
        held = held_terms(self.question, text)
        return self._share_about(text) >= _ABOUT_REACTION and (
            not matter or any(term in held for term in matter)
        )

    def _article_about(self, article: Article) -> float:
        if article.id not in self._about:
            self._about[article.id] = self._share_about(f"{article.title or ''}\n{article.text}")
        return self._about[article.id]

    def _share_about(self, text: str) -> float:
        """The share a text holds of what the question is about, besides whom it asks."""
        own = {term for actor in self.question.actors for term in content_terms(actor)}
        about = {t: w for t, w in self.weights.of.items() if t not in own}
        total = sum(about.values())
        held = held_terms(self.question, text)
        return sum(w for t, w in about.items() if t in held) / total if total else 1.0

    def _names_stand_in(self, article: Article) -> bool:
        """Every name of the question stands in the article or its record; of sides, one does."""
        if article.id not in self._named:
            self._named[article.id] = self._all_named(article)
        return self._named[article.id]

    def _all_named(self, article: Article) -> bool:
        record = [article.title or "", article.source or "", *article.credits, *article.authors]
        text = "\n".join([article.text, *record])
        sides = [name for name in self.question.binding if self._is_side(name)]
        if sides and not any(name.occurs_in(text) for name in sides):
            return False
        return all(name.occurs_in(text) for name in self.question.binding if name not in sides)

    def _is_nearly_told(self, each: Candidate) -> bool:
        """Whether hardly a word is missing: of many names one may then be called otherwise."""
        if len(self.question.names) < _MANY_NAMES:
            return False
        near = f"{each.article.title or ''}\n{each.before}\n{each.text}"
        return self.weights.share(held_terms(self.question, near)) >= _NEARLY_ALL

    def _names_are_near(self, each: Candidate) -> bool:
        """The rarest must be near, unless it is the only one and the article comes back to it;
        codes and years must."""
        if self.question.asks in _SPOKEN:
            return self._years_stand_in(each.article.text, each.article)
        near = around(each)
        names = [name for name in self.question.binding if not self._is_side(name)]
        close, title = f"{each.before}\n{each.text}", each.article.title or ""
        far = [n for n in names if not n.occurs_in(close if n.has_twin_in(title) else near)]
        if any(name.is_code for name in far):
            return False
        if self._rarest in far and (len(names) > 1 or told_once(names[0], each.article)):
            return False
        return self._years_stand_in(near, each.article)

    def _years_stand_in(self, text: str, article: Article) -> bool:
        """Whether the question's years are told of, or the article is of them; not of sides."""
        dated = f"{text}\n{article.published or ''}"
        years = [n for n in self.question.numbers if _YEAR.fullmatch(n)]
        return bool(self.question.sides) or all(year in dated for year in years)

    @cached_property
    def _needs_no_words(self) -> bool:
        """Whether a number beside the names answers: "how far", "what stake does X have in Y"."""
        named = {term for name in self.question.names for term in name.terms}
        words = [term for term in self.weights.of if term not in named]
        only_a_quantity = self.question.asks is Asks.NUMBER and len(words) < 2
        return is_measured(self.question) or (only_a_quantity and len(self.question.names) > 1)

    @cached_property
    def _rarest(self) -> Name | None:
        def weight(name: Name) -> float:
            return max((self.weights.of.get(term, 0.0) for term in name.terms), default=0.0)

        return max(self.question.binding, key=weight, default=None)

    def _is_side(self, name: Name) -> bool:
        return any(side in name.text or name.text in side for side in self.question.sides)

    def _voice(self, reported: Line) -> float:
        """1 where the actor speaks, less where it only acts, 0 where it does neither."""
        if not self.question.asks_for_words:
            return 1.0
        return max(voice_of(actor, self.question.asks, reported) for actor in self.question.actors)


def around(each: Candidate) -> str:
    """A sentence with what says of whom it speaks: title, first paragraph, what stands before."""
    return "\n".join(
        [each.article.title or "", _first(each.article), each.before, _paragraph(each)]
    )


def told_once(name: Name, article: Article) -> bool:
    """Whether one paragraph alone holds the name: a digest has each of its matters in one. "Turkey"
    stands in none that has turkeys, where it stands in any as it is written."""
    paragraphs = article.text.split("\n")
    written = sum(any(each in held for each in name.others) for held in paragraphs)
    return (written or sum(name.occurs_in(held) for held in paragraphs)) <= 1


def _first(article: Article) -> str:
    """The paragraph that says what the article is about."""
    return article.text.partition("\n")[0]


def _paragraph(each: Candidate) -> str:
    """The paragraph up to and with the sentence."""
    start = sentence_spans(each.article.text)[each.index].start
    return each.article.text[each.article.text.rfind("\n", 0, start) + 1 : start] + each.text
