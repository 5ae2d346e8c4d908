"""``rag eval validate`` and ``rag eval convert``: questions in the field's forms."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from rag.cli.common import AsJson, Index, open_rag, print_json, printable, say

From = Annotated[
    str | None,
    typer.Option("--from", metavar="FORM", help="Its form, where the content does not tell."),
]
Questions = Annotated[
    Path, typer.Argument(help="Questions in any form: JSON Lines, a BEIR folder, SQuAD, ragas ...")
]


def register(group: typer.Typer) -> None:
    group.command(epilog="Example: rag eval validate corpus/questions.jsonl")(validate)
    group.command(
        epilog="Example: rag eval convert scifact questions.jsonl --articles scifact.jsonl"
    )(convert)


def validate(questions: Questions, came: From = None, json: AsJson = False) -> int:
    """Say everything that is wrong with questions, with its line; exit 1 if anything is."""
    from rag.evaluation import formats
    from rag.types import SCHEMA

    form = formats.form_of(questions, came)
    wrong = formats.faults(questions, form.name)
    count = sum(not isinstance(each, formats.Wrong) for each in form.read(questions))
    if json:
        told = [
            {"file": str(each.file or questions), "line": each.line, "reason": each.why}
            for each in wrong
        ]
        print_json({"schema": SCHEMA, "form": form.name, "questions": count, "faults": told})
    else:
        for each in wrong:
            print(printable(formats.placed(questions, each)))
        print(f"{_counted(count, 'question')}, {_counted(len(wrong), 'fault')} (as {form.what})")
    return 1 if wrong else 0


def convert(
    source: Annotated[
        Path, typer.Argument(metavar="IN", help="Questions, or the folder of a run.")
    ],
    target: Annotated[Path, typer.Argument(metavar="OUT", help="The file or folder to write.")],
    came: From = None,
    become: Annotated[
        str,
        typer.Option(
            "--to",
            metavar="FORM",
            help="byline, beir, multihop, squad, ragas, llamaindex; trec, of a run.",
        ),
    ] = "byline",
    articles: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Where to write the articles that come with it."),
    ] = None,
    index: Index = None,
    json: AsJson = False,
) -> int:
    """Write questions, or what a run said and found, in another form."""
    from rag.evaluation.formats.converting import convert as converted
    from rag.types import SCHEMA, plain

    if become == "beir" and index is not None:
        with open_rag(index) as rag:
            library = rag.articles()
    else:
        library = []
    done = converted(source, target, came=came, become=become, articles=articles, library=library)
    if json:
        print_json({"schema": SCHEMA, **plain(done)})
    else:
        beside = f" and {_counted(done.articles, 'article')}" if done.articles else ""
        print(f"{_counted(done.questions, 'question')}{beside}: {done.came} -> {done.became}")
    if articles is not None:
        say(f"`rag ingest {articles}` reads the articles")
    return 0


def _counted(n: int, what: str) -> str:
    return f"{n:,} {what}{'' if n == 1 else 's'}"
