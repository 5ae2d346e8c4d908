"""Sentences with exact offsets: ``text[span.start:span.end]`` is the sentence, trimmed.

syntok finds the borders (it knows abbreviations such as "U.S." and "Dr."); a line break always
ends a sentence, since a paragraph does. syntok has had no release since 2022, so nothing else
here imports it.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

_LINE = re.compile(r"[^\n]+")
# syntok splits after an opening initial or between a closing quote and its "said": joined again.
_STARTS_LOWER = re.compile(r"[a-z]")
# "KYIV, Ukraine (AP) — ": of the report, not of its first sentence.
_DATELINE = re.compile(
    r"[^\W\d_a-z][\w.'’-]+(?: [^\W\d_a-z][\w.'’-]*){0,3}(?:, ?[^()\n]{1,40})?"
    r" \([^\W\d_][^()\n]{1,25}\) ?[-–—]{1,2} +(?=\S)"
)
_DASH = re.compile(r"[-–—]{1,2} +(?=\S)")


class Span(NamedTuple):
    """A half-open range of code points."""

    start: int
    end: int


@lru_cache(maxsize=4096)
def sentence_spans(text: str) -> tuple[Span, ...]:
    """The sentences of a text in order, without the white space between them."""
    spans: list[Span] = []
    for line in _LINE.finditer(text):
        spans += _in_line(text, line.start(), line.end())
    return tuple(spans)


def _in_line(text: str, start: int, end: int) -> list[Span]:
    from syntok import segmenter

    line = text[start:end]
    starts = [sentence[0].offset for paragraph in segmenter.process(line) for sentence in paragraph]
    starts = [at for i, at in enumerate(starts) if i == 0 or not _STARTS_LOWER.match(line, at)]
    starts = starts or [0]  # a line of white space has no sentence for syntok
    starts = _after_dateline(line, starts)
    spans: list[Span] = []
    for at, following in zip(starts, [*starts[1:], len(line)], strict=True):
        words = line[at:following]
        trimmed = words.strip()
        if trimmed:
            offset = start + at + words.index(trimmed)
            spans.append(Span(offset, offset + len(trimmed)))
    return spans


def _after_dateline(line: str, starts: list[int]) -> list[int]:
    """The first sentence begins after the dash that ends a dateline, split by syntok or not."""
    dateline = _DATELINE.match(line)
    if dateline is None:
        return starts
    end, split = dateline.end(), any(_DASH.match(line, at) for at in starts[1:])
    if not (split or line.split(maxsplit=1)[0].strip(",").isupper()):
        return starts
    return [0, end, *(at for at in starts if at > end)]


def paragraph_spans(text: str) -> tuple[Span, ...]:
    """The non-empty lines of a canonical text, which are its paragraphs."""
    return tuple(
        Span(m.start(), m.end()) for m in _LINE.finditer(text) if text[m.start() : m.end()].strip()
    )
