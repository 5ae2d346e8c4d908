"""Opening a ledger's database, and turning its faults into words.

Everything that only SQLite needs is here: pragmas, write transactions that begin IMMEDIATE,
read-only folders. The rest of the ledger is plain SQLAlchemy Core.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DatabaseError, OperationalError
from sqlalchemy.pool import QueuePool

from rag.errors import BylineError, LibraryBusy, LibraryDamaged, LibraryError

_BUSY_SECONDS = 30
_PRAGMAS = (
    "foreign_keys=ON",
    "synchronous=FULL",
    "secure_delete=ON",  # a purge that is interrupted leaves no words either; off in some builds
    "temp_store=MEMORY",
    "cache_size=-4000",  # of each connection, and a search at once takes one each
    "wal_autocheckpoint=4000",
    "journal_size_limit=67108864",
)


class Database:
    """A pool of connections to one ledger. Safe to use from many threads."""

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        self.path, self.read_only = path, read_only
        self._engine = _engine(path, read_only)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """One consistent view of the ledger for as long as the block runs."""
        with self._told(), self._engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """One transaction, alone: committed at the end of the block, or not at all."""
        if self.read_only:
            raise LibraryError(_cannot_write(self.path))
        with self._told(), self._engine.connect() as plain:
            connection = plain.execution_options(byline_write=True)
            with connection.begin():
                yield connection

    @contextmanager
    def alone(self) -> Iterator[sqlite3.Connection]:
        """A bare connection outside any transaction, for VACUUM and checkpoints."""
        with self._told(), self._engine.connect() as connection:
            driver: Any = connection.connection.driver_connection
            try:
                yield driver
            except sqlite3.DatabaseError as error:
                raise _explained(error, self.path) from error

    def copy_to(self, path: Path) -> None:
        """A whole copy of the ledger as it stands."""
        with self.alone() as source, closing(sqlite3.connect(path)) as target:
            source.backup(target)

    def close(self) -> None:
        self._engine.dispose()

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except DatabaseError as error:
            cause = error.orig if isinstance(error.orig, sqlite3.Error) else error
            raise _explained(cause, self.path) from error


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
    mode = _read_only_mode(path) if read_only else "?mode=rwc"
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


def _read_only_mode(path: Path) -> str:
    # Without its -shm file a WAL database in a folder nobody may write opens only as immutable.
    shared = path.with_name(path.name + "-shm")
    return "?mode=ro" if shared.exists() else "?mode=ro&immutable=1"


def _begin(connection: Connection) -> None:
    write = connection.get_execution_options().get("byline_write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


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
        f"the ledger '{path}' is damaged ({text}); put back a copy of the library, or move the "
        "folder away and ingest the articles again"
    )


def _cannot_write(path: Path) -> str:
    return (
        f"'{path.parent}' is read-only for this user; searching works, changing needs a folder "
        "that may be written"
    )
