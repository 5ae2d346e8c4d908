"""Who is "he" and who is "she", where a first name or the articles tell; None where nothing does.

Nobody's gender is guessed from how a name sounds. What counts: a title that only one of them has,
a first name that nearly always is one's, and the pronoun by which an article goes on.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from rag.grammar import parse
from rag.library.library import Library
from rag.sentences import sentence_spans

GenderOf = Callable[[str], str | None]
"""From a name to ``he``, ``she`` or None."""

_HE = """aaron abdel abe adam ahmed akira alain alan albert alejandro alexander alexei ali andrew
andrei andres anthony antonio antony arthur barack benjamin bernard bill boris brian carlos charles
christopher daniel david dmitry donald edward emmanuel eric ernesto evan francois frank fumio
gennady george gerhard gordon hans hassan henry hiroshi hugo ibrahim igor ivan jack jacques jake
james jason javier jeff jens jeremy jim joe john jonas jorge jose joseph juan julian justin karl
keir kenji kevin khalid lars leonid lloyd luis luiz magnus manuel marco mario mark martin matthew
maurice michael miguel mikhail minoru mohamed mohammed muhammad narendra nicolas nikolai nikolas
nobuo olaf oleg oliver olivier omar oscar osama otto pablo pascal patrick paul pavel pedro peter
philip philippe pierre rahm ramon ricardo richard rishi robert roberto roger ronald rudolf scott
sebastian sergei sergey shigeru shinzo simon stefan stefano stephen steven sven takeo theo thomas
tim tobias tom tony viktor vincent vladimir volodymyr wilhelm william xavier yasuhiro yasukazu
yevgeny yoshihide yoshimasa yuri"""
_SHE = """ada adriana agnes alice alicia amanda ana andrea angela anita anna annalena anne annie
barbara beatrice camilla caroline catherine cecilia charlotte christina christine claire claudia
clara cristina daniela diana dilma dorothy elena eleanor elisabeth elizabeth ella ellen emily emma
erika esther eva evelyn fatima francesca gabriela giorgia giulia hannah heidi helen helena hillary
ida ines ingrid irena irene irina isabel isabella jacinda jane janet jennifer jessica joan johanna
josephine judith julia kaja kamala karen katarina kate katherine kathleen keiko kristalina laura
lena lina linda lisa louise lucia lucy magdalena margaret maria marie marina marine marta martha
mary megan melanie michelle mette monica nadia nancy natalia nicola nina noor olga olivia patricia
paula penny petra rachel rebecca rita rosa rose roza ruth sanae sandra sanna sara sarah silvia
simone sofia sophie stella susan susanne svetlana tatiana teresa theresa ursula valentina vera
veronica victoria viola yoko yulia yuriko"""
_FIRST_NAMES = {
    **dict.fromkeys(_HE.split(), "he"),
    **dict.fromkeys(_SHE.split(), "she"),
}
_TITLES = {
    **dict.fromkeys("mr sir king prince lord spokesman chairman businessman".split(), "he"),
    **dict.fromkeys("mrs ms miss queen princess lady spokeswoman chairwoman".split(), "she"),
}
_BEFORE = r"(?P<before>[\w.]+) (?:[A-Z][\w.’'-]+ )?"
_PRONOUN = re.compile(r"\b(?:he|him|his|she|her|hers)\b", re.IGNORECASE)
_LOOKED_AT, _SENTENCES = 8, 12
_TITLE, _FIRST_NAME, _GOES_ON = 3, 2, 1
_CLEAR = 3
"""One gender must have this many times the votes of the other."""


def gender_in(library: Library) -> GenderOf:
    """What this library's articles tell, beside first names and titles."""

    def gender_of(name: str) -> str | None:
        hits = library.keyword_hits(name, _LOOKED_AT)
        passages = library.passages([hit.chunk_id for hit in hits]).values()
        return told(name, (passage.text for passage in passages))

    return gender_of


def told(name: str, texts: Iterable[str] = ()) -> str | None:
    """``he`` or ``she`` when the name or these texts say so clearly."""
    votes = Counter(_by_name(name))
    looked_at = 0
    for text in texts:
        for vote, weight in _by_text(name.split()[-1] if name.split() else name, text):
            votes[vote] += weight
            looked_at += 1
            if looked_at == _SENTENCES:
                break
    he, she = votes["he"], votes["she"]
    if max(he, she) < _FIRST_NAME or max(he, she) < _CLEAR * min(he, she):
        return None
    return "he" if he > she else "she"


def _by_name(name: str) -> dict[str, int]:
    words = name.lower().split()
    votes: dict[str, int] = {}
    for word in words:
        if word.rstrip(".") in _TITLES:
            votes[_TITLES[word.rstrip(".")]] = _TITLE
    if len(words) > 1 and words[0] in _FIRST_NAMES:
        votes.setdefault(_FIRST_NAMES[words[0]], _FIRST_NAME)
    return votes


def _by_text(surname: str, text: str) -> Iterator[tuple[str, int]]:
    spans = sentence_spans(text)
    named = re.compile(rf"\b{re.escape(surname)}\b")
    full = re.compile(_BEFORE + re.escape(surname) + r"\b")
    for n, span in enumerate(spans):
        sentence = text[span.start : span.end]
        found = named.search(sentence)
        if found is None:
            continue
        for match in full.finditer(sentence):
            yield from _by_words(match.group().split()[:-1])
        follows = text[spans[n + 1].start : spans[n + 1].end] if n + 1 < len(spans) else ""
        pronoun = _PRONOUN.search(sentence, found.end()) or _PRONOUN.match(follows)
        if pronoun and _is_alone(surname, sentence):
            yield ("he" if pronoun.group().lower() in ("he", "him", "his") else "she"), _GOES_ON


def _by_words(words: list[str]) -> Iterator[tuple[str, int]]:
    for word in (word.lower().rstrip(".") for word in words):
        if word in _TITLES:
            yield _TITLES[word], _TITLE
        elif word in _FIRST_NAMES:
            yield _FIRST_NAMES[word], _FIRST_NAME


def _is_alone(surname: str, sentence: str) -> bool:
    """Whether nobody else is named who the pronoun could stand for."""
    people = {e.text.split()[-1] for e in parse(sentence).entities if e.label == "PERSON"}
    return people <= {surname}
