"""A follow-up rewritten by a model, and whether the result may be used.

One short request. What comes back is a proposal: it must be one question, about as long, that
keeps the words of the reader's own and names nobody and no number that neither the conversation
nor the question holds. Otherwise the reading by rules is used.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from hashlib import sha256

from rag.answering.models import Message
from rag.answering.shown import inert
from rag.answering.writer import Writer
from rag.errors import ModelError, ModelTimeout
from rag.retrieval.pointers import pointers
from rag.retrieval.question import analyse
from rag.terms import content_terms, numbers
from rag.types import Turn, Usage

EARLIER_TURNS, TURN_LENGTH = 6, 400
MOST_TOKENS = 120
_LONGEST, _WORDS_ADDED = 400, 25
_OWN_WORDS = 0.6
"""Share of the reader's own words that the rewritten question must keep."""


@dataclass(frozen=True)
class Rewritten:
    """What came of one request."""

    text: str | None = None
    """None when nothing came that may be used."""
    usage: Usage | None = None
    timed_out: bool = False
    """The model did not answer in its time, so it need not be waited for again."""


def rewrite(question: str, history: Sequence[Turn], writer: Writer) -> Rewritten:
    """The question as the model makes it stand alone, if that holds. A fault raises nothing."""
    said, usage = "", None
    stream = writer.model.stream(
        _messages(question, history, writer), max_tokens=MOST_TOKENS, temperature=0.0
    )
    try:
        with closing(stream) as pieces:  # type: ignore[type-var]  # every model's is a generator
            for piece in pieces:
                said, usage = said + piece.text, piece.usage or usage
                if len(said) > 4 * _LONGEST:
                    break
    except ModelTimeout:
        return Rewritten(timed_out=True)
    except ModelError:
        return Rewritten()
    text = _one_line(said)
    return Rewritten(text if holds(text, question, history) else None, usage)


def _messages(question: str, history: Sequence[Turn], writer: Writer) -> tuple[Message, ...]:
    lines = [
        f"{'Reader' if turn.role == 'user' else 'Answer'}: {inert(_said(turn)[:TURN_LENGTH])}"
        for turn in history[-EARLIER_TURNS:]
    ]
    conversation = "\n".join(lines)
    fence = f"CONVERSATION-{sha256(conversation.encode()).hexdigest()[:16]}"
    prompt = writer.prompts.render(
        "followup", conversation=conversation, fence=fence, question=inert(question)
    )
    return (Message("user", prompt),)


def _said(turn: Turn) -> str:
    return turn.understood or turn.text


def _one_line(said: str) -> str:
    lines = [line.strip() for line in said.strip().splitlines() if line.strip()]
    return re.sub(r"^[\"“'‘](.*)[\"”'’]$", r"\1", lines[0]) if len(lines) == 1 else ""


def holds(text: str, question: str, history: Sequence[Turn]) -> bool:
    """Whether this is one question, the reader's own, with nothing added but what was spoken of."""
    if not text.endswith(("?", ".")) or len(text) > max(_LONGEST, 2 * len(question)):
        return False
    if len(text.split()) > len(question.split()) + _WORDS_ADDED or pointers(text):
        return False
    known = "\n".join([question, *(f"{turn.understood or ''}\n{turn.text}" for turn in history)])
    if not set(numbers(text)) <= set(numbers(known)):
        return False
    if any(not name.occurs_in(known) for name in analyse(text).names):
        return False
    own = set(content_terms(question))
    return len(own & set(content_terms(text))) >= _OWN_WORDS * len(own)
