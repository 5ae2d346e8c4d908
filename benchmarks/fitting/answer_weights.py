"""Learns how promising sentences are told from others, ``rag/answering/promise.json``.

    make tune-answers                  (or: python benchmarks/fitting/answer_weights.py [FOLDER])

FOLDER holds articles.jsonl.gz and questions.jsonl (id, question, asked_at, answer). Prints how
often the first sentences hold the expected words, in a cross-validation by question and by the
score alone, then writes the weights fitted on all.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime
from itertools import chain
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from answers import Quiz, quizzes
from composing.fit import FOLDS, PENALTY, Example, fitted, held_out
from ranking.collection import KEPT, library

from rag.answering.answerer import READ, Answerer
from rag.answering.draft import Request
from rag.answering.promise import CLUES
from rag.answering.understanding import understand
from rag.library.library import Library
from rag.retrieval.apart import retrieve_each

STORED = Path(__file__).parents[2] / "rag" / "answering" / "promise.json"


def examples(stored: Library, asked: Sequence[Quiz]) -> list[Example]:
    """The sentences that qualify for each question, by the steps that an answer takes."""
    answerer = Answerer(stored)
    return [_example(stored, answerer, quiz) for quiz in asked]


def _example(stored: Library, answerer: Answerer, quiz: Quiz) -> Example:
    request = Request(quiz.text, asked_at=date.fromisoformat(quiz.asked_at))
    questions = understand(request, stored, None).questions
    found = retrieve_each(stored, questions, request.chosen, READ, request.asking)
    evidence = list(chain.from_iterable(answerer._evidence(each) for each in found))
    clues = np.array([each.clues for each in evidence]).reshape(len(evidence), len(CLUES))
    return Example(quiz.id, quiz.answer, tuple(each.line.text for each in evidence), clues)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path, nargs="?", default=os.environ.get("NEWS") or ".")
    parser.add_argument("--kept", type=Path, default=KEPT, help="where its library is kept")
    parser.add_argument("--to", type=Path, default=STORED, help="the file of weights")
    chosen = parser.parse_args()
    asked = quizzes(chosen.folder)
    with library(chosen.folder, chosen.kept) as rag:
        found = examples(rag._open(), asked)
    by_score = sum(each.is_met(np.eye(len(CLUES))[0]) for each in found)
    met, weights = held_out(found), fitted(found)
    print(f"by score alone      {by_score} of {len(found)}")
    print(f"learned, held out   {sum(met)} of {len(found)}, in {FOLDS} parts")
    stored = {
        "made": f"make tune-answers, {datetime.now(UTC):%Y-%m-%d}",
        "on": f"{len(found)} questions",
        "how": f"listwise, ridge {PENALTY:g}, no weight below 0",
        "held out": {"expected words in the first three sentences": f"{sum(met)} of {len(found)}"},
        "weights": dict(zip(CLUES, (round(float(w), 4) for w in weights), strict=True)),
    }
    chosen.to.write_text(json.dumps(stored, indent=1) + "\n", encoding="utf-8")
    print(f"wrote {chosen.to}")


if __name__ == "__main__":
    main()
