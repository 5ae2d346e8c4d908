"""What stays true however large a library is: exact hits, and the small cost of one article."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from library_kit import Opener, make_article, make_articles, similar, texts_found, until

from rag.library import ledger
from rag.library.catalog import Catalog
from rag.library.chroma import Collection
from rag.library.coarse import Coarse
from rag.library.filters import EVERYTHING, Filter, Hit
from rag.library.library import Library
from rag.library.matrix import Matrix, Rows, search
from rag.library.products import Products
from rag.library.rows import Change
from rag.testing import HashEmbedder
from rag.types import Article

ARTICLES, CHUNKS, DIMENSION = 300, 4, 64
HALF = Filter(since=date(2020, 1, 1))
TENTH = Filter(sources=("TASS",))
FEW = Filter(sources=("Rare",))
FILTERS = (EVERYTHING, HALF, TENTH, FEW, Filter(sources=("TASS",), since=date(2020, 1, 1)))


def unit(rows: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    return (rows / np.linalg.norm(rows, axis=-1, keepdims=True)).astype(np.float32)


@pytest.fixture
def catalog() -> Catalog:
    """Half of the articles are of 2020 and later, a tenth of one outlet, three of another."""
    sources = [("TASS",) if n % 10 == 0 else ("Rare",) if n < 4 else () for n in range(ARTICLES)]
    changes = [
        Change(f"a{n}", n + 1, False, (2019 + n % 2) * 10000 + 601, sources[n], "en")
        for n in range(ARTICLES)
    ]
    gone = [Change("a7", ARTICLES + 1, True, None, (), None)]
    return Catalog().after(ARTICLES, changes).after(ARTICLES + 1, gone)


@pytest.fixture
def vectors() -> np.ndarray[Any, Any]:
    """In clusters, as those of texts are: many lie near to each other."""
    chance = np.random.default_rng(3)
    centres = chance.standard_normal((12, DIMENSION))
    which = chance.integers(0, len(centres), ARTICLES * CHUNKS)
    return unit(centres[which] + 0.4 * chance.standard_normal((len(which), DIMENSION)))


@pytest.fixture
def rows(catalog: Catalog, vectors: np.ndarray[Any, Any], monkeypatch: pytest.MonkeyPatch) -> Rows:
    """Most of them in a base that is looked at in eight bits, the rest added after it."""
    monkeypatch.setattr("rag.library.matrix._COARSE_FROM", 100)
    base = 250 * CHUNKS
    slots = np.repeat(np.arange(ARTICLES, dtype=np.int32), CHUNKS)
    names = [f"c{n:04}" for n in range(len(vectors))]
    matrix = Matrix(DIMENSION, vectors[:base], names[:base], slots[:base].copy())
    added = [(names[n], *catalog.articles[slots[n]]) for n in range(base, len(names))]
    matrix.append(catalog, added, vectors[base:])
    made = matrix.rows(catalog)
    until(lambda: made.coarse is not None and made.coarse.ready)
    return made


def brute_force(rows: Rows, vector: np.ndarray[Any, Any], k: int, chosen: Filter) -> list[str]:
    """The k nearest by looking at each row in turn."""
    mask = rows.catalog.mask(chosen)
    scored = []
    for at, slot in enumerate(rows.slots.tolist()):
        if mask is None or mask[slot]:
            block, of = (0, at) if at < len(rows.blocks[0]) else (1, at - len(rows.blocks[0]))
            scored.append((-float(rows.blocks[block][of] @ vector), rows.chunk_ids[at]))
    return [name for _, name in sorted(scored)[:k]]


def names(hits: Iterable[Hit]) -> list[str]:
    return [hit.chunk_id for hit in hits]


def questions(vectors: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    chance = np.random.default_rng(4)
    near = vectors[chance.integers(0, len(vectors), 24)]
    return unit(near + 0.3 * chance.standard_normal(near.shape))


@pytest.mark.parametrize("chosen", FILTERS)
@pytest.mark.parametrize("k", [1, 10, 60, 5000])
def test_a_first_look_in_eight_bits_changes_no_hit_within_any_filter(
    rows: Rows, vectors: np.ndarray[Any, Any], chosen: Filter, k: int
) -> None:
    for vector in questions(vectors)[:6]:
        hits = search(Products(), rows, vector, k, chosen)
        assert names(hits) == brute_force(rows, vector, k, chosen)
        for hit in hits[:3]:
            at = rows.row_of[hit.chunk_id]
            assert hit.score == pytest.approx(float(vectors[at] @ vector), abs=1e-6)


def test_scores_in_eight_bits_say_how_far_they_can_be_trusted(
    vectors: np.ndarray[Any, Any],
) -> None:
    coarse = Coarse(vectors)
    coarse.make()
    asked = questions(vectors)
    scores, error = coarse.scores(asked)
    assert 0 < error < 0.1
    assert float(np.abs(scores - asked @ vectors.T).max()) < error / 2


def test_searches_that_share_a_product_find_what_each_finds_alone(
    rows: Rows, vectors: np.ndarray[Any, Any]
) -> None:
    products, asked = Products(), list(questions(vectors))
    jobs = [(vector, FILTERS[at % 2]) for at, vector in enumerate(asked)] * 8

    def find(job: tuple[np.ndarray[Any, Any], Filter]) -> list[str]:
        return names(search(products, rows, job[0], 10, job[1]))

    alone = [find(job) for job in jobs]
    products._gate.acquire()  # they all wait, and are answered together
    with ThreadPoolExecutor(16) as pool:
        found = [pool.submit(find, job) for job in jobs]
        until(lambda: len(products._waiting) >= 16)
        products._gate.release()
        assert [each.result() for each in found] == alone


def test_a_search_finds_the_same_on_both_sides_of_the_border_to_chroma(opened: Opener) -> None:
    library = opened(chroma_from=240)
    library.store(make_articles(230))
    asked = [f"number{n} cargo{n} town{n}" for n in range(0, 230, 10)]
    below = [nearest(library, each) for each in asked]
    library.store(make_articles(20, start=1000))
    assert library._indexes.keeper.settled(20)
    until(lambda: answered_by_chroma(library))
    assert sum(nearest(library, each) == old for each, old in zip(asked, below, strict=True)) >= 21


def nearest(library: Library, query: str) -> str:
    return library.vector_hits(library.embed_query(query), 1)[0].chunk_id


def answered_by_chroma(library: Library) -> bool:
    rows = library._view.rows()
    assert rows is not None
    return library.nearest.from_chroma(rows, library.embed_query("harbour"), 3) is not None


class Read:
    """How much was asked of the ledger."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.changes = self.articles = self.spans = 0
        self._watch(monkeypatch, "changes", lambda found: len(found))
        self._watch(monkeypatch, "spans", lambda found: len(found))
        whole = ledger.chunk_vectors

        def chunk_vectors(connection: Any, ids: Iterable[str], dimension: int) -> Iterator[Any]:
            ids = list(ids)
            self.articles += len(ids)
            return whole(connection, ids, dimension)

        monkeypatch.setattr(ledger, "chunk_vectors", chunk_vectors)

    def _watch(
        self, monkeypatch: pytest.MonkeyPatch, name: str, size: Callable[[Any], int]
    ) -> None:
        whole = getattr(ledger, name)

        def read(*args: Any) -> Any:
            found = whole(*args)
            setattr(self, name, getattr(self, name) + size(found))
            return found

        monkeypatch.setattr(ledger, name, read)


