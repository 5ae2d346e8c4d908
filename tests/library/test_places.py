"""One story of a library, the same wherever its ledger and its Chroma lie."""

from __future__ import annotations

import pytest
from library_kit import Opener, chroma_answers, make_article, make_articles, similar, until

from rag.errors import ArticleNotFound, RevisionNotFound
from rag.library.library import Library
from rag.testing import HashEmbedder

PLACES = ("folder", "postgres", "chroma", "servers")


def caught_up(library: Library) -> bool:
    return not any(each.lag for each in library.status().followers)


def test_a_library_is_filled_changed_searched_purged_and_opened_again(
    opened: Opener, embedder: HashEmbedder
) -> None:
    library = opened(chroma_from=1)
    library.store(make_articles(30))
    library.store([make_article("a5", "Penguins moved to the northern lighthouse.")])
    library.remove("a6")
    hidden = library.revisions("a6")[0].revision
    until(lambda: caught_up(library) and chroma_answers(library))
    assert similar(library, "penguins northern lighthouse", 1) == ["a5"]
    assert "a6" not in similar(library, "harbour number6 cargo6", 29)
    assert library.verify() == []

    embedder.embedded = 0
    library.remove("a7", purge=True)
    assert library.verify() == []
    library.close()
    again = opened(create=False, chroma_from=1)
    until(lambda: caught_up(again) and chroma_answers(again))
    assert "a7" not in similar(again, "harbour number7 cargo7", 28)
    assert again.article("a6", hidden).text.startswith("Harbour number6")
    with pytest.raises((ArticleNotFound, RevisionNotFound)):
        again.article("a7", 8)
    assert (again.count(), again.chunk_count()) == (28, 28)
    again.rebuild()
    assert again.verify() == []
    assert embedder.embedded == 0


@pytest.mark.parametrize(
    "text", ["one\0two", "\0", "\x1a", "\x1an\x1as\0", "🎉 \u2028 \ufeff é e\u0301"]
)
def test_any_sign_comes_back_as_it_was(library: Library, text: str) -> None:
    article = make_article(f"id {text}", f"The harbour {text} was closed.", title=text)
    assert library.store([article]).added == (article.id,)
    stored = library.article(article.id)
    assert (stored.id, stored.text, stored.title) == (article.id, article.text, text)
    assert library.verify() == []
    with pytest.raises(ArticleNotFound):
        library.article(f"no such {text}")


def test_rows_of_a_file_are_known_by_their_place_and_ids_sort_by_code_points(
    library: Library,
) -> None:
    """A server that sorts by a language takes "#" and "-" for nothing, and "B" for a "b"."""
    places = ["/f.jsonl", "/f.jsonl#1", "/f.jsonl#2", "/f.jsonl-old", "/f.jsonl0", "/fjsonl2"]
    names = ["b-1", "B 2", "a_3", "ä4", "Z5", "z6"]
    pairs = zip(names, places, strict=True)
    library.store(make_article(i, f"Words {i}.", location=place) for i, place in pairs)
    with library._database.read() as connection:
        from rag.library.readings import placed_at

        at = {location for location, _, _ in placed_at(connection, "/f.jsonl")}
    assert at == {"/f.jsonl", "/f.jsonl#1", "/f.jsonl#2"}
    assert [each.id for each in library.articles()] == sorted(names)
    assert library.article("B 2").id == "B 2"
    with pytest.raises(ArticleNotFound):
        library.article("b 2")
