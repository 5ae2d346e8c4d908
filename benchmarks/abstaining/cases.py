"""Questions of which it is known whether the articles given answer them.

Each case lies in one of two halves, by its name: the rules are made while looking at ``tune``, and
no case of ``held`` is read. The weights are fitted on both, ``held`` counting more, and judged by a
cross-validation within it.
"""

from __future__ import annotations

import json
import random
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from ranking.collection import questions as news_questions

from rag.evaluation.questions import read_questions

ROOT = Path(__file__).parents[2]
CORPUS = ROOT / "corpus"
NEAR_MISSES = Path(__file__).parent / "near_misses.jsonl"
TUNE, HELD = "tune", "held"
FROM_RECORDS = "metadata"
SAMPLED = 168
"""Of the questions over several articles, as many with an answer as there are without one."""
COMPARING = 84
"""And so many of those that compare what articles say, which are answered by yes or no."""


@dataclass(frozen=True)
class Case:
    """A question, and whether what may be read answers it."""

    id: str
    group: str
    """Cases of one group lie in one half and in one part of a cross-validation."""
    question: str
    answerable: bool
    half: str
    asked_at: date | None = None
    without: frozenset[str] = frozenset()
    """Articles that the search must not bring."""
    passages: tuple[tuple[str, str], ...] = ()
    """Title and text of what is given, where it is given with the question."""
    answer: str = ""
    """In words, where the set tells it and some other article may tell it, too."""


def half_of(group: str) -> str:
    return TUNE if zlib.crc32(group.encode()) % 2 else HELD


def rows_of(file: Path) -> Iterator[dict[str, Any]]:
    yield from (json.loads(line) for line in file.read_text("utf-8").splitlines() if line.strip())


def near_misses() -> list[Case]:
    """Of the sample collection: what an article says of a thing, and what none says of it."""
    return [
        Case(
            row["id"],
            row["id"].rpartition("-")[2],
            row["question"],
            row["answerable"],
            row["half"],
        )
        for row in rows_of(NEAR_MISSES)
    ]


def gold() -> list[Case]:
    """The project's own questions that stand alone and are searched for; all of them were seen."""
    return [
        Case(each.id, each.id, each.question, each.answerable, TUNE, _day(each.asked_at))
        for each in read_questions(CORPUS / "questions.jsonl")
        if not each.after and each.kind != FROM_RECORDS
    ]


def _day(value: object) -> date | None:
    return date.fromisoformat(str(value)[:10]) if value else None


def given(file: Path) -> list[Case]:
    """Each with the one passage it is asked of."""
    return [
        Case(
            str(row["id"]),
            str(row["id"]),
            row["input"],
            bool(row["answerable"]),
            half_of(str(row["id"])),
            passages=tuple((each["title"], each["text"]) for each in row["passages"]),
        )
        for row in rows_of(file)
    ]


def news(folder: Path) -> list[Case]:
    """Each question twice: with the articles that answer it, and without them."""
    return [
        Case(
            f"{each.id}{'' if answerable else ' without'}",
            each.id,
            each.text,
            answerable,
            half_of(each.id),
            each.day,
            frozenset() if answerable else each.gold,
            answer=each.answer,
        )
        for each in news_questions(folder)
        for answerable in (True, False)
    ]


def multihop(folder: Path) -> list[Case]:
    """The questions that the facts do not answer, and some that they do."""
    rows = list(rows_of(folder / "questions.jsonl"))
    silent = [row for row in rows if row["question_type"] == "null_query"]
    others = [row for row in rows if row["question_type"] == "inference_query"]
    chosen = random.Random(1).sample(others, min(SAMPLED, len(others)))
    compare = [row for row in rows if row not in silent and row not in others]
    chosen += random.Random(2).sample(compare, min(COMPARING, len(compare)))
    return [
        Case(row["id"], row["id"], row["query"], row in chosen, half_of(row["id"]))
        for row in [*silent, *chosen]
    ]
