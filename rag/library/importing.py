"""A library made of an export: its rows as they were, nothing embedded, the indexes to follow."""

from __future__ import annotations

import secrets
import shutil
from contextlib import nullcontext, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import delete, func, select, table
from sqlalchemy.sql import column

from rag.errors import LibraryDamaged, LibraryError, LibraryNewer
from rag.library.database import Database
from rag.library.exporting import copy_rows, is_export
from rag.library.founding import found_with, migrate, on_server, schema_of
from rag.library.schema import SCHEMA_VERSION, facts, tables
from rag.library.servers import NONE, Servers
from rag.library.sqlite import LOCK, SqliteDatabase
from rag.library.verifying import damage

_MASTER = table("sqlite_master", column("type"))


def import_(file: Path, folder: Path, *, servers: Servers = NONE) -> None:
    """Makes a library from an export, brought up to the present schema.

    Raises LibraryError where there is a library already or the file is no export, LibraryNewer,
    LibraryDamaged; then nothing is made.
    """
    if not file.exists():
        raise LibraryError(f"there is no file '{file}'; `rag export FILE` writes one")
    if not (file.is_file() and is_export(file)):
        raise LibraryError(f"'{file}' is no export of Byline; `rag export FILE` writes one")
    if servers.ledger is not None:
        _onto_server(file, servers.ledger)
        return
    was_there = folder.exists()
    try:
        found_with(folder, lambda path: _make(file, path))
    except BaseException:
        if not was_there:
            with suppress(OSError):  # not what another process made of it meanwhile
                (folder / LOCK).unlink()
                folder.rmdir()
        raise


def _onto_server(file: Path, address: str) -> None:
    """In one transaction, of a copy that was found whole."""
    with TemporaryDirectory() as place:
        path = Path(place) / "ledger.sqlite3"
        _make(file, path)
        source, target = SqliteDatabase(path), on_server(address)
        try:
            with target.setting_up():
                if schema_of(target) is not None:
                    raise LibraryError(
                        f"there is a library in '{target.name}' already; name another database or "
                        "schema with RAG_LEDGER"
                    )
                with target.write() as connection:
                    tables.create_all(connection)
                    copy_rows(source, lambda: nullcontext(connection))
                    target.filled(connection)
        finally:
            source.close()
            target.close()


def _make(file: Path, path: Path) -> None:
    shutil.copyfile(file, path)
    try:
        database = SqliteDatabase(path)
        try:
            _brought_up(database, file)
            wrong = damage(database, embedded=False)
        finally:
            database.close()
    except LibraryDamaged as error:
        raise LibraryDamaged(_damaged(file, getattr(error.__cause__, "orig", error))) from error
    if wrong:
        raise LibraryDamaged(_damaged(file, wrong[0]))


def _brought_up(database: Database, file: Path) -> None:
    """The present schema, and a name of its own: it goes its own way from here."""
    with database.read() as connection:
        query = select(func.count()).where(_MASTER.c.type.in_(("trigger", "view")))
        if connection.execute(query).scalar_one():
            raise LibraryError(f"'{file}' was not written by `rag export`: it has rules of its own")
    found = schema_of(database)
    if found is None:
        raise LibraryDamaged(f"'{file}' has no tables")
    if found > SCHEMA_VERSION:
        raise LibraryNewer(str(file), found, SCHEMA_VERSION)
    if found < SCHEMA_VERSION:
        migrate(database, found)
    with database.write() as connection:
        named = facts.c.name == "library_id"
        connection.execute(delete(facts).where(named))
        connection.execute(facts.insert().values(name="library_id", value=secrets.token_hex(16)))


def _damaged(file: Path, what: object) -> str:
    return f"the export '{file}' is damaged ({what}); use another copy of it"
