"""Followers that are missing, damaged, old or another library's; a ledger that is damaged."""

from __future__ import annotations

import json
import os
import random
import shutil
import sqlite3
import threading
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from library_kit import (
    Child,
    Opener,
    has_small_disks,
    make_article,
    make_articles,
    similar,
    texts_found,
    until,
)

from rag.errors import LibraryDamaged, LibraryError, LibraryNotFound
from rag.library.keyword_follower import KeywordFollower
from rag.library.library import Library
from rag.library.sqlite import LEDGER
from rag.testing import HashEmbedder


@pytest.fixture
def built(opened: Opener, folder: Path, embedder: HashEmbedder) -> Path:
    """A folder with a library of 60 articles and all its followers, closed."""
    library = opened()
    library.store(make_articles(60))
    assert library._indexes.keeper.settled(20)
    library.close()
    embedder.embedded = 0
    return folder


def sound(library: Library) -> bool:
    """Whether everything is found, in the ledger and in every follower."""
    return (
        library.verify() == []
        and texts_found(library, "number59", 1) == ["a59"]
        and similar(library, "harbour number59 cargo59 town59", 1) == ["a59"]
        and not any(each.lag for each in library.status().followers)
    )


@pytest.mark.parametrize("follower", ["keywords", "chroma"])
def test_a_deleted_follower_is_built_anew_without_embedding(
    built: Path, opened: Opener, embedder: HashEmbedder, follower: str
) -> None:
    shutil.rmtree(built / follower)
    assert sound(opened())
    assert embedder.embedded == 0


