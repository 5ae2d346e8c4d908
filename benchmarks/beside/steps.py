"""What each step of ingest costs, each measured by itself."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from figures import Table

from beside.reports import Report, written
from beside.running import Matrix
from rag.intake import read_again
from rag.intake.memory import Forgetful
from rag.library.alike import sketch
from rag.library.chunking import chunk, embedding_text
from rag.library.embedding.minilm import DIMENSION, NAME, MiniLM
from rag.library.library import Library
from rag.sentences import sentence_spans
from rag.types import Article

FEW = 300
"""Reports, no more than the sketches that are kept at hand."""


class Known:
    """An embedder that costs nothing: its vectors are there already."""

    name, dimension = NAME, DIMENSION

    def __init__(self, vectors: dict[str, Matrix]) -> None:
        self._vectors = vectors

    def passages(self, texts: Sequence[str]) -> Matrix:
        return np.stack([self._vectors[each] for each in texts])

    def query(self, text: str) -> Matrix:
        return self._vectors[text]


class Noise:
    """An embedder that bears the bundled model's name, to fill a library in little time."""

    name, dimension = NAME, DIMENSION

    def __init__(self) -> None:
        self._chance = np.random.default_rng(1)

    def passages(self, texts: Sequence[str]) -> Matrix:
        rows = self._chance.standard_normal((len(texts), DIMENSION), np.float32)
        return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)

    def query(self, text: str) -> Matrix:
        return self.passages([text])[0]


def steps(some: list[Report], folder: Path, model: MiniLM) -> Table:
    """The processor's milliseconds a report, by step."""
    place, spent = written(folder / "steps", some[:FEW]), {}
    articles: list[Article] = []

    def step(name: str, work: Callable[[], object]) -> None:
        start = time.process_time()
        work()
        spent[name] = 1000 * (time.process_time() - start) / len(some[:FEW])

    def read() -> None:
        found = read_again([place], Forgetful())
        articles.extend(each for each in found if isinstance(each, Article))

    step("reading, and telling the language", read)
    sentence_spans.cache_clear()
    step("sentences and chunks", lambda: [chunk(each) for each in articles])
    texts = [embedding_text(each.title, c.text) for each in articles for c in chunk(each)]
    rows: list[Matrix] = []
    step("embedding", lambda: rows.extend(model.passages(texts)))
    sketch.cache_clear()
    step("near copies: sketches", lambda: [sketch(each.text) for each in articles])
    known = Known(dict(zip(texts, rows, strict=True)))
    cut = {each.id: chunk(each) for each in articles}
    with Library.open(
        folder / "stored", lambda: known, create=True, chunker=lambda article: cut[article.id]
    ) as library:
        library.store(articles[:1])
        own, all_of_it = time.thread_time(), time.process_time()
        library.store(articles)
        own = time.thread_time() - own
        while any(each.lag for each in library.status().followers):
            time.sleep(0.02)
        others = time.process_time() - all_of_it - own
    # Nothing is waited for here, so that few reports share a transaction: more do in earnest.
    spent["the ledger"] = 1000 * own / len(articles)
    spent["Chroma, Tantivy and the matrix"] = 1000 * others / len(articles)
    whole = sum(spent.values())
    return Table(
        "Ingest: the processor's time for a report",
        ("step", "ms", "share"),
        [(name, f"{ms:.1f}", f"{ms / whole:.0%}") for name, ms in spent.items()],
        f"{len(articles)} reports of {len(texts) / len(articles):.1f} chunks, each step by itself",
    )
