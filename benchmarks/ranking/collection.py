"""A collection of news with questions whose articles are known, and the library made of it."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from rag import Rag
from rag.errors import LibraryNotFound

KEPT = Path(__file__).parents[2] / "build" / "ranking"
ARTICLES, QUESTIONS = "articles.jsonl.gz", "questions.jsonl"


@dataclass(frozen=True)
class Asked:
    """A question, when it was asked, and which articles answer it."""

    id: str
    text: str
    day: date
    gold: frozenset[str]
    answer: str = ""
    """In words, where the file tells it."""


def questions(folder: Path) -> list[Asked]:
    """Those of ``questions.jsonl``: id, question, asked_at, gold_article_ids, answer (if told).

    Raises SystemExit, with what to do, when the folder is not there.
    """
    file = folder / QUESTIONS
    if not file.is_file():
        sys.exit(f"there is no {file}; name a folder that holds {ARTICLES} and {QUESTIONS}")
    rows = [json.loads(line) for line in file.read_text("utf-8").splitlines() if line.strip()]
    return [
        Asked(
            str(row["id"]),
            row["question"],
            date.fromisoformat(row["asked_at"][:10]),
            frozenset(row["gold_article_ids"]),
            str(row.get("answer") or ""),
        )
        for row in rows
    ]


@contextmanager
def library(folder: Path, kept: Path = KEPT) -> Iterator[Rag]:
    """The articles as a library, embedded once and kept for the next run."""
    index = kept / folder.resolve().name
    with Rag.open(index) as rag:
        try:
            rag.status()
        except LibraryNotFound:
            print(f"reading {folder / ARTICLES} into {index}; this is done once", file=sys.stderr)
        rag.ingest(folder / ARTICLES)
        yield rag
