"""``rag eval sweep``: the same questions under every combination of settings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rag.cli.bar import progress_bar
from rag.cli.common import AsJson, Index, print_json, say
from rag.cli.evaluating.running import (
    WITHOUT,
    Corpus,
    Fresh,
    Questions,
    Runs,
    Workers,
    as_changes,
    asked_library,
)
from rag.cli.terminal import printable

if TYPE_CHECKING:
    from rag.evaluation.rows import Run
    from rag.evaluation.sweeping import Setting, Sweep

PAGE, VALUES = "sweep.html", "sweep.json"


Choices = Annotated[
    list[str],
    typer.Option(
        "--set",
        metavar="KEY=A,B,C",
        help="A setting and its values. Repeatable: every combination is run. Several steps to "
        "leave out at once are joined by +: without=,dates,dates+parts.",
    ),
]
Name = Annotated[str, typer.Option(help="Its folder; the same name goes on where it was.")]
Metric = Annotated[str, typer.Option(help="What quality is.")]


def register(group: typer.Typer) -> None:
    group.command(
        "sweep", epilog="Example: rag eval sweep corpus/questions.jsonl --set passages=4,8,16"
    )(sweep)


def sweep(
    questions: Questions,
    choices: Choices,
    index: Index = None,
    corpus: Corpus = None,
    name: Name = "sweep",
    runs: Runs = Path("runs"),
    metric: Metric = "right",
    workers: Workers = 4,
    fresh: Fresh = False,
    json: AsJson = False,
) -> None:
    """Run the questions under every combination of settings: a table, and quality against time."""
    from rag.evaluation.report import write_sweep
    from rag.evaluation.report.shell import write
    from rag.evaluation.sweeping import Sweep, grid, point

    folder = runs / name
    points = []
    combinations = list(grid(choices))
    for n, settings in enumerate(combinations, 1):
        place = folder / f"{n:02d}-{_slug(settings)}"
        say(f"{n} of {len(combinations)}: {place.name}")
        run = _run(questions, settings, place, index, corpus, workers, fresh=fresh, quiet=json)
        points.append(point(settings, run, metric))
    made = Sweep(metric, tuple(points))
    write_sweep(made, folder / PAGE)
    write(folder / VALUES, _as_text(made))
    if json:
        print_json(made.to_dict())
    else:
        print("\n".join(_lines(made)))
        print(f"\nkept in {folder}; to look at: {folder / PAGE}")


def _run(
    questions: Path,
    settings: Setting,
    place: Path,
    index: str | None,
    corpus: Path | None,
    workers: int,
    *,
    fresh: bool,
    quiet: bool,
) -> Run:
    from rag.evaluation.evaluating import evaluate

    changes, without = as_changes([_change(key, value) for key, value in settings.items()])
    with asked_library(index, corpus, changes) as rag, progress_bar(quiet=quiet) as progress:
        return evaluate(
            rag,
            questions,
            folder=place,
            workers=workers,
            without=without,
            fresh=fresh,
            progress=progress,
        )


def _change(key: str, value: str) -> str:
    """As ``rag eval run --set`` takes it; commas part the values of a sweep."""
    return f"{key}={value.replace('+', ',')}" if key == WITHOUT else f"{key}={value}"


def _slug(settings: Setting) -> str:
    told = "-".join(f"{key}-{value or 'none'}" for key, value in settings.items())
    return re.sub(r"[^\w.+-]+", "-", told)[:80]


def _as_text(made: Sweep) -> str:
    import json

    return json.dumps(made.to_dict(), ensure_ascii=False, indent=1) + "\n"


def _lines(made: Sweep) -> Iterator[str]:
    best = made.best
    wide = max(len(each.name) for each in made.points)
    yield f"{'settings':<{wide}}  {made.metric:<24}  half within"
    for each in made.points:
        interval = f"{each.quality:.3f}  [{each.low:.3f}, {each.high:.3f}]"
        worth = "  worth it" if each in best else ""
        yield printable(
            f"{each.name:<{wide}}  {interval:<24}  {each.seconds * 1000:7.0f} ms{worth}"
        )
    yield "worth it: no other combination is as good and as fast"
