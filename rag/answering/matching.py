"""How much of a question's matter one sentence meets, term by term.

A name counts nearly as much when the sentence before or the title gives it, since articles do
not repeat names. Any other word must stand in the sentence to count in full: that is what tells
"Who is Ovechko married to?" from "Who is Ovechko?".
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from rag.answering.nearness import Nearness
from rag.retrieval.names import pattern
from rag.retrieval.question import Question
from rag.retrieval.rarity import Weights, held_terms
from rag.types import Article

_NAME_BEFORE, _NAME_TITLE, _NAME_ELSEWHERE = 0.85, 0.75, 0.3
_WORD_BEFORE, _WORD_TITLE = 0.45, 0.35
_WORD_MEANT = 0.65
"""What a word of the sentences before counts where this one has the question's verb and "it"."""
_SAYS_THE_SAME = 0.8
_DOES_IT = re.compile(
    r"(?<=\w )(?:it|them)\b(?! (?:is|was|has|had|would|could|can|will|may|did|does)\b)"
)
_MONTH_OF_ARTICLE = 0.85
"""What "in May 2023" counts where the article is of that month and the sentence does not say so."""
_DONE = 0.3
"""Of the verb of "Who paid for it?": a word that is less near than so tells of another deed."""
_WITHOUT_KEY, _UNHEARD, _DOUBTED = 0.36, 0.3, 0.6


# Cosines of what remains of question and sentence without names: on development questions the
# sentences that answer lie between .3 and .8, those that only share the names below .3.
_SAME_FROM, _SAME_FULL, _SAME_MOST = 0.25, 0.65, 0.8


@dataclass(frozen=True, slots=True)
class Match:
    """Shares from 0 to 1; ``matter`` is None when the question is made of names alone."""

    whole: float
    matter: float | None
    keyed: bool = True
    """Whether the word that tells most stands here, before or in the title."""
    own: bool = True
    """Whether the sentence itself says anything of what is asked, in these or other words."""
    done: bool = True
    """Whether what "who" is asked to have done is said at all, in these or other words."""


def without_names(question: Question, text: str) -> str:
    """A text with the question's names and their stand-ins taken out: its matter alone."""
    for name in question.names:
        text = pattern(name.others).sub("", text)
        for word in name.text.split():
            if len(word) > 3:
                text = re.sub(rf"\b{re.escape(word)}(?:['’]s)?(?!\w)", "", text)
    return " ".join(text.split())


def match(
    question: Question,
    weights: Weights,
    nearness: Nearness,
    article: Article,
    sentence: str,
    before: str,
    likeness: float,
) -> Match:
    """Weigh a sentence, with the one before it, against the question's terms.

    ``likeness`` is the cosine of question and sentence, both without the question's names.
    """
    named = {term for name in question.names for term in name.terms}
    credits, own = _credits(question, weights, nearness, article, sentence, before)
    matter = {term: weight for term, weight in weights.of.items() if term not in named}
    whole = _share(credits, weights.of)
    if not matter:
        return Match(whole, None, own=own)
    key = max(matter, key=lambda term: (term not in question.phrasing, matter[term]))
    met = _matter_met(question, weights, credits, matter, likeness, key)
    does = [term for term in question.deed if term in credits]
    done = not does or any(credits[term] >= _DONE for term in does)
    return Match(whole, met, keyed=credits[key] > 0, own=own, done=done)


def _credits(
    question: Question,
    weights: Weights,
    nearness: Nearness,
    article: Article,
    sentence: str,
    before: str,
) -> tuple[dict[str, float], bool]:
    """How far each term is met, from 0 to 1: here, before, in the title, in other words; and
    whether any is met here."""
    named = {term for name in question.names for term in name.terms}
    own = held_terms(question, sentence)
    earlier = held_terms(question, before)
    heading = article.title or article.text[:200]
    title = held_terms(question, heading)
    title |= nearness.in_other_words(frozenset(question.deed) - title - named, heading)
    near = nearness.of(frozenset(question.terms) - own, sentence)
    elsewhere = _in_article(question, article)
    month = _of_its_month(question, weights, named, article)

    done_to_it = _DOES_IT.search(sentence) is not None and any(
        term in own or near.get(term, 0.0) >= _SAYS_THE_SAME for term in question.phrasing
    )
    word_before = _WORD_MEANT if done_to_it else _WORD_BEFORE
    if done_to_it:
        earlier |= nearness.in_other_words(frozenset(question.terms) - earlier - named, before)

    def credit(term: str) -> float:
        if term in own:
            return 1.0
        if term in named:
            return max(
                _NAME_BEFORE * (term in earlier),
                _NAME_TITLE * (term in title),
                _NAME_ELSEWHERE * (term in elsewhere),
            )
        return max(
            near.get(term, 0.0),
            _MONTH_OF_ARTICLE * (term in month),
            word_before * (term in earlier),
            _WORD_TITLE * (term in title),
        )

    here = bool(own) or any(each >= _DONE for each in near.values())
    return {term: credit(term) for term in weights.of}, here


def _matter_met(
    question: Question,
    weights: Weights,
    credits: Mapping[str, float],
    matter: Mapping[str, float],
    likeness: float,
    key: str,
) -> float:
    """The share of the words that are no names; without the most telling one it is little."""
    same = min(1.0, max(0.0, (likeness - _SAME_FROM) / (_SAME_FULL - _SAME_FROM))) * _SAME_MOST
    met = _share(credits, matter)
    unheard = [term for term in weights.absent if term in matter and term not in question.phrasing]
    if not credits[key]:
        met = min(met, _WITHOUT_KEY)
    if any(not credits[term] for term in unheard):
        met, same = min(met, _UNHEARD), same * _DOUBTED
    return max(same, met)


def _share(credits: Mapping[str, float], weights: Mapping[str, float]) -> float:
    total = sum(weights.values())
    return sum(credits[t] * w for t, w in weights.items()) / total if total else 0.0


def _of_its_month(
    question: Question, weights: Weights, named: set[str], article: Article
) -> frozenset[str]:
    """The terms of "in May 2023" where the article is of that month and other matter is asked for:
    what only shares the month tells nothing."""
    if article.published is None:
        return frozenset()
    dated = held_terms(question, f"{article.published:%B %Y}")
    return dated if weights.of.keys() - named - dated else frozenset()


def _in_article(question: Question, article: Article) -> frozenset[str]:
    return frozenset(
        term for name in question.names if name.occurs_in(article.text) for term in name.terms
    )
