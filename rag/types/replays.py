"""An old answer and the same question asked again: what changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from rag.types.answers import Answer
from rag.types.plain import SCHEMA, plain


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is otherwise now, in words and as values."""

    what: str
    """``status``, ``sentence``, ``verdict``, ``citation``, ``passage``, ``conflict``,
    ``setting``, ``library``, ``mode`` or ``version``."""
    was: Any
    """None for what was not there."""
    now: Any
    """None for what is gone."""
    text: str


@dataclass(frozen=True, slots=True)
class Replay:
    """What asking again gave. Without ``changes`` the answer is the same in all that counts."""

    trace_id: str
    """Of the old answer; the new one names its own."""
    question: str
    made_at: str
    changes: tuple[Change, ...]
    answer: Answer

    def to_dict(self) -> dict[str, Any]:
        """The object that ``rag replay --json`` prints."""
        return {
            "schema": SCHEMA,
            "trace_id": self.trace_id,
            "question": self.question,
            "made_at": self.made_at,
            "changed": bool(self.changes),
            "changes": plain(self.changes),
            "answer": self.answer.to_dict(),
        }
