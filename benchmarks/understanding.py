"""What understanding follow-ups and several parts does for what is found; names in other spellings.

    python benchmarks/understanding.py [questions.jsonl] [articles]

A question finds all its articles when each is among the first five passages; more strictly, when
they are among as many passages as it has articles. Every question is searched twice, with the
step and without it. Threads and questions of several parts with an even number were kept aside
while the rules were made, and are counted apart. So was every second name of ``names.txt``.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import permutations
from pathlib import Path

from figures import Table, keep, show

from rag import Rag
from rag.evaluation.estimates import wilson
from rag.evaluation.questions import Gold, read_questions
from rag.retrieval.question import analyse
from rag.types import Answer, Passage

CORPUS = Path(__file__).parents[1] / "corpus"
SPELLED = Path(__file__).with_name("names.txt")
FIRST = 5
STEPS = {"thread": "followups", "several": "parts"}
NAMES = {"thread": "follow-ups", "several": "several parts"}


@dataclass(frozen=True)
class Found:
    """How one question did with its step and without: in the first five, and in the fewest."""

    gold: Gold
    with_step: tuple[bool, bool]
    without: tuple[bool, bool]

    @property
    def kept_aside(self) -> bool:
        number = int(self.gold.id.rpartition("-")[2])
        return (number // 10 if self.gold.kind == "thread" else number) % 2 == 0


def all_among(gold: Gold, passages: Sequence[Passage]) -> tuple[bool, bool]:
    wanted, few = set(gold.article_ids), len(gold.article_ids)
    first, fewest = ({p.article_id for p in passages[:n]} for n in (FIRST, few))
    return wanted <= first, wanted <= fewest


def measured(rag: Rag, questions: Sequence[Gold]) -> Iterator[Found]:
    """Threads are asked turn by turn, each with the history of the turns before it."""
    answers: dict[str, Answer] = {}
    for gold in questions:
        if gold.kind not in STEPS:
            continue
        history = answers[gold.after].turns if gold.after else ()
        if gold.kind == "thread":
            answers[gold.id] = rag.ask(gold.question, history=history)
        if gold.kind == "several" or gold.after:
            found, plain = (
                all_among(gold, rag.search(gold.question, FIRST, history=history, without=step))
                for step in (None, STEPS[gold.kind])
            )
            yield Found(gold, found, plain)


def row(kind: str, aside: bool, found: Sequence[Found]) -> tuple[str, ...]:
    own = [each for each in found if each.gold.kind == kind and each.kept_aside is aside]
    name = f"{NAMES[kind]}, {'kept aside' if aside else 'developed on'}"
    cells = [
        f"{sum(each.with_step[at] for each in own)} ({sum(each.without[at] for each in own)})"
        for at in (0, 1)
    ]
    low, high = wilson(sum(each.with_step[0] for each in own), len(own))
    return (name, str(len(own)), cells[0], f"{low:.0%} to {high:.0%}", cells[1])


def met(asked: str, written: str) -> bool:
    """Whether a text that writes a name in one way is about the name that is asked for."""
    names = analyse(f"What did {asked} say?").names
    text = f"It was {written} that they spoke of."
    return bool(names) and all(each.occurs_in(text) for each in names)


def spelled() -> tuple[Table, list[str]]:
    """How many pairs of spellings are met, and the pairs that are not, or should not have been."""
    lines = [line for line in SPELLED.read_text("utf-8").splitlines() if line and line[0] != "#"]
    same = [line.split(", ") for line in lines if line[0] != "!"]
    parted = {
        "one name, odd rows": (same[::2], True),
        "one name, even rows": (same[1::2], True),
        "two names": ([line[2:].split(", ") for line in lines if line[0] == "!"], False),
    }
    table = Table(
        "Names in other spellings",
        ("", "rows", "pairs", "met", "share"),
        note="a row is one name as newspapers spell it, asked in each spelling and written in each",
    )
    wrong = []
    for title, (rows, wanted) in parted.items():
        pairs = [pair for row in rows for pair in permutations(row, 2)]
        told = [met(*pair) for pair in pairs]
        wrong += [
            f"{a} / {b}" for (a, b), is_met in zip(pairs, told, strict=True) if is_met != wanted
        ]
        share = f"{sum(told) / len(told):.3f}"
        table.rows.append((title, str(len(rows)), str(len(pairs)), str(sum(told)), share))
    return table, wrong


def main() -> None:
    given = [Path(each) for each in sys.argv[1:]]
    questions, articles = [*given, *(CORPUS / "questions.jsonl", CORPUS / "articles")[len(given) :]]
    table = Table(
        "Questions that find all their articles",
        ("", "questions", "in the first five", "95 %", "in as few as there are"),
        note="in brackets: without the step. A question needs one to three articles of 52.",
    )
    with tempfile.TemporaryDirectory() as folder, Rag.open(Path(folder) / "index") as rag:
        rag.ingest(articles)
        found = list(measured(rag, read_questions(questions)))
    table.rows.extend(row(kind, aside, found) for kind in STEPS for aside in (False, True))
    show(table)
    for each in found:
        if not each.with_step[0]:
            print(f"  not found: {each.gold.id}  {each.gold.question}")
    names, wrong = spelled()
    show(names)
    for each in wrong:
        print(f"  not told rightly: {each}")
    keep("understanding", [table, names])


if __name__ == "__main__":
    main()
