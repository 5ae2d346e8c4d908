"""Outlets and agencies that a question names as the source of what it asks for.

An outlet's name counts only beside words that make a source of it: "according to TASS", "the
Kyodo report", "what did Yomiuri write". Without them "time", "the sun" and "the Guardian of the
Galaxy" are words like others.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from rag import agencies
from rag.retrieval.authors import RUN
from rag.retrieval.names import country_of
from rag.retrieval.outlet_names import (
    FILLER,
    HOST,
    LONGEST,
    SMALL,
    by_key,
    by_letters,
    folded,
    key_of,
    may_begin,
)

_WORD = re.compile(r"(?:www\.)?[^\W_]+(?:[.&-][^\W_]+)*")

_PLAIN = frozenset(
    """age atlantic bild conversation courier economist enquirer express focus globe guardian
    hill herald independent informer insider inquirer intercept journal lamp ledger local mail
    metro mirror monitor nation nature national observer politico post press print record register
    reason republic scotsman science sentinel slate spectator standard star sun telegraph time
    times tribune verge voice week wire world""".split()
)
"""Names of outlets that are plain words too: a capital and the end of a phrase tell them."""

_BEFORE = re.compile(
    r"\b(?:according to|(?:reported|published|printed|written|run|mentioned|discussed|described"
    r"|noted|covered|featured|highlighted|cited|detailed|outlined|quoted|portrayed|depicted"
    r"|suggested|claimed|stated) (?:by|in|on)|credited to|says?"
    r"|(?:sources|outlets|papers|newspapers|publications) (?:like|such as|including)"
    r"|(?:articles?|reports?|story|stories|coverage|pieces?|news|headlines|dispatch(?:es)?|texts?)"
    r"(?: [a-z]+){0,3} (?:by|from|in|on)|(?:reading|read) (?:in|on)|per)"
    r"\s+(?:both )?(?:the |an? )?$",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"\b(?:what|how|why|which|who|when)\b.{0,60}?\b(?:did|does|do|has|have|had)\s+(?:the )?$",
    re.IGNORECASE,
)
_TELLS = re.compile(
    r"^ (?:magazine |newspaper )?(?:[a-z]+ly )?(?:write|written|report|reported|publish|published"
    r"|print|printed"
    r"|cover|covered|(?P<says>say|said|tell|told|describe|described|explain))\b",
    re.IGNORECASE,
)
_BEHIND = re.compile(
    r"^(?:['’]s?)? (?:magazine(?:['’]s)? )?(?:(?:own|latest|first|news|newspaper|agency) )?"
    r"(?:report(?:s|ing)?|articles?"
    r"|coverage|stor(?:y|ies)|pieces?|headlines?|dispatch(?:es)?|accounts?|editorials?|interview"
    r"|analysis|correspondents?|reporters?|journalists?)\b"
    r"|^ (?:wrote|writes|reported|reports|published)\b",
)
_AND = re.compile(r"^(?:,|,? ?(?:and|or|as well as))(?: both| by| in| on)?(?: the| an?)?$")
"""Between two names of one list: "The Verge and TechCrunch"."""
_HELD_AGAINST = re.compile(
    r"(?:^|\b(?:do|does|did|while|whereas|and|but|what|how|before|after)|,) (?:the )?$",
    re.IGNORECASE,
)
_ALSO_IN = re.compile(r"\b(?:by|in|on|from) (?:the )?$")
"""Before an outlet, where others are named already: "but criticised by The Verge"."""
_CLAIMS = re.compile(
    r"^ (?:also |then |later |first )?(?:(?:claim|suggest|report|mention|highlight|indicate|state"
    r"|note|discuss|describe|depict|portray|present|credit|allege|assert|argue|emphasi[sz]e|detail"
    r"|cover|write|focus|imply|attribute|say|accuse)(?:s|es|ed|d)?|implies|implied|wrote|said)\b"
)
"""What outlets that are held against each other do: "while TechCrunch suggests that ..."."""
_QUOTES = "'\"‘’“”"
_GOES_ON = re.compile(r"^ (?:of (?:the )?[A-Za-z]|(?!I )[A-Z]|(?!is |was |has |does )[a-z]+s\b)")

_STRANGE = re.compile(
    r"\b(?i:according to|(?:reported|published|printed) (?:by|in|on)|credited to"
    r"|(?:articles?|reports?|stor(?:y|ies)|coverage|pieces?|news) (?:by|from|in|on))"
    rf"\s+(?:the )?(?P<by>{RUN})"
    rf"|\b[Ww]hat (?:did|does|has) (?:the )?(?P<did>{RUN}) (?:write|report|publish|written)\b"
)
_OUTLET_WORDS = frozenset(
    """times post news daily herald tribune guardian press gazette journal observer telegraph mail
    weekly shimbun chronicle examiner courier express mirror independent broadcaster television tv
    radio magazine zeitung monde figaro pravda""".split()
)
_WELL_KNOWN = frozenset(
    """bbc cnn nbc abc cbs npr fox msnbc cnbc nyt wsj ft reuters axios politico bloomberg economist
    spiegel yomiuri asahi mainichi nikkei nhk xinhua""".split()
)


@dataclass(frozen=True, slots=True)
class Asked:
    """Where a question wants its answer from."""

    words: str
    """The name as the question has it."""
    sources: tuple[str, ...] = ()
    """What the library holds under that name; any of them."""
    near: tuple[str, ...] = ()
    """When it holds none: what comes closest."""
    others: tuple[Asked, ...] = ()
    """Further ones that the question names beside it."""

    @property
    def each(self) -> tuple[Asked, ...]:
        """It and the others, in the question's order."""
        return (self, *self.others)

    @property
    def all_sources(self) -> tuple[str, ...]:
        """What the library holds under any of the names."""
        return tuple(dict.fromkeys(name for asked in self.each for name in asked.sources))


