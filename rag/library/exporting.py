"""A library in one file: everything that cannot be made again from it, to keep or to take along.

The file is a ledger itself, written table by table as one consistent view while others go on
reading and storing; the indexes are left out, since they follow. It is written beside its place
and moved there when it was found whole. Of a damaged ledger it holds what can still be read.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout
from sqlalchemy import Connection, insert, select

from rag.errors import LibraryBusy, LibraryDamaged, LibraryError, UsageError
from rag.library import ledger
from rag.library.database import Database
from rag.library.founding import open_ledger
from rag.library.salvage import salvage
from rag.library.saying import many
from rag.library.schema import articles, followers, revisions, tables
from rag.library.servers import NONE, Servers
from rag.library.sqlite import LEDGER, SqliteDatabase, sync_folder
from rag.library.verifying import damage
from rag.progress import Progress, silent
from rag.types import SCHEMA, plain

_MAGIC = b"SQLite format 3\0"
_APPLICATION = b"Byln"
"""In the header of each export, where SQLite keeps what a file is for."""
_AT = 68
_ROWS = 5000
"""Rows in one transaction: each is written to the disk for good."""


@dataclass(frozen=True, slots=True)
class Exported:
    """What a file now holds."""

    file: str
    articles: int
    """Current ones."""
    revisions: int
    """All texts, those of removed articles too."""
    bytes: int
    lost: tuple[str, ...]
    """What could not be read of a damaged library, in words."""

    @property
    def in_words(self) -> str:
        return (
            f"{self.file}: {many(self.articles, 'article')}, {many(self.revisions, 'text')}, "
            f"{self.bytes / 1e6:.1f} MB"
        )

    def to_dict(self) -> dict[str, Any]:
        return {**plain(self), "schema": SCHEMA}


def export(
    folder: Path, file: Path, progress: Progress = silent, *, servers: Servers = NONE
) -> Exported:
    """Writes a library into a file, in place of an earlier export.

    Raises LibraryNotFound, LibraryNewer, LibraryBusy; UsageError for a file that is something
    else; LibraryDamaged when nothing can be read.
    """
    _check(folder, file)
    with _beside(file) as fresh:
        lost = _written(folder, servers, fresh, progress)
        made = _finished(fresh, file, lost)
        fresh.replace(file)
        sync_folder(file.parent)
    return made


def is_export(file: Path) -> bool:
    """Whether a file says that it is one."""
    try:
        with file.open("rb") as opened:
            header = opened.read(_AT + len(_APPLICATION))
    except OSError as error:
        raise LibraryError(f"cannot read '{file}' ({error.strerror})") from error
    return header.startswith(_MAGIC) and header.endswith(_APPLICATION)


def _check(folder: Path, file: Path) -> None:
    if file.exists() and not (file.is_file() and is_export(file)):
        raise UsageError(
            f"'{file}' is there and is no export of Byline, so it stays; name another file"
        )
    if not file.parent.is_dir():
        raise UsageError(f"there is no folder '{file.parent}' to write '{file.name}' into")
    if file.resolve().is_relative_to(folder.resolve()):
        raise UsageError(
            f"'{file}' lies in the library's own folder, where a purge erases; name a file outside"
        )


@contextmanager
def _beside(file: Path) -> Iterator[Path]:
    """A file to write, gone afterwards unless it was moved; what a killed run left goes first."""
    fresh = file.with_name(f".{file.name}.unfinished")
    lock = FileLock(file.with_name(f"{fresh.name}.lock"))
    try:
        lock.acquire(blocking=False)
    except Timeout as error:
        raise LibraryBusy(f"another process is writing '{file}'; try again later") from error
    except OSError as error:
        raise LibraryError(
            f"cannot write '{file}' ({error.strerror}); name a file in another folder"
        ) from error
    try:
        _clear(fresh)
        yield fresh
    finally:
        _clear(fresh)
        with suppress(OSError):
            Path(lock.lock_file).unlink()
        lock.release()


def _clear(fresh: Path) -> None:
    for end in ("", "-wal", "-shm"):
        fresh.with_name(fresh.name + end).unlink(missing_ok=True)


def _written(folder: Path, servers: Servers, fresh: Path, progress: Progress) -> tuple[str, ...]:
    """What was lost; nothing of a sound library."""
    try:
        source = open_ledger(folder, create=False, servers=servers)
        try:
            _copied(source, fresh, progress)
        finally:
            source.close()
    except LibraryDamaged:
        if servers.ledger is not None or not (folder / LEDGER).is_file():
            raise
        _clear(fresh)
        return salvage(folder / LEDGER, fresh, progress)
    return ()


def _copied(source: Database, fresh: Path, progress: Progress) -> None:
    target = SqliteDatabase(fresh)
    try:
        with target.write() as connection:
            tables.create_all(connection)
        copy_rows(source, target.write, progress)
        wrong = damage(target)
    finally:
        target.close()
    if wrong:
        raise LibraryDamaged(wrong[0])


def copy_rows(
    source: Database,
    writing: Callable[[], AbstractContextManager[Connection]],
    progress: Progress = silent,
) -> None:
    """Every row of a ledger into one that has the tables and no rows, whatever databases hold
    them; who follows it is not its own. What is read is one view, however long it takes.
    ``writing`` is asked for a connection for some rows at a time.
    """
    with source.read() as reading:
        every, done = [each for each in tables.sorted_tables if each is not followers], 0
        total = sum(ledger.count(reading, each.select().subquery()) for each in every)
        for table in every:
            found = reading.execution_options(yield_per=_ROWS).execute(select(table))
            for some in found.mappings().partitions():
                with writing() as connection:
                    connection.execute(insert(table), [dict(row) for row in some])
                done += len(some)
                progress("copying", done, total)


def _finished(fresh: Path, file: Path, lost: tuple[str, ...]) -> Exported:
    """Marks what was written as an export, puts it on the disk for good, and counts it."""
    database = SqliteDatabase(fresh)
    try:
        with database.read() as connection:
            held = ledger.count(connection, articles), ledger.count(connection, revisions)
        with database.alone() as connection:
            number = int.from_bytes(_APPLICATION)
            connection.execute(f"PRAGMA application_id = {number}")
            connection.execute("PRAGMA journal_mode = DELETE")  # one file, also where it is read
    finally:
        database.close()
    with fresh.open("rb") as written:
        os.fsync(written.fileno())
    return Exported(str(file), *held, fresh.stat().st_size, lost)
