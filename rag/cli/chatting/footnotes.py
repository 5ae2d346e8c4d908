"""Sources numbered through a whole talk: the same words keep their number from answer to answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rag.types import Answer, Citation, Sentence

Numbers = Mapping[int, int]
"""From the numbers of one answer to those of the talk."""


class Footnotes:
    """The citations of a talk so far, numbered from 1."""

    def __init__(self) -> None:
        self._by_span: dict[tuple[str, int, int, int], Citation] = {}

    def all(self) -> list[Citation]:
        return list(self._by_span.values())

    def citation(self, n: int) -> Citation:
        """The one numbered n. Raises KeyError when there is none."""
        return {each.n: each for each in self._by_span.values()}[n]

    def take(self, citations: Iterable[Citation]) -> dict[int, int]:
        """Their numbers in the talk, by those they have in their answer."""
        numbers = {}
        for each in citations:
            span = (each.article_id, each.revision, each.start, each.end)
            known = self._by_span.setdefault(span, replace(each, n=len(self._by_span) + 1))
            numbers[each.n] = known.n
        return numbers

    def renumbered(self, answer: Answer) -> Answer:
        """The answer with the numbers of the talk. Its turns stay, since they are what is asked
        with, not what is shown."""
        numbers, instead = self.take(answer.citations), self.take(answer.instead)
        sentences = tuple(sentence(each, numbers) for each in answer.sentences)
        return replace(
            answer,
            text=" ".join(each.text for each in sentences) or answer.text,
            sentences=sentences,
            citations=tuple(replace(each, n=numbers[each.n]) for each in answer.citations),
            instead=tuple(replace(each, n=instead[each.n]) for each in answer.instead),
            conflicts=tuple(
                replace(
                    each,
                    citations=_of(each.citations, numbers),
                    sides=tuple(
                        replace(side, citations=_of(side.citations, numbers)) for side in each.sides
                    ),
                )
                for each in answer.conflicts
            ),
            accounts=tuple(
                replace(each, citations=_of(each.citations, numbers)) for each in answer.accounts
            ),
            developments=tuple(
                replace(
                    each,
                    steps=tuple(
                        replace(step, citations=_of(step.citations, numbers)) for step in each.steps
                    ),
                )
                for each in answer.developments
            ),
            timeline=tuple(replace(each, n=numbers[each.n]) for each in answer.timeline),
        )


def sentence(said: Sentence, numbers: Numbers) -> Sentence:
    """A sentence with the numbers of the talk."""
    from rag.answering.citations import marked

    cited = _of(said.citations, numbers)
    return replace(said, text=marked(said.words, cited, said.verdict), citations=cited)


def _of(citations: tuple[int, ...], numbers: Numbers) -> tuple[int, ...]:
    return tuple(numbers[n] for n in citations)
