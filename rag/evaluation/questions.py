"""Gold questions: one JSON object a line, checked when read."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from rag.errors import UsageError


@dataclass(frozen=True, slots=True)
class GoldSpan:
    """Words of an article that carry the answer."""

    article_id: str
    quote: str


@dataclass(frozen=True, slots=True)
class Given:
    """A passage that comes with its question, for systems that are handed what to read."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Earlier:
    """A turn of the conversation that a question goes on with."""

    role: str
    text: str


@dataclass(frozen=True, slots=True)
class Gold:
    """A question with what a right answer holds. What a file does not tell is empty or None.

    ``expected`` is a list of groups: a right answer holds one string of each group.
    """

    id: str
    kind: str
    question: str
    answerable: bool = True
    expected: tuple[tuple[str, ...], ...] = ()
    article_ids: tuple[str, ...] = ()
    after: str | None = None
    asked_at: str | None = None
    must_pass: bool = False
    spans: tuple[GoldSpan, ...] = ()
    answers: tuple[str, ...] = ()
    """The short answers that count, for exact match and token F1."""
    facts: tuple[str, ...] = ()
    """Sentences of evidence; a passage that holds one is a hit (MultiHop-RAG)."""
    passages: tuple[Given, ...] = ()
    near_miss: bool = False
    absent: tuple[str, ...] = ()
    """Articles that must not be there: the question is asked of the library without them."""
    note: str = ""
    history: tuple[Earlier, ...] = ()
    """What was said before it, where it comes after no question of the file."""

    def to_dict(self) -> dict[str, Any]:
        """The line of a questions file that reads as this."""
        return asdict(self)


def read_questions(path: Path) -> list[Gold]:
    """All questions of a file, in order. Raises UsageError with the line that is wrong."""
    if not path.is_file():
        raise UsageError(f"there are no questions in '{path}': no such file")
    found = list(_rows(path))
    ids = [gold.id for gold in found]
    for gold in found:
        if gold.after is not None and gold.after not in ids[: ids.index(gold.id)]:
            raise UsageError(f"{path}: '{gold.id}' comes after '{gold.after}', which is not above")
    if not found:
        raise UsageError(f"{path} holds no questions")
    return found


def _rows(path: Path) -> Iterator[Gold]:
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            yield gold_of(json.loads(line), number)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise UsageError(f"{path}, line {number}: not a gold question ({error!r})") from error


def gold_of(row: Mapping[str, Any], number: int) -> Gold:
    """The question of one object; what it leaves out is filled in. ``number`` is its line's."""
    return Gold(
        id=str(row.get("id") or f"line-{number}"),
        kind=str(row.get("kind") or "question"),
        question=str(row["question"]),
        answerable=bool(row.get("answerable", True)),
        expected=tuple(tuple(map(str, group)) for group in row.get("expected") or ()),
        article_ids=tuple(map(str, row.get("article_ids") or ())),
        after=row.get("after"),
        asked_at=row.get("asked_at"),
        must_pass=bool(row.get("must_pass", False)),
        spans=tuple(GoldSpan(s["article_id"], s["quote"]) for s in row.get("spans") or ()),
        answers=tuple(map(str, row.get("answers") or ())),
        facts=tuple(map(str, row.get("facts") or ())),
        passages=tuple(Given(p.get("title") or "", p["text"]) for p in row.get("passages") or ()),
        near_miss=bool(row.get("near_miss", False)),
        absent=tuple(map(str, row.get("absent") or ())),
        note=str(row.get("note") or ""),
        history=tuple(Earlier(t["role"], t["text"]) for t in row.get("history") or ()),
    )
