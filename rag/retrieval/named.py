"""The names in a question, and whether a text holds them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache

from rag.grammar import Parse
from rag.retrieval.names import aliases, pattern
from rag.retrieval.spellings import spellings, word_spellings
from rag.terms import content_terms, held

CALENDAR = re.compile(
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)(?: \d{1,4})?(?:, \d{4})?"
)

_SHORTEST, _LONGEST = 2, 6  # letters of an abbreviation such as LDP
_MOST_WORDS = 6
_OF_A_BODY = re.compile(r"[A-Z]{3,5}")
_WORDS_OF_ALL = frozenset(("covid-19", "covid 19"))
"""Names with a number that articles go on to leave out."""
_ARTICLES = ("al-", "el-")
"""Of Arabic: a part of the name, though written small."""


@lru_cache(maxsize=256)
def _spelled_out(letters: str) -> re.Pattern[str]:
    """Words that an abbreviation's letters begin: "Liberal Democratic Party" for LDP."""
    return re.compile(r"\b" + r"[\s-](?:of |and |for |the )?".join(rf"{c}[a-z]+" for c in letters))


@dataclass(frozen=True)
class Name:
    """A name in the question and what else may stand for it."""

    text: str
    others: tuple[str, ...]

    def occurs_in(self, text: str) -> bool:
        """Whether the name or a stand-in occurs: whole words, or all its terms ("Tomahawks")."""
        # Looking for the words at all is quicker than for them as whole words.
        if any(each in text for each in self.others) and pattern(self.others).search(text):
            return True
        if self.is_short:
            return _spelled_out(self.text).search(text) is not None
        if self._in_other_spellings(text):
            return True
        if self.is_code or self._is_known:
            return False
        return bool(self.terms) and set(self.terms) <= held(text, self.terms)

    def _in_other_spellings(self, text: str) -> bool:
        """Whether each of its words occurs in some spelling, where it has several."""
        return bool(self._words) and all(
            any(each in text for each in ways) and pattern(ways).search(text) is not None
            for ways in self._words
        )

    @cached_property
    def _words(self) -> tuple[tuple[str, ...], ...]:
        """Each of several words with its spellings; empty where none has another."""
        words = [(word, *word_spellings(word)) for word in self.text.split()]
        several = 1 < len(words) <= _MOST_WORDS and any(len(ways) > 1 for ways in words)
        return tuple(words) if several else ()

    @cached_property
    def is_short(self) -> bool:
        """Whether its letters may be those that other words begin with."""
        letters = self.text.isupper() and self.text.isalpha()
        return letters and _SHORTEST <= len(self.text) <= _LONGEST

    @cached_property
    def is_code(self) -> bool:
        """Whether each sign matters: "JADES-GS-z14-0" is not "JADES-GS-z13-0"."""
        return any(c.isdigit() for c in self.text) and self.text.lower() not in _WORDS_OF_ALL

    def has_twin_in(self, title: str) -> bool:
        """Whether a title names another of its kind alone, "Sakhalin-1" for "Sakhalin-2": such an
        article mentions this one in passing."""
        stem = self.text.rstrip("0123456789")
        return (
            0 < len(stem) < len(self.text)
            and re.search(rf"\b{re.escape(stem)}\d+\b", title) is not None
            and not self.occurs_in(title)
        )

    @cached_property
    def _is_known(self) -> bool:
        """Whether all that stands for it is known, as of a country: turkeys are not Turkey."""
        return len(aliases(self.text)) > 1

    @cached_property
    def terms(self) -> tuple[str, ...]:
        return content_terms(self.text)


_ENDS = (".", "?", "!")
_NEVER_NAMES = frozenset({"PRON", "AUX", "SCONJ", "DET", "CCONJ", "PART"})


def names_in(text: str, parsed: Parse) -> tuple[Name, ...]:
    """Runs of proper nouns and recognised entities that are names, longest first per place."""
    spans: list[tuple[int, int]] = []
    for i, token in enumerate(parsed.tokens):
        start = token.start
        if text[max(start - 3, 0) : start].lower() in _ARTICLES:
            start -= 3
        gap = text[spans[-1][1] : start] if spans else None
        capital = token.text[:1].isupper() and len(token.text) > 1
        first = i == 0 or parsed.tokens[i - 1].text in _ENDS
        if gap == "" and token.text not in ("'s", "’s", "'", "’", "?", ".", ",", ":"):
            spans[-1] = (spans[-1][0], token.end)  # the rest of a word such as JADES-GS-z14-0
        elif gap == " " and (capital or token.pos == "NUM"):
            spans[-1] = (spans[-1][0], token.end)
        elif capital and (not first or token.pos == "PROPN") and token.pos not in _NEVER_NAMES:
            spans.append((start, token.end))
    found = [text[a:b].strip(" '’?,:") for a, b in spans]
    found = [name for name in found if not CALENDAR.fullmatch(name)]
    split = [part for name in found for part in _apart(name)]
    return tuple(Name(name, _stand_ins(name)) for name in dict.fromkeys(split) if name)


def _stand_ins(name: str) -> tuple[str, ...]:
    first, _, rest = name.partition(" ")
    # Of the "NHL Stanley Cup Finals" a text says no more than "the Stanley Cup Finals".
    bare = (rest,) if _OF_A_BODY.fullmatch(first) and " " in rest else ()
    return tuple(dict.fromkeys((*aliases(name), *spellings(name), *bare)))


def _apart(name: str) -> tuple[str, ...]:
    """ "Russian Foreign Ministry" is Russia's, and a foreign ministry."""
    first, _, rest = name.partition(" ")
    whole_is_known = len(aliases(name)) > 1
    return (first, rest) if rest and not whole_is_known and len(aliases(first)) > 1 else (name,)
