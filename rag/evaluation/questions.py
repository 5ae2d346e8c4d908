"""Gold questions: what is asked, and what a right answer holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any


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
    """All questions of a file or folder, in order, in any of the forms of
    :mod:`rag.evaluation.formats`. Raises UsageError with the line that is wrong."""
    from rag.evaluation.formats import read

    return read(path)


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