def asked_source(question: str, known: Iterable[str]) -> Asked | None:
    """The outlet or agency that a question demands; None when it demands none."""
    names = tuple(known)
    found = _held(question, names)
    return found or _stranger(question, names)


@lru_cache(maxsize=64)
def _held(question: str, names: tuple[str, ...]) -> Asked | None:
    """Every outlet that the question names as a source, the first with the others beside it."""
    named = tuple(_named(question, names))
    found = {each for each in named if _is_source(question, each.start, each.end)}
    against = {each for each in named if _claims(question, each)}
    found |= against if found or len(against) > 1 else set()
    found |= {each for each in named if found and _stands(question, each, behind=_ALSO_IN)}
    for order in (named, named[::-1]):
        for one, other in pairwise(order):
            if one in found and _listed(question, one, other):
                found.add(other)
    told: dict[tuple[str, ...], Asked] = {}
    for each in sorted(found, key=lambda name: name.start):
        told.setdefault(each.asked.sources, each.asked)
    first, *others = told.values() or (None,)
    return first and replace(first, others=tuple(other for other in others if other))


class _Named(NamedTuple):
    """Where a name of an outlet stands in a question, whatever is meant by it."""

    start: int
    end: int
    asked: Asked


def _named(question: str, names: tuple[str, ...]) -> Iterator[_Named]:
    """Of several names that begin with one word the longest that is a source, else the longest."""
    words = list(_WORD.finditer(question))
    held = by_key(names)
    i = 0
    while i < len(words):
        found = list(_beginning_with(question, words[i : i + LONGEST], held, names))
        sources = (each for each in found if _is_source(question, each[1].start, each[1].end))
        others = (each for each in found if each[1].asked.words[0].isupper())
        count, best = next(sources, None) or next(others, (1, None))
        if best is not None:
            yield best
        i += count


def _beginning_with(
    question: str,
    run: list[re.Match[str]],
    held: Mapping[str, tuple[str, ...]],
    names: tuple[str, ...],
) -> Iterator[tuple[int, _Named]]:
    """The names that begin with these words, the longest first, and how many words each has."""
    begun = may_begin(run[0].group(), names)
    if not begun and run[0].group()[0].islower():
        return  # nor is it an abbreviation, or what one stands for
    for count in range(len(run), 0, -1):
        start, end = run[0].start(), run[count - 1].end()
        said = question[start:end]
        sources = (held.get(key_of(said), ()) if begun else ()) or by_letters(said, names)
        whole = "," not in said and run[count - 1].group().lower() not in SMALL
        if sources and whole:
            yield count, _Named(start, end, Asked(said, sources))


