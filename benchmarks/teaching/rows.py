"""Questions with a passage and where the answer stands in it, from files in the form of SQuAD.

A question that a passage answers is shown with two passages: that one and, for almost half of them,
one that does not answer it, which is either the same without the sentences that hold the answer,
or another of its article that shares the question's words (as SQuAD 2.0 has such questions, but
written by people). What a file calls impossible is shown as it is. Half of the questions lose their
question mark: many are asked without one.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

Span = tuple[int, int]
WITHOUT = 0.45
"""Of how many answerable questions a passage is shown that does not answer."""
_HALF = 0.5
_NEAR, _LOOKED_AT = 6, 80
"""Of how many of an article's passages the ones nearest to a question are taken."""
_LEAST = 80
"""Characters that must be left of a passage without its answer."""
_END = re.compile(r"(?<=[.!?])[\"')]*\s+(?=[A-Z\"'(0-9])|\n+")


@dataclass(frozen=True, slots=True)
class Row:
    """A question and a passage; no span where it does not answer."""

    question: str
    passage: str
    spans: tuple[Span, ...]
    title: str


@dataclass(frozen=True, slots=True)
class Article:
    """A title and passages, each with its questions: words, spans, and the answers' words."""

    title: str
    passages: tuple[str, ...]
    asked: tuple[tuple[int, str, tuple[Span, ...], tuple[str, ...]], ...]


def articles(folder: Path) -> Iterator[Article]:
    """Those of every ``.json`` file, in the order of their names. Raises SystemExit, with what to
    do, where there is none."""
    files = sorted(folder.glob("*.json"))
    if not files:
        raise SystemExit(f"there is no .json in {folder}; put files in the form of SQuAD there")
    for file in files:
        for each in json.loads(file.read_text("utf-8"))["data"]:
            yield _article(each)


def _article(stored: dict[str, object]) -> Article:
    passages, asked = [], []
    for at, paragraph in enumerate(stored["paragraphs"]):  # type: ignore[arg-type]
        passages.append(paragraph["context"])
        for one in paragraph["qas"]:
            answers = [] if one.get("is_impossible") else one["answers"]
            spans = tuple((a["answer_start"], a["answer_start"] + len(a["text"])) for a in answers)
            words = tuple(a["text"].lower() for a in answers)
            asked.append((at, one["question"].strip(), spans, words))
    title = str(stored.get("title") or "").replace("_", " ")
    return Article(title, tuple(passages), tuple(asked))


def rows(found: Sequence[Article], seed: int) -> Iterator[Row]:
    """All that the network is shown; the title goes along for half of it."""
    chance = random.Random(seed)
    for article in found:
        words = [_words(each) for each in article.passages]
        for at, question, spans, answers in article.asked:
            shown = [(article.passages[at], spans)]
            if spans and chance.random() < WITHOUT:
                shown += _without(article, words, at, question, answers, chance)
            for passage, own in shown:
                title = article.title if chance.random() < _HALF else ""
                asked = question.rstrip("? ") if chance.random() < _HALF else question
                yield Row(asked, passage, own, title)


def _without(
    article: Article,
    words: Sequence[frozenset[str]],
    at: int,
    question: str,
    answers: Sequence[str],
    chance: random.Random,
) -> Iterator[tuple[str, tuple[Span, ...]]]:
    """A passage that does not answer, if one is found."""
    if chance.random() < _HALF or len(article.passages) < 3:
        passage = article.passages[at]
        kept = [s for s in _sentences(passage) if not any(a in s.lower() for a in answers)]
        left = " ".join(kept)
        if len(left) >= _LEAST:
            yield left, ()
        return
    others = [n for n in range(len(article.passages)) if n != at]
    some = chance.sample(others, min(_LOOKED_AT, len(others)))
    asked = _words(question)
    near = sorted(some, key=lambda n: -len(asked & words[n]))[:_NEAR]
    silent = [n for n in near if not any(a in article.passages[n].lower() for a in answers)]
    if silent:
        yield article.passages[chance.choice(silent)], ()


def _sentences(passage: str) -> list[str]:
    return [each.strip() for each in _END.split(passage) if each.strip()]


def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"[a-z0-9]{3,}", text.lower()))
