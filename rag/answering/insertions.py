"""Who "he" is: a name put in brackets behind a pronoun, with the span that the name comes from.

Only where one person is named between the name and the pronoun, so that nobody is guessed; else
the sentence before is quoted too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.answering.accounts import Line
from rag.answering.naming import people_in
from rag.grammar import Parse, parse_all
from rag.retrieval.names import country_of
from rag.sentences import sentence_spans
from rag.types import Article

_PRONOUN = re.compile(r"(?:He|She)\b(?!['’])")
_REACH = 4
"""Sentences looked back at for the name."""


@dataclass(frozen=True, slots=True)
class Insertion:
    """``article.text[start:end]`` is the name; ``at`` is where it goes, behind the pronoun."""

    at: int
    start: int
    end: int


def is_personal(line: Line) -> bool:
    """Whether a sentence begins with a pronoun that stands for one person."""
    return line.leans and _PRONOUN.match(line.text) is not None


def insertion(article: Article, line: Line, index: int) -> Insertion | None:
    """The name for a sentence that begins with "he" or "she"; None when it is not certain."""
    match = _PRONOUN.match(line.text)
    if match is None:
        return None
    spans = sentence_spans(article.text)[max(0, index - _REACH) : index]
    parses = parse_all([article.text[span.start : span.end] for span in spans])
    for span, parsed in zip(reversed(spans), reversed(parses), strict=True):
        people = people_in(parsed)
        names = {name.split()[-1] for _, _, name in people}
        if len(names) > 1 or (names and _is_of_another(parsed, names)):
            return None
        if names:
            if line.speaker is not None and names.isdisjoint(line.speaker.subject.split()):
                return None
            start, _, name = max(people, key=lambda each: len(each[2]))
            return Insertion(
                line.start + match.end(), span.start + start, span.start + start + len(name)
            )
    return None


def _is_of_another(parsed: Parse, names: set[str]) -> bool:
    """Whether a sentence is about somebody else by a name alone, which no model labels surely:
    "Ishiba had won by a narrow victory over Sanae Takaichi"."""
    heads = (parsed.tokens[clause.head] for clause in parsed.clauses if clause.main)
    return any(
        each.pos == "PROPN" and each.text not in names and country_of(each.text) is None
        for each in heads
    )
