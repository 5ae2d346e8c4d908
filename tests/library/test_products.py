"""Products are made once: begun beside the question's grammar, and remembered for its filters."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import numpy as np
import pytest
from library_kit import until

from rag.library import products as module
from rag.library.catalog import Catalog
from rag.library.embedding.ahead import Ahead
from rag.library.embedding.minilm import MiniLM
from rag.library.filters import EVERYTHING, Filter
from rag.library.matrix import Matrix, Rows, begin, search
from rag.library.products import Products
from rag.library.rows import Change

COUNT, DIMENSION = 400, 16
HALF = Filter(since=date(2020, 1, 1))
FEW = Filter(articles=("a1", "a2"))
Vector = np.ndarray[Any, Any]


def unit(rows: Vector) -> Vector:
    return (rows / np.linalg.norm(rows, axis=-1, keepdims=True)).astype(np.float32)


@pytest.fixture
def catalog() -> Catalog:
    days = ((2019 + n % 2) * 10000 + 601 for n in range(COUNT))
    return Catalog().after(
        COUNT, [Change(f"a{n}", n + 1, False, day, (), "en") for n, day in enumerate(days)]
    )


def made_rows(catalog: Catalog, seed: int = 3) -> Rows:
    vectors = unit(np.random.default_rng(seed).standard_normal((COUNT, DIMENSION)))
    slots = np.arange(COUNT, dtype=np.int32)
    return Matrix(DIMENSION, vectors, [f"c{n:03}" for n in range(COUNT)], slots).rows(catalog)


def asked(number: int) -> Vector:
    return unit(np.random.default_rng(100 + number).standard_normal(DIMENSION))


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many questions each product was made for."""
    counted: list[int] = []
    product = module._product

    def counting(rows: Rows, queries: Any) -> Any:
        counted.append(len(queries))
        return product(rows, queries)

    monkeypatch.setattr(module, "_product", counting)
    return counted


def test_a_product_that_was_begun_is_not_made_again(catalog: Catalog, made: list[int]) -> None:
    products, rows, vector = Products(), made_rows(catalog), asked(0)
    begin(products, rows, vector, EVERYTHING)
    assert made == [1]
    assert search(products, rows, vector, 9, EVERYTHING) == search(
        Products(), rows, vector, 9, EVERYTHING
    )
    assert search(products, rows, vector, 9, HALF) == search(Products(), rows, vector, 9, HALF)
    assert made == [1, 1, 1]


def test_nothing_is_begun_where_few_rows_are_copied_out(catalog: Catalog, made: list[int]) -> None:
    begin(Products(), made_rows(catalog), asked(0), FEW)
    assert made == []


def test_a_vector_of_another_model_begins_nothing(catalog: Catalog, made: list[int]) -> None:
    begin(Products(), made_rows(catalog), np.ones(DIMENSION + 1, np.float32), EVERYTHING)
    assert made == []


def test_other_rows_are_multiplied_anew(catalog: Catalog, made: list[int]) -> None:
    products, vector = Products(), asked(0)
    for seed in (3, 4):
        rows = made_rows(catalog, seed)
        found = search(products, rows, vector, 9, EVERYTHING)
        assert found == search(Products(), rows, vector, 9, EVERYTHING)
    assert made == [1] * 4


def test_rows_are_not_kept_for_their_products(catalog: Catalog) -> None:
    products, rows = Products(), made_rows(catalog)
    search(products, rows, asked(0), 9, EVERYTHING)
    (of, _), *_ = products._newest._kept.values()
    assert of() is rows
    del rows
    assert of() is None


def test_only_the_newest_are_remembered(
    catalog: Catalog, made: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    products, rows = Products(), made_rows(catalog)
    monkeypatch.setattr(module, "_SCORES", 3 * COUNT)
    for number in (0, 1, 2, 3, 3, 0):
        search(products, rows, asked(number), 9, EVERYTHING)
    assert len(made) == 5
    monkeypatch.setattr(module, "_SCORES", COUNT - 1)
    for number in (7, 7):
        search(products, rows, asked(number), 9, EVERYTHING)
    assert len(made) == 7


def test_many_at_once_find_what_each_finds_alone(catalog: Catalog) -> None:
    products, rows = Products(), made_rows(catalog)
    numbers = [n % 20 for n in range(160)]
    with ThreadPoolExecutor(16) as pool:
        found = list(pool.map(lambda n: search(products, rows, asked(n), 9, EVERYTHING), numbers))
    for number, hits in zip(numbers, found, strict=True):
        alone = search(Products(), rows, asked(number), 9, EVERYTHING)
        assert [hit.chunk_id for hit in hits] == [hit.chunk_id for hit in alone]
        scores = [hit.score for hit in alone]
        assert np.allclose([hit.score for hit in hits], scores, atol=1e-6)


def test_what_comes_behind_a_vector_is_given_it_and_its_faults_are_nobodys() -> None:
    seen: list[Vector] = []

    def then(vector: Vector) -> None:
        seen.append(vector)
        raise RuntimeError("nobody hears this")

    ahead = Ahead(MiniLM.bundled)
    ahead.begin("What did the mayor say?", then)
    vector = ahead.taken("What did the mayor say?")
    until(lambda: seen)
    assert vector is seen[0]
    ahead.begin("Who?", lambda _: seen.append(asked(0)))
    until(lambda: len(seen) > 1)
