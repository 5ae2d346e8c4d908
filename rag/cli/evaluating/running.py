"""``rag eval run``: every question asked and marked."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from rag.cli.common import AsJson, Index, open_rag, print_json


def register(group: typer.Typer) -> None:
    group.command("run", epilog="Example: rag eval run corpus/questions.jsonl")(run)


def run(
    questions: Annotated[Path, typer.Argument(help="Gold questions, one JSON object a line.")],
    floor: Annotated[
        float, typer.Option(help="Exit 1 when the share of right answers is below this.")
    ] = 0.0,
    index: Index = None,
    json: AsJson = False,
) -> int:
    """Ask every question and print the share of right answers, by kind, with 95 % intervals."""
    from rag.evaluation.questions import read_questions
    from rag.evaluation.runner import run as ask_all
    from rag.evaluation.runner import shares
    from rag.types import SCHEMA

    golds = read_questions(questions)
    with open_rag(index) as rag:
        marks = list(ask_all(rag, golds))
    rows = shares(marks)
    wrong = [m for m in marks if not m.right]
    if json:
        print_json(
            {
                "schema": SCHEMA,
                "shares": [{"name": s.name.strip(), "k": s.k, "n": s.n} for s in rows],
                "wrong": [
                    {"id": m.gold.id, "question": m.gold.question, "reason": m.reason}
                    for m in wrong
                ],
            }
        )
    else:
        for m in wrong:
            print(f"wrong  {m.gold.id}  {m.gold.question}\n       {m.reason}")
        print("\n".join(map(str, rows)))
    failed = (rows[0].value or 0.0) < floor or any(m.gold.must_pass for m in wrong)
    return 1 if floor and failed else 0
