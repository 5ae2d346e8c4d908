"""What storing articles comes to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import numpy as np
import pytest
from library_kit import Opener, make_article, make_articles, similar, texts_found

from rag.errors import (
    ArticleNotFound,
    EmbeddingError,
    EmbeddingMismatch,
    LibraryDamaged,
    LibraryError,
    LibraryNewer,
    LibraryNotFound,
    RevisionNotFound,
)
from rag.library.founding import open_ledger
from rag.library.leaving import Roots
from rag.library.library import Library
from rag.library.schema import facts
from rag.library.servers import Servers
from rag.library.sqlite import LEDGER
from rag.testing import HashEmbedder
from rag.types import Article, Rejected

PLACES = ("folder", "servers")


def test_a_stored_article_comes_back_as_it_was(library: Library) -> None:
    tokyo = timezone(timedelta(hours=9))
    article = make_article(
        "a",
        "Das Café öffnet. 🎉 日本の記事。\nSecond paragraph.",
        url="https://example.org/a",
        source="TASS",
        credits=("DEA News",),
        authors=("Jane Zhou", "O. Núñez"),
        published=datetime(2022, 3, 6, 15, 45, tzinfo=tokyo),
        language="de",
        found={"published": "dateline in line 4"},
    )
    library.store([article])
    stored = library.article("a")
    assert replace(stored, revision=0) == article
    assert stored.revision > 0
    assert isinstance(stored.published, datetime)
    assert stored.published.utcoffset() == timedelta(hours=9)


def test_a_bare_date_stays_a_date(library: Library) -> None:
    library.store([make_article("a", "Some words.", published=date(2022, 3, 6))])
    assert type(library.article("a").published) is date


def test_a_report_tells_what_became_of_each_input(library: Library) -> None:
    first, second = make_articles(2)
    bad = Rejected("/news/bad.md", "no text", 3)
    report = library.store([first, bad, second])
    assert (report.added, report.rejected) == (("a0", "a1"), (bad,))
    changed = make_article("a1", "Something else was written here.", location=second.location)
    report = library.store([first, changed])
    assert (report.added, report.updated, report.unchanged) == ((), ("a1",), ("a0",))


def test_a_second_store_of_the_same_embeds_nothing(
    library: Library, embedder: HashEmbedder
) -> None:
    library.store(make_articles(5))
    embedded = embedder.embedded
    revision = library.status().revision
    report = library.store(make_articles(5))
    assert len(report.unchanged) == 5
    assert embedder.embedded == embedded
    assert library.status().revision == revision


def test_only_new_chunks_of_a_changed_article_are_embedded(
    library: Library, embedder: HashEmbedder
) -> None:
    same = "The minister spoke about fishing rights in the northern sea for an hour. " * 40
    library.store([make_article("a", f"{same}\nAn ending that will change.")])
    before = embedder.embedded
    chunks = library.chunk_count()
    library.store([make_article("a", f"{same}\nAnother ending, changed.")])
    assert chunks > 1
    assert embedder.embedded - before < chunks


def test_a_changed_article_is_replaced_and_its_old_revision_still_opens(library: Library) -> None:
    library.store([make_article("a", "The penguin went to Antarctica.")])
    old = library.article("a")
    library.store([make_article("a", "The walrus went to Greenland.")])
    assert library.article("a").text == "The walrus went to Greenland."
    assert library.article("a", old.revision).text == old.text
    assert texts_found(library, "penguin") == []
    assert texts_found(library, "walrus") == ["a"]
    assert library.chunk_count() == 1


def test_a_corrected_title_alone_makes_a_revision(library: Library) -> None:
    library.store([make_article("a", "Words of an article.", title="Wrogn")])
    report = library.store([make_article("a", "Words of an article.", title="Right")])
    assert report.updated == ("a",)
    assert library.article("a").title == "Right"


def test_a_copy_under_another_id_adds_a_location(library: Library, embedder: HashEmbedder) -> None:
    original = make_article("a", "The same words in two places.", title="T", location="/x/a.md")
    copy = make_article("b", "The same words in two places.", title="T", location="/y/b.md")
    library.store([original])
    embedded = embedder.embedded
    report = library.store([copy])
    assert report.unchanged == ("a",)
    assert embedder.embedded == embedded
    assert library.count() == 1
    assert library.article("a").locations == ("/x/a.md", "/y/b.md")
    assert library.article("b").id == "a"


def test_copies_within_one_run_make_one_article(library: Library) -> None:
    report = library.store(
        [make_article(name, "The same words.", title="T") for name in ("a", "b", "c")]
    )
    assert report.added == ("a",)
    assert len(library.article("a").locations) == 3


def test_the_same_words_of_another_outlet_are_an_article_of_their_own(library: Library) -> None:
    library.store(
        [make_article(s, "The same words.", title="T", source=s) for s in ("TASS", "Kyodo")]
    )
    assert library.count() == 2


def test_a_copy_that_comes_to_say_something_else_is_an_article_again(library: Library) -> None:
    library.store([make_article(name, "The same words.", title="T") for name in ("a", "b")])
    library.store([make_article("b", "Now they differ.", title="T")])
    assert library.article("b").text == "Now they differ."
    assert library.article("a").locations == ("/news/a.md",)


def test_two_inputs_of_one_id_and_different_text_keep_the_first(library: Library) -> None:
    first = make_article("a", "One text.", location="/one.md")
    second = make_article("a", "Another text.", location="/two.md")
    report = library.store([first, second])
    assert report.added == ("a",)
    assert [each.location for each in report.rejected] == ["/two.md"]
    assert "/one.md" in report.rejected[0].reason
    assert library.article("a").text == "One text."


@pytest.mark.parametrize("text", ["", "   ", "\n\n"])
def test_an_article_without_words_is_rejected_and_the_rest_goes_on(
    library: Library, text: str
) -> None:
    report = library.store([make_article("empty", text), *make_articles(1)])
    assert [each.location for each in report.rejected] == ["/news/empty.md"]
    assert report.added == ("a0",)


def test_half_a_character_is_rejected_and_the_rest_goes_on(library: Library) -> None:
    report = library.store([make_article("bad", "Half \ud800 a character."), *make_articles(1)])
    assert [each.location for each in report.rejected] == ["/news/bad.md"]
    assert report.added == ("a0",)


def test_progress_is_told_after_each_commit(library: Library, folder: Path) -> None:
    seen: list[tuple[int, int]] = []

    def progress(what: str, done: int, total: int | None) -> None:
        seen.append((done, library.count()))

    library.store(make_articles(3), progress)
    assert [told for told, _ in seen] == [1, 2, 3]
    assert all(told <= stored for told, stored in seen)


def test_what_was_acknowledged_stays_when_the_run_breaks_off(library: Library) -> None:
    def items() -> Iterator[Article]:
        yield from make_articles(300)
        raise KeyboardInterrupt

    counted: list[int] = []
    with pytest.raises(KeyboardInterrupt):
        library.store(items(), lambda what, done, total: counted.append(done))
    assert counted
    assert library.count() == counted[-1]
    assert library.verify() == []


def test_sync_drops_what_is_no_longer_there(library: Library) -> None:
    articles = make_articles(3)
    elsewhere = make_article("other", "Lies in another folder.", location="/newsroom/x.md")
    library.store([*articles, elsewhere])
    report = library.store(articles[:2], roots=Roots(paths=("/news",)))
    assert report.removed == ("a2",)
    assert {each.id for each in library.articles()} == {"a0", "a1", "other"}
    assert texts_found(library, "town2") == []


def test_sync_keeps_an_article_until_its_last_location_is_gone(library: Library) -> None:
    original = make_article("a", "The same words.", title="T", location="/news/a.md")
    copy = make_article("b", "The same words.", title="T", location="/news/b.md")
    library.store([original, copy])
    assert library.store([copy], roots=Roots(paths=("/news",))).removed == ()
    assert library.article("a").locations == ("/news/b.md",)
    assert library.store([], roots=Roots(paths=("/news",))).removed == ("a",)


def test_sync_keeps_what_could_not_be_read_this_time(library: Library) -> None:
    library.store([make_article("a", "Some words.", location="/news/a.jsonl#3")])
    bad = Rejected("/news/a.jsonl", "not JSON", 3)
    assert library.store([bad], roots=Roots(paths=("/news",))).removed == ()
    assert library.count() == 1


def test_lines_that_moved_within_a_file_stay(library: Library) -> None:
    library.store([make_article(f"j{i}", f"Words {i}.", location=f"/f.jsonl#{i}") for i in (1, 2)])
    moved = make_article("j2", "Words 2.", location="/f.jsonl#1", title="Report j2")
    report = library.store([moved], roots=Roots(paths=("/f.jsonl",)))
    assert report.removed == ("j1",)
    assert [each.id for each in library.articles()] == ["j2"]


def test_a_removed_article_is_hidden_and_its_revision_still_opens(library: Library) -> None:
    library.store(make_articles(2))
    revision = library.article("a0").revision
    library.remove("a0")
    with pytest.raises(ArticleNotFound):
        library.article("a0")
    assert library.article("a0", revision).text.startswith("Harbour")
    assert library.count() == 1
    assert "a0" not in similar(library, "number0", 10)
    assert "a0" not in texts_found(library, "number0", 10)


def test_a_removed_article_comes_back_without_embedding(
    library: Library, embedder: HashEmbedder
) -> None:
    library.store(make_articles(2))
    library.remove("a0")
    embedded = embedder.embedded
    assert library.store(make_articles(2)).added == ("a0",)
    assert embedder.embedded == embedded
    assert texts_found(library, "number0", 1) == ["a0"]


@pytest.mark.parametrize("article_id", ["nothing", "", "a' OR 1=1 --"])
def test_what_is_not_there_is_not_found(library: Library, article_id: str) -> None:
    library.store(make_articles(1))
    with pytest.raises(ArticleNotFound):
        library.article(article_id)
    with pytest.raises(ArticleNotFound):
        library.remove(article_id)
    with pytest.raises(RevisionNotFound):
        library.article("a0", 99)


def test_asking_for_a_library_that_is_not_there_makes_nothing(
    folder: Path, servers: Servers
) -> None:
    with pytest.raises(LibraryNotFound, match="rag ingest"):
        Library.open(folder, HashEmbedder, servers=servers)
    assert not folder.exists()
    assert not Library.exists(folder)


def test_a_later_schema_is_refused(opened: Opener, folder: Path, servers: Servers) -> None:
    opened().close()
    database = open_ledger(folder, create=False, servers=servers)
    with database.write() as connection:
        connection.execute(
            facts.update().where(facts.c.name == "schema_version").values(value="99")
        )
    database.close()
    with pytest.raises(LibraryNewer, match="99"):
        opened()


def test_another_model_is_refused_without_opening_it(
    opened: Opener, folder: Path, servers: Servers
) -> None:
    opened().store(make_articles(1))

    def never() -> HashEmbedder:
        raise AssertionError

    with pytest.raises(EmbeddingMismatch, match="rag rebuild --embed"):
        Library.open(folder, never, servers=servers, embedder_name="hash-32")


def test_another_model_is_refused_when_its_name_was_not_told(
    opened: Opener, folder: Path, servers: Servers
) -> None:
    opened().store(make_articles(1))
    with Library.open(folder, lambda: HashEmbedder(32), servers=servers) as other:
        with pytest.raises(EmbeddingMismatch):
            other.vector_hits(other.embed_query("harbour"), 3)
        with pytest.raises(EmbeddingMismatch):
            other.store(make_articles(1, start=7))
        assert other.count() == 1


def test_a_model_of_the_same_name_and_another_dimension_is_refused(
    opened: Opener, folder: Path, servers: Servers
) -> None:
    opened().store(make_articles(1))
    impostor = HashEmbedder(32)
    impostor.name = "hash-64"
    with (
        Library.open(folder, lambda: impostor, servers=servers) as other,
        pytest.raises(EmbeddingMismatch, match=r"hash-64 \(32\)"),
    ):
        other.store(make_articles(1, start=7))


class Faulty(HashEmbedder):
    def __init__(self, fault: str) -> None:
        super().__init__()
        self.fault = fault

    def passages(self, texts: object) -> np.ndarray:  # type: ignore[override]
        good = super().passages(list(texts))  # type: ignore[call-overload]
        if self.fault == "nan":
            good[0, 0] = np.nan
        return {"nan": good, "zero": good * 0, "long": good * 2, "few": good[:-1]}[self.fault]


@pytest.mark.parametrize("fault", ["nan", "zero", "long", "few"])
def test_vectors_that_are_none_are_not_stored(folder: Path, fault: str, servers: Servers) -> None:
    with Library.open(folder, lambda: Faulty(fault), servers=servers, create=True) as library:
        with pytest.raises(EmbeddingError):
            library.store(make_articles(2))
        assert library.count() == 0
    with Library.open(folder, lambda: HashEmbedder(32), servers=servers) as library:
        assert len(library.store(make_articles(2)).added) == 2


@pytest.mark.in_folder
def test_a_file_that_is_no_ledger_is_told_as_damaged(folder: Path, servers: Servers) -> None:
    folder.mkdir()
    (folder / LEDGER).write_bytes(b"this is not a database, whatever its name says" * 100)
    with pytest.raises(LibraryDamaged, match=LEDGER):
        Library.open(folder, HashEmbedder, servers=servers)


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(LibraryError, match="--index"):
        Library.open(tmp_path / "file" / "index", HashEmbedder, create=True)


def test_articles_come_newest_first_and_then_the_undated(library: Library) -> None:
    days = {"b": date(2022, 5, 1), "a": None, "c": datetime(2022, 5, 1, 9, tzinfo=UTC)}
    days |= {"d": date(2021, 1, 1), "e": None}
    library.store(make_article(i, f"Words of {i}.", published=day) for i, day in days.items())
    assert [each.id for each in library.articles()] == ["c", "b", "d", "a", "e"]


def test_spans_count_code_points_after_an_emoji(library: Library) -> None:
    text = "🎉🎉 Party first. " + "The harbour closed early because of fog and wind. " * 40
    library.store([make_article("a", text.strip())])
    for hit in library.keyword_hits("harbour fog", 10):
        passage = library.passages([hit.chunk_id])[hit.chunk_id]
        article = library.article(passage.article_id, passage.revision)
        assert article.text[passage.start : passage.end] == passage.text


def test_a_copy_outlives_a_change_of_the_article_it_stood_for(library: Library) -> None:
    first = make_article("a", "The ferry sails twice a day.", title="Ferry")
    copies = [replace(first, id=name, location=f"/news/{name}.md") for name in ("b", "c")]
    library.store([first, *copies])
    assert [each.id for each in library.articles()] == ["a"]

    report = library.store([make_article("a", "The ferry sails no more.", title="Ferry")])
    assert (report.updated, report.added) == (("a",), ("b",))
    assert library.article("a").locations == ("/news/a.md",)
    assert library.article("b").text == "The ferry sails twice a day."
    assert library.article("b").locations == ("/news/b.md", "/news/c.md")
    assert library.article("c").id == "b"
    assert set(texts_found(library, "twice a day")) == {"b"}
    assert library.verify() == []
    assert library.store(copies).unchanged == ("b",)
