"""The found passages through the model of comprehension, and what it says of each sentence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rag.answering.comprehension.bundled import Shown, bundled
from rag.answering.orders import tells
from rag.retrieval.question import Question
from rag.sentences import sentence_spans
from rag.types import Article, Passage

PASSAGES = 6
"""How many are read so closely, the best."""
_FROM, _FULL = -8.0, 8.0
"""Log-odds between which it becomes likely that a sentence answers."""


@dataclass(frozen=True, slots=True)
class SentenceRead:
    """A sentence of a passage, and what the model says of it."""

    passage: Passage
    article: Article
    index: int
    text: str
    odds: float
    """Natural logarithm of the odds that the answer stands there, against that nothing read beside
    it answers."""


def scaled(odds: float) -> float:
    """From 0 to 1."""
    return min(1.0, max(0.0, (odds - _FROM) / (_FULL - _FROM)))


def read_closely(
    question: Question, passages: Sequence[Passage], articles: Mapping[tuple[str, int], Article]
) -> Iterator[SentenceRead]:
    """The sentences of the best passages; ``articles`` are by id and revision.

    They are begun at once and read beside what is done until they are taken. What an article says
    to its reader, such as orders to a model, is not shown; nothing is where somebody's own words
    are asked for, since it was not taught whose they are. Raises WeightsDamaged, EmbeddingError.
    """
    if question.asks_for_words:
        return iter(())
    held, shown = [], []
    for passage in passages[:PASSAGES]:
        article = articles[passage.article_id, passage.revision]
        inside = [
            (index, said)
            for index, span in enumerate(sentence_spans(article.text))
            if span.start < passage.end
            and span.end > passage.start
            and tells(question, said := article.text[span.start : span.end])
        ]
        held.append((passage, article, inside))
        shown.append(Shown(article.title or "", tuple(text for _, text in inside)))
    begun = bundled().odds(question.text, shown)
    return (
        SentenceRead(passage, article, index, text, value)
        for (passage, article, inside), odds in zip(held, begun, strict=True)
        for (index, text), value in zip(inside, odds.tolist(), strict=True)
    )
