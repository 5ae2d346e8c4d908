"""What a library holds, counted and narrowed: by day, outlet, language, name and origin."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from library_kit import make_article, make_articles
from sqlalchemy import event

from rag import Rag
from rag.errors import ArticleNotFound, UsageError
from rag.library.filters import Filter
from rag.library.library import Library
from rag.progress import silent
from rag.testing import HashEmbedder
from rag.types import Article, Coverage, Covered, Heading
from rag.types.coverage import MOST_CELLS, MOST_OUTLETS

ROWS = [
    replace(article, language=("en-GB", "de", None)[n % 3])
    for n, article in enumerate(make_articles(30))
]


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """Thirty articles in three languages, one of them unknown, and two without a date."""
    undated = [
        make_article("u1", "Harbour undated one.", credits=("TASS",)),
        make_article("u2", "Harbour undated two."),
    ]
    folder = tmp_path_factory.mktemp("listing") / "index"
    with Library.open(folder, HashEmbedder, create=True) as held:
        held.store([*ROWS[:20], *undated], silent)
        held.settle()
        held.store(ROWS[20:], silent)  # the last ones lie beside the index until it catches up
        yield held


@pytest.mark.parametrize(
    "chosen",
    [
        Filter(languages=("de",)),
        Filter(languages=("en", "de")),
        Filter(articles=("a1", "a25", "gone")),
        Filter(sources=("TASS",), languages=("en",)),
        Filter(since=date(2022, 6, 1), undated=True, languages=("de",)),
    ],
)
def test_words_vectors_and_lists_keep_to_a_filter(library: Library, chosen: Filter) -> None:
    admitted = set(library.article_ids(chosen))
    expected = {each.id for each in [*ROWS] if _admits(chosen, each)}
    assert admitted == expected
    words = library.keyword_hits("harbour", 100, chosen)
    vectors = library.vector_hits(library.embed_query("harbour"), 100, chosen)
    for hits in (words, vectors):
        found = library.passages(hit.chunk_id for hit in hits).values()
        assert {each.article_id for each in found} == expected
    assert library.listing.coverage(chosen).articles == len(expected)


def _admits(chosen: Filter, article: Article) -> bool:
    language = (article.language or "").partition("-")[0]
    return (
        (not chosen.sources or article.source in chosen.sources)
        and (not chosen.languages or language in chosen.languages)
        and (not chosen.articles or article.id in chosen.articles)
        and (chosen.since is None or (article.published or date.min) >= chosen.since)  # type: ignore[operator]  # bare dates
    )


def test_an_unknown_language_names_those_there_are(library: Library) -> None:
    with pytest.raises(UsageError, match="'fr'; there are de, en"):
        library.listing.resolve_language("fr")
    assert library.listing.resolve_language("DE-at") == "de"


def test_coverage_counts_by_day_and_outlet_and_undated_ones_apart(library: Library) -> None:
    held = library.listing.coverage(Filter())
    assert (held.articles, held.undated, held.precision) == (32, 2, "day")
    assert held.first == min(each.published for each in ROWS if each.published)
    by_day = {(each.since, each.source): each.articles for each in held.cells}
    for each in ROWS:
        alike = [r for r in ROWS if (r.published, r.source) == (each.published, each.source)]
        assert by_day[each.published, each.source] == len(alike)
    undated = [each for each in held.cells if each.since is None]
    assert [(each.source, each.credits, each.article_ids) for each in undated] == [
        (None, (), ("u2",)),
        (None, ("TASS",), ("u1",)),
    ]
    assert held.cells[-2:] == tuple(undated)


def test_coverage_is_counted_anew_when_the_library_changes(tmp_path: Path) -> None:
    with Library.open(tmp_path / "index", HashEmbedder, create=True) as held:
        held.store(make_articles(2), silent)
        assert held.listing.coverage(Filter()).articles == 2
        held.remove("a0")
        assert held.listing.coverage(Filter()).articles == 1


def test_what_one_look_cannot_hold_is_summed_up_and_nothing_is_lost() -> None:
    first = date(1990, 1, 1)
    cells = [
        Covered(day, day, f"Outlet {n % 40}", article_ids=(f"a{n}",))
        for n in range(9_000)
        if (day := first + timedelta(days=n))
    ]
    held = Coverage.of([*cells, Covered(None, None, None)])
    assert held.precision == "year"
    assert len(held.cells) <= MOST_CELLS
    assert (held.articles, held.undated) == (9_001, 1)
    outlets = {each.outlet for each in held.cells}
    assert len(outlets) <= MOST_OUTLETS + 1
    assert {each.others for each in held.cells if each.others} == {41 - (MOST_OUTLETS - 1)}
    month = Coverage.of(cells[:900])
    assert month.precision == "month"
    assert (month.first, month.last) == (date(1990, 1, 1), date(1992, 6, 30))


def test_origins_are_the_folders_that_gave_articles(tmp_path: Path) -> None:
    for name in ("inland", "coast/deep"):
        (tmp_path / name).mkdir(parents=True)
        (tmp_path / name / "one.txt").write_text(f"The {name} ferry sails.")
    (tmp_path / "alone.txt").write_text("The lone ferry sails.")
    with Rag.open(tmp_path / "index") as rag:
        rag.ingest(tmp_path / "inland", tmp_path / "coast", tmp_path / "alone.txt")
        told = {(each.location, each.kind, each.articles) for each in rag.origins()}
        assert told == {(str(tmp_path / name), "folder", 1) for name in ("inland", "coast")}
        (tmp_path / "inland" / "one.txt").unlink()
        report = rag.sync(tmp_path / "inland")
        assert len(report.removed) == 1


def test_only_named_articles_are_asked(bay: Rag) -> None:
    question = "Who rejected the herring quota?"
    whole = {each.article_id for each in bay.ask(question).passages}
    assert whole > {"bay/quota-echo.md"}
    answer = bay.ask(question, articles="bay/quota-echo.md")
    assert {each.article_id for each in answer.passages} == {"bay/quota-echo.md"}
    assert answer.citations
    with pytest.raises(ArticleNotFound):
        bay.ask(question, articles=["bay/none.md"])
    with pytest.raises(UsageError, match="name or several"):
        bay.ask(question, articles=7)  # type: ignore[arg-type]  # what is told of it


def test_undated_articles_are_kept_where_days_are_set_on_demand(bay: Rag) -> None:
    question = "Where do the herons nest?"
    left_out = bay.search(question, since="2020-01-01")
    assert any("1 undated article was left out" in note for note in left_out.notes)
    kept = bay.search(question, since="2020-01-01", undated=True)
    assert kept[0].article_id == "bay/herons.md"
    assert kept.notes == ()
    assert bay.coverage(since="2020-01-01", undated=True).undated == 1
    assert bay.coverage(since="2020-01-01").undated == 0


def test_a_trace_keeps_the_filters_for_its_replay(bay: Rag) -> None:
    answer = bay.ask("Who rejected the herring quota?", articles="bay/quota-echo.md", language="en")
    assert bay.trace(answer.trace_id)["asked"]["articles"] == ["bay/quota-echo.md"]
    assert bay.replay(answer.trace_id).changes == ()


def test_the_coverage_of_an_answer_marks_what_it_cites(bay: Rag) -> None:
    answer = bay.ask("Who rejected the herring quota?")
    held = answer.coverage
    ids = [each for cell in held.cells for each in cell.article_ids]
    read = {each.article_id for each in (*answer.passages, *answer.citations)}
    assert set(ids) >= read
    assert len(ids) == len(set(ids)) == held.articles
    assert held.cited == len({each.article_id for each in answer.citations})
    assert [each.since for each in held.cells if each.since] == sorted(
        each.since for each in held.cells if each.since
    )


@pytest.mark.parametrize("chosen", [Filter(), Filter(languages=("de",)), Filter(articles=("a1",))])
def test_headings_are_the_articles_in_their_order_and_no_text_is_read(
    library: Library, chosen: Filter
) -> None:
    asked: list[str] = []

    def note(connection: object, cursor: object, statement: str, *rest: object) -> None:
        asked.append(statement)

    engine = library._database._engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        found = library.listing.headings(chosen)
    finally:
        event.remove(engine, "before_cursor_execute", note)
    assert [statement for statement in asked if "revisions.text" in statement] == []
    names = [each.name for each in fields(Heading)]
    whole = library.articles(chosen)
    assert len(whole) > 0
    assert [[getattr(each, name) for name in names] for each in found] == [
        [getattr(each, name) for name in names] for each in whole
    ]
    assert [each.label for each in found] == [each.label for each in whole]
