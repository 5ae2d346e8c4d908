"""How one answer is marked against its gold question, without a judge.

Right means: an answerable question was answered (in part or whole), its text, lead or short answer
holds one string of every expected group, and, where articles are named, one of them is cited; an
unanswerable one was answered with "not in these articles".
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from rag.evaluation.observed import Observed
from rag.evaluation.questions import Gold


def wrong(gold: Gold, observed: Observed) -> str:
    """Why the answer is wrong, in words; empty when it is right."""
    if not gold.answerable:
        return "" if observed.silent else "answered, although the articles do not say"
    if observed.silent:
        return "not found, although an article says it"
    if not observed.whole.strip():
        return "said nothing"
    held = normalized(observed.whole)
    for group in gold.expected:
        if not any(normalized(each) in held for each in group):
            return "lacks " + " or ".join(group)
    cited = {c.article_id for c in observed.citations}
    asked_for = gold.article_ids and (cited or not gold.expected)
    if asked_for and not cited & set(gold.article_ids):
        return "cites none of " + ", ".join(gold.article_ids)
    return ""


@lru_cache(maxsize=4096)
def normalized(text: str) -> str:
    """Case, quote glyphs, dashes, accents' composition and runs of blanks do not count."""
    text = unicodedata.normalize("NFKC", text).casefold()
    text = re.sub(r"[‘’`]", "'", re.sub(r"[“”]", '"', re.sub(r"[‐‑–—]", "-", text)))
    return re.sub(r"\s+", " ", text)
