"""An article as chunks: whole sentences, about as many tokens as the embedding model reads best.

Chunks are broken as TeX breaks lines (Knuth and Plass, "Breaking Paragraphs into Lines", 1981):
of all ways to break the article, the one whose chunks are fullest and most even, where a break
inside a paragraph costs a little. So no chunk is over the size and no small rest is left at the
end. Offsets come with the sentences and are never searched for.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from itertools import accumulate, zip_longest

from rag.errors import SpanMismatch, UsageError
from rag.sentences import Span, sentence_spans
from rag.types import Article, Chunk

SIZE = 200
"""Tokens of a chunk at most. With its title it stays under the 256 that the model reads."""
INSIDE_A_PARAGRAPH = 0.1
"""What such a break costs, where an empty chunk costs 1."""
INSIDE_A_SENTENCE = 0.5
TITLE_CHARACTERS = 160
"""More of a title would push the chunk's own end out of what the model reads."""

CHARACTERS_OF_A_TOKEN = 20
"""The longest the bundled model has. A run of emoji or of code is one unknown token to it."""

_BLOCK = 50_000
"""Characters that are read into tokens at once."""

TokenStarts = Callable[[str], Sequence[int]]

_KNOWN_WORDS = 50_000
# Letters of which the model makes words, and signs that it reads one by one.
_WORDS = re.compile(r"[^\W_]+|[^\w\s]|_")
_NOT_PLAIN = re.compile("[^\\n -~À-ÖØ-öø-ɏ‘’“”–—…]")

_CLAUSE_END = re.compile(r"[,;:\u2013\u2014]\s+|[\u3001\u3002\uff01\uff0c\uff1a\uff1b\uff1f]")
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Piece:
    """A half-open range of a text, and its words."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class _Unit:
    """What is kept together: a sentence, or a part of one that is over the size."""

    start: int
    end: int
    tokens: int
    cost: float
    """Of breaking after it."""


def chunk(
    article: Article,
    *,
    size: int = SIZE,
    overlap: int = 0,
    token_starts: TokenStarts | None = None,
) -> tuple[Chunk, ...]:
    """The article's chunks, of at most ``size`` tokens each, in order.

    ``overlap`` lets each start with up to so many tokens of whole sentences of the one before.
    Equal articles give equal ids. Raises UsageError for a size or overlap that cannot be.
    """
    found = pieces(article.text, size=size, overlap=overlap, token_starts=token_starts)
    chunks = tuple(
        Chunk(
            chunk_id(article, each.start, each.end),
            article.id,
            article.revision,
            each.start,
            each.end,
            each.text,
        )
        for each in found
    )
    check_spans(article, chunks)
    return chunks


def check_spans(article: Article, chunks: Iterable[Chunk]) -> None:
    """Raises SpanMismatch unless every chunk is exactly its span of this article."""
    for each in chunks:
        if each.article_id != article.id or article.text[each.start : each.end] != each.text:
            raise SpanMismatch(
                f"chunk {each.id} is not characters {each.start} to {each.end} of article "
                f"'{article.id}'; its text changed after it was cut: ingest the article again"
            )


def embedding_text(article_title: str | None, chunk_text: str) -> str:
    """What is embedded for a chunk: its words below its article's title, which is no span."""
    if not article_title:
        return chunk_text
    title = article_title.strip()
    if len(title) > TITLE_CHARACTERS:
        title = title[: TITLE_CHARACTERS + 1].rpartition(" ")[0] or title[:TITLE_CHARACTERS]
    return f"{title}\n{chunk_text}"


def pieces(
    text: str, *, size: int = SIZE, overlap: int = 0, token_starts: TokenStarts | None = None
) -> tuple[Piece, ...]:
    """The spans that chunks are made of."""
    if not 0 <= overlap < size:
        raise UsageError(
            f"chunks of {size} tokens that overlap by {overlap} cannot be; the size is 1 or more, "
            "the overlap 0 or more and under the size"
        )
    budget = size - overlap
    known = token_starts is None and not _NOT_PLAIN.search(text)
    measure = _Plain(text) if known else _Measure(text, token_starts or model_token_starts)
    units = tuple(_units(text, measure, budget))
    breaks = _breaks(units, budget)
    spans = (
        (units[_reach_back(units, first, before + 1, overlap)].start, units[last - 1].end)
        for before, first, last in zip((-1, *breaks), breaks, breaks[1:], strict=False)
    )
    return tuple(Piece(start, end, text[start:end]) for start, end in spans)


def model_token_starts(text: str) -> list[int]:
    """Where the bundled model's tokens start. A word it cannot read counts by its length."""
    from rag.library.embedding.minilm import token_spans

    return [
        first + at
        for first, block in _blocks(text)
        for start, end in token_spans(block)
        for at in range(start, end, CHARACTERS_OF_A_TOKEN)
    ]


