"""An answer without a model: the sentences that carry it, word for word, in reading order.

One to five sentences, about 120 words, from as many independent articles as help. Nothing is
written but the line above them, which counts.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.answering.promise import CLUES
from rag.answering.spans import QuotedSpan, span_of
from rag.answering.speakers import is_by
from rag.answering.weighing import Evidence
from rag.grammar import parse
from rag.retrieval.asks import Asks
from rag.retrieval.names import aliases, country_of, pattern, people_of
from rag.retrieval.question import Question
from rag.terms import content_terms, held

MOST_SENTENCES, MOST_WORDS = 5, 120
READ_SENTENCES, READ_WORDS = 3, 90
"""What is read first; a long sentence among these waits behind a shorter one that has room."""

_ENOUGH = 0.46
"""A sentence below this does not answer; see docs/decisions/0007-answerable.md."""
_ENOUGH_FOR_SIDE = 0.36
"""A comparison's second side is often told in fewer of the question's words."""
_NEAR_BEST, _NEAR_BEST_FACT = 0.6, 0.72
"""Share of the best score that a further sentence needs; a fact wants fewer."""
_MORE_PROMISING = 0.5
"""The same for one that promises more than the sentence with the best score."""
_BEHIND = 0.75
"""Share of the best score that a sentence needs behind what is read first."""
_AS_NEAR = 0.6
"""Share of the first sentence's nearness to the question's matter that a fact's next one needs."""
_FACTS = (Asks.NUMBER, Asks.TIME, Asks.DURATION, Asks.PLACE, Asks.PERSON)
_BY_VOICE = (Asks.STATEMENT, Asks.REACTION)
"""Here who speaks and acts decides, which the score knows and the promise does not."""
_WITH_ARTICLE = frozenset(
    ("United States", "Netherlands", "Philippines", "European Union", "United Kingdom", "EU", "UK")
)
_ON_TOPIC = 0.25
_ADDS = re.compile(
    r"^(?:also|besides|moreover|furthermore|in addition|however|but|yet|still|instead|another)\b"
    r"|\b(?:also|added|adding|further(?:more)?|too|likewise)\b",
    re.IGNORECASE,
)
"""Words by which a sentence goes on from one before it."""
_REPEATS = 0.6


@dataclass(frozen=True)
class Quote(QuotedSpan):
    """A span that answers, and what speaks for it."""

    evidence: Evidence


def choose(question: Question, evidence: Sequence[Evidence]) -> list[Quote]:
    """The quotes that answer the question, in reading order; none when nothing carries it."""
    if not evidence or evidence[0].score < _ENOUGH:
        return []
    first = _one_a_side(question, evidence)
    rest = [
        each
        for each in _near_the_best(question, evidence)
        if each.match.whole >= _ON_TOPIC and each not in first
    ]
    if question.asks not in _BY_VOICE:
        rest.sort(key=lambda each: -each.promise)
    if question.asks in _FACTS:
        rest = [
            each for each in rest if _clue(each, "around") >= _AS_NEAR * _clue(rest[0], "around")
        ]
    quotes = [_quote(each) for each in (*first, *rest)]
    chosen = _added([], quotes, READ_SENTENCES, READ_WORDS)
    if not question.sides and question.asks not in _BY_VOICE:
        least = _BEHIND * evidence[0].score
        quotes = [each for each in quotes if each.evidence.score >= least]
    return _in_reading_order(_added(chosen, quotes, MOST_SENTENCES, MOST_WORDS))


def _added(
    chosen: Sequence[Quote], quotes: Sequence[Quote], sentences: int, words: int
) -> list[Quote]:
    """With those of the others that add something, as far as there is room; one in any case."""
    added = list(chosen)
    room = words - sum(len(each.text.split()) for each in added)
    for quote in quotes:
        if len(added) == sentences:
            break
        length = len(quote.text.split())
        at = next((i for i, each in enumerate(added) if _holds(quote, each)), None)
        if at is not None:
            # It brings along, for its "they", a sentence that is there already.
            more = length - len(added[at].text.split())
            if more <= room and not _adds_nothing(quote, added[:at] + added[at + 1 :]):
                added[at], room = quote, room - more
            continue
        if added and (length > room or _adds_nothing(quote, added)):
            continue
        added.append(quote)
        room -= length
    return added


def _clue(evidence: Evidence, name: str) -> float:
    return dict(zip(CLUES, evidence.clues, strict=False)).get(name, 1.0)


def _near_the_best(question: Question, evidence: Sequence[Evidence]) -> list[Evidence]:
    """Those with enough of the best one's score; less is enough for what promises more than that
    one, and for people where "Who signed it?" is first answered by countries."""
    best = evidence[0]
    people = question.asks is Asks.PERSON and not _names_people(best)

    def floor(each: Evidence) -> float:
        if question.asks not in _BY_VOICE and each.promise > best.promise:
            return max(_ENOUGH, best.score * _MORE_PROMISING)
        if people and _names_people(each):
            return max(_ENOUGH, best.score * _NEAR_BEST)
        return _floor(question, best.score)

    return [each for each in evidence if each.score >= floor(each)]


def _names_people(evidence: Evidence) -> bool:
    return any(each.label == "PERSON" for each in parse(evidence.line.text).entities)


def _floor(question: Question, best: float) -> float:
    """What a further sentence must reach beside the best."""
    near = _NEAR_BEST_FACT if question.asks in _FACTS else _NEAR_BEST
    return max(_ENOUGH, best * near)


