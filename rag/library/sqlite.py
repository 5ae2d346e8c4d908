"""The ledger in SQLite: a file in the library's folder.

Everything that only SQLite needs is here: pragmas, write transactions that begin IMMEDIATE,
read-only folders, founding beside and moving there.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any
from urllib.parse import quote

from filelock import FileLock, Timeout
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DatabaseError, OperationalError
from sqlalchemy.pool import QueuePool

from rag.errors import SAVE, BylineError, LibraryBusy, LibraryDamaged, LibraryError
from rag.library.database import Database
from rag.library.glance import LEDGER as LEDGER
from rag.library.glance import read_only_mode

_UNFINISHED = ".ledger.new.sqlite3"
LOCK = ".setup.lock"
_COPIES = "ledger.schema-*.sqlite3*"
_WAIT = 120.0
_BUSY_SECONDS = 30
_READERS = 30.0
"""Seconds to wait for readers of the old pages to be done."""
_PRAGMAS = (
    "foreign_keys=ON",
    "synchronous=FULL",
    "secure_delete=ON",  # a purge that is interrupted leaves no words either; off in some builds
    "temp_store=MEMORY",
    "cache_size=-4000",  # of each connection, and a search at once takes one each
    "wal_autocheckpoint=4000",
    "journal_size_limit=67108864",
)


class SqliteDatabase(Database):
    """The ledger in a file."""

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        self.path = self.file = path
        super().__init__(str(path.parent), _engine(path, read_only), read_only=read_only)

    @contextmanager
    def setting_up(self) -> Iterator[None]:
        with setting_up(self.path.parent):
            yield

    def keep_copy(self, schema: int) -> None:
        self.copy_to(self.path.with_suffix(f".schema-{schema}.sqlite3"))

    def copy_to(self, path: Path) -> None:
        """A whole copy of the ledger as it stands."""
        with self.alone() as source, closing(sqlite3.connect(path)) as target:
            source.backup(target)

    def drop_copies(self) -> None:
        for copy in self.path.parent.glob(_COPIES):
            copy.unlink(missing_ok=True)

    def compact(self) -> None:
        with self.alone() as connection:
            connection.execute("VACUUM")
            deadline = time.monotonic() + _READERS
            while connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
                if time.monotonic() > deadline:
                    raise LibraryBusy(
                        f"the text is erased, but a long search still holds old pages of "
                        f"'{self.path}'; run the same command again when it is done"
                    )
                time.sleep(0.05)  # SQLite tells nobody when a reader is done

    def faults(self) -> list[str]:
        with self.alone() as connection:
            told = [row[0] for row in connection.execute("PRAGMA integrity_check(20)")]
            orphans = connection.execute("PRAGMA foreign_key_check").fetchall()
        wrong = [f"ledger: {line}" for line in told if line != "ok"]
        return wrong + [f"ledger: a row of {row[0]} belongs to no {row[2]}" for row in orphans[:20]]

    @contextmanager
    def alone(self) -> Iterator[sqlite3.Connection]:
        """A bare connection outside any transaction, for VACUUM and checkpoints."""
        with self._told(), self._engine.connect() as connection:
            driver: Any = connection.connection.driver_connection
            try:
                yield driver
            except sqlite3.DatabaseError as error:
                raise self._explained(error) from error

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            with super()._told():
                yield
        except (UnicodeDecodeError, sqlite3.Error) as error:
            # The former when its list of tables cannot be read, the latter where one begins.
            raise self._explained(error) from error

    def _explained(self, error: BaseException) -> BylineError:
        if isinstance(error, DatabaseError) and isinstance(error.orig, sqlite3.Error):
            error = error.orig
        return _explained(error, self.path)

    def _cannot_write(self) -> str:
        return _cannot_write(self.path)


def is_there(path: Path) -> bool:
    """Whether a ledger was made; a file that is empty is none."""
    try:
        return path.stat().st_size > 0
    except OSError:
        return False


def found(path: Path, create: Callable[[Database], None]) -> None:
    """Makes a ledger beside its place and moves it there: nobody ever opens half of one, and
    processes that start together never change the journal under each other's reads.
    """
    with setting_up(path.parent):
        if not is_there(path):
            place(path, lambda fresh: _founded(fresh, create))


def _founded(path: Path, create: Callable[[Database], None]) -> None:
    database = SqliteDatabase(path)
    try:
        create(database)
    finally:
        database.close()  # the last to close it puts the journal back into the file


def place(path: Path, make: Callable[[Path], None]) -> None:
    """A ledger of what ``make`` writes into a file; nothing when it fails. While setting up."""
    fresh = path.with_name(_UNFINISHED)
    # A journal whose ledger was deleted would be played into the new one.
    _clear(path.parent, _UNFINISHED, f"{path.name}-")
    try:
        make(fresh)
        fresh.replace(path)
    finally:
        _clear(path.parent, _UNFINISHED)
    sync_folder(path.parent)


def _clear(folder: Path, *beginnings: str) -> None:
    for beginning in beginnings:
        for left in folder.glob(f"{beginning}*"):
            left.unlink()


def sync_folder(folder: Path) -> None:
    """Makes a rename last; where a folder cannot be opened, the system sees to that itself."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


