"""Provisional text: what may be shown of a sentence that is not checked yet.

A model that obeys an article could stream a secret or a link before any check is possible. So
words pass only while they are words of the shown articles, of the question, or of plain grammar;
the first that is none of these holds the rest back until the sentence is checked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from rag.answering.shown import NOT_TOLD, Shown, publisher
from rag.terms import STOPWORDS, terms

_PLAIN = re.compile(r"[\"'“‘«(]*[^\W_](?:[\w.,'’%-]*[\w%])?[.,;:!?…\"'”’»)]*|[-–—]")


class Preview:
    """Give it the sentence so far; it gives the words that may newly be shown."""

    def __init__(self, shown: Shown, question: str) -> None:
        self._words = {term for word in STOPWORDS for term in terms(word)} | set(terms(question))
        for passage in shown.passages:
            self._words.update(terms(f"{passage.text} {passage.label} {publisher(passage)}"))
        self._given = 0
        self._begun = False

    def next_sentence(self) -> None:
        self._given = 0

    def more(self, pending: str) -> str:
        """New whole words of the pending sentence, led by a space where one belongs."""
        refusal = NOT_TOLD.startswith(pending.strip().upper()[: len(NOT_TOLD)])
        words = [] if refusal else list(self._showable(pending))
        new = words[self._given :]
        self._given = max(self._given, len(words))
        if not new:
            return ""
        text = (" " if self._begun else "") + " ".join(new)
        self._begun = True
        return text

    def _showable(self, pending: str) -> Iterator[str]:
        whole = pending.split()
        if pending and not pending[-1].isspace():
            whole = whole[:-1]  # its last word may still grow
        for word in whole:
            if not _PLAIN.fullmatch(word) or not self._words.issuperset(terms(word)):
                return
            yield word
