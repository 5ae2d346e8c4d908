"""How old an answer is: "as of 6 March 2022", where the question asks for a later state."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from rag.answering.dated import day_of
from rag.grammar import parse_question
from rag.retrieval.question import Question
from rag.retrieval.when.asked import Binding, asked_dates
from rag.types import Citation

NEWS, STATE = timedelta(days=3), timedelta(days=30)
"""How old the newest may be unsaid: for "the latest" and "this week", and for the present tense."""
_PRESENT = frozenset({"VBZ", "VBP"})
_PAST = frozenset({"VBD"})


def as_of(question: Question, citations: Sequence[Citation], asked: date) -> date | None:
    """The day of the newest cited article, when it is older than the question's time suggests.

    None for a question about the past, for one that is answered by something new enough, and
    where nothing that is cited has a date.
    """
    known = [day for cited in citations if (day := day_of(cited.published)) is not None]
    allowed = _allowed(question, asked)
    if allowed is None or not known or asked - max(known) <= allowed:
        return None
    return max(known)


def _allowed(question: Question, asked: date) -> timedelta | None:
    dates = asked_dates(question.text, asked)
    if any(each.binding is Binding.SUGGESTED for each in dates):
        return NEWS
    if dates:
        near = [each for each in dates if each.counted and each.period.holds(asked)]
        return NEWS if near else None
    return STATE if _is_present(question.text) else None


def _is_present(text: str) -> bool:
    """Whether the question's own verb is in the present: "Who is", "does", "has been"."""
    tags = [t.tag for t in parse_question(text).tokens if t.pos in ("VERB", "AUX")]
    return any(tag in _PRESENT for tag in tags) and not any(tag in _PAST for tag in tags)
