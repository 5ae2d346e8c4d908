"""What a question asks: for what kind of answer, about which names, and whose words.

Understanding is by grammar and small tables, without a model. Each field is shown to the reader
or explains a score; an empty field means "the question does not say".
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from rag.grammar import Parse, parse_question
from rag.retrieval.agreement import agreed_on
from rag.retrieval.asks import Asks, kind_of, measure_of
from rag.retrieval.courtesies import plainly
from rag.retrieval.idle import telling
from rag.retrieval.named import Name, names_in
from rag.retrieval.names import actors_in, aliases
from rag.retrieval.passing import aside, lessened, passing, told_only, with_kind
from rag.retrieval.reporting import (
    ASKED_VERBS,
    REACTING_VERBS,
    REACTION_NOUNS,
    REPORTING_VERBS,
)
from rag.sentences import sentence_spans
from rag.terms import content_terms, numbers


@dataclass(frozen=True)
class Question:
    """A question that stands on its own, taken apart."""

    text: str
    asks: Asks
    actor: str | None = None
    """Whose words or deeds are asked for, in the question's own words."""
    actors: tuple[str, ...] = ()
    """Each of them, where several are asked about: France and Japan."""
    sides: tuple[str, ...] = ()
    """What a comparison compares; each side wants its own sentence."""
    names: tuple[Name, ...] = ()
    passing: tuple[Name, ...] = ()
    """Those of them that what answers need not hold: see :mod:`rag.retrieval.passing`."""
    numbers: tuple[str, ...] = ()
    focus: str | None = None
    """The noun that is asked for: "countries" in "which countries"."""
    measure: str | None = None
    """The adjective of "how old", "how far"."""
    terms: tuple[str, ...] = ()
    """Content terms to be found in an answer, without the words that only ask."""
    emphasis: Mapping[str, float] = field(default_factory=dict)
    """How much each term binds: names most, verbs less, the noun asked for least."""
    verb: str = ""
    """The lemma of its main verb."""
    deed: tuple[str, ...] = ()
    """Of "Who paid for it?" the terms of the verb: without it nobody is told to have done it."""
    phrasing: frozenset[str] = frozenset()
    """Terms that are no nouns here: what an article most often puts in other words."""
    words: Mapping[str, str] = field(default_factory=dict)
    """The word in the question that each term stands for."""
    voices: bool = False
    """Whether it asks if those who speak agree: "do experts agree that ..."."""

    @property
    def binding(self) -> tuple[Name, ...]:
        """The names that what answers must hold."""
        return tuple(name for name in self.names if name not in self.passing)

    @property
    def asks_for_words(self) -> bool:
        """Whether somebody's own words are asked for, or what somebody did about a thing."""
        return bool(self.actors) and self.asks in (Asks.REACTION, Asks.STATEMENT)


_BEGINS = re.compile(
    r"(?<=[\w”\"]\.) (?=(?:(?:In|On|At|For|To|From|By|With) )?"
    r"(?:Who|Whose|Whom|What|Which|When|Where|Why|How)\b)"
)
_COMPARES = re.compile(
    r"\b(?:compare|comparison|differ|differs|differences?|different|contrast|versus|vs|both|each"
    r"|either|than|alike|similar|common|equally|same (?:way|view|opinion|position|reason|light))\b",
    re.IGNORECASE,
)
_REACTING = re.compile(
    r"^(?:and |compare )?how (?:did |does |do |has |have |will |would |is |are )?(?P<actor>.+?)"
    r"(?: (?:each|both|then|officially|initially|publicly))? "
    r"(?:react|respond|reply|retaliat|answer)(?:ed|ing|e)?\b",
    re.IGNORECASE,
)
_AFTERWARDS = re.compile(
    r"^what (?:did|does|has|have|will) (?P<actor>.+?) (?:do|done) "
    r"(?:after|in response to|in reaction to|in return for)\b",
    re.IGNORECASE,
)
_KOREAS = re.compile(r"\b(North|South) and (North|South) Korea\b")


def analyse(text: str) -> Question:
    """Take a standalone question apart."""
    text, voices = agreed_on(_KOREAS.sub(r"\1 Korea and \2 Korea", with_capitals(plainly(text))))
    parsed = parse_question(text)
    proper = _proper(text)
    asking = parsed if proper == text else parse_question(proper)
    kind, focus = kind_of(proper, asking)
    asks = Asks.YES_OR_NO if voices else kind
    reacting = _REACTING.match(proper) or _AFTERWARDS.match(proper)
    actor = _plain(reacting["actor"]) if reacting else _actor(asking)
    if reacting:
        asks = Asks.REACTION
    elif actor is not None and asks is Asks.ANYTHING and _wants_words(asking, focus):
        asks = Asks.REACTION if _reacts(asking) else Asks.STATEMENT
    if actor is not None and asks is Asks.YES_OR_NO:
        actor = None
    names = names_in(text, parsed)
    actors = _each(actor, asking)
    told, beside = told_only(text, proper, asking), aside(asking)
    emphasis, words = _terms(parsed, names, asks)
    if told or beside:
        emphasis = lessened(emphasis, proper.removesuffix(beside))
    emphasis = with_kind(emphasis, asking)
    return Question(
        text=text,
        asks=asks,
        actor=actor,
        actors=actors,
        sides=_sides(text, parsed, actors, names),
        names=names,
        passing=passing(names, told, asking),
        numbers=numbers(text),
        focus=focus,
        measure=measure_of(asking),
        terms=tuple(emphasis),
        emphasis=emphasis,
        verb=asking.tokens[asking.root].lemma if asking.tokens else "",
        deed=_deed(asking),
        phrasing=_phrasing(parsed),
        words=words,
        voices=voices,
    )


