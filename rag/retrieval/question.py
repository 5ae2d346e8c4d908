"""What a question asks: for what kind of answer, about which names, and whose words.

Understanding is by grammar and small tables, without a model. Each field is shown to the reader
or explains a score; an empty field means "the question does not say".
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from rag.grammar import Parse, parse
from rag.retrieval.names import actors_in, aliases, pattern
from rag.retrieval.reporting import ASKED_VERBS, REACTING_VERBS, REACTION_NOUNS
from rag.terms import content_terms, numbers


class Asks(StrEnum):
    """The kind of answer that would satisfy the question."""

    PERSON = "person"
    TIME = "time"
    DURATION = "duration"
    PLACE = "place"
    NUMBER = "number"
    REASON = "reason"
    IDENTITY = "identity"
    STATEMENT = "statement"
    REACTION = "reaction"
    YES_OR_NO = "yes or no"
    ANYTHING = "anything"


@dataclass(frozen=True)
class Name:
    """A name in the question and what else may stand for it."""

    text: str
    others: tuple[str, ...]

    def occurs_in(self, text: str) -> bool:
        """Whether the name or a stand-in occurs, whole words, case kept."""
        return pattern(self.others).search(text) is not None

    @cached_property
    def terms(self) -> tuple[str, ...]:
        return content_terms(self.text)


@dataclass(frozen=True)
class Question:
    """A question that stands on its own, taken apart."""

    text: str
    asks: Asks
    actor: str | None = None
    """Whose words or deeds are asked for, in the question's own words."""
    actor_names: tuple[str, ...] = ()
    names: tuple[Name, ...] = ()
    numbers: tuple[str, ...] = ()
    focus: str | None = None
    """The noun that is asked for: "countries" in "which countries"."""
    terms: tuple[str, ...] = ()
    """Content terms to be found in an answer, without the words that only ask."""
    emphasis: Mapping[str, float] = field(default_factory=dict)
    """How much each term binds: names most, verbs less, the noun asked for least."""
    words: Mapping[str, str] = field(default_factory=dict)
    """The word in the question that each term stands for."""


_FIRST_WORDS = (
    (re.compile(r"\b(?:who|whom|whose)\b"), Asks.PERSON),
    (re.compile(r"\bhow (?:long|many (?:years|months|weeks|days|hours))\b"), Asks.DURATION),
    (
        re.compile(
            r"\bhow (?:many|much|big|large|high|low|fast|far|deep|tall|old|often)\b"
            r"|\bwhat (?:share|percentage|percent|number|amount|figure|proportion|rate|size)\b"
            r"|\bby what (?:share|percentage|margin)\b"
        ),
        Asks.NUMBER,
    ),
    (
        re.compile(
            r"\bwhen\b|\b(?:what|which|on what|on which|in what|in which)"
            r" (?:date|day|year|month|time|century|decade)\b"
        ),
        Asks.TIME,
    ),
    (
        re.compile(r"\bwhere\b|\b(?:what|which) (?:place|city|country|port|town|location)\b"),
        Asks.PLACE,
    ),
    (re.compile(r"\bwhy\b|\bwhat (?:caused|led to|prompted|explains|reasons?)\b"), Asks.REASON),
)
_POLAR = re.compile(
    r"(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|may|might)(?:n't)?\b"
)
_IDENTITY = re.compile(r"(?:who|what)(?:'s|’s| is| are| was| were) (?:the |an? )?(?P<rest>.+?)\W*$")
_CALENDAR = re.compile(
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)(?: \d{1,4})?(?:, \d{4})?"
)
_ASKING_WORDS = frozenset(
    """happen say tell think describe report mention write speak react respond reply reaction
    response view stance position opinion attitude statement comment do make give know find
    anything something thing kind sort type explain latest recent news regard concern relate
    information detail story outlet publish article""".split()
)


def analyse(text: str) -> Question:
    """Take a standalone question apart."""
    text = _with_capitals(text.strip())
    parsed = parse(text)
    asks, focus = _kind(text, parsed)
    actor = _actor(parsed)
    if actor is not None and asks in (Asks.ANYTHING, Asks.REASON):
        asks = Asks.REACTION if _reacts(parsed) else Asks.STATEMENT
    if actor is not None and asks is Asks.YES_OR_NO:
        actor = None
    names = _names(text, parsed)
    emphasis, words = _terms(parsed, names, focus)
    return Question(
        text=text,
        asks=asks,
        actor=actor,
        actor_names=_actor_names(actor),
        names=names,
        numbers=numbers(text),
        focus=focus,
        terms=tuple(emphasis),
        emphasis=emphasis,
        words=words,
    )


def _with_capitals(text: str) -> str:
    """A question typed without capitals gets those of the countries it names back."""
    if text != text.lower():
        return text
    for country in actors_in(text.title()):
        for name in aliases(country):
            text = re.sub(rf"\b{re.escape(name.lower())}\b", name, text)
    return text


