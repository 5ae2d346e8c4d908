"""Which language a text is in, or None: a short text is not guessed at."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Protocol

_ENOUGH = 60  # letters; below it langid confuses neighbours such as Danish and Norwegian
_SAMPLE = 1500  # characters; more changes no verdict and costs time
_SURE = 0.9
_FIRST_LOOK, _BEYOND_DOUBT = 400, 0.99
"""Characters that are looked at first, and a verdict on them that is not asked again. Of 1,521 news
articles 99 % are done with then, none of them with another language than the sample has."""
_TAG = re.compile(r"([a-z]{2,3})(?:[-_][a-z0-9]{1,8})*", re.IGNORECASE)


class _Identifier(Protocol):
    def classify(self, text: str) -> tuple[str, float]: ...


def named(tag: str) -> str | None:
    """The primary subtag of a language tag: ``en-GB`` is ``en``; None when it is no tag."""
    found = _TAG.fullmatch(tag.strip())
    return found.group(1).lower() if found else None


def detected(text: str) -> str | None:
    """The language's ISO 639 code; None when the text is too short or the verdict unsure."""
    code, sure = _verdict(text[:_FIRST_LOOK])
    if sure < _BEYOND_DOUBT and len(text) > _FIRST_LOOK:
        code, sure = _verdict(text[:_SAMPLE])
    return code if sure >= _SURE else None


def _verdict(sample: str) -> tuple[str | None, float]:
    # An ideograph says as much as several letters.
    weight = sum(3 if char > "\u2e80" else 1 for char in sample if char.isalpha())
    return (None, 0.0) if weight < _ENOUGH else _identifier().classify(sample)


@lru_cache(maxsize=1)
def _identifier() -> _Identifier:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier: _Identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    return identifier
