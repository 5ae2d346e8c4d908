"""What may be shown of a sentence that is not checked yet, or that was dropped.

A model that obeys an article could stream a secret or a link before any check is possible. So
words pass only while they are words of the shown articles, of the question, or of plain grammar;
the first that is none of these holds the rest back until the sentence is checked. A dropped
sentence is shown with its reason when it is mostly made of such words, else only counted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from rag.answering.shown import NOT_TOLD, Shown, publisher
from rag.terms import STOPWORDS, content_terms, terms

_EDGE_BEFORE, _EDGE_AFTER = r"[\"'“‘«(]{0,3}", r"[.,;:!?…\"'”’»)]{0,4}"
_PLAIN = re.compile(
    # A word, an abbreviation, a number: never an address, which has dots or slashes inside.
    rf"{_EDGE_BEFORE}(?:[^\W\d_]{{1,24}}(?:['’-][^\W\d_]{{1,24}}){{0,5}}|(?:[A-Za-z]\.){{1,5}}"
    rf"|[$€£¥]?\d{{1,15}}(?:[.,:-]\d{{1,9}}){{0,4}}%?){_EDGE_AFTER}|[-–—]"
)
_RUN = 5
"""Words in a row that tell where a text is from; shorter runs are anybody's."""
REPEATS_RULES = "repeats what the model was told"
SPEAKS_TO_READER = "speaks to the reader instead of reporting"
SOMETHING_ELSE = "says what the articles do not"


class Preview:
    """Give it the sentence so far; it gives the words that may newly be shown."""

    def __init__(self, shown: Shown, question: str, rules: str = "") -> None:
        """``rules`` are what the model was told: an article may hold their words, and no run of
        them is shown all the same."""
        told = (run for passage in shown.passages for run in _runs(passage.text))
        self._rules = set(_runs(rules)).difference(told)
        self._words = {term for word in STOPWORDS for term in terms(word)} | set(terms(question))
        for passage in shown.passages:
            self._words.update(terms(f"{passage.text} {passage.label} {publisher(passage)}"))
        self._given = 0
        self._begun = False

    def repeats_rules(self, text: str) -> bool:
        """Whether words of the rules stand in it that no shown passage has in a row."""
        return not self._rules.isdisjoint(_runs(text))

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

    def of_dropped(self, text: str, reason: str) -> tuple[str, str]:
        """A dropped sentence and why, as a reader may see them; odd words become "…"."""
        matter = () if reason == SPEAKS_TO_READER else content_terms(text)
        own = sum(term in self._words for term in matter)
        words = text.split()
        if not matter or own < len(matter) / 2 or self.repeats_rules(text):
            quotes_it = any(mark in reason for mark in "'“")
            told = f"(a sentence of {len(words)} words about something else)"
            return told, SOMETHING_ELSE if quotes_it else reason
        shown = " ".join(word if _PLAIN.fullmatch(word) else "…" for word in words)
        return shown, reason

    def _showable(self, pending: str) -> Iterator[str]:
        whole = pending.split()
        if pending and not pending[-1].isspace():
            whole = whole[:-1]  # its last word may still grow
        for n, word in enumerate(whole, 1):
            if not _PLAIN.fullmatch(word) or not self._words.issuperset(terms(word)):
                return
            if self.repeats_rules(" ".join(whole[max(0, n - _RUN) : n])):
                return
            yield word


def _runs(text: str) -> Iterator[tuple[str, ...]]:
    """Every few words of a text in a row, folded."""
    words = re.findall(r"\w+", text.casefold())
    return (tuple(words[i : i + _RUN]) for i in range(len(words) - _RUN + 1))
