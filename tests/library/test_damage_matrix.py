"""Every file of every index, damaged in every way: noticed when it is opened or verified.

Nothing is embedded again, and whatever the damage, every article is found once it was noticed.
Each file has its turn in a third of the ways; ``make faults`` tries all.
"""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from library_kit import make_articles, similar, texts_found, until

from rag.library.library import Library
from rag.testing import HashEmbedder

ARTICLES = 24
_OF = 1 if int(os.environ.get("RAG_KILLS", "30")) > 30 else 3
WAYS = ("cut to nothing", "cut in half", "one bit", "many bits", "deleted", "an old copy")
FOLLOWERS = ("keywords", "chroma", "vectors")


@pytest.fixture(scope="module", autouse=True)
def _small() -> Iterator[None]:
    """So that a small library has a matrix in a file, and a graph of Chroma's on the disk."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("rag.library.matrix_follower._WORTH", 0)
        patch.setattr("rag.library.matrix_follower._SHARE", 0)
        patch.setattr("rag.library.matrix_follower.MatrixFollower.patience", 0.0)
        patch.setattr("rag.library.vectors.ChromaFollower.patience", 0.0)
        graph = {"space": "cosine", "batch_size": 5, "sync_threshold": 10}
        patch.setattr("rag.library.chroma.CONFIGURATION", {"hnsw": graph})
        yield


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory, _small: None) -> Path:
    """``old``: a library as it was; ``new``: the same when it had grown."""
    folder = tmp_path_factory.mktemp("matrix")
    for name, count in (("old", ARTICLES // 2), ("new", ARTICLES)):
        if name == "new":
            shutil.copytree(folder / "old", folder / "new")
        with Library.open(folder / name, HashEmbedder, create=True) as library:
            library.store(make_articles(count))
            similar(library, "harbour")
            library._indexes.chroma.want()
            assert library._indexes.keeper.settled(30)
            until(lambda: (folder / name / "vectors" / "CURRENT").exists())  # noqa: B023 - at once
            assert library.verify() == []
    return folder


def files(index: Path, follower: str) -> list[Path]:
    found = sorted(path for path in (index / follower).rglob("*") if path.is_file())
    return [path for path in found if path.stat().st_size and not path.name.endswith(".lock")]


def damage(path: Path, how: str, old: Path, draw: random.Random) -> None:
    data = bytearray(path.read_bytes())
    if how == "cut to nothing":
        path.write_bytes(b"")
    elif how == "cut in half":
        path.write_bytes(data[: len(data) // 2])
    elif how == "deleted":
        path.unlink()
    elif how == "an old copy":
        path.write_bytes(old.read_bytes())
    else:
        for _ in range(1 if how == "one bit" else max(8, len(data) // 50)):
            data[draw.randrange(len(data))] ^= 1 << draw.randrange(8)
        path.write_bytes(data)


def finds_all(library: Library) -> bool:
    """Every article by its words, by its vector exactly, and by Chroma."""
    return all(_found(library, number) for number in range(ARTICLES))


def _found(library: Library, number: int) -> bool:
    vector = library.embed_query(f"harbour number{number} cargo{number} town{number}")
    near = library._indexes.chroma.query(vector, 3)
    exact = [hit.chunk_id for hit in library.vector_hits(vector, 3)]
    words = texts_found(library, f"number{number}", 1) == [f"a{number}"]
    return words and near is not None and exact[0] in near


@pytest.mark.parametrize("how", WAYS)
@pytest.mark.parametrize("follower", FOLLOWERS)
def test_no_damaged_file_of_an_index_makes_a_search_find_less_in_silence(
    grown: Path, tmp_path: Path, follower: str, how: str
) -> None:
    seen = 0
    for number, path in enumerate(files(grown / "new", follower)):
        if (number + WAYS.index(how)) % _OF:
            continue
        relative = path.relative_to(grown / "new")
        if how == "an old copy" and not (grown / "old" / relative).is_file():
            continue
        seen += 1
        for turn in range(4 - _OF if how == "one bit" else 1):
            index = tmp_path / f"{seen}-{turn}"
            shutil.copytree(grown / "new", index)
            draw = random.Random(f"{relative.name}{how}{turn}")
            damage(index / relative, how, grown / "old" / relative, draw)
            noticed_or_harmless(index, str(relative))
            shutil.rmtree(index)
    assert seen or how == "an old copy"


def noticed_or_harmless(index: Path, name: str) -> None:
    embedder = HashEmbedder()
    with Library.open(index, lambda: embedder, chroma_from=10**9) as library:
        told = library.verify()
        if told:
            assert all("run `rag rebuild`" in line for line in told), (name, told)
            library.rebuild()
            assert library.verify() == [], name
        assert finds_all(library), (name, told)
        assert not any(each.lag for each in library.status().followers), name
    assert embedder.embedded == 0, name
