"""``rag eval judge``: a language model's marks beside the metrics."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from rag.cli.bar import progress_bar
from rag.cli.common import AsJson, print_json


def register(group: typer.Typer) -> None:
    group.command(epilog="Example: RAG_JUDGE=openai:gpt-5 rag eval judge runs/sample")(judge)


def judge(
    folder: Annotated[Path, typer.Argument(metavar="RUN", help="The folder of a finished run.")],
    times: Annotated[int, typer.Option(min=1, help="How often each answer is judged.")] = 3,
    model: Annotated[
        str | None, typer.Option("--judge", metavar="MODEL", help="As RAG_JUDGE names it.")
    ] = None,
    json: AsJson = False,
) -> int:
    """Have a model mark a run's answers, and say how far it agrees with itself and the metrics."""
    from rag.evaluation.judging.running import judge_of, judged, keep
    from rag.evaluation.rows import read_run
    from rag.settings import Settings

    run = read_run(folder)
    asked = judge_of(Settings.load({"judge": model}))
    with progress_bar(quiet=json) as progress:
        told = judged(run, asked, times, progress)
    keep(run, told)
    if json:
        print_json(told)
    else:
        print("\n".join(_lines(told)))
    return 0


def _lines(told: Mapping[str, Any]) -> Iterator[str]:
    yield f"{told['answers']} answers, {told['times']} times each, by {told['judge']}"
    for name, of in told["marks"].items():
        low, high = of["scale"]
        mean = "unscored" if of["mean"] is None else f"{of['mean']:.2f} of {low}-{high}"
        yield f"{name:14} {mean:16} n={of['n']}, unscored marks {of['unscored_marks']}"
        yield f"{'':14} with {of['beside']}: {_agreed(of['agreement'])}"
        yield f"{'':14} with itself: {_agreed(of['with_itself'])}"


def _agreed(of: Mapping[str, Any]) -> str:
    if of["same"] is None:
        return "nothing to compare"
    kappa = "none, since one of both never varies" if of["kappa"] is None else f"{of['kappa']:.2f}"
    return f"same {of['same']:.0%}, kappa {kappa}, n={of['n']}"
