"""A sentence that leaned on one that went: its pronoun gives way to the name it stood for.

Only where one person is named in the spans that the sentence rests on, so that nobody is guessed;
the mended sentence is checked like any other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from rag.answering.naming import folded, people_in
from rag.grammar import Parse, parse

_STARTS = re.compile(
    r"(?:He|She|They|It|His|Her|Their|Its|This|These|That|Those|Such|Both|The (?:latter|former))\b"
)
_PERSONAL = frozenset("he she him her his hers they them their theirs".split())
_OWNING = frozenset("his her their".split())
_SOMEBODY = frozenset({"PERSON", "ORG", "NORP", "GPE"})


def leaning(text: str) -> str | None:
    """The word by which a sentence leans on the one before; None when it stands by itself."""
    match = _STARTS.match(text)
    if match is not None:
        return match.group()
    parsed = parse(text)
    i = _pronoun(parsed)
    return parsed.tokens[i].text if i is not None else None


class Mended(NamedTuple):
    """A sentence with a name in place of its pronoun."""

    text: str
    name: str


def mended(text: str, dropped: str, spans: Iterable[str]) -> Mended | None:
    """The sentence with the name of the one person whom the spans and the lost sentence name."""
    parsed = parse(text)
    i = _pronoun(parsed)
    if i is None:
        return None
    there = _people([parse(span) for span in spans])
    lost = _people([parse(dropped)])
    if len(there) != 1 or len(lost) != 1 or not set(there) & set(lost):
        return None
    name = next(iter(there.values()))
    token = parsed.tokens[i]
    owning = token.tag == "PRP$" and token.text.lower() in _OWNING
    words = f"{name}'s" if owning else name
    return Mended(text[: token.start] + words + text[token.end :], name)


def _pronoun(parsed: Parse) -> int | None:
    """The first personal pronoun, when nobody is named before it."""
    for i, token in enumerate(parsed.tokens):
        if token.text.lower() in _PERSONAL:
            named = any(e.label in _SOMEBODY and e.end <= token.start for e in parsed.entities)
            return None if named else i
    return None


def _people(parses: Sequence[Parse]) -> dict[str, str]:
    """Last names, folded, each with the fullest form found."""
    found: dict[str, str] = {}
    for _, _, name in (each for parsed in parses for each in people_in(parsed)):
        last = folded(name.split()[-1])
        found[last] = max(name, found.get(last, ""), key=len)
    return found
