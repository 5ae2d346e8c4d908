"""Outlets, agencies and authors that a question names as the source of what it asks for.

An outlet's name counts only beside words that make a source of it: "according to TASS", "the
Kyodo report", "what did Yomiuri write". Without them "time", "the sun" and "the Guardian of the
Galaxy" are words like others.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import lru_cache

from rag.intake import agencies
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
    r"\b(?:according to|(?:reported|published|printed|written|run) (?:by|in|on)|credited to|says?"
    r"|(?:articles?|reports?|story|stories|coverage|pieces?|news|headlines|dispatch(?:es)?|texts?)"
    r"(?: [a-z]+){0,3} (?:by|from|in|on)|(?:reading|read) (?:in|on)|per)\s+(?:the |an? )?$",
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
_GOES_ON = re.compile(r"^ (?:of (?:the )?[A-Za-z]|(?!I )[A-Z]|(?!is |was |has |does )[a-z]+s\b)")

_RUN = r"[A-Z][\w.&’'-]{0,30}(?: (?:of |and )?[A-Z][\w.&’'-]{0,30}){0,4}"
_STRANGE = re.compile(
    r"\b(?i:according to|(?:reported|published|printed) (?:by|in|on)|credited to"
    r"|(?:articles?|reports?|stor(?:y|ies)|coverage|pieces?|news) (?:by|from|in|on))"
    rf"\s+(?:the )?(?P<by>{_RUN})"
    rf"|\b[Ww]hat (?:did|does|has) (?:the )?(?P<did>{_RUN}) (?:write|report|publish|written)\b"
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
_BY = re.compile(
    r"\b(?:articles?|reports?|story|stories|pieces?|columns?|texts?|analysis|essays?|interviews?"
    rf"|written|authored)(?: [a-z]+){{0,3}} by (?P<by>{_RUN})"
    rf"|(?P<of>{_RUN})['’]s? (?:own |latest |first )?(?:articles?|reports?|story|stories|pieces?"
    rf"|columns?|analysis|essays?)\b|\b[Ww]hat (?:did|does|has) (?P<did>{_RUN}) (?:write|written)\b"
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


def asked_author(question: str) -> str | None:
    """The name behind "the article by": an author, if any article found is by them."""
    match = _BY.search(question)
    name = match and (match["by"] or match["of"] or match["did"])
    return re.sub(r"['’]s?$", "", name) if name and country_of(name) is None else None


def is_author(name: str, authors: Iterable[str]) -> bool:
    """Whether one of the authors has this name, or this surname."""
    wanted = folded(name).split()
    return any(
        wanted and (wanted == own[-len(wanted) :] or (wanted[0], wanted[-1]) == (own[0], own[-1]))
        for author in authors
        if (own := folded(author).split())
    )


@lru_cache(maxsize=64)
def _held(question: str, names: tuple[str, ...]) -> Asked | None:
    """Every outlet that the question names as a source, the first with the others beside it."""
    held = by_key(names)
    words = list(_WORD.finditer(question))
    found: list[Asked] = []
    i = 0
    while i < len(words):
        run = words[i : i + LONGEST]
        last, asked = _longest(question, run, held, names)
        if asked is not None and asked.sources not in [each.sources for each in found]:
            found.append(asked)
        i += last
    return replace(found[0], others=tuple(found[1:])) if found else None


def _longest(
    question: str,
    run: list[re.Match[str]],
    held: Mapping[str, tuple[str, ...]],
    names: tuple[str, ...],
) -> tuple[int, Asked | None]:
    """The longest name of a source that begins with these words, and how many words it has."""
    begun = may_begin(run[0].group(), names)
    for count in range(len(run), 0, -1):
        start, end = run[0].start(), run[count - 1].end()
        said = question[start:end]
        sources = (held.get(key_of(said), ()) if begun else ()) or by_letters(said, names)
        if sources and _is_source(question, start, end):
            return count, Asked(said, sources)
    return 1, None


def _is_source(question: str, start: int, end: int) -> bool:
    """Whether the words around a name make a source of it."""
    said, before, behind = question[start:end], question[:start][-90:], question[end:][:40]
    lower = said.casefold().removeprefix("the ")
    if country_of(said) is not None:
        return False
    typed_small = question[1:] == question[1:].lower() and lower not in _PLAIN
    if not (said[0].isupper() or "." in said or typed_small):
        return False
    told = _BEHIND.match(behind) is not None
    if " " not in lower and not told and lower in _PLAIN and not _alone(said, before, behind):
        return False
    if re.match(r" of (?:the )?[A-Z]", behind):
        return False
    if told or _BEFORE.search(before):
        return True
    verb = _TELLS.match(behind) if _ASKS.search(before) else None
    # "What did NASA say?" asks for NASA's words, whoever prints them.
    says = verb is not None and verb["says"] is not None
    return verb is not None and (not says or lower in _PLAIN or _like_an_outlet(said))


def _alone(said: str, before: str, behind: str) -> bool:
    """Whether a plain word with a capital is a whole phrase: not "Independent experts"."""
    if _TELLS.match(behind) and _ASKS.search(before):
        return said[0].isupper()
    return said[0].isupper() and _GOES_ON.match(behind) is None


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
