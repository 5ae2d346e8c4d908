"""Denials that the grammar of a sentence may hide: a "not" out of nothing, or one that is lost.

The events of a sentence are compared one by one elsewhere (:mod:`rag.answering.framing`); where a
parse goes wrong, a bare word of denial is still there to be seen.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.terms import content_terms

_NOT = re.compile(r"\b(?:not|never|cannot|no longer)\b|n't\b", re.IGNORECASE)
_DENIES = re.compile(
    r"\b(?:no|none|nobody|nothing|nowhere|neither|nor|without|unless|except|only|lack\w*|absen\w+"
    r"|den(?:y|ies|ied)|refus\w+|reject\w*|fail\w*|avoid\w*|prevent\w*|stop\w*|ceas\w+|end\w*"
    r"|ban\w*|bar\w*|block\w*|exclud\w+|rather than|instead of|yet to|hardly|barely|rarely"
    r"|seldom|few|doubt\w*|un\w{4,}|in\w{5,}|im\w{5,}|dis\w{4,}|ruled? out|drop\w*"
    r"|cancel\w*|lost|los\w+|miss\w*|oppos\w+|against)\b",
    re.IGNORECASE,
)


def hidden_denial(text: str, sources: Sequence[str]) -> str | None:
    """What is denied out of nothing, or no longer denied, in words: too little to call it wrong."""
    return _unfounded(text, sources) or _lost(text, sources)


def _unfounded(text: str, sources: Sequence[str]) -> str | None:
    """A denial where the spans deny, lack and refuse nothing, in words."""
    match = _NOT.search(text)
    if match is None or any(_NOT.search(each) or _DENIES.search(each) for each in sources):
        return None
    return f"says '{match.group()}', and nothing in the passage it cites denies anything"


def _lost(text: str, sources: Sequence[str]) -> str | None:
    """What a span denies with the next word, told without a denial."""
    if _NOT.search(text) or _DENIES.search(text):
        return None
    said = set(content_terms(text))
    for source in sources:
        for match in _NOT.finditer(source):
            following = content_terms(source[match.end() : match.end() + 40])[:1]
            if following and following[0] in said:
                return f"leaves out the '{match.group()}' of the passage it cites"
    return None
