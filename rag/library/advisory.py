"""PostgreSQL's advisory locks: one holder over all machines, and free when its connection ends."""

from __future__ import annotations

import threading
import time
import zlib
from collections.abc import Callable

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from rag.library.journal import note

WRITING, SETTING_UP = "writing", "setting up"
_PERIOD = 1.0
"""Seconds between two looks at whether it is still ours, or free."""


def lock_of(name: str) -> str:
    """The two numbers of a lock: what it is for, and whose; each schema is a library of its own."""
    purpose = zlib.crc32(f"byline {name}".encode()) & 0x7FFFFFFF
    return f"{purpose}, hashtext(current_schema())"


class AdvisoryTurn:
    """A lock that lasts as long as one connection. Safe to use from many threads."""

    def __init__(self, connect: Callable[[], Connection], name: str) -> None:
        self._connect, self._name = connect, name
        self._guard = threading.Lock()
        self._connection: Connection | None = None
        self._held, self._looked = False, float("-inf")

    def mine(self) -> bool:
        """Asked of the server once a second: a connection that broke has lost the lock."""
        with self._guard:
            if time.monotonic() >= self._looked + _PERIOD:
                try:
                    self._look()
                except SQLAlchemyError as error:
                    note("lost a lock", name=self._name, error=type(error).__name__)
                    self._drop()
                self._looked = time.monotonic()
            return self._held

    def close(self) -> None:
        with self._guard:
            self._drop()

    def _look(self) -> None:
        if self._connection is None:
            self._connection = self._connect()
            self._connection.detach()  # it is ended, not handed to somebody else
        if self._held:
            self._connection.exec_driver_sql("SELECT 1")
        else:
            asked = f"SELECT pg_try_advisory_lock({lock_of(self._name)})"
            self._held = bool(self._connection.exec_driver_sql(asked).scalar_one())

    def _drop(self) -> None:
        connection, self._connection, self._held = self._connection, None, False
        if connection is not None:
            try:
                connection.close()
            except SQLAlchemyError as error:
                note("a connection was gone", error=type(error).__name__)
