"""Sentences that answer only together with the one beside them.

"Trade with Russia shrank. Figures show a decline of 35.5 percent." answers by how much; neither
sentence does alone. Both are then quoted as one span.
"""

from __future__ import annotations

import re
from dataclasses import replace

from rag.answering.accounts import line
from rag.answering.kinds import asks_a_name, holds_kind
from rag.answering.weighing import CLAUSES, TYPED, Evidence
from rag.grammar import parse
from rag.retrieval.asks import Asks
from rag.retrieval.question import Question
from rag.sentences import sentence_spans

_GOES_ON_TO_SAY = re.compile(
    r"(?:because|owing to|due to|(?:one|the|a|an|another|its|their|among)\b[^.,;]{0,30}\b(?:reason"
    r"|obstacle|cause|hurdle|problem|difficult|motive|trigger|explanation|grounds?))",
    re.IGNORECASE,
)
"""A reason in the next sentence is one for this if it has a pronoun for it, or says that it is."""
_SPEAKS_FOR_IT = re.compile(
    r"(?:a|the|its|his|her|their) (?:\w+ ){0,2}spokes(?:man|woman|person)\b[^,;]* "
    r"(?:said|explained)\b",
    re.IGNORECASE,
)
"""What a spokesman says right behind a deed is most often why it was done."""
_LEADS_UP, _LED_IN, _JUST = 0.58, 0.85, 0.001
_ALL_TOLD = 0.9
"""Share of the question that the deed's own sentence must meet for that."""


def beside(question: Question, topic: Evidence) -> Evidence | None:
    """Topic and neighbour as one, where the topic lacks the kind asked for and the next sentence
    of its paragraph holds it, or the one before on which it leans."""
    typed = question.asks in (*TYPED, *CLAUSES) or asks_a_name(question)
    if not typed or topic.fits or topic.potential < _LEADS_UP or not topic.match.done:
        return None
    if _holds(question, topic, topic.index + 1):
        index = topic.index + 1
    elif topic.line.leans and _holds(question, topic, topic.index - 1):
        index = topic.index
    else:
        return None
    return replace(
        topic,
        index=index,
        line=line(topic.article, index),
        fits=True,
        score=max(_LED_IN * topic.potential, topic.score + _JUST),
        led_in=True,
    )


def _holds(question: Question, topic: Evidence, index: int) -> bool:
    """Whether a sentence of the same paragraph holds the kind of thing asked for."""
    spans = sentence_spans(topic.article.text)
    if not 0 <= index < len(spans):
        return False
    first, last = sorted((spans[index], spans[topic.index]), key=lambda span: span.start)
    if "\n" in topic.article.text[first.start : last.start]:
        return False
    told = line(topic.article, index)
    reason = question.asks is Asks.REASON
    if reason and index > topic.index:
        if topic.match.whole >= _ALL_TOLD and _SPEAKS_FOR_IT.match(told.text):
            return True
        if not (told.leans or _GOES_ON_TO_SAY.match(told.text)):
            return False
    return holds_kind(question, parse(told.text), told)
