"""``rag eval validate``, ``convert`` and ``score``: questions, runs and answers in files."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated

import typer

from rag.cli.common import AsJson, Index, open_rag, print_json, say
from rag.cli.evaluating.running import Fresh, Name, Runs, by_time
from rag.cli.terminal import printable

From = Annotated[
    str | None,
    typer.Option("--from", metavar="FORM", help="Its form, where the content does not tell."),
]
Questions = Annotated[
    Path, typer.Argument(help="Questions in any form: JSON Lines, a BEIR folder, SQuAD, ragas ...")
]


def register(group: typer.Typer) -> None:
    group.command(epilog="Example: rag eval score answers.jsonl questions.jsonl")(score)
    group.command(epilog="Example: rag eval validate corpus/questions.jsonl")(validate)
    group.command(
        epilog="Example: rag eval convert scifact questions.jsonl --articles scifact.jsonl"
    )(convert)


def score(
    answers: Annotated[Path, typer.Argument(help="Anybody's answers, one JSON object a line.")],
    questions: Questions,
    index: Index = None,
    name: Name = None,
    runs: Runs = Path("runs"),
    fresh: Fresh = False,
    json: AsJson = False,
) -> int:
    """Score anybody's answers as a run: text with [n], passages and what else they tell."""
    from rag.evaluation.answers_file import read_answers
    from rag.evaluation.calling import Articles
    from rag.evaluation.evaluating import evaluate
    from rag.evaluation.questions import read_questions
    from rag.evaluation.scoring import no_texts
    from rag.evaluation.showing import as_json, lines

    golds, told = read_questions(questions), read_answers(answers)
    name = name or by_time(runs)
    with ExitStack() as stack:
        rag = stack.enter_context(open_rag(index)) if index is not None else None
        asked = told.system(Articles(rag) if rag else no_texts)
        made = evaluate(asked, questions, name=name, folder=runs / name, fresh=fresh)
    missing, unknown = told.missing(golds), told.unknown(golds)
    if missing:
        count = _counted(len(missing), "question")
        say(f"{count} without an answer, which counts as wrong: {_few(missing)}")
    if unknown:
        say(f"{_counted(len(unknown), 'answer')} to no question here: {_few(unknown)}")
    if json:
        print_json({**as_json(made), "missing": missing, "unknown": unknown})
    else:
        print("\n".join(lines(made)))
    return 0


def _few(names: Sequence[str]) -> str:
    more = f" and {len(names) - 8} more" if len(names) > 8 else ""
    return ", ".join(map(printable, names[:8])) + more


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