def damage(path: Path, how: str) -> None:
    data = bytearray(path.read_bytes())
    if how == "cut":
        path.write_bytes(data[: len(data) // 2])
    elif how == "empty":
        path.write_bytes(b"")
    elif how == "flip":
        draw = random.Random(len(data))
        for _ in range(max(1, len(data) // 200)):
            data[draw.randrange(len(data))] ^= 0xFF
        path.write_bytes(data)
    else:
        path.unlink()


def files_of(folder: Path, follower: str) -> list[Path]:
    found = [path for path in (folder / follower).rglob("*") if path.is_file()]
    return sorted(path for path in found if not path.name.endswith(".lock"))


def test_a_search_that_waits_while_the_keyword_index_is_built_anew_gets_its_answer(
    built: Path, opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.rmtree(built / "keywords")
    monkeypatch.setattr("rag.library.keyword_reader._OVERLAY", 5)
    begun, go = threading.Event(), threading.Event()
    write = KeywordFollower._write

    def held_up(self: KeywordFollower, *arguments: Any) -> Any:
        begun.set()
        go.wait(30)
        return write(self, *arguments)

    monkeypatch.setattr(KeywordFollower, "_write", held_up)
    library = opened()
    assert begun.wait(30)
    found: list[str] = []
    search = threading.Thread(
        target=lambda: found.extend(texts_found(library, "number59", 1)), daemon=True
    )
    search.start()
    until(library._indexes.reader._lock.locked)
    go.set()
    search.join(30)
    assert found == ["a59"]


@pytest.mark.parametrize("how", ["cut", "empty", "flip", "delete"])
@pytest.mark.parametrize("follower", ["keywords", "chroma"])
def test_a_follower_with_damaged_files_is_noticed_and_built_anew(
    built: Path, opened: Opener, embedder: HashEmbedder, follower: str, how: str
) -> None:
    for path in files_of(built, follower):
        if path.stat().st_size:
            damage(path, how)
    assert sound(opened())
    assert embedder.embedded == 0


@pytest.mark.parametrize("follower", ["keywords", "chroma"])
def test_an_old_copy_of_a_follower_catches_up(
    built: Path, opened: Opener, embedder: HashEmbedder, tmp_path: Path, follower: str
) -> None:
    shutil.copytree(built / follower, tmp_path / "old")
    library = opened()
    library.store([make_article("a3", "Penguins moved to the lighthouse.")])
    library.remove("a4")
    library.close()
    embedder.embedded = 0
    shutil.rmtree(built / follower)
    shutil.copytree(tmp_path / "old", built / follower)
    library = opened()
    assert sound(library)
    assert texts_found(library, "penguins", 1) == ["a3"]
    assert "a4" not in texts_found(library, "number4", 5)
    assert embedder.embedded == 0


@pytest.mark.parametrize("follower", ["keywords", "chroma"])
def test_another_librarys_follower_is_not_believed(
    built: Path, opened: Opener, tmp_path: Path, follower: str
) -> None:
    with Library.open(tmp_path / "other", HashEmbedder, create=True) as other:
        other.store(make_articles(60, start=200))
    shutil.rmtree(built / follower)
    shutil.copytree(tmp_path / "other" / follower, built / follower)
    assert sound(opened())


def test_a_follower_from_the_future_of_a_restored_ledger_is_built_anew(
    built: Path, opened: Opener, tmp_path: Path
) -> None:
    shutil.copy(built / LEDGER, tmp_path / LEDGER)
    library = opened()
    library.store([make_article("later", "Penguins moved to the lighthouse.")])
    library.close()
    shutil.copy(tmp_path / LEDGER, built / LEDGER)
    library = opened()
    assert sound(library)
    assert texts_found(library, "penguins", 1) == []


def test_what_a_follower_lost_in_silence_is_found_out(built: Path, opened: Opener) -> None:
    (generation,) = [path for path in (built / "chroma").iterdir() if path.is_dir()]
    with sqlite3.connect(generation / "chroma.sqlite3") as connection:
        connection.execute("DELETE FROM embeddings WHERE id % 7 = 0")
    connection.close()
    assert sound(opened())


def test_a_chroma_that_fails_while_it_is_searched_is_replaced_by_exact_search(
    built: Path, opened: Opener
) -> None:
    library = opened(chroma_from=1)
    similar(library, "harbour", 1)
    assert library._indexes.keeper.settled(20)
    collection = library._indexes.chroma._collection
    assert collection is not None
    collection._client.delete_collection("chunks")
    assert similar(library, "harbour number59 cargo59 town59", 1) == ["a59"]
    assert library._indexes.keeper.settled(20)
    assert sound(library)


def test_a_truncated_ledger_is_told_as_damaged(built: Path, opened: Opener) -> None:
    path = built / LEDGER
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(LibraryDamaged, match="put back a copy"):
        opened().articles()


def test_an_overwritten_ledger_page_is_found_by_verify(built: Path, opened: Opener) -> None:
    path = built / LEDGER
    data = bytearray(path.read_bytes())
    middle = len(data) // 2 // 4096 * 4096
    data[middle : middle + 4096] = os.urandom(4096)
    path.write_bytes(data)
    library = opened()
    try:
        told = library.verify()
    except LibraryDamaged as error:
        told = [str(error)]
    assert told


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("UPDATE revisions SET text = 'Other words altogether.' WHERE article_id = 'a1'", "a1"),
        ('UPDATE chunks SET "end" = "end" - 3 WHERE article_id = \'a1\'', "is not its span"),
        ("DELETE FROM chunks WHERE article_id = 'a1'", "has no passages"),
        ("DELETE FROM vectors WHERE id = 5", "is missing"),
        ("UPDATE vectors SET data = x'00' WHERE id = 5", "has 1 bytes"),
        ("UPDATE vectors SET data = zeroblob(256) WHERE id = 5", "is not of length 1"),
        ("DELETE FROM locations WHERE article_id = 'a1'", "has no location"),
    ],
)
def test_verify_says_what_is_wrong_in_words(
    built: Path, opened: Opener, statement: str, expected: str
) -> None:
    with sqlite3.connect(built / LEDGER) as connection:
        connection.execute(statement)
    connection.close()
    told = opened().verify()
    assert told
    assert any(expected in each for each in told)


def test_an_empty_file_is_no_library(folder: Path, opened: Opener) -> None:
    folder.mkdir()
    (folder / LEDGER).touch()
    with pytest.raises(LibraryNotFound):
        opened(create=False)
    assert opened().count() == 0


def test_a_journal_that_a_deleted_ledger_left_is_not_played_into_the_next_one(
    built: Path, opened: Opener
) -> None:
    before = opened()
    before.store(make_articles(5, start=60))
    journal = built / f"{LEDGER}-wal"
    left = journal.read_bytes()
    before.close()
    (built / LEDGER).unlink()
    journal.write_bytes(left)
    again = opened()
    assert left
    assert again.count() == 0
    again.store(make_articles(3))
    assert (again.count(), again.verify()) == (3, [])


def test_a_matrix_file_serves_a_large_library_and_is_not_believed_when_damaged(
    opened: Opener, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rag.library.matrix_follower._WORTH", 50)
    monkeypatch.setattr("rag.library.matrix_follower.MatrixFollower.patience", 0.0)
    library = opened()
    library.store(make_articles(200))
    similar(library, "harbour")
    assert library._indexes.keeper.settled(20)
    assert (folder / "vectors" / "CURRENT").exists()
    assert library._view.unsaved in (0, 200)
    library.store([make_article("a3", "Penguins moved to the lighthouse.")])
    library.remove("a4")
    library.close()

    again = opened()
    assert similar(again, "penguins lighthouse moved", 1) == ["a3"]
    assert "a4" not in similar(again, "number4 cargo4", 300)
    assert again._view.unsaved == 1
    assert again.verify() == []
    again.close()

    for path in files_of(folder, "vectors"):
        damage(path, "cut")
    last = opened()
    assert similar(last, "penguins lighthouse moved", 1) == ["a3"]
    assert last._view.unsaved == last.chunk_count()
    assert last.verify() == []


def test_rebuild_makes_every_follower_anew_without_embedding(
    built: Path, opened: Opener, embedder: HashEmbedder
) -> None:
    library = opened()
    before = {path.name for name in ("keywords", "chroma") for path in (built / name).iterdir()}
    seen: list[str] = []
    library.rebuild(lambda what, done, total: seen.append(what))
    after = {path.name for name in ("keywords", "chroma") for path in (built / name).iterdir()}
    assert before & after == {"CURRENT"}
    assert sound(library)
    assert seen
    assert embedder.embedded == 0


@pytest.mark.parametrize("text", ["", "null", "{}", "[1]", '["x", {}, 0]', "\0", "[[]]"])
def test_a_name_that_cannot_be_read_is_no_generation(
    built: Path, opened: Opener, text: str
) -> None:
    (built / "keywords" / "CURRENT").write_text(text)
    assert sound(opened())


def test_a_generation_named_outside_its_folder_is_not_followed(
    built: Path, opened: Opener, tmp_path: Path
) -> None:
    file = built / "keywords" / "CURRENT"
    name, stamp, base = json.loads(file.read_text())
    shutil.move(built / "keywords" / name, tmp_path / "elsewhere")
    file.write_text(json.dumps(["../../elsewhere", stamp, base]))
    assert sound(opened())
    assert (tmp_path / "elsewhere").exists()


def test_a_chroma_that_ended_the_process_which_tried_it_is_built_anew(
    built: Path, opened: Opener, embedder: HashEmbedder
) -> None:
    (generation,) = [path for path in (built / "chroma").iterdir() if path.is_dir()]
    assert (generation / "sums.json").is_file()
    (generation / "sums.json").unlink()
    (generation / "trying").touch()
    library = opened()
    assert sound(library)
    assert not generation.exists()
    assert embedder.embedded == 0


@pytest.mark.parametrize("name", [".owner", ".owner.lock", ".setup.lock"])
@pytest.mark.parametrize("what", ["link", "pipe", "folder"])
def test_what_lies_in_a_small_files_place_is_neither_followed_nor_waited_for(
    built: Path, opened: Opener, tmp_path: Path, name: str, what: str
) -> None:
    place, precious = built / name, tmp_path / "precious"
    place.unlink(missing_ok=True)
    precious.write_text("Mine.")
    if what == "link":
        place.symlink_to(precious)
    elif what == "pipe":
        os.mkfifo(place)
    else:
        place.mkdir()
    library = opened()
    assert library.status().articles == 60
    library.store([make_article("new", "Penguins moved to the lighthouse.")])
    assert texts_found(library, "penguins", 1) == ["new"]
    assert library.verify() == []
    assert precious.read_text() == "Mine."


@pytest.mark.parametrize("follower", ["keywords", "chroma"])
@pytest.mark.parametrize("what", ["link", "file"])
def test_what_lies_in_an_indexs_place_is_not_swept_away_with_what_it_leads_to(
    built: Path, opened: Opener, tmp_path: Path, follower: str, what: str
) -> None:
    shutil.rmtree(built / follower)
    (tmp_path / "mine" / "folder").mkdir(parents=True)
    if what == "link":
        (built / follower).symlink_to(tmp_path / "mine")
    else:
        (built / follower).write_text("x")
    assert sound(opened())
    assert (tmp_path / "mine" / "folder").is_dir()
    assert (built / follower / "CURRENT").is_file()


def test_a_folder_in_the_ledgers_place_is_told(folder: Path, opened: Opener) -> None:
    (folder / LEDGER).mkdir(parents=True)
    with pytest.raises(LibraryError, match="is a folder, not a library's ledger"):
        opened()


@pytest.mark.parametrize("name", ["a b'c\"d", "ü?#%20&x=1", "-x", "new\nline", "日本 🎉"])
def test_an_index_may_have_any_name(tmp_path: Path, name: str) -> None:
    with Library.open(tmp_path / name, HashEmbedder, create=True) as library:
        library.store(make_articles(3))
        assert library.verify() == []
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_a_process_with_few_file_handles_says_so_and_goes_on_when_it_has_more(
    built: Path, child: Child
) -> None:
    told, _ = child("handles").communicate()
    refused, found, stored, verified = told.strip().split("\n")
    assert "not too many files are open" in refused
    assert (found, stored, verified) == ("a7", "1", "[]")


@pytest.fixture
def read_only(built: Path) -> Iterator[Path]:
    """The built library, in a folder that may only be read."""
    for path in [*built.rglob("*"), built]:
        path.chmod(0o555 if path.is_dir() else 0o444)
    yield built
    for path in [built, *built.rglob("*")]:
        path.chmod(0o755 if path.is_dir() else 0o644)


def test_a_read_only_library_is_searched_and_says_why_it_cannot_change(
    read_only: Path, child: Child
) -> None:
    before = sorted(read_only.rglob("*"))
    told, _ = child("readonly", obeys_modes=True).communicate()
    count, keyword, vector, status, *refused = told.strip().split("\n")
    assert (count, keyword, vector) == ("60", "a59", "a59")
    assert status.startswith("read-only for this user")
    assert len(refused) == 3
    assert all("read-only" in each and str(read_only) in each for each in refused)
    assert sorted(read_only.rglob("*")) == before


def test_a_read_only_library_without_a_keyword_index_is_searched_all_the_same(
    built: Path, request: pytest.FixtureRequest, child: Child
) -> None:
    shutil.rmtree(built / "keywords")
    request.getfixturevalue("read_only")
    told, _ = child("readonly", obeys_modes=True).communicate()
    assert told.split()[:3] == ["60", "a59", "a59"]


def test_a_full_disk_is_told_reading_goes_on_and_storing_resumes(child: Child) -> None:
    told, _ = child("limited", "1500000").communicate()
    _told_of_a_full_disk(told)


def test_a_disk_that_is_really_full_is_told_too(
    folder: Path, child: Child, record_property: Callable[[str, object], None]
) -> None:
    """Where this user may mount nothing, the limit of the test above stands for it once more."""
    small = has_small_disks(folder)
    record_property("disk", "a file system of its own" if small else "a limit on files")
    if not small:
        warnings.warn("no file system may be mounted here: a limit stands for it", stacklevel=1)
    process = child("full", disk="160m") if small else child("limited", "1500000")
    told, _ = process.communicate()
    _told_of_a_full_disk(told)


def _told_of_a_full_disk(told: str) -> None:
    refused, found, resumed, verified = told.strip().split("\n")
    assert refused.startswith("LibraryError the disk that holds")
    assert "make room" in refused
    assert found == "a7 a7"
    assert resumed == "True"
    assert verified == "[]"
