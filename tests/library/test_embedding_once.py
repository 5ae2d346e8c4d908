"""The same chunk is never embedded twice: its vector is found by what was embedded."""

from __future__ import annotations

from dataclasses import replace

import pytest
from library_kit import make_article, make_articles, similar

from rag.library.leaving import Roots
from rag.library.library import Library
from rag.library.schema import vectors
from rag.library.sqlite import LEDGER, SqliteDatabase
from rag.library.storing import WINDOW
from rag.testing import HashEmbedder
from rag.types import Article

PARAGRAPHS = [
    " ".join(f"The minister of town{n} spoke about fishery {m} for an hour." for m in range(14))
    for n in range(8)
]
"""Each is a chunk of its own."""


def long(paragraphs: list[str] = PARAGRAPHS, **fields: object) -> Article:
    return make_article("a", "\n".join(paragraphs), **fields)


@pytest.fixture
def stored(library: Library, embedder: HashEmbedder) -> int:
    """How many chunks an article of eight paragraphs came to, each embedded once."""
    library.store([long()])
    assert embedder.embedded == library.chunk_count() == len(PARAGRAPHS)
    return embedder.embedded


def held(library: Library) -> int:
    database = SqliteDatabase(library.folder / LEDGER)
    with database.read() as connection:
        count = len(connection.execute(vectors.select()).all())
    database.close()
    return count


def test_storing_it_again_embeds_nothing(
    library: Library, embedder: HashEmbedder, stored: int
) -> None:
    assert library.store([long()]).unchanged == ("a",)
    assert embedder.embedded == stored


def test_an_article_that_moved_embeds_nothing(
    library: Library, embedder: HashEmbedder, stored: int
) -> None:
    moved = replace(long(), id="b", location="/news/archive/b.md")
    library.store([moved], roots=Roots(paths=("/news",)))
    assert library.article("b").locations == ("/news/archive/b.md",)
    assert embedder.embedded == stored


def test_an_article_with_another_outlet_and_day_embeds_nothing(
    library: Library, embedder: HashEmbedder, stored: int
) -> None:
    assert library.store([long(source="TASS", language="en")]).updated == ("a",)
    assert embedder.embedded == stored


def test_another_title_embeds_every_chunk_since_it_stands_above_each(
    library: Library, embedder: HashEmbedder, stored: int
) -> None:
    library.store([long(title="Another title")])
    assert embedder.embedded == 2 * stored


def test_a_changed_paragraph_embeds_one_chunk(
    library: Library, embedder: HashEmbedder, stored: int
) -> None:
    library.store([long([*PARAGRAPHS[:3], PARAGRAPHS[3] + " It rained.", *PARAGRAPHS[4:]])])
    assert embedder.embedded == stored + 1


def test_a_text_that_comes_back_after_a_correction_embeds_nothing(
    library: Library, embedder: HashEmbedder, stored: int
) -> None:
    library.store([long(PARAGRAPHS[:4])])
    library.store([long()])
    assert library.chunk_count() == embedder.embedded == stored


def test_one_chunk_in_all_articles_of_a_run_is_embedded_once(
    library: Library, embedder: HashEmbedder
) -> None:
    """Also when it was asked for in an earlier window, whose vectors are not stored yet."""
    own = [PARAGRAPHS[1].replace("town1", f"town{n}", 1) for n in range(100, 100 + 2 * WINDOW)]
    report = library.store(
        make_article(f"a{n}", f"{PARAGRAPHS[0]}\n{each}", title="Daily notice")
        for n, each in enumerate(own)
    )
    assert len(report.added) == len(own)
    assert library.chunk_count() == 2 * len(own)
    assert embedder.embedded == 1 + len(own)


def test_an_article_that_was_removed_comes_back_without_embedding(
    library: Library, embedder: HashEmbedder, stored: int
) -> None:
    library.remove("a")
    assert library.store([long()]).added == ("a",)
    assert embedder.embedded == stored
    assert similar(library, PARAGRAPHS[2], 1) == ["a"]


def test_building_the_indexes_anew_embeds_nothing(
    library: Library, embedder: HashEmbedder, stored: int
) -> None:
    library.rebuild()
    assert library.verify() == []
    assert embedder.embedded == stored


def test_a_purge_erases_every_vector_of_its_article_and_those_of_earlier_texts(
    library: Library, embedder: HashEmbedder, stored: int
) -> None:
    library.store([long([*PARAGRAPHS[:3], "Rain."])])
    library.store(make_articles(2))
    library.remove("a", purge=True)
    assert held(library) == 2
    embedded = embedder.embedded
    library.store([long()])
    assert embedder.embedded == embedded + stored


def test_a_purge_after_a_removal_erases_its_vectors(library: Library, stored: int) -> None:
    library.remove("a")
    assert held(library) == stored
    library.remove("a", purge=True)
    assert held(library) == 0


def test_a_purge_keeps_the_vectors_that_other_articles_need(
    library: Library, embedder: HashEmbedder, stored: int
) -> None:
    other = replace(long(PARAGRAPHS[:2], title="Report a"), id="b", location="/news/b.md")
    library.store([other])
    library.remove("a", purge=True)
    assert held(library) == 2
    assert embedder.embedded == stored
    assert similar(library, PARAGRAPHS[1], 1) == ["b"]
