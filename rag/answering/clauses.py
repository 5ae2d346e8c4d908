"""Questions of many clauses: sentences of several articles that together hold what is asked.

"Which company is accused of X, as Y reported, and has, according to Z, ...?" is answered by no
sentence alone. Here the sentences are chosen one after the other, each for what it holds of the
question that those before it do not. A name that the articles share, and that the question lacks,
is most often what it asks for: sentences that hold it count more. See
docs/decisions/0055-many-clauses.md.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from rag.answering.accounts import line
from rag.answering.matching import Match
from rag.answering.quoting import MOST_SENTENCES, MOST_WORDS, Quote
from rag.answering.signs import Nearest
from rag.answering.spans import span_of
from rag.answering.weighing import Candidate, Evidence
from rag.grammar import Entity, parse
from rag.library.embedding import Vectors
from rag.retrieval.asks import Asks
from rag.retrieval.lengthy import is_lengthy
from rag.retrieval.outlets import Asked
from rag.retrieval.question import Question
from rag.retrieval.rarity import Weights, held_terms
from rag.terms import content_terms

MANY = 12
"""Terms from which a question is taken to have many clauses; short ones have 2 to 9."""
_MEANING = 0.6
_AGAIN = 0.3
"""What a term is worth that another sentence holds already."""
_LEAST_NEW = 0.02
"""Share of the question that a further sentence must add."""
_NAMED, _TOLD_BY, _SAME_ARTICLE = 1.3, 1.3, 0.7
_SPARE = 3
"""Sentences with the name in full that are looked at beside those that come near."""
_LOOKED_AT = 14
"""Sentences whose names are counted, the nearest first."""
_NAMES = frozenset("PERSON ORG GPE NORP PRODUCT FAC WORK_OF_ART EVENT LOC".split())
_SOMEBODY = frozenset(("PERSON", "ORG"))
_LONGEST = 3
"""Words of a name that stands for a shorter one."""
_BARE = re.compile(r"^[Tt]he |['’]s?$")


def has_many(question: Question) -> bool:
    """Whether no sentence alone can be expected to hold what is asked."""
    return len(question.terms) >= MANY or is_lengthy(question.text)


@dataclass(frozen=True)
class Shared:
    """A name that the articles share: "Altman", "Sam Altman"; empty where they share none."""

    short: str = ""
    full: str = ""


@dataclass(frozen=True)
class _Found:
    """The sentences, with what of the question each holds and how near it is in meaning."""

    weights: Weights
    candidates: Sequence[Candidate]
    held: Sequence[frozenset[str]]
    alike: Vectors
    name: Shared = Shared()
    outlets: frozenset[str] = frozenset()
    """Those that the question names as sources."""

    def worth(self, at: int) -> float:
        return self.weights.share(self.held[at]) + _MEANING * float(self.alike[at])

    def news(self, at: int, chosen: Sequence[int]) -> float:
        """The share of the question that it holds and none of those chosen does."""
        covered = frozenset[str]().union(*(self.held[each] for each in chosen))
        return self.weights.share(self.held[at] - covered)

    def gain(self, at: int, chosen: Sequence[int]) -> float:
        """What a sentence adds to those chosen."""
        gained = self.news(at, chosen) + _MEANING * float(self.alike[at])
        gained += _AGAIN * self.weights.share(self.held[at])
        text = self.candidates[at].text
        name = self.name
        if name.short and name.short in text:
            gained *= _NAMED
            new = not any(name.full in self.candidates[each].text for each in chosen)
            gained *= _NAMED if new and name.full in text else 1.0
        passage = self.candidates[at].passage
        if self.outlets & {passage.source, *passage.credits}:
            gained *= _TOLD_BY
        article = self.candidates[at].article.id
        again = any(self.candidates[each].article.id == article for each in chosen)
        return gained * (_SAME_ARTICLE if again else 1.0)


def together(
    question: Question,
    weights: Weights,
    near: Nearest,
    asked: Asked | None = None,
    read: Sequence[Candidate] = (),
) -> list[Evidence]:
    """At most five of the sentences, in the order in which they add to each other; of the outlets
    whose reports a question of yes or no compares, the best of each first. ``read`` are all
    sentences that were read, where a name may stand in full.
    """
    candidates, alike = near.candidates, near.similarities
    held = [held_terms(question, each.text) for each in candidates]
    told = frozenset(asked.all_sources) if asked is not None else frozenset[str]()
    found = _Found(weights, candidates, held, alike, outlets=told)
    order = sorted(range(len(candidates)), key=lambda at: -found.worth(at))
    worth = {at: found.worth(at) for at in order[:_LOOKED_AT]}
    name = _shared(question, candidates, worth, [each.text for each in read or candidates])
    found = _read_too(replace(found, name=name), question, read)
    compares = question.asks is Asks.YES_OR_NO
    chosen = _one_an_outlet(found, order, asked if compares else None)
    words = sum(len(candidates[at].text.split()) for at in chosen)
    left = [at for at in order if at not in chosen]
    while left and len(chosen) < MOST_SENTENCES:
        best = max(left, key=lambda at: found.gain(at, chosen))
        left.remove(best)
        length = len(candidates[best].text.split())
        if chosen and (words + length > MOST_WORDS or found.news(best, chosen) < _LEAST_NEW):
            continue
        chosen.append(best)
        words += length
    return [_evidence(found, at) for at in _with_full_name(found, chosen)]


def _read_too(found: _Found, question: Question, read: Sequence[Candidate]) -> _Found:
    """With sentences that hold the name in full, where none of those that come near does."""
    full = found.name.full
    if not full or any(full in each.text for each in found.candidates):
        return found
    more = [each for each in read if full in each.text][:_SPARE]
    held = [held_terms(question, each.text) for each in more]
    alike = np.concatenate([found.alike, np.zeros(len(more), np.float32)])
    return replace(
        found, candidates=[*found.candidates, *more], held=[*found.held, *held], alike=alike
    )


def _with_full_name(found: _Found, chosen: list[int]) -> list[int]:
    """With the sentence that has the shared name in full, where only the short one is said; where
    there is no room it takes the place of the last."""
    full, texts = found.name.full, [found.candidates[at].text for at in chosen]
    holding = [at for at, each in enumerate(found.candidates) if full in each.text]
    if not any(found.name.short in text for text in texts) or not holding:
        return chosen
    if found.name.short == full or any(full in text for text in texts):
        return chosen
    best = max(holding, key=lambda at: found.gain(at, chosen))
    words = sum(len(text.split()) for text in (*texts, found.candidates[best].text))
    room = len(chosen) < MOST_SENTENCES and words <= MOST_WORDS
    return [*(chosen if room or len(chosen) == 1 else chosen[:-1]), best]


def quotes(evidence: Sequence[Evidence]) -> list[Quote]:
    """The same sentences as they are quoted; one that another brings along is left out."""
    found: list[Quote] = []
    for each in evidence:
        span = span_of(each.article, each.line, each.index)
        quote = Quote(
            each.article, span.start, span.end, span.speaker, each, inserted=span.inserted
        )
        if not any(_overlap(quote, other) for other in found):
            found.append(quote)
    return found


def _overlap(one: Quote, other: Quote) -> bool:
    together = one.article.id == other.article.id
    return together and one.start < other.end and other.start < one.end


def _one_an_outlet(found: _Found, order: Sequence[int], asked: Asked | None) -> list[int]:
    """The best sentence of each outlet that the question names."""
    chosen: list[int] = []
    words = 0
    for outlet in asked.each if asked is not None else ():
        own = [at for at in order if at not in chosen and _is_from(found.candidates[at], outlet)]
        if not own or len(chosen) == MOST_SENTENCES:
            continue
        best = max(own, key=lambda at: found.gain(at, chosen))
        words += len(found.candidates[best].text.split())
        if chosen and words > MOST_WORDS:
            break
        chosen.append(best)
    return chosen


def _is_from(each: Candidate, outlet: Asked) -> bool:
    return bool(set(outlet.sources) & {each.passage.source, *each.passage.credits})


def _shared(
    question: Question,
    candidates: Sequence[Candidate],
    worth: Mapping[int, float],
    texts: Sequence[str],
) -> Shared:
    """The name that most of the articles hold and the question lacks, in its fullest form."""
    known = frozenset(content_terms(question.text))
    named = [
        (at, bare)
        for at in worth
        for entity in parse(candidates[at].text).entities
        if (bare := _BARE.sub("", entity.text)) and _may_be_asked_for(question, known, entity)
    ]
    alone = frozenset(bare for _, bare in named if " " not in bare)
    votes: dict[str, dict[str, float]] = defaultdict(dict)
    for at, bare in named:
        votes_of, article = votes[_short(bare, alone)], candidates[at].article.id
        votes_of[article] = max(votes_of.get(article, 0.0), worth[at] ** 2)
    if not votes:
        return Shared()
    short = max(votes, key=lambda each: (sum(votes[each].values()), each))
    return Shared(short, _fullest(short, texts))


def _short(name: str, alone: frozenset[str]) -> str:
    """The word that stands for a name: what it is called alone, else its last."""
    *_, last = parts = name.split()
    return next((part for part in (last, parts[0]) if part in alone), last)


def _may_be_asked_for(question: Question, known: frozenset[str], entity: Entity) -> bool:
    labels = _SOMEBODY if question.asks is Asks.PERSON else _NAMES
    terms = content_terms(entity.text)
    return entity.label in labels and bool(terms) and not set(terms) <= known


def _fullest(short: str, texts: Sequence[str]) -> str:
    """ "Sam Altman" for "Altman", where the sentences call somebody so most often."""
    forms = Counter(
        bare
        for text in [text for text in texts if short in text][:_LOOKED_AT]
        for entity in parse(text).entities
        if 1 < len(parts := (bare := _BARE.sub("", entity.text)).split()) <= _LONGEST
        and short in (parts[0], parts[-1])
    )
    return max(forms, key=lambda form: (forms[form], form)) if forms else short


def _evidence(found: _Found, at: int) -> Evidence:
    each, own = found.candidates[at], found.weights.share(found.held[at])
    alike = float(np.clip(found.alike[at], 0.0, 1.0))
    told, joint = line(each.article, each.index), (own + alike) / 2
    return Evidence(each.article, each.index, told, Match(own, None), alike, False, joint, joint)
