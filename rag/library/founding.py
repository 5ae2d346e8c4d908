"""Making a ledger, opening one of an older schema, refusing one of a newer."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Connection, insert, inspect, select, update

from rag.errors import LibraryError, LibraryNewer, LibraryNotFound
from rag.library import sqlite
from rag.library.database import Database
from rag.library.migrations import MIGRATIONS
from rag.library.schema import SCHEMA_VERSION, facts, state, tables
from rag.library.servers import NONE, Servers
from rag.library.sqlite import LEDGER, SqliteDatabase


def open_ledger(folder: Path, *, create: bool, servers: Servers = NONE) -> Database:
    """The library's ledger, made when asked to, brought to the present schema when it is older.

    Raises LibraryNotFound (and makes nothing), LibraryNewer, LibraryDamaged, LibraryBusy.
    """
    if servers.ledger is not None:
        database = on_server(servers.ledger)
    else:
        database = _in_folder(folder, create=create)
    try:
        _bring_up(database, folder, create=create)
        # Also where the ledger is elsewhere: the indexes lie here.
        make_folder(folder)
    except BaseException:
        database.close()
        raise
    return database


def on_server(address: str) -> Database:
    """The ledger at an address; connects to nothing yet. Raises SettingsError, MissingExtra."""
    from rag.library.postgres import PostgresDatabase

    return PostgresDatabase(address)


def _in_folder(folder: Path, *, create: bool) -> Database:
    path = folder / LEDGER
    if path.is_dir():
        raise LibraryError(f"'{path}' is a folder, not a library's ledger; move it away")
    if not sqlite.is_there(path):
        if not create:
            raise LibraryNotFound(str(folder))
        make_folder(folder)
        sqlite.found(path, _create)
    return SqliteDatabase(path, read_only=not sqlite.writable(path))


def found_with(folder: Path, make: Callable[[Path], None]) -> None:
    """A library of what ``make`` writes into a file; nothing when it fails.

    Raises LibraryError where there is a library already.
    """
    make_folder(folder)
    path = folder / LEDGER
    with sqlite.setting_up(folder):
        if sqlite.is_there(path):
            raise LibraryError(
                f"there is a library in '{folder}' already; name another folder with --index, or "
                "move that one away"
            )
        sqlite.place(path, make)


def _bring_up(database: Database, folder: Path, *, create: bool) -> None:
    found = schema_of(database)
    if found is None and not create:
        raise LibraryNotFound(str(folder), database.name)
    if found is not None and found > SCHEMA_VERSION:
        raise LibraryNewer(database.name, found, SCHEMA_VERSION)
    if found is None or found < SCHEMA_VERSION:
        _set_up(database)


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


def _set_up(database: Database) -> None:
    if database.read_only:
        raise LibraryError(
            f"the library in '{database.name}' was made by an earlier Byline and must be brought "
            "up to date before it is read, but this user may not write there; run `rag status` "
            "once as one who may"
        )
    with database.setting_up():
        found = schema_of(database)
        if found is None:
            _create(database)
        elif found < SCHEMA_VERSION:
            database.keep_copy(found)
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