def _blocks(text: str) -> Iterator[tuple[int, str]]:
    """Parts of a long text, cut where no token is: a token takes two hundred times its size."""
    at = 0
    while at < len(text):
        end = min(at + _BLOCK, len(text))
        if end < len(text):
            end = max(text.rfind(" ", at, end), text.rfind("\n", at, end)) + 1 or end
        yield at, text[at:end]
        at = end


def _between(starts: Sequence[int], span: Span) -> int:
    return bisect_left(starts, span.end) - bisect_left(starts, span.start)


class _Measure:
    """How many tokens stand where in a text."""

    def __init__(self, text: str, token_starts: TokenStarts) -> None:
        self._text, self._token_starts = text, token_starts

    @cached_property
    def starts(self) -> Sequence[int]:
        return self._token_starts(self._text)

    def count(self, span: Span) -> int:
        return _between(self.starts, span)


class _Plain(_Measure):
    """The same of a plain text for the bundled model, whose tokens never depend on what stands
    around their word: each word is read once, not once for every time it occurs.
    """

    def __init__(self, text: str) -> None:
        super().__init__(text, model_token_starts)

    def count(self, span: Span) -> int:
        return sum(map(_TOKENS.__getitem__, _WORDS.findall(self._text, span.start, span.end)))


class _Tokens(dict[str, int]):
    """How many tokens the bundled model makes of a word."""

    def __missing__(self, word: str) -> int:
        if len(self) >= _KNOWN_WORDS:
            self.clear()
        self[word] = count = len(model_token_starts(word))
        return count


_TOKENS = _Tokens()


def _units(text: str, measure: _Measure, budget: int) -> Iterator[_Unit]:
    sentences = sentence_spans(text)
    for sentence, following in zip_longest(sentences, sentences[1:]):
        inside = following is not None and "\n" not in text[sentence.end : following.start]
        tokens = measure.count(sentence)
        if tokens <= budget:
            yield _Unit(sentence.start, sentence.end, tokens, INSIDE_A_PARAGRAPH * inside)
            continue
        parts = list(_parts(text, sentence, measure.starts, budget))
        for part in parts:
            cost = INSIDE_A_SENTENCE if part is not parts[-1] else INSIDE_A_PARAGRAPH * inside
            yield _Unit(*part, _between(measure.starts, part), cost)


def _parts(text: str, sentence: Span, starts: Sequence[int], budget: int) -> Iterator[Span]:
    """A sentence that is over the budget in small parts, to be packed again."""
    grain = max(1, budget // 4)
    at = sentence.start
    while at < sentence.end:
        beyond = bisect_left(starts, at) + grain
        end = min(sentence.end, starts[beyond] if beyond < len(starts) else sentence.end)
        if end < sentence.end:
            end = _last_border(text, at, end)
        yield Span(at, at + len(text[at:end].rstrip()))
        at = end


def _last_border(text: str, start: int, end: int) -> int:
    """Behind the last clause that ends there, else the last white space, else the end itself."""
    for border in (_CLAUSE_END, _SPACE):
        ends = [match.end() for match in border.finditer(text, start, end)]
        if ends:
            return ends[-1]
    return end


def _breaks(units: Sequence[_Unit], budget: int) -> list[int]:
    """The cheapest borders, from 0 to ``len(units)``: a chunk costs its empty part squared."""
    before = [0, *accumulate(unit.tokens for unit in units)]
    cheapest, came_from = [0.0], [0]
    for end, unit in enumerate(units, 1):
        ways = []
        for start in range(end - 1, -1, -1):
            empty = 1 - (before[end] - before[start]) / budget
            if empty < 0:
                break
            ways.append((cheapest[start] + empty**2 + unit.cost, start))
        cost, start = min(ways)
        cheapest.append(cost)
        came_from.append(start)
    borders = [len(units)]
    while borders[-1] > 0:
        borders.append(came_from[borders[-1]])
    return borders[::-1]


def _reach_back(units: Sequence[_Unit], first: int, floor: int, overlap: int) -> int:
    """The first of the units from ``floor`` to ``first`` that together fit into the overlap."""
    while first > floor and units[first - 1].tokens <= overlap:
        first -= 1
        overlap -= units[first].tokens
    return first


def chunk_id(article: Article, start: int, end: int) -> str:
    """Of the chunk that an article has there."""
    content = f"{article.id}\0{article.sha256}\0{start}\0{end}"
    return sha256(content.encode("utf-8", "surrogatepass")).hexdigest()[:32]
