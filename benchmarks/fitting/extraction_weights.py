"""Fits ``rag.intake.html.judging.WEIGHTS`` on the development half of the extraction set.

    python benchmarks/fitting/extraction_weights.py [FOLDER]

A block is the article's when most of its shingles are in the text that people marked; every page
weighs the same. Ridge-penalised logistic regression by Newton's method. Prints the figures of a
cross-validation within that half, then the weights; the other half is never looked at.
"""

from __future__ import annotations

import logging
import os
import random
import statistics
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import extraction

from rag.intake.draft import Limits
from rag.intake.html import judging
from rag.intake.html.body import paragraphs, seen
from rag.intake.html.evidence import Evidence, Sight, evidence, key
from rag.intake.html.page import parsed

PENALTY = 12.0
FOLDS = 7
ROUNDS = 3
STEPS = 30
SHARPNESS = 20.0


@dataclass(frozen=True)
class Example:
    """A page of the development half, seen, with which of its blocks are the article's."""

    body: str
    sight: Sight
    features: np.ndarray
    wanted: np.ndarray
    weights: np.ndarray


def example(sample: extraction.Sample) -> Example:
    sight = seen(parsed(sample.html.encode(), "utf-8"), Limits())
    there = extraction.shingles(sample.body)
    lines = {key(line) for line in sample.body.split("\n")} - {""}
    taken = [extraction.shingles(block.text) for block in sight.blocks]
    words = [max(0, each.total() + extraction.SHINGLE - 1) for each in taken]
    wanted = [
        (each & there).total() > each.total() / 2 if count > extraction.SHINGLE else own in lines
        for each, count, own in zip(taken, words, sight.keys, strict=True)
    ]
    total = max(50, sum(count for count, want in zip(words, wanted, strict=True) if want))
    weights = [SHARPNESS * min(1.0, (count + 2) / total) for count in words]
    return Example(
        sample.body,
        sight,
        np.array(evidence(sight)),
        np.array(wanted, dtype=float),
        np.array(weights),
    )


def fitted(examples: Sequence[Example]) -> np.ndarray:
    features = np.concatenate([each.features for each in examples])
    wanted = np.concatenate([each.wanted for each in examples])
    weights = np.concatenate([each.weights for each in examples])
    found = np.zeros(features.shape[1])
    ridge = PENALTY * np.eye(len(found))
    for _ in range(STEPS):
        chance = 1 / (1 + np.exp(-features @ found))
        slope = features.T @ (weights * (chance - wanted)) + PENALTY * found
        bend = (features * (weights * chance * (1 - chance))[:, None]).T @ features + ridge
        found -= np.linalg.solve(bend, slope)
    return found


def scored(examples: Sequence[Example], weights: np.ndarray) -> list[extraction.Score]:
    judging.WEIGHTS = Evidence(*weights.tolist())
    return [extraction.score(each.body, "\n\n".join(paragraphs(each.sight))) for each in examples]


def validated(examples: Sequence[Example], seed: int) -> tuple[float, float, float]:
    order = list(examples)
    random.Random(seed).shuffle(order)
    scores: list[extraction.Score] = []
    for fold in range(FOLDS):
        rest = [each for at, each in enumerate(order) if at % FOLDS != fold]
        scores += scored(order[fold::FOLDS], fitted(rest))
    return extraction.f1(scores)


def main(arguments: Sequence[str]) -> None:
    logging.disable(logging.CRITICAL)
    default = os.environ.get("EXTRACTION_SET", extraction.FOLDER)
    samples = extraction.samples(Path(arguments[0] if arguments else default))
    examples = [example(each) for each in samples if extraction.development(each.key)]
    rounds = [validated(examples, seed) for seed in range(ROUNDS)]
    means = [statistics.fmean(column) for column in zip(*rounds, strict=True)]
    print("# cross-validated: precision {:.4f}, recall {:.4f}, F1 {:.4f}".format(*means))
    for name, weight in zip(Evidence._fields, fitted(examples), strict=True):
        print(f"    {name}={weight:.2f},")


if __name__ == "__main__":
    main(sys.argv[1:])
