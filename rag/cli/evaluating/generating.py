"""``rag eval generate`` and ``from-feedback``: questions of one's own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rag.cli.bar import progress_bar
from rag.cli.common import AsJson, Index, open_rag, print_json, say

if TYPE_CHECKING:
    from rag.evaluation.questions import Gold

Out = Annotated[
    Path | None,
    typer.Option("-o", "--out", metavar="FILE", help="Where to (default: the output)."),
]


def register(group: typer.Typer) -> None:
    group.command(epilog="Example: rag eval generate -n 60 -o questions.jsonl")(generate)
    group.command("from-feedback", epilog="Example: rag eval from-feedback -o questions.jsonl")(
        from_feedback
    )


def generate(
    n: Annotated[int, typer.Option("-n", "--n", min=1, help="How many questions at most.")] = 60,
    seed: Annotated[int, typer.Option(help="The same seed gives the same questions.")] = 0,
    came: Annotated[
        str, typer.Option("--from", metavar="index", help="What they are made of.")
    ] = "index",
    out: Out = None,
    index: Index = None,
    json: AsJson = False,
) -> int:
    """Make questions of the library's own articles; with a model set, natural ones too."""
    from rag.answering.models import open_model
    from rag.errors import UsageError
    from rag.evaluation.generating import generate as generated
    from rag.evaluation.generating.natural import asker_of

    if came != "index":
        raise UsageError(f"questions are made from 'index', not from '{came}'")
    with open_rag(index) as rag, progress_bar(quiet=json) as progress:
        asker = asker_of(rag.settings, open_model(rag.settings))
        golds = generated(rag.articles(), n, seed, asker, progress)
    if asker is not None and asker.capped:
        say(f"no more was asked of the model: {asker.capped}")
    return tell(golds, out, json=json)


def from_feedback(
    file: Annotated[
        Path | None, typer.Argument(help="A feedback.jsonl (default: the library's own).")
    ] = None,
    out: Out = None,
    index: Index = None,
    json: AsJson = False,
) -> int:
    """Make questions of what readers said of answers."""
    from rag.errors import UsageError
    from rag.evaluation.generating import from_feedback as feedback
    from rag.library.feedback import read_feedback

    if file is not None:
        records = read_feedback(file)
    else:
        with open_rag(index) as rag:
            records = rag.feedbacks()
    if not records:
        raise UsageError("no reader has said anything of an answer yet; `Rag.feedback` keeps it")
    golds = feedback.from_feedback(records)
    waiting = feedback.unfinished(golds)
    if waiting:
        say(f"{len(waiting)} wait for a person to fill in `expected` or `article_ids`:")
        say("  " + ", ".join(gold.id for gold in waiting))
    return tell(golds, out, json=json)


def tell(golds: list[Gold], out: Path | None, *, json: bool) -> int:
    """The questions into the file, or onto the output; how many of each kind beside it."""
    from collections import Counter

    from rag.evaluation.formats import FORMS
    from rag.types import SCHEMA, plain

    write = FORMS["byline"].write
    if out is not None and write is not None:
        write(golds, out)
    kinds = Counter(gold.kind for gold in golds)
    if json:
        rows = [plain(gold.to_dict()) for gold in golds]
        print_json({"schema": SCHEMA, "kinds": dict(kinds), "questions": rows})
    elif out is None:
        import json as json_module

        for gold in golds:
            print(json_module.dumps(gold.to_dict(), ensure_ascii=False))
    told = ", ".join(f"{count} {kind}" for kind, count in kinds.items())
    say(f"{len(golds)} questions: {told}" + (f", in {out}" if out else ""))
    return 0
