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
from rag.answering.models import ChatModel, Message, TakesGrammar
from rag.answering.shown import Shown
from rag.answering.spans import QuotedSpan, span_of
from rag.errors import ModelError
from rag.sentences import sentence_spans
from rag.types import Article

MOST_CHOSEN = 5
TOKENS_AN_ID = 8
NONE = "NONE"
"""What it gives back when no sentence answers."""
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


def grammar_of(shown: Shown, *, must: bool = False) -> str:
    """GBNF: one to five of the ids that were shown, or NONE unless it ``must`` choose."""
    ids = " | ".join(f'"{each.id}"' for each in shown.sentences)
    none = "" if must else f'"{NONE}" | '
    return f'root ::= {none}id (" " id){{0,{MOST_CHOSEN - 1}}}\nid ::= {ids}\n'


def choose(
    shown: Shown,
    prompt: Sequence[Message],
    model: ChatModel,
    temperature: float,
    *,
    must: bool = False,
) -> Iterator[Chosen | None]:
    """Signs of life (None), then the choice. Raises ModelError, as when the choice is none.

    Under a grammar a model that ``must`` choose cannot refuse. Closing the iterator ends the
    model's request.
    """
    bound = model
    if isinstance(model, TakesGrammar):
        bound = model.with_grammar(grammar_of(shown, must=must))
    limit = TOKENS_AN_ID * (MOST_CHOSEN + 1)
    said = ""
    stream = bound.stream(prompt, max_tokens=limit, temperature=temperature)
    with closing(stream) as pieces:  # type: ignore[type-var]  # every model's is a generator
        for piece in pieces:
            said += piece.text
            yield None
    ids = ids_in(said, shown)
    if not ids and not re.search(rf"\b{NONE}\b", said, re.IGNORECASE):
        raise ModelError(
            f"{model.name} chose nothing that it was shown; try RAG_LLM_MODE=write, or another "
            "model"
        )
    yield Chosen(tuple(ids[:MOST_CHOSEN]), not ids, said)


def ids_in(said: str, shown: Shown) -> list[str]:
    """The ids that were shown, each once, in the order of what a model wrote."""
    return [i for i in dict.fromkeys(_ID.findall(said)) if i in shown.by_id]


def quoted(article: Article, start: int, end: int) -> QuotedSpan:
    """A shown sentence as it is quoted."""
    spans = sentence_spans(article.text)
    index = next((i for i, span in enumerate(spans) if span.start == start), None)
    if index is None:
        return QuotedSpan(article, start, end, None)
    return span_of(article, line(article, index), index)
