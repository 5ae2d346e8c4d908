"""What something is called: answered by a word for calling, and a name behind it."""

from __future__ import annotations

import re

from rag.grammar import Parse
from rag.retrieval.question import Question
from rag.terms import content_terms

_ASKED = re.compile(
    r"what (?:is|are|was|were) [^?]+ (?:called|named|known as)\b(?! (?:after|for)\b)", re.IGNORECASE
)
_CALLS = re.compile(r"\b(?:calls?|called|known (?:as|in)|named|dubbed)\b", re.IGNORECASE)


def asks_what_it_is_called(question: Question) -> bool:
    """ "What are the islands called?", not what they are called after."""
    return _ASKED.match(question.text) is not None


def says_what_it_is_called(question: Question, parsed: Parse) -> bool:
    known = set(content_terms(question.text))
    return any(
        token.text[:1].isupper() and not set(content_terms(token.text)) <= known
        for match in _CALLS.finditer(parsed.text)
        for token in parsed.tokens
        if token.start >= match.end()
    )
