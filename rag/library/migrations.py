"""From each older schema to the next. Run under the lock, after a copy of the ledger."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from sqlalchemy import Connection, text

from rag.library.alike_rows import fill
from rag.library.schema import followers, readings, refusals

Migration = Callable[[Connection], None]


def _to_2(connection: Connection) -> None:
    """How inputs were read, what was refused, when outlets changed an article, near copies."""
    readings.create(connection)
    refusals.create(connection)
    connection.execute(text("ALTER TABLE revisions ADD COLUMN modified TEXT"))
    fill(connection)


def _to_3(connection: Connection) -> None:
    """The folders that follow a ledger on a server."""
    followers.create(connection)


MIGRATIONS: Mapping[int, Migration] = MappingProxyType({1: _to_2, 2: _to_3})
