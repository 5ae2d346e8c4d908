"""A library made of an export: its rows as they were, nothing embedded, the indexes to follow."""

from __future__ import annotations

import secrets
import shutil
from contextlib import suppress
from pathlib import Path

from sqlalchemy import delete, func, select, table
from sqlalchemy.sql import column

from rag.errors import LibraryDamaged, LibraryError, LibraryNewer
from rag.library.database import Database
from rag.library.exporting import is_export
from rag.library.founding import LOCK, found_with, migrate, schema_of
from rag.library.schema import SCHEMA_VERSION, facts
from rag.library.verifying import damage

_MASTER = table("sqlite_master", column("type"))


def import_(file: Path, folder: Path) -> None:
    """Makes the library of a folder from an export, brought up to the present schema.

    Raises LibraryError where there is a library already or the file is no export, LibraryNewer,
    LibraryDamaged; then nothing is made.
    """
    if not file.exists():
        raise LibraryError(f"there is no file '{file}'; `rag export FILE` writes one")
    if not (file.is_file() and is_export(file)):
        raise LibraryError(f"'{file}' is no export of Byline; `rag export FILE` writes one")
    was_there = folder.exists()
    try:
        found_with(folder, lambda path: _make(file, path))
    except BaseException:
        if not was_there:
            with suppress(OSError):  # not what another process made of it meanwhile
                (folder / LOCK).unlink()
                folder.rmdir()
        raise


def _make(file: Path, path: Path) -> None:
    shutil.copyfile(file, path)
    try:
        database = Database(path)
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
