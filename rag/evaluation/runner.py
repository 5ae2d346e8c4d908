"""Ask every gold question through the same ``Rag.ask`` as everybody else, and count."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rag.assistant import Rag
from rag.evaluation.marking import Mark, mark
from rag.evaluation.questions import Gold
from rag.types import Answer


@dataclass(frozen=True, slots=True)
class Share:
    """k of n, with the 95 % interval of Wilson (1927)."""

    name: str
    k: int
    n: int

    @property
    def value(self) -> float | None:
        return self.k / self.n if self.n else None

    @property
    def interval(self) -> tuple[float, float]:
        if not self.n:
            return 0.0, 1.0
        z, p = 1.96, self.k / self.n
        middle = (p + z * z / (2 * self.n)) / (1 + z * z / self.n)
        half = z * math.sqrt(p * (1 - p) / self.n + z * z / (4 * self.n**2)) / (1 + z * z / self.n)
        return max(0.0, middle - half), min(1.0, middle + half)

    def __str__(self) -> str:
        if self.value is None:
            return f"{self.name:<24} none"
        low, high = self.interval
        return (
            f"{self.name:<24} {self.k:>4} of {self.n:<4} {self.value:.3f}  [{low:.3f}, {high:.3f}]"
        )


def run(rag: Rag, questions: Sequence[Gold]) -> Iterator[Mark]:
    """Marks in the order of the questions; threads are asked in order, each with its history."""
    answers: dict[str, Answer] = {}
    for gold in questions:
        before = answers.get(gold.after) if gold.after else None
        answer = rag.ask(
            gold.question, history=before.turns if before else (), asked_at=gold.asked_at
        )
        answers[gold.id] = answer
        yield mark(gold, answer, rag.article)


def shares(marks: Sequence[Mark]) -> list[Share]:
    """Right answers in all, by kind, and the two honesty figures."""
    kinds = dict.fromkeys(m.gold.kind for m in marks)
    rows = [Share("right", sum(m.right for m in marks), len(marks))]
    for kind in kinds:
        own = [m for m in marks if m.gold.kind == kind]
        rows.append(Share(f"  {kind}", sum(m.right for m in own), len(own)))
    must = [m for m in marks if m.gold.must_pass]
    rows.append(Share("must pass", sum(m.right for m in must), len(must)))
    rows.append(
        Share("exact citations", sum(m.exact for m in marks), sum(m.citations for m in marks))
    )
    return rows
