"""A sentence of an article as it is quoted, with what a reader needs to know whom it speaks of."""

from __future__ import annotations

from dataclasses import dataclass, field

from rag.answering.accounts import Line
from rag.answering.citations import CitationList
from rag.answering.insertions import Insertion, insertion, is_personal
from rag.sentences import is_dateline, sentence_spans
from rag.telemetry import step
from rag.types import Article, Citation

LONGEST_LEAD_IN = 45
"""Words of a sentence quoted only so that the next one's "this" or "he" has its meaning."""


@dataclass(frozen=True)
class QuotedSpan:
    """One exact span of an article, ``article.text[start:end]``, with whoever speaks in it."""

    article: Article
    start: int
    end: int
    speaker: str | None
    inserted: Insertion | None = field(default=None, kw_only=True)
    """Who its pronoun stands for."""

    @property
    def text(self) -> str:
        return self.article.text[self.start : self.end]

    @property
    def words(self) -> str:
        """The span, with the name in brackets behind its pronoun: "He [Gennady Ovechko] said"."""
        if self.inserted is None:
            return self.text
        at = self.inserted.at - self.start
        name = self.article.text[self.inserted.start : self.inserted.end]
        return f"{self.text[:at]} [{name}]{self.text[at:]}"

    def cite(self, cited: CitationList) -> tuple[Citation, ...]:
        """Its citation and, behind it, that of the inserted name.

        Raises SpanMismatch when the article has changed meanwhile.
        """
        with step("verify", way="span"):
            own = cited.cite(self.article, self.start, self.end, self.text, self.speaker)
            if self.inserted is None:
                return (own,)
            start, end = self.inserted.start, self.inserted.end
            return (own, cited.cite(self.article, start, end, self.article.text[start:end]))


def span_of(article: Article, line: Line, index: int, *, led_in: bool = False) -> QuotedSpan:
    """A sentence by its number, with the one before it where it leans on that and nobody is named,
    or where it is ``led_in``: where it answers only with it.
    """
    speaker = line.speaker.subject if line.speaker else None
    start = line.start
    inserted = None if led_in else insertion(article, line, index)
    unclear = line.leans and (speaker is None or is_personal(line))
    if (led_in or (unclear and inserted is None)) and index > 0:
        before = sentence_spans(article.text)[index - 1]
        same_paragraph = "\n" not in article.text[before.start : line.start]
        told = article.text[before.start : before.end]
        if same_paragraph and len(told.split()) <= LONGEST_LEAD_IN and not is_dateline(told):
            start = before.start
    return QuotedSpan(article, start, line.end, speaker, inserted=inserted)
