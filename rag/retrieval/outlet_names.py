"""The names of outlets by every way to write them: "The Kyodo News", "kyodo"; "bbc.co.uk"."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache

from rag import agencies
from rag.retrieval.names import country_of

FILLER = frozenset("the news newspaper agency online shimbun zeitung".split())
SMALL = frozenset("the of and for".split())
LONGEST = 6
"""Words of a name at most."""
HOST = re.compile(r"(?i:www\.)?(?i:[a-z0-9-]{1,40}(?:\.[a-z0-9-]{1,40}){0,3}\.[a-z]{2,10})")


def may_begin(word: str, names: tuple[str, ...]) -> bool:
    """Whether a name of a source may begin with a word: for most words that is soon told."""
    parts = folded(word).split()
    if not FILLER.isdisjoint(parts):
        return True
    return "".join(parts) in _beginnings(names) or word.casefold() in _AGENCIES


@lru_cache(maxsize=8)
def _beginnings(names: tuple[str, ...]) -> frozenset[str]:
    """What the keys of some names begin with, at any length."""
    return frozenset(key[:end] for key in by_key(names) for end in range(len(key) + 1))


_AGENCIES = frozenset(
    name[:end] for name in agencies.folded_names() for end in range(1, len(name) + 1)
)
"""What agencies' names begin with, however an outlet of the library writes them."""


_SHORTENED = {
    "nytimes": "newyorktimes",
    "latimes": "losangelestimes",
    "wsj": "wallstreetjournal",
    "ft": "financialtimes",
    "scmp": "southchinamorningpost",
    "wapo": "washingtonpost",
}
"""Hosts that no rule turns into their outlets' names."""


@lru_cache(maxsize=8)
def by_key(names: tuple[str, ...]) -> Mapping[str, tuple[str, ...]]:
    """The names by every way to write them."""
    found: dict[str, tuple[str, ...]] = {}
    for name in names:
        for key in _keys(name):
            found[key] = (*found.get(key, ()), name)
    return found


def _keys(name: str) -> set[str]:
    """ "The Kyodo News", "kyodo"; "bbc.co.uk", "bbc"; what an agency is called elsewhere."""
    keys = {key_of(name), key_of(agencies.origin(name))}
    if HOST.fullmatch(name.casefold()):
        labels = name.casefold().removeprefix("www.").split(".")
        label = labels[-2] if len(labels) == 2 else labels[0]
        keys |= {_joined(name), label, label.removeprefix("the"), label.removesuffix("news")}
        keys.add(_SHORTENED.get(label, label))
    return {key for key in keys if key and country_of(key.title()) is None}


def key_of(said: str) -> str:
    """What all ways to write one name share."""
    agency = agencies.known(said)
    parts = folded(agencies.origin(agency) if agency else said).split()
    kept = [part for part in parts if part not in FILLER]
    joined = "".join(kept or parts)
    # "The Japan News" without its filler is a country, not an outlet.
    whole = country_of(" ".join(kept).title()) is not None
    return "".join(part for part in parts if part != "the") if whole else joined


def _joined(said: str) -> str:
    return "".join(folded(said).removeprefix("www ").split())


@lru_cache(maxsize=512)
def folded(said: str) -> str:
    """Lower case words without accents and signs."""
    plain = unicodedata.normalize("NFKD", said).casefold()
    bare = "".join(c for c in plain if not unicodedata.combining(c))
    return " ".join(re.findall(r"[^\W_]+", bare))


@lru_cache(maxsize=2048)
def _letters(name: str) -> frozenset[str]:
    """The initials of a name, with and without its small words."""
    parts = folded(name).split()
    kinds = (parts, [p for p in parts if p != "the"], [p for p in parts if p not in SMALL])
    return frozenset("".join(part[0] for part in kind) for kind in kinds if len(kind) > 1)


def by_letters(said: str, names: tuple[str, ...]) -> tuple[str, ...]:
    """NYT for The New York Times, and the other way round."""
    if said.isupper() and said.isalpha() and 2 <= len(said) <= LONGEST:
        return tuple(name for name in names if said.casefold() in _letters(name))
    if " " in said and said[0].isupper():
        short = _abbreviations(names)
        letters = _letters(said) if short else set()
        return tuple(name for name in short if name.casefold() in letters)
    return ()


@lru_cache(maxsize=8)
def _abbreviations(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name for name in names if name.isupper() and name.isalpha())
