"""Greetings and thanks around a question: said to be polite, and no part of what is asked."""

from __future__ import annotations

import re

_GREETING = re.compile(r"^(?:hello|hi|good (?:morning|day|evening))\s?[,!.]\s+", re.IGNORECASE)
_THANKS = re.compile(
    r"(?<=[?.!])\s+(?:please|(?:many )?thanks|thank you)"
    r"(?: (?:very much|so much|a lot|in advance))?[.!]*$",
    re.IGNORECASE,
)
_POLITE = re.compile(
    r"^(?:(?:please|ok|so|hello|hi)[, ]+)*(?:is it (?:true|correct|right) that"
    r"|(?:can|could|would) you (?:please )?(?:tell|explain to|show) (?:me|us)(?: about)?"
    r"|do you know(?: if| whether)?|i(?:'d| would) like to know(?: if| whether)?"
    r"|i want to know(?: if| whether)?|tell me(?: about)?|please)[,: ]+",
    re.IGNORECASE,
)


def without_courtesies(text: str) -> str:
    """The question alone, its first letter a capital where a greeting came before it."""
    asked = _THANKS.sub("", text.strip())
    plain = _GREETING.sub("", asked)
    return plain[:1].upper() + plain[1:] if plain != asked else plain


def plainly(text: str) -> str:
    """The question itself, without greeting, "can you tell me", thanks or capitals all over it."""
    plain = _POLITE.sub("", without_courtesies(text))
    if plain.isupper() and " " in plain:
        plain = plain.lower()
    return plain[:1].upper() + plain[1:] if plain != text.strip() else plain