def _kind(text: str, parsed: Parse) -> tuple[Asks, str | None]:
    lower = text.lower()
    focus = _focus(parsed)
    if _POLAR.match(lower):
        return Asks.YES_OR_NO, focus
    first = min(
        ((m.start(), asks) for rule, asks in _FIRST_WORDS if (m := rule.search(lower))),
        default=None,
    )
    identity = _IDENTITY.match(lower)
    if (
        identity
        and len(identity["rest"].split()) <= 6
        and not re.search(r"\b(?:of|by|in|on|at|to|for|said|did|that|behind)\b", identity["rest"])
    ):
        return Asks.IDENTITY, focus
    # A wh-word deep inside a question is a clause, not what is asked for.
    if first and first[0] <= max(24, len(lower) // 3):
        return first[1], focus
    return Asks.ANYTHING, focus


def _focus(parsed: Parse) -> str | None:
    for token in parsed.tokens:
        if token.tag in ("WDT", "WP") and token.dep == "det":
            return parsed.tokens[token.head].lemma
        if token.lemma in ("many", "much") and parsed.tokens[token.head].pos == "NOUN":
            return parsed.tokens[token.head].lemma
    return None


def _reacts(parsed: Parse) -> bool:
    return any(
        t.lemma in REACTING_VERBS or t.lemma in ("reaction", "response", "attitude", "stance")
        for t in parsed.tokens
    )


def _actor(parsed: Parse) -> str | None:
    """The one whose words are asked for, if they are."""
    for clause in parsed.clauses:
        verb = parsed.tokens[clause.verb]
        asked_of = parsed.tokens[clause.head]
        if verb.lemma in ASKED_VERBS and (
            asked_of.tag not in ("WP", "WDT", "EX") and not clause.passive
        ):
            return _plain(parsed.words(clause.subject))
    for i, token in enumerate(parsed.tokens):
        if token.pos == "NOUN" and token.lemma in REACTION_NOUNS:
            owner = _owner(parsed, i)
            if owner is not None:
                return _plain(owner)
    return None


def _owner(parsed: Parse, noun: int) -> str | None:
    """X in "X's reaction", "the reaction of X", "Russian reaction"."""
    for child in parsed.children(noun):
        token = parsed.tokens[child]
        if token.dep == "poss" or (token.dep in ("amod", "compound") and aliases(token.text)[1:]):
            return parsed.words(parsed.subtree(child))
        if token.dep == "prep" and token.text.lower() in ("of", "by", "from"):
            below = parsed.children(child)
            if below:
                return parsed.words(parsed.subtree(below[0]))
    return None


def _plain(words: str) -> str:
    words = re.sub(r"\s*['’]s?$", "", words.strip())
    return re.sub(r"^(?:the|a|an)\s+", "", words, flags=re.IGNORECASE)


def _actor_names(actor: str | None) -> tuple[str, ...]:
    if actor is None:
        return ()
    countries = actors_in(actor)
    if countries:
        return tuple(dict.fromkeys(n for country in countries for n in aliases(country)))
    return (actor,)


def _names(text: str, parsed: Parse) -> tuple[Name, ...]:
    """Runs of proper nouns and recognised entities that are names, longest first per place."""
    spans: list[tuple[int, int]] = []
    for i, token in enumerate(parsed.tokens):
        capital = token.text[:1].isupper() and (i > 0 or token.pos == "PROPN")
        joined = spans and text[spans[-1][1] : token.start].strip() == ""
        if capital and (token.pos in ("PROPN", "ADJ", "NOUN") or len(token.text) > 1):
            if token.pos in ("PRON", "AUX", "SCONJ", "DET", "VERB", "ADV") and token.text != "US":
                continue
            if joined:
                spans[-1] = (spans[-1][0], token.end)
            else:
                spans.append((token.start, token.end))
        elif joined and token.pos == "NUM":
            spans[-1] = (spans[-1][0], token.end)
    found = [text[a:b].strip(" .'’") for a, b in spans]
    found = [name for name in found if not _CALENDAR.fullmatch(name)]
    return tuple(Name(name, aliases(name)) for name in dict.fromkeys(found) if name)


def _terms(
    parsed: Parse, names: tuple[Name, ...], focus: str | None
) -> tuple[dict[str, float], dict[str, str]]:
    """Each content term with how much it binds, and the word it stands for."""
    named = {term for name in names for term in name.terms}
    emphasis: dict[str, float] = {}
    words: dict[str, str] = {}
    for token in parsed.tokens:
        if token.pos in ("PUNCT", "PART", "AUX"):
            continue
        for term in content_terms(token.text):
            if term not in named and token.lemma in _ASKING_WORDS:
                continue
            factor = 1.2 if term in named else 0.4 if token.lemma == focus else 1.0
            if token.pos in ("VERB", "ADV") and term not in named:
                factor = 0.6
            emphasis[term] = max(factor, emphasis.get(term, 0.0))
            words.setdefault(term, token.text.lower())
    return emphasis, words
