"""Making a ledger, opening one of an older schema, refusing one of a newer."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryFile

from filelock import FileLock, Timeout
from sqlalchemy import Connection, insert, inspect, select, update

from rag.errors import LibraryBusy, LibraryError, LibraryNewer, LibraryNotFound
from rag.library.database import Database
from rag.library.migrations import MIGRATIONS
from rag.library.schema import SCHEMA_VERSION, facts, state, tables

LEDGER = "ledger.sqlite3"
_UNFINISHED = ".ledger.new.sqlite3"
LOCK = ".setup.lock"
COPIES = "ledger.schema-*.sqlite3*"
"""What a ledger is copied to before its schema is brought up, in its folder."""
_WAIT = 120.0


def open_ledger(folder: Path, *, create: bool) -> Database:
    """The folder's ledger, made when asked to, brought to the present schema when it is older.

    Raises LibraryNotFound (and makes nothing), LibraryNewer, LibraryDamaged, LibraryBusy.
    """
    path = folder / LEDGER
    if path.is_dir():
        raise LibraryError(f"'{path}' is a folder, not a library's ledger; move it away")
    if not _there(path):
        if not create:
            raise LibraryNotFound(str(folder))
        make_folder(folder)
        _found(path)
    database = Database(path, read_only=not _writable(path))
    try:
        _bring_up(database, folder, create=create)
    except BaseException:
        database.close()
        raise
    return database


def _bring_up(database: Database, folder: Path, *, create: bool) -> None:
    found = schema_of(database)
    if found is None and not create:
        raise LibraryNotFound(str(folder))
    if found is not None and found > SCHEMA_VERSION:
        raise LibraryNewer(str(folder), found, SCHEMA_VERSION)
    if found is None or found < SCHEMA_VERSION:
        _set_up(database, folder)


def _there(path: Path) -> bool:
    try:
        return path.stat().st_size > 0
    except OSError:
        return False


def _found(path: Path) -> None:
    """Makes a ledger beside its place and moves it there: nobody ever opens half of one, and
    processes that start together never change the journal under each other's reads.
    """
    with _setting_up(path.parent):
        if _there(path):
            return
        _place(path, _founded)


def found_with(folder: Path, make: Callable[[Path], None]) -> None:
    """A library of what ``make`` writes into a file; nothing when it fails.

    Raises LibraryError where there is a library already.
    """
    make_folder(folder)
    path = folder / LEDGER
    with _setting_up(folder):
        if _there(path):
            raise LibraryError(
                f"there is a library in '{folder}' already; name another folder with --index, or "
                "move that one away"
            )
        _place(path, make)


def _founded(path: Path) -> None:
    database = Database(path)
    try:
        _create(database)
    finally:
        database.close()  # the last to close it puts the journal back into the file


def _place(path: Path, make: Callable[[Path], None]) -> None:
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
def _setting_up(folder: Path) -> Iterator[None]:
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


def schema_of(database: Database) -> int | None:
    """The schema's version; None when the tables were never made."""
    with database.read() as connection:
        if not inspect(connection).has_table("facts"):
            return None
        query = select(facts.c.value).where(facts.c.name == "schema_version")
        version = connection.execute(query).scalar_one_or_none()
    return None if version is None else int(version)


def library_id(connection: Connection) -> str:
    """What tells this library's followers from another's."""
    query = select(facts.c.value).where(facts.c.name == "library_id")
    return str(connection.execute(query).scalar_one())


def make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise LibraryError(
            f"cannot make the library's folder '{folder}' ({error.strerror}); name another with "
            "--index"
        ) from error


def _writable(path: Path) -> bool:
    """Tried, not asked: permissions, mounts and the superuser all have their say."""
    try:
        # A file without a name: nothing lies about when this process is killed here.
        with TemporaryFile(dir=path.parent), path.open("ab"):
            return True
    except OSError:
        return False


def _set_up(database: Database, folder: Path) -> None:
    if database.read_only:
        raise LibraryError(
            f"the library in '{folder}' was made by an earlier Byline and must be brought up to "
            "date before it is read, but this user may not write there; run `rag status` once as "
            "one who may"
        )
    with _setting_up(folder):
        found = schema_of(database)
        if found is None:
            _create(database)
        elif found < SCHEMA_VERSION:
            database.copy_to(database.path.with_suffix(f".schema-{found}.sqlite3"))
            migrate(database, found)


def _create(database: Database) -> None:
    with database.write() as connection:
        tables.create_all(connection)
        rows = {"schema_version": str(SCHEMA_VERSION), "library_id": secrets.token_hex(16)}
        for name, value in rows.items():
            connection.execute(insert(facts).values(name=name, value=value))
        connection.execute(insert(state).values(id=1, revision=0, fresh=0, embedding=None))


def migrate(database: Database, found: int) -> None:
    """From an older schema to the present one, in one transaction."""
    with database.write() as connection:
        for version in range(found, SCHEMA_VERSION):
            MIGRATIONS[version](connection)
        connection.execute(
            update(facts).where(facts.c.name == "schema_version").values(value=str(SCHEMA_VERSION))
        )
