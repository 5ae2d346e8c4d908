"""What a question takes for granted about who did it, held against what the articles tell.

"Why did Russia freeze the reserves?" supposes that Russia froze them. Where the passages tell of
the deed as another country's, or as done to the one that is asked about, and never as its own,
that is said, with the sentence. Only countries are compared: of persons and offices it is too
often open for whom they act.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rag.answering.accounts import Line, affiliations, is_deed, line
from rag.answering.weighing import Candidate
from rag.grammar import Parse, parse_briefly
from rag.retrieval.asks import Asks
from rag.retrieval.names import aliases, country_names, country_of, pattern, people_of
from rag.retrieval.question import Question
from rag.retrieval.rarity import Weights, held_terms
from rag.retrieval.reporting import REPORTING_VERBS, STATIVE_VERBS
from rag.terms import content_terms
from rag.types import Article

_DO = "do"
_OPEN, _NOBODY = "?", ""
"""For a doer: it is not clear which country's it is; the sentence names none."""
_KNOWN = frozenset({"the", "this", "that"})
_NO_DEEDS = REPORTING_VERBS | STATIVE_VERBS
_ABOUT = 0.75
"""Least share of what the deed is about that a sentence, with those before it, must hold."""
_NOT_OF_DEEDS = (Asks.REACTION, Asks.STATEMENT, Asks.YES_OR_NO)


@dataclass(frozen=True)
class Deed:
    """What a question supposes: that this country did this, to what these terms tell."""

    doer: str
    verb: str
    """Its lemma; ``do`` where any deed is asked for."""
    about: frozenset[str]


@dataclass(frozen=True)
class Otherwise:
    """A sentence that tells of the deed, and whose it is there; None where it says nobody's."""

    deed: Deed
    doer: str | None
    article: Article
    line: Line

    @property
    def in_words(self) -> str:
        told = f"they say it of {self.doer}" if self.doer else "they tell of it so"
        return (
            f"None of the passages read says that {self.deed.doer} did this; {told}: "
            f"“{self.line.text}”"
        )


def deed_of(question: Question) -> Deed | None:
    """The deed that a question takes for granted; None when it supposes none of a country's."""
    if question.asks in _NOT_OF_DEEDS or question.sides:
        return None
    asked = _asked()
    match = asked.search(question.text)
    if match is None or match["verb"] in _NO_DEEDS:
        return None
    doer = country_of(match["doer"])
    # "did the North Korean missile fly" names a missile, not a country that does it.
    if doer is None or match["doer"] == people_of(doer):
        return None
    own = {*content_terms(match["doer"]), *content_terms(match["verb"])}
    about = frozenset(term for term in question.terms if term not in own)
    named = {term for name in question.names for term in name.terms}
    nouns = frozenset(term for term in about if term in named or term not in question.phrasing)
    return Deed(doer, match["verb"], nouns or about) if about else None


@lru_cache(maxsize=1)
def _asked() -> re.Pattern[str]:
    """ "did Russia freeze": read by its words, since parsers take "did Japan bar" for a bar."""
    names = "|".join(re.escape(each) for each in sorted(country_names(), key=len, reverse=True))
    return re.compile(
        rf"\b(?:did|does|do|will|would) (?:the )?(?P<doer>{names}) (?P<verb>[a-z]+)\b"
    )


def told_otherwise(
    question: Question, weights: Weights, candidates: Sequence[Candidate]
) -> Otherwise | None:
    """The sentence that tells of the deed as somebody else's; None where one tells of it as the
    question does, where it is open whose it is, or where none tells of it.
    """
    deed = deed_of(question)
    if deed is None:
        return None
    found: list[Otherwise] = []
    for each in candidates:
        if not _is_about(question, weights, deed, each):
            continue
        told = line(each.article, each.index)
        doers = list(_doers_of_any(told) if deed.verb == _DO else _doers(deed.verb, told))
        if any(doer is _OPEN or doer == deed.doer for doer in doers):
            return None
        others = [doer for doer in doers if doer is not _NOBODY]
        if others:
            found.append(Otherwise(deed, others[0], each.article, told))
        elif doers and _owns(deed.doer, told.text):
            found.append(Otherwise(deed, None, each.article, told))
    return min(found, key=lambda each: each.doer is None, default=None)


def _is_about(question: Question, weights: Weights, deed: Deed, each: Candidate) -> bool:
    known = {t: w for t, w in weights.of.items() if t in deed.about and t not in weights.absent}
    # Of any deed at all, only the sentence itself tells whether it is done to this.
    held = held_terms(question, each.text if deed.verb == _DO else f"{each.before}\n{each.text}")
    return bool(known) and sum(w for t, w in known.items() if t in held) >= _ABOUT * sum(
        known.values()
    )


def _doers(verb: str, told: Line) -> Iterator[str]:
    """Of each telling of a deed in a sentence: the country, that it is open, or that it is
    nobody's.
    """
    (parsed,) = parse_briefly([told.text])
    by_clause = {clause.verb: clause for clause in parsed.clauses}
    resolved = [act for act in told.acts if act.verb == verb]
    for i, token in enumerate(parsed.tokens):
        if token.lemma != verb and token.text.lower() != verb:
            continue
        if any(parsed.tokens[c].dep == "ccomp" for c in parsed.children(i)):
            continue  # "officials hold that ..." holds nothing
        clause = by_clause.get(i)
        if token.pos == "NOUN" or token.dep == "amod" or (clause and clause.passive):
            yield _agent(parsed, i)
        elif clause is None:
            yield _NOBODY if token.tag == "VBN" and token.dep == "acl" else _OPEN
        else:
            of = affiliations(parsed.words(clause.subject))
            of = of or next((act.of for act in resolved if act.of), ())
            yield of[0] if of else _OPEN


def _agent(parsed: Parse, i: int) -> str:
    """Whose a freeze is, or by whom something was frozen."""
    owners = [c for c in parsed.children(i) if parsed.tokens[c].dep == "poss"]
    agent = parsed.agent(i)
    by = owners[0] if owners else agent
    if by is None:
        # "The ban" is one that was told of before, and whose it was is open here.
        known = any(parsed.tokens[c].lemma in _KNOWN for c in parsed.children(i))
        return _OPEN if known and parsed.tokens[i].pos == "NOUN" else _NOBODY
    of = affiliations(re.sub(r"['’]s?$", "", parsed.words(parsed.subtree(by))))
    return of[0] if of else _OPEN


def _doers_of_any(told: Line) -> Iterator[str]:
    """The countries that do anything in a sentence; nobody where none does."""
    deeds = [act for act in told.acts if is_deed(act) and not act.reports]
    yield from (act.of[0] if act.of else _OPEN for act in deeds)
    yield _NOBODY


def _owns(country: str, text: str) -> bool:
    """Whether what is told of is this country's: "Russia's holdings", "Russian reserves"."""
    people = people_of(country)
    return any(
        text[match.end() : match.end() + 2] in ("'s", "’s") or match.group() == people
        for match in pattern(aliases(country)).finditer(text)
    )
