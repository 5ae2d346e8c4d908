"""How long an evaluation takes: a thousand questions over a large library, without a model.

    make bench-eval                        (or: python benchmarks/eval_speed.py [-n N])

The articles are those of NEWS, the questions those of MULTIHOP, so that most find much and few an
answer. They are asked as ``rag eval run`` asks them, in as many processes as it has; the run is
kept in build/eval/speed. Processor time counts where the machine has other things to do: that of
all processes, from their beginning. Some of the questions are asked once more, one after another,
to tell which step takes how much.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from pathlib import Path

from figures import Table, keep, processor_time, show
from ranking.collection import KEPT, library

from rag import Rag
from rag.evaluation import Run, evaluate, read_questions
from rag.evaluation.evaluating import WORKERS
from rag.evaluation.processes import how_many
from rag.evaluation.questions import Gold

RUNS = Path(__file__).parents[1] / "build" / "eval" / "speed"
AGAIN = 50
"""Questions asked once more, one after another."""
GOAL = 3.0
"""Minutes for a thousand questions on two processors."""


def asked_at_once(rag: Rag, golds: list[Gold], processes: int) -> Table:
    """All of them, as ``rag eval run`` does."""
    rag.ask("Is anything here?")  # whatever loads when it is first needed
    begun, used = time.perf_counter(), processor_time()
    run = evaluate(rag, golds, name="speed", folder=RUNS, processes=processes, fresh=True)
    passed, used = time.perf_counter() - begun, processor_time() - used
    row = (
        f"{len(run.rows)}",
        f"{chunks_of(rag)}",
        f"{processes}",
        f"{passed / 60:.1f}",
        f"{GOAL * len(golds) / 1000:.1f}",
        f"{used / 60:.1f}",
        f"{1000 * used / len(golds):.0f}",
        f"{run.summary['metrics']['seconds']['median']:.2f}",
    )
    columns = ("questions", "passages", "processes", "minutes", "goal", "processor minutes")
    return Table(
        "An evaluation without a model",
        (*columns, "processor ms a question", "median s"),
        [row],
        f"with the report; {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f} at the end",
    )


def by_step(rag: Rag, golds: list[Gold]) -> Table:
    """Where the time goes, one question after another."""
    few = golds[:: max(1, len(golds) // AGAIN)][:AGAIN]
    used = time.process_time()
    run = evaluate(rag, few, name="steps", workers=1)
    used = time.process_time() - used
    steps = _steps(run)
    asking = sum(run.values("seconds").values()) * 1000 / len(few)
    rows: list[tuple[str, ...]] = [
        (step, f"{each:.0f}") for step, each in steps.items() if step != "total"
    ]
    rows += [
        ("all of asking", f"{asking:.0f}"),
        ("processor, with scoring", f"{1000 * used / len(few):.0f}"),
    ]
    note = f"means of {len(few)} questions asked one after another, after they were asked before"
    return Table("Where it goes", ("step", "ms"), rows, note)


def _steps(run: Run) -> dict[str, float]:
    """Milliseconds of each step of an answer, in its order; means over all answers."""
    found: dict[str, float] = {}
    for row in run.rows:
        for step, took in ((row.answer or {}).get("timings_ms") or {}).items():
            found[step] = found.get(step, 0.0) + took / len(run.rows)
    return found


def chunks_of(rag: Rag) -> int:
    return rag.status().chunks


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("-n", type=int, default=1000, help="how many questions")
    parser.add_argument("--processes", type=int, help="default: those of rag eval run")
    parser.add_argument("--kept", type=Path, default=KEPT, help="where the library is kept")
    chosen = parser.parse_args()
    news, multihop = (Path(os.environ.get(name) or ".") for name in ("NEWS", "MULTIHOP"))
    if not (multihop / "questions.jsonl").is_file():
        sys.exit(f"there is no {multihop / 'questions.jsonl'}; MULTIHOP names its folder")
    golds = read_questions(multihop / "questions.jsonl")[: chosen.n]
    processes = chosen.processes or how_many(len(golds), WORKERS)
    with library(news, chosen.kept) as rag:
        tables = [asked_at_once(rag, golds, processes), by_step(rag, golds)]
    for table in tables:
        show(table)
    keep("eval_speed", tables)


if __name__ == "__main__":
    main()
