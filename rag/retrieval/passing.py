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
_AS_BACKGROUND = 0.5
_BACK = frozenset(
    "he she it they him her them his hers its their theirs this that these those there".split()
)


def told_only(text: str, proper: str, asking: Parse) -> str:
    """The sentences before the one that asks, where that one can do without them; else empty."""
    if proper == text or any(token.text.lower() in _BACK for token in asking.tokens):
        return ""
    return text.replace(proper, " ") if len(set(content_terms(proper))) >= _ENOUGH else ""


def lessened(emphasis: Mapping[str, float], proper: str) -> dict[str, float]:
    """Terms that only the sentences before hold bind half as much."""
    own = set(content_terms(proper))
    return {t: each if t in own else each * _AS_BACKGROUND for t, each in emphasis.items()}


def passing(names: tuple[Name, ...], told: str, asking: Parse) -> tuple[Name, ...]:
    """Names of the sentences before, and of the kind that "which English county" asks for."""
    kind = {asking.tokens[i].text for i in kind_asked_for(asking)[:-1]}
    return tuple(
        name
        for name in names
        if (name.text in told and name.text not in asking.text) or name.text in kind
    )
