"""``rag eval robust``: what becomes of answers when something changes that should not matter."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from rag.cli.bar import progress_bar
from rag.cli.common import AsJson, Index, open_rag, print_json
from rag.cli.evaluating.running import Questions, Workers


def register(group: typer.Typer) -> None:
    group.command(epilog="Example: rag eval robust corpus/questions.jsonl --only reworded")(robust)


def robust(
    questions: Questions,
    only: Annotated[
        list[str] | None,
        typer.Option(
            metavar="CHANGE",
            help="reworded, noise, contradiction, shuffled or instructions. Repeatable.",
        ),
    ] = None,
    most: Annotated[
        int | None, typer.Option("-n", "--n", min=1, help="The first so many questions alone.")
    ] = None,
    index: Index = None,
    workers: Workers = 4,
    out: Annotated[
        Path | None, typer.Option("-o", "--out", metavar="FILE", help="Keep the JSON there too.")
    ] = None,
    json: AsJson = False,
) -> int:
    """Reword questions, plant articles in a copy, shuffle passages, and tell each drop."""
    from rag.evaluation.questions import read_questions
    from rag.evaluation.robust.running import GROUPS, robustness
    from rag.evaluation.robust.showing import as_json, table

    golds = read_questions(questions)[:most]
    with open_rag(index) as rag, progress_bar(quiet=json) as progress:
        changes = robustness(rag, golds, groups=only or GROUPS, workers=workers, progress=progress)
    if out is not None:
        import json as json_module

        from rag.evaluation.formats.form import write_text

        write_text(out, json_module.dumps(as_json(changes), ensure_ascii=False, indent=1) + "\n")
    if json:
        print_json(as_json(changes))
    else:
        print("\n".join(table(changes)))
    return 0
