"""Greetings and thanks around a question: said to be polite, and no part of what is asked."""

from __future__ import annotations

import re

_GREETING = re.compile(r"^(?:hello|hi|good (?:morning|day|evening))\s?[,!.]\s+", re.IGNORECASE)
_THANKS = re.compile(
    r"(?<=[?.!])\s+(?:please|(?:many )?thanks|thank you)"
    r"(?: (?:very much|so much|a lot|in advance))?[.!]*$",
    re.IGNORECASE,
)


def without_courtesies(text: str) -> str:
    """The question alone, its first letter a capital where a greeting came before it."""
    asked = _THANKS.sub("", text.strip())
    plain = _GREETING.sub("", asked)
    return plain[:1].upper() + plain[1:] if plain != asked else plain
