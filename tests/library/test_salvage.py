"""A ledger that is damaged: what can still be read is saved, and what was lost is said."""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

import pytest
from library_kit import Opener, make_article, make_articles, similar, texts_found

from rag.errors import LibraryDamaged
from rag.library.exporting import Exported, export
from rag.library.founding import open_ledger
from rag.library.importing import import_
from rag.library.library import Library
from rag.library.readable import outlook
from rag.library.sqlite import LEDGER
from rag.library.verifying import damage
from rag.testing import HashEmbedder
from rag.types import Article


@pytest.fixture
def stored(opened: Opener, folder: Path) -> dict[str, Article]:
    """The articles of a closed library: 120, one of them with an older text; two were removed."""
    with opened() as library:
        library.store(make_articles(122))
        library.store([make_article("a3", "Penguins moved to the lighthouse.")])
        library.remove("a120")
        library.remove("a121", purge=True)
        return {article.id: article for article in library.articles()}


def saved(folder: Path, file: Path) -> tuple[Exported, dict[str, Article], int]:
    """What an export holds of a damaged library, and how many passages it embedded again."""
    made = export(folder, file)
    into, embedder = file.with_suffix(".library"), HashEmbedder()
    import_(file, into)
    with Library.open(into, lambda: embedder) as library:
        if library.status().embedding is None:
            library.rebuild(embed=True)
        assert library.verify() == []
        assert similar(library, "harbour number7 cargo7 town7", 1) == ["a7"]
        return made, {article.id: article for article in library.articles()}, embedder.embedded


def executed(folder: Path, *statements: str) -> None:
    with closing(sqlite3.connect(folder / LEDGER)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()


def told(folder: Path) -> list[str]:
    """What opening and verifying a ledger say of it."""
    try:
        database = open_ledger(folder, create=False)
        try:
            return damage(database)
        finally:
            database.close()
    except LibraryDamaged as error:
        return [str(error)]


def test_verify_says_how_many_articles_can_be_saved(
    stored: dict[str, Article], folder: Path, opened: Opener
) -> None:
    words = "UPDATE revisions SET text = 'Other words.' WHERE article_id IN ('a5', 'a6')"
    executed(folder, words)
    lines = opened().verify()
    changed = [line.split("'")[1] for line in lines if "is not what was stored" in line]
    assert sorted(changed) == ["a5", "a6"]
    assert lines[-1].startswith("118 of 120 articles can still be read: `rag export FILE` saves")


def test_a_text_that_is_not_what_was_stored_is_left_out_and_named(
    stored: dict[str, Article], folder: Path, tmp_path: Path
) -> None:
    executed(folder, "UPDATE revisions SET text = 'Other words.' WHERE article_id = 'a5'")
    made, articles, embedded = saved(folder, tmp_path / "saved")
    assert made.lost == ("article 'a5' cannot be read",)
    assert articles == {id: each for id, each in stored.items() if id != "a5"}
    assert embedded == 0


def test_a_ledger_that_was_cut_off_gives_what_is_left_of_it(
    stored: dict[str, Article], folder: Path, tmp_path: Path
) -> None:
    path = folder / LEDGER
    path.write_bytes(path.read_bytes()[: path.stat().st_size * 7 // 10])
    damaged = path.read_bytes()
    expected = outlook(path)
    made, articles, _ = saved(folder, tmp_path / "saved")
    assert 0 < made.articles == expected.readable < 120 == expected.known
    assert set(articles) < set(stored)
    assert all(stored[id].text == each.text for id, each in articles.items())
    named = [line for line in made.lost if line.startswith("article ")]
    assert len(named) == 120 - made.articles
    assert path.read_bytes() == damaged


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM chunks WHERE article_id = 'a9'",
        "DELETE FROM locations WHERE article_id = 'a9'",
        "UPDATE chunks SET digest = x'00' WHERE article_id = 'a9'",
        "DROP TABLE readings",
        "DELETE FROM state",
    ],
)
def test_what_can_be_made_again_is_no_loss(
    stored: dict[str, Article], folder: Path, tmp_path: Path, statement: str
) -> None:
    executed(folder, statement)
    made, articles, embedded = saved(folder, tmp_path / "saved")
    assert (made.lost, embedded) == ((), 0)
    assert articles == stored


def test_vectors_that_are_lost_are_made_again_and_no_others(
    stored: dict[str, Article], folder: Path, tmp_path: Path
) -> None:
    executed(folder, "UPDATE vectors SET data = x'00' WHERE id IN (5, 6, 7)")
    made, articles, embedded = saved(folder, tmp_path / "saved")
    assert made.lost == ("the vectors of 3 passages, which `rag import` makes again",)
    assert articles == stored
    assert embedded == 3


def test_what_was_removed_or_purged_does_not_come_back(
    stored: dict[str, Article], folder: Path, tmp_path: Path
) -> None:
    executed(folder, "DELETE FROM articles WHERE id IN ('a119', 'a120', 'a121')")
    made, articles, _ = saved(folder, tmp_path / "saved")
    assert articles == stored
    assert made.lost == ("whether 2 articles were removed; they are kept hidden",)


@pytest.mark.parametrize("number", range(16))
def test_flipped_bits_lose_nothing_in_silence(
    stored: dict[str, Article], folder: Path, tmp_path: Path, number: int
) -> None:
    path, draw = folder / LEDGER, random.Random(number)
    data = bytearray(path.read_bytes())
    for _ in range((1, 4, 20, 200)[number % 4]):
        data[draw.randrange(4096, len(data))] ^= 1 << draw.randrange(8)
    path.write_bytes(data)
    said = told(folder)
    with suppress(LibraryDamaged):
        made = export(folder, tmp_path / "saved")
        assert said or not made.lost
        import_(tmp_path / "saved", tmp_path / "library")
        with Library.open(tmp_path / "library", HashEmbedder, any_embedding=True) as library:
            articles = {article.id: article.text for article in library.articles()}
        gone = {line.split("'")[1] for line in made.lost if line.startswith("article ")}
        hidden = any("kept hidden" in line for line in made.lost)
        assert hidden or set(articles) | gone >= set(stored)
        assert all(stored[id].text == text for id, text in articles.items() if id in stored)


def test_a_ledger_of_which_nothing_is_left_says_so(
    stored: dict[str, Article], folder: Path, tmp_path: Path
) -> None:
    (folder / LEDGER).write_bytes(b"\xff" * 100_000)
    with pytest.raises(LibraryDamaged, match="nothing of the ledger"):
        export(folder, tmp_path / "saved")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["index"]


def test_what_is_saved_of_a_ledger_still_has_its_older_texts(
    stored: dict[str, Article], folder: Path, tmp_path: Path, opened: Opener
) -> None:
    executed(folder, "UPDATE revisions SET text = 'x' WHERE article_id = 'a5'")
    export(folder, tmp_path / "saved")
    import_(tmp_path / "saved", tmp_path / "library")
    with Library.open(tmp_path / "library", HashEmbedder) as library:
        assert [each.text[:8] for each in library.revisions("a3")] == ["Penguins", "Harbour "]
        assert texts_found(library, "penguins", 1) == ["a3"]
