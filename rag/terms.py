"""Terms: what counts as the same word when a question is matched against an article.

One analysis for the keyword index and for sentence scoring, so that both agree: simple words,
lower case, accents folded, English stems (Tantivy's own filters). Possessives lose their 's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import tantivy

# The mark comes first and what stands before it after, since a search for a character is quick.
_POSSESSIVE = re.compile(r"['’](?<=\w.)s?\b(?!\w)")
_WORD = re.compile(r"\w+")
_MARKS = "’‘“”–—…"
_SPACED = {code: " " for code in range(128) if not _WORD.fullmatch(chr(code))}
_NUMBER = re.compile(r"\d[\d.,]*\d|\d")

# Words that carry grammar, not matter. A question word is matched by what it asks for instead.
STOPWORDS = frozenset(
    """a about above after again against all also am an and any are as at be because been before
    being below between both but by can could did do does doing down during each few for from
    further had has have having he her here hers herself him himself his how i if in into is it
    its itself just me more most my myself no nor not of off on once only or other our ours
    ourselves out over same shall she should so some such than that the their theirs them
    themselves then there these they this those through to too under until up upon us very was we
    were what when where which while who whom whose why will with would you your yours yourself
    yourselves tell please say says said many much describe explain according
    give""".split()
)


@lru_cache(maxsize=1)
def analyzer() -> tantivy.TextAnalyzer:
    """Tantivy's analyzer of this name is registered in the keyword index too."""
    import tantivy

    return (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        .filter(tantivy.Filter.remove_long(60))
        .filter(tantivy.Filter.lowercase())
        .filter(tantivy.Filter.ascii_fold())
        .filter(tantivy.Filter.stemmer("english"))
        .build()
    )


# British spellings of words that news is full of, to American ones, before stemming.
_AMERICAN = (
    (re.compile(r"^(defen|offen|preten|licen)ce(s|d|less)?$"), r"\1se\2"),
    (re.compile(r"^(\w{3,}o)u(r(?:s|ed|ing|able|ite|ites|hood|ly|ers?|al)?)$"), r"\1\2"),
    (re.compile(r"^(\w{3,}[^aeiouv])is(e[sdr]?|ing|ation|ations|ational)$"), r"\1iz\2"),
    (re.compile(r"^(cent|theat|met|lit|fib)re(s|d)?$"), r"\1er\2"),
    (re.compile(r"^(program)me(s|d)?$"), r"\1\2"),
)


@lru_cache(maxsize=65536)
def _american(word: str) -> str:
    for rule, replacement in _AMERICAN:
        word = rule.sub(replacement, word)
    return word


def folded(text: str) -> str:
    """A text as the keyword index holds it: lower case, no possessives, one spelling.

    Over-eager rules do no harm: articles and questions go through the same ones.
    """
    return _WORD.sub(lambda m: _american(m.group()), _lowered(text))


def _lowered(text: str) -> str:
    return _POSSESSIVE.sub("", text).lower()


@lru_cache(maxsize=4096)
def terms(text: str) -> tuple[str, ...]:
    """All terms of a text in order, stopwords included."""
    return tuple(analyzer().analyze(folded(text)))


def content_words(text: str) -> tuple[str, ...]:
    """The words that carry matter, lower case, unstemmed, in order."""
    return tuple(word for word in _WORD.findall(folded(text)) if word not in STOPWORDS)


@lru_cache(maxsize=4096)
def content_terms(text: str) -> tuple[str, ...]:
    """The terms that carry matter, in order, repeats kept."""
    return tuple(term for word in _words(_lowered(text)) for term in _terms_of(word))


def _words(lowered: str) -> list[str]:
    """What ``_WORD`` finds, in half of its time where all letters are plain ones."""
    text = _unmarked(lowered)
    return text.translate(_SPACED).split() if text.isascii() else _WORD.findall(text)


def _unmarked(text: str) -> str:
    for mark in _MARKS:
        text = text.replace(mark, " ")
    return text


def held(text: str, wanted: tuple[str, ...]) -> frozenset[str]:
    """Those of some terms that are among :func:`content_terms` of a text.

    Where all letters are plain ones only words that begin as one of the terms are looked at.
    """
    words = _searched(text)
    if words is None:
        return frozenset(wanted).intersection(content_terms(text))
    starts = _starts(wanted)
    return frozenset(
        term
        for word in words
        if word[:_START] in starts or word[:1] in starts
        for term in _terms_of(word)
        if term in wanted
    )


@lru_cache(maxsize=2048)
def _searched(text: str) -> frozenset[str] | None:
    """The words of a text; None where some letters are no plain ones. Kept, since a sentence is
    asked for the question's words and for each of its names.
    """
    plain = _unmarked(_lowered(text))
    if not plain.isascii() or "_" in plain:
        return None
    return frozenset(plain.translate(_SPACED).split())


class Spot(NamedTuple):
    """A term of a text and the place of its word; places serve to be compared, not to quote."""

    term: str
    start: int
    end: int


def spotted(text: str, wanted: tuple[str, ...]) -> tuple[Spot, ...]:
    """Those of some terms that :func:`held` tells of, in order, repeats kept."""
    plain = _unmarked(_lowered(text))
    rule = _beginning(wanted) if plain.isascii() and "_" not in plain else _WORD
    return tuple(
        Spot(term, word.start(), word.end())
        for word in rule.finditer(plain)
        for term in _terms_of(word.group())
        if term in wanted
    )


def spots(text: str) -> Iterator[Spot]:
    """The :func:`content_terms` of a text with their places, as :func:`spotted` tells of some."""
    for word in _WORD.finditer(_unmarked(_lowered(text))):
        for term in _terms_of(word.group()):
            yield Spot(term, word.start(), word.end())


_START = 3


@lru_cache(maxsize=512)
def _starts(wanted: tuple[str, ...]) -> frozenset[str]:
    """How words begin that may come to one of these terms: a stem of four letters and more has the
    first three of its word, a shorter one the first ("dying" is "die").
    """
    return frozenset(term[:_START] if len(term) > _START else term[:1] for term in wanted)


@lru_cache(maxsize=512)
def _beginning(wanted: tuple[str, ...]) -> re.Pattern[str]:
    """Words that begin so."""
    starts = "|".join(sorted(map(re.escape, _starts(wanted)))) or "(?!)"
    return re.compile(rf"\b(?:{starts})\w*", re.ASCII)


@lru_cache(maxsize=65536)
def _terms_of(word: str) -> tuple[str, ...]:
    """Those of one word in lower case. Kept, so that a text costs a look-up a word."""
    word = _american(word)
    return () if word in STOPWORDS else tuple(analyzer().analyze(word))


def numbers(text: str) -> tuple[str, ...]:
    """The numbers of a text, thousands' commas removed: ``1,200.5`` is ``1200.5``."""
    return tuple(m.group().replace(",", "").rstrip(".") for m in _NUMBER.finditer(text))
