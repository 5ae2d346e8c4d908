"""What a caller passes with a question, checked and made plain. Errors say what would be right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from typing import Any

from rag.errors import HistoryError, UsageError
from rag.types import Answer, Moment, Turn

Sources = str | Sequence[str] | None
When = str | date | datetime | None

LONGEST_QUESTION = 4000
"""Characters. Longer input is a text, not a question."""
LONGEST_HISTORY = 200
"""Turns. The last ones are what a follow-up can point to; earlier ones are dropped."""


def as_question(question: str) -> str:
    """Trimmed, on one line. Raises UsageError when empty or far too long."""
    plain = " ".join(question.split())
    if not plain:
        raise UsageError("the question is empty; ask something about the articles")
    if len(plain) > LONGEST_QUESTION:
        raise UsageError(
            f"the question has {len(plain):,} characters; at most {LONGEST_QUESTION:,} are read"
        )
    return plain


def as_sources(source: Sources) -> tuple[str, ...]:
    if source is None:
        return ()
    return (source,) if isinstance(source, str) else tuple(source)


def as_day(name: str, when: When) -> date | None:
    """A day; of a datetime, the day in its own zone. Raises UsageError for other text."""
    moment = as_moment(name, when)
    return moment.date() if isinstance(moment, datetime) else moment


def as_moment(name: str, when: When) -> Moment | None:
    """A date stays a date, a datetime without a zone is taken as UTC."""
    if when is None or when == "":
        return None
    if isinstance(when, str):
        when = _parsed(name, when.strip())
    if isinstance(when, datetime) and when.tzinfo is None:
        return when.replace(tzinfo=UTC)
    return when


def _parsed(name: str, text: str) -> Moment:
    try:
        if len(text) <= 10:
            return date.fromisoformat(text)
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise UsageError(
            f"{name} must be a day such as 2022-03-06 or an ISO time, not '{text}'"
        ) from None
    return moment


def end_of(moment: Moment) -> datetime:
    """A bare date means its end: 2022-12-20 is the last moment of that day, UTC."""
    if isinstance(moment, datetime):
        return moment
    return datetime.combine(moment, time.max, UTC)


def as_turns(history: Sequence[Turn | Mapping[str, Any]] | Answer) -> tuple[Turn, ...]:
    """A history as turns. Raises HistoryError for anything else, saying which item is wrong."""
    if isinstance(history, Answer):
        return history.turns
    given: object = history  # a caller without a type checker may pass anything
    if isinstance(given, (str, bytes)) or not isinstance(given, Sequence):
        raise HistoryError("a history is a list of turns, such as answer.turns")
    return tuple(_turn(i, turn) for i, turn in enumerate(history[-LONGEST_HISTORY:]))


def _turn(i: int, turn: Turn | Mapping[str, Any]) -> Turn:
    if isinstance(turn, Turn):
        return turn
    role = turn.get("role") if isinstance(turn, Mapping) else None
    text = turn.get("text", turn.get("content")) if isinstance(turn, Mapping) else None
    if role not in ("user", "assistant") or not isinstance(text, str):
        raise HistoryError(
            f"turn {i} of the history needs role 'user' or 'assistant' and a text, not {turn!r:.80}"
        )
    ids = turn.get("article_ids") or ()
    return Turn(role, text, turn.get("understood"), tuple(map(str, ids)))
