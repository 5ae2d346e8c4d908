"""Whether a question asks for all that somebody says: "everything Putin says about Japan".

Such a question is not answered by the best five sentences. Only wording that claims the whole is
read so, and only where a speaker is named.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from rag.retrieval.named import Name
from rag.retrieval.question import analyse
from rag.terms import held


@dataclass(frozen=True)
class Matter:
    """What sentences must be about: they hold each name, and each other word in some form."""

    text: str
    names: tuple[Name, ...]
    terms: tuple[str, ...]
    searches: tuple[str, ...]
    """For each name and word, what the keyword index is asked to find the articles with it."""

    def occurs_in(self, text: str) -> bool:
        named = all(name.occurs_in(text) for name in self.names)
        return named and set(self.terms) <= held(text, self.terms)


@lru_cache(maxsize=256)
def matter_of(text: str) -> Matter:
    """The names and words of a topic."""
    asked = analyse(text)
    named = {term for name in asked.names for term in name.terms}
    terms = tuple(term for term in asked.terms if term not in named)
    searches = (*(" ".join(name.others) for name in asked.names), *(asked.words[t] for t in terms))
    return Matter(text, asked.names, terms, searches)


@dataclass(frozen=True)
class AskedAll:
    """Whose sentences are asked for, and about what."""

    speaker: str
    about: str | None = None


_SAYS = (
    r"(?:(?:ever|has|have|had|already|itself|himself|herself) )*(?:says?|said|speaks?|spoke|spoken"
    r"|states?|stated|declares?|declared|announces?|announced|claims?|claimed|makes?|made|gives?|gave"
    r"|(?:is|was|are|were|be|been) quoted(?: as saying)?)"
)
_WORDS = (
    r"(?:(?:direct|public|official|known|single) )*(?:statements?|quotes?|quotations?|remarks?"
    r"|comments?|words|sentences?|sayings|utterances|declarations?|pronouncements?)"
)
_ALL = r"(?:all(?: of)?(?: the)?|every(?: single)?|each(?: and every)?)"
_SHOW = (
    r"(?:please )?(?:(?:can|could|would) you )?(?:please )?"
    r"(?:list|show|give|find|quote|tell|print|bring|collect)(?: me| us)?"
)
_REST = r"(?P<rest>(?:\s.*)?)$"
_FORMS = tuple(
    re.compile(pattern + _REST, re.IGNORECASE)
    for pattern in (
        rf"^(?:{_SHOW} )?{_ALL} (?:sentences?|statements?|passages?|lines?|times?|places?|quotes?) "
        rf"(?:where|in which|when|that|which) (?P<who>.+?) {_SAYS}",
        rf"^(?:{_SHOW} )?(?:everything|anything and everything|all|{_ALL} words?)"
        rf"(?: that| which)? (?P<who>.+?) {_SAYS}",
        rf"^(?:(?:{_SHOW}|what are|which are) )?{_ALL} {_WORDS} (?:made )?(?:by|of|from) "
        r"(?P<who>.+?)(?= (?:about|on|regarding|concerning|in)\b|$)",
        rf"^(?:(?:{_SHOW}|what are|which are) )?{_ALL} (?P<who>.+?)(?:['’]s|s['’]) {_WORDS}",
        rf"^{_SHOW} (?:the )?{_WORDS} (?:made )?(?:by|of|from) "
        r"(?P<who>.+?)(?= (?:about|on|regarding|concerning|in)\b|$)",
    )
)
_ABOUT = re.compile(
    r"^(?:about|on|regarding|concerning|with regard to|with respect to|as to)\s+(?P<about>.+)$",
    re.IGNORECASE,
)
_HERE = re.compile(
    r"\s*\b(?:in|from|of)\s+(?:all\s+)?(?:the|these|this|our|your)\s+"
    r"(?:articles?|library|collection|texts?|news|reports?)\s*$",
    re.IGNORECASE,
)
_NOBODY = re.compile(
    r"^(?:he|she|it|they|we|you|i|one|who|people|everyone|everybody|anyone|anybody|someone|somebody"
    r"|(?:(?:the|these|this|all|any)\s+)?(?:articles?|reports?|texts?|sources?|outlets?|library"
    r"|news|press|media|others?|rest|parties|sides))$",
    re.IGNORECASE,
)
_ENDS = re.compile(r"(?:\s+(?:in|on|at|from|during|of|since|until|by|for|according to))*[\s.?!,]*$")


def may_ask_all(text: str) -> bool:
    """Whether it is worded so, whatever follows: a day or an outlet, or something else."""
    return any(form.match(text.strip()) for form in _FORMS)


def asked_all(text: str) -> AskedAll | None:
    """Whose sentences a question asks for in full; None where it does not."""
    asked = _ENDS.sub("", _HERE.sub("", _ENDS.sub("", text.strip())))
    for form in _FORMS:
        found = form.match(asked)
        if found is None:
            continue
        who, rest = found["who"].strip(" ,"), found["rest"].strip(" ,")
        about = _ABOUT.match(rest)
        rest = "" if rest in ("something", "anything") else rest
        if _NOBODY.match(who) or (rest and about is None):
            return None
        return AskedAll(re.sub(r"^the\s+", "", who), about["about"] if about else None)
    return None
