"""Answers compared word by word, as SQuAD does (Rajpurkar et al. 2016, section 6.1).

Lower case, no punctuation, no articles. Numbers up to twelve count the same in letters and in
digits, since newspapers spell them out.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

_ARTICLES = frozenset(("a", "an", "the"))
_SPELLED = {
    word: str(number)
    for number, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve".split()
    )
}
_WORD = re.compile(r"\d+(?:[.,]\d+)*|\w+")
_POSSESSIVE = re.compile(r"['’]s\b")


def tokens(text: str) -> tuple[str, ...]:
    """The words that count, in order."""
    plain = _POSSESSIVE.sub("", unicodedata.normalize("NFKC", text)).casefold()
    found = (word.replace(",", "") for word in _WORD.findall(plain))
    return tuple(_SPELLED.get(word, word) for word in found if word not in _ARTICLES)


def holds(text: str, expected: str) -> bool:
    """Whether the expected words stand in a text, side by side and whole."""
    wanted, words = tokens(expected), tokens(text)
    size = len(wanted)
    return size > 0 and any(words[at : at + size] == wanted for at in range(len(words) - size + 1))


def same(text: str, expected: str) -> bool:
    """Whether a text is the expected words and nothing more."""
    return tokens(text) == tokens(expected)


def f1(text: str, expected: str) -> float:
    """The harmonic mean of precision and recall over words."""
    own, wanted = Counter(tokens(text)), Counter(tokens(expected))
    shared = sum((own & wanted).values())
    return 2 * shared / (sum(own.values()) + sum(wanted.values())) if shared else 0.0
