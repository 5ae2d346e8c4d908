"""Learns how questions of many clauses are ranked, ``many`` in ``rag/retrieval/ranking.json``.

    make tune-clauses                  (or: python benchmarks/fitting/clause_weights.py [FOLDER])

FOLDER is that of benchmarks/multihop.py. Fitted on the half of its questions that is looked at;
the measures of the other half are printed beside it, by this list alone: clauses are not searched
apart here.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
from figures import Table, show
from multihop import AFTER, HALVES, MEASURES, TYPES, K, half, measured, opened
from numpy.typing import NDArray
from ranking.collection import KEPT
from scipy.optimize import minimize

from rag import Rag
from rag.library.filters import EVERYTHING
from rag.retrieval import ranking
from rag.retrieval.pool import pooled
from rag.retrieval.question import analyse
from rag.retrieval.rarity import Weights
from rag.retrieval.reading import of_passage
from rag.retrieval.search import POOL, widened
from rag.retrieval.wanted import Asking, wanted

Floats = NDArray[np.float64]
NAMES = (*ranking.FIRST, *ranking.READ, *ranking.NAMED)
PENALTY = 1e-3
STORED = Path(__file__).parents[2] / "rag" / "retrieval" / "ranking.json"


@dataclass(frozen=True)
class Example:
    """One question's candidates, what speaks for each, and the facts that answer."""

    half: str
    texts: Sequence[str]
    facts: Sequence[str]
    evidence: Floats
    """``(candidates, len(NAMES))``"""
    gold: NDArray[np.bool_]


def examples(rag: Rag, folder: Path) -> Iterator[Example]:
    library = rag._open()
    for line in (folder / "questions.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        if row["question_type"] not in TYPES or not row["evidence_list"]:
            continue
        asks = wanted(analyse(row["query"]), library, EVERYTHING, Asking(AFTER))
        told, question = asks.told_by(EVERYTHING), asks.question
        if told is None:
            continue
        vector = library.embed_query(question.text)
        pool = pooled(library, widened(question), vector, (EVERYTHING, *told.filters), POOL)
        passages = list(library.passages(pool.chunk_ids).values())
        weights = Weights.in_library(question, library)
        reads = [of_passage(question, each) for each in passages]
        columns = {
            **ranking.first_evidence(pool),
            **ranking.read_evidence(question, weights, reads),
            **told.evidence(library, [each.article_id for each in passages]),
        }
        texts, facts = [p.text for p in passages], [e["fact"] for e in row["evidence_list"]]
        gold = np.array([measured([text], facts)[1] > 0 for text in texts])
        evidence = np.stack([np.asarray(columns[name], np.float64) for name in NAMES], axis=1)
        yield Example(half(str(row["id"])), texts, facts, evidence, gold)


def fitted(some: Sequence[Example]) -> Floats:
    """Weights, none below zero, that give every passage with a fact the most of the chance: minus
    the mean logarithm of its share, with a ridge penalty."""
    usable = [each for each in some if each.gold.any()]

    def loss(weights: Floats) -> tuple[float, Floats]:
        total, slope = PENALTY * float(weights @ weights), 2 * PENALTY * weights
        for each in usable:
            scores = each.evidence @ weights
            chance = np.exp(scores - scores.max())
            right = scores[each.gold] - scores.max() - np.log(chance.sum())
            total -= float(right.mean()) / len(usable)
            wanted_rows = each.evidence[each.gold].mean(axis=0)
            slope = slope - (wanted_rows - chance / chance.sum() @ each.evidence) / len(usable)
        return total, slope

    bounds = [(0.0, None)] * len(NAMES)
    found = minimize(loss, np.ones(len(NAMES)), jac=True, method="L-BFGS-B", bounds=bounds)
    return np.asarray(found.x / found.x.sum())


def means(some: Sequence[Example], weights: Floats) -> tuple[str, ...]:
    rows = []
    for each in some:
        best = np.argsort(-(each.evidence @ weights), kind="stable")[:K]
        rows.append(measured([each.texts[at] for at in best], each.facts))
    return tuple(f"{value:.3f}" for value in np.mean(rows, axis=0))


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path, nargs="?", default=os.environ.get("MULTIHOP") or ".")
    parser.add_argument("--kept", type=Path, default=KEPT, help="where its library is kept")
    parser.add_argument("--to", type=Path, default=STORED, help="the file of weights")
    chosen = parser.parse_args()
    folder = Path(chosen.folder)
    with opened(folder, chosen.kept) as rag:
        found = list(examples(rag, folder))
    halves = {name: [each for each in found if each.half == name] for name in HALVES}
    weights = fitted(halves[HALVES[0]])
    stored = json.loads(STORED.read_text("utf-8"))
    before = np.array([stored["final"].get(name, 0.0) for name in NAMES])
    table = Table("questions of many clauses, one list", ("weights", "half", *MEASURES))
    for name, of in (("those of short questions", before), ("fitted", weights)):
        table.rows.extend((name, each, *means(some, of)) for each, some in halves.items())
    show(table)
    stored["many made"] = f"make tune-clauses, {datetime.now(UTC):%Y-%m-%d}, on " + (
        f"{len(halves[HALVES[0]])} questions over several articles; ridge {PENALTY:g}, none below 0"
    )
    stored["many"] = dict(zip(NAMES, (round(float(w), 4) for w in weights), strict=True))
    chosen.to.write_text(json.dumps(stored, indent=1) + "\n", encoding="utf-8")
    print(f"wrote {chosen.to}")


if __name__ == "__main__":
    main()
