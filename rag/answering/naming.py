"""Names: does each name of a sentence stand in its source, and beside the right other names?

A country stands for its people, its capital and its government, and the other way round; an
acronym for its words; a role only for whom the source gives it to.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache

from rag.answering.days import MONTHS
from rag.grammar import Parse
from rag.retrieval.names import actors_in, aliases, country_of, pattern

_NAMED = frozenset("PERSON ORG GPE NORP LOC FAC PRODUCT EVENT LAW WORK_OF_ART".split())
_NO_NAMES = frozenset(
    """mr mrs ms dr sir madam i ok yes no pm am news article articles passage passages""".split()
) | frozenset(MONTHS)
_ENDINGS = frozenset("n an ian ean ese ish i s ns ans ians 's er ers".split())
_ROLES = frozenset(
    """president minister chancellor premier secretary ambassador spokesman spokeswoman
    spokesperson chairman chairwoman chief ceo director general governor mayor king queen
    prince princess pope emperor senator commissioner coach captain judge bishop professor
    economist founder owner editor correspondent envoy commander admiral colonel major""".split()
)
_TITLES = frozenset("mr mrs ms dr sir prime foreign defence defense finance harbour".split())
_NO_PERSONS = frozenset("GPE NORP LOC FAC EVENT DATE TIME LAW PRODUCT MONEY".split())
_BODIES = frozenset(
    """ministry department party council university company group bank agency union house force
    forces strategy treaty program programme office committee commission court authority canal
    telescope project summit club association institute news press times post""".split()
)
_WORD = re.compile(r"[^\W_]+(?:[.'’-][^\W_]+)*\.?")
_PART = re.compile(r"[^\W_]+")


def folded(word: str) -> str:
    """Lower case, accents and possessives off: ``Türkiye's`` is ``turkiye``."""
    word = re.sub(r"['’]s?$", "", word)
    plain = unicodedata.normalize("NFKD", word)
    return "".join(c for c in plain if not unicodedata.combining(c)).casefold()


@lru_cache(maxsize=4096)
def _parts(text: str) -> frozenset[str]:
    return frozenset(folded(part) for part in _PART.findall(text)) | {
        folded(word).replace(".", "") for word in _WORD.findall(text)
    }


@lru_cache(maxsize=4096)
def _initials(text: str) -> str:
    """First letters of the capitalised words, in order, others as gaps: ``  SDF `` for SDF."""
    return "".join(word[0] if word[0].isupper() else " " for word in _PART.findall(text))


def names_of(parse: Parse) -> Iterator[tuple[int, int, str]]:
    """Start, end and text of each word that is part of a name."""
    named = [(e.start, e.end) for e in parse.entities if e.label in _NAMED]
    for i, token in enumerate(parse.tokens):
        if not any(c.isupper() for c in token.text) or folded(token.text) in _NO_NAMES:
            continue
        if "$" in token.text:  # a currency, which is the number's affair
            continue
        inside = any(start <= token.start < end for start, end in named)
        opens = i == 0 or parse.tokens[i - 1].text in ("“", '"', ":", "‘", "(", "—", "-")
        mixed = len(token.text) > 1 and any(c.isupper() for c in token.text[1:])
        if token.pos == "PROPN" or (inside and token.pos != "DET") or mixed or not opens:
            yield token.start, token.end, token.text


def people_in(parse: Parse) -> list[tuple[int, int, str]]:
    """Start, end and name of whoever may be a person: one too many rather than one too few, since
    this tells whether "he" can be anybody else."""
    found = [(e.start, e.end) for e in parse.entities if e.label == "PERSON"]
    others = [e for e in parse.entities if e.label in _NO_PERSONS]
    run: list[int] = []
    for i in range(len(parse.tokens) + 1):
        if i < len(parse.tokens) and parse.tokens[i].pos == "PROPN":
            run.append(i)
            continue
        while run and parse.tokens[run[0]].lemma in _ROLES | _TITLES:
            run = run[1:]
        if len(run) > 1:
            start, end = parse.tokens[run[0]].start, parse.tokens[run[-1]].end
            apart = any(e.start < end and start < e.end for e in others)
            bodies = {parse.tokens[j].lemma for j in run} & _BODIES
            if not apart and not bodies and not any(a < end and start < b for a, b in found):
                found.append((start, end))
        run = []
    return [(a, b, re.sub(r"['’]s?$", "", parse.text[a:b])) for a, b in sorted(found)]


def wrong_names(
    claims: Sequence[Parse], sources: Sequence[str], known: Sequence[str]
) -> str | None:
    """The first thing wrong with the names; None when nothing is.

    ``known`` texts (an outlet, an author) may lend a name, but say nothing else.
    """
    evidence = " \n ".join([*sources, *known])
    for claim in claims:
        for start, end, name in names_of(claim):
            if not _is_in(name, claim.text[start:end], claim, evidence):
                return f"'{name}' is not in the passage it cites"
    return _wrong_country(claims, evidence)


