"""An older copy of the ledger put back beside followers that went on, and then going on itself."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from filelock import FileLock
from library_kit import Opener, make_article, make_articles, similar, texts_found, until

from rag.library.library import Library
from rag.library.sqlite import LEDGER
from rag.testing import HashEmbedder

BEFORE = make_article("story", "Penguins moved to the lighthouse.")
SINCE = make_article("story", "Walruses bought the brewery.")


@pytest.fixture
def restored(opened: Opener, folder: Path, tmp_path: Path) -> Path:
    """A library whose followers hold a revision that its ledger, put back, has not come to yet."""
    with opened() as library:
        library.store(make_articles(60))
        assert library._indexes.keeper.settled(20)
    shutil.copy(folder / LEDGER, tmp_path / LEDGER)
    with opened() as library:
        library.store([BEFORE])
        similar(library, "penguins", 1)
        library._indexes.chroma.want()
        assert library._indexes.keeper.settled(20)
        assert texts_found(library, "penguins", 1) == ["story"]
    shutil.copy(tmp_path / LEDGER, folder / LEDGER)
    return folder


@pytest.fixture
def elsewhere(folder: Path) -> Iterator[FileLock]:
    """As if another process kept the followers, and did not get to them."""
    folder.mkdir(exist_ok=True)
    with FileLock(folder / ".owner.lock") as lock:
        yield lock


def finds_only_what_is_there(library: Library) -> bool:
    return (
        texts_found(library, "walruses brewery", 1) == ["story"]
        and texts_found(library, "penguins lighthouse", 1) == []
        and similar(library, "walruses bought the brewery", 1) == ["story"]
        and texts_found(library, "number59", 1) == ["a59"]
    )


def test_a_restored_ledger_that_comes_to_the_same_revision_is_searched_as_it_is(
    restored: Path, elsewhere: FileLock, opened: Opener, embedder: HashEmbedder
) -> None:
    library = opened()
    embedder.embedded = 0
    library.store([SINCE])
    assert not library.status().owned
    assert finds_only_what_is_there(library)
    assert all(each.lag for each in library.status().followers)
    elsewhere.release()
    until(lambda: library.status().owned)
    assert library.verify() == []
    assert finds_only_what_is_there(library)
    assert not any(each.lag for each in library.status().followers)
    assert embedder.embedded == 1


def test_the_matrix_of_a_ledger_that_was_put_back_is_not_believed(
    request: pytest.FixtureRequest, opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rag.library.matrix_follower._WORTH", 0)
    monkeypatch.setattr("rag.library.matrix_follower._SHARE", 0)
    monkeypatch.setattr("rag.library.matrix_follower.MatrixFollower.patience", 0.0)
    folder = request.getfixturevalue("restored")
    with FileLock(folder / ".owner.lock"), opened() as library:
        library.store([SINCE])
    with opened() as library:
        assert finds_only_what_is_there(library)
        assert library.verify() == []


def test_a_ledger_that_many_wrote_to_still_knows_followers_of_late(
    opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rag.library.history._KEPT", 4)
    for number in range(7):
        with opened() as library:
            library.store(make_articles(1, start=number))
    with opened() as library:
        assert len(library._view.head().history.writers()) == 4
        assert library._indexes.keeper.settled(20)
        assert library.verify() == []
        assert texts_found(library, "number6", 1) == ["a6"]
