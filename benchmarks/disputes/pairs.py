"""The pairs, written by hand: some seen while the rules were made, the others run first unread."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from rag.answering.disagreement.claims import Claim, claims
from rag.answering.disagreement.comparing import compare

CONFLICT, DIFFERENT, DEVELOPMENT = "conflict", "different", "development"
HELD, OPENED = "held", "opened"
"""What nobody has looked at, and what was run once before it was looked at, so that the rules know
it since; the others, ``tune``, were seen while the rules were made."""

Reading = Callable[["Pair"], str]
"""Says of a pair which of the three it is."""


@dataclass(frozen=True)
class Pair:
    """Two sentences of two articles, and what they are to each other."""

    half: str
    label: str
    kind: str
    why: str
    one: Claim
    other: Claim


def pairs(half: str | None = None) -> list[Pair]:
    """All pairs, or those of one half."""
    path = Path(__file__).with_name("pairs.jsonl")
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    rows = [row for row in rows if half in (None, row["half"])]
    texts = [row[side] for row in rows for side in ("one", "other")]
    read = claims(
        [each["text"] for each in texts],
        [date.fromisoformat(each["published"]) for each in texts],
        [frozenset()] * len(texts),
    )
    return [
        Pair(row["half"], row["label"], row["kind"], row["why"], read[2 * i], read[2 * i + 1])
        for i, row in enumerate(rows)
    ]


def by_rules(pair: Pair) -> str:
    """What the rules say of a pair."""
    found = compare(pair.one, pair.other)
    if found is None:
        return DIFFERENT
    return DEVELOPMENT if found.overtakes else CONFLICT


def by_numbers(pair: Pair) -> str:
    """A baseline: half of the words in common, and other numbers or a "not" in one of them."""
    from rag.retrieval.dissent import denials
    from rag.terms import content_terms, numbers

    ours, theirs = set(content_terms(pair.one.text)), set(content_terms(pair.other.text))
    if len(ours & theirs) < 0.5 * min(len(ours), len(theirs)):
        return DIFFERENT
    a, b = pair.one.text, pair.other.text
    spelled = ours - theirs and theirs - ours
    differs = numbers(a) != numbers(b) or denials(a) != denials(b) or bool(spelled)
    return CONFLICT if differs else DIFFERENT


@dataclass(frozen=True)
class Rate:
    """How many of some were what they should be."""

    right: int
    of: int

    @property
    def share(self) -> float:
        return self.right / self.of if self.of else 1.0

    def __str__(self) -> str:
        return f"{self.right}/{self.of}"


def precision(found: Iterable[Pair], reading: Reading, label: str = CONFLICT) -> Rate:
    """Of the pairs that are called so, how many are."""
    called = [pair for pair in found if reading(pair) == label]
    return Rate(sum(pair.label == label for pair in called), len(called))


def recall(found: Iterable[Pair], reading: Reading, label: str = CONFLICT) -> Rate:
    """Of the pairs that are so, how many are called so."""
    those = [pair for pair in found if pair.label == label]
    return Rate(sum(reading(pair) == label for pair in those), len(those))