def _claims(question: str, name: _Named) -> bool:
    """Whether it is told what an outlet says: "while TechCrunch suggests that ..."."""
    claims = _CLAIMS.match(_around(question, name.start, name.end)[1])
    return bool(claims) and _stands(question, name, behind=_HELD_AGAINST)


def _stands(question: str, name: _Named, behind: re.Pattern[str]) -> bool:
    """Whether a name that may be an outlet's stands behind such words."""
    before, after = _around(question, name.start, name.end)
    leads = behind.search(before)
    return bool(leads) and _may_be_one(name.asked.words, before, after)


def _listed(question: str, one: _Named, other: _Named) -> bool:
    """Whether two names are neighbours in one list: "The Verge, Wired and Time"."""
    gap = question[min(one.end, other.end) : max(one.start, other.start)]
    joint = _AND.match(gap.strip(_QUOTES + " "))
    around = _around(question, other.start, other.end)
    return bool(joint) and _may_be_one(other.asked.words, *around)


def _around(question: str, start: int, end: int) -> tuple[str, str]:
    """What stands before and behind a name, without the quotation marks around it."""
    before, behind = question[:start][-90:], question[end:][:40]
    if before[-1:] in _QUOTES and behind[:1] in _QUOTES and before and behind:
        return before[:-1], behind[1:]
    return before, behind


def _may_be_one(said: str, before: str, behind: str, *, typed_small: bool = False) -> bool:
    """Whether a name is written as that of an outlet, and no part of a longer one."""
    lower = said.casefold().removeprefix("the ")
    if country_of(said) is not None or re.match(r" of (?:the )?[A-Z]", behind):
        return False
    if not (said[0].isupper() or "." in said or typed_small):
        return False
    told = _BEHIND.match(behind) is not None
    return " " in lower or told or lower not in _PLAIN or _alone(said, before, behind)


def _is_source(question: str, start: int, end: int) -> bool:
    """Whether the words around a name make a source of it."""
    said = question[start:end]
    before, behind = _around(question, start, end)
    lower = said.casefold().removeprefix("the ")
    typed_small = question[1:] == question[1:].lower() and lower not in _PLAIN
    if not _may_be_one(said, before, behind, typed_small=typed_small):
        return False
    if _BEHIND.match(behind) or _BEFORE.search(before):
        return True
    verb = _TELLS.match(behind) if _ASKS.search(before) else None
    # "What did NASA say?" asks for NASA's words, whoever prints them.
    says = verb is not None and verb["says"] is not None
    return verb is not None and (not says or lower in _PLAIN or _like_an_outlet(said))


def _alone(said: str, before: str, behind: str) -> bool:
    """Whether a plain word with a capital is a whole phrase: not "Independent experts"."""
    if _TELLS.match(behind) and _ASKS.search(before):
        return said[0].isupper()
    return said[0].isupper() and (not _GOES_ON.match(behind) or bool(_CLAIMS.match(behind)))


def _stranger(question: str, names: tuple[str, ...]) -> Asked | None:
    """An outlet that is demanded and that nothing here comes from."""
    match = _STRANGE.search(question)
    said = match and (match["by"] or match["did"])
    if not said:
        return None
    said = re.sub(r"['’]s?$|[.,]$", "", said)
    if country_of(said) is not None or not _like_an_outlet(said):
        return None
    return Asked(said, near=_near(said, names))


def _like_an_outlet(said: str) -> bool:
    parts = folded(said).split()
    if HOST.fullmatch(said) or agencies.known(said) or any(p in _WELL_KNOWN for p in parts):
        return True
    return len(parts) > 1 and bool({parts[0], parts[-1]} & _OUTLET_WORDS)


def _near(said: str, names: tuple[str, ...]) -> tuple[str, ...]:
    keys = {folded(name): name for name in names}
    wanted = folded(said)
    close = get_close_matches(wanted, keys, n=2, cutoff=0.6)
    own = set(wanted.split()) - SMALL - FILLER - _OUTLET_WORDS
    shared = [key for key in keys if own & set(key.split())]
    return tuple(keys[key] for key in dict.fromkeys((*close, *shared)))[:2]
