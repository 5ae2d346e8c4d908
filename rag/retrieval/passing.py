"""What a question says in passing: names and words that an answer to it need not hold.

"Aaron Judge hit his 62nd home run this week. Who holds the record with 73?" asks of the record;
"which English county" names what kind of county, which its article has no reason to say.
"""

from __future__ import annotations

from collections.abc import Mapping

from rag.grammar import Parse
from rag.retrieval.asks import kind_asked_for
from rag.retrieval.named import Name
from rag.terms import content_terms

_ENOUGH = 4
"""Terms with which a sentence asks on its own."""
_AS_BACKGROUND, _AS_KIND = 0.5, 0.6
_LOOSE = ("advcl", "acl", "dep")
_BACK = frozenset(
    "he she it they him her them his hers its their theirs this that these those there".split()
)


def told_only(text: str, proper: str, asking: Parse) -> str:
    """The sentences before the one that asks, where that one can do without them; else empty."""
    if proper == text or any(token.text.lower() in _BACK for token in asking.tokens):
        return ""
    return text.replace(proper, " ") if len(set(content_terms(proper))) >= _ENOUGH else ""


def aside(asking: Parse) -> str:
    """The participle clause at a question's end, which tells more of what is asked about: "...
    visited which island, angering a neighbour?"; empty where too little would be left.
    """
    tokens = asking.tokens
    for i, token in enumerate(tokens):
        if token.tag != "VBG" or token.dep not in _LOOSE:
            continue
        below = asking.subtree(i)
        first = below[0]
        begins = first == i and first > 0 and tokens[first - 1].text == ","
        if begins and not asking.text[tokens[below[-1]].end :].strip(" ?."):
            clause = asking.text[tokens[first].start :]
            left = content_terms(asking.text[: tokens[first].start])
            return clause if len(set(left)) >= _ENOUGH else ""
    return ""


def lessened(emphasis: Mapping[str, float], proper: str) -> dict[str, float]:
    """Terms that only the sentences before hold, or an aside, bind half as much."""
    own = set(content_terms(proper))
    return {t: each if t in own else each * _AS_BACKGROUND for t, each in emphasis.items()}


def with_kind(emphasis: Mapping[str, float], asking: Parse) -> dict[str, float]:
    """The noun of "which area" binds less: what answers is one, and seldom called so too."""
    kind = kind_asked_for(asking)
    terms = set(content_terms(asking.tokens[kind[-1]].text)) if kind else set()
    if not terms or len(emphasis) < _ENOUGH:
        return dict(emphasis)
    return {t: each * _AS_KIND if t in terms else each for t, each in emphasis.items()}


def passing(names: tuple[Name, ...], told: str, asking: Parse) -> tuple[Name, ...]:
    """Names of the sentences before, and of the kind that "which English county" asks for."""
    kind = {asking.tokens[i].text for i in kind_asked_for(asking)[:-1]}
    return tuple(
        name
        for name in names
        if (name.text in told and name.text not in asking.text) or name.text in kind
    )
