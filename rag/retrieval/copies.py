"""One text counts once, however many articles print it.

Of the passages that near copies have in common only the best-ranked one keeps its place. It is
decided sentence by sentence: what a copy says and the others do not (another figure, a paragraph
of its own) stays to be found.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import lru_cache

from rag.library.alike_copies import as_copy
from rag.library.filters import Filter, day_of
from rag.library.library import Library
from rag.retrieval.dissent import counterpart, denials
from rag.retrieval.triples import share, triples, words
from rag.sentences import sentence_spans
from rag.terms import numbers
from rag.types import Copy, Passage

HELD = 0.5
"""Of a sentence's word triples; one changed word in a sentence of twelve costs three of ten."""
_BETWEEN_SENTENCES = (". ", "? ", "! ", "” ")
_FEWEST_WORDS = 6
"""A shorter sentence is a dateline, a heading or an exclamation: it says nothing by itself."""


def holds(text: str, said: str) -> bool:
    """Whether a text has these words, small edits apart, and every number in them, and does not
    deny what they say."""
    if _stands_in(text, said):
        return True
    if share(triples(said), triples(text)) < HELD:
        return False
    if not _numbers(said) <= _numbers(text):
        return False
    if not denials(said) and not denials(text):
        return True
    same = counterpart(text, said)
    return same is None or denials(same) == denials(said)


def _stands_in(text: str, said: str) -> bool:
    """Whether a sentence of the text is these very words, as most are in a copy."""
    at = text.find(said)
    if at < 0 or not said:
        return False
    begins = at == 0 or text[at - 1] == "\n" or text[at - 2 : at] in _BETWEEN_SENTENCES
    end = at + len(said)
    return begins and (
        text[end : end + 1] in ("", "\n") or text[end - 1 : end + 1] in _BETWEEN_SENTENCES
    )


@lru_cache(maxsize=512)
def _numbers(text: str) -> frozenset[str]:
    return frozenset(numbers(text))


def adds_nothing(text: str, said: str) -> bool:
    """Whether a text has every sentence of these words."""
    # Most lines of a copy stand there as they are: those need not be split into sentences.
    lines = (line for line in said.split("\n") if line and not _stands_in(text, line))
    sentences = (line[span.start : span.end] for line in lines for span in sentence_spans(line))
    return all(len(words(each)) < _FEWEST_WORDS or holds(text, each) for each in sentences)


def without_repeats(
    library: Library, passages: Iterable[Passage], clusters: Mapping[str, str], enough: int
) -> tuple[list[Passage], bool]:
    """The passages, best first, less those whose words a better-ranked near copy has.

    It stops when it has ``enough``; the second value says that it went to the end. ``clusters`` are
    those of the articles that any of the passages are of.
    """
    articles = Counter(clusters.values())
    texts: dict[str, str] = {}
    kept: list[Passage] = []
    before: dict[str, set[str]] = {}
    for passage in passages:
        if len(kept) >= enough:
            return kept, False
        if articles[clusters[passage.article_id]] > 1:
            own = before.setdefault(clusters[passage.article_id], set())
            others = own - {passage.article_id}
            if unread := others - texts.keys():
                texts |= library.near.texts(unread)
            if any(adds_nothing(texts.get(each, ""), passage.text) for each in others):
                continue
            own.add(passage.article_id)
        kept.append(passage)
    return kept, True


def with_copies(library: Library, passage: Passage, chosen: Filter) -> Passage:
    """The passage with the near copies that hold its words."""
    return replace(passage, copies=also_in(library, passage.article_id, passage.text, chosen))


def also_in(library: Library, article_id: str, said: str, chosen: Filter) -> tuple[Copy, ...]:
    """The near copies of an article, of the filter's days, that hold what is said there."""
    found: list[Copy] = []
    for article in library.near.articles(article_id):
        if chosen.admits_day(day_of(article.published)) and holds(article.text, said):
            held = share(triples(said), triples(article.text))
            found.append(as_copy(article, held))
    return tuple(found)
