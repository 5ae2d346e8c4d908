"""An answer whose sentences a model chooses and does not write: for small ones, which invent.

The model is shown what a writing one is shown and gives back ids alone, where it can be under a
grammar (GBNF) that holds nothing else. What it chose is quoted, with the name for its "he" or the
sentence before it, as answers without a model are; so nothing can be invented, only ill chosen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass

from rag.answering.accounts import line
from rag.answering.citations import CitationList
from rag.answering.insertions import Insertion, insertion, is_personal
from rag.answering.models import ChatModel, Message, TakesGrammar
from rag.answering.shown import Shown
from rag.errors import ModelError
from rag.sentences import sentence_spans
from rag.types import Article

MOST_CHOSEN = 5
TOKENS_AN_ID = 8
NONE = "NONE"
"""What it gives back when no sentence answers."""
LONGEST_LEAD_IN = 45
"""Words of a sentence quoted only so that the next one's "this" has its meaning."""
_ID = re.compile(r"\d+\.\d+")


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a model chose."""

    ids: tuple[str, ...]
    """In its order, each once; only such as were shown."""
    refused: bool
    """It says that no sentence answers."""
    output: str
    """What it gave back, as it stands."""


@dataclass(frozen=True, slots=True)
class Span:
    """A chosen sentence as it is quoted: ``article.text[start:end]``."""

    article: Article
    start: int
    end: int
    speaker: str | None
    inserted: Insertion | None

    @property
    def text(self) -> str:
        return self.article.text[self.start : self.end]

    @property
    def words(self) -> str:
        """The span, with the name in brackets behind its pronoun."""
        if self.inserted is None:
            return self.text
        at = self.inserted.at - self.start
        name = self.article.text[self.inserted.start : self.inserted.end]
        return f"{self.text[:at]} [{name}]{self.text[at:]}"

    def cite(self, cited: CitationList) -> tuple[int, ...]:
        """The numbers of the span and of the inserted name.

        Raises SpanMismatch when the article has changed meanwhile.
        """
        own = cited.cite(self.article, self.start, self.end, self.text, self.speaker)
        if self.inserted is None:
            return (own.n,)
        start, end = self.inserted.start, self.inserted.end
        return (own.n, cited.cite(self.article, start, end, self.article.text[start:end]).n)


def grammar_of(shown: Shown) -> str:
    """GBNF: one to five of the ids that were shown, or NONE."""
    ids = " | ".join(f'"{each.id}"' for each in shown.sentences)
    return f'root ::= "{NONE}" | id (" " id){{0,{MOST_CHOSEN - 1}}}\nid ::= {ids}\n'


def choose(
    shown: Shown, prompt: Sequence[Message], model: ChatModel, temperature: float
) -> Iterator[Chosen | None]:
    """Signs of life (None), then the choice. Raises ModelError, as when the choice is none.

    Closing the iterator ends the model's request.
    """
    bound = model.with_grammar(grammar_of(shown)) if isinstance(model, TakesGrammar) else model
    limit = TOKENS_AN_ID * (MOST_CHOSEN + 1)
    said = ""
    stream = bound.stream(prompt, max_tokens=limit, temperature=temperature)
    with closing(stream) as pieces:  # type: ignore[type-var]  # every model's is a generator
        for piece in pieces:
            said += piece.text
            yield None
    ids = [i for i in dict.fromkeys(_ID.findall(said)) if i in shown.by_id]
    if not ids and not re.search(rf"\b{NONE}\b", said, re.IGNORECASE):
        raise ModelError(
            f"{model.name} chose nothing that it was shown; try RAG_LLM_MODE=write, or another "
            "model"
        )
    yield Chosen(tuple(ids[:MOST_CHOSEN]), not ids, said)


def span_of(article: Article, start: int, end: int) -> Span:
    """A sentence with what a reader needs to know whom it speaks of."""
    spans = sentence_spans(article.text)
    index = next((i for i, span in enumerate(spans) if span.start == start), None)
    if index is None:
        return Span(article, start, end, None, None)
    reported = line(article, index)
    speaker = reported.speaker.subject if reported.speaker else None
    inserted = insertion(article, reported, index)
    unclear = reported.leans and (speaker is None or is_personal(reported))
    if unclear and inserted is None and index > 0:
        before = spans[index - 1]
        apart = "\n" in article.text[before.start : start]
        if not apart and len(article.text[before.start : before.end].split()) <= LONGEST_LEAD_IN:
            start = before.start
    return Span(article, start, end, speaker, inserted)
