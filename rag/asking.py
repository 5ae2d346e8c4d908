"""What a caller passes with a question, checked and made plain. Errors say what would be right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from rag.errors import HistoryError, UsageError
from rag.types import Answer, Moment, Opinion, Turn

Sources = str | Sequence[str] | None
When = str | date | datetime | None

LONGEST_QUESTION = 4000
"""Characters. Longer input is a text, not a question."""
LONGEST_HISTORY = 200
"""Turns. The last ones are what a follow-up can point to; earlier ones are dropped."""

MOST_ARTICLES = 1000
"""Articles that may be named to ask over."""

STEPS = ("spelling", "dates", "sources", "followups", "parts", "model")
"""The steps that can be left out: of understanding a question, and the model, so that the articles
are quoted whatever is set."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """Which articles a call may use, as the caller gave it."""

    source: Sources = None
    since: When = None
    until: When = None
    language: Sources = None
    articles: Sources = None
    undated: bool = False
    collection: str | None = None
    """The name of one, beside all else."""


def as_question(question: str) -> str:
    """Trimmed, on one line. Raises UsageError when it is no text, empty or far too long."""
    given: object = question  # a caller without a type checker may pass anything
    if not isinstance(given, str):
        raise UsageError(f"a question is text, not {type(given).__name__}")
    # JSON can carry half of a surrogate pair, which is no character.
    plain = " ".join(given.encode("utf-8", "replace").decode("utf-8").split())
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
    given: object = (source,) if isinstance(source, str) else source
    if not isinstance(given, Sequence) or not all(isinstance(name, str) for name in given):
        raise UsageError(f"source is the name of an outlet or credit, or several, not {source!r}")
    return tuple(given)


def as_names(what: str, given: Sources) -> tuple[str, ...]:
    """One name or several. Raises UsageError for anything else, and for far too many."""
    if given is None:
        return ()
    names: object = (given,) if isinstance(given, str) else given
    if not isinstance(names, Sequence) or not all(isinstance(name, str) for name in names):
        raise UsageError(f"{what} is a name or several, not {given!r:.80}")
    if len(names) > MOST_ARTICLES:
        raise UsageError(f"{what} has {len(names):,} names; at most {MOST_ARTICLES:,} are taken")
    return tuple(dict.fromkeys(names))


def as_day(name: str, when: When) -> date | None:
    """A day; of a datetime, the day in its own zone. Raises UsageError for other text."""
    moment = as_moment(name, when)
    return moment.date() if isinstance(moment, datetime) else moment


def as_moment(name: str, when: When) -> Moment | None:
    """A date stays a date, a datetime without a zone is taken as UTC."""
    given: object = when
    if given is None or given == "":
        return None
    if not isinstance(given, (str, date)):
        raise UsageError(f"{name} must be a day such as 2022-03-06, not {given!r}")
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


def as_turns(history: Sequence[Turn | Mapping[str, Any]] | Answer) -> tuple[Turn, ...]:
    """A history as turns. Raises HistoryError for anything else, saying which item is wrong."""
    if isinstance(history, Answer):
        return history.turns
    given: object = history  # a caller without a type checker may pass anything
    if isinstance(given, (str, bytes)) or not isinstance(given, Sequence):
        raise HistoryError("a history is a list of turns, such as answer.turns")
    turns = [_turn(i, turn) for i, turn in enumerate(given)]
    return tuple(turns[-LONGEST_HISTORY:])


def _turn(i: int, turn: object) -> Turn:
    if isinstance(turn, Turn):
        turn = {
            "role": turn.role,
            "text": turn.text,
            "understood": turn.understood,
            "article_ids": turn.article_ids,
        }
    row = turn if isinstance(turn, Mapping) else {}
    text, understood = row.get("text", row.get("content")), row.get("understood")
    ids = row.get("article_ids") or ()
    sound = (
        row.get("role") in ("user", "assistant")
        and isinstance(text, str)
        and isinstance(understood, str | None)
        and isinstance(ids, (list, tuple))
        and all(isinstance(each, str) for each in ids)
    )
    if not sound:
        raise HistoryError(
            f"turn {i} of the history needs role 'user' or 'assistant' and a text, not {turn!r:.80}"
        )
    return Turn(row["role"], _whole(text), _whole(understood), tuple(ids))


def _whole(text: Any) -> Any:
    """Text without halves of surrogate pairs."""
    return None if text is None else str(text).encode("utf-8", "replace").decode("utf-8")


def as_steps(without: Sources) -> frozenset[str]:
    """Steps to leave out, by name. Raises UsageError for an unknown one."""
    given: object = (without,) if isinstance(without, str) else without or ()
    if not isinstance(given, (list, tuple, set, frozenset)) or any(x not in STEPS for x in given):
        raise UsageError(
            f"without names steps to leave out, of {', '.join(STEPS)}, not {without!r}"
        )
    return frozenset(given)


def as_count(k: int | None, otherwise: int) -> int:
    """How many passages: at least one."""
    given: object = k
    if given is None:
        return otherwise
    if not isinstance(given, int) or isinstance(given, bool) or given < 1:
        raise UsageError(f"k is how many passages, a whole number from 1, not {given!r}")
    return given


def as_place(after: int) -> int:
    """Where a page begins, from 0."""
    given: object = after
    if not isinstance(given, int) or isinstance(given, bool) or given < 0:
        raise UsageError(f"after is where the page before ended, a whole number, not {given!r}")
    return given


def as_opinion(verdict: Opinion | str) -> Opinion:
    """What a reader says of an answer. Raises UsageError for anything else."""
    try:
        return Opinion(verdict)
    except ValueError:
        known = ", ".join(each.value for each in Opinion)
        raise UsageError(f"a verdict on an answer is one of {known}, not {verdict!r}") from None
