"""What ranking learns of the words of its best candidates.

Which of the question's terms stand where, the forward index tells (:mod:`rag.library.forward`). A
text is read only where its letters count: for amounts, and for names that may stand there in
another form. What is learned is the same either way.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rag.library.library import Library
from rag.retrieval.amounts import amounts
from rag.retrieval.named import Name
from rag.retrieval.question import Question
from rag.retrieval.rarity import by_meaning, by_names
from rag.terms import Spot, content_terms, spotted
from rag.types import Passage


@dataclass(frozen=True, slots=True)
class Read:
    """A passage as far as the question's words are concerned."""

    article_id: str
    title: str
    start: int
    """Where it begins in its article."""
    spots: Sequence[Spot]
    """The question's terms as they stand there, in order."""
    held: frozenset[str]
    """Those that count, once names are looked at as names and amounts by value."""


class Reading:
    """The best candidates of a search, and what was read of the ledger for them."""

    def __init__(self, library: Library, question: Question, chunk_ids: Sequence[str]) -> None:
        self._library = library
        self._passages: dict[str, Passage] = {}
        known = {} if amounts(question.text) else _of_outlines(question, library, chunk_ids)
        rest = self.passages(each for each in chunk_ids if each not in known)
        known |= {chunk_id: of_passage(question, each) for chunk_id, each in rest.items()}
        self.of = {each: known[each] for each in chunk_ids if each in known}
        """In the order given; without those that are gone."""

    def passages(self, chunk_ids: Iterable[str]) -> dict[str, Passage]:
        """The passages themselves, without those that are gone; each is read once."""
        wanted = list(chunk_ids)
        missing = [each for each in wanted if each not in self._passages]
        if missing:
            self._passages |= self._library.passages(missing)
        return {each: self._passages[each] for each in wanted if each in self._passages}


def of_passage(question: Question, passage: Passage) -> Read:
    """By its text."""
    spots = spotted(passage.text, question.terms)
    held = by_meaning(question, passage.text, frozenset(each.term for each in spots))
    return Read(passage.article_id, passage.title or "", passage.start, spots, held)


def _of_outlines(question: Question, library: Library, chunk_ids: Sequence[str]) -> dict[str, Read]:
    """By the forward index, where that is enough."""
    outlines = library.nearest.outlines(chunk_ids)
    forms = [_Forms(name) for name in question.names]
    own = frozenset(question.terms)
    of_names = (term for each in forms for term in each.terms)
    standing = outlines.looked_for(list(dict.fromkeys((*question.terms, *of_names))))
    # Many chunks have the same terms, and only those count for what is held.
    held: dict[frozenset[str], frozenset[str] | None] = {}
    found: dict[str, Read] = {}
    for chunk_id, outline in outlines.of.items():
        spots = standing[chunk_id]
        has = frozenset(each.term for each in spots)
        if has not in held:
            held[has] = _held(question, has, forms)
        counted = held[has]
        if counted is not None:
            spots = [each for each in spots if each.term in own]
            title = outline.title or ""
            found[chunk_id] = Read(outline.article_id, title, outline.start, spots, counted)
    return found


def _held(
    question: Question, has: frozenset[str], forms: Sequence[_Forms]
) -> frozenset[str] | None:
    """Those of the question's terms that count where these stand; None where only letters tell."""
    occurs = {each.name: each.occur_in(has) for each in forms}
    return by_names(question, has.intersection(question.terms), occurs.__getitem__)


class _Forms:
    """The terms of a name, and of each of its other forms."""

    def __init__(self, name: Name) -> None:
        self.name = name
        self._others = [frozenset(content_terms(each)) for each in name.others]
        self._own = frozenset() if name.is_code else frozenset(name.terms)
        self.terms = (*name.terms, *(term for each in self._others for term in each))

    def occur_in(self, terms: frozenset[str]) -> bool | None:
        """Whether a text with these terms holds the name (:meth:`Name.occurs_in`); None where only
        its letters tell. No form stands where one of its terms does not.
        """
        if self.name.is_short or any(each <= terms for each in self._others):
            return None
        return bool(self._own) and self._own <= terms
