"""How one answer is marked against its gold question, without a judge.

Right means: an answerable question was answered (in part or whole), its text, lead or short answer
holds one string of every expected group, and, where articles are named, one of them is cited; an
unanswerable one was answered with "not in these articles".
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from rag.evaluation.questions import Gold
from rag.types import Answer, Article, Status


@dataclass(frozen=True, slots=True)
class Mark:
    """What one answer got. ``reason`` tells why it is wrong; empty when it is right."""

    gold: Gold
    answer: Answer
    right: bool
    reason: str
    citations: int
    exact: int
    """Citations whose quote is their revision's text[start:end]."""


def mark(gold: Gold, answer: Answer, article: Callable[[str, int], Article]) -> Mark:
    """Mark one answer; every citation is checked against its article's text again."""
    reason = _wrong(gold, answer)
    exact = sum(
        article(c.article_id, c.revision).text[c.start : c.end] == c.quote for c in answer.citations
    )
    return Mark(gold, answer, not reason, reason, len(answer.citations), exact)


def _wrong(gold: Gold, answer: Answer) -> str:
    silent = answer.status is Status.NOT_FOUND
    if not gold.answerable:
        return "" if silent else "answered, although the articles do not say"
    if silent:
        return "not found, although an article says it"
    held = normalized("\n".join([answer.lead or "", answer.short_answer or "", answer.text]))
    for group in gold.expected:
        if not any(normalized(each) in held for each in group):
            return "lacks " + " or ".join(group)
    cited = {c.article_id for c in answer.citations}
    if gold.article_ids and cited and not cited & set(gold.article_ids):
        return "cites none of " + ", ".join(gold.article_ids)
    return ""


def normalized(text: str) -> str:
    """Case, quote glyphs, dashes, accents' composition and runs of blanks do not count."""
    text = unicodedata.normalize("NFKC", text).casefold()
    text = re.sub(r"[‘’`]", "'", re.sub(r"[“”]", '"', re.sub(r"[‐‑–—]", "-", text)))
    return re.sub(r"\s+", " ", text)
