"""Words that are no sentence: "Norway", "No.", "18 of its 42 pillars".

Laid against a span, each of them stands in it; what it claims is only told by the question, so
that no check reaches it. "Who was congratulated?" would be answered as well by whoever did.
"""

from __future__ import annotations

from rag.grammar import parse

_FINITE = frozenset({"VBZ", "VBP", "VBD", "MD"})


def is_fragment(text: str) -> bool:
    """Whether no verb in it has a person and a time."""
    return not any(token.tag in _FINITE for token in parse(text).tokens)