@contextmanager
def setting_up(folder: Path) -> Iterator[None]:
    """One process at a time. Raises LibraryBusy, and LibraryError when the folder is read-only."""
    lock = FileLock(folder / LOCK)
    try:
        lock.acquire(timeout=_WAIT)
    except Timeout as error:
        raise LibraryBusy(
            f"another process is setting up '{folder}'; try again when it is done"
        ) from error
    except OSError as error:
        raise LibraryError(
            f"cannot make a library in '{folder}' ({error.strerror}); name another folder with "
            "--index"
        ) from error
    try:
        yield
    finally:
        lock.release()


def writable(path: Path) -> bool:
    """Tried, not asked: permissions, mounts and the superuser all have their say."""
    try:
        # A file without a name: nothing lies about when this process is killed here.
        with TemporaryFile(dir=path.parent), path.open("ab"):
            return True
    except OSError:
        return False


def _engine(path: Path, read_only: bool) -> Engine:
    engine = create_engine(
        "sqlite://",
        creator=lambda: _connect(path, read_only),
        poolclass=QueuePool,
        pool_size=8,
        max_overflow=120,
    )
    event.listen(engine, "begin", _begin)
    return engine


def _connect(path: Path, read_only: bool) -> sqlite3.Connection:
    location = f"file:{quote(str(path.absolute()))}"
    mode = read_only_mode(path) if read_only else "?mode=rwc"
    connection = sqlite3.connect(
        location + mode,
        uri=True,
        timeout=_BUSY_SECONDS,
        isolation_level=None,
        check_same_thread=False,
    )
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
    if not read_only:
        connection.execute("PRAGMA journal_mode=WAL")
    return connection


def _begin(connection: Connection) -> None:
    write = connection.get_execution_options().get("byline_write", False)
    # Past SQLAlchemy, for which this is a statement like any other: a tenth of a millisecond.
    driver: Any = connection.connection.driver_connection
    driver.execute("BEGIN IMMEDIATE" if write else "BEGIN")


def _explained(error: BaseException, path: Path) -> BylineError:
    text = str(error)
    if isinstance(error, OperationalError | sqlite3.OperationalError):
        if "locked" in text or "busy" in text:
            return LibraryBusy(
                f"another process has been writing to '{path.parent}' for {_BUSY_SECONDS} s; "
                "try again when it is done"
            )
        if "readonly" in text or "read-only" in text:
            return LibraryError(_cannot_write(path))
        if "full" in text or "disk I/O" in text:
            return LibraryError(
                f"the disk that holds '{path.parent}' is full or failing ({text}); what was "
                "stored before stays; make room and run the same command again"
            )
        if "unable to open" in text:
            return LibraryError(
                f"cannot open '{path}'; check that this user may read it, and that not too many "
                "files are open (`ulimit -n`)"
            )
    return LibraryDamaged(
        f"the ledger '{path}' is damaged ({text}); put back a copy of the library, or {SAVE}"
    )


def _cannot_write(path: Path) -> str:
    return (
        f"'{path.parent}' is read-only for this user; searching works, changing needs a folder "
        "that may be written"
    )
