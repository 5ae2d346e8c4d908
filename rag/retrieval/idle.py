"""Words of a question that only ask: what answers need not hold them."""

from __future__ import annotations

from collections.abc import Iterator

from rag.grammar import Parse, Token
from rag.retrieval.asks import Asks, asks_for_several, measure_of

_MEMBERSHIP = frozenset("member country nation state belong make include consist part".split())
"""Words that an enumeration answers without using them."""
_CONDITIONS = frozenset("condition circumstance term".split())
"""Words for what is asked for, which an answer need not use: "only if ..."."""
_ASKING = frozenset(
    """happen say tell think describe report mention write speak react respond reply reaction
    response view stance position opinion attitude statement comment do make give know find
    anything something thing kind sort type explain latest recent news regard concern relate
    information detail story outlet publish article differ compare difference time
    name call mean originally initially actually exactly really eventually""".split()
)
_REASONS = frozenset("reason cause explanation justification".split())
_WITHOUT_MATTER = ("PUNCT", "PART", "AUX")


def telling(parsed: Parse, asks: Asks) -> Iterator[tuple[Token, bool]]:
    """The words of a question that may be matter, each with whether it only asks, unless it is
    part of a name."""
    measure = measure_of(parsed)
    idle = _ASKING - _asked_why(parsed, asks)
    belong = _MEMBERSHIP if asks_for_several(parsed) else frozenset[str]()
    idle |= _REASONS if asks is Asks.REASON else frozenset()
    idle |= _CONDITIONS if asks is Asks.CONDITION else frozenset()
    for at, token in enumerate(parsed.tokens):
        if token.pos not in _WITHOUT_MATTER and token.lemma != measure:
            lemma = token.lemma  # "which members make up" a body
            only_asks = lemma in belong or (lemma in idle and not _goes_on(parsed, at))
            yield token, only_asks or _takes_place(parsed, token)


def _goes_on(parsed: Parse, at: int) -> bool:
    """ "Give up" is not "give", what something is named after is not its name, and "What did she
    compare it to?" asks for no comparison."""
    behind = parsed.tokens[at + 1 : at + 2]
    if parsed.tokens[at].lemma == "name" and behind and behind[0].text.lower() in ("after", "for"):
        return True
    below = {parsed.tokens[child].dep for child in parsed.children(at)}
    likens = parsed.tokens[at].lemma == "compare" and {"nsubj", "dobj"} <= below
    return "prt" in below or likens


def _asked_why(parsed: Parse, asks: Asks) -> frozenset[str]:
    """ "Why was the name not reported?" is of a name and of reporting."""
    if asks is not Asks.REASON or not parsed.tokens:
        return frozenset()
    below = [parsed.tokens[i] for i in parsed.children(parsed.root)]
    if not any(each.dep == "auxpass" for each in below):
        return frozenset()
    done_to = {each.lemma for each in below if each.dep == "nsubjpass"}
    return frozenset({parsed.tokens[parsed.root].lemma, *done_to})


def _takes_place(parsed: Parse, token: Token) -> bool:
    """Whether a word is of "take place", which says no more than "happen"."""
    if token.lemma == "place":
        return parsed.tokens[token.head].lemma == "take"
    places = (each for each in parsed.tokens if each.lemma == "place")
    return token.lemma == "take" and any(parsed.tokens[each.head] is token for each in places)
