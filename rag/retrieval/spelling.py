"""A question written in haste: words mistyped, names in small letters, all in capitals.

What the library holds is the measure. A word that neither an article nor the dictionary has is read
as the one that a single slip makes of it, and a question without capitals gets those that the
articles write. What was changed is told, and the step can be left out. A name is changed only where
letters changed places, or one is doubled or missing within it: names that differ by another letter
are commonly two names.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from string import ascii_lowercase

from rag.grammar import is_english, parse_question
from rag.library.library import Library
from rag.retrieval.spellings import word_spellings
from rag.terms import STOPWORDS, folded, terms

_WORD = re.compile(r"(?<![\w'’@./-])[^\W\d_]+(?=['’]s?\b|(?![\w'’@/-]))")
_TOKEN = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_ISO = re.compile(r"(?<![\w./-])\d{4}-\d\d-\d\d(?![\w/-])")
_QUOTED = re.compile(r"[\"“”][^\"“”]*[\"“”]")
_DAYS = frozenset("monday tuesday wednesday thursday friday saturday sunday".split())
_MONTHS = frozenset(
    "january february april june july august september october november december".split()
)
"""But for those that are words too."""
_SHORTEST = 5
"""Letters: shorter words are near too many others."""
_PASSAGES = 40
"""Looked at for how words are written."""
_LONGEST_NAME = 5
"""Words."""
_MOSTLY, _ALONE = 0.8, 0.9
"""Of the places: the share that has a capital where several words are a name, and where one is."""
_OFTEN = 3
"""Places that tell of a word whether it is a name, though it be no noun here."""
_ALIKE = (("İ", "i"), ("ı", "i"), ("ſ", "s"))
"""Letters that are plain ones to a rule that takes small and great letters for the same."""
_BEFORE = frozenset(f"{ascii_lowercase},;")
"""Signs before the space before a word that begins no sentence."""
_SWAPPED, _DOUBLED, _MISSING, _OTHER = range(4)
"""Slips, the likelier first; the last ones make another name of a name."""


@dataclass(frozen=True, slots=True)
class Respelled:
    """A question as it is read. ``read`` tells what was changed, in words."""

    text: str
    read: tuple[str, ...] = ()


def respelled(question: str, library: Library) -> Respelled:
    """The question with its words as the library's articles write them."""
    shouted = question.isupper() and len(_TOKEN.findall(question)) > 1
    text, days = _with_months(question.lower() if shouted else question)
    text, mended = _mended(text, library)
    names: list[str] = []
    if shouted or not any(letter.isupper() for letter in question[1:]):
        text, names = _with_capitals(text, library)
    told = [f"“{word}” read as “{other}”" for word, other in (days | mended).items()]
    if names:
        told.append(f"read as names: {', '.join(names)}")
    return Respelled(text, tuple(told))


def _with_months(question: str) -> tuple[str, dict[str, str]]:
    """Days in figures as articles write them: "2022-05-24" stands in none."""
    changed: dict[str, str] = {}

    def written(found: re.Match[str]) -> str:
        try:
            day = date.fromisoformat(found[0])
        except ValueError:
            return found[0]
        changed[found[0]] = f"{day.day} {day:%B} {day.year}"
        return changed[found[0]]

    return _ISO.sub(written, question), changed


def _texts(library: Library, query: str) -> list[str]:
    """The passages that hold most of some words."""
    hits = library.keyword_hits(query, _PASSAGES)
    return [each.text for each in library.passages(hit.chunk_id for hit in hits).values()]


def _mended(question: str, library: Library) -> tuple[str, dict[str, str]]:
    """Words that one slip makes of others, and which became what; not those that are quoted."""
    quoted = [each.span() for each in _QUOTED.finditer(question)]
    changed: dict[str, str] = {}

    def written(found: re.Match[str]) -> str:
        word = found[0]
        if any(start <= found.start() < end for start, end in quoted):
            return word
        other = _meant(word, library)
        if other is None:
            return word
        changed[word] = other
        return other

    return _WORD.sub(written, question), changed


def _meant(word: str, library: Library) -> str | None:
    if not _may_be_slip(word):
        return None
    low = word.lower()
    # Other spellings of a name are searched for as such.
    written = (low, *(each.lower() for each in word_spellings(word.capitalize())))
    if any(_frequency(library, written).values()):
        return None
    slips = {each: slip for slip, each in sorted(_slips(low), reverse=True)}
    held = {each: n for each, n in _frequency(library, slips).items() if n}
    for each in sorted(held, key=lambda each: (slips[each], -held[each], each)):
        found = _written(each, library)
        if found is not None and (found.islower() or slips[each] != _OTHER):
            return _as_typed(word, found)
    known = sorted((slip, each) for each, slip in slips.items() if is_english(each))
    # A dictionary has a word for most slips: it is believed where letters changed places.
    likely = [each for slip, each in known if slip == _SWAPPED]
    return _as_typed(word, likely[0]) if likely and word.islower() else None


