"""Learns the weights of the ranking, ``rag/retrieval/ranking.json``.

    make tune                          (or: python benchmarks/fitting/ranking_weights.py [FOLDER])

FOLDER holds articles.jsonl.gz and questions.jsonl (question, asked_at, gold_article_ids). Every
question is asked on its own day, 30, 90 and 365 days later, and without dates, so that closeness
to the day of asking is worth no more than it is in all of these. Prints the figures of a
cross-validation, in which no question is ranked by weights that were fitted on it, then writes the
weights fitted on all.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from figures import Table, show
from ranking.collection import KEPT, library, questions
from ranking.evidence import SHIFTS, UNDATED, Example, examples
from ranking.fit import NAMES, NEWEST_SHARE, PENALTY, TRUE, Fitted, fitted, folds
from ranking.measures import NAMES as MEASURES
from ranking.measures import by_article, means

FOLDS = 6
STORED = Path(__file__).parents[2] / "rag" / "retrieval" / "ranking.json"


def held_out(found: list[Example], kind: str) -> dict[int | None, list[float]]:
    """The measures of each shift, every question ranked by weights fitted on others."""
    rows: dict[int | None, list[dict[str, float]]] = {}
    for part in folds(found, FOLDS):
        weights = fitted([each for each in found if each.asked.id not in part], kind)
        for each in found:
            if each.asked.id in part:
                rows.setdefault(each.shift, []).append(measured(each, weights, kind))
    return {shift: means(of) for shift, of in rows.items()}


def measured(example: Example, weights: Fitted, kind: str) -> dict[str, float]:
    return by_article(example.articles, weights.scores(example, kind), example.asked.gold)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path, nargs="?", default=os.environ.get("NEWS") or ".")
    parser.add_argument("--kept", type=Path, default=KEPT, help="where its library is kept")
    parser.add_argument("--to", type=Path, default=STORED, help="the file of weights")
    chosen = parser.parse_args()
    folder = Path(chosen.folder)
    asked = questions(folder)
    with library(folder, chosen.kept) as rag:
        found = examples(rag._open(), asked)
    stored: dict[str, object] = {
        "made": f"make tune, {datetime.now(UTC):%Y-%m-%d}",
        "on": f"{len(asked)} questions, each asked at {', '.join(map(str, SHIFTS))} days after its"
        " own day and without dates",
        "how": f"listwise, ridge {PENALTY:g}, no weight below 0; its own day counts {TRUE:g} times;"
        f" of the weight of newest {NEWEST_SHARE:g} is kept",
    }
    for kind in NAMES:
        told = held_out(found, kind)
        table = Table(f"{kind}: held out in {FOLDS} parts", ("asked", *MEASURES))
        for shift in (*SHIFTS, UNDATED):
            name = "without dates" if shift is UNDATED else f"{shift} days later"
            table.rows.append((name, *(f"{value:.3f}" for value in told[shift])))
        show(table)
        stored[f"{kind} held out"] = dict(
            zip(MEASURES, (round(v, 3) for v in told[0]), strict=True)
        )
        stored[kind] = fitted(found, kind).told(kind)
    # Those of many clauses are fitted on other questions: clause_weights.py.
    kept = json.loads(STORED.read_text("utf-8"))
    stored |= {name: kept[name] for name in kept if name.startswith("many")}
    chosen.to.write_text(json.dumps(stored, indent=1) + "\n", encoding="utf-8")
    print(f"wrote {chosen.to}")


if __name__ == "__main__":
    main()
