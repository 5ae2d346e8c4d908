"""A library in one file and back: everything that cannot be made again, and nothing else."""

from __future__ import annotations

import os
import shutil
import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest
from filelock import FileLock
from library_kit import Child, Opener, make_article, make_articles, similar, texts_found
from schemas import as_of_schema_1
from sqlalchemy import select

from rag.errors import (
    LibraryBusy,
    LibraryDamaged,
    LibraryError,
    LibraryNewer,
    LibraryNotFound,
    UsageError,
)
from rag.library.exporting import export, is_export
from rag.library.importing import import_
from rag.library.library import Library
from rag.library.schema import facts, state, tables
from rag.library.sqlite import LEDGER
from rag.testing import HashEmbedder
from rag.types import Reading, Rejected


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "news.byline"


@pytest.fixture
def built(opened: Opener, folder: Path, embedder: HashEmbedder) -> Path:
    """A library with everything in it: revisions, tombstones, copies, readings, refusals."""
    with opened() as library:
        library.store(make_articles(30))
        library.store([make_article("a3", "Penguins moved to the lighthouse.")])
        copy = make_article("copy", "Penguins moved to the lighthouse.", title="Report a3")
        library.store([copy])
        library.remove("a4")
        library.remove("a5", purge=True)
        seen = Reading("/news/x.md", "mark", blocks=(1, 2), sketch=(3,), dropped=(4,))
        library.store([seen, Rejected("/news/y.md", "it holds no text")])
    embedder.embedded = 0
    return folder


