"""How well articles are found: each stage, at five days of asking, beside other systems.

    make bench-retrieval               (or: python benchmarks/retrieval.py [FOLDER] [--alone])

FOLDER holds articles.jsonl.gz and questions.jsonl with the articles that answer each. No question
is ranked by weights that were fitted on it: the stages come from a cross-validation, whose weights
are those of ``make tune`` but for the part that is left out. The last row is ``Rag.search`` as it
is shipped, whose weights saw these questions. Intervals are of 95 %.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path
from statistics import median, quantiles

import numpy as np
from beside.ranking import PEERS, SYSTEMS, PeerFailed, ranked
from beside.stored import store
from figures import Table, keep, show
from ranking import latency
from ranking.answers import told
from ranking.collection import KEPT, Asked, library, questions
from ranking.evidence import SHIFTS, UNDATED, Example, Floats, examples
from ranking.fit import Fitted, fitted, folds
from ranking.measures import NAMES, by_article, interval, means, of_list

from rag import Rag

FOLDS = 6
PASSAGES = 30
"""Asked of ``Rag.search``, so that ten articles are among them."""
Row = dict[str, float]
STAGES = ("keyword", "vector", "fused", "fused, dated", "ranked", "ranked, dated")
BEST, WITHOUT = STAGES[-1], STAGES[-2]


def staged(found: Sequence[Example]) -> dict[str, dict[int | None, dict[str, Row]]]:
    """By stage, day and question, the measures; weights are those of the other parts."""
    rows: dict[str, dict[int | None, dict[str, Row]]] = {}
    for part in folds(found, FOLDS):
        others = [each for each in found if each.asked.id not in part]
        first, final = fitted(others, "first"), fitted(others, "final")
        for each in (each for each in found if each.asked.id in part):
            for stage, scores in _scores(each, first, final).items():
                measured = by_article(each.articles, scores, each.asked.gold)
                rows.setdefault(stage, {}).setdefault(each.shift, {})[each.asked.id] = measured
    return rows


def _scores(example: Example, first: Fitted, final: Fitted) -> dict[str, Floats]:
    return {
        "keyword": example.first[:, 0],
        "vector": example.first[:, 1],
        "fused": example.content("first") @ first.content,
        "fused, dated": first.scores(example, "first"),
        "ranked": example.content("final") @ final.content,
        "ranked, dated": final.scores(example, "final"),
    }


def searched(
    rag: Rag, asked: Sequence[Asked], shift: int | None
) -> tuple[dict[str, Row], list[float]]:
    """The measures of ``Rag.search``, and the seconds that each question took."""
    rows, seconds = {}, []
    without = "dates" if shift is UNDATED else None
    for each in asked:
        day = each.day + timedelta(days=shift or 0)
        start = time.perf_counter()
        result = rag.search(each.text, k=PASSAGES, asked_at=day, without=without)
        seconds.append(time.perf_counter() - start)
        articles = list(dict.fromkeys(p.article_id for p in result.passages))
        rows[each.id] = of_list(articles[:10], each.gold)
    return rows, seconds


def table(title: str, rows: Sequence[tuple[str, dict[str, Row], list[float] | None]]) -> Table:
    columns = ("system", *NAMES, "MRR@10, 95 %", "query p50, ms", "p95")
    made = Table(title, columns)
    for name, by_question, seconds in rows:
        values = list(by_question.values())
        low, high = interval([row["MRR@10"] for row in values])
        made.rows.append(
            (
                name,
                *(f"{value:.3f}" for value in means(values)),
                f"{low:.3f}-{high:.3f}",
                *(_times(seconds) if seconds else ("-", "-")),
            )
        )
    return made


def _times(seconds: Sequence[float]) -> tuple[str, str]:
    return f"{1e3 * median(seconds):.1f}", f"{1e3 * quantiles(seconds, n=20)[-1]:.1f}"


def differences(stages: dict[str, dict[int | None, dict[str, Row]]]) -> Table:
    """What closeness to the day of asking gives and takes, question by question."""
    made = Table(
        "MRR@10 with closeness to the day of asking less the same without dates, paired",
        ("asked", "difference", "95 %"),
    )
    plain = stages[WITHOUT][UNDATED]
    for shift in SHIFTS:
        dated = stages[BEST][shift]
        values = [dated[each]["MRR@10"] - plain[each]["MRR@10"] for each in plain]
        low, high = interval(values)
        made.rows.append((_day(shift), f"{np.mean(values):+.3f}", f"{low:+.3f} to {high:+.3f}"))
    return made


def _day(shift: int | None) -> str:
    if shift is UNDATED:
        return "without dates"
    return f"{shift} days later" if shift else "on its own day"


def beside(
    rag: Rag, folder: Path, kept: Path, asked: Sequence[Asked]
) -> list[tuple[str, dict[str, Row], list[float]]]:
    """Other systems, as far as they are installed, over the same passages and vectors."""
    rows: list[tuple[str, dict[str, Row], list[float]]] = []
    if not PEERS.exists():
        print("the systems beside Byline are not installed: make bench-peers", file=sys.stderr)
        return rows
    name_of = folder.resolve().name
    passages, cache = kept / f"{name_of}-passages.jsonl", kept / f"{name_of}-vectors.npz"
    store(rag._open(), passages, cache)
    for system, name in SYSTEMS.items():
        try:
            found = ranked(system, folder, cache, passages=passages)
        except PeerFailed as error:
            print(f"{name}: {error}", file=sys.stderr)
            continue
        lists: dict[str, list[str]] = found["ranked"]
        measured = {each.id: of_list(lists.get(each.id, []), each.gold) for each in asked}
        rows.append((name, measured, list(found["seconds"].values())))
    return rows


def main(say: Callable[[Table], None] = show) -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path, nargs="?", default=os.environ.get("NEWS") or ".")
    parser.add_argument("--kept", type=Path, default=KEPT, help="where its library is kept")
    parser.add_argument("--alone", action="store_true", help="without other systems")
    chosen = parser.parse_args()
    folder = Path(chosen.folder)
    asked = questions(folder)
    tables = []
    with library(folder, chosen.kept) as rag:
        stages = staged(examples(rag._open(), asked))
        rag.search(asked[0].text)
        others = [] if chosen.alone else beside(rag, folder, chosen.kept, asked)
        for shift in (*SHIFTS, UNDATED):
            rows: list[tuple[str, dict[str, Row], list[float] | None]] = [
                (stage, stages[stage][shift], None) for stage in STAGES
            ]
            rows.append(("Rag.search, as shipped", *searched(rag, asked, shift)))
            # The others read no dates, so that they find the same on every day.
            rows += others if shift is UNDATED else []
            tables.append(table(f"{len(asked)} questions asked {_day(shift)}", rows))
        tables += [differences(stages), told(rag, asked), latency.stages(rag, asked)]
    for each in tables:
        say(each)
    keep("retrieval", tables)


if __name__ == "__main__":
    main()
