"""Quoted phrases of a question: whether a text holds them, word for word.

Letter case, accents, the form of quotation marks and dashes, and what stands between two words do
not count; the words and their order do.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from rag.types import Passage

MOST_PHRASES = 4
_LONGEST = 300
_QUOTED = re.compile(
    rf"“([^“”]{{1,{_LONGEST}}})”|\"([^\"]{{1,{_LONGEST}}})\"|«([^«»]{{1,{_LONGEST}}})»"
    rf"|„([^„“”]{{1,{_LONGEST}}})[“”]"
    rf"|(?<!\w)['‘](\w+\s[^'‘’]{{1,{_LONGEST}}})['’](?!\w)"
)
_WORD = re.compile(r"\w+")


def phrases_of(question: str) -> tuple[str, ...]:
    """The quoted phrases of a question, in order, as they are written; at most four."""
    quoted = (next(filter(None, match.groups())) for match in _QUOTED.finditer(question))
    found = (each.strip(" .,;:!?") for each in quoted)
    return tuple(dict.fromkeys(each for each in found if _WORD.search(each)))[:MOST_PHRASES]


def holds_phrase(phrase: str, text: str) -> bool:
    """Whether the words of a phrase stand in a text, in this order, with no other between."""
    return _pattern(phrase).search(_plain(text)) is not None


def phrases_held(question: str, text: str) -> frozenset[str]:
    """Those of the question's quoted phrases that a text holds."""
    return frozenset(each for each in phrases_of(question) if holds_phrase(each, text))


def holding_first(question: str, passages: Iterable[Passage]) -> list[Passage]:
    """The passages that hold most of the question's quoted phrases, in text or title, come first;
    among equals the order stays.
    """
    ranked = list(passages)
    if not phrases_of(question):
        return ranked
    return sorted(ranked, key=lambda p: -len(phrases_held(question, read_with(p))))


def read_with(passage: Passage) -> str:
    """What may hold a quoted phrase: a passage, its title, and the names of its outlet."""
    return "\n".join([passage.title or "", passage.source or "", *passage.credits, passage.text])


@lru_cache(maxsize=256)
def _pattern(phrase: str) -> re.Pattern[str]:
    words = _WORD.findall(_plain(phrase))
    return re.compile(r"\b" + r"\W+".join(map(re.escape, words)) + r"\b")


@lru_cache(maxsize=512)
def _plain(text: str) -> str:
    """Lower case, accents off."""
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFKD", text.casefold()).translate(_UNMARKED)


class _Unmarked(dict[int, int | None]):
    """Combining marks to nothing; each sign is looked at once."""

    def __missing__(self, sign: int) -> int | None:
        self[sign] = None if unicodedata.combining(chr(sign)) else sign
        return self[sign]


_UNMARKED = _Unmarked()
