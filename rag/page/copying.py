"""An answer as plain text with footnotes, to be pasted into a draft."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rag.bylines import accounts_head, voices
from rag.documents.spans import of_citation
from rag.page import words
from rag.types import Answer, Citation, Sentence

HERE = "\N{INVISIBLE SEPARATOR}"
"""Stands where the page's own address goes, which the browser knows."""


def sentence_footnoted(sentence: Sentence, citations: Sequence[Citation]) -> str:
    """One sentence with its numbers, then its sources."""
    cited = [one for one in citations if one.n in sentence.citations]
    return "\n".join([sentence.text, "", *map(_note, cited), words.CHECKED])


def footnoted(answer: Answer) -> str:
    """Question, sentences with their numbers, then each source with its exact words."""
    return "\n".join(_lines(answer))


def _lines(answer: Answer) -> Iterator[str]:
    yield answer.question
    yield ""
    if answer.lead:
        yield answer.lead
    yield from _sentences(answer)
    yield ""
    yield from (_note(citation) for citation in answer.citations)
    yield words.CHECKED


def _sentences(answer: Answer) -> Iterator[str]:
    """As they stand; of those who are compared each under who speaks, where and when."""
    if not answer.accounts:
        yield from (sentence.text for sentence in answer.sentences)
        return
    yield f"{accounts_head(answer)}:"
    for voice in voices(answer):
        for first, said in voice.parts:
            where = words.origin(first.source, first.credits, first.published, ()) if first else ""
            yield f"{voice.who} ({where}):" if where else f"{voice.who}:"
            yield from (sentence.text for sentence in said)


def _note(citation: Citation) -> str:
    origin = words.origin(
        citation.source, citation.credits, citation.published, citation.authors
    ).replace(" · ", ", ")
    parts = [f"{citation.label}, {origin}", citation.url, f"The exact words: {citation.quote}"]
    said = f"[{citation.n}] " + ". ".join(part for part in parts if part)
    return f"{said} ({HERE}{of_citation(citation)})"
