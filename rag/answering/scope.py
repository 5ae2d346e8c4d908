"""Scope: "some" may not come out as "all", nor "largely" as "entirely".

A word of totality in a sentence must stand in its spans, in one form or another; and what limits
one there ("almost every", "nearly all") may not be left out.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

_TOTAL = {
    word: kind
    for kind, words in enumerate(
        (
            "all every everyone everybody everything each both whole entire complete total",
            "always ever constantly invariably",
            "entirely completely fully wholly totally altogether",
            "only solely exclusively merely sole",
            "everywhere worldwide",
            "never nobody nothing nowhere none no neither",
        )
    )
    for word in words.split()
}
_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?")
_NEARLY = re.compile(r"\b(?:almost|nearly|virtually|practically|not) (\w+)")
_COUNTED = re.compile(r"\b(?:first|last|alone|single|sole|unique|one|just|nothing but)\b")
_SHARE = re.compile(r"\ball (?:the )?(?:two|three|four|five|six|seven|eight|nine|ten|\d+)\b")


def too_wide(text: str, sources: Sequence[str]) -> str | None:
    """The first word that says more than the spans do, in words. Texts are plain ones."""
    said = _WORD.findall(text.lower())
    there = " \n ".join(sources).lower()
    held = Counter(_TOTAL[word] for word in _WORD.findall(there) if word in _TOTAL)
    claimed = Counter(_TOTAL[word] for word in said if word in _TOTAL)
    counted = _COUNTED.search(there) is not None
    for word in dict.fromkeys(said):
        kind = _TOTAL.get(word)
        if kind is None or claimed[kind] <= held[kind] or (word in ("only", "sole") and counted):
            continue
        if word == "no" or word in ("never", "none", "nobody", "nothing", "neither", "nowhere"):
            continue  # denials are compared event by event
        if word in ("all", "both", "each") and _SHARE.search(text.lower()):
            continue
        return f"says '{word}', which the passage it cites does not"
    return _limit_left_out(text.lower(), there)


def _limit_left_out(said: str, there: str) -> str | None:
    for match in _NEARLY.finditer(there):
        if match[1] in _TOTAL and re.search(rf"\b{match[1]}\b", said) and not _NEARLY.search(said):
            return f"leaves out the '{match.group().split()[0]}' of its passage"
    return None