def _one_a_side(question: Question, evidence: Sequence[Evidence]) -> list[Evidence]:
    """For a comparison, the best sentence on each side that has one of its own."""
    found: list[Evidence] = []
    for side in question.sides:
        on_side = [e for e in evidence if _is_on(side, question, e) and e not in found]
        enough = [e for e in on_side if e.score >= _ENOUGH_FOR_SIDE]
        best = _of_year(side, question, enough) if side.isdigit() else next(iter(enough), None)
        if best is not None:
            found.append(best)
    return found


def _of_year(side: str, question: Question, enough: Sequence[Evidence]) -> Evidence | None:
    """Of two years that are compared, the sentence of one alone that itself holds most: what names
    both ("in 2022, for the first time since 2013") most often only tells when."""
    others = [other for other in question.sides if other != side]
    alone = [e for e in enough if not any(_is_on(other, question, e) for other in others)]
    matter = tuple(term for term in question.terms if not term.isdigit())

    def worth(each: Evidence) -> float:
        return each.score + len(held(each.line.text, matter)) / max(1, len(matter))

    return max(alone or enough, key=worth, default=None)


def _is_on(side: str, question: Question, evidence: Evidence) -> bool:
    if side in question.actors:
        return any(is_by(act, side) for act in evidence.line.acts) or (
            evidence.line.speaker is not None and is_by(evidence.line.speaker, side)
        )
    own = f"{evidence.line.text}\n{evidence.article.title or ''}"
    if side.isdigit():
        own += f"\n{str(evidence.article.published or '')[:4]}"
    return pattern(aliases(side)).search(own) is not None


def _quote(evidence: Evidence) -> Quote:
    article, line = evidence.article, evidence.line
    span = span_of(article, line, evidence.index, led_in=evidence.led_in)
    return Quote(article, span.start, span.end, span.speaker, evidence, inserted=span.inserted)


def _holds(quote: Quote, other: Quote) -> bool:
    """Whether one is the other with a further sentence."""
    inside = quote.start <= other.start and other.end <= quote.end
    more = quote.evidence.index != other.evidence.index
    return quote.article.id == other.article.id and inside and more


def _adds_nothing(quote: Quote, chosen: Sequence[Quote]) -> bool:
    """Whether it overlaps or nearly repeats one that is there already."""
    own = set(content_terms(quote.text))
    for other in chosen:
        if quote.article.id == other.article.id and (
            quote.start < other.end and other.start < quote.end
        ):
            return True
        theirs = set(content_terms(other.text))
        if len(own & theirs) > _REPEATS * min(len(own), len(theirs)):
            return True
    return False


def _in_reading_order(chosen: Sequence[Quote]) -> list[Quote]:
    """Together by who speaks, the best first, and in the article's order within a speaker; what
    adds to something said before ("It also said ...") stays behind that."""
    groups: dict[tuple[str, str | None], list[Quote]] = {}
    for quote in chosen:
        groups.setdefault((quote.article.id, quote.speaker), []).append(quote)
    ordered: list[Quote] = []
    for group in groups.values():
        best, *rest = sorted(group, key=lambda q: q.start) if _adds(group[0]) else group
        ordered += [best, *sorted(rest, key=lambda q: q.start)]
    return ordered


def _adds(quote: Quote) -> bool:
    line = quote.evidence.line
    return line.leans or _ADDS.search(line.text) is not None


def bearing(question: Question, evidence: Sequence[Evidence]) -> frozenset[str]:
    """The articles that answer, those too whose sentences repeat what is quoted from others."""
    if not evidence:
        return frozenset()
    floor = _floor(question, evidence[0].score)
    return frozenset(each.article.id for each in evidence if each.score >= floor)


def lead(question: Question, n: int, articles: int, counted: str = "article") -> str:
    """The line that counts: "2 of 5 articles report a Russian reaction."."""
    share = f"{n} of {articles} {counted}{'s' if articles != 1 else ''}"
    s = "s" if n == 1 else ""
    country = country_of(question.actor) if question.actor else None
    if question.asks is Asks.REACTION and question.actor:
        people = people_of(country) if country else None
        if people:
            return f"{share} report{s} {indefinite(people)} reaction."
        return f"{share} report{s} a reaction by {named(question)}."
    if question.asks is Asks.STATEMENT and question.actor:
        return f"{share} report{s} what {named(question)} said."
    return f"{share} bear{s} on this."


def indefinite(people: str) -> str:
    """ "a Russian", "an American", "a Ukrainian": by sound, not by letter."""
    vowel = people[0] in "AEIO" and not people.startswith("Eu")
    return f"{'an' if vowel else 'a'} {people}"


def named(question: Question) -> str:
    """The actor as the question names it, with the article that it had there."""
    actor = question.actor or ""
    match = re.search(rf"\b((?:the|an?) )?{re.escape(actor)}", question.text, re.IGNORECASE)
    words = match.group() if match else actor
    return with_article(words)


def with_article(name: str) -> str:
    """ "the United States", but "Japan"."""
    return f"the {name}" if name in _WITH_ARTICLE else name


def uncovered(question: Question, quotes: Sequence[Quote]) -> tuple[str, ...]:
    """The sides of a comparison that no quote is on."""
    return tuple(
        side
        for side in question.sides
        if not any(_is_on(side, question, quote.evidence) for quote in quotes)
    )
