"""Quoted words of a question: what holds them is quoted first, and what stands nowhere is said."""

from __future__ import annotations

from collections.abc import Sequence

from rag.answering.quoting import Quote, choose
from rag.answering.weighing import Evidence
from rag.retrieval.apart import absent_phrases, asks_only_for
from rag.retrieval.phrases import holds_phrase, phrases_of, read_with
from rag.retrieval.retriever import Retrieved


def chosen(found: Retrieved, evidence: Sequence[Evidence]) -> list[Quote]:
    """The quotes that answer; none where all that is asked for are words that stand nowhere."""
    question = found.question.text
    if asks_only_for(question, absent_phrases(question, found.passages)):
        return []
    return choose(found.question, _bearing_the_words(found, evidence))


def nowhere(found: Sequence[Retrieved]) -> tuple[str, ...]:
    """What to say of quoted words that no article holds."""
    return tuple(
        f"No article here holds the exact words “{phrase}”."
        for result in found
        for phrase in absent_phrases(result.question.text, result.passages)
    )


def _bearing_the_words(found: Retrieved, evidence: Sequence[Evidence]) -> Sequence[Evidence]:
    """The sentences with the quoted words; else those of articles with them; else all."""
    phrases = phrases_of(found.question.text)
    if not phrases:
        return evidence
    lines = [e for e in evidence if any(holds_phrase(each, e.line.text) for each in phrases)]
    articles = {
        p.article_id
        for p in found.passages
        if any(holds_phrase(each, read_with(p)) for each in phrases)
    }
    return lines or [e for e in evidence if e.article.id in articles] or evidence