def everything(library: Library) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table, but the name that each library has for itself."""
    with library._database.read() as connection:
        return {
            table.name: sorted(map(tuple, connection.execute(select(table))))
            for table in tables.sorted_tables
            if table not in (facts, state)
        }


def test_what_is_imported_is_what_was_exported_and_nothing_is_embedded(
    built: Path, opened: Opener, file: Path, tmp_path: Path, embedder: HashEmbedder
) -> None:
    made = export(built, file)
    assert (made.articles, made.revisions, made.lost) == (28, 31, ())
    with opened() as library:
        before = everything(library)
    import_(file, tmp_path / "taken")
    with Library.open(tmp_path / "taken", lambda: embedder) as library:
        library.settle()
        assert everything(library) == before
        assert library.verify() == []
        assert texts_found(library, "penguins", 1) == ["a3"]
        assert similar(library, "harbour number7 cargo7", 1) == ["a7"]
        assert library.article("a3", 4).text.startswith("Harbour number3")
        assert library.memory.rejected() == (Rejected("/news/y.md", "it holds no text"),)
    assert embedder.embedded == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["index", "news.byline", "taken"]


def test_an_export_of_an_earlier_schema_is_brought_up_and_stays_as_it_was(
    built: Path, opened: Opener, file: Path, tmp_path: Path, embedder: HashEmbedder
) -> None:
    with opened() as library:
        before = {article.id: article for article in library.articles()}
    export(built, file)
    as_of_schema_1(file)
    as_it_was = file.read_bytes()
    import_(file, tmp_path / "taken")
    with Library.open(tmp_path / "taken", lambda: embedder) as library:
        assert {article.id: article for article in library.articles()} == before
        assert library.verify() == []
    assert file.read_bytes() == as_it_was
    assert embedder.embedded == 0


def test_an_export_of_a_later_schema_is_refused(built: Path, file: Path, tmp_path: Path) -> None:
    export(built, file)
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("UPDATE facts SET value = '99' WHERE name = 'schema_version'")
        connection.commit()
    with pytest.raises(LibraryNewer, match=r"news\.byline.* has schema 99"):
        import_(file, tmp_path / "taken")
    assert not (tmp_path / "taken").exists()


def test_a_library_that_is_there_is_never_written_over(built: Path, file: Path) -> None:
    export(built, file)
    with pytest.raises(LibraryError, match="already; name another folder"):
        import_(file, built)
    assert (built / LEDGER).is_file()


@pytest.mark.parametrize("what", ["nothing", "text", "database", "folder", "pipe", "rules"])
def test_what_is_no_export_is_refused_and_makes_nothing(
    built: Path, file: Path, tmp_path: Path, what: str
) -> None:
    if what == "text":
        file.write_text("These are my clippings.")
    elif what == "database":
        shutil.copy(built / LEDGER, file)
    elif what == "folder":
        file.mkdir()
    elif what == "pipe":
        os.mkfifo(file)
    elif what == "rules":
        export(built, file)
        with closing(sqlite3.connect(file)) as connection:
            rule = "CREATE TRIGGER t AFTER DELETE ON facts BEGIN DELETE FROM chunks; END"
            connection.execute(rule)
            connection.commit()
    with pytest.raises(LibraryError, match=r"news\.byline.*rag export"):
        import_(file, tmp_path / "taken")
    assert not (tmp_path / "taken").exists()


@pytest.mark.parametrize("how", ["cut", "flip", "lost row"])
def test_a_damaged_export_is_refused_and_makes_nothing(
    built: Path, file: Path, tmp_path: Path, how: str
) -> None:
    export(built, file)
    data = bytearray(file.read_bytes())
    if how == "cut":
        file.write_bytes(data[: len(data) // 2])
    elif how == "flip":
        data[data.index(b"number17 reported")] ^= 1
        file.write_bytes(data)
    else:
        with closing(sqlite3.connect(file)) as connection:
            connection.execute("DELETE FROM chunks WHERE article_id = 'a9'")
            connection.commit()
    with pytest.raises(LibraryDamaged, match=r"news\.byline' is damaged .* use another copy"):
        import_(file, tmp_path / "taken")
    assert not (tmp_path / "taken").exists()


def test_an_earlier_export_is_replaced_and_anything_else_stays(built: Path, file: Path) -> None:
    export(built, file)
    first = file.read_bytes()
    export(built, file)
    assert is_export(file)
    assert file.read_bytes()[:16] == first[:16]
    other = file.with_name("thesis.txt")
    other.write_text("Mine.")
    for wrong in (other, file.parent, file.parent / "no" / "such", built / "news.byline"):
        with pytest.raises(UsageError):
            export(built, wrong)
    assert other.read_text() == "Mine."
    assert not (built / "news.byline").exists()


def test_a_folder_without_a_library_exports_nothing(tmp_path: Path, file: Path) -> None:
    with pytest.raises(LibraryNotFound):
        export(tmp_path / "nowhere", file)
    assert list(tmp_path.iterdir()) == []


def test_two_exports_into_one_file_do_not_mix(built: Path, file: Path) -> None:
    elsewhere = FileLock(file.with_name(f".{file.name}.unfinished.lock"))
    with elsewhere, pytest.raises(LibraryBusy, match="another process is writing"):
        export(built, file)
    assert not file.exists()


def test_an_export_is_one_moment_of_a_library_that_is_being_stored_into(
    built: Path, opened: Opener, child: Child, file: Path, tmp_path: Path
) -> None:
    writer = child("store", "100", "200")
    assert writer.stdout is not None
    sizes = []
    while "stored" not in (line := writer.stdout.readline()):
        assert line, "the writer failed"
        if line.endswith("0\n"):
            sizes.append(export(built, file).articles)
            import_(file, tmp_path / str(len(sizes)))
            with Library.open(tmp_path / str(len(sizes)), HashEmbedder) as library:
                assert library.count() == sizes[-1]
                assert library.verify() == []
    assert sizes == sorted(sizes)
    assert len(set(sizes)) > 1
    with opened() as library:
        assert library.count() == 228
        assert library.verify() == []


def test_reading_goes_on_while_it_is_exported(built: Path, opened: Opener, file: Path) -> None:
    library, done, asked = opened(), threading.Event(), []

    def search() -> None:
        while not done.is_set():
            asked.append(texts_found(library, "number7", 1))

    reader = threading.Thread(target=search)
    reader.start()
    try:
        for _ in range(5):
            assert export(built, file).articles == 28
    finally:
        done.set()
        reader.join()
    assert asked
    assert all(each == ["a7"] for each in asked)
