"""Whether spans support a sentence: by gold spans, or by the verifier's rules.

The verifier is the one that Byline checks its own answers with (``rag.answering.verify``). It
judges every system alike here, and how often it errs is measured on labelled cases
(``verifier_errors``), so that its marks are never taken for more than they are.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from functools import lru_cache
from importlib.resources import files
from typing import Any

from rag.answering.shown import date_of
from rag.answering.verify import Aids, Judgement, judge
from rag.evaluation.marking import normalized
from rag.evaluation.observed import Said, Span
from rag.evaluation.questions import Gold, GoldSpan

Supports = Callable[[Said, Sequence[Span]], bool]
"""Whether these spans, all together, support a sentence."""

HALF = 0.5
"""The share of a gold span's words that cited spans must hold to stand for it."""


def by_gold(gold: Gold) -> Supports:
    """Cited spans support when together they hold half of a gold span's words, in one run each."""

    def supports(said: Said, spans: Sequence[Span]) -> bool:
        return any(covered(each, spans) >= HALF for each in gold.spans)

    return supports


def covered(gold: GoldSpan, spans: Sequence[Span]) -> float:
    """The share of a gold span's words that stand in these spans: of each span of its article the
    longest run that both hold, and of another article's only the whole (it prints the same)."""
    words = _words(gold.quote)
    held: set[int] = set()
    for span in spans:
        run = _longest_run(words, _words(span.text))
        if span.article_id == gold.article_id or len(run) == len(words) > 4:
            held.update(run)
    return len(held) / len(words) if words else 0.0


def by_verifier(said: Said, spans: Sequence[Span]) -> bool:
    """Cited spans support when the verdict on the sentence beside them is a firm one."""
    return judged(said, spans).holds


def judged(said: Said, spans: Sequence[Span]) -> Judgement:
    """The verifier's verdict on a sentence beside these spans."""
    return _judged(said.text, tuple(spans))


@lru_cache(maxsize=4096)
def _judged(text: str, spans: tuple[Span, ...]) -> Judgement:
    known = tuple(dict.fromkeys(fact for span in spans for fact in _facts(span) if fact))
    return judge(
        text,
        [span.text for span in spans],
        known=known,
        published=[_day(span.published) for span in spans],
        aids=_aids(),
    )


def _facts(span: Span) -> Iterator[str]:
    """What a sentence may tell of an article besides its words."""
    yield from (span.source or "", *span.credits)
    if day := _day(span.published):
        yield date_of(day)


def _day(published: str | None) -> date | None:
    try:
        return datetime.fromisoformat(published).date() if published else None
    except ValueError:
        return None


@lru_cache(maxsize=1)
def _aids() -> Aids:
    """Near words by the bundled embedder, as where the error rates were measured."""
    from rag.answering.nearness import WordVectors
    from rag.library.embedding import open_embedder

    return Aids(WordVectors(open_embedder("minilm").passages))


@lru_cache(maxsize=4096)
def _words(text: str) -> tuple[str, ...]:
    return tuple(re.findall(r"\w+", normalized(text)))


@lru_cache(maxsize=4096)
def _longest_run(gold: tuple[str, ...], cited: tuple[str, ...]) -> range:
    """The places in ``gold`` of the longest run of words that ``cited`` holds too."""
    best, lengths = range(0), dict[int, int]()
    for at, word in enumerate(gold):
        now: dict[int, int] = {}
        for place, other in enumerate(cited):
            if word == other:
                now[place] = lengths.get(place - 1, 0) + 1
                if now[place] > len(best):
                    best = range(at + 1 - now[place], at + 1)
        lengths = now
    return best


@lru_cache(maxsize=1)
def verifier_errors() -> dict[str, Any]:
    """How often the verifier errs, by kind of sentence, as measured on labelled cases."""
    text = files("rag.evaluation").joinpath("verifier.json").read_text("utf-8")
    errors: dict[str, Any] = json.loads(text)
    return errors