@lru_cache(maxsize=16384)
def _may_be_slip(word: str) -> bool:
    """Whether the dictionary lacks a word, and it is long enough and of plain letters."""
    if len(word) < _SHORTEST or not word.isascii() or word.lower() in STOPWORDS:
        return False
    return not (is_english(word) or is_english(folded(word)))


def _frequency(library: Library, words: Iterable[str]) -> dict[str, int]:
    """How many passages hold each word, or one of its forms."""
    found = {word: terms(word) for word in words}
    counts = library.document_frequencies({term for each in found.values() for term in each})
    return {word: counts[each[0]] if len(each) == 1 else 0 for word, each in found.items()}


def _written(word: str, library: Library) -> str | None:
    """A word as the articles write it; None where they have other forms of it alone."""
    rule = re.compile(rf"\b{re.escape(word)}\b", re.IGNORECASE)
    found: Counter[str] = Counter(rule.findall("\n".join(_texts(library, word))))
    if not found:
        return None
    if any(each.islower() for each in found) or is_english(word):
        return word
    return max(found, key=lambda each: (found[each], each))


def _as_typed(word: str, other: str) -> str:
    return other[:1].upper() + other[1:] if word[:1].isupper() else other


def _slips(word: str) -> Iterator[tuple[int, str]]:
    """What was meant, if one thing went wrong behind the first letter: fingers rarely miss that."""
    for i in range(1, len(word)):
        yield (_DOUBLED if word[i] == word[i - 1] else _OTHER), word[:i] + word[i + 1 :]
        if i + 1 < len(word):
            yield _SWAPPED, word[:i] + word[i + 1] + word[i] + word[i + 2 :]
        for letter in ascii_lowercase:
            yield _MISSING, word[:i] + letter + word[i:]
            yield _OTHER, word[:i] + letter + word[i + 1 :]
    for letter in ascii_lowercase:
        yield _OTHER, word + letter


def _with_capitals(text: str, library: Library) -> tuple[str, list[str]]:
    """A question that came without capitals with those that articles write, and the names."""
    tokens = list(_TOKEN.finditer(text))
    written = _Writing(text, _texts(library, text))
    names: list[str] = []
    at = 0
    while at < len(tokens):
        for length in range(min(_LONGEST_NAME, len(tokens) - at), 0, -1):
            start, end = tokens[at].start(), tokens[at + length - 1].end()
            name = written.name(text[start:end])
            if name is not None and name != text[start:end]:
                text = text[:start] + name + text[end:]
                names.append(name)
                at += length - 1
                break
        at += 1
    return text[:1].upper() + text[1:], names


class _Writing:
    """How some texts write names."""

    def __init__(self, question: str, texts: list[str]) -> None:
        self._text = "\n".join(texts)
        self._small = _small(self._text)
        self._question = question

    @cached_property
    def _nouns(self) -> set[str]:
        """The question's; most questions are read without asking for them."""
        tokens = parse_question(self._question).tokens
        return {each.text for each in tokens if each.pos in ("NOUN", "PROPN")}

    def name(self, words: str) -> str | None:
        """Some words as they are mostly written, if that is with capitals at both ends."""
        first, last = words.split()[0], words.split()[-1]
        if words in _DAYS or words in _MONTHS:
            return words.capitalize()
        if {first.lower(), last.lower()} & STOPWORDS or not re.fullmatch(
            r"[\w-]+(?: [\w-]+)*", words
        ):
            return None
        found = self._found(words, alone=first == last)
        best = max(found, key=lambda each: (found[each], each), default=words)
        ends = best.split()[0], best.split()[-1]
        if any(each.islower() for each in ends) or not any(map(str.isupper, best)):
            return None
        share = _MOSTLY
        if first == last:
            share = _ALONE
            if found.total() < _OFTEN and words not in self._nouns:
                return None
        return best if found[best] >= share * found.total() else None

    def _found(self, words: str, *, alone: bool) -> Counter[str]:
        """How the words are written, and how often so; of one alone, where it begins no sentence:
        there a capital tells something.
        """
        if not words.isascii() or len(self._small) != len(self._text):
            before = r"(?<=[a-z,;] )" if alone else r"\b"
            rule = re.compile(rf"{before}{re.escape(words)}\b", re.IGNORECASE)
            return Counter(rule.findall(self._text))
        # The same, found by looking for letters: most runs of words stand nowhere.
        found: Counter[str] = Counter()
        wanted = words.lower()
        start = self._small.find(wanted)
        while start >= 0:
            end = start + len(wanted)
            if self._stands(start, end, alone=alone):
                found[self._text[start:end]] += 1
            else:
                end = start + 1
            start = self._small.find(wanted, end)
        return found

    def _stands(self, start: int, end: int, *, alone: bool) -> bool:
        """Whether whole words stand there, and where one alone tells something."""
        small = self._small
        if _in_word(small[end : end + 1]):
            return False
        if alone:
            return small[start - 1 : start] == " " and small[start - 2 : start - 1] in _BEFORE
        return not _in_word(small[start - 1 : start])


def _small(text: str) -> str:
    for letter, plain in _ALIKE:
        text = text.replace(letter, plain)
    return text.lower()


def _in_word(sign: str) -> bool:
    return sign.isalnum() or sign == "_"
