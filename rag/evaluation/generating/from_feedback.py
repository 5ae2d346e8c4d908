"""What readers said of answers, as questions.

A right answer tells what is right: its short answer, its articles and quotes, or that the articles
do not say. Of a wrong one only this is known, which is not enough to mark another: such a question
keeps the reader's note and waits for a person to fill in what is expected.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

from rag.evaluation.questions import Gold, GoldSpan
from rag.types import Feedback, Opinion

KIND = "feedback"


def from_feedback(records: Sequence[Feedback]) -> list[Gold]:
    """A question each, in the order first asked; of several words on one question the last."""
    latest: dict[tuple[str, str | None], Gold] = {}
    for each in records:
        gold = _gold(each)
        latest[gold.question, gold.asked_at] = gold
    return list(latest.values())


def unfinished(golds: Sequence[Gold]) -> list[Gold]:
    """Those of which nobody knows yet what a right answer holds."""
    return [gold for gold in golds if gold.answerable and not (gold.expected or gold.article_ids)]


def _gold(record: Feedback) -> Gold:
    said = record.answer
    right = record.opinion is Opinion.RIGHT
    silent = said.get("status") == "not_found"
    asked_at = _of(said, "understood").get("asked_at")
    short = said.get("short_answer") if right or record.opinion is Opinion.WRONG_SOURCE else None
    cited = [each for each in said.get("citations") or () if right]
    question = _standing_alone(record)
    digest = sha256(f"{question} {asked_at}".encode("utf-8", "replace")).hexdigest()[:10]
    return Gold(
        id=f"{KIND}-{digest}",
        kind=f"{KIND}: {record.opinion.value}",
        question=question,
        answerable=not (right and silent),
        expected=((short,),) if short else (),
        article_ids=tuple(dict.fromkeys(each["article_id"] for each in cited)),
        asked_at=asked_at,
        spans=tuple(GoldSpan(each["article_id"], each["quote"]) for each in cited),
        answers=(short,) if short else (),
        note=_note(record),
    )


def _standing_alone(record: Feedback) -> str:
    """A follow-up as it was understood, since its conversation is not kept with the question."""
    turns = record.answer.get("turns") or ()
    understood = _of(record.answer, "understood").get("text")
    return str(understood) if len(turns) > 2 and understood else record.question


def _note(record: Feedback) -> str:
    parts = [record.note.strip()]
    if record.opinion is Opinion.WRONG_SOURCE:
        cited = dict.fromkeys(c["article_id"] for c in record.answer.get("citations") or ())
        parts.append(f"not from {', '.join(cited)}" if cited else "")
    if record.opinion is Opinion.WRONG_ANSWER:
        parts.append(f"not: {record.answer.get('short_answer') or record.answer.get('text') or ''}")
    return "; ".join(part for part in parts if part)


def _of(said: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    part = said.get(name)
    return part if isinstance(part, Mapping) else {}
