"""An export is the same wherever its library lies, and a library can be made of it anywhere."""

from __future__ import annotations

import secrets
from dataclasses import replace
from pathlib import Path

import pytest
from library_kit import Opener, make_article, make_articles, similar, texts_found
from server_kit import Postgres

from rag.errors import LibraryError
from rag.library.exporting import export
from rag.library.importing import import_
from rag.library.library import Library
from rag.library.servers import NONE, Servers
from rag.testing import HashEmbedder

PLACES = ("folder", "postgres")


@pytest.fixture
def stored(opened: Opener, embedder: HashEmbedder) -> Library:
    library = opened()
    library.store(make_articles(20))
    library.store([make_article("a3", "Penguins moved to the lighthouse.\0 Twice.")])
    library.remove("a4")
    embedder.embedded = 0
    return library


@pytest.fixture(params=["folder", "postgres"])
def elsewhere(request: pytest.FixtureRequest, postgres: Postgres) -> Servers:
    if request.param == "folder":
        return NONE
    return Servers(postgres.schema(f"t{secrets.token_hex(8)}"), None)


def test_a_library_moves_from_one_place_to_another(
    stored: Library,
    folder: Path,
    tmp_path: Path,
    servers: Servers,
    elsewhere: Servers,
    embedder: HashEmbedder,
) -> None:
    file = tmp_path / "news.byline"
    made = export(folder, file, servers=servers)
    assert (made.articles, made.revisions, made.lost) == (19, 21, ())
    import_(file, tmp_path / "taken", servers=elsewhere)
    with Library.open(tmp_path / "taken", lambda: embedder, servers=elsewhere) as library:
        library.settle()
        assert library.articles() == stored.articles()
        assert library.article("a3", 4) == stored.article("a3", 4)
        assert texts_found(library, "penguins", 1) == ["a3"]
        assert similar(library, "harbour number7 cargo7", 1) == ["a7"]
        assert embedder.embedded == 0
        # And it goes on there: what is new gets numbers of its own.
        library.store(make_articles(30))
        assert (library.count(), library.verify()) == (30, [])


def test_an_export_is_not_imported_over_a_library(
    stored: Library, folder: Path, tmp_path: Path, servers: Servers
) -> None:
    file = tmp_path / "news.byline"
    export(folder, file, servers=servers)
    with pytest.raises(LibraryError, match=r"there is a library in .* already"):
        import_(file, folder, servers=servers)
    assert stored.count() == 19
    assert stored.verify() == []


def test_a_ledger_that_cannot_be_reached_is_no_reason_to_save_what_lies_in_the_folder(
    stored: Library, folder: Path, tmp_path: Path, servers: Servers
) -> None:
    gone = replace(servers, ledger="postgresql://byline@127.0.0.1:1/news")
    with pytest.raises(LibraryError, match="cannot be reached"):
        export(folder, tmp_path / "news.byline", servers=gone)
    assert not (tmp_path / "news.byline").exists()
    assert stored.count() == 19
