"""Vectors alone: exact search beside Chroma, to see where the border lies."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from rag.library.catalog import Catalog
from rag.library.chroma import Collection, embedded
from rag.library.filters import EVERYTHING
from rag.library.matrix import Matrix as Kept
from rag.library.matrix import Rows, search
from rag.library.products import Products
from scale.asking import percentiles
from scale.mixtures import Matrix, Mixing
from scale.news import sentences

K, ASKED, CALLERS, SECONDS = 60, 60, 16, 4.0
ARTICLE = 8


@dataclass(frozen=True)
class Found:
    """Milliseconds at p50, p95 and p99; at 16 at once, of one answer in the mean."""

    alone: list[float]
    together: float
    recall: float
    """Of the ten nearest by float32, how many are among the first ten."""


@dataclass(frozen=True)
class Compared:
    size: int
    exact: Found
    chroma: Found | None
    filling: float
    """Vectors a second that Chroma takes in."""


def compare(size: int, mixing: Mixing, chroma_most: int) -> Compared:
    """Both ways on the same vectors and really embedded questions."""
    vectors = mixing.many(size)
    asked = [mixing.query(text[: len(text) // 2]) for text in sentences()[:ASKED]]
    right = [set(np.argsort(-(vectors @ each))[:10].tolist()) for each in asked]
    rows, products = _rows(vectors), Products()

    def exactly(vector: Matrix) -> list[int]:
        return [int(hit.chunk_id) for hit in search(products, rows, vector, K, EVERYTHING)]

    exact = _found(exactly, asked, right)
    if size > chroma_most:
        return Compared(size, exact, None, 0.0)
    with tempfile.TemporaryDirectory() as place:
        start = time.perf_counter()
        collection = _collection(Path(place), vectors)
        filling = size / (time.perf_counter() - start)
        by_chroma = _found(lambda v: [int(i) for i in collection.nearest(v, K)], asked, right)
        collection.close()
    return Compared(size, exact, by_chroma, filling)


def _rows(vectors: Matrix) -> Rows:
    """As a library keeps them that was opened from its file."""
    names, count = [str(n) for n in range(len(vectors))], -(-len(vectors) // ARTICLE)
    slots = np.repeat(np.arange(count, dtype=np.int32), ARTICLE)[: len(vectors)]
    catalog = Catalog(
        revision=1,
        slots={str(n): n for n in range(count)},
        articles=tuple((str(n), 1) for n in range(count)),
        days=np.zeros(count, np.int32),
        alive=np.ones(count, np.bool_),
    )
    rows = Kept(vectors.shape[1], vectors, names, slots).rows(catalog)
    while rows.coarse is not None and not rows.coarse.ready:
        time.sleep(0.02)
    return rows


def _collection(folder: Path, vectors: Matrix) -> Collection:
    collection = embedded(folder, create=True)
    for start in range(0, len(vectors), 2000):
        some = vectors[start : start + 2000]
        collection.put([(str(start + n), "a", 1) for n in range(len(some))], some)
    return collection


def _found(
    nearest: Callable[[Matrix], list[int]], asked: Sequence[Matrix], right: Sequence[set[int]]
) -> Found:
    shared = [len(set(nearest(v)[:10]) & each) for v, each in zip(asked, right, strict=True)]
    seconds: list[float] = []
    until = time.perf_counter() + SECONDS
    while len(seconds) < ASKED or (len(seconds) < 5 * ASKED and time.perf_counter() < until):
        start = time.perf_counter()
        nearest(asked[len(seconds) % ASKED])
        seconds.append(time.perf_counter() - start)
    with ThreadPoolExecutor(CALLERS) as pool:
        start = time.perf_counter()
        list(pool.map(nearest, [*asked, *asked]))
        together = 1e3 * (time.perf_counter() - start) / (2 * len(asked))
    return Found(percentiles(seconds), together, sum(shared) / (10 * len(asked)))
