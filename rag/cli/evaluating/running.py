"""``rag eval run``: every question asked, every answer scored, kept in a folder."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from rag.cli.bar import progress_bar
from rag.cli.common import AsJson, Index, open_rag, print_json

if TYPE_CHECKING:
    from rag.assistant import Rag
    from rag.evaluation.rows import Run

WITHOUT = "without"
"""What ``--set`` knows besides the settings: steps of understanding that are left out."""


Questions = Annotated[Path, typer.Argument(help="Gold questions, in any of the known forms.")]
Corpus = Annotated[
    Path | None,
    typer.Option(metavar="DIR", help="Ask a library made of this folder for this run alone."),
]
Name = Annotated[
    str | None, typer.Option(help="Its folder; the same name goes on (default: the time).")
]
Runs = Annotated[Path, typer.Option(metavar="FOLDER", help="Where runs are kept.")]
Changes = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="KEY=VALUE", help="A setting, or without=dates,parts."),
]
Workers = Annotated[int, typer.Option(min=1, help="How many questions at once.")]
Fresh = Annotated[bool, typer.Option("--fresh", help="Begin again, whatever the folder holds.")]
JUnit = Annotated[
    Path | None, typer.Option(metavar="FILE", help="Write the result as JUnit XML too.")
]
Processes = Annotated[
    int | None,
    typer.Option(
        min=1,
        help="Processes that answer without a model (default: one a processor, up to workers).",
    ),
]
Floor = Annotated[float, typer.Option(help="Exit 1 when the share of right answers is below this.")]


def register(group: typer.Typer) -> None:
    group.command("run", epilog="Example: rag eval run corpus/questions.jsonl --name sample")(run)


def run(
    questions: Questions,
    floor: Floor = 0.0,
    index: Index = None,
    corpus: Corpus = None,
    name: Name = None,
    runs: Runs = Path("runs"),
    changes: Changes = None,
    workers: Workers = 4,
    processes: Processes = None,
    fresh: Fresh = False,
    junit: JUnit = None,
    json: AsJson = False,
) -> int:
    """Ask every question, score every answer, and print what is right, with 95 % intervals."""
    from rag.evaluation.evaluating import evaluate
    from rag.evaluation.junit import written
    from rag.evaluation.showing import as_json, lines

    settings, without = as_changes(changes or ())
    name = name or by_time(runs)
    with (
        _told_where(runs, name),
        asked_library(index, corpus, settings) as rag,
        progress_bar(quiet=json) as progress,
    ):
        made = evaluate(
            rag,
            questions,
            name=name,
            folder=runs / name,
            workers=workers,
            processes=processes,
            without=without,
            fresh=fresh,
            progress=progress,
        )
    if junit:
        junit.parent.mkdir(parents=True, exist_ok=True)
        junit.write_text(written(made), encoding="utf-8")
    if json:
        print_json(as_json(made))
    else:
        print("\n".join(lines(made)))
    return 1 if floor and _falls_below(made, floor) else 0


def as_changes(given: Sequence[str]) -> tuple[dict[str, Any], tuple[str, ...]]:
    """What ``--set`` says: settings by name, and the steps to leave out. Raises UsageError."""
    from rag.asking import as_steps
    from rag.errors import UsageError

    settings: dict[str, Any] = {}
    without: list[str] = []
    for each in given:
        key, equals, value = each.partition("=")
        if not equals or not key:
            raise UsageError(f"--set takes KEY=VALUE, such as passages=4, not '{each}'")
        if key == WITHOUT:
            without += [step.strip() for step in value.split(",") if step.strip()]
        else:
            settings[key] = value
    return settings, tuple(sorted(as_steps(without)))


def by_time(runs: Path) -> str:
    """A name that no run has yet."""
    now = f"{datetime.now():%Y-%m-%d-%H%M%S}"  # noqa: DTZ005 # a name for whoever sits here
    names = (now, *(f"{now}-{n}" for n in range(2, 1000)))
    return next(name for name in names if not (runs / name).exists())


@contextlib.contextmanager
def _told_where(runs: Path, name: str) -> Iterator[None]:
    """After an interruption says how the run goes on."""
    try:
        yield
    except KeyboardInterrupt:
        if (runs / name).is_dir():
            typer.echo(f"kept so far in {runs / name}; --name {name} goes on with it", err=True)
        raise


@contextlib.contextmanager
def asked_library(
    index: str | None, corpus: Path | None, settings: dict[str, Any]
) -> Iterator[Rag]:
    """The library in a folder, or one made of a corpus and thrown away. Raises UsageError."""
    if corpus is None:
        with open_rag(index, **settings) as rag:
            yield rag
        return
    import tempfile
    from dataclasses import replace

    from rag.assistant import Rag
    from rag.errors import UsageError
    from rag.settings import Settings

    if index is not None:
        raise UsageError("give --index, a library, or --corpus, a folder of articles; not both")
    if not corpus.exists():
        raise UsageError(f"there are no articles in '{corpus}': no such folder")
    with tempfile.TemporaryDirectory(prefix="byline-eval-") as folder:
        named = Settings.load({"index": f"{folder}/index", **settings})
        # In the folder, whatever else is set: a run must not write into a server's library.
        with Rag.open(settings=replace(named, ledger=None, chroma=None)) as rag:
            with progress_bar() as progress:
                rag.ingest(corpus, progress=progress)
            yield rag


def _falls_below(made: Run, floor: float) -> bool:
    right = made.summary["metrics"]["right"]["mean"] or 0.0
    return right < floor or any(row.must_pass and row.scores["right"] != 1 for row in made.rows)
