"""Purging, embedding again, and what a library says of itself."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import suppress
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from library_kit import Child, Opener, make_article, make_articles, similar, texts_found, until
from schemas import as_of_schema_1

from rag.errors import ArticleNotFound, EmbeddingMismatch, LibraryError, RevisionNotFound
from rag.library import EVERYTHING, Filter, LibraryStatus, followers
from rag.library.embedding import Vectors
from rag.library.library import Library
from rag.library.servers import Servers
from rag.library.sqlite import LEDGER
from rag.library.unset import blank
from rag.testing import HashEmbedder

PLACES = ("folder", "servers")
SECRET = "Zanzibar cloves xylophone were smuggled by the quartermaster"


def holding(folder: Path, *words: str | bytes) -> list[Path]:
    """The files below a folder in which one of some words stands."""
    wanted = [word.encode() if isinstance(word, str) else word for word in words]
    found = []
    for place, _, names in os.walk(folder):
        for path in (Path(place) / name for name in names):
            with suppress(FileNotFoundError):  # Tantivy merges and tidies as it likes
                if any(word in path.read_bytes() for word in wanted):
                    found.append(path)
    return found


@pytest.mark.in_folder
def test_a_purged_text_is_in_no_file_of_the_library(opened: Opener, folder: Path) -> None:
    library = opened()
    library.store(make_articles(10))
    library.store([make_article("secret", f"{SECRET}. Then it rained.")])
    library.store([make_article("secret", f"{SECRET}, twice. Then it rained.")])
    old = library.article("secret").revision
    assert library._indexes.keeper.settled(20)
    assert holding(folder, "Zanzibar", "xylophone")
    library.remove("secret", purge=True)
    assert holding(folder, "Zanzibar", "zanzibar", "xylophon", "quartermast") == []
    with pytest.raises(ArticleNotFound):
        library.article("secret")
    for revision in range(1, old + 1):
        with pytest.raises(RevisionNotFound):
            library.article("secret", revision)
    assert texts_found(library, "zanzibar xylophone") == []
    assert library.count() == 10
    assert library.verify() == []


@pytest.mark.in_folder
def test_a_purge_takes_the_copy_of_an_earlier_schema_along(opened: Opener, folder: Path) -> None:
    with opened() as library:
        library.store([*make_articles(3), make_article("secret", SECRET)])
    as_of_schema_1(folder / LEDGER)
    library = opened()
    assert holding(folder, "Zanzibar")
    assert list(folder.glob("ledger.schema-1*"))
    library.remove("secret", purge=True)
    assert holding(folder, "Zanzibar", "zanzibar", "xylophon", "quartermast") == []
    assert list(folder.glob("ledger.schema-1*")) == []
    assert library.verify() == []


@pytest.mark.in_folder
def test_the_vectors_of_a_purged_article_are_gone_and_others_stay(
    opened: Opener, folder: Path, embedder: HashEmbedder
) -> None:
    library = opened()
    library.store([*make_articles(3), make_article("secret", SECRET)])
    vector = embedder.passages([f"Report secret\n{SECRET}"])[0].astype("<f4").tobytes()
    assert library._indexes.keeper.settled(20)
    assert holding(folder, vector)
    library.remove("secret", purge=True)
    assert holding(folder, vector) == []
    library.close()
    assert holding(folder, vector) == []
    embedder.embedded = 0
    again = opened()
    assert again.verify() == []
    again.store(make_articles(3))
    assert similar(again, "harbour number2 cargo2", 1) == ["a2"]
    assert embedder.embedded == 0


@pytest.mark.in_folder
def test_what_a_process_had_in_its_memory_is_in_no_file_after_a_purge(
    opened: Opener, folder: Path
) -> None:
    """Chroma writes a new graph with room for more, and memory that was never set in it."""
    library = opened()
    library.store([*make_articles(3), make_article("secret", SECRET)])
    assert library._indexes.keeper.settled(20)
    library._indexes.chroma.close()
    (graph,) = folder.glob("chroma/*/*/data_level0.bin")
    assert not any(graph.read_bytes())
    with graph.open("r+b") as file:  # as a process that knew the text may have left it
        file.seek(1000)
        file.write(SECRET.encode())
    blank(graph.parent.parent)
    assert not any(graph.read_bytes())
    library.remove("secret", purge=True)
    library.store(make_articles(5))
    library.close()
    with opened() as again:
        assert holding(folder, "Zanzibar", "xylophone") == []
        assert again.verify() == []


@pytest.mark.in_folder
def test_what_is_set_in_a_graph_is_never_blanked(opened: Opener, folder: Path) -> None:
    library = opened()
    library.store(make_articles(1200))
    library.close()
    (graph,) = folder.glob("chroma/*/*/data_level0.bin")
    before = graph.read_bytes()
    assert len(before) > 500_000
    blank(graph.parent.parent)
    assert graph.read_bytes() == before
    (graph.parent / "header.bin").write_bytes(b"\2" + bytes(99))
    with pytest.raises(ValueError, match="version 2"):
        blank(graph.parent.parent)
    with opened() as again:
        assert again.verify() == []


def test_a_hidden_article_can_be_purged_later_and_a_purged_one_again(library: Library) -> None:
    library.store([make_article("secret", SECRET)])
    revision = library.article("secret").revision
    library.remove("secret")
    assert library.article("secret", revision).text == SECRET
    library.remove("secret", purge=True)
    library.remove("secret", purge=True)
    with pytest.raises(RevisionNotFound):
        library.article("secret", revision)
    with pytest.raises(ArticleNotFound):
        library.remove("nothing", purge=True)


def test_a_purged_article_can_be_stored_again(library: Library) -> None:
    library.store([make_article("secret", SECRET)])
    library.remove("secret", purge=True)
    assert library.store([make_article("secret", SECRET)]).added == ("secret",)
    assert library.article("secret").text == SECRET
    assert texts_found(library, "zanzibar", 1) == ["secret"]
    assert library.verify() == []


def test_a_guest_can_purge_while_another_process_keeps_the_indexes(
    opened: Opener, folder: Path, child: Child
) -> None:
    holder = child("hold")
    assert holder.stdout is not None
    assert holder.stdout.readline() == "owner\n"
    guest = opened()
    guest.store([*make_articles(5), make_article("secret", SECRET)])
    until(lambda: not any(each.lag for each in guest.status().followers))
    guest.remove("secret", purge=True)
    assert not guest.status().owned
    assert holding(folder, "Zanzibar", "zanzibar", "xylophon", "quartermast") == []
    assert texts_found(guest, "number3", 1) == ["a3"]


def test_a_library_is_embedded_again_with_another_model(
    opened: Opener, folder: Path, embedder: HashEmbedder, servers: Servers
) -> None:
    opened().store(make_articles(30))
    opened().close()
    other = HashEmbedder(128)
    options = {"embedder_name": other.name, "any_embedding": True}
    with Library.open(folder, lambda: other, servers=servers, **options) as library:  # type: ignore[arg-type]
        told: list[tuple[str, int, int | None]] = []
        library.rebuild(lambda *progress: told.append(progress), embed=True)
        assert ("embedding", 30, 30) in told
        assert library.status().embedding == "hash-128"
        assert similar(library, "harbour number7 cargo7", 1) == ["a7"]
        assert library.verify() == []
    assert other.embedded == 30
    with pytest.raises(EmbeddingMismatch):
        opened()


class Failing(HashEmbedder):
    """Fails once it has embedded so many passages."""

    def __init__(self, after: int) -> None:
        super().__init__(128)
        self.after = after

    def passages(self, texts: object) -> Vectors:  # type: ignore[override]
        if self.embedded >= self.after:
            raise KeyboardInterrupt
        return super().passages(list(texts))  # type: ignore[call-overload,no-any-return]


def test_embedding_again_that_breaks_off_keeps_the_old_and_goes_on_where_it_was(
    opened: Opener, folder: Path, servers: Servers
) -> None:
    library = opened()
    library.store(make_articles(150))
    failing = Failing(100)
    with (
        Library.open(folder, lambda: failing, servers=servers, any_embedding=True) as broken,
        pytest.raises(KeyboardInterrupt),
    ):
        broken.rebuild(embed=True)
    assert library.status().embedding == "hash-64"
    assert similar(library, "harbour number7 cargo7", 1) == ["a7"]
    assert library.verify() == []
    library.close()

    other = HashEmbedder(128)
    with Library.open(folder, lambda: other, servers=servers, any_embedding=True) as again:
        again.rebuild(embed=True)
        assert again.status().embedding == "hash-128"
        assert similar(again, "harbour number7 cargo7", 1) == ["a7"]
    assert failing.embedded + other.embedded == 150


def test_whoever_has_the_library_open_with_the_old_model_is_told(
    opened: Opener, folder: Path, embedder: HashEmbedder, servers: Servers
) -> None:
    library = opened()
    library.store(make_articles(5))
    vector = library.embed_query("harbour")
    other = HashEmbedder(128)
    with Library.open(folder, lambda: other, servers=servers, any_embedding=True) as elsewhere:
        elsewhere.rebuild(embed=True)
    with pytest.raises(EmbeddingMismatch):
        library.vector_hits(vector, 3)
    assert texts_found(library, "number3", 1) == ["a3"]


def test_embedding_again_with_the_same_model_makes_every_vector_anew(
    library: Library, embedder: HashEmbedder
) -> None:
    library.store(make_articles(5))
    embedder.embedded = 0
    library.rebuild(embed=True)
    assert embedder.embedded == 5
    assert library.verify() == []


def test_status_tells_programs_and_people(library: Library, folder: Path) -> None:
    library.store(
        [
            make_article("a", "Words.", source="TASS", published=date(2022, 3, 6), language="en"),
            make_article("b", "Other words.", credits=("DEA News",), language="de"),
        ]
    )
    assert library._indexes.keeper.settled(20)
    status = library.status()
    assert isinstance(status, LibraryStatus)
    assert (status.articles, status.chunks, status.undated) == (2, 2, 1)
    assert status.languages == {"en": 1, "de": 1}
    assert (status.embedding, status.dimension) == ("hash-64", 64)
    assert [(each.name, each.lag) for each in status.followers] == [("keywords", 0), ("vectors", 0)]
    assert status.bytes_on_disk > 1000
    shown = json.loads(json.dumps(status.to_dict()))
    assert shown["schema"] == 1
    assert shown["first"] == "2022-03-06"
    words = status.in_words
    for expected in ("2 articles", "2022-03-06", "1 without a date", "TASS (1)", "up to date"):
        assert expected in words


def test_status_of_an_empty_library_is_plain(library: Library) -> None:
    assert "0 articles" in library.status().in_words
    assert "no vectors yet" in library.status().in_words


def test_a_library_is_left_through_its_with_block_and_can_be_closed_twice(
    folder: Path, embedder: HashEmbedder, servers: Servers
) -> None:
    with Library.open(folder, lambda: embedder, servers=servers, create=True) as library:
        library.store(make_articles(2))
    library.close()
    with Library.open(folder, lambda: embedder, servers=servers) as again:
        assert [each.lag for each in again.status().followers] == [0, 0]
        assert again.count() == 2


@pytest.mark.in_folder
def test_a_search_opens_neither_the_embedder_nor_chroma(opened: Opener, folder: Path) -> None:
    opened().store(make_articles(3))
    opened().close()
    code = (
        "import sys; from pathlib import Path; from rag.library import Library\n"
        "with Library.open(Path(sys.argv[1]), lambda: 1 / 0) as library:\n"
        "    assert library.keyword_hits('number1', 1) and library.count() == 3\n"
        "heavy = {'chromadb', 'onnxruntime', 'llama_index', 'gradio', 'torch', 'openai'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    told = subprocess.run(
        [sys.executable, "-c", code, str(folder)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout == "[]\n"


def test_the_hash_embedder_keeps_the_embedders_contract(embedder: HashEmbedder) -> None:
    texts = ["harbour and tide", "harbour", "", "日本 🎉"]
    matrix = embedder.passages(texts)
    assert matrix.shape == (4, embedder.dimension)
    assert matrix.dtype == np.float32
    assert np.allclose(np.linalg.norm(matrix, axis=1), 1)
    assert np.array_equal(matrix[0], embedder.query(texts[0]))
    assert embedder.passages([]).shape == (0, embedder.dimension)


def test_a_filter_that_asks_nothing_is_everything() -> None:
    assert Filter() == EVERYTHING
    assert EVERYTHING.empty
    assert not Filter(until=date(2022, 1, 1)).empty


def test_verifying_gives_an_index_that_failed_its_next_turn_at_once(
    opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = opened(chroma_from=1)
    library.store(make_articles(3))
    assert library.verify() == []
    index = library._indexes.chroma
    follow, failures = type(index).follow, iter([True])

    def fails_once(self: object, stop: object) -> None:
        if self is index and next(failures, False):
            raise LibraryError("no file handle is left")
        follow(self, stop)

    monkeypatch.setattr(type(index), "follow", fails_once)
    monkeypatch.setattr(followers, "_PAUSE", 600.0)
    library.store(make_articles(1, start=50))
    assert not library._indexes.keeper.settled(20)
    assert library.verify() == []
