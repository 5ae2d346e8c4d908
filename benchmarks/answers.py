"""What answers without a model hold: the expected words, by length, and how short answers do.

    make bench-answers                     (or: python benchmarks/answers.py [FOLDER])

FOLDER holds articles.jsonl.gz and questions.jsonl with id, question, asked_at, answer. Every
question goes through ``Rag.ask`` over the whole library at its own day; questions of true or false
are left out. Counted are the first sentences of the answer as it is shown, never more than the
words told. Words are compared as ``composing/tokens.py`` says.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import fmean, median

from composing.tokens import f1, holds, same
from figures import Table, keep, show
from ranking.collection import ARTICLES, KEPT, QUESTIONS, library
from ranking.measures import interval

from rag import Rag
from rag.types import Answer, Status

LENGTHS = ((1, 90), (2, 90), (3, 90), (5, 120))
"""Sentences and words; the goal is told at the third."""
GOAL_AT = (3, 90)
BEST = 10
_POLAR = frozenset(("true", "false", "yes", "no"))


@dataclass(frozen=True)
class Quiz:
    """A question with the words that a right answer holds."""

    id: str
    text: str
    asked_at: str
    answer: str


@dataclass(frozen=True)
class Reply:
    """What was answered, the best passages found, and the seconds it took."""

    quiz: Quiz
    answer: Answer
    passages: tuple[str, ...]
    seconds: float

    def told(self, sentences: int, words: int) -> str:
        """The first sentences of the answer, as far as the words reach."""
        kept: list[str] = []
        for sentence in self.answer.sentences[:sentences]:
            if kept and len(" ".join([*kept, sentence.words]).split()) > words:
                break
            kept.append(sentence.words)
        return " ".join(" ".join(kept).split()[:words])


def quizzes(folder: Path) -> list[Quiz]:
    """Those of ``questions.jsonl``. Raises SystemExit, with what to do, without the file."""
    file = folder / QUESTIONS
    if not file.is_file():
        sys.exit(f"there is no {file}; name a folder that holds {ARTICLES} and {QUESTIONS}")
    rows = [json.loads(line) for line in file.read_text("utf-8").splitlines() if line.strip()]
    return [
        Quiz(str(row["id"]), row["question"], row["asked_at"][:10], str(row["answer"]))
        for row in rows
        if str(row["answer"]).casefold() not in _POLAR
    ]


def replies(rag: Rag, asked: Sequence[Quiz]) -> list[Reply]:
    found = []
    for quiz in asked:
        start = time.perf_counter()
        answer = rag.ask(quiz.text, asked_at=quiz.asked_at, k=BEST)
        seconds = time.perf_counter() - start
        passages = tuple(passage.text for passage in answer.passages)
        found.append(Reply(quiz, answer, passages, seconds))
    return found


def by_length(found: Sequence[Reply]) -> Table:
    """Whether the expected words are told, and F1 of words, by how much of the answer is read."""
    made = Table(
        f"the expected words in the answers to {len(found)} questions",
        ("read", "held", "share", "95 %", "token F1", "words, mean"),
    )
    ceiling = [any(holds(text, r.quiz.answer) for text in r.passages) for r in found]
    made.rows.append((f"the {BEST} best passages", *_share(ceiling), "-", "-"))
    for length in LENGTHS:
        told = [(r.told(*length), r.quiz.answer) for r in found]
        goal = ", goal .72" if length == GOAL_AT else ""
        made.rows.append(
            (
                f"{length[0]} sentence{'s' * (length[0] > 1)}, {length[1]} words{goal}",
                *_share([holds(*pair) for pair in told]),
                f"{fmean(f1(*pair) for pair in told):.3f}",
                f"{fmean(len(text.split()) for text, _ in told):.0f}",
            )
        )
    silent = sum(r.answer.status is Status.NOT_FOUND for r in found)
    middle = median(r.seconds for r in found)
    note = f"not found: {silent}; an answer takes {1e3 * middle:.0f} ms (median)"
    return replace(made, note=note)


def of_short_answers(found: Sequence[Reply]) -> Table:
    """How often a short answer is given, and how often it is right."""
    made = Table("short answers", ("", "n", "share", "95 %"))
    given = [(r.answer.short_answer, r.quiz.answer) for r in found if r.answer.short_answer]
    made.rows.append(("given", *_share([bool(r.answer.short_answer) for r in found])))
    exact = [same(short or "", answer) for short, answer in given]
    inside = [holds(short or "", answer) or holds(answer, short or "") for short, answer in given]
    if given:
        made.rows.append(("of these, the expected words and no others", *_share(exact)))
        made.rows.append(("of these, one holds the other", *_share(inside)))
    return made


def _share(hits: Sequence[bool]) -> tuple[str, str, str]:
    low, high = interval([float(hit) for hit in hits])
    return f"{sum(hits)}/{len(hits)}", f"{fmean(hits):.3f}", f"{low:.2f}-{high:.2f}"


def main(say: Callable[[Table], None] = show) -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path, nargs="?", default=os.environ.get("NEWS") or ".")
    parser.add_argument("--kept", type=Path, default=KEPT, help="where its library is kept")
    parser.add_argument("--wrong", action="store_true", help="list what lacks the expected words")
    chosen = parser.parse_args()
    asked = quizzes(chosen.folder)
    with library(chosen.folder, chosen.kept) as rag:
        found = replies(rag, asked)
    tables = [by_length(found), of_short_answers(found)]
    for each in tables:
        say(each)
    for reply in found if chosen.wrong else ():
        if not holds(reply.told(*GOAL_AT), reply.quiz.answer):
            print(f"{reply.quiz.id}  {reply.quiz.text}\n    {reply.answer.status}, {reply.quiz.id}")
    keep("answers", tables)


if __name__ == "__main__":
    main()
