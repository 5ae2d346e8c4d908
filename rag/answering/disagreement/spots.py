"""Sentences of articles that may dispute each other: those of an answer and those found beside."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from rag.answering.accounts import line
from rag.answering.dated import day_of
from rag.answering.disagreement.claims import Claim, names_around
from rag.answering.weighing import Evidence
from rag.grammar import parse
from rag.library.library import Library
from rag.sentences import sentence_spans
from rag.types import Article, Citation

_OPENING = 240
"""Characters of an article that tell what it is about."""


@dataclass(frozen=True)
class Spot:
    """A sentence in its article, with who speaks in it."""

    article: Article
    start: int
    end: int
    speaker: str | None
    leans: bool
    """Whether it is unclear without the sentence before."""
    score: float = 0.0

    @property
    def text(self) -> str:
        return self.article.text[self.start : self.end]

    @property
    def key(self) -> tuple[str, int, int]:
        return self.article.id, self.start, self.end

    @cached_property
    def claim(self) -> Claim:
        return _claim(self.text, self.article)


def _claim(text: str, article: Article) -> Claim:
    around = names_around(f"{article.title or ''}\n{article.text[:_OPENING]}")
    return Claim(text, day_of(article.published), parse(text), around)


def of_evidence(evidence: Iterable[Evidence]) -> list[Spot]:
    """What was weighed for a question, each sentence once, the best first."""
    found: dict[tuple[str, int, int], Spot] = {}
    for each in evidence:
        speaker = each.line.speaker.subject if each.line.speaker else None
        spot = Spot(
            each.article, each.line.start, each.line.end, speaker, each.line.leans, each.score
        )
        found.setdefault(spot.key, spot)
    return list(found.values())


def of_citations(citations: Sequence[Citation], library: Library) -> list[Spot]:
    """The last whole sentence of each cited span; a span without one is no claim."""
    found = []
    for cited in citations:
        article = library.article(cited.article_id, cited.revision)
        within = [
            i
            for i, span in enumerate(sentence_spans(article.text))
            if cited.start <= span.start and span.end <= cited.end
        ]
        if within:
            last = line(article, within[-1])
            found.append(Spot(article, last.start, last.end, cited.speaker, last.leans, 1.0))
    return found