def _is_in(name: str, shown: str, claim: Parse, evidence: str) -> bool:
    word, parts = folded(shown), _parts(evidence)
    if word.rstrip(".") in parts or word.replace(".", "") in parts:
        return True
    if not name[0].isupper() and not name.isupper():
        return True
    pieces = [folded(piece) for piece in _PART.findall(name)]
    if len(pieces) > 1 and all(piece in parts for piece in pieces):
        return True
    countries = _countries_with(name, claim.text)
    if countries and countries <= set(actors_in(evidence)):
        return True
    if any(_same_root(word, part) for part in parts) or _is_alias(shown, evidence):
        return True
    return _is_acronym(name, evidence) or _is_spelled_out(name, claim.text, evidence)


def _is_alias(name: str, evidence: str) -> bool:
    """ "the G7" where the source has "the Group of Seven"."""
    others = aliases(name)
    return len(others) > 1 and pattern(others).search(evidence) is not None


def _countries_with(name: str, text: str) -> set[str]:
    """The countries that the text names with this word: "South" in "South Korea"."""
    alone = country_of(folded(name)) or country_of(name)
    found = {c for c in actors_in(text) if name in " ".join(aliases(c)).split()}
    return found or ({alone} if alone else set())


def _wrong_country(claims: Sequence[Parse], evidence: str) -> str | None:
    """ "North Korea" is not South Korea, though both words may occur."""
    there = set(actors_in(evidence))
    for claim in claims:
        for country in actors_in(claim.text):
            if country not in there and not any(a in evidence for a in aliases(country)):
                return f"'{country}' is not in the passage it cites"
    return None


def _same_root(word: str, part: str) -> bool:
    short, long = sorted((word, part), key=len)
    return len(short) >= 4 and long.startswith(short) and long[len(short) :] in _ENDINGS


def _is_acronym(name: str, evidence: str) -> bool:
    letters = name.replace(".", "")
    return 2 <= len(letters) <= 6 and letters.isupper() and letters in _initials(evidence)


def _is_spelled_out(name: str, claim: str, evidence: str) -> bool:
    acronyms = [w for w in _PART.findall(evidence) if 2 <= len(w) <= 6 and w.isupper()]
    at = claim.find(name)
    around = _initials(claim[max(0, at - 60) : at + 60])
    return any(acronym in around for acronym in acronyms)


def torn_name(claims: Sequence[Parse], sources: Sequence[Parse]) -> str | None:
    """A person put together from two others': each part occurs, but beside another part."""
    people = [
        [folded(word) for word in _PART.findall(e.text)]
        for source in sources
        for e in source.entities
        if e.label == "PERSON"
    ]
    joined = " ".join(folded(w) for source in sources for w in _PART.findall(source.text))
    for claim in claims:
        for e in claim.entities:
            words = [folded(word) for word in _PART.findall(re.sub(r"['’]s?$", "", e.text))]
            if e.label != "PERSON" or len(words) != 2 or " ".join(words) in joined:
                continue
            first = any(words[0] == p[0] and len(p) > 1 and words[1] not in p for p in people)
            last = any(words[1] == p[-1] and len(p) > 1 and words[0] not in p for p in people)
            if first and last:
                return f"'{e.text}' joins the names of two people"
    return None


def wrong_role(claims: Sequence[Parse], sources: Sequence[str]) -> str | None:
    """A role given to somebody who has another role, or none, in the source."""
    evidence = [folded(word) for source in sources for word in _PART.findall(source)]
    for claim in claims:
        for role, name in _roles(claim):
            where = [i for i, word in enumerate(evidence) if word == folded(name)]
            near = {w for i in where for w in evidence[max(0, i - 9) : i + 10]}
            if where and folded(role) not in near:
                return f"the passage it cites does not call {name} '{role}'"
    return None


def _roles(claim: Parse) -> Iterator[tuple[str, str]]:
    """Role and name of "President Lula", "Lula, president of"."""
    for i, token in enumerate(claim.tokens):
        if token.lemma not in _ROLES:
            continue
        head = claim.tokens[token.head]
        if token.dep == "compound" and head.pos == "PROPN" and head.lemma not in _ROLES:
            yield token.text, head.text
        if token.dep == "appos" and head.pos == "PROPN":
            yield token.text, head.text
        for child in claim.children(i):
            if claim.tokens[child].dep == "appos" and claim.tokens[child].pos == "PROPN":
                yield token.text, claim.tokens[child].text
