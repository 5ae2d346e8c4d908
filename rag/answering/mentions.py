"""In which role articles mention a name, where they do not say what is asked of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rag.answering.accounts import line
from rag.answering.roles import OFFICES
from rag.answering.speakers import is_by
from rag.grammar import Parse, parse_briefly
from rag.library.filters import Filter
from rag.library.library import Library
from rag.retrieval.names import pattern
from rag.sentences import Span, sentence_spans
from rag.types import Article, Passage

SHOWN = 2
_LONGEST = 9
"""Words of a phrase; of a longer one only its own head and the name are taken."""
_LOOKED_AT = 60
"""Passages that mention a name; where there are more, nobody read all of them."""
_BELOW = frozenset("compound poss amod nmod".split())
_BESIDE = frozenset("det amod compound poss nummod".split())


@dataclass(frozen=True)
class Mention:
    """A sentence that mentions a name: ``article.text[start:end]``, and the words around it."""

    article: Article
    start: int
    end: int
    phrase: str
    """Part of the sentence, letter for letter."""


def mentions(
    names: tuple[str, ...], passages: Sequence[Passage], library: Library
) -> tuple[Mention, ...]:
    """The first mention of a name, under any of its names, in each of the first articles that
    mention it; those that say the same of it once.
    """
    found: dict[str, Mention] = {}
    for passage in passages:
        if any(each.article.id == passage.article_id for each in found.values()):
            continue
        article = library.article(passage.article_id, passage.revision)
        mention = next(_in(names, passage, article), None)
        if mention is not None:
            found.setdefault(mention.phrase.casefold(), mention)
        if len(found) == SHOWN:
            break
    return tuple(found.values())


def speaks_anywhere(
    actor: str, names: tuple[str, ...], library: Library, used: Filter
) -> bool | None:
    """Whether the actor says anything in any article; None where not all that mention it were
    read, or an office speaks beside its name and it is open whose office.
    """
    hits = library.keyword_hits(" ".join(names), _LOOKED_AT, used)
    if len(hits) == _LOOKED_AT:
        return None
    is_open = False
    for passage in library.passages(hit.chunk_id for hit in hits).values():
        article = library.article(passage.article_id, passage.revision)
        for index, _ in _sentences(names, passage, article):
            speaker = line(article, index).speaker
            if speaker is not None and is_by(speaker, actor):
                return True
            is_open |= speaker is not None and not speaker.of and _is_office(speaker.subject)
    return None if is_open else False


def _is_office(subject: str) -> bool:
    return not OFFICES.isdisjoint(subject.lower().split())


def _sentences(
    names: tuple[str, ...], passage: Passage, article: Article
) -> Iterator[tuple[int, Span]]:
    named = pattern(names)
    for index, span in enumerate(sentence_spans(article.text)):
        inside = span.start < passage.end and span.end > passage.start
        if inside and named.search(article.text, span.start, span.end):
            yield index, span


def _in(names: tuple[str, ...], passage: Passage, article: Article) -> Iterator[Mention]:
    for _, span in _sentences(names, passage, article):
        text = article.text[span.start : span.end]
        match = pattern(names).search(text)
        if match is not None:
            (parsed,) = parse_briefly([text])
            yield Mention(article, span.start, span.end, _phrase(parsed, *match.span()))


def _phrase(parsed: Parse, start: int, end: int) -> str:
    """The words that say as what a name is mentioned: "the rise of China"."""
    tokens = parsed.tokens
    inside = [i for i, t in enumerate(tokens) if start <= t.start < end]
    if not inside:
        return parsed.text[start:end]
    top = _head(parsed, inside[-1])
    words = parsed.words(_trimmed(parsed, parsed.subtree(top)))
    if len(words.split()) <= _LONGEST:
        return words
    beside = [c for c in parsed.children(top) if tokens[c].dep in _BESIDE]
    kept = sorted({top, *inside, *(i for c in beside for i in parsed.subtree(c))})
    return parsed.text[tokens[kept[0]].start : tokens[kept[-1]].end]


def _head(parsed: Parse, i: int) -> int:
    """From a name up to the noun that it belongs to."""
    for _ in parsed.tokens:
        token = parsed.tokens[i]
        above = parsed.tokens[token.head]
        if token.dep in _BELOW and above.pos in ("NOUN", "PROPN"):
            i = token.head
        elif token.dep == "pobj" and parsed.tokens[above.head].pos in ("NOUN", "PROPN"):
            i = above.head
        else:
            break
    return i


def _trimmed(parsed: Parse, tokens: tuple[int, ...]) -> tuple[int, ...]:
    while len(tokens) > 1 and parsed.tokens[tokens[-1]].pos in ("PUNCT", "SPACE"):
        tokens = tokens[:-1]
    return tokens
