"""Finding chunks: filters, keywords, vectors, and both ways of searching vectors."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import numpy as np
import pytest
from library_kit import (
    Opener,
    chroma_answers,
    make_article,
    make_articles,
    similar,
    texts_found,
    until,
)

from rag.errors import EmbeddingError, UnknownSource
from rag.library.catalog import Catalog
from rag.library.filters import Filter, resolve
from rag.library.library import Library
from rag.library.overlay import inverse_frequency
from rag.library.servers import Servers
from rag.terms import terms
from rag.testing import HashEmbedder
from rag.types import Article

PLACES = ("folder", "servers")
TOKYO = timezone(timedelta(hours=9))


@pytest.fixture
def dated(library: Library) -> Library:
    """Five articles that say the same of the harbour, on four days and none."""
    days = {
        "first": date(2022, 3, 5),
        "tokyo": datetime(2022, 3, 6, 0, 30, tzinfo=TOKYO),  # 5 March in UTC
        "late": datetime(2022, 3, 6, 23, 59, tzinfo=UTC),
        "last": date(2022, 3, 7),
        "undated": None,
    }
    outlets = {"first": "TASS", "tokyo": "Kyodo", "last": "TASS"}
    library.store(
        make_article(
            name,
            f"The harbour was closed. Words of {name}.",
            published=day,
            source=outlets.get(name),
            credits=("DEA News",) if name == "late" else (),
        )
        for name, day in days.items()
    )
    return library


def found(library: Library, chosen: Filter) -> set[str]:
    """What a filter admits, the same by all three ways."""
    keyword = library.passages(h.chunk_id for h in library.keyword_hits("harbour", 10, chosen))
    vector = library.embed_query("harbour")
    nearest = library.passages(h.chunk_id for h in library.vector_hits(vector, 10, chosen))
    listed = {each.id for each in library.articles(chosen)}
    assert {p.article_id for p in keyword.values()} == listed
    assert {p.article_id for p in nearest.values()} == listed
    return listed


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        (Filter(), {"first", "tokyo", "late", "last", "undated"}),
        (Filter(since=date(2022, 3, 6), until=date(2022, 3, 6)), {"tokyo", "late"}),
        (Filter(since=date(2022, 3, 7)), {"last"}),
        (Filter(until=date(2022, 3, 5)), {"first"}),
        (Filter(until=date(2022, 3, 5), undated=True), {"first", "undated"}),
        (Filter(undated=True), {"first", "tokyo", "late", "last", "undated"}),
        (Filter(sources=("TASS",)), {"first", "last"}),
        (Filter(sources=("tass", "Kyodo")), {"first", "last", "tokyo"}),
        (Filter(sources=("DEA News",)), {"late"}),
        (Filter(sources=("TASS",), since=date(2022, 3, 6)), {"last"}),
        (Filter(sources=("Nobody",)), set()),
        (Filter(since=date(2022, 3, 7), until=date(2022, 3, 6)), set()),
    ],
)
def test_filters_admit_inclusive_days_of_the_articles_own_zone_and_any_of_the_sources(
    dated: Library, chosen: Filter, expected: set[str]
) -> None:
    assert found(dated, chosen) == expected


def test_a_library_says_what_filters_can_ask_for(dated: Library) -> None:
    assert dated.sources() == {"TASS": 2, "DEA News": 1, "Kyodo": 1}
    assert dated.date_range() == (date(2022, 3, 5), date(2022, 3, 7), 1)
    assert dated.excluded_undated(Filter(since=date(2022, 1, 1))) == 1
    assert dated.excluded_undated(Filter(since=date(2022, 1, 1), undated=True)) == 0
    assert dated.excluded_undated(Filter(since=date(2022, 1, 1), sources=("TASS",))) == 0
    assert dated.excluded_undated(Filter(sources=("TASS",))) == 0


def test_an_empty_library_answers_everything_with_nothing(library: Library) -> None:
    assert library.keyword_hits("harbour", 5) == []
    assert library.vector_hits(library.embed_query("harbour"), 5) == []
    assert library.passages(["nothing"]) == {}
    assert library.articles() == []
    assert library.sources() == {}
    assert library.date_range() == (None, None, 0)
    assert (library.count(), library.chunk_count()) == (0, 0)
    assert library.document_frequencies(["harbour"])["harbour"] == 0
    assert library.verify() == []


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("TASS", "TASS"),
        ("tass", "TASS"),
        ("  Tass ", "TASS"),
        ("the dea", "DEA News"),
        ("D.E.A. News", "DEA News"),
        ("Japan Times", "The Japan Times"),
        ("news", "News"),
    ],
)
def test_a_source_is_known_by_its_name_in_any_case_or_a_plain_alias(asked: str, meant: str) -> None:
    assert resolve(asked, ["TASS", "DEA News", "The Japan Times", "News"]) == meant


@pytest.mark.parametrize(
    ("asked", "near"),
    [
        ("TAS", ("TASS",)),
        ("Times", ("The Times", "Times News")),  # an alias of two is none
        ("Reuters", ()),
        ("", ()),
        ("!!!", ()),
    ],
)
def test_an_unknown_source_is_an_error_that_names_near_ones(
    asked: str, near: tuple[str, ...]
) -> None:
    with pytest.raises(UnknownSource) as told:
        resolve(asked, ["TASS", "The Times", "Times News"])
    assert told.value.near == near


def test_an_unknown_source_of_an_empty_library_is_an_error_too(library: Library) -> None:
    with pytest.raises(UnknownSource, match="no article in this library"):
        library.resolve_source("TASS")


@pytest.mark.parametrize(
    "query",
    [
        'title:harbour AND (body:"x',
        "harbour^9999",
        "harb* OR [a TO z]",
        "+harbour -tide",
        "'; DROP TABLE articles; --",
        "harbour\0tide",
        "\\",
        "",
        "   ",
        "the of and",
        "🎉",
        "x" * 100_000,
        "harbour " * 20_000,
        " ".join(f"w{i}" for i in range(50_000)),
    ],
)
def test_any_text_can_be_searched_for(library: Library, query: str) -> None:
    library.store(make_articles(2))
    hits = library.keyword_hits(query, 5)
    assert len(hits) in ((2,) if query.startswith(("harbour", "+harbour")) else (0, 1, 2))


@pytest.mark.parametrize("k", [0, -1])
def test_asking_for_nothing_gives_nothing(library: Library, k: int) -> None:
    library.store(make_articles(2))
    assert library.keyword_hits("harbour", k) == []
    assert library.vector_hits(library.embed_query("harbour"), k) == []


def test_asking_for_more_than_there_is_gives_all(library: Library) -> None:
    library.store(make_articles(3))
    assert len(library.keyword_hits("harbour", 10_000)) == 3
    assert len(library.vector_hits(library.embed_query("harbour"), 10_000)) == 3


def test_a_word_of_the_title_finds_the_article_and_one_of_the_body_counts_more(
    library: Library,
) -> None:
    library.store(
        [
            make_article("body", "Scallops were landed at the pier.", title="Fish"),
            make_article("title", "A boat was landed at the pier.", title="Scallops"),
            make_article("none", "A boat was landed at the pier.", title="Boats"),
        ]
    )
    assert texts_found(library, "scallop") == ["body", "title"]


def test_articles_of_other_languages_are_found_by_their_plain_words(library: Library) -> None:
    library.store(
        [
            make_article("de", "Die Zeitungen wurden geschlossen.", language="de"),
            make_article("ja", "日本 の 港", language="ja"),
            make_article("en", "The harbours were closed.", language="en"),
        ]
    )
    assert texts_found(library, "geschlossen") == ["de"]
    assert texts_found(library, "zeitung") == []  # no stemmer was asked
    assert texts_found(library, "ZEITUNGEN") == ["de"]
    assert texts_found(library, "日本") == ["ja"]
    assert texts_found(library, "harbour") == ["en"]


def test_frequencies_count_chunks_and_articles_that_hold_an_analysed_term(
    library: Library,
) -> None:
    long = "The harbour was quiet. " + "Nothing else happened on that long grey day. " * 60
    library.store([make_article("a", f"{long}\nThe harbour slept."), *make_articles(2)])
    (term,) = terms("harbours")
    assert library.document_frequencies([term])[term] == 4
    assert library.article_frequency(term) == 3
    assert library.document_frequencies(["nosuchterm"])["nosuchterm"] == 0


def test_a_vector_of_another_shape_is_refused(library: Library) -> None:
    library.store(make_articles(1))
    with pytest.raises(EmbeddingError, match=r"\(64,\)"):
        library.vector_hits(np.ones(3, np.float32), 3)


def test_the_score_of_a_vector_hit_is_its_cosine(library: Library, embedder: HashEmbedder) -> None:
    library.store([make_article("a", "Scallops and boats.", title=None)])
    vector = embedder.query("scallops")
    (hit,) = library.vector_hits(vector, 1)
    expected = float(embedder.passages(["Scallops and boats."])[0] @ vector)
    assert hit.score == pytest.approx(expected, abs=1e-6)


def many_articles() -> list[Article]:
    return make_articles(150)


def varied_articles(count: int) -> list[Article]:
    """Articles that share few words, as those of a real collection do."""
    draw = random.Random(count)
    words = [f"word{i}" for i in range(3000)]
    return [make_article(f"v{i}", " ".join(draw.choices(words, k=30)) + ".") for i in range(count)]


def test_chroma_finds_what_exact_search_finds(folder: Path, servers: Servers) -> None:
    embedder = HashEmbedder(256)
    articles = varied_articles(300)
    with (
        Library.open(
            folder, lambda: embedder, servers=servers, create=True, chroma_from=1
        ) as by_chroma,
        Library.open(folder, lambda: embedder, servers=servers) as exactly,
    ):
        by_chroma.store(articles)
        assert by_chroma._indexes.keeper.settled(20)
        until(lambda: chroma_answers(by_chroma))
        shared = 0
        for article in articles[::10]:
            vector = embedder.query(article.text[:100])
            expected = exactly.vector_hits(vector, 10)
            got = by_chroma.vector_hits(vector, 10)
            shared += len(set(got) & set(expected))
            assert got[0] == expected[0]
        # Its graph is built by several threads: neighbours differ a little from run to run.
        assert shared >= 0.9 * 300


def test_chroma_follows_changes_and_removals(opened: Opener) -> None:
    library = opened(chroma_from=1)
    library.store(many_articles())
    library.store([make_article("a5", "Penguins moved to the northern lighthouse.")])
    library.remove("a6")
    assert library._indexes.keeper.settled(20)
    until(lambda: chroma_answers(library))
    assert "a6" not in similar(library, "harbour number6 cargo6", 150)
    assert library.verify() == []  # it holds exactly the ledger's chunks


def test_exact_search_answers_while_chroma_is_behind(opened: Opener) -> None:
    library = opened(chroma_from=1)
    library.store(many_articles())
    library.store([make_article("new", "Penguins moved to the northern lighthouse.")])
    assert similar(library, "penguins northern lighthouse", 1) == ["new"]


def test_an_article_not_yet_in_the_keyword_index_is_found_and_scored_alike(
    opened: Opener,
) -> None:
    owner, guest = opened(), opened()
    owner.store(many_articles())
    owner._indexes.keeper.close()  # nobody follows from here on
    guest._indexes.keeper.close()
    guest.store([make_article("new", "Harbour number5 reported penguins. Fishing resumed.")])
    assert texts_found(guest, "penguins", 1) == ["new"]
    assert texts_found(guest, "number5", 2) == ["a5", "new"] or texts_found(
        guest, "number5", 2
    ) == ["new", "a5"]
    hits = {h.score for h in guest.keyword_hits("number5", 2)}
    assert max(hits) < 1.5 * min(hits)
    guest.remove("a5")
    assert texts_found(guest, "number5", 5) == ["new"]
    assert guest.document_frequencies(["penguin"])["penguin"] == 1


def test_a_term_tells_more_the_fewer_hold_it() -> None:
    assert inverse_frequency(100, 1) > inverse_frequency(100, 50) > inverse_frequency(100, 100) > 0


def test_many_threads_search_at_once_and_agree(library: Library, embedder: HashEmbedder) -> None:
    library.store(many_articles())

    def ask(i: int) -> tuple[list[str], list[str]]:
        return texts_found(library, f"number{i}", 1), similar(library, f"number{i} cargo{i}", 1)

    alone = [ask(i) for i in range(40)]
    with ThreadPoolExecutor(16) as pool:
        assert list(pool.map(ask, range(40))) == alone


def test_readers_see_an_old_or_a_new_article_whole_while_it_is_replaced(library: Library) -> None:
    library.store(make_articles(20))

    def read(_: int) -> set[str]:
        passages = library.passages(h.chunk_id for h in library.keyword_hits("harbour", 30))
        for passage in passages.values():
            article = library.article(passage.article_id, passage.revision)
            assert article.text[passage.start : passage.end] == passage.text
        return {p.article_id for p in passages.values()}

    with ThreadPoolExecutor(8) as pool:
        reads = [pool.submit(read, i) for i in range(120)]
        for round_ in range(5):
            library.store(
                make_article(f"a{i}", f"Harbour number{i} reported round{round_}.")
                for i in range(20)
            )
        seen = [each.result() for each in reads]
    assert read(0) == {f"a{i}" for i in range(20)}
    assert all(len(each) <= 20 for each in seen)


def test_a_catalog_keeps_the_slots_of_what_stays(library: Library) -> None:
    library.store(make_articles(3))
    before = library._view.catalog()
    library.store([make_article("a1", "Changed.")])
    library.remove("a2")
    after = library._view.catalog()
    assert after.slots["a0"] == before.slots["a0"]
    assert after.slots["a1"] != before.slots["a1"]
    assert "a2" not in after.slots
    assert len(before) == 3
    assert isinstance(after, Catalog)


def test_a_library_that_changed_much_stays_right(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rag.library.view._WASTE", 20)
    for round_ in range(8):
        library.store(make_article(f"a{i}", f"Round{round_} of number{i}.") for i in range(5))
        library.vector_hits(library.embed_query("round"), 3)
    assert len(library._view.catalog().articles) < 8 * 5
    assert similar(library, "round7 of number3", 1) == ["a3"]
    assert library.verify() == []