@pytest.fixture
def large(
    folder: Path, embedder: HashEmbedder, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Library]:
    """A library that has written its matrix to disk and mapped it."""
    monkeypatch.setattr("rag.library.matrix_follower._WORTH", 50)
    library = Library.open(folder, lambda: embedder, create=True, embedder_name=embedder.name)
    library.store(make_articles(300))
    library.vector_hits(embedder.query("harbour"), 3)
    assert library._indexes.keeper.settled(30)
    until(lambda: library._indexes.files["vectors"].current() is not None)
    library.vector_hits(embedder.query("harbour"), 3)
    yield library
    library.close()


def test_one_more_article_reads_itself_from_the_ledger_and_rewrites_no_index(
    large: Library, embedder: HashEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved = large._indexes.files["vectors"].current()
    looked_for: list[str] = []
    monkeypatch.setattr(Collection, "drop", lambda _, article_ids: looked_for.extend(article_ids))
    read = Read(monkeypatch)
    large.store([penguins()])
    assert similar(large, "penguins northern lighthouse", 1) == ["new"]
    assert texts_found(large, "penguins") == ["new"]
    assert large._indexes.keeper.settled(20)
    assert large._indexes.files["vectors"].current() == saved
    assert looked_for == []  # by metadata, which takes Chroma longer the more it holds
    # Of the article itself, by each of those who follow; of the three hundred others nothing.
    assert 0 < read.changes <= 6
    assert 0 < read.articles <= 3
    assert 0 < read.spans <= 6


def penguins() -> Article:
    return make_article("new", "Penguins moved to the northern lighthouse.")