def _proper(text: str) -> str:
    """The sentence that asks, where others before it only tell what it is about."""
    spans = sentence_spans(text)
    asking = [text[s.start : s.end] for s in spans if text[s.start : s.end].endswith("?")]
    if len(asking) != 1:
        return text
    last = _BEGINS.split(asking[0])[-1]  # behind "Queen Elizabeth II." no sentence ends by rule
    return last if last != text and len(last.split()) > 1 else asking[0]


def with_capitals(text: str) -> str:
    """A question typed without capitals gets those of the countries it names back."""
    if text[1:] != text[1:].lower():
        return text
    for country in actors_in(text.title()):
        for name in aliases(country):
            text = re.sub(rf"\b{re.escape(name.lower())}\b", name, text)
    return text


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
        asks = any(parsed.tokens[i].tag in ("WP", "WDT", "WRB", "EX") for i in clause.subject)
        passive = clause.passive or any(
            parsed.tokens[i].dep == "auxpass" for i in parsed.children(clause.verb)
        )
        names_somebody = asked_of.pos != "PRON" and not asks and not passive
        says = verb.lemma in ASKED_VERBS or (
            verb.lemma in REPORTING_VERBS - {"compare"} and parsed.text[:4].lower() == "how "
        )
        if says and clause.verb == parsed.root and names_somebody:
            return _plain(parsed.words(clause.subject))
    for i, token in enumerate(parsed.tokens):
        asked = token.head == parsed.root and token.dep in ("nsubj", "attr", "dobj", "ROOT")
        if asked and token.pos == "NOUN" and token.lemma in REACTION_NOUNS:
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


def _wants_words(parsed: Parse, focus: str | None) -> bool:
    """ "Which agency made X's remarks known?" asks for an agency, not for the remarks."""
    return focus is None or focus in REACTION_NOUNS or parsed.tokens[0].lemma == "how"


_AND = re.compile(r",\s*(?:and\s+)?|\s+and\s+")


def _each(actor: str | None, parsed: Parse) -> tuple[str, ...]:
    """The actors that "France and Japan" or "Olav Maas and the union" joins; a single one stays as
    it is written, as "the Department of Health and Human Services" is."""
    if actor is None:
        return ()
    countries = actors_in(actor)
    if len(countries) > 1 and " and " in actor:
        return countries
    one = any(t.text.lower() in ("does", "has", "is", "was") for t in parsed.tokens)
    parts = [] if one else [_plain(part) for part in _AND.split(actor)]
    heads = {t.text for t in parsed.tokens if t.dep == "conj" and t.pos in ("PROPN", "NOUN")}
    joined = len(parts) > 1 and all(part and part.split()[-1] in heads for part in parts[1:])
    return tuple(parts) if joined else (actor,)


def _sides(
    text: str, parsed: Parse, actors: tuple[str, ...], names: tuple[Name, ...]
) -> tuple[str, ...]:
    if len(actors) > 1:
        return actors
    compares = any(token.tag in ("JJR", "RBR") for token in parsed.tokens) and " or " in text
    if not compares and not _COMPARES.search(text):
        return ()
    for i, token in enumerate(parsed.tokens):
        joined = [c for c in parsed.children(i) if parsed.tokens[c].dep == "conj"]
        if joined and token.pos in ("PROPN", "NUM", "NOUN"):
            sides = (token.text, *(parsed.tokens[c].text for c in joined))
            return tuple(_full_name(side, names) for side in sides)
    return ()


def _full_name(word: str, names: tuple[Name, ...]) -> str:
    return next((name.text for name in names if word in name.text.split()), word)


_LIGHT = frozenset(
    "hold have make take get give do become serve run go come stand keep set bring put play".split()
)
"""Verbs that say little of a deed: "holds the record", "set the record"."""


def _deed(asking: Parse) -> tuple[str, ...]:
    if not asking.tokens or asking.tokens[0].text.lower() != "who":
        return ()
    verb = asking.tokens[asking.root]
    asks = any(asking.tokens[i].dep == "nsubj" and i == 0 for i in asking.children(asking.root))
    does = asks and verb.pos == "VERB" and verb.lemma not in _LIGHT
    return content_terms(verb.text) if does else ()


def _phrasing(parsed: Parse) -> frozenset[str]:
    tokens = (token for token in parsed.tokens if token.pos in _BY_POS)
    return frozenset(term for token in tokens for term in content_terms(token.text))


_BY_POS = {"VERB": 0.6, "ADV": 0.6, "ADJ": 0.75}


def _terms(
    parsed: Parse, names: tuple[Name, ...], asks: Asks
) -> tuple[dict[str, float], dict[str, str]]:
    """Each content term with how much it binds, and the word it stands for."""
    named = {term for name in names for term in name.terms}
    emphasis: dict[str, float] = {}
    words: dict[str, str] = {}
    for token, only_asks in telling(parsed, asks):
        for term in content_terms(token.text):
            if term not in named and only_asks:
                continue
            factor = 1.2
            if term not in named:
                factor = _BY_POS.get(token.pos, 1.0)
            emphasis[term] = max(factor, emphasis.get(term, 0.0))
            words.setdefault(term, token.text.lower())
    return emphasis, words
