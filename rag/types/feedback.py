"""What a reader says of an answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from rag.types.plain import SCHEMA


class Opinion(StrEnum):
    """What a reader may say of an answer."""

    RIGHT = "right"
    WRONG_SOURCE = "wrong source"
    WRONG_ANSWER = "wrong answer"
    SHOULD_KNOW = "should know"
    """It said that the articles do not say, and they do."""


@dataclass(frozen=True, slots=True)
class Feedback:
    """One reader's word on one answer. ``answer`` is the answer as ``rag ask --json`` prints it."""

    at: str
    """When, as ISO 8601 in UTC."""
    question: str
    opinion: Opinion
    answer: Mapping[str, Any]
    note: str = ""
    """What the reader adds, in his own words."""

    @property
    def trace_id(self) -> str:
        return str(self.answer.get("trace_id") or "")

    def to_dict(self) -> dict[str, Any]:
        """A line of the library's ``feedback.jsonl``."""
        return {
            "schema": SCHEMA,
            "at": self.at,
            "question": self.question,
            "verdict": self.opinion.value,
            "note": self.note,
            "trace_id": self.trace_id,
            "answer": dict(self.answer),
        }

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Feedback:
        """Such a line read again. Raises KeyError, TypeError, ValueError for another object."""
        answer = row["answer"]
        if not isinstance(answer, Mapping) or not isinstance(row["question"], str):
            raise TypeError("'answer' must be an answer as JSON, 'question' text")
        opinion, note = Opinion(row["verdict"]), str(row.get("note") or "")
        return cls(str(row["at"]), row["question"], opinion, answer, note)
